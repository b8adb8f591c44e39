//! `audit`: list, trace, export, prove and prune the record of everything that was done.
//!
//! All but `prune` only read, work while a pass runs and on a copy of the file, and need no key and no network.

mod clearing;
mod credit_notes;
mod deposits;
mod export;
mod list;
mod list_arguments;
mod open_items;
mod posting_days;
mod prune;
mod receipts;
mod records;
mod refunds;
mod rows;
mod settlement_lines;
mod source;
mod tables;
mod trace;
mod verify;
mod ways;

use std::path::{Path, PathBuf};

use anyhow::Result;
use chrono::{DateTime, Utc};

use self::rows::Span;
pub(super) use self::source::Source;
pub(super) use self::source::kind;
use self::tables::What;
use super::fault;
use super::here::Here;
use super::period::Period;
use crate::exit::Exit;
use crate::store::Store;
use crate::terminal::Layout;

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
    List(list_arguments::Arguments),
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
    Some(What::CreditNotes),
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

/// Runs the command.
pub(super) fn run(arguments: &Arguments, here: &Here<'_>) -> Result<Exit> {
    let source = || Source::open(arguments.database.as_deref(), here.common);
    match &arguments.action {
        Action::List(list) => list::run(list, &source()?, here.terminal),
        Action::Trace(trace) => trace::run(trace, &source()?, here.terminal),
        Action::Export(export) => export::run(export, &source()?, here.terminal, here.clock),
        Action::Verify(verify) => {
            let path = match &arguments.database {
                Some(path) => path.clone(),
                None => here.config()?.database,
            };
            verify::run(verify, &Store::open_to_verify(&path)?, here.terminal)
        }
        Action::Prune(prune) => match &arguments.database {
            None => prune::run(prune, here),
            Some(copy) => Err(fault::usage(format!(
                "`audit prune` forgets in the database of the configuration, not in `{}`; nothing was forgotten\n\
                 hint: to try it on a copy, name the copy as [database] path in a configuration of its own; `--dry-run` \
                 alone says what would be forgotten",
                copy.display()
            ))),
        },
    }
}
