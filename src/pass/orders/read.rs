//! Reading Amazon: windows from the watermarks, page by page, each page stored before the next is asked for.
//!
//! A watermark moves only after every page of its window is stored, and only to the bound that Amazon
//! returned. The place between two pages is kept with the page's records, so that a run that stops half way
//! goes on where it was.

mod by_id;
mod met;

use std::collections::HashSet;

use anyhow::Result;
use chrono::{DateTime, TimeDelta, Utc};

use super::take_in::{How, take_in};
use super::window::{Window, watermark_scope};
use crate::books::reason;
use crate::books::record::{Kind, State};
use crate::client::amazon::{AmazonError, ReadOrder, SearchOrders, SearchedPage, is_nameless};
use crate::exit::{Exit, Fault};
use crate::pass::session::Session;
use crate::store::{Change, Step};

pub(super) use self::by_id::Found;
pub use self::met::{Met, read_met};

/// Reads and stores orders, and counts them.
pub(super) struct Reader<'a> {
    /// The run.
    pub session: &'a Session<'a>,
    with_tax: bool,
    read: u64,
    new: u64,
    /// An order without an id that reads was among them: its window must be read again.
    nameless: bool,
    /// How many orders in a row could not be had by their ids.
    withheld: usize,
    begun: DateTime<Utc>,
    /// Told of orders that are about to be stored, by their ids.
    comes: &'a dyn Fn(&[&str]),
}

/// Pages of one window in one run; the place is kept, and the next run goes on there. Amazon's rate gives some 500 a
/// day, and a token lives no longer.
const MOST_PAGES: usize = 2_000;

/// Pages in a row without an order: a listing that has no end.
const MOST_EMPTY: usize = 100;

/// Amazon's page tokens live 24 hours; an hour less leaves time for the pages that follow.
const TOKEN_LIFE: TimeDelta = TimeDelta::hours(23);

/// How a listing ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ended {
    /// Every page is stored.
    Whole,
    /// The next run goes on, by Ctrl-C or after very many pages.
    Stopped,
    /// Whoever asked for it reads on another way.
    Left,
}

impl<'a> Reader<'a> {
    pub(super) fn new(session: &'a Session<'a>) -> Self {
        Self::told_of(session, &|_| {})
    }

    /// One that tells of orders before it stores them.
    pub(super) fn told_of(session: &'a Session<'a>, comes: &'a dyn Fn(&[&str])) -> Self {
        Self {
            session,
            with_tax: true,
            read: 0,
            new: 0,
            nameless: false,
            withheld: 0,
            begun: session.clock.now(),
            comes,
        }
    }

