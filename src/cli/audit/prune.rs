//! `audit prune`: forget what the retention settings say may be forgotten.

use anyhow::Result;
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;

use crate::cli::fault;
use crate::cli::here::Here;
use crate::exit::Exit;
use crate::pass::desk::Desk;
use crate::terminal::counted;

/// The arguments of `audit prune`.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Say what would be freed, and free nothing
    #[arg(long)]
    dry_run: bool,
}

/// Runs the command.
pub(super) fn run(arguments: &Arguments, here: &Here<'_>) -> Result<Exit> {
    let config = here.config_with_database()?;
    let desk = here.desk(&config)?;
    let before = |kept: Option<std::time::Duration>| -> Option<DateTime<Utc>> {
        desk.now.checked_sub_signed(TimeDelta::from_std(kept?).ok()?)
    };
    let orders_before = before(config.retention.order_content);
    let reports_before = before(config.retention.report_bytes);
    let orders = match orders_before {
        Some(before) => desk.store.prunable_orders(before)?,
        None => crate::store::Prunable::default(),
    };
    let reports = match reports_before {
        Some(before) => desk.store.prunable_reports(before)?,
        None => crate::store::Prunable::default(),
    };
    if orders.count + reports.count > 0 {
        refuse_a_clock_that_ran_away(&desk, here, config.reads_orders())?;
    }
    if !arguments.dry_run && orders.count + reports.count > 0 {
        desk.change(|change| {
            if let Some(before) = orders_before {
                let words = format!("content of {}, by [retention]", counted(orders.count, "order"));
                change.prune_orders(before, &words)?;
            }
            if let Some(before) = reports_before {
                let words = format!("bytes of {}, by [retention]", counted(reports.count, "report"));
                change.prune_reports(before, &words)?;
            }
            Ok(())
        })?;
    }
    let verb = if arguments.dry_run {
        "would be forgotten"
    } else {
        "forgotten"
    };
    here.terminal.say(format!(
        "{verb}: the content of {} ({}) and {} ({}); audit rows, hashes, documents and Sage's numbers stay",
        counted(orders.count, "order"),
        counted(orders.bytes, "byte"),
        counted(reports.count, "report"),
        counted(reports.bytes, "byte")
    ));
    here.terminal.json(&json!({
        "version": 1, "dry_run": arguments.dry_run,
        "orders": { "count": orders.count, "bytes": orders.bytes },
        "reports": { "count": reports.count, "bytes": reports.bytes },
    }));
    Ok(Exit::Done)
}

/// How long ago that may lie of which it is known for sure that it was.
const KNOWN_FOR: TimeDelta = TimeDelta::days(31);

/// A clock that is years ahead would have everything forgotten, and whatever somebody takes away later would count as
/// forgotten by the rules. Amazon knows what time it is: orders are read up to the moment that it names, and it refuses to be
/// asked of a time to come.
fn refuse_a_clock_that_ran_away(desk: &Desk<'_>, here: &Here<'_>, reads_orders: bool) -> Result<()> {
    let told = desk.store.watermarks()?.into_iter().map(|one| one.at).max();
    let posted = desk
        .store
        .last_whole_run("post-settlements", true)?
        .map(|run| run.started);
    let known = told.max(posted);
    if known.is_some_and(|known| desk.now - known <= KNOWN_FOR) {
        return Ok(());
    }
    let newest = match known {
        Some(known) => format!(
            "and the newest time that Amazon is known to have been read up to is {}, {} days before",
            known.format("%Y-%m-%d %H:%M UTC"),
            (desk.now - known).num_days()
        ),
        None => "and no time is known up to which Amazon was read".to_owned(),
    };
    let pass = if reads_orders {
        "pull-orders"
    } else {
        "post-settlements"
    };
    Err(fault::usage(format!(
        "this machine's clock says {}, {newest}: a clock that is ahead would forget what must be kept; nothing was forgotten\n\
         hint: set the clock right; where it is right, run `{}` first, which asks Amazon, and then prune",
        desk.now.format("%Y-%m-%d %H:%M UTC"),
        here.common.typed(pass)
    )))
}
