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
    let config = session.config.settlements()?;
    let fact = format!("refunds-looked-for/{}", record.key);
    if config.mode != SettlementMode::Invoices || session.store.fact(&fact)?.is_some() {
        return Ok(());
    }
    let Some(planned) = planner.ahead(record)? else {
        return Ok(());
    };
    session.change(|change| {
        for refund in &planned.frozen.refunded {
            let given_back: Amount = refund.sales_given_back().sum();
            let Some(order) = change.record(Kind::Order, &refund.order)? else {
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
            credit_notes::propose(change, session, &order, &why)?;
        }
        Ok(change.note(&fact, "looked")?)
    })
}

/// Whether another settlement paid something of the order's invoice.
fn is_settled(session: &Session<'_>, order: &str, this: &str) -> Result<bool> {
    let settled = session.store.settled_of_order(order)?;
    Ok(settled
        .iter()
        .any(|one| one.settlement != this && one.counts() && one.meets_invoice()))
}
