//! `audit prune`: forget what the retention settings say may be forgotten.

use anyhow::Result;
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;

use crate::cli::here::Here;
use crate::exit::Exit;
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
