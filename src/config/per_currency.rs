//! A code or an account of Sage's: one for all currencies, or one for each.

use std::collections::BTreeMap;

use toml::de::DeValue;

use super::sheet::Read;
use crate::money::Currency;

/// One for all, or one for each currency that Amazon pays in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PerCurrency {
    /// The same for all currencies.
    One(String),
    /// By the settlement's currency.
    Each(BTreeMap<Currency, String>),
}

impl PerCurrency {
    /// The one for settlements of a currency; `None` when the table does not name it.
    pub fn of(&self, currency: Currency) -> Option<&str> {
        match self {
            Self::One(name) => Some(name),
            Self::Each(names) => names.get(&currency).map(String::as_str),
        }
    }

    /// Every one named.
    pub fn all(&self) -> Vec<&str> {
        match self {
            Self::One(name) => vec![name],
            Self::Each(names) => names.values().map(String::as_str).collect(),
        }
    }
}

/// Reads one text, or a table of them; `what` is the noun of what an empty table lacks.
pub(super) fn per_currency(
    what: &'static str,
    one: impl Fn(&DeValue<'_>) -> Read<String>,
) -> impl Fn(&DeValue<'_>) -> Read<PerCurrency> {
    move |value| {
        let DeValue::Table(table) = value else {
            return one(value).map(PerCurrency::One);
        };
        let mut names = BTreeMap::new();
        for (code, value) in table.iter() {
            names.insert(Currency::parse(code.get_ref())?, one(value.get_ref())?);
        }
        if names.is_empty() {
            Err(format!("names no {what}"))
        } else {
            Ok(PerCurrency::Each(names))
        }
    }
}
