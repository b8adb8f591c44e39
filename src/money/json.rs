//! Decimals in JSON: written as numbers with no more digits than they have, read from numbers and strings.

use std::fmt;

use serde::de::{self, Deserialize, Deserializer, Visitor};

use super::decimal::{self, DecimalError};

/// The decimal as a JSON number with no more digits than it has.
pub(super) fn number(units: i128, scale: u32) -> serde_json::Number {
    struct Plain(i128, u32);
    impl fmt::Display for Plain {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            decimal::write(self.0, self.1, 0, f)
        }
    }
    serde_json::Number::from_string_unchecked(Plain(units, scale).to_string())
}

/// Reads a decimal type from a JSON number or string.
pub(super) fn read<'de, D, T, F>(deserializer: D, what: &'static str, parse: F) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    F: Fn(&str) -> Result<T, DecimalError>,
{
    deserializer.deserialize_any(DecimalVisitor(what, parse))
}

/// Reads a JSON number or string digit by digit.
struct DecimalVisitor<F>(&'static str, F);

impl<'de, T, F: Fn(&str) -> Result<T, DecimalError>> Visitor<'de> for DecimalVisitor<F> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} as a decimal number or string", self.0)
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<T, E> {
        (self.1)(text.trim()).map_err(E::custom)
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<T, E> {
        self.visit_str(&value.to_string())
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<T, E> {
        self.visit_str(&value.to_string())
    }

    fn visit_map<A: de::MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
        // serde_json with `arbitrary_precision` hands a number over as a one-entry map of its digits.
        let number = serde_json::Number::deserialize(de::value::MapAccessDeserializer::new(map))?;
        self.visit_str(number.as_str())
    }
}
