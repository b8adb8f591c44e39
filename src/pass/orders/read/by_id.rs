//! Orders that are asked for by their ids: one that cannot be had stops no other.

use anyhow::Result;
use chrono::TimeDelta;

use super::Reader;
use crate::books::reason;
use crate::books::record::{Kind, State};
use crate::client::amazon::{AmazonError, ReadOrder, is_nameless};
use crate::exit::Exit;

/// What Amazon answers of an id.
pub(in crate::pass::orders) enum Found<O> {
    /// Its order.
    Order(O),
    /// That this seller has none of it.
    Unknown,
    /// Nothing that helps, and that of this order alone as far as is known.
    Withheld(AmazonError),
}

/// Orders that a run asks for again by their ids.
const MOST_ASKED: usize = 15;

/// So many orders in a row that cannot be had are no fault of theirs; fewer where Amazon did not answer at all.
const WITHHELD_IN_A_ROW: usize = 3;
const UNANSWERED_IN_A_ROW: usize = 2;

impl Reader<'_> {
    /// One order by its id, which a person or an earlier listing gave; what cannot be had is said.
    pub(in crate::pass::orders) fn one(&mut self, id: &str) -> Result<()> {
        match self.fetch(id)? {
            Found::Order(()) => {}
            Found::Unknown => {
                let ends = match self.session.store.record(Kind::Order, id)? {
                    Some(record) if matches!(record.state, State::Staged | State::Held) => format!(
                        "\nhint: if Seller Central has no such order either, `ml-connector resolve {id} --skip` ends the asking"
                    ),
                    _ => String::new(),
                };
                let why = format!("Amazon knows no order {id} of this seller; nothing was done for it{ends}");
                self.session.at_least_because(Exit::Attention, why);
            }
            Found::Withheld(why) => {
                let why = format!("order {id} was not read: {why}");
                self.session.at_least_because(Exit::Temporary, why);
            }
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
    /// that are held since Amazon told of them what cannot be true, or too little: nothing else mends them.
    pub(in crate::pass::orders) fn long_waiting(&mut self) -> Result<()> {
        let now = self.session.clock.now();
        let store = &self.session.store;
        // Its bucket holds 30; half of it is left for a person who asks for single orders.
        let mut asked = store.held_orders(&reason::OF_WHAT_AMAZON_TOLD, self.begun, MOST_ASKED)?;
        let waiting = store.waiting_orders(now - TimeDelta::days(3), now - TimeDelta::days(1), MOST_ASKED)?;
        asked.extend(waiting);
        for id in asked.into_iter().filter(|id| !is_nameless(id)).take(MOST_ASKED) {
            if self.session.is_interrupted() {
                break;
            }
            self.one(&id)?;
        }
        Ok(())
    }
}

fn in_a_row(error: &AmazonError) -> usize {
    match error {
        AmazonError::Unreachable { .. } => UNANSWERED_IN_A_ROW,
        _ => WITHHELD_IN_A_ROW,
    }
}
