//! Which database is read, and what of it.

use std::path::Path;

use anyhow::Result;
use chrono::{DateTime, NaiveDate, TimeZone, Utc};
use chrono_tz::Tz;

use crate::amazon::marketplaces::Marketplace;
use crate::books::record::Kind;
use crate::cli::common::Common;
use crate::cli::fault;
use crate::config::Config;
use crate::store::{Record, Store};

/// The database to read, and the company's time zone where a configuration says it.
pub(in crate::cli) struct Source {
    pub(super) store: Store,
    pub(super) zone: Option<Tz>,
    /// The marketplaces of the configuration, where there is one; `None` tells nothing.
    marketplaces: Option<Vec<&'static Marketplace>>,
    /// The charge code of the tax that the seller owes, where the configuration names one.
    pub(super) tax_code: Option<String>,
}

impl Source {
    /// The database of a configuration.
    pub(in crate::cli) fn of(config: &Config) -> Result<Self> {
        Ok(Self {
            store: Store::open_to_read(&config.database)?,
            zone: Some(config.sage300.time_zone),
            marketplaces: Some(config.amazon.marketplaces.clone()),
            tax_code: config.orders.charges.tax.clone(),
        })
    }

    pub(super) fn open(database: Option<&Path>, common: &Common) -> Result<Self> {
        let Some(path) = database else {
            return Self::of(&fault::config(&common.config)?);
        };
        let config = Config::load(&common.config).ok();
        Ok(Self {
            store: Store::open_to_read(path)?,
            zone: config.as_ref().map(|config| config.sage300.time_zone),
            tax_code: config
                .as_ref()
                .and_then(|config| config.orders.charges.tax.clone()),
            marketplaces: config.map(|config| config.amazon.marketplaces),
        })
    }

    /// The day of a time in the company's zone; in UTC where that is not known.
    pub(super) fn day(&self, at: DateTime<Utc>) -> NaiveDate {
        self.zone
            .map_or_else(|| at.date_naive(), |zone| at.with_timezone(&zone).date_naive())
    }

    /// Whether a record's marketplace is one of the configuration's, as far as both are known.
    pub(super) fn has_marketplace(&self, record: &Record) -> bool {
        let Some(known) = &self.marketplaces else {
            return true;
        };
        let own = record.marketplace.as_deref().and_then(Marketplace::find);
        own.is_none_or(|own| known.iter().any(|one| one.id == own.id))
    }
}

/// A kind of record, by its word.
pub(in crate::cli) fn kind(word: &str) -> Result<Kind, String> {
    Kind::from_word(word).ok_or_else(|| {
        let words: Vec<_> = Kind::ALL.iter().map(|kind| kind.word()).collect();
        format!("one of {}", words.join(", "))
    })
}

/// Refuses a span that holds no moment: an empty table would be taken for a quiet time.
pub(super) fn refuse_empty(since: Option<DateTime<Utc>>, until: Option<DateTime<Utc>>) -> Result<()> {
    if let Some((since, until)) = since.zip(until).filter(|(since, until)| until <= since) {
        let shown = |at: DateTime<Utc>| at.format("%Y-%m-%dT%H:%M:%SZ");
        return Err(fault::usage(format!(
            "nothing lies from --since {} on and before --until {}\n\
             hint: --until is the first moment that does not count: for one day, name the day after it",
            shown(since),
            shown(until)
        )));
    }
    Ok(())
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
