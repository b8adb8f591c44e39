//! The orders that a settlement names: what is known of them, and reading those that are not known yet.

use anyhow::Result;

use super::plan::Planner;
use crate::books::journal::{OrderFacts, OrderStanding, Orders};
use crate::books::record::{Kind, State};
use crate::money::Amount;
use crate::pass::orders::read_met;
use crate::pass::secrets::MissingCredential;
use crate::store::Record;

impl Planner<'_> {
    /// An order whose credit note is on its way: where its refund belongs is known when Sage has answered.
    pub(super) fn open_note(&self, orders: &Orders) -> Result<Option<String>> {
        let states = [State::Ready, State::Sending, State::Uncertain];
        let notes = self
            .session
            .store
            .records_in(Kind::CreditNote, &states, 0, usize::MAX)?;
        let open = notes.into_iter().find(|note| orders.get(&note.key).is_some());
        Ok(open.map(|note| note.key))
    }

    /// Reads orders that were never met and adds what is then known: the ids that Amazon does not know, or why a
    /// person is needed.
    pub(super) fn meet(
        &self,
        record: &Record,
        ids: Vec<String>,
        orders: &mut Orders,
    ) -> Result<Result<Vec<String>, String>> {
        let decided = self.session.store.fact(&super::decided(&record.key))?.is_some();
        let unknown = if decided {
            ids.clone()
        } else {
            match self.read_orders(&ids)? {
                Ok(unknown) => unknown,
                Err(why) => return Ok(Err(why)),
            }
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
        self.learn_orders(record, &ids, orders)?;
        Ok(Ok(unknown))
    }

    /// Reads orders that were never met; the inner error says why a person is needed.
    fn read_orders(&self, ids: &[String]) -> Result<Result<Vec<String>, String>> {
        self.session
            .terminal
            .step(format!("reading {} orders that the settlement names", ids.len()));
        match read_met(self.session, ids.iter().map(String::as_str)) {
            Ok(unknown) => Ok(Ok(unknown)),
            Err(error) if error.downcast_ref::<MissingCredential>().is_some() => Ok(Err(format!(
                "{} of its orders (such as {}) are not known here and Amazon cannot be asked without credentials",
                ids.len(),
                ids.first().map_or("", String::as_str)
            ))),
            Err(error) => Err(error),
        }
    }

    /// Adds what is known of orders, with what earlier settlements put against their invoices.
    pub(super) fn learn_orders(&self, record: &Record, ids: &[&str], orders: &mut Orders) -> Result<()> {
        let planned = self.settled.borrow();
        for id in ids {
            let Some(mut facts) = self.books.order(id)? else {
                continue;
            };
            let earlier = self.session.store.settled_of_order(id)?;
            let counted = earlier
                .iter()
                .filter(|settled| settled.settlement != record.key)
                .filter(|settled| settled.counts() && settled.meets_invoice());
            facts.settled_before = counted.map(|settled| settled.amount).sum();
            facts.settled_before += planned.get(*id).copied().unwrap_or_default();
            orders.insert(id, facts);
        }
        orders.seal();
        Ok(())
    }
}
