//! What a page of orders brought is sent before the next page is asked for, so that Amazon's waits cost Sage no time.
//!
//! Only what is sure leaves early: orders that were just read for the first time and make a document. Everything else,
//! and whatever goes wrong here, is left to the plan that follows the reading.

use anyhow::Result;

use super::books::OrderBooks;
use super::items::ItemFinder;
use super::plan::Planner;
use crate::books::record::{Kind, State};
use crate::delivery::order::Orders;
use crate::delivery::{self, Next, Of};
use crate::pass::session::Session;

/// Orders of one page at the most.
const PAGE: usize = 200;

/// Sends between pages.
pub(super) struct Early<'a> {
    session: &'a Session<'a>,
    planner: Planner<'a>,
    /// The newest record before this run: what is older is planned again before it leaves.
    before: i64,
    /// The newest record that was looked at.
    last: i64,
    is_over: bool,
}

impl<'a> Early<'a> {
    /// Nothing is sent yet.
    pub(super) fn new(session: &'a Session<'a>, books: &'a OrderBooks<'a>) -> Result<Self> {
        let before = session.store.newest_record()?;
        Ok(Self {
            session,
            planner: Planner::early(session, books)?,
            before,
            last: before,
            is_over: false,
        })
    }

    /// A page is stored.
    pub(super) fn page(&mut self) {
        if self.is_over || self.session.is_interrupted() {
            return;
        }
        match self.send() {
            Ok(Next::GoOn | Next::Again) => {}
            Ok(Next::Stop) => self.is_over = true,
            // The plan after the reading meets it again, and tells it.
            Err(error) => {
                self.session
                    .terminal
                    .detail(format!("nothing is sent before everything is read: {error:#}"));
                self.is_over = true;
            }
        }
    }

    /// What was asked of items, for the plan after the reading.
    pub(super) fn into_items(self) -> ItemFinder<'a> {
        self.planner.into_items()
    }

    fn send(&mut self) -> Result<Next> {
        loop {
            let store = &self.session.store;
            let records = store.records_in(Kind::Order, &[State::Staged], self.last, PAGE)?;
            let Some(end) = records.last() else { break };
            self.last = end.id;
            self.planner.page(records)?;
        }
        Ok(delivery::send(self.session, &Orders, Of::Behind(self.before))?)
    }
}
