//! `audit export`: the log, or one of the accountant's tables, as a file that appears whole or not at all.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use clap::ValueEnum;
use serde_json::json;

use super::rows::{Span, company_time};
use super::source::{Source, kind, moment, refuse_empty};
use super::tables::{self, What};
use crate::books::fiscal_calendar::PeriodId;
use crate::books::record::Kind;
use crate::cli::period::{self, Period};
use crate::cli::{fault, sheet};
use crate::clock::Clock;
use crate::exit::Exit;
use crate::store::{AuditRow, time_text};
use crate::terminal::{
    Layout, RowCell as Cell, RowFile, Terminal, counted, is_stdout, may_write, target_in_words,
};

/// The arguments of `audit export`.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The file to write, or a folder; `-` is stdout. With --period it may be left out: then its name says table and period
    #[arg(long, value_name = "FILE", required_unless_present = "period")]
    output: Option<PathBuf>,
    #[command(flatten)]
    sheet: sheet::Arguments,
    /// What was posted in this fiscal period, such as 2026-10
    #[arg(long, value_name = "PERIOD", value_parser = period::parse, conflicts_with_all = ["since", "until"])]
    period: Option<PeriodId>,
    /// From this day (UTC) or time on
    #[arg(long, value_parser = moment)]
    since: Option<DateTime<Utc>>,
    /// Before this day (UTC) or time
    #[arg(long, value_parser = moment)]
    until: Option<DateTime<Utc>>,
    /// Only rows of records of this kind
    #[arg(long, value_parser = kind, conflicts_with = "what")]
    kind: Option<Kind>,
    /// `clearing` and `deposits`: as of the end of this day, in the company's time zone; today when left out
    #[arg(long, value_name = "DATE", requires = "what")]
    as_of: Option<NaiveDate>,
    /// Instead of the log: one of the accountant's tables
    #[arg(long, value_enum)]
    what: Option<What>,
}

/// The columns of the log, in their order.
pub(super) const COLUMNS: &[&str] = &[
    "row",
    "time_utc",
    "time_company",
    "run",
    "actor",
    "event",
    "kind",
    "key",
    "sage_document",
    "amount",
    "currency",
    "reason",
    "request_sha256",
    "answer_sha256",
    "previous_hash",
    "hash",
    "proves",
    "state_sha256",
];

/// Runs the command.
pub(super) fn run(
    arguments: &Arguments,
    source: &Source,
    terminal: &Terminal,
    clock: &Clock,
) -> Result<Exit> {
    refuse_empty(arguments.since, arguments.until)?;
    let layout = arguments.sheet.layout_of(arguments.output.as_deref())?;
    let period = arguments
        .period
        .as_ref()
        .map(|id| Period::of(id, &source.store))
        .transpose()?;
    let span = Span {
        since: arguments.since.map(time_text),
        until: arguments.until.map(time_text),
        period,
        zone: source.zone,
    };
    let path = target(arguments, span.period.as_ref())?;
    may_write(&path, layout.replace)
        .map_err(|error| fault::usage(format!("`{}`: {error}", path.display())))?;
    let rows = written(
        (arguments.what, arguments.kind),
        source,
        &span,
        (clock.now(), as_of(arguments, &span, source.day(clock.now()))?),
        &path,
        layout,
    )
    .with_context(|| format!("{} cannot be written", target_in_words(&path)))?;
    if is_stdout(&path) {
        terminal.step(counted(rows, "row"));
        return Ok(Exit::Done);
    }
    terminal.say(format!("{} in {}", counted(rows, "row"), path.display()));
    terminal.json(&json!({ "version": 1, "rows": rows, "file": path }));
    Ok(Exit::Done)
}

