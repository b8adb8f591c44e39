//! What Amazon has shown of a marketplace so far: whether it names who collects tax there, and how it counts.
//!
//! Both are learnt from orders as they are read and planned, and kept in the database. What contradicts itself is no
//! knowledge: then a person decides.

use std::collections::BTreeMap;

use anyhow::Result;

use crate::amazon::orders::Order;
use crate::books::invoice::{Reading, names_collector};
use crate::books::record::{Kind, State};
use crate::delivery::order::StoredOrder;
use crate::pass::session::Session;
use crate::store::{Change, Store};

const COLLECTOR: &str = "tax-collector/";
const READING: &str = "order-reading/";
/// That orders of earlier versions of this program were looked through.
const LEARNT: &str = "tax-collectors-learnt";

/// What is known of every marketplace.
#[derive(Debug, Default)]
pub(super) struct Shown {
    collectors: BTreeMap<String, String>,
    readings: BTreeMap<String, String>,
}

impl Shown {
    /// Reads what is kept; the first time, what the stored orders show.
    pub(super) fn open(session: &Session<'_>) -> Result<Self> {
        learn_from_stored(session)?;
        let under = |stem: &str| -> Result<BTreeMap<String, String>> {
            let facts = session.store.facts_under(stem)?;
            Ok(facts
                .into_iter()
                .map(|(name, value)| (name[stem.len()..].to_owned(), value))
                .collect())
        };
        Ok(Self {
            collectors: under(COLLECTOR)?,
            readings: under(READING)?,
        })
    }

    /// Whether Amazon has named a collector of tax in a marketplace.
    pub(super) fn names_collectors(&self, marketplace: Option<&str>) -> bool {
        marketplace.is_some_and(|id| self.collectors.contains_key(id))
    }

    /// How Amazon counts in a marketplace.
    pub(super) fn reading(&self, marketplace: Option<&str>) -> Option<Reading> {
        Reading::of_word(self.readings.get(marketplace?)?)
    }

    /// Notes how an order proves that Amazon counts; one that contradicts an earlier one leaves nothing known.
    pub(super) fn note(&mut self, change: &Change<'_>, order: &Order, reading: Reading) -> Result<()> {
        let Some(id) = &order.sales_channel.marketplace_id else {
            return Ok(());
        };
        let word = match self.readings.get(id) {
            Some(known) if known == reading.word() => return Ok(()),
            Some(_) => "contradictory",
            None => reading.word(),
        };
        if self.readings.get(id).is_none_or(|known| known != word) {
            change.note(&format!("{READING}{id}"), word)?;
            self.readings.insert(id.clone(), word.to_owned());
        }
        Ok(())
    }
}

/// Notes that an order names who collects its tax, the first time one does in its marketplace.
pub(super) fn learn(change: &Change<'_>, store: &Store, order: &Order) -> Result<()> {
    let Some(id) = &order.sales_channel.marketplace_id else {
        return Ok(());
    };
    let name = format!("{COLLECTOR}{id}");
    if names_collector(order) && store.fact(&name)?.is_none() {
        change.note(&name, &order.order_id)?;
    }
    Ok(())
}

fn learn_from_stored(session: &Session<'_>) -> Result<()> {
    if session.store.fact(LEARNT)?.is_some() {
        return Ok(());
    }
    let all = [
        State::Staged,
        State::Held,
        State::Ready,
        State::Sending,
        State::Uncertain,
        State::Posted,
        State::Failed,
        State::Skipped,
    ];
    let mut last = 0;
    loop {
        let records = session.store.records_in(Kind::Order, &all, last, 200)?;
        let Some(end) = records.last() else { break };
        last = end.id;
        session.change(|change| -> Result<()> {
            for stored in records
                .iter()
                .filter_map(|record| StoredOrder::of(record).ok().flatten())
            {
                learn(change, &session.store, &stored.order)?;
            }
            Ok(())
        })?;
    }
    Ok(session.store.note(LEARNT, "yes", session.clock.now())?)
}
