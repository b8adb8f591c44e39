//! Settling what an earlier run left open, before anything new is sent.
//!
//! Records in `sending` were on their way when a run ended; those in `uncertain` got no clear answer. Both
//! are looked up in Sage everywhere an order can be. Found is compared and posted; not found anywhere may be
//! sent again, because the order's number is unique in Sage.

use anyhow::Result;

use super::lookup::{Depth, Found, Lookup};
use super::post;
use crate::books::record::{Kind, State};
use crate::exit::Exit;
use crate::pass::session::Session;
use crate::store::{Record, Step};

/// Settles all orders that may be in Sage without our knowing.
pub(super) fn settle(session: &Session<'_>) -> Result<()> {
    let mut last = 0;
    loop {
        let open = [State::Sending, State::Uncertain];
        let records = session
            .store
            .records_in(Kind::Order, &open, last, Lookup::GROUP)?;
        let Some(end) = records.last() else { return Ok(()) };
        last = end.id;
        if session.is_interrupted() {
            return Ok(());
        }
        session.terminal.step(format!(
            "looking up {} orders that an earlier run left open",
            records.len()
        ));
        settle_group(session, &records)?;
    }
}

/// Looks up one group and writes what was found.
pub(super) fn settle_group(session: &Session<'_>, records: &[Record]) -> Result<()> {
    let found = Lookup::new(session).find(records, Depth::Everywhere);
    let found = match found {
        Ok(found) => found,
        Err(error) => {
            // Sage cannot be asked: they stay as they are, and nothing of them is sent.
            session.at_least(Exit::Temporary);
            return Err(error);
        }
    };
    session.change(|change| {
        for record in records {
            match found.get(&record.key) {
                Some(Found::Ours(in_sage)) => post::write_posted(change, session, record, in_sage, "found")?,
                Some(Found::ByHand(number)) => post::write_by_hand(change, session, record, number)?,
                None => {
                    let detail = "not found in orders, invoices, receivables or open batches: it may be sent";
                    change.step(
                        record,
                        &Step {
                            detail: Some(detail),
                            ..Step::to(State::Ready, "not-found")
                        },
                    )?;
                }
            }
        }
        Ok(())
    })
}
