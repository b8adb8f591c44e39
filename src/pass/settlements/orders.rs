//! The orders that a settlement names: what is known of them, and reading those that are not known yet.

use std::cell::RefCell;
use std::collections::HashSet;

use anyhow::Result;
use chrono::{DateTime, Utc};

use super::books::SettlementBooks;
use super::earlier::Earlier;
use super::met_notes::MetNotes;
use super::options::decided;
use super::planned::NotPlanned;
use crate::books::journal::{OrderFacts, OrderStanding, Orders};
use crate::books::reason;
use crate::books::record::{Kind, State};
use crate::books::settlement::SettlementLines;
use crate::money::Amount;
use crate::pass::orders::{Met, read_met};
use crate::pass::secrets::MissingCredential;
use crate::pass::session::Session;
use crate::store::{Record, Settled};
use crate::terminal::counted;

/// Where orders are looked up for one settlement.
pub(super) struct NamedOrders<'a> {
    pub session: &'a Session<'a>,
    pub books: &'a SettlementBooks<'a>,
    pub earlier: &'a Earlier<'a>,
    /// The settlement.
    pub record: &'a Record,
    /// Orders of which another settlement has lines too.
    pub elsewhere: RefCell<HashSet<String>>,
}

impl NamedOrders<'_> {
    /// Adds what is known of orders, with what earlier settlements put against their invoices. The ids are sorted.
    pub(super) fn learn(&self, ids: &[&str], orders: &mut Orders) -> Result<()> {
        // Before Sage is asked for notes of others.
        self.no_note_of(|id| ids.binary_search(&id).is_ok())?;
        let mut is_invoiced = false;
        let store = &self.session.store;
        let met = MetNotes::new(store);
        store.each_named(ids, self.record.id, |id, known| {
            let mut facts = self.books.facts(id, &known)?;
            let planned = self.earlier.planned(id);
            facts.settled_before += planned.unwrap_or_default().sales();
            if facts.credited && known.is_elsewhere {
                let is_earlier = |one: &Settled| one.counts() && one.settlement != self.record.key;
                facts.settled_before -= met.over(id, is_earlier)?;
            }
            if known.is_elsewhere || planned.is_some() {
                self.elsewhere.borrow_mut().insert(id.to_owned());
            }
            is_invoiced |= matches!(facts.standing, OrderStanding::Invoiced(_));
            orders.insert(id, facts);
            Ok::<_, anyhow::Error>(())
        })?;
        orders.seal();
        if is_invoiced {
            for (id, facts) in self.books.noted_by_hand(orders)? {
                let credited = true;
                orders.insert(&id, OrderFacts { credited, ..facts });
            }
            orders.seal();
            self.bound_notes(ids, &met, orders)?;
        }
        Ok(())
    }

    /// A note that a person made for less than the invoice meets as much of the refunds, over all settlements.
    fn bound_notes(&self, ids: &[&str], met: &MetNotes<'_>, orders: &mut Orders) -> Result<()> {
        let store = &self.session.store;
        let credited = ids
            .iter()
            .filter(|id| orders.any_credited() && orders.credited(id));
        let credited: Vec<&str> = credited.copied().collect();
        for id in credited {
            let Some(facts) = orders.get(id).filter(|facts| facts.credited) else {
                continue;
            };
            let OrderStanding::Invoiced(invoiced) = facts.standing else {
                continue;
            };
            let known = store.posted_amount(Kind::CreditNote, id)?;
            let total = match known {
                Some(total) => Some(total),
                // A dry run takes nothing in of what it finds.
                None => self.books.notes().told(id)?.and_then(|(_, total)| total),
            };
            let Some(total) = total.map(Amount::abs).filter(|total| *total < invoiced) else {
                continue;
            };
            let is_earlier = |one: &Settled| one.counts() && one.settlement != self.record.key;
            let planned = self.earlier.planned(id).unwrap_or_default();
            let room = total + met.over(id, is_earlier)? + planned.met_note;
            orders.bound_note(id, room);
        }
        Ok(())
    }

    /// An order whose credit note is on its way: where its refund belongs is known when Sage has answered.
    ///
    /// # Errors
    /// [`NotPlanned`] while there is one.
    pub(super) fn no_note_is_open(&self, orders: &Orders) -> Result<()> {
        self.no_note_of(|id| orders.get(id).is_some())
    }

    fn no_note_of(&self, is_named: impl Fn(&str) -> bool) -> Result<()> {
        let states = [State::Ready, State::Sending, State::Uncertain];
        let notes = self
            .session
            .store
            .records_in(Kind::CreditNote, &states, 0, usize::MAX)?;
        match notes.into_iter().find(|note| is_named(&note.key)) {
            None => Ok(()),
            Some(note) => {
                let detail = format!(
                    "Sage has not said yet whether it has the credit note of {}",
                    note.key
                );
                Err(NotPlanned::waits(reason::CREDIT_NOTE_OPEN, detail).into())
            }
        }
    }

    /// Reads orders that were never met, adds what is then known, and returns the ids that Amazon does not know.
    ///
    /// # Errors
    /// [`NotPlanned`] when a person is needed.
    pub(super) fn meet(
        &self,
        ids: Vec<String>,
        lines: Option<&SettlementLines>,
        orders: &mut Orders,
    ) -> Result<Vec<String>> {
        let is_decided = self.session.store.fact(&decided(&self.record.key))?.is_some();
        let unknown = if is_decided {
            ids.clone()
        } else {
            self.read(&ids, lines.and_then(|lines| posted(lines, &ids)))?
        };
        for id in &unknown {
            let facts = OrderFacts {
                standing: OrderStanding::Unknown,
                marketplace: None,
                settled_before: Amount::ZERO,
                credited: false,
            };
            orders.insert(id, facts);
        }
        let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
        self.learn(&ids, orders)?;
        Ok(unknown)
    }

    fn read(&self, ids: &[String], posted: Option<(DateTime<Utc>, DateTime<Utc>)>) -> Result<Vec<String>> {
        self.session.terminal.step(format!(
            "reading {} that the settlement names",
            counted(ids.len(), "order")
        ));
        let met = Met {
            by: &self.record.key,
            ids,
            posted,
        };
        let unmet = read_met(self.session, &met).map_err(|error| {
            if error.downcast_ref::<MissingCredential>().is_none() {
                return error;
            }
            let detail = format!(
                "{} of its orders (such as {}) are not known here and Amazon cannot be asked without credentials",
                ids.len(),
                ids.first().map_or("", String::as_str)
            );
            NotPlanned::waits(reason::ORDERS_UNREAD, detail).into()
        })?;
        match unmet.withheld.as_slice() {
            [] => Ok(unmet.unknown),
            [(id, why), others @ ..] => {
                let others = match others.len() {
                    0 => String::new(),
                    more => format!("; and {more} more"),
                };
                let detail = format!("its order {id} cannot be read: {why}{others}");
                Err(NotPlanned::waits(reason::ORDERS_UNREAD, detail).into())
            }
        }
    }
}

/// When the first and the last line of some orders were posted; `None` where no line says so.
fn posted(lines: &SettlementLines, ids: &[String]) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
    let ids: HashSet<&str> = ids.iter().map(String::as_str).collect();
    let of_them = lines
        .lines
        .iter()
        .filter(|line| ids.contains(lines.text(line.order)));
    let (mut first, mut last) = (i64::MAX, i64::MIN);
    for posted in of_them.filter_map(|line| line.posted) {
        (first, last) = (first.min(posted), last.max(posted));
    }
    DateTime::from_timestamp(first, 0).zip(DateTime::from_timestamp(last, 0))
}
