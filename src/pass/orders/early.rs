//! What a page of orders brought is sent while the next ones are read, so that neither system waits for the other.
//!
//! Only what is sure leaves early: orders that were just read for the first time and make a document. Everything else is left
//! to the plan that follows the reading, which meets again whatever went wrong here; where no plan follows, that is told.

use anyhow::{Error, Result};

use super::books::OrderBooks;
use super::items::ItemFinder;
use super::plan::Planner;
use crate::books::record::{Kind, State};
use crate::delivery::{Next, Of, Sending};
use crate::pass::session::Session;

/// Orders of one page at the most.
const PAGE: usize = 200;

/// How what is not sent yet goes on once everything is read.
pub(super) enum Rest<'l, 's> {
    /// Behind what is on its way.
    Behind(&'l mut Sending<'s>),
    /// By itself, with nothing on its way.
    Anew,
}

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
    /// Why.
    fault: Option<Error>,
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
            fault: None,
        })
    }

    /// A page is stored.
    pub(super) fn page(&mut self) {
        if self.is_over || self.session.is_interrupted() {
            return;
        }
        match self.send() {
            Ok(Next::GoOn | Next::Again) => {}
            Ok(Next::Stop) => self.ends(),
            Err(error) => {
                self.session.terminal.detail(format!(
                    "nothing further is sent before everything is read: {error:#}"
                ));
                self.ends();
                self.fault = Some(error);
            }
        }
    }

    /// Orders are about to be stored: of one that is on its way the end is written before.
    pub(super) fn comes(&mut self, ids: &[&str]) {
        if ids.iter().any(|id| self.sending.has(id)) {
            while self.sending.land() {}
        }
    }

    /// Everything is read: how the rest goes on, with what was asked of items so far; none where it stays for another run,
    /// since Sage is away, busy or shut, which is said already.
    ///
    /// # Errors
    /// When the end of something that was sent could not be written, and why what waited for a lane was not sent where that
    /// was no answer of Sage's to what had left.
    pub(super) fn goes_on(self) -> Result<Option<(ItemFinder<'a>, Rest<'l, 's>)>> {
        let (items, sending) = (self.planner.into_items(), self.sending);
        if sending.next() == Next::Stop {
            sending.finish()?;
            return self.fault.map_or(Ok(None), Err);
        }
        if self.is_over {
            return Ok(Some((items, Rest::Anew)));
        }
        sending.heed()?;
        Ok(Some((items, Rest::Behind(sending))))
    }

    /// Nothing further is sent while pages come. What is on its way may show why nothing further of a customer may leave:
    /// its end is written before anything does.
    fn ends(&mut self) {
        self.is_over = true;
        while self.sending.land() {}
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
        while next != Next::Stop && !self.session.amazon()?.orders_wait().is_zero() && self.sending.land() {
            next = self.sending.next();
        }
        Ok(next)
    }
}
