//! `audit export`: the log, or one of the accountant's tables, as a file that appears whole or not at all.

use std::path::PathBuf;

use anyhow::{Context, Result};
use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use serde_json::json;

use super::rows::{Span, company_time};
use super::source::{Source, kind, moment};
use super::tables::{self, What};
use crate::books::record::Kind;
use crate::cli::fault;
use crate::clock::Clock;
use crate::exit::Exit;
use crate::store::{AuditRow, time_text};
use crate::terminal::{RowCell as Cell, RowFile, RowFormat, Terminal};

/// The arguments of `audit export`.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The file to write
    #[arg(long, value_name = "FILE")]
    output: PathBuf,
    /// How rows are written
    #[arg(long, value_enum, default_value_t = Format::Csv)]
    format: Format,
    /// Begin with a byte order mark, which Excel needs to see UTF-8
    #[arg(long)]
    bom: bool,
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

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    Csv,
    Jsonl,
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
    let span = Span {
        since: arguments.since.map(time_text),
        until: arguments.until.map(time_text),
    };
    let format = match arguments.format {
        Format::Csv => RowFormat::Csv,
        Format::Jsonl => RowFormat::JsonLines,
    };
    let columns = arguments.what.map_or(COLUMNS, What::columns);
    let as_of = as_of(arguments, source.day(clock.now()))?;
    let named = || format!("`{}` cannot be written", arguments.output.display());
    let mut file = RowFile::begin(&arguments.output, format, arguments.bom, columns).with_context(named)?;
    match arguments.what {
        None => log(source, &span, arguments.kind, &mut file).with_context(named)?,
        Some(what) => tables::write(what, source, &span, as_of, &mut file).with_context(named)?,
    }
    let rows = file.finish().with_context(named)?;
    terminal.say(format!("{rows} rows in {}", arguments.output.display()));
    terminal.json(&json!({ "version": 1, "rows": rows, "file": arguments.output }));
    Ok(Exit::Done)
}

/// The day of a table that has one.
fn as_of(arguments: &Arguments, today: NaiveDate) -> Result<NaiveDate> {
    let Some(day) = arguments.as_of else {
        return Ok(today);
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
