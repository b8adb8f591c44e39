//! `Amount`: a sum of money without its currency.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub, SubAssign};
use std::str::FromStr;

use serde::de::{Deserialize, Deserializer};
use serde::ser::{Serialize, Serializer};

use super::decimal::{self, DecimalError};
use super::{Currency, Quantity, json};

/// An exact sum of money: a whole number of 10^-10 units, at most 10^15 when read.
///
/// The bound leaves room for 10^13 of them to be added before the type could overflow, so addition
/// needs no error; release builds check it all the same and would stop rather than wrap.
/// It reads from a JSON number or string and writes as a JSON number, as Sage does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Amount(i128);

const SCALE: u32 = 10;
const UNIT: i128 = 10_i128.pow(SCALE);
/// Of them, a millionth.
const MILLIONTH: i64 = 10_i64.pow(SCALE - 6);
const LIMIT: i128 = 10_i128.pow(15 + SCALE);

impl Amount {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// Reads decimal text, such as `12.30`, `-0.005` or `1e3`.
    pub fn parse(text: &str) -> Result<Self, DecimalError> {
        decimal::parse(text, SCALE, LIMIT).map(Self)
    }

    /// So many minor units (cents, yen) of a currency.
    pub fn from_minor(units: i64, currency: Currency) -> Self {
        Self(i128::from(units) * (UNIT / currency.minor_per_unit()))
    }

    /// The whole number of minor units, or `None` when the sum is finer than the currency is.
    pub fn minor(self, currency: Currency) -> Option<i128> {
        let minor = UNIT / currency.minor_per_unit();
        (self.0 % minor == 0).then_some(self.0 / minor)
    }

    /// Whether the sum is a whole number of the currency's minor units.
    pub fn fits(self, currency: Currency) -> bool {
        self.minor(currency).is_some()
    }

    /// The nearest whole minor unit, halves away from zero: for conversion by a rate and nothing else.
    pub fn round_to(self, currency: Currency) -> Self {
        let minor = UNIT / currency.minor_per_unit();
        let half = if self.0 < 0 { -minor / 2 } else { minor / 2 };
        Self((self.0 + half) / minor * minor)
    }

    /// The sum without its sign.
    pub fn abs(self) -> Self {
        Self(self.0.abs())
    }

    /// Whether the sum is zero.
    pub fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// Whether the sum is below zero.
    pub fn is_negative(self) -> bool {
        self.0 < 0
    }

    /// The price times a whole count; `None` when the product leaves the type's range.
    pub fn times(self, count: i64) -> Option<Self> {
        self.0
            .checked_mul(i128::from(count))
            .filter(|p| p.abs() <= LIMIT * 1_000)
            .map(Self)
    }

    /// The sum times a quantity with decimals, exact, or `None` when it would need rounding.
    pub fn times_quantity(self, quantity: Quantity) -> Option<Self> {
        let product = self.0.checked_mul(quantity.ten_thousandths())?;
        (product % 10_000 == 0).then_some(Self(product / 10_000))
    }

    /// The whole number of millionths, or `None` when the sum is finer, or larger than 64 bits can say.
    pub fn millionths(self) -> Option<i64> {
        // Sums that people meet fit 64 bits, in which dividing is many times faster.
        if let Ok(small) = i64::try_from(self.0) {
            return (small % MILLIONTH == 0).then_some(small / MILLIONTH);
        }
        let step = i128::from(MILLIONTH);
        (self.0 % step == 0)
            .then(|| i64::try_from(self.0 / step).ok())
            .flatten()
    }

    /// So many millionths.
    pub fn from_millionths(units: i64) -> Self {
        Self(i128::from(units) * i128::from(MILLIONTH))
    }

    /// Its exact whole number of 10^-10 units: for digests, never for arithmetic.
    pub fn exact_units(self) -> i128 {
        self.0
    }

    pub(super) fn units(self) -> i128 {
        self.0
    }

    pub(super) fn from_units(units: i128) -> Self {
        Self(units)
    }

    /// The text with exactly the currency's decimals when it fits them, all its digits otherwise.
    pub fn display(self, currency: Currency) -> impl fmt::Display {
        struct Shown(i128, u32);
        impl fmt::Display for Shown {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                decimal::write(self.0, SCALE, self.1, f)
            }
        }
        Shown(self.0, currency.decimals())
    }
}

impl fmt::Display for Amount {
    /// At least two decimals, as people write money; more only where the figure has them.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        struct Plain(i128);
        impl fmt::Display for Plain {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                decimal::write(self.0, SCALE, 2, f)
            }
        }
        if f.width().is_none() && f.precision().is_none() {
            return decimal::write(self.0, SCALE, 2, f);
        }
        f.pad(&Plain(self.0).to_string())
    }
}

impl FromStr for Amount {
    type Err = DecimalError;

    fn from_str(text: &str) -> Result<Self, DecimalError> {
        Self::parse(text)
    }
}

impl Add for Amount {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl Sub for Amount {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}

impl Neg for Amount {
    type Output = Self;
    fn neg(self) -> Self {
        Self(-self.0)
    }
}

impl AddAssign for Amount {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl SubAssign for Amount {
    fn sub_assign(&mut self, other: Self) {
        *self = *self - other;
    }
}

impl Sum for Amount {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::ZERO, Add::add)
    }
}

impl<'a> Sum<&'a Amount> for Amount {
    fn sum<I: Iterator<Item = &'a Self>>(amounts: I) -> Self {
        amounts.copied().sum()
    }
}

impl Serialize for Amount {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        json::number(self.0, SCALE).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        json::read(deserializer, "an amount", Self::parse)
    }
}
