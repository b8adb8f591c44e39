//! What refunds put on `clearing` to meet a credit note: it stands beside the sale lines of its order, and must not be
//! taken for less money of the sale.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;

use super::stored::Frozen;
use crate::books::record::Kind;
use crate::money::Amount;
use crate::store::{Settled, Store};

/// By settlement, what was frozen of it: each is read once.
pub(super) struct MetNotes<'a> {
    store: &'a Store,
    known: RefCell<BTreeMap<String, BTreeMap<String, Amount>>>,
}

impl<'a> MetNotes<'a> {
    /// Nothing is read yet.
    pub(super) fn new(store: &'a Store) -> Self {
        Self {
            store,
            known: RefCell::default(),
        }
    }

    /// What refunds of an order put on `clearing` in one settlement, from the seller's side.
    pub(super) fn of(&self, settlement: &str, order: &str) -> Result<Amount> {
        if !self.known.borrow().contains_key(settlement) {
            let record = self.store.record(Kind::Settlement, settlement)?;
            let frozen = record.as_ref().map(Frozen::of).transpose()?.flatten();
            let refunds = frozen.into_iter().flat_map(|frozen| frozen.refunded);
            let met = refunds.filter(|refund| !refund.met_note.is_zero());
            let met = met.map(|refund| (refund.order, refund.met_note)).collect();
            self.known.borrow_mut().insert(settlement.to_owned(), met);
        }
        let known = self.known.borrow();
        let met = known.get(settlement).and_then(|met| met.get(order));
        Ok(met.copied().unwrap_or_default())
    }

    /// The same over all settlements whose sale lines count.
    pub(super) fn over(&self, order: &str, counts: impl Fn(&Settled) -> bool) -> Result<Amount> {
        let all = self.store.settled_of_order(order)?.into_iter();
        let settlements: BTreeSet<String> = all
            .filter(|one| one.meets_invoice() && counts(one))
            .map(|one| one.settlement)
            .collect();
        let met = settlements.iter().map(|settlement| self.of(settlement, order));
        met.sum()
    }
}