/// The day of a table that has one.
fn as_of(arguments: &Arguments, span: &Span, today: NaiveDate) -> Result<NaiveDate> {
    let by_change = arguments.since.is_some() || arguments.until.is_some();
    if by_change && arguments.what.is_some_and(What::has_day) {
        return Err(fault::usage(
            "`--what clearing` and `--what deposits` are as of a day, and know no --since and --until\n\
             hint: name the day with --as-of, or the period with --period",
        ));
    }
    let Some(day) = arguments.as_of else {
        return Ok(last_day(span, today));
    };
    if !arguments.what.is_some_and(What::has_day) {
        return Err(fault::usage(
            "--as-of goes with `--what clearing` and `--what deposits`\nhint: the other tables take --since and --until",
        ));
    }
    if day > today {
        return Err(fault::usage(format!("{day} is still to come: today is {today}")));
    }
    Ok(day)
}

/// The last day of a period that is asked for; today while it lasts, and without one.
pub(super) fn last_day(span: &Span, today: NaiveDate) -> NaiveDate {
    span.last_day().map_or(today, |last| last.min(today))
}

/// Where to write: a name of one's own, or one that says table and period.
fn target(arguments: &Arguments, period: Option<&Period>) -> Result<PathBuf> {
    let named = period.map(|period| file_name(arguments.what, period, &arguments.sheet));
    match (&arguments.output, named) {
        (Some(folder), Some(name)) if folder.is_dir() => Ok(folder.join(name)),
        (Some(folder), None) if folder.is_dir() => Err(fault::usage(format!(
            "`{}` cannot be written: it is a folder, and only with --period does a file get its name by itself",
            folder.display()
        ))),
        (Some(file), _) => Ok(file.clone()),
        (None, Some(name)) => Ok(PathBuf::from(name)),
        (None, None) => Err(fault::usage("--output must name a file")),
    }
}

/// A file's name by what it holds, such as `refunds-2026-10.csv`.
pub(in crate::cli) fn file_name(what: Option<What>, period: &Period, sheet: &sheet::Arguments) -> String {
    let table = what
        .and_then(|what| what.to_possible_value().map(|value| value.get_name().to_owned()))
        .unwrap_or_else(|| "audit-log".to_owned());
    format!("{table}-{}.{}", period.in_a_name(), sheet.ending())
}

/// Writes the log or a table, and says how many rows it has.
pub(super) fn written(
    (what, kind): (Option<What>, Option<Kind>),
    source: &Source,
    span: &Span,
    (now, as_of): (DateTime<Utc>, NaiveDate),
    path: &Path,
    layout: Layout,
) -> Result<u64> {
    let mut file = RowFile::begin(path, layout, what.map_or(COLUMNS, What::columns))?;
    match what {
        None => log(source, span, kind, &mut file)?,
        Some(what) => tables::write(what, source, span, (now, as_of), &mut file)?,
    }
    Ok(file.finish()?)
}

fn log(source: &Source, span: &Span, kind: Option<Kind>, file: &mut RowFile) -> Result<()> {
    let kind = kind.map(Kind::word);
    let mut outcome = Ok(());
    source.store.each_audit_row(0, |row| {
        if span.holds(&row.at) && kind.is_none_or(|kind| row.kind == kind) {
            outcome = log_row(&row, source.zone, file);
        }
        outcome.is_ok()
    })?;
    Ok(outcome?)
}

fn log_row(row: &AuditRow, zone: Option<Tz>, file: &mut RowFile) -> std::io::Result<()> {
    let (seq, run) = (row.seq.to_string(), row.run.to_string());
    let company = company_time(&row.at, zone);
    file.row(&[
        Cell::Figure(&seq),
        Cell::Figure(&row.at),
        Cell::Figure(&company),
        Cell::Figure(&run),
        Cell::Text(&row.actor),
        Cell::Text(&row.event),
        Cell::Text(&row.kind),
        Cell::Text(&row.key),
        Cell::Text(&row.sage),
        Cell::Figure(&row.amount),
        Cell::Text(&row.currency),
        Cell::Text(&row.reason),
        Cell::Text(&row.request_sha256),
        Cell::Text(&row.answer_sha256),
        Cell::Text(&row.previous),
        Cell::Text(&row.hash),
        Cell::Text(&row.proves),
        Cell::Text(&row.state_sha256),
    ])
}
