//! `post-settlements`: settle what is uncertain → read Amazon → plan → prove → show → send → read back → sum up.
//!
//! One settlement at a time, from its lines to its batches, so that one of 250,000 lines is never held beside
//! another. What stops one of them never stops the next.

mod archive;
mod books;
mod deposits;
mod due;
mod guard;
mod included_tax;
mod keep;
mod known;
mod marketplaces;
mod orders;
mod plan;
mod read;
mod refunds;
mod reissue;
pub mod replay;
mod report;
mod show;
mod skus;
mod stored;
mod trouble;
mod variance;

use std::path::PathBuf;

use anyhow::{Context, Result};
use chrono::{DateTime, Utc};

pub use books::NoCalendar;
pub use deposits::{Deposit, deposits, of_trace};
pub use known::{Group, groups};
pub use show::settlements_table;
pub use stored::refund_in_journal;
pub(super) use stored::{Posted, end, ids, posted};

use self::books::SettlementBooks;
use self::plan::{Outcome, Planner};
use self::show::Shown;
use self::stored::StoredSettlement;
use crate::books::decision::Word;
use crate::books::fiscal_calendar::PeriodId;
use crate::books::journal::Late;
use crate::books::reason;
use crate::books::record::{Kind, State};
use crate::config::{SettlementMode, SettlementSource};
use crate::delivery::journal::{Journals, locked_period};
use crate::delivery::receipt_batch::ReceiptBatches;
use crate::delivery::{self, Of};
use crate::exit::Exit;
use crate::pass::credit_notes;
use crate::pass::fault;
use crate::pass::receivables;
use crate::pass::session::Session;
use crate::store::Record;

/// What the command line asks of this pass.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Read groups that began since then.
    pub since: Option<DateTime<Utc>>,
    /// Only these settlements, by either of their ids.
    pub settlements: Vec<String>,
    /// A settlement report that a person downloaded.
    pub file: Option<PathBuf>,
    /// Stop after showing the journals.
    pub dry_run: bool,
    /// A person sends again what Sage refused.
    pub again: bool,
}

/// The fact by which a person lets a settlement pass that cannot be linked, or whose orders cannot be read.
pub fn decided(key: &str) -> String {
    format!("settlement-decided/{key}")
}

/// What is done about a closed period that a settlement meets: a person's word on it, else what is configured.
pub(super) fn late_of(session: &Session<'_>, key: &str) -> Result<Late> {
    let configured = session.config.settlements()?.late;
    let Some(record) = session.store.record(Kind::Settlement, key)? else {
        return Ok(configured);
    };
    let decisions = session.store.decisions_on(record.id)?;
    let binding = decisions
        .iter()
        .rev()
        .take_while(|decision| decision.word != Word::Reopen);
    let mut binding = binding.filter(|decision| decision.word == Word::FirstOpen);
    Ok(binding.next().map_or(configured, |_| Late::FirstOpen))
}

/// Runs the pass.
///
/// # Errors
/// What stops the whole pass; a single settlement's fault never does.
pub fn run(session: &Session<'_>, options: &Options) -> Result<()> {
    refuse_change_of_mode(session)?;
    if !options.dry_run {
        delivery::settle(session, &Journals, Of::All)?;
        delivery::settle(session, &ReceiptBatches, Of::All)?;
        credit_notes::finish(session)?;
    }
    let mut named = options.settlements.clone();
    if let Some(path) = &options.file {
        match report::from_file(session, path)? {
            Ok(key) => named.push(key),
            Err(unreadable) => {
                Shown::default().unreadable(session, path, &unreadable, options.dry_run);
                return Ok(());
            }
        }
    } else {
        read_amazon(session, options)?;
    }
    let books = SettlementBooks::open(session)?;
    let mut pass = Pass {
        session,
        books: &books,
        planner: Planner::new(session, &books, options),
        options,
        shown: Shown::default(),
        sent: Vec::new(),
        sought: Vec::new(),
    };
    for key in pass.candidates(&named)? {
        if session.is_interrupted() || !pass.one(&key)? {
            break;
        }
    }
    pass.say_unknown()?;
    if options.dry_run {
        let receivables = clear(session, options)?;
        pass.shown.conclude(session, &receivables);
        return Ok(());
    }
    if let Err(error) = variance::judge(session, &pass.sent) {
        session.give_up_on("comparing invoices with what Amazon settled", error)?;
    }
    pass.shown.tell(session)?;
    clear(session, options)?;
    sum_up(session)
}

