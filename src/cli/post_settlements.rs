//! `post-settlements`: Amazon's settlements become proven, balanced journal batches in Sage 300.

use std::path::PathBuf;
use std::time::Duration;

use anyhow::Result;

use super::here::Here;
use super::pull_orders::moment;
use super::{duration, scheduled};
use crate::delivery::moved_on_purpose;
use crate::exit::Exit;
use crate::pass::settlements::{self, Options};

/// The arguments of `post-settlements`.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Read settlement groups that began since then (RFC 3339, or a date)
    #[arg(long, value_name = "TIME", conflicts_with = "file")]
    since: Option<String>,
    /// Work on this settlement only, by its settlement or group id; may be given several times
    #[arg(long, value_name = "ID", conflicts_with = "file")]
    settlement: Vec<String>,
    /// Post from a settlement report (V2 flat file) downloaded from Seller Central, without asking Amazon for lines
    #[arg(long, value_name = "REPORT")]
    file: Option<PathBuf>,
    /// Read, plan and prove, show every journal in full, send nothing
    #[arg(long)]
    dry_run: bool,
    /// Go on although nothing that this database put into Sage last stands there: after a deliberate move
    #[arg(long)]
    other_company: bool,
    /// The longest this run may wait for Amazon's rate limits
    #[arg(long, value_name = "DURATION", default_value = "10m", value_parser = duration::parse)]
    max_wait: Duration,
}

/// Runs the pass.
pub(super) fn run(arguments: &Arguments, here: &Here<'_>) -> Result<Exit> {
    let config = here.config()?;
    config.settlements()?;
    let zone = config.sage300.time_zone;
    let since = arguments
        .since
        .as_deref()
        .map(|text| moment(text, zone))
        .transpose()?;
    let options = Options {
        since,
        settlements: arguments.settlement.clone(),
        file: arguments.file.clone(),
        dry_run: arguments.dry_run,
        again: false,
    };
    let scope = scheduled::scope(arguments.dry_run, !arguments.settlement.is_empty());
    let session = scheduled::begin(here, config, arguments.max_wait, "post-settlements", scope)?;
    if arguments.other_company && !arguments.dry_run {
        moved_on_purpose(&session)?;
    }
    scheduled::end(&session, settlements::run(&session, &options))
}
