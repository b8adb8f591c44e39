//! What earlier settlements left: the balances that the next one begins with, and what they put against invoices.
//!
//! In a dry run, what was planned before counts as if it were posted.

use std::cell::RefCell;
use std::collections::HashMap;

use anyhow::Result;
use chrono::{DateTime, Utc};

use super::planned::Planned;
use super::stored::{self, Frozen, StoredSettlement};
use crate::books::journal::{PeriodEnd, Role};
use crate::books::record::State;
use crate::money::Amount;
use crate::pass::session::Session;
use crate::store::Record;

/// What a dry run planned to put against an order's invoice.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct PlannedSale {
    /// The sum of its sale lines.
    pub settled: Amount,
    /// As much of it as goes to `clearing`.
    pub cleared: Amount,
    /// As much of both as refunds put there, to meet the order's credit note.
    pub met_note: Amount,
    /// When the last settlement with a line of it ended.
    pub last_line: Option<DateTime<Utc>>,
}

impl PlannedSale {
    /// The sum of its sale lines without what met its credit note.
    pub(super) fn sales(&self) -> Amount {
        self.settled - self.met_note
    }
}

/// Posted ones, and those that a dry run planned.
pub(super) struct Earlier<'a> {
    session: &'a Session<'a>,
    ends: RefCell<Vec<(StoredSettlement, PeriodEnd)>>,
    sales: RefCell<HashMap<String, PlannedSale>>,
}

impl<'a> Earlier<'a> {
    /// Nothing is planned yet.
    pub(super) fn new(session: &'a Session<'a>) -> Self {
        Self {
            session,
            ends: RefCell::default(),
            sales: RefCell::default(),
        }
    }

    /// Remembers a plan of a dry run for the settlements after it.
    pub(super) fn remember(&self, record: &Record, planned: &Planned) -> Result<()> {
        let stored = StoredSettlement::of(record)?;
        let end = stored.end();
        self.ends.borrow_mut().push((stored, planned.frozen.end));
        // What is held puts nothing against an invoice.
        if planned.would_hold.is_some() {
            return Ok(());
        }
        let mut sales = self.sales.borrow_mut();
        for share in planned.against_invoices() {
            let sale = sales.entry(share.order.to_owned()).or_default();
            sale.settled += share.amount;
            if share.role == Role::Clearing {
                sale.cleared += share.amount;
            }
            sale.last_line = sale.last_line.max(end);
        }
        for refund in &planned.frozen.refunded {
            if let Some(sale) = sales.get_mut(&refund.order) {
                sale.met_note += refund.met_note;
            }
        }
        Ok(())
    }

    /// What the previous settlement left.
    pub(super) fn end_before(&self, record: &Record, stored: &StoredSettlement) -> Result<Option<PeriodEnd>> {
        let mut previous: Option<(i64, PeriodEnd)> = None;
        let mut take = |known: &StoredSettlement, end: PeriodEnd| {
            let gap = match (stored.start(), known.end()) {
                (Some(start), Some(end)) if known.currency() == stored.currency() => {
                    (start - end).num_seconds()
                }
                _ => return,
            };
            // A group begins where the one before it ended; a day between them is another account's.
            if gap.abs() <= 86_400 && previous.is_none_or(|(least, _)| gap.abs() < least) {
                previous = Some((gap.abs(), end));
            }
        };
        for other in stored::all(&self.session.store)? {
            if other.key == record.key || !matches!(other.state, State::Posted | State::Ready | State::Failed)
            {
                continue;
            }
            if let Some(frozen) = Frozen::of(&other)? {
                take(&StoredSettlement::of(&other)?, frozen.end);
            }
        }
        for (known, end) in self.ends.borrow().iter() {
            take(known, *end);
        }
        Ok(previous.map(|(_, end)| end))
    }

    /// What a dry run planned before puts against an order's invoice.
    pub(super) fn planned(&self, order: &str) -> Option<PlannedSale> {
        self.sales.borrow().get(order).copied()
    }
}