/// What journals in Sage put on `clearing` is applied to its invoices, in the same run.
fn clear(session: &Session<'_>, options: &Options) -> Result<serde_json::Value> {
    let mut settlements = Vec::new();
    for id in &options.settlements {
        settlements.extend(stored::record_of(&session.store, id)?.map(|record| record.key));
    }
    let options = receivables::Options {
        settlements,
        dry_run: options.dry_run,
    };
    receivables::run(session, &options)
}

/// What could not be read must not keep what was read before from being sent.
fn read_amazon(session: &Session<'_>, options: &Options) -> Result<()> {
    if let Err(error) = read::groups(session, options) {
        session.give_up_on("reading settlement groups", error)?;
    }
    if session.config.settlements()?.source == SettlementSource::Report
        && let Err(error) = report::from_amazon(session)
    {
        session.give_up_on("reading settlement reports", error)?;
    }
    Ok(())
}

/// The two modes exclude each other: while orders are open, their revenue would be booked twice, or not at all.
fn refuse_change_of_mode(session: &Session<'_>) -> Result<()> {
    let word = match session.config.settlements()?.mode {
        SettlementMode::Invoices => "invoices",
        SettlementMode::SettlementOnly => "settlement-only",
    };
    let fact = "settlement mode";
    let before = session.store.fact(fact)?.map(|(word, _)| word);
    let counts = session.store.open_counts()?;
    let open: i64 = counts
        .iter()
        .filter(|count| count.kind == Kind::Order)
        .map(|count| count.count)
        .sum();
    let changes = before.as_deref().is_some_and(|before| before != word);
    if open > 0 && (changes || word == "settlement-only") {
        return Err(fault::usage(format!(
            "[settlements] mode is `{word}`, but {open} orders are open that pull-orders means to invoice\n\
             hint: let them be invoiced or skip them first; sales are booked by one of the two, never by both"
        )));
    }
    if before.as_deref() != Some(word) {
        session.store.note(fact, word, session.clock.now())?;
    }
    Ok(())
}

/// Keys of the settlements that are not done with, of those that are wanted, the oldest first.
fn unfinished(session: &Session<'_>, wanted: impl Fn(&StoredSettlement) -> bool) -> Result<Vec<String>> {
    let mut keys = Vec::new();
    let all = stored::all(&session.store)?;
    for record in &all {
        let open = match record.state {
            State::Posted => reissue::is_due(session, record)?,
            State::Skipped => may_come_back(record, &all)?,
            _ => true,
        };
        let stored = StoredSettlement::of(record)?;
        if open && wanted(&stored) {
            let end = stored.end();
            keys.push((end.is_none(), end, record.key.clone()));
        }
    }
    keys.sort();
    Ok(keys.into_iter().map(|(_, _, key)| key).collect())
}

/// Whether a skipped settlement is looked at again: when the start was moved, or when it was taken for one with a
/// settlement that turns out to be of another group.
fn may_come_back(record: &Record, all: &[Record]) -> Result<bool> {
    match record.reason.as_deref() {
        Some(code) if code == reason::BEFORE_START.code => Ok(true),
        Some(code) if code == reason::SAME_SETTLEMENT.code => {
            let own = StoredSettlement::of(record)?;
            for other in all.iter().filter(|other| other.key != record.key) {
                if StoredSettlement::of(other)?.group_id() == own.group_id() {
                    return Ok(false);
                }
            }
            Ok(true)
        }
        _ => Ok(false),
    }
}

/// What one settlement says about the rest.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Next {
    GoOn,
    /// Sage refused this fiscal period before any part was in Sage: all parts are planned again.
    Replan(String),
    /// Asking further helps nobody.
    Stop,
}

struct Pass<'a> {
    session: &'a Session<'a>,
    books: &'a SettlementBooks<'a>,
    planner: Planner<'a>,
    options: &'a Options,
    shown: Shown,
    /// Settlements of which something was sent in this run.
    sent: Vec<String>,
    /// Named ids that no settlement is known by: Amazon tells a settlement's own id only among its transactions.
    sought: Vec<String>,
}

