//! `pull-orders`: Amazon orders become Sage 300 sales invoices, once each, to the cent.

use std::time::Duration;

use anyhow::Result;
use chrono::{DateTime, Utc};

use super::here::Here;
use super::{duration, fault, scheduled};
use crate::config::Via;
use crate::delivery::moved_on_purpose;
use crate::exit::Exit;
use crate::pass::orders::{self, Options};

/// The arguments of `pull-orders`.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Read orders changed since then instead of from the watermark (RFC 3339, or a date)
    #[arg(long, value_name = "TIME", conflicts_with = "order")]
    since: Option<String>,
    /// Read orders changed until then; more than 2 minutes ago
    #[arg(long, value_name = "TIME", requires = "since")]
    until: Option<String>,
    /// Read only this order; may be given several times
    #[arg(long, value_name = "ID")]
    order: Vec<String>,
    /// How orders are read: listed, by Amazon's bulk report, or the faster of the two; otherwise as configured
    #[arg(long, value_enum, conflicts_with = "order")]
    via: Option<Way>,
    /// Read and plan, show what would be sent with a total (each document with -v), send nothing
    #[arg(long)]
    dry_run: bool,
    /// Go on although nothing that this database put into Sage last stands there: after a deliberate move
    #[arg(long)]
    other_company: bool,
    /// The longest this run may wait for Amazon's rate limits
    #[arg(long, value_name = "DURATION", default_value = "10m", value_parser = duration::parse)]
    max_wait: Duration,
}

/// How orders are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Way {
    /// List them page by page
    Api,
    /// Take Amazon's bulk report, and ask by its id for each order of which it tells too little
    Report,
    /// List them, until the first pages show that the report is much faster
    Auto,
}

impl From<Way> for Via {
    fn from(way: Way) -> Self {
        match way {
            Way::Api => Self::Api,
            Way::Report => Self::Report,
            Way::Auto => Self::Auto,
        }
    }
}

/// Runs the pass.
pub(super) fn run(arguments: &Arguments, here: &Here<'_>) -> Result<Exit> {
    let config = here.config()?;
    if !config.reads_orders() {
        return Err(fault::usage(
            "[settlements] mode is `settlement-only`: sales are booked from settlements, so pull-orders would book them twice",
        ));
    }
    let zone = config.sage300.time_zone;
    let time = |text: &Option<String>| text.as_deref().map(|text| moment(text, zone)).transpose();
    let (since, until) = (time(&arguments.since)?, time(&arguments.until)?);
    let latest = here.clock.now() - chrono::TimeDelta::minutes(2);
    for (name, time) in [("since", since), ("until", until)] {
        if time.is_some_and(|time| time > latest) {
            return Err(fault::usage(format!(
                "--{name} must be more than 2 minutes ago; Amazon refuses anything later"
            )));
        }
    }
    if since.is_some_and(|since| until.is_some_and(|until| until < since)) {
        return Err(fault::usage("--until is before --since"));
    }
    if let Some(id) = arguments.order.iter().find(|id| !is_order_id(id)) {
        return Err(fault::usage(format!(
            "`{}` is no Amazon order id, which looks like 113-1234567-1234567",
            id.escape_debug()
        )));
    }
    let options = Options {
        since,
        until,
        orders: arguments.order.clone(),
        via: arguments.via.map(Via::from),
        dry_run: arguments.dry_run,
    };
    let scope = scheduled::scope(
        arguments.dry_run,
        !arguments.order.is_empty() || arguments.since.is_some(),
    );
    let session = scheduled::begin(here, config, arguments.max_wait, "pull-orders", scope)?;
    if arguments.other_company && !arguments.dry_run {
        moved_on_purpose(&session)?;
    }
    scheduled::end(&session, orders::run(&session, &options))
}

/// Whether a text has the form of Amazon's order ids: three, seven and seven characters, the last two groups digits.
fn is_order_id(text: &str) -> bool {
    let groups: Vec<&str> = text.split('-').collect();
    let [first, second, third] = groups.as_slice() else {
        return false;
    };
    let capitals = |text: &str| text.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
    let digits = |text: &str| text.len() == 7 && text.bytes().all(|b| b.is_ascii_digit());
    first.len() == 3 && capitals(first) && digits(second) && digits(third)
}

/// Reads a time, or a date as midnight in the company's time zone.
pub(super) fn moment(text: &str, zone: chrono_tz::Tz) -> Result<DateTime<Utc>> {
    if let Ok(time) = DateTime::parse_from_rfc3339(text) {
        return Ok(time.with_timezone(&Utc));
    }
    let date: chrono::NaiveDate = text.parse().map_err(|_| {
        fault::usage(format!(
            "`{text}` is neither a date such as 2026-01-31 nor an RFC 3339 time"
        ))
    })?;
    let midnight = date.and_time(chrono::NaiveTime::MIN).and_local_timezone(zone);
    let midnight = midnight
        .earliest()
        .ok_or_else(|| fault::usage(format!("{text} has no midnight in {zone}")))?;
    Ok(midnight.with_timezone(&Utc))
}
