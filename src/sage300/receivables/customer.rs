//! Customers.

use serde::Deserialize;

use crate::money::Currency;
use crate::sage300::wire::{currency, id, word};

/// A row of `AR/ARCustomers`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct Customer {
    /// The key.
    pub customer_number: String,
    /// Its name.
    #[serde(deserialize_with = "word")]
    pub customer_name: Option<String>,
    /// `Active` or `Inactive`.
    #[serde(deserialize_with = "word")]
    pub status: Option<String>,
    /// `Yes` or `No`.
    #[serde(deserialize_with = "word")]
    pub on_hold: Option<String>,
    /// Its currency.
    #[serde(deserialize_with = "currency")]
    pub currency_code: Option<Currency>,
    /// Its tax group.
    #[serde(deserialize_with = "word")]
    pub tax_group: Option<String>,
    /// `None`, `Warning` or `Error`.
    #[serde(rename = "CheckForDuplicatePOs", deserialize_with = "word")]
    pub check_for_duplicate_pos: Option<String>,
    /// Whether its credit limit is checked.
    #[serde(deserialize_with = "word")]
    pub check_credit_limit: Option<String>,
    /// Its class at the first tax authority.
    #[serde(rename = "TaxClassCode1", deserialize_with = "id")]
    pub tax_class_code_1: Option<String>,
}

impl Customer {
    /// Whether documents may be made for it; a status that is not told is taken as active, Sage will say.
    pub fn is_active(&self) -> bool {
        self.status
            .as_deref()
            .is_none_or(|status| !status.eq_ignore_ascii_case("inactive"))
    }
}

impl Customer {
    /// Whether it is on hold, as far as Sage tells.
    pub fn is_on_hold(&self) -> bool {
        self.on_hold
            .as_deref()
            .is_some_and(|word| word.eq_ignore_ascii_case("yes") || word.eq_ignore_ascii_case("true"))
    }
}