impl Pass<'_> {
    /// Keys of the settlements to work on, the oldest first.
    fn candidates(&mut self, named: &[String]) -> Result<Vec<String>> {
        let session = self.session;
        if named.is_empty() {
            return unfinished(session, |_| true);
        }
        let mut found = Vec::new();
        for id in named {
            match stored::record_of(&session.store, id)? {
                Some(record) if !found.contains(&record.key) => found.push(record.key),
                Some(_) => {}
                None => self.sought.push(id.clone()),
            }
        }
        if !self.sought.is_empty() {
            // The ones whose own id is not known are read until it is.
            let others = unfinished(session, |stored| stored.settlement_id.is_none())?;
            found.extend(
                others
                    .into_iter()
                    .filter(|key| !found.contains(key))
                    .collect::<Vec<_>>(),
            );
        }
        Ok(found)
    }

    /// Whether a settlement was only read to learn its id, and is not one that was named.
    fn is_another(&self, record: &Record) -> Result<bool> {
        let stored = StoredSettlement::of(record)?;
        let named = |id: &str| {
            self.sought
                .iter()
                .chain(&self.options.settlements)
                .any(|named| named == id)
        };
        Ok(!self.sought.is_empty() && !stored.ids().into_iter().chain([record.key.as_str()]).any(named))
    }

    fn say_unknown(&self) -> Result<()> {
        for id in &self.sought {
            if stored::record_of(&self.session.store, id)?.is_none() {
                self.session.at_least_because(
                    Exit::Attention,
                    format!("no settlement {id} is known; --since reads further back"),
                );
            }
        }
        Ok(())
    }

    /// One settlement; `false` when asking further helps nobody.
    fn one(&mut self, key: &str) -> Result<bool> {
        let worked = self.work(key);
        match worked {
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

    fn work(&mut self, key: &str) -> Result<Next> {
        let session = self.session;
        // Each learnt lock plans once more; a year has 13 periods.
        for _ in 0..13 {
            let record = self.record(key)?;
            let parts = session.store.parts(Kind::Journal, key)?;
            if record.state == State::Posted {
                reissue::compare(session, self.books, &record)?;
                return Ok(Next::GoOn);
            }
            if parts.iter().any(|part| part.state.may_be_in_sage()) {
                // Frozen: something is in Sage, or may be.
                return if self.options.dry_run {
                    Ok(Next::GoOn)
                } else {
                    self.send(key)
                };
            }
            let refused = !self.options.again
                && record.state == State::Failed
                && record.reason.as_deref() == Some(reason::REFUSED.code);
            if refused {
                return Ok(Next::GoOn);
            }
            if !self.plan(&record)? {
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

    /// Plans and freezes; `true` when it may be sent now.
    fn plan(&mut self, record: &Record) -> Result<bool> {
        let session = self.session;
        let outcome = self.planner.one(record)?;
        // Planning may have stored what it learnt.
        let record = self.record(&record.key)?;
        if self.is_another(&record)? {
            return Ok(false);
        }
        match outcome {
            Outcome::Not(state, reason, detail) => {
                if self.options.dry_run {
                    self.shown.held(session, &record, reason, &detail);
                    if state == State::Held {
                        session.at_least(keep::weight(&record, reason));
                    }
                } else {
                    keep::not(session, &record, state, reason, &detail)?;
                    if reason == reason::TOO_NEW {
                        refunds::look_ahead(session, &self.planner, &record)?;
                    }
                }
                // Who gives a file waits for it to be posted.
                if reason == reason::ORDERS_UNREAD || state == State::Staged && self.options.file.is_some() {
                    session.at_least_because(Exit::Attention, format!("{}: {detail}", record.key));
                }
                Ok(false)
            }
            Outcome::Planned(planned) => {
                if self.options.dry_run {
                    self.shown.journal(session, &record, &planned)?;
                    if let Some((reason, detail)) = &planned.would_hold {
                        self.shown.held(session, &record, *reason, detail);
                        session.at_least(keep::weight(&record, *reason));
                    }
                    self.planner.remember(&record, &planned)?;
                    return Ok(false);
                }
                if !self.is_unchanged(&record)? {
                    return Ok(false);
                }
                self.shown.journal(session, &record, &planned)?;
                keep::ready(session, &record, &planned, &self.books.calendar()?)?;
                Ok(true)
            }
        }
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
}

/// Records that are still open decide the exit status, and a person sees them in the summary.
fn sum_up(session: &Session<'_>) -> Result<()> {
    let kinds = [
        Kind::Settlement,
        Kind::Journal,
        Kind::Receipt,
        Kind::ReceiptBatch,
        Kind::CreditNote,
    ];
    delivery::weigh(session, &kinds)?;
    show::summary(session)
}
