//! `replay`: any record whose post failed is sent again, safely.

use std::time::Duration;

use anyhow::Result;

use super::{Common, duration, fault};
use crate::books::record::Kind;
use crate::clock::Clock;
use crate::exit::Exit;
use crate::pass::orders::replay::{self, Options};
use crate::pass::receivables;
use crate::pass::session::{Access, Session};
use crate::pass::settlements;
use crate::terminal::Terminal;

/// The arguments of `replay`.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Only this record, by its Amazon id; may be given several times
    #[arg(long, value_name = "KEY")]
    record: Vec<String>,
    /// Only records of this kind
    #[arg(long, value_name = "KIND", value_parser = ["order", "settlement", "journal", "receipt", "receipt-batch"])]
    kind: Option<String>,
    /// Only records that failed or are held for this reason
    #[arg(long, value_name = "REASON")]
    reason: Option<String>,
    /// Send again what was posted, when Sage no longer has it anywhere
    #[arg(long, requires = "record")]
    even_if_posted: bool,
    /// Show what would be sent, and send nothing
    #[arg(long)]
    dry_run: bool,
    /// The longest this run may wait for Amazon's rate limits
    #[arg(long, value_name = "DURATION", default_value = "10m", value_parser = duration::parse)]
    max_wait: Duration,
}

/// Runs the replay.
pub(super) fn run(
    arguments: &Arguments,
    common: &Common,
    terminal: &Terminal,
    clock: &Clock,
) -> Result<Exit> {
    let config = fault::config(&common.config)?;
    let access = Access {
        lock_wait: common.lock_wait,
        max_wait: arguments.max_wait,
    };
    let options = Options {
        records: arguments.record.clone(),
        reason: arguments.reason.clone(),
        even_if_posted: arguments.even_if_posted,
        dry_run: arguments.dry_run,
    };
    let kind = arguments.kind.as_deref().and_then(Kind::from_word);
    let session = Session::open(config, access, "replay", terminal, clock)?;
    session.conclude(both(&session, kind, &options))
}

/// Orders and settlements, each by its own rules; named records go to where they belong.
fn both(session: &Session<'_>, kind: Option<Kind>, options: &Options) -> Result<()> {
    let has_settlements = session.config.settlements.is_some();
    let (mut orders, mut settlements, mut cleared) = (options.clone(), options.clone(), options.clone());
    orders.records.clear();
    settlements.records.clear();
    cleared.records.clear();
    for key in &options.records {
        if receivables::replay::knows(session, key)? {
            cleared.records.push(key.clone());
        } else if has_settlements && settlements::replay::knows(session, key)? {
            settlements.records.push(key.clone());
        } else {
            orders.records.push(key.clone());
        }
    }
    let all = options.records.is_empty();
    let wants = |kinds: &[Kind]| kind.is_none_or(|kind| kinds.contains(&kind));
    if wants(&[Kind::Order]) && (all || !orders.records.is_empty()) {
        replay::run(session, &orders)?;
    }
    let journals = wants(&[Kind::Settlement, Kind::Journal]);
    if journals && has_settlements && (all || !settlements.records.is_empty()) {
        settlements::replay::run(session, &settlements)?;
    }
    let receipts = wants(&[Kind::Receipt, Kind::ReceiptBatch]);
    if receipts && has_settlements && (all || !cleared.records.is_empty()) {
        receivables::replay::run(session, &cleared)?;
    }
    Ok(())
}
