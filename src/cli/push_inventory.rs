//! `push-inventory`: what a buyer can order on Amazon is what Sage 300 says is there to ship.

use std::path::PathBuf;
use std::time::Duration;

use anyhow::Result;

use super::here::Here;
use super::{duration, fault, scheduled, sheet};
use crate::exit::Exit;
use crate::pass::inventory::{self, Options};
use crate::terminal::{is_stdout, may_write};

/// The arguments of `push-inventory`.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Only this SKU; may be given several times
    #[arg(long, value_name = "SKU")]
    sku: Vec<String>,
    /// Read and compare, show every step of the rule, send nothing
    #[arg(long)]
    dry_run: bool,
    /// In a dry run: have Amazon check each change without applying it
    #[arg(long, requires = "dry_run")]
    validate: bool,
    /// Write the comparison of every listing to this file
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    #[command(flatten)]
    sheet: sheet::Arguments,
    /// Send although more listings would change, or go to zero, than [inventory] allows
    #[arg(long)]
    allow_mass_change: bool,
    /// The longest this run may wait for Amazon's rate limits and feeds
    #[arg(long, value_name = "DURATION", default_value = "10m", value_parser = duration::parse)]
    max_wait: Duration,
}

/// Runs the pass.
pub(super) fn run(arguments: &Arguments, here: &Here<'_>) -> Result<Exit> {
    let layout = arguments
        .sheet
        .layout_of_named(arguments.report.as_deref(), "--report")?;
    if let Some(path) = &arguments.report {
        // Before anything is sent: a run that did its work and cannot tell of it helps nobody.
        may_write(path, layout.replace)
            .map_err(|error| fault::usage(format!("`{}`: {error}", path.display())))?;
        if is_stdout(path) {
            here.terminal.leave_stdout_to_a_file();
        }
    }
    let config = here.config()?;
    config.inventory()?;
    if !config.reads_orders() {
        return Err(fault::usage(
            "[settlements] mode is `settlement-only`, so orders are not read: what was sold and is not in Sage yet would be \
             offered again, and nothing was sent\n\
             hint: quantities are pushed with mode = \"invoices\"; with this one take [inventory] out",
        ));
    }
    let options = Options {
        skus: arguments.sku.clone(),
        dry_run: arguments.dry_run,
        validate: arguments.validate,
        report: arguments.report.clone().zip(Some(layout)),
        allow_mass_change: arguments.allow_mass_change,
    };
    let scope = scheduled::scope(arguments.dry_run, !arguments.sku.is_empty());
    let session = scheduled::begin(here, config, arguments.max_wait, "push-inventory", scope)?;
    scheduled::end(&session, inventory::run(&session, &options))
}
