//! Orders that are asked for by their ids: one that cannot be had stops no other.

use std::collections::BTreeSet;

use anyhow::Result;
use chrono::TimeDelta;

use super::Reader;
use crate::books::reason;
use crate::books::record::{Kind, State};
use crate::client::amazon::{AmazonError, NAMELESS, ReadOrder};
use crate::exit::Exit;
use crate::pass::session::Session;
use crate::store::Change;

/// What Amazon answers of an id.
pub(in crate::pass::orders) enum Found<O> {
    /// Its order.
    Order(O),
    /// That this seller has none of it.
    Unknown,
    /// Nothing that helps, and that of this order alone as far as is known.
    Withheld(AmazonError),
}

/// Orders that a run asks for again by their ids: a bucket holds 30, and half of it is left for a person who asks for single
/// ones; a third for each cause, so that none keeps the others waiting.
const MOST_ASKED: usize = 15;
const OF_EACH: usize = 5;

/// So many orders in a row that cannot be had are no fault of theirs; fewer where Amazon did not answer at all.
const WITHHELD_IN_A_ROW: usize = 3;
const UNANSWERED_IN_A_ROW: usize = 2;

impl Reader<'_> {
    /// One order by its id, which a person or an earlier listing gave; what cannot be had is said.
    pub(in crate::pass::orders) fn one(&mut self, id: &str) -> Result<()> {
        let session = self.session;
        let (exit, why) = match self.fetch(id)? {
            Found::Order(()) => return self.withheld_no_longer(id),
            Found::Unknown => {
                self.withheld_no_longer(id)?;
                let why = format!("Amazon knows no order {id} of this seller; nothing was done for it");
                (Exit::Attention, why)
            }
            Found::Withheld(why) => (Exit::Temporary, format!("order {id} was not read: {why}")),
        };
        let known = session.store.record(Kind::Order, id)?;
        // It comes last the next time: those behind it are not kept waiting by it.
        if let Some(record) = &known {
            session.change(|change| Ok(change.touch(record.id)?))?;
        }
        let waits = known.is_some_and(|record| matches!(record.state, State::Staged | State::Held));
        let ends = match waits && exit == Exit::Attention {
            true => format!(
                "\nhint: if Seller Central has no such order either, `ml-connector resolve {id} --skip` ends the asking"
            ),
            false => String::new(),
        };
        session.at_least_because(exit, format!("{why}{ends}"));
        Ok(())
    }

    /// Keeps that an order which a file names could not be had, with what has to stand with that. What is new or waits is held
    /// where Amazon answers nonsense; everything else is asked for by the next runs, as it stands.
    pub(in crate::pass::orders) fn keep_withheld(
        &mut self,
        id: &str,
        error: &AmazonError,
        with: impl FnOnce(&Change<'_>) -> Result<()>,
    ) -> Result<()> {
        let session = self.session;
        let state = session.store.record(Kind::Order, id)?.map(|record| record.state);
        let waits = matches!(state, None | Some(State::Staged | State::Held | State::Ready));
        if waits && !matches!(error, AmazonError::Unreachable { .. }) {
            let (key, why) = (id.to_owned(), error.of_one_record().unwrap_or_default());
            return self.take_in(&ReadOrder::Unreadable { key, why }, with);
        }
        let mut ids = withheld(session)?;
        ids.insert(id.to_owned());
        session.change(|change| {
            change.note(WITHHELD, &serde_json::to_string(&ids)?)?;
            with(change)
        })
    }

    fn withheld_no_longer(&self, id: &str) -> Result<()> {
        let mut ids = withheld(self.session)?;
        if ids.remove(id) {
            let text = serde_json::to_string(&ids)?;
            self.session.change(|change| Ok(change.note(WITHHELD, &text)?))?;
        }
        Ok(())
    }

    /// Reads an order by its id and stores it.
    pub(in crate::pass::orders) fn fetch(&mut self, id: &str) -> Result<Found<()>> {
        Ok(match self.ask(id)? {
            Found::Order(order) => Found::Order(self.take_in(&order, |_| Ok(()))?),
            Found::Unknown => Found::Unknown,
            Found::Withheld(why) => Found::Withheld(why),
        })
    }

    /// Asks for an order by its id, and stores nothing yet.
    ///
    /// # Errors
    /// When Amazon cannot be asked at all. What it answers of one order stops no other.
    pub(in crate::pass::orders) fn ask(&mut self, id: &str) -> Result<Found<ReadOrder>> {
        let amazon = self.session.amazon()?;
        let mut answer = amazon.get_order(id, self.with_tax);
        if self.with_tax && matches!(answer, Err(AmazonError::Denied { .. })) {
            answer = amazon.get_order(id, false);
            if answer.is_ok() {
                self.without_tax();
            }
        }
        let found = match answer {
            Ok(found) => found.map_or(Found::Unknown, Found::Order),
            Err(error) if error.of_one_record().is_some() && self.withheld + 1 < in_a_row(&error) => {
                self.withheld += 1;
                return Ok(Found::Withheld(error));
            }
            Err(error) => return Err(error.into()),
        };
        self.withheld = 0;
        Ok(found)
    }

    /// Orders that have waited for days are asked for by id, since a listing may have missed their change; and at once those
    /// that could not be had, and those that are held since Amazon told of them what cannot be true, or too little: nothing
    /// else mends them.
    pub(in crate::pass::orders) fn long_waiting(&mut self) -> Result<()> {
        let (now, store) = (self.session.clock.now(), &self.session.store);
        let mut asked: Vec<String> = withheld(self.session)?.into_iter().take(OF_EACH).collect();
        asked.extend(store.held_orders(&reason::OF_WHAT_AMAZON_TOLD, self.begun, NAMELESS, OF_EACH)?);
        let rest = MOST_ASKED - asked.len();
        asked.extend(store.waiting_orders(now - TimeDelta::days(3), now - TimeDelta::days(1), rest)?);
        for id in asked {
            if self.session.is_interrupted() {
                break;
            }
            self.one(&id)?;
        }
        Ok(())
    }
}

/// The fact of the orders that a file named and that could not be had.
const WITHHELD: &str = "orders/withheld";

fn withheld(session: &Session<'_>) -> Result<BTreeSet<String>> {
    let kept = session.store.fact(WITHHELD)?;
    Ok(kept.map_or_else(|| Ok(BTreeSet::new()), |(text, _)| serde_json::from_str(&text))?)
}

fn in_a_row(error: &AmazonError) -> usize {
    match error {
        AmazonError::Unreachable { .. } => UNANSWERED_IN_A_ROW,
        _ => WITHHELD_IN_A_ROW,
    }
}
