//! Each order's invoice against all its sale lines so far, over every settlement.

use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeMap, HashMap};

use anyhow::Result;
use chrono::{DateTime, TimeDelta, Utc};

use super::deferred::{DEFERRED, Deferred, Questions};
use super::earlier::Earlier;
use super::met_notes::MetNotes;
use super::stored::{self, Frozen, StoredSettlement};
use crate::books::exception;
use crate::books::journal::Role;
use crate::books::record::{Kind, State};
use crate::books::variance::{self, OrderAccount, Variance};
use crate::config::Document;
use crate::money::Amount;
use crate::pass::session::Session;
use crate::store::{ITSELF, KnownException, NewException, OpenException, Record, Settled};

/// A settlement is judged anew by another patience in the weeks after that has run out; then nothing new comes but what
/// waits.
const JUDGED_FOR: TimeDelta = TimeDelta::days(45);

/// What stands in the fact of a settlement that was judged before its patience had run out.
const EARLY: &str = "early";

/// The fact of when orders were last compared.
const COMPARED: &str = "variance/compared";

/// The orders on which the real run would open an exception, each with its figures: nothing is written, and Amazon is not
/// asked what it defers where the run goes without it (`is_alone`). Of the settlements that this dry run planned, those
/// orders are judged that do not prove by the plan.
pub(super) fn rehearse(
    session: &Session<'_>,
    unproven: &BTreeMap<String, Vec<String>>,
    planned: &Earlier<'_>,
    is_alone: bool,
) -> Result<Vec<(String, String)>> {
    let judge = Judge::new(session, Some(planned), is_alone)?;
    if session.config.orders.document == Document::Invoice {
        for orders in unproven.values() {
            judge.all(orders.clone())?;
        }
        judge.posted(&[], unproven)?;
    }
    Ok(judge.coming.into_inner())
}

/// Opens an exception for every order whose sale lines and invoice differ for good. Of settlements that were planned and
/// sent in this run only those are judged that do not prove by the plan (`unproven`).
pub(super) fn judge(
    session: &Session<'_>,
    sent: &[String],
    unproven: &BTreeMap<String, Vec<String>>,
) -> Result<()> {
    if session.config.orders.document != Document::Invoice {
        return Ok(());
    }
    let judge = Judge::new(session, None, false)?;
    judge.posted(sent, unproven)?;
    judge.close()?;
    Ok(session.store.note(COMPARED, &judge.now.to_rfc3339(), judge.now)?)
}

struct Judge<'a> {
    session: &'a Session<'a>,
    now: DateTime<Utc>,
    patience: TimeDelta,
    questions: Questions<'a>,
    met: MetNotes<'a>,
    /// What was judged in this run already, with the outcome.
    judged: RefCell<HashMap<String, bool>>,
    /// By settlement, when it ended.
    ends: RefCell<HashMap<String, Option<DateTime<Utc>>>>,
    /// By order, the differences that stood before a person when this run began, once one is asked about.
    known: OnceCell<HashMap<String, Vec<KnownException>>>,
    /// Orders that differ, with their figures: many are opened in one commit.
    opening: RefCell<Vec<(Record, String)>>,
    /// In a dry run: what it planned besides what is in Sage.
    planned: Option<&'a Earlier<'a>>,
    /// In a dry run: what would open.
    coming: RefCell<Vec<(String, String)>>,
}

/// Exceptions that one commit opens or closes.
const WRITTEN_TOGETHER: usize = 100;

impl<'a> Judge<'a> {
    fn new(session: &'a Session<'a>, planned: Option<&'a Earlier<'a>>, is_alone: bool) -> Result<Self> {
        Ok(Self {
            session,
            now: session.clock.now(),
            patience: TimeDelta::from_std(session.config.settlements()?.variance_after)?,
            questions: Questions::new(session, planned.is_none(), is_alone),
            met: MetNotes::new(&session.store),
            judged: RefCell::default(),
            ends: RefCell::default(),
            known: OnceCell::new(),
            opening: RefCell::default(),
            planned,
            coming: RefCell::default(),
        })
    }

