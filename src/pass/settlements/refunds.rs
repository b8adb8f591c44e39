//! Orders given back in full before they were ever settled: a credit note is proposed while there is time for it.
//!
//! Amazon needs 48 hours before a closed settlement is posted. Its lines are read once in that time; an order that
//! they give back in full, and that no earlier settlement paid, may be given back in the receivables instead of in the
//! refund accounts. A person decides; without a word the journal takes the refund.

use anyhow::Result;

use super::plan::Planner;
use crate::books::record::{Kind, State};
use crate::config::SettlementMode;
use crate::money::Amount;
use crate::pass::credit_notes;
use crate::pass::session::Session;
use crate::store::Record;

/// Looks into a settlement that is closed and not due, once, and proposes credit notes.
pub(super) fn look_ahead(session: &Session<'_>, planner: &Planner<'_>, record: &Record) -> Result<()> {
    let Some(proposals) = proposals(session, planner, record)? else {
        return Ok(());
    };
    session.change(|change| {
        for (order, why) in &proposals {
            credit_notes::propose(change, session, order, why)?;
        }
        Ok(change.note(&looked(record), "looked")?)
    })
}

/// The orders for which the real run would propose a credit note, each with why.
pub(super) fn rehearse(
    session: &Session<'_>,
    planner: &Planner<'_>,
    record: &Record,
) -> Result<Vec<(String, String)>> {
    let mut coming = Vec::new();
    for (order, why) in proposals(session, planner, record)?.unwrap_or_default() {
        if session.store.record(Kind::CreditNote, &order.key)?.is_none() {
            coming.push((order.key, why));
        }
    }
    Ok(coming)
}

/// The fact that says that a settlement was looked into.
fn looked(record: &Record) -> String {
    format!("refunds-looked-for/{}", record.key)
}

/// The orders that a settlement gives back in full, each with why; none where it was looked into, or cannot be.
fn proposals(
    session: &Session<'_>,
    planner: &Planner<'_>,
    record: &Record,
) -> Result<Option<Vec<(Record, String)>>> {
    let config = session.config.settlements()?;
    if config.mode != SettlementMode::Invoices || session.store.fact(&looked(record))?.is_some() {
        return Ok(None);
    }
    let Some(planned) = planner.ahead(record)? else {
        return Ok(None);
    };
    let mut proposals = Vec::new();
    for refund in &planned.frozen.refunded {
        let given_back: Amount = refund.sales_given_back().sum();
        let Some(order) = session.store.record(Kind::Order, &refund.order)? else {
            continue;
        };
        let in_full = order.state == State::Posted && order.amount == Some(-given_back);
        if !in_full || given_back.is_zero() || is_settled(session, &refund.order, &record.key)? {
            continue;
        }
        let why = format!(
            "settlement {} gives the whole invoice of {} back",
            record.key, -given_back
        );
        proposals.push((order, why));
    }
    Ok(Some(proposals))
}

/// Whether another settlement paid something of the order's invoice.
fn is_settled(session: &Session<'_>, order: &str, this: &str) -> Result<bool> {
    let settled = session.store.settled_of_order(order)?;
    Ok(settled
        .iter()
        .any(|one| one.settlement != this && one.counts() && one.meets_invoice()))
}
