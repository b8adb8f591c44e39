//! What earlier settlements left: the balances that the next one begins with, and what they put against invoices.
//!
//! In a dry run, what was planned before counts as if it were posted.

use std::cell::RefCell;
use std::collections::HashMap;

use anyhow::Result;
use chrono::{DateTime, Utc};

use super::due::is_unpaid;
use super::planned::Planned;
use super::stored::{self, Frozen, StoredSettlement};
use crate::books::journal::{Before, PeriodEnd, Role};
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
    /// By key.
    ends: RefCell<Vec<(String, StoredSettlement, PeriodEnd)>>,
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
        let kept = (record.key.clone(), stored, planned.frozen.end);
        self.ends.borrow_mut().push(kept);
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

    /// What settlements left that ended where this one begins.
    pub(super) fn before(&self, record: &Record, stored: &StoredSettlement) -> Result<Before> {
        let mut ends: Vec<(i64, PeriodEnd)> = Vec::new();
        let mut unplanned = None;
        let gap_to = |known: &StoredSettlement| gap(known, stored);
        for other in stored::all(&self.session.store)? {
            if other.key == record.key || other.state == State::Skipped {
                continue;
            }
            let known = StoredSettlement::of(&other)?;
            let Some(gap) = gap_to(&known) else { continue };
            match Frozen::of(&other)? {
                Some(frozen) if !matches!(other.state, State::Staged | State::Held) => {
                    ends.push((gap, frozen.end));
                }
                _ if self.is_planned_here(&other.key) => {}
                _ => unplanned = Some(other.key),
            }
        }
        for (key, known, end) in self.ends.borrow().iter() {
            if let Some(gap) = gap_to(known).filter(|_| *key != record.key) {
                ends.push((gap, *end));
            }
        }
        ends.sort_by_key(|(gap, _)| *gap);
        Ok(Before {
            ends: ends.into_iter().map(|(_, end)| end).collect(),
            unplanned,
        })
    }

    fn is_planned_here(&self, key: &str) -> bool {
        self.ends.borrow().iter().any(|(known, ..)| known == key)
    }

    /// Whether Amazon paid nothing of a settlement's total, and a later one began with just that: there was no transfer,
    /// and there will be none.
    pub(super) fn is_carried_over(&self, record: &Record, stored: &StoredSettlement) -> Result<bool> {
        let Some(group) = stored.group.as_ref().filter(|_| is_unpaid(stored)) else {
            return Ok(false);
        };
        for other in stored::all(&self.session.store)? {
            if other.key == record.key {
                continue;
            }
            let next = StoredSettlement::of(&other)?;
            let began_with = next.group.as_ref().and_then(|next| next.beginning_balance);
            if gap(stored, &next).is_some() && began_with.is_some() && began_with == group.original_total {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// What a dry run planned before puts against an order's invoice.
    pub(super) fn planned(&self, order: &str) -> Option<PlannedSale> {
        self.sales.borrow().get(order).copied()
    }
}

/// The seconds between the end of one settlement and the beginning of another of its currency, where that one may follow it: a
/// group begins where the one before it ended, and a day between them is another account's.
fn gap(earlier: &StoredSettlement, later: &StoredSettlement) -> Option<i64> {
    let (start, end) = (later.start()?, earlier.end()?);
    let gap = (start - end).num_seconds().abs();
    (earlier.currency() == later.currency() && gap <= 86_400).then_some(gap)
}