    /// Orders of these ids are about to be stored.
    pub(super) fn comes<'i>(&self, ids: impl Iterator<Item = &'i str>) {
        (self.comes)(&ids.collect::<Vec<_>>());
    }

    /// Says how many orders were read.
    pub(super) fn tell(&self) {
        self.session.add("read", self.read);
        self.session.add("new", self.new);
    }

    /// Counts orders that were read.
    pub(super) fn count(&mut self, read: u64, new: u64) {
        self.read += read;
        self.new += new;
    }

    /// Whether Amazon would take no window that begins then.
    pub(super) fn is_too_early(&self, window: &Window) -> bool {
        let session = self.session;
        // A watermark is Amazon's own time and is trusted, whatever this machine's clock says.
        let begins_with_start = window.after == session.config.orders.start;
        begins_with_start && window.after > session.clock.now() - TimeDelta::minutes(2)
    }

    /// Lists a window page by page; `stored` is called between pages, and `goes_on` is asked of each with more behind it.
    pub(super) fn window(
        &mut self,
        window: &Window,
        stored: &mut dyn FnMut(),
        goes_on: &mut dyn FnMut(&[ReadOrder]) -> Result<bool>,
    ) -> Result<Ended> {
        let session = self.session;
        if self.is_too_early(window) {
            session
                .terminal
                .step(format!("nothing to read yet: [orders] start is {}", window.after));
            return Ok(Ended::Whole);
        }
        let scope = window.scope();
        let kept = session.store.cursor(&scope)?.filter(|cursor| {
            cursor.window == window.parameters() && session.clock.now() - cursor.saved_at < TOKEN_LIFE
        });
        let (mut token, mut bound) = kept.map_or((None, None), |cursor| (Some(cursor.token), cursor.bound));
        let resumed = token.is_some();
        let mut seen: HashSet<String> = token.iter().cloned().collect();
        let progress = session.terminal.progress("orders read", 0);
        let mut empty = 0;
        for _ in 0..MOST_PAGES {
            if session.is_interrupted() {
                return Ok(Ended::Stopped);
            }
            let page = match self.page(window, token.as_deref())? {
                Err(AmazonError::Refused { .. }) if resumed && seen.len() == 1 => {
                    // The token is worthless now; the window is read again from its first page.
                    session.change(|change| Ok(change.drop_cursor(&scope)?))?;
                    return self.window(window, stored, goes_on);
                }
                page => page?,
            };
            // The lowest bound of all pages is the only one that all of them vouch for.
            bound = match (bound, page.last_updated_before) {
                (Some(one), Some(other)) => Some(one.min(other)),
                (one, other) => one.or(other),
            };
            progress.advance(page.orders.len() as u64);
            empty = if page.orders.is_empty() { empty + 1 } else { 0 };
            let next = page.next_token.clone();
            self.store_page(window, &scope, &page.orders, next.as_deref(), bound)?;
            if next.is_some() {
                stored();
                if !goes_on(&page.orders)? {
                    return Ok(Ended::Left);
                }
            }
            match next {
                None if self.nameless => return Ok(Ended::Stopped),
                None => return Ok(Ended::Whole),
                Some(next) if empty == MOST_EMPTY || !seen.insert(next.clone()) => {
                    session.change(|change| Ok(change.drop_cursor(&scope)?))?;
                    return Err(Fault::new(Exit::Temporary, REPEATED).into());
                }
                next => token = next,
            }
        }
        let why = format!("{MOST_PAGES} pages of orders were read; the next run goes on from there");
        session.at_least_because(Exit::Temporary, why);
        Ok(Ended::Stopped)
    }

    /// One page; without TAX data when Amazon refuses them to this seller.
    pub(super) fn page(
        &mut self,
        window: &Window,
        token: Option<&str>,
    ) -> Result<Result<SearchedPage, AmazonError>> {
        let amazon = self.session.amazon()?;
        let ask = |with_tax| {
            amazon.search_orders(&SearchOrders {
                after: window.after,
                before: window.before,
                marketplaces: &window.marketplaces,
                token,
                with_tax,
            })
        };
        let answer = ask(self.with_tax);
        if self.with_tax && matches!(answer, Err(AmazonError::Denied { .. })) {
            let again = ask(false);
            if again.is_ok() {
                self.without_tax();
            }
            return Ok(again);
        }
        Ok(answer)
    }

    fn how(&self, by_id: bool) -> How {
        How {
            with_tax: self.with_tax,
            by_id,
        }
    }

    fn without_tax(&mut self) {
        self.with_tax = false;
        self.session.terminal.warn(
            "Amazon refuses tax data to this app: orders with tax are held unless [orders.tax] says whose it is",
        );
    }

    fn store_page(
        &mut self,
        window: &Window,
        scope: &str,
        page: &[ReadOrder],
        next: Option<&str>,
        bound: Option<DateTime<Utc>>,
    ) -> Result<()> {
        let how = self.how(false);
        for order in page {
            if let ReadOrder::Unreadable { key, .. } = order
                && is_nameless(key)
            {
                // Once a person has looked, it stands in the way no longer.
                let known = self.session.store.record(Kind::Order, key)?;
                self.nameless |= known.is_none_or(|record| record.state != State::Skipped);
            }
        }
        self.comes(page.iter().map(ReadOrder::id));
        let nameless = self.nameless;
        let (read, new) = self.session.change(|change| {
            let (mut read, mut new) = (0, 0);
            for order in page {
                read += 1;
                new += u64::from(take_in(change, self.session, order, how)?);
            }
            match next {
                // Nothing would remember the order but the place where it is read.
                _ if nameless => change.drop_cursor(scope)?,
                Some(token) => change.keep_cursor(scope, &window.parameters(), token, bound)?,
                None => {
                    change.drop_cursor(scope)?;
                    if window.moves_watermarks {
                        let_go_of_nameless(change, self.session)?;
                    }
                    if window.moves_watermarks
                        && let Some(bound) = bound.filter(|bound| self.is_believable(*bound))
                    {
                        for marketplace in &window.marketplaces {
                            change.move_watermark(&watermark_scope(marketplace), bound)?;
                        }
                    }
                }
            }
            Ok((read, new))
        })?;
        self.read += read;
        self.new += new;
        Ok(())
    }

    /// Whether a bound lies where Amazon's clock can be: a watermark in times to come would pass over every order.
    fn is_believable(&self, bound: DateTime<Utc>) -> bool {
        let believable = bound <= self.session.clock.now() + TimeDelta::days(1);
        if !believable {
            let why = format!(
                "Amazon says that it listed orders up to {}, which is not here yet: nothing is taken as read up to there\n\
                 hint: check this machine's clock, and run again",
                bound.format("%Y-%m-%d")
            );
            self.session.at_least_because(Exit::Temporary, why);
        }
        believable
    }

    /// Stores an order, and what has to stand with it.
    pub(super) fn take_in(
        &mut self,
        order: &ReadOrder,
        with: impl FnOnce(&Change<'_>) -> Result<()>,
    ) -> Result<()> {
        self.take_in_all(std::slice::from_ref(order), with)
    }

    /// Stores orders in one transaction, and what has to stand with them.
    pub(super) fn take_in_all(
        &mut self,
        orders: &[ReadOrder],
        with: impl FnOnce(&Change<'_>) -> Result<()>,
    ) -> Result<()> {
        let (session, how) = (self.session, self.how(true));
        self.comes(orders.iter().map(ReadOrder::id));
        let new = session.change(|change| {
            let mut new = 0;
            for order in orders {
                new += u64::from(take_in(change, session, order, how)?);
            }
            with(change)?;
            Ok(new)
        })?;
        self.count(orders.len() as u64, new);
        Ok(())
    }
}

/// The window in which an order without a readable id stood was read whole: it has an id now, or is gone.
fn let_go_of_nameless(change: &mut Change<'_>, session: &Session<'_>) -> Result<()> {
    let held = session
        .store
        .records_in(Kind::Order, &[State::Held], 0, usize::MAX)?;
    for record in held.iter().filter(|record| is_nameless(&record.key)) {
        let step = Step::to(State::Skipped, "readable");
        change.step(
            record,
            &step.because(reason::UNREADABLE.code, "Amazon lists it readably now"),
        )?;
    }
    Ok(())
}

/// A page token came a second time, or page after page is empty: the listing goes in a circle.
const REPEATED: &str =
    "Amazon's pages of orders go in a circle or have no end; the window is read again by the next run";
