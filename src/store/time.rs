//! Times as the database keeps them.

use chrono::{DateTime, SecondsFormat, Utc};

/// Times stand in the database as RFC 3339 in UTC with microseconds, so that text order is time order.
pub(crate) fn time_text(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Micros, true)
}

pub(super) fn time_of(text: &str) -> rusqlite::Result<DateTime<Utc>> {
    DateTime::parse_from_rfc3339(text)
        .map(|at| at.with_timezone(&Utc))
        .map_err(|error| {
            rusqlite::Error::FromSqlConversionFailure(0, rusqlite::types::Type::Text, Box::new(error))
        })
}

pub(super) fn some_time(text: Option<String>) -> rusqlite::Result<Option<DateTime<Utc>>> {
    text.map(|text| time_of(&text)).transpose()
}
