//! `items`: help with the items table.

use std::path::PathBuf;
use std::time::Duration;

use anyhow::Result;

use super::here::Here;
use super::{duration, fault};
use crate::exit::Exit;
use crate::pass::suggest;
use crate::store::Scope;
use crate::terminal::{is_stdout, may_write};

/// The arguments of `items`.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, clap::Subcommand)]
enum Action {
    /// Propose rows from Sage's catalogue and Amazon's listings; they are printed, for a person to accept
    Suggest {
        /// Write the rows to this file, as UTF-8 whatever the shell makes of `>`
        #[arg(long, value_name = "FILE")]
        output: Option<PathBuf>,
        /// Replace the file of `--output` if it is there
        #[arg(long, requires = "output")]
        replace: bool,
        /// The longest this run may wait for Amazon's rate limits
        #[arg(long, value_name = "DURATION", default_value = "10m", value_parser = duration::parse)]
        max_wait: Duration,
    },
}

/// Runs the command.
pub(super) fn run(arguments: &Arguments, here: &Here<'_>) -> Result<Exit> {
    let Action::Suggest {
        output,
        replace,
        max_wait,
    } = &arguments.action;
    if let Some(path) = output {
        // A person may have begun to work on it.
        may_write(path, *replace).map_err(|error| fault::usage(format!("`{}`: {error}", path.display())))?;
    }
    let config = here.config_with_database()?;
    let session = here.session(config, *max_wait, ("items suggest", Scope::Whole))?;
    let file = output.as_deref().filter(|path| !is_stdout(path));
    session.conclude(suggest::run(&session, file))
}
