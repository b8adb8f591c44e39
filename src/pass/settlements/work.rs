//! The work on one settlement: plan → prove → show → freeze → send, again where Sage's refusal taught a lock.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result};

use super::books::SettlementBooks;
use super::options::Options;
use super::plan::Planner;
use super::planned::{NotPlanned, Planned};
use super::report::Tried;
use super::show::Shown;
use super::stored::StoredSettlement;
use super::wanted::Wanted;
use super::{credited_twice, keep, read, refunds, reissue, to_clear, trouble, variance};
use crate::books::fiscal_calendar::PeriodId;
use crate::books::reason;
use crate::books::record::{Kind, State};
use crate::delivery::journal::{Journals, locked_period};
use crate::delivery::{self, Of};
use crate::exit::Exit;
use crate::pass::fault;
use crate::pass::receivables::{self, Coming};
use crate::pass::session::Session;
use crate::store::Record;

/// What one settlement says about the rest.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Next {
    GoOn,
    /// Sage refused this fiscal period before any part was in Sage: all parts are planned again.
    Replan(String),
    /// Asking further helps nobody.
    Stop,
}

/// The run over settlements, one at a time.
pub(super) struct Work<'a> {
    session: &'a Session<'a>,
    books: &'a SettlementBooks<'a>,
    planner: Planner<'a>,
    wanted: &'a Wanted<'a>,
    options: &'a Options,
    pub(super) shown: Shown,
    /// Settlements of which something was sent in this run.
    pub(super) sent: Vec<String>,
    /// Of those that were planned in this run, the orders that do not prove by the plan.
    pub(super) unproven: BTreeMap<String, Vec<String>>,
    /// In a dry run: what it planned, as far as clearing needs it.
    pub(super) coming: Vec<Coming>,
    /// In a dry run: orders whose proposed credit notes lapse, since a journal that it planned has the refund.
    pub(super) lapsing: BTreeSet<String>,
    /// In a dry run: how many settlements have something on its way to Sage, and are not planned.
    pub(super) on_the_way: usize,
}

impl<'a> Work<'a> {
    /// Nothing is done yet; in a dry run with the report that was given, where it is not kept.
    pub(super) fn new(
        session: &'a Session<'a>,
        books: &'a SettlementBooks<'a>,
        wanted: &'a Wanted<'a>,
        options: &'a Options,
        tried: Option<Tried>,
    ) -> Self {
        Self {
            session,
            books,
            planner: Planner::new(session, books, options, tried),
            wanted,
            options,
            shown: Shown::default(),
            sent: Vec::new(),
            unproven: BTreeMap::new(),
            coming: Vec::new(),
            lapsing: BTreeSet::new(),
            on_the_way: 0,
        }
    }

    /// One settlement; `false` when asking further helps nobody.
    pub(super) fn one(&mut self, key: &str) -> Result<bool> {
        match self.planned_and_sent(key) {
            Ok(next) => {
                trouble::over(self.session, key, self.options.dry_run)?;
                Ok(next != Next::Stop)
            }
            Err(error) if trouble::is_of_one(&error) => {
                let record = self.record(key)?;
                trouble::meet(self.session, &record, error, self.options.dry_run)?;
                Ok(true)
            }
            Err(error) => {
                let stops = matches!(fault::exit_of(&error), Exit::Temporary | Exit::Denied);
                self.session.give_up_on(&format!("settlement {key}"), error)?;
                Ok(!stops)
            }
        }
    }

    fn planned_and_sent(&mut self, key: &str) -> Result<Next> {
        // Each learnt lock plans once more; a year has 13 periods.
        for _ in 0..13 {
            let record = self.record(key)?;
            let parts = self.session.store.parts(Kind::Journal, key)?;
            if record.state == State::Posted {
                reissue::compare(self.session, self.books, &record)?;
                return Ok(Next::GoOn);
            }
            if parts.iter().any(|part| part.state.may_be_in_sage()) {
                // Frozen: something is in Sage, or may be.
                if self.options.dry_run {
                    self.on_the_way += 1;
                    return Ok(Next::GoOn);
                }
                return self.send(key);
            }
            let refused = !self.options.again
                && record.state == State::Failed
                && record.reason.as_deref() == Some(reason::REFUSED.code);
            if refused || !self.is_ready(&record)? {
                return Ok(Next::GoOn);
            }
            match self.send(key)? {
                Next::Replan(period) => self.learn(&period),
                next => return Ok(next),
            }
        }
        Ok(Next::GoOn)
    }

    fn record(&self, key: &str) -> Result<Record> {
        let record = self.session.store.record(Kind::Settlement, key)?;
        record.with_context(|| format!("the settlement {key} is no longer in the database"))
    }

    /// Plans and freezes; `true` when it may be sent now.
    fn is_ready(&mut self, record: &Record) -> Result<bool> {
        let outcome = self.planner.one(record)?;
        // Planning may have stored what it learnt.
        let record = self.record(&record.key)?;
        if self.wanted.is_another(&record)? {
            return Ok(false);
        }
        match outcome {
            Err(not) => {
                self.not_planned(&record, &not)?;
                Ok(false)
            }
            Ok(planned) if self.options.dry_run => {
                self.rehearsed(&record, &planned)?;
                Ok(false)
            }
            Ok(planned) => self.frozen(&record, &planned),
        }
    }

