//! How Sage writes things on the wire: dates as moments or days, yes and no as words or booleans, numbers as ids.

use chrono::{DateTime, NaiveDate};
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use crate::money::{Currency, Quantity};

/// A day: `2026-04-01T00:00:00Z`, `2026-04-01T00:00:00` or `2026-04-01`; null and blank are none.
pub(in crate::sage300) fn day<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<NaiveDate>, D::Error> {
    let text = Option::<String>::deserialize(deserializer)?.unwrap_or_default();
    if text.trim().is_empty() {
        return Ok(None);
    }
    let day = DateTime::parse_from_rfc3339(&text).map(|at| at.date_naive()).ok();
    let day = day.or_else(|| text.get(..10).and_then(|day| day.parse().ok()));
    day.map(Some)
        .ok_or_else(|| serde::de::Error::custom("a date is wanted"))
}

/// Yes or no: a boolean in O/E, `"Yes"`/`"No"` in A/R and G/L.
pub(in crate::sage300) fn flag<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<bool>, D::Error> {
    Ok(match Option::<Value>::deserialize(deserializer)? {
        Some(Value::Bool(flag)) => Some(flag),
        Some(Value::String(word)) => match word.to_ascii_lowercase().as_str() {
            "yes" | "true" | "active" => Some(true),
            "no" | "false" | "inactive" => Some(false),
            _ => None,
        },
        _ => None,
    })
}

/// An id that may come as a number or as text, kept as text.
pub(in crate::sage300) fn id<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Ok(match Option::<Value>::deserialize(deserializer)? {
        Some(Value::Number(number)) => Some(number.to_string()),
        Some(Value::String(text)) => Some(text).filter(|text| !text.trim().is_empty()),
        _ => None,
    })
}

/// Text without the blanks that fixed-width views pad it with; empty is none.
pub(in crate::sage300) fn word<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<String>, D::Error> {
    let text = Option::<String>::deserialize(deserializer)?;
    Ok(text
        .map(|text| text.trim().to_owned())
        .filter(|text| !text.is_empty()))
}

/// A quantity or a factor. One that is no quantity as Sage keeps them (four decimals; facts, section 13) is none, so that one item's figure does not stop those of all others.
pub(in crate::sage300) fn quantity<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Quantity>, D::Error> {
    Ok(match Option::<Value>::deserialize(deserializer)? {
        // By its digits: a `Value` hands a fraction on as a float.
        Some(Value::Number(figure)) => Quantity::parse(figure.as_str()).ok(),
        Some(Value::String(figure)) => Quantity::parse(figure.trim()).ok(),
        _ => None,
    })
}

/// A currency; a blank or unreadable one is none.
pub(in crate::sage300) fn currency<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Currency>, D::Error> {
    Ok(word(deserializer)?.and_then(|code| Currency::parse(&code).ok()))
}
