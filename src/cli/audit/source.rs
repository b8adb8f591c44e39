//! Which database is read, and what of it.

use std::path::Path;

use anyhow::Result;
use chrono::{DateTime, NaiveDate, TimeZone, Utc};
use chrono_tz::Tz;

use crate::books::record::Kind;
use crate::cli::common::Common;
use crate::cli::fault;
use crate::config::Config;
use crate::store::Store;

/// The database to read, and the company's time zone where a configuration says it.
pub(super) struct Source {
    pub(super) store: Store,
    pub(super) zone: Option<Tz>,
}

impl Source {
    pub(super) fn open(database: Option<&Path>, common: &Common) -> Result<Self> {
        let Some(path) = database else {
            let config = fault::config(&common.config)?;
            return Ok(Self {
                store: Store::open_to_read(&config.database)?,
                zone: Some(config.sage300.time_zone),
            });
        };
        let zone = Config::load(&common.config)
            .ok()
            .map(|config| config.sage300.time_zone);
        Ok(Self {
            store: Store::open_to_read(path)?,
            zone,
        })
    }
}

/// A kind of record, by its word.
pub(in crate::cli) fn kind(word: &str) -> Result<Kind, String> {
    Kind::from_word(word).ok_or_else(|| {
        let words: Vec<_> = Kind::ALL.iter().map(|kind| kind.word()).collect();
        format!("one of {}", words.join(", "))
    })
}

/// A day (in UTC) or an RFC 3339 time.
pub(super) fn moment(text: &str) -> Result<DateTime<Utc>, String> {
    if let Ok(day) = text.parse::<NaiveDate>() {
        return Ok(Utc.from_utc_datetime(&day.and_time(chrono::NaiveTime::MIN)));
    }
    DateTime::parse_from_rfc3339(text)
        .map(|at| at.with_timezone(&Utc))
        .map_err(|_| "a day such as 2026-03-01, or a time such as 2026-03-01T08:00:00Z".to_owned())
}
