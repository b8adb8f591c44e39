//! `audit`: list, trace, export, prove and prune the record of everything that was done.
//!
//! All but `prune` only read, work while a pass runs and on a copy of the file, and need no key and no network.

mod clearing;
mod deposits;
mod export;
mod list;
mod list_arguments;
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

use std::path::PathBuf;

use anyhow::Result;

use self::source::Source;
pub(super) use self::source::kind;
use super::here::Here;
use crate::exit::Exit;
use crate::store::Store;

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
        Action::Prune(prune) => prune::run(prune, here),
    }
}
