//! What a page of orders brought is sent while the next ones are read, so that neither system waits for the other.
//!
//! Only what is sure leaves early: orders that were just read for the first time and make a document. Everything else,
//! and whatever goes wrong here, is left to the plan that follows the reading.

use anyhow::Result;

use super::books::OrderBooks;
use super::plan::Planner;
use crate::books::record::{Kind, State};
use crate::delivery::{Next, Of, Sending};
use crate::pass::session::Session;

/// Orders of one page at the most.
const PAGE: usize = 200;

/// Sends between pages, and while they are read.
pub(super) struct Early<'a, 'l, 's> {
    session: &'a Session<'a>,
    planner: Planner<'a>,
    sending: &'l mut Sending<'s>,
    /// The newest record before this run: what is older is planned again before it leaves.
    before: i64,
    /// The newest record that was looked at.
    last: i64,
    is_over: bool,
}

impl<'a, 'l, 's> Early<'a, 'l, 's> {
    /// Nothing is sent yet.
    pub(super) fn new(
        session: &'a Session<'a>,
        books: &'a OrderBooks<'a>,
        sending: &'l mut Sending<'s>,
    ) -> Result<Self> {
        let before = session.store.newest_record()?;
        Ok(Self {
            session,
            planner: Planner::early(session, books)?,
            sending,
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
            Err(error) => self.fails(&error),
        }
    }

    /// Orders are about to be stored: of one that is on its way the end is written before.
    pub(super) fn comes(&mut self, ids: &[&str]) {
        if ids.iter().any(|id| self.sending.has(id))
            && let Err(error) = self.sending.finish()
        {
            self.fails(&error.into());
        }
    }

    /// Everything is read: what may go on being sent; none when Sage turned something away, or could not be asked. Then
    /// nothing is on its way any more.
    ///
    /// # Errors
    /// When the database fails.
    pub(super) fn goes_on(self) -> Result<Option<&'l mut Sending<'s>>> {
        if self.is_over || self.sending.next() == Next::Stop {
            self.sending.finish()?;
            return Ok(None);
        }
        self.sending.heed()?;
        Ok(Some(self.sending))
    }

    /// The plan after the reading meets it again, and tells it.
    fn fails(&mut self, error: &anyhow::Error) {
        self.session
            .terminal
            .detail(format!("nothing is sent before everything is read: {error:#}"));
        self.is_over = true;
        // What is on its way may show why nothing further of a customer may leave: its end is written before anything does.
        if let Err(error) = self.sending.finish() {
            let words = format!("what is on its way could not be written yet: {error}");
            self.session.terminal.detail(words);
        }
    }

    fn send(&mut self) -> Result<Next> {
        self.sending.heed()?;
        loop {
            let store = &self.session.store;
            let records = store.records_in(Kind::Order, &[State::Staged], self.last, PAGE)?;
            let Some(end) = records.last() else { break };
            self.last = end.id;
            self.planner.page(records)?;
        }
        let mut next = self.sending.give(Of::Behind(self.before))?;
        // Where Amazon lets nobody ask before a while, that while is enough to write the end of what is on its way.
        while next != Next::Stop && !self.session.amazon()?.orders_wait().is_zero() && self.sending.land()? {
            next = self.sending.next();
        }
        if next == Next::Stop {
            // What did not leave is ready again, for the plan that follows.
            self.sending.finish()?;
        }
        Ok(next)
    }
}
