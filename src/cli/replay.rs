//! `replay`: any record whose post failed is sent again, safely.

use std::time::Duration;

use anyhow::Result;

use super::here::Here;
use super::{duration, scheduled};
use crate::books::record::Kind;
use crate::exit::Exit;
use crate::pass::credit_notes;
use crate::pass::orders::replay::{self, Options};
use crate::pass::receivables;
use crate::pass::session::Session;
use crate::pass::{inventory, settlements};

/// The arguments of `replay`.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Only this record: an Amazon order id, a settlement id or a SKU; may be given several times
    #[arg(long, value_name = "KEY")]
    record: Vec<String>,
    /// Only records of this kind
    #[arg(long, value_name = "KIND", value_parser = ["order", "settlement", "journal", "receipt", "receipt-batch", "credit-note", "quantity"])]
    kind: Option<String>,
    /// Only records that failed or are held for this reason
    #[arg(long, value_name = "REASON", value_parser = super::explain::code)]
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
pub(super) fn run(arguments: &Arguments, here: &Here<'_>) -> Result<Exit> {
    let config = here.config_with_database()?;
    let options = Options {
        records: arguments.record.clone(),
        reason: arguments.reason.clone(),
        even_if_posted: arguments.even_if_posted,
        dry_run: arguments.dry_run,
    };
    let kind = arguments.kind.as_deref().and_then(Kind::from_word);
    let scope = scheduled::scope(arguments.dry_run, !arguments.record.is_empty());
    let session = scheduled::begin(here, config, arguments.max_wait, "replay", scope)?;
    scheduled::end(&session, all(&session, kind, &options))
}

/// Orders, credit notes, settlements and quantities, each by its own rules; named records go to where they belong.
/// What stops one of them does not stop the next.
fn all(session: &Session<'_>, kind: Option<Kind>, options: &Options) -> Result<()> {
    let config = &session.config;
    let mut options = options.clone();
    if kind.is_none_or(|kind| kind == Kind::CreditNote) {
        let code = options.reason.as_deref();
        let done = credit_notes::replay(session, &options.records, code, options.dry_run)?;
        let named = !options.records.is_empty();
        options.records.retain(|key| !done.contains(key));
        if kind == Some(Kind::CreditNote) || named && options.records.is_empty() {
            return credit_notes::weigh(session);
        }
    }
    let (mut orders, mut settled, mut quantities) = (options.clone(), options.clone(), options.clone());
    let mut cleared = options.clone();
    for asked in [&mut orders, &mut settled, &mut quantities, &mut cleared] {
        asked.records.clear();
    }
    for key in &options.records {
        if receivables::replay::knows(session, key)? {
            cleared.records.push(key.clone());
        } else if config.settlements.is_some() && settlements::replay::knows(session, key)? {
            settled.records.push(key.clone());
        } else if config.inventory.is_some() && inventory::replay::knows(session, key)? {
            quantities.records.push(key.clone());
        } else {
            orders.records.push(key.clone());
        }
    }
    let unnamed = options.records.is_empty();
    let wants = |one: Kind, named: &Options| {
        let kind = kind.map(|kind| match kind {
            Kind::Journal => Kind::Settlement,
            Kind::ReceiptBatch => Kind::Receipt,
            kind => kind,
        });
        kind.is_none_or(|kind| kind == one) && (unnamed || !named.records.is_empty())
    };
    if wants(Kind::Order, &orders)
        && let Err(error) = replay::run(session, &orders)
    {
        session.give_up_on("replaying orders", error)?;
    }
    if wants(Kind::Settlement, &settled)
        && config.settlements.is_some()
        && let Err(error) = settlements::replay::run(session, &settled)
    {
        session.give_up_on("replaying settlements", error)?;
    }
    if wants(Kind::Quantity, &quantities)
        && config.inventory.is_some()
        && let Err(error) = inventory::replay::run(session, &quantities)
    {
        session.give_up_on("replaying quantities", error)?;
    }
    if wants(Kind::Receipt, &cleared)
        && config.settlements.is_some()
        && let Err(error) = receivables::replay::run(session, &cleared)
    {
        session.give_up_on("replaying receivables", error)?;
    }
    Ok(())
}
