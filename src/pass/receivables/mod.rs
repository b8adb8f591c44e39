//! Clearing: after the journals, what each settlement put on `clearing` is applied to its invoices in A/R.
//!
//! settle what is uncertain → stage the pairs of order and settlement → ask A/R → judge → freeze into batches →
//! show → send. What stands in Sage already, whoever sent it, is taken in and not sent. A pair waits as staged until its invoice is in A/R, and never holds a journal. Nothing at all
//! happens without `[receivables]`.

mod accept;
mod cleared_away;
mod coming;
mod counted;
mod deleted;
mod given_up;
mod in_sage;
mod judged;
mod keep;
mod known;
mod open;
mod plan;
mod recognise;
pub mod replay;
mod show;
mod stage;
mod take_in;
mod ways;

use anyhow::Result;
use serde_json::Value;

pub(super) use accept::{AGAINST_OTHERS, Accepted, SETTLED_BY_OTHERS, accept};
pub(super) use coming::Coming;
pub(super) use keep::release;
pub use ways::{Ways, ways};

use self::plan::Planner;
use super::session::Session;
use crate::books::record::{Kind, State};
use crate::config::SettlementMode;
use crate::delivery::receipt_batch::ReceiptBatches;
use crate::delivery::{self, Deliverable, Next, Of};
use crate::exit::Exit;
use crate::store::Record;

/// What one run clears.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Only these settlements, by the keys of their records; all without any.
    pub settlements: Vec<String>,
    /// Stop after showing the batches.
    pub dry_run: bool,
    /// In a dry run: settlements whose journals it planned, and whose payments the real run would clear as well.
    pub(super) coming: Vec<Coming>,
    /// In a dry run of a replay: batches that it would give up, so that their payments are planned anew.
    pub(super) given_up: Vec<String>,
    /// In a dry run of a replay: batches that were posted, are gone from Sage, and would be sent once more.
    pub(super) once_more: Vec<String>,
    /// In a dry run: settlements of which something is on its way, so that nobody knows yet what there is to clear.
    pub(super) on_the_way: usize,
}

/// Whether this configuration clears receivables at all.
pub fn is_configured(session: &Session<'_>) -> bool {
    let invoices = |mode| mode == SettlementMode::Invoices;
    session.config.receivables.is_some()
        && session
            .config
            .settlements
            .as_ref()
            .is_some_and(|settlements| invoices(settlements.mode))
}

/// Clears what can be cleared; one settlement's fault never stops the next. A dry run returns what it would do.
///
/// # Errors
/// What stops the whole pass.
pub fn run(session: &Session<'_>, options: &Options) -> Result<Value> {
    if !is_configured(session) {
        return Ok(Value::Null);
    }
    stage::stage(session)?;
    let planner = Planner::new(session, &options.coming, &options.given_up);
    let mut shown = show::Shown::default();
    for settlement in planner.waiting(&options.settlements)? {
        if session.is_interrupted() {
            break;
        }
        match one(session, &planner, &settlement, options, &mut shown) {
            Ok(Next::Stop) => break,
            Ok(_) => {}
            Err(error) => {
                let stops = matches!(super::fault::exit_of(&error), Exit::Temporary | Exit::Denied);
                session.give_up_on(
                    &format!("clearing the invoices of settlement {settlement}"),
                    error,
                )?;
                if stops {
                    break;
                }
            }
        }
    }
    Ok(if options.dry_run {
        shown.conclude(session, options.on_the_way)
    } else {
        Value::Null
    })
}

fn one(
    session: &Session<'_>,
    planner: &Planner<'_>,
    settlement: &str,
    options: &Options,
    shown: &mut show::Shown,
) -> Result<Next> {
    let mut planned = planner.settlement(settlement)?;
    if options.dry_run {
        for batch in standing(session, settlement, options)? {
            shown.as_it_stands(session, &batch)?;
        }
        shown.add(session, &planned);
        planner.rehearsed(&planned);
        return Ok(Next::GoOn);
    }
    if wrong_direction(session)? {
        return Ok(Next::Stop);
    }
    if !planned.found.is_empty() {
        for taken in &planned.found {
            take_in::write(session, settlement, planned.currency, taken)?;
        }
        planner.in_sage.changed(settlement)?;
        // What they take of the invoices counts for the others.
        planned = planner.settlement(settlement)?;
    }
    keep::write(session, &planned)?;
    if deleted::deleted_journal(&session.store, settlement)?.is_some() {
        return Ok(Next::GoOn);
    }
    for batch in &planned.batches {
        show::batch(session, batch, planned.currency);
    }
    let next = delivery::send(session, &ReceiptBatches, Of::Parts(settlement))?;
    planner.in_sage.changed(settlement)?;
    Ok(next)
}

/// The batches of a settlement that the real run would send as they stand here: they were ready, or are sent again.
fn standing(session: &Session<'_>, settlement: &str, options: &Options) -> Result<Vec<Record>> {
    let mut batches = session.store.parts(Kind::ReceiptBatch, settlement)?;
    batches.retain(|batch| {
        let passes = |code: &str| ReceiptBatches.sent_again().contains(&code);
        let leaves = match batch.state {
            State::Ready => true,
            State::Failed | State::Held => batch.reason.as_deref().is_some_and(passes),
            _ => false,
        };
        leaves && !options.given_up.contains(&batch.key) || options.once_more.contains(&batch.key)
    });
    Ok(batches)
}

/// While a batch is known to do the opposite of what was meant, no further one is sent.
fn wrong_direction(session: &Session<'_>) -> Result<bool> {
    let open = session.store.open_exceptions()?;
    Ok(open.iter().any(|one| one.kind == "wrong-direction"))
}