    /// Judges what is in Sage and can have come to differ; of settlements that were sent in this run, by their plan.
    fn posted(&self, sent: &[String], unproven: &BTreeMap<String, Vec<String>>) -> Result<()> {
        let (now, patience) = (self.now, self.patience);
        let (mut whole, mut is_left) = (Vec::new(), false);
        for record in stored::all(&self.session.store)? {
            if record.state != State::Posted {
                continue;
            }
            let end = StoredSettlement::of(&record)?.end();
            let is_ripe = end.is_some_and(|end| now - end > patience);
            let is_old = end.is_some_and(|end| now - end >= patience + JUDGED_FOR);
            // Each is judged when it is new in Sage, however long ago it ended, and once more when it is ripe: what can
            // still change an order's account is followed by itself below, and further lines of it come with a
            // settlement of their own.
            let fact = format!("variance/judged/{}", record.key);
            let by = if is_ripe {
                patience.num_seconds().to_string()
            } else {
                EARLY.to_owned()
            };
            let noted = self.session.store.fact(&fact)?.map(|(noted, _)| noted);
            let is_judged = match &noted {
                None => false,
                Some(noted) if is_old => noted != EARLY,
                Some(noted) => !is_ripe || *noted == by,
            };
            if is_judged && !sent.contains(&record.key) {
                is_left = true;
                continue;
            }
            match unproven.get(&record.key).filter(|_| !is_ripe) {
                Some(orders) => self.all(orders.clone())?,
                None => self.settlement(&record, end)?,
            }
            whole.push(record.id);
            if noted.as_ref() != Some(&by) && self.planned.is_none() {
                self.session.store.note(&fact, &by, now)?;
            }
        }
        // An order that was held on settlement day meets its settlement when it is invoiced. A day more is looked
        // at again, for clocks that differ.
        let compared = self.session.store.fact(COMPARED)?;
        let compared = compared.map(|(_, at)| at - TimeDelta::days(1));
        let since = compared.unwrap_or(DateTime::UNIX_EPOCH);
        if is_left {
            self.all(self.session.store.settled_orders_posted_since(since, &whole)?)?;
        }
        for (fact, _) in self.session.store.facts_under(DEFERRED)? {
            if !self.one(fact.trim_start_matches(DEFERRED))? && self.planned.is_none() {
                // What was found is in the file before what led to it goes.
                self.open()?;
                self.session.store.forget(&fact, self.session.clock.now())?;
            }
        }
        self.open()
    }

    /// Judges every order of a settlement that ended then: most prove by its own lines, and are only walked past.
    fn settlement(&self, record: &Record, end: Option<DateTime<Utc>>) -> Result<()> {
        let mut others = Vec::new();
        self.session.store.each_order_sum(record.id, |sum| {
            let account = OrderAccount {
                invoiced: sum.invoiced,
                // It only makes a shortfall smaller, so it is looked for where there is one.
                credited: Amount::ZERO,
                settled: sum.settled,
                cleared: sum.cleared,
                met_note: Amount::ZERO,
                last_line: end,
            };
            if sum.is_elsewhere || variance::judge(&account, self.now, self.patience).is_some() {
                others.push(sum.order);
            }
        })?;
        // What met a credit note hides an excess from those sums.
        let refunds = Frozen::of(record)?.into_iter().flat_map(|frozen| frozen.refunded);
        let met = refunds.filter(|refund| !refund.met_note.is_zero());
        others.extend(met.map(|refund| refund.order));
        self.all(others)
    }

    /// Judges many orders: those that prove are only read.
    fn all(&self, orders: Vec<String>) -> Result<()> {
        let mut differing = Vec::new();
        self.session.store.reading(|| {
            for order in orders {
                if self.found(&order)?.is_some() {
                    differing.push(order);
                }
            }
            Ok::<_, anyhow::Error>(())
        })?;
        // What was found before a fault is opened all the same.
        let judged = differing.iter().try_for_each(|order| self.one(order).map(drop));
        self.open()?;
        judged
    }

    /// Opens what was found to differ.
    fn open(&self) -> Result<()> {
        let opening = self.opening.take();
        if self.planned.is_some() {
            let coming = opening.into_iter().map(|(record, figures)| (record.key, figures));
            self.coming.borrow_mut().extend(coming);
            return Ok(());
        }
        for some in opening.chunks(WRITTEN_TOGETHER) {
            self.session.change(|change| {
                for (record, figures) in some {
                    let new = NewException {
                        kind: exception::VARIANCE,
                        customer: None,
                        figures,
                    };
                    if change.open_exception(record, &new)? {
                        self.session.newly_open();
                    }
                }
                Ok(())
            })?;
        }
        Ok(())
    }

    /// An order's account that differs, with how; `None` when it proves, or is not posted.
    fn found(&self, order: &str) -> Result<Option<(OrderAccount, Variance)>> {
        let Some(invoiced) = self.session.store.posted_amount(Kind::Order, order)? else {
            return Ok(None);
        };
        let account = self.account(order, invoiced)?;
        let found = variance::judge(&account, self.now, self.patience);
        Ok(found.map(|found| (account, found)))
    }

    /// Judges an order; `true` while it is short and Amazon has not said that nothing more comes.
    fn one(&self, order: &str) -> Result<bool> {
        if let Some(known) = self.judged.borrow().get(order) {
            return Ok(*known);
        }
        let is_short = self.judged_now(order)?;
        self.judged.borrow_mut().insert(order.to_owned(), is_short);
        Ok(is_short)
    }

