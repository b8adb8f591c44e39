//! `audit`: list, trace, export, prove and prune the record of everything that was done.
//!
//! All but `prune` only read, work while a pass runs and on a copy of the file, and need no key and no network.

mod clearing;
mod deposits;
mod export;
mod list;
mod open_items;
mod prune;
mod receipts;
mod records;
mod refunds;
mod rows;
mod settlement_lines;
mod tables;
mod trace;
mod verify;
mod ways;

use std::path::{Path, PathBuf};

use anyhow::Result;
use chrono::{DateTime, NaiveDate, TimeZone, Utc};
use chrono_tz::Tz;

use self::rows::Span;
use self::tables::What;
use super::period::Period;
use super::{Common, fault};
use crate::amazon::marketplaces::Marketplace;
use crate::books::record::Kind;
use crate::clock::Clock;
use crate::config::Config;
use crate::exit::Exit;
use crate::store::{Record, Store};
use crate::terminal::{Layout, Terminal};

pub(super) use export::file_name;
pub(super) use open_items::OpenItem;

/// The arguments of `audit`.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Read this database, such as a copy; needs no configuration
    #[arg(long, global = true, value_name = "FILE")]
    database: Option<PathBuf>,
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, clap::Subcommand)]
enum Action {
    /// The log, newest first
    List(list::Arguments),
    /// The whole life of an order, settlement, SKU, Sage document or run
    Trace(trace::Arguments),
    /// Write the log, or one of the accountant's tables, to a file
    Export(export::Arguments),
    /// Recompute the chain and hold the records against it
    Verify(verify::Arguments),
    /// Forget what the retention settings say may be forgotten; audit rows stay
    Prune(prune::Arguments),
}

/// The tables of a month's folder, and the log.
pub(super) const EXPORTED: &[Option<What>] = &[
    Some(What::Invoices),
    Some(What::JournalLines),
    Some(What::Receipts),
    Some(What::Refunds),
    Some(What::Clearing),
    Some(What::Deposits),
    Some(What::Variances),
    Some(What::Quantities),
    Some(What::OpenItems),
    None,
];

/// Writes a table of what was posted in a period, or the log of its days, and says how many rows it has.
pub(super) fn write_table(
    what: Option<What>,
    source: &Source,
    period: &Period,
    now: DateTime<Utc>,
    path: &Path,
    layout: Layout,
) -> Result<u64> {
    let span = Span {
        since: None,
        until: None,
        period: Some(period.clone()),
        zone: source.zone,
    };
    let as_of = export::last_day(&span, source.day(now));
    export::written((what, None), source, &span, (now, as_of), path, layout)
}

/// What was open at the end of a period and still is.
pub(super) fn open_items(source: &Source, period: &Period, now: DateTime<Utc>) -> Result<Vec<OpenItem>> {
    let span = Span {
        since: None,
        until: None,
        period: Some(period.clone()),
        zone: source.zone,
    };
    open_items::all(source, &span, now)
}

/// The database to read, and the company's time zone where a configuration says it.
pub(super) struct Source {
    store: Store,
    zone: Option<Tz>,
    /// The marketplaces of the configuration, where there is one; `None` tells nothing.
    marketplaces: Option<Vec<&'static Marketplace>>,
    /// The charge code of the tax that the seller owes, where the configuration names one.
    tax_code: Option<String>,
}

impl Source {
    /// The database of a configuration.
    pub(super) fn of(config: &Config) -> Result<Self> {
        Ok(Self {
            store: Store::open_to_read(&config.database)?,
            zone: Some(config.sage300.time_zone),
            marketplaces: Some(config.amazon.marketplaces.clone()),
            tax_code: config.orders.charges.tax.clone(),
        })
    }

    fn open(arguments: &Arguments, common: &Common) -> Result<Self> {
        let Some(path) = &arguments.database else {
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
    fn day(&self, at: DateTime<Utc>) -> NaiveDate {
        self.zone
            .map_or_else(|| at.date_naive(), |zone| at.with_timezone(&zone).date_naive())
    }

    /// Whether a record's marketplace is one of the configuration's, as far as both are known.
    fn has_marketplace(&self, record: &Record) -> bool {
        let Some(known) = &self.marketplaces else {
            return true;
        };
        let own = record.marketplace.as_deref().and_then(Marketplace::find);
        own.is_none_or(|own| known.iter().any(|one| one.id == own.id))
    }
}

/// Runs the command.
pub(super) fn run(
    arguments: &Arguments,
    common: &Common,
    terminal: &Terminal,
    clock: &Clock,
) -> Result<Exit> {
    let source = || Source::open(arguments, common);
    match &arguments.action {
        Action::List(list) => list::run(list, &source()?, terminal),
        Action::Trace(trace) => trace::run(trace, &source()?, terminal),
        Action::Export(export) => export::run(export, &source()?, terminal, clock),
        Action::Verify(verify) => {
            let path = match &arguments.database {
                Some(path) => path.clone(),
                None => fault::config(&common.config)?.database,
            };
            verify::run(verify, &Store::open_to_verify(&path)?, terminal)
        }
        Action::Prune(prune) => prune::run(prune, common, terminal, clock),
    }
}

pub(super) fn kind(word: &str) -> Result<Kind, String> {
    Kind::from_word(word).ok_or_else(|| {
        let words: Vec<_> = Kind::ALL.iter().map(|kind| kind.word()).collect();
        format!("one of {}", words.join(", "))
    })
}

/// A day (in UTC) or an RFC 3339 time.
fn moment(text: &str) -> Result<DateTime<Utc>, String> {
    if let Ok(day) = text.parse::<NaiveDate>() {
        return Ok(Utc.from_utc_datetime(&day.and_time(chrono::NaiveTime::MIN)));
    }
    DateTime::parse_from_rfc3339(text)
        .map(|at| at.with_timezone(&Utc))
        .map_err(|_| "a day such as 2026-03-01, or a time such as 2026-03-01T08:00:00Z".to_owned())
}
