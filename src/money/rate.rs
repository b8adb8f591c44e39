//! `Rate`: the factor between two currencies.

use std::fmt;

use serde::de::{Deserialize, Deserializer};
use serde::ser::{Serialize, Serializer};

use super::decimal::{self, DecimalError};
use super::{Amount, Currency, json};

/// An exact exchange rate, with at most seven decimals (Sage: BCD*8.7).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Rate(i128);

impl Rate {
    /// One to one.
    pub const ONE: Self = Self(10_000_000);

    /// Reads decimal text with at most seven decimals.
    pub fn parse(text: &str) -> Result<Self, DecimalError> {
        decimal::parse(text, 7, 10_i128.pow(15)).map(Self)
    }

    /// The amount multiplied by the rate, rounded to the currency's minor unit (halves away from zero).
    pub fn multiply(self, amount: Amount, into: Currency) -> Option<Amount> {
        let product = amount.units().checked_mul(self.0)?;
        Some(Amount::from_units(product / 10_000_000).round_to(into))
    }

    /// The amount divided by the rate, rounded to the currency's minor unit (halves away from zero).
    pub fn divide(self, amount: Amount, into: Currency) -> Option<Amount> {
        let scaled = amount.units().checked_mul(10_000_000)?;
        Some(Amount::from_units(scaled.checked_div(self.0)?).round_to(into))
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        decimal::write(self.0, 7, 0, f)
    }
}

impl Serialize for Rate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        json::number(self.0, 7).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Rate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        json::read(deserializer, "a rate", Self::parse)
    }
}