    fn judged_now(&self, order: &str) -> Result<bool> {
        let session = self.session;
        let Some((account, found)) = self.found(order)? else {
            return Ok(false);
        };
        let (settled, word) = match found {
            Variance::Above(sum) => (account.sales(), format!("{sum} above")),
            Variance::Short(sum) => (account.settled, format!("{sum} short of")),
        };
        let mut figures = format!(
            "Amazon settled {settled}, {word} the invoice of {}",
            account.invoiced
        );
        // What is short counts beside the note; an excess is one of the sale alone.
        if matches!(found, Variance::Short(_)) && !account.credited.is_zero() {
            figures.push_str(&format!(" less the credit note of {}", account.credited));
        }
        let Some(record) = session.store.record(Kind::Order, order)? else {
            return Ok(false);
        };
        if self.is_known(order, &figures)? {
            return Ok(false);
        }
        if matches!(found, Variance::Short(_)) {
            match self.questions.deferred(order)? {
                Deferred::Yes | Deferred::Unanswered => return Ok(true),
                Deferred::No => {}
                Deferred::NobodyToAsk => {
                    figures.push_str("; whether Amazon still defers money of it could not be asked");
                }
            }
        }
        self.opening.borrow_mut().push((record, figures));
        if self.opening.borrow().len() >= WRITTEN_TOGETHER {
            self.open()?;
        }
        Ok(false)
    }

    /// Closes the exceptions that later lines, or a credit note, have made up for.
    fn close(&self) -> Result<()> {
        let mut over = Vec::new();
        for open in self.session.store.open_exceptions()? {
            if open.kind == exception::VARIANCE.code
                && open.record_kind == Kind::Order.word()
                && let Some(because) = self.is_over(&open)?
            {
                over.push((open, because));
            }
        }
        for some in over.chunks(WRITTEN_TOGETHER) {
            self.session.change(|change| {
                for (open, because) in some {
                    change.close_exception(open, ITSELF, because)?;
                }
                Ok(())
            })?;
        }
        Ok(())
    }

    /// What made up for an exception; `None` while nothing did.
    fn is_over(&self, open: &OpenException) -> Result<Option<String>> {
        let Some(invoiced) = self.session.store.posted_amount(Kind::Order, &open.key)? else {
            return Ok(None);
        };
        let account = self.account(&open.key, invoiced)?;
        if variance::judge(&account, self.now, self.patience).is_some() || account.settled.is_zero() {
            return Ok(None);
        }
        Ok(Some(format!(
            "Amazon has settled {} of the invoice of {invoiced}",
            account.settled
        )))
    }

    /// An order's invoice and the sums of its sale lines in all posted settlements.
    fn account(&self, order: &str, invoiced: Amount) -> Result<OrderAccount> {
        let store = &self.session.store;
        let mut account = OrderAccount {
            invoiced,
            credited: store.posted_amount(Kind::CreditNote, order)?.unwrap_or_default(),
            settled: Amount::ZERO,
            cleared: Amount::ZERO,
            met_note: Amount::ZERO,
            last_line: None,
        };
        for settled in store.settled_of_order(order)? {
            if !settled.meets_invoice() || settled.settlement_state != State::Posted {
                continue;
            }
            account.settled += settled.amount;
            if settled.role == Role::Clearing {
                account.cleared += settled.amount;
            }
            account.last_line = account.last_line.max(self.end_of(&settled.settlement)?);
        }
        if store.record(Kind::CreditNote, order)?.is_some() {
            let in_sage = |one: &Settled| one.settlement_state == State::Posted;
            account.met_note = self.met.over(order, in_sage)?;
        }
        if let Some(sale) = self.planned.and_then(|planned| planned.planned(order)) {
            account.settled += sale.settled;
            account.cleared += sale.cleared;
            account.met_note += sale.met_note;
            account.last_line = account.last_line.max(sale.last_line);
        }
        Ok(account)
    }

    /// When a settlement ended; each is read once.
    fn end_of(&self, key: &str) -> Result<Option<DateTime<Utc>>> {
        if let Some(known) = self.ends.borrow().get(key) {
            return Ok(*known);
        }
        let record = self.session.store.record(Kind::Settlement, key)?;
        let end = match record {
            Some(record) => StoredSettlement::of(&record)?.end(),
            None => None,
        };
        self.ends.borrow_mut().insert(key.to_owned(), end);
        Ok(end)
    }

    /// Whether a person has the difference before them, or has decided it. Each order is judged once in a run.
    fn is_known(&self, order: &str, figures: &str) -> Result<bool> {
        if self.known.get().is_none() {
            let mut known: HashMap<String, Vec<KnownException>> = HashMap::new();
            let all = self.session.store.exceptions_of(exception::VARIANCE.code)?;
            for one in all
                .into_iter()
                .filter(|one| one.record_kind == Kind::Order.word())
            {
                known.entry(one.key.clone()).or_default().push(one);
            }
            let _ = self.known.set(known);
        }
        let of_order = self.known.get().and_then(|known| known.get(order));
        Ok(of_order.is_some_and(|known| {
            known
                .iter()
                .any(|one| one.closed_at.is_empty() || one.figures.starts_with(figures))
        }))
    }
}