    fn not_planned(&mut self, record: &Record, not: &NotPlanned) -> Result<()> {
        let session = self.session;
        let (reason, detail) = (not.reason, not.detail.as_str());
        if self.options.dry_run {
            self.shown.held(record, not.state, reason, detail);
            match not.state {
                State::Held => session.at_least(keep::weight(record, reason)),
                State::Skipped => session.count("skipped"),
                _ => session.count("waiting"),
            }
            if reason == reason::TOO_NEW {
                let proposed = refunds::rehearse(session, &self.planner, record)?;
                self.shown.proposed.extend(proposed);
            }
        } else {
            keep::not(session, record, not.state, reason, detail)?;
            if reason == reason::TOO_NEW {
                refunds::look_ahead(session, &self.planner, record)?;
            }
        }
        // Who gives a file waits for it to be posted.
        if reason == reason::ORDERS_UNREAD || not.state == State::Staged && self.options.file.is_some() {
            session.at_least_because(Exit::Attention, format!("{}: {detail}", record.key));
        }
        Ok(())
    }

    fn rehearsed(&mut self, record: &Record, planned: &Planned) -> Result<()> {
        self.shown.journal(self.session, record, planned)?;
        if let Some((reason, detail)) = &planned.would_hold {
            self.shown.held(record, State::Held, *reason, detail);
            self.session.at_least(keep::weight(record, *reason));
            return self.planner.earlier.remember(record, planned);
        }
        let refunded = planned.frozen.refunded.iter();
        let given_back = refunded.filter(|refund| refund.sales_given_back().next().is_some());
        self.lapsing.extend(given_back.map(|refund| refund.order.clone()));
        if receivables::is_configured(self.session) {
            self.coming.push(to_clear::of(&record.key, planned));
        }
        if planned.is_what_the_books_hold() {
            let unproven = planned.unproven.clone();
            self.unproven.insert(record.key.clone(), unproven);
        } else {
            let mut orders: Vec<_> = planned.against_invoices().map(|share| share.order).collect();
            orders.dedup();
            let orders = orders.into_iter().map(str::to_owned).collect();
            self.unproven.insert(record.key.clone(), orders);
        }
        self.planner.earlier.remember(record, planned)
    }

    /// What the real run would find different between invoices and settlements, the plans of this dry run included.
    pub(super) fn rehearse_variances(&mut self) -> Result<()> {
        let is_alone = self.options.file.is_some();
        let found = variance::rehearse(self.session, &self.unproven, &self.planner.earlier, is_alone)?;
        if !found.is_empty() {
            self.session.at_least(Exit::Attention);
        }
        self.shown.coming = found;
        Ok(())
    }

    /// The sales that the real run would find given back twice.
    pub(super) fn rehearse_credited_twice(&mut self) -> Result<()> {
        let found = credited_twice::rehearse(self.session, self.books)?;
        if !found.is_empty() {
            self.session.at_least(Exit::Attention);
        }
        self.shown.twice = found;
        Ok(())
    }

    fn frozen(&mut self, record: &Record, planned: &Planned) -> Result<bool> {
        if !self.is_unchanged(record)? {
            return Ok(false);
        }
        self.shown.journal(self.session, record, planned)?;
        keep::ready(self.session, record, planned, &self.books.calendar()?)?;
        if planned.is_what_the_books_hold() {
            let unproven = planned.unproven.clone();
            self.unproven.insert(record.key.clone(), unproven);
        } else {
            self.unproven.remove(&record.key);
        }
        Ok(true)
    }

    /// The totals are read again right before posting; where they changed, the next run plans anew.
    fn is_unchanged(&self, record: &Record) -> Result<bool> {
        let stored = StoredSettlement::of(record)?;
        let Some(group) = stored.group.as_ref().filter(|_| self.options.file.is_none()) else {
            return Ok(true);
        };
        let now = read::again(self.session, group)?;
        let same = now.as_ref().is_some_and(|now| {
            now.original_total == group.original_total
                && now.beginning_balance == group.beginning_balance
                && now.processing_status == group.processing_status
        });
        if !same {
            if let Some(now) = &now {
                self.session
                    .change(|change| read::refresh(change, self.session, record, now))?;
            }
            let record = &self.record(&record.key)?;
            let detail = "its totals changed while it was read; the next run reads it again";
            keep::not(
                self.session,
                record,
                State::Staged,
                reason::WAITS_FOR_AMAZON,
                detail,
            )?;
            self.session
                .at_least_because(Exit::Temporary, format!("{}: {detail}", record.key));
        }
        Ok(same)
    }

    fn send(&mut self, key: &str) -> Result<Next> {
        self.sent.push(key.to_owned());
        let next = delivery::send(self.session, &Journals, Of::Parts(key))?;
        Ok(match locked_period(&self.session.store, key)? {
            Some(period) => Next::Replan(period),
            None if next == delivery::Next::Stop => Next::Stop,
            None => Next::GoOn,
        })
    }

    fn learn(&self, period: &str) {
        self.session.terminal.step(format!(
            "Sage refuses fiscal period {period}: the settlement is planned again"
        ));
        if let Some((year, number)) = period.rsplit_once('-')
            && let Ok(number) = number.parse()
        {
            let year = year.to_owned();
            self.books.lock(&PeriodId { year, number });
        }
    }
}
