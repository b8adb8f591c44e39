//! `Quantity`: counted things with decimals.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, Sub};

use serde::de::{Deserialize, Deserializer};
use serde::ser::{Serialize, Serializer};

use super::decimal::{self, DecimalError};
use super::json;

/// An exact quantity with at most four decimals, as Sage 300 keeps them (BCD*10.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Quantity(i128);

const SCALE: u32 = 4;
const LIMIT: i128 = 10_i128.pow(15 + SCALE);

impl Quantity {
    /// None.
    pub const ZERO: Self = Self(0);

    /// Reads decimal text with at most four decimals.
    pub fn parse(text: &str) -> Result<Self, DecimalError> {
        decimal::parse(text, SCALE, LIMIT).map(Self)
    }

    /// A whole count.
    pub fn whole(count: i64) -> Self {
        Self(i128::from(count) * 10_000)
    }

    /// The quantity in units of one ten-thousandth.
    pub fn ten_thousandths(self) -> i128 {
        self.0
    }

    /// The count when the quantity is whole and fits.
    pub fn as_whole(self) -> Option<i64> {
        (self.0 % 10_000 == 0)
            .then(|| i64::try_from(self.0 / 10_000).ok())
            .flatten()
    }

    /// The quantity times a whole count; `None` when out of range.
    pub fn times(self, count: i64) -> Option<Self> {
        self.0
            .checked_mul(i128::from(count))
            .filter(|p| p.abs() <= LIMIT)
            .map(Self)
    }

    /// Whether there is none.
    pub fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// Whether it is below zero.
    pub fn is_negative(self) -> bool {
        self.0 < 0
    }
}

impl Add for Quantity {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl Sub for Quantity {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}

impl Sum for Quantity {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        all.fold(Self::ZERO, Add::add)
    }
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        struct Plain(i128);
        impl fmt::Display for Plain {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                decimal::write(self.0, SCALE, 0, f)
            }
        }
        f.pad(&Plain(self.0).to_string())
    }
}

impl Serialize for Quantity {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        json::number(self.0, SCALE).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Quantity {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        json::read(deserializer, "a quantity", Self::parse)
    }
}
