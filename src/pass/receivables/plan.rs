//! One settlement: its waiting pairs are judged, and what can be applied becomes batches.

use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use anyhow::{Context, Result};

use super::coming::Coming;
use super::deleted::deleted_journal;
use super::given_up;
use super::in_sage::InSage;
use super::judged::Judged;
use super::known::{self, Orders};
use super::open::{OfOrder, OpenItems};
use super::take_in::TakenIn;
use super::ways::{Ways, ways};
use crate::books::fiscal_calendar::Calendar;
use crate::books::lint;
use crate::books::reason::{self, Reason};
use crate::books::receivables::{
    Application, BatchPlan, Claim, Dated, Facts, Naming, OpenDocument, Standing, Verdict, Way, batches, cut,
    judge,
};
use crate::books::record::{Kind, State};
use crate::delivery::receipt_batch::{BatchLine, ReceiptContent};
use crate::exit::Fault;
use crate::money::Currency;
use crate::pass::session::Session;
use crate::pass::settlements::books::NoCalendar;
use crate::pass::settlements::late::late_of;
use crate::pass::settlements::stored::{end, ids, refunded};
use crate::store::Record;

/// What is done with the waiting pairs of a settlement.
pub(super) struct Planned {
    /// The key of the settlement's record.
    pub settlement: String,
    /// Its currency.
    pub currency: Currency,
    /// The batches, each line with what was open.
    pub batches: Vec<Frozen>,
    /// Batches in Sage that hold pairs of which this database did not know that.
    pub found: Vec<TakenIn>,
    /// The sequence number of the next batch: every key with a lower one is taken.
    pub next: usize,
    /// Pairs that are not sent: where they go and why.
    pub not: Vec<(Record, State, Reason, String)>,
}

/// A batch with the pairs it applies.
pub(super) struct Frozen {
    pub plan: BatchPlan,
    pub lines: Vec<BatchLine>,
    /// The records of the pairs, in the order of the lines.
    pub receipts: Vec<Record>,
}

/// Plans the settlements of one run.
pub(super) struct Planner<'a> {
    pub(super) session: &'a Session<'a>,
    pub(super) in_sage: InSage<'a>,
    open: OpenItems<'a>,
    ways: RefCell<BTreeMap<Currency, Ways>>,
    calendar: RefCell<Option<Calendar>>,
    refunded: OnceCell<BTreeSet<String>>,
    /// In a dry run, by settlement: those whose journals it planned.
    coming: BTreeMap<&'a str, &'a Coming>,
    /// In a dry run: the keys of batches whose payments the real run would plan anew.
    given_up: &'a [String],
}

impl<'a> Planner<'a> {
    /// In a dry run, the settlements that are `coming` count as if their journals were in Sage.
    pub(super) fn new(session: &'a Session<'a>, coming: &'a [Coming], given_up: &'a [String]) -> Self {
        let open = OpenItems::new(session);
        given_up.iter().for_each(|key| open.give_up(key));
        Self {
            session,
            in_sage: InSage::new(session),
            open,
            given_up,
            ways: RefCell::default(),
            calendar: RefCell::default(),
            refunded: OnceCell::new(),
            coming: coming.iter().map(|one| (one.posted.key.as_str(), one)).collect(),
        }
    }

    /// The settlements that have pairs to be planned, or batches to be sent, the oldest first.
    pub(super) fn waiting(&self, named: &[String]) -> Result<Vec<String>> {
        let session = self.session;
        let mut keys = Vec::new();
        let mut seen = HashSet::new();
        let mut add = |key: String| {
            if (named.is_empty() || named.contains(&key)) && seen.insert(key.clone()) {
                keys.push((end(session, &key)?, key));
            }
            Ok::<_, anyhow::Error>(())
        };
        let open = [
            (Kind::Receipt, &[State::Staged, State::Held][..]),
            (
                Kind::ReceiptBatch,
                &[State::Ready, State::Failed, State::Held][..],
            ),
        ];
        for (kind, states) in open {
            for record in session.store.records_in(kind, states, 0, usize::MAX)? {
                record.parent.map_or(Ok(()), &mut add)?;
            }
        }
        self.coming.keys().try_for_each(|key| add((*key).to_owned()))?;
        keys.sort();
        Ok(keys.into_iter().map(|(_, key)| key).collect())
    }

    /// In a dry run: what its batches would take of the invoices counts for the settlements after it.
    pub(super) fn rehearsed(&self, planned: &Planned) {
        for line in planned.batches.iter().flat_map(|batch| &batch.lines) {
            self.open.rehearsed(&line.document, line.amount);
        }
        let open = planned.found.iter().filter(|one| !one.known.batch.is_posted());
        for (receipt, _, document) in open.flat_map(|one| &one.payments) {
            self.open.rehearsed(document, receipt.amount.unwrap_or_default());
        }
    }

    /// Plans what waits of a settlement.
    pub(super) fn settlement(&self, key: &str) -> Result<Planned> {
        let record = self.session.store.record(Kind::Settlement, key)?;
        let record = record.with_context(|| format!("the settlement {key} is no longer in the database"))?;
        let coming = self.coming.get(key);
        let currency = coming.map(|coming| coming.posted.currency).or(record.currency);
        let currency = currency.context("a posted settlement has a currency")?;
        let mut waiting: Vec<Record> = Vec::new();
        for receipt in self.session.store.parts(Kind::Receipt, key)? {
            if matches!(receipt.state, State::Staged | State::Held)
                || given_up::is_in(&receipt, self.given_up)?
            {
                waiting.push(receipt);
            }
        }
        if let Some(coming) = coming {
            waiting.extend(coming.receipts(self.session)?);
        }
        let mut planned = Planned {
            settlement: key.to_owned(),
            currency,
            batches: Vec::new(),
            found: Vec::new(),
            next: 1,
            not: Vec::new(),
        };
        if waiting.is_empty() {
            return Ok(planned);
        }
        if let Some(part) = deleted_journal(&self.session.store, key)? {
            let words = format!("{part} was deleted in Sage, and nobody has said what becomes of it");
            let waits = |receipt| (receipt, State::Staged, reason::JOURNAL_DELETED, words.clone());
            planned.not = waiting.into_iter().map(waits).collect();
            return Ok(planned);
        }
        let judged = self.judged(waiting, currency)?;
        let rest = self.recognised(&record, judged, &mut planned)?;
        let applied = sorted(rest, &mut planned);
        self.divide(&record, applied, &mut planned)?;
        Ok(planned)
    }

    /// Judges every pair.
    fn judged(&self, waiting: Vec<Record>, currency: Currency) -> Result<Vec<Judged>> {
        let mut orders = Orders::new();
        let mut contents = Vec::new();
        for receipt in &waiting {
            let content = ReceiptContent::of(receipt)?;
            let known = known::order(self.session, &content.order)?;
            orders.insert(content.order.clone(), known);
            contents.push(content);
        }
        let numbers: Vec<(String, String)> = orders
            .iter()
            .map(|(id, order)| (id.clone(), order.number.clone()))
            .collect();
        let mut documents = self.open.of(&numbers)?;
        let notes = known::notes(self.session, &waiting, &contents)?;
        self.open.add_notes(&notes, &mut documents)?;
        let nothing = OfOrder::default();
        let mut judged = Vec::new();
        for (receipt, content) in waiting.into_iter().zip(contents) {
            let order = orders.get(&content.order);
            let standing = order.map_or(Standing::Coming, |order| order.standing);
            let fresh = order.is_some_and(|order| order.fresh);
            let of_order = documents.get(&content.order).unwrap_or(&nothing);
            let claim = Claim {
                amount: receipt.amount.unwrap_or_default(),
                currency: receipt.currency.unwrap_or(currency),
            };
            let facts = Facts {
                standing,
                refunded: !fresh && self.is_refunded(&content.order, standing, of_order)?,
                invoices: &of_order.invoices,
                credit_notes: &of_order.credit_notes,
                credit_note: notes.get(&content.order).map(String::as_str),
            };
            let verdict = judge(&claim, &facts);
            let known = of_order.invoices.iter().chain(&of_order.credit_notes);
            let invoice = order.and_then(|order| order.invoice.clone());
            judged.push(Judged {
                documents: known.map(|one| one.number.clone()).chain(invoice).collect(),
                receipt,
                content,
                verdict,
            });
        }
        Ok(judged)
    }

    /// Asked only where it matters: of an order that is not invoiced yet.
    fn is_refunded(&self, order: &str, standing: Standing, documents: &OfOrder) -> Result<bool> {
        if standing != Standing::Coming || !documents.invoices.is_empty() {
            return Ok(false);
        }
        if self.refunded.get().is_none() {
            let mut refunded = refunded(&self.session.store)?;
            refunded.extend(
                self.coming
                    .values()
                    .flat_map(|coming| coming.refunded.iter().cloned()),
            );
            let _ = self.refunded.set(refunded);
        }
        Ok(self.refunded.get().is_some_and(|all| all.contains(order)))
    }

    /// Divides what can be applied into batches, or holds all of it.
    fn divide(&self, settlement: &Record, applied: Vec<Applied>, planned: &mut Planned) -> Result<()> {
        if applied.is_empty() {
            return Ok(());
        }
        let way = match self.way(planned.currency)? {
            Ways::Proven(way) => way,
            Ways::Unproven(why) => {
                hold_all(planned, applied, reason::CLEAR_BY_UNPROVEN, &why);
                return Ok(());
            }
        };
        let Some(journals) = self.journals(&settlement.key)? else {
            hold_all(planned, applied, reason::UNSOUND, "the settlement has no journal");
            return Ok(());
        };
        let dated = applied.into_iter().map(|(receipt, content, document)| {
            let part = content.journal.as_ref().and_then(|key| journals.days.get(key));
            let dated = Dated {
                journal: part.copied().unwrap_or(journals.last),
                document: document.posted,
            };
            ((receipt, content, document), dated)
        });
        let late = late_of(self.session, &settlement.key)?;
        let (cuts, not_now) = cut(dated, &self.calendar()?, late);
        for ((receipt, ..), reason, words) in not_now {
            planned.not.push((receipt, State::Held, reason, words));
        }
        let ids = ids(settlement)?;
        for of_period in cuts {
            let naming = Naming {
                ids: &ids,
                first: planned.next + planned.batches.len(),
                day: of_period.day,
                currency: planned.currency,
                rate: journals.rate.clone(),
            };
            batch_up(&way, &naming, of_period.claims, &settlement.key, planned);
        }
        Ok(())
    }

    /// The days and the rate of a settlement's journals; none when nothing was posted for it.
    pub(super) fn journals(&self, settlement: &str) -> Result<Option<known::Journals>> {
        match self.coming.get(settlement) {
            Some(coming) => Ok(coming.journals.clone()),
            None => known::journals(self.session, settlement),
        }
    }

    /// How settlements of a currency are cleared, asked once.
    pub(super) fn way(&self, currency: Currency) -> Result<Ways> {
        if let Some(known) = self.ways.borrow().get(&currency) {
            return Ok(known.clone());
        }
        let found = ways(self.session, currency)?;
        self.ways.borrow_mut().insert(currency, found.clone());
        Ok(found)
    }

    fn calendar(&self) -> Result<Calendar> {
        if let Some(calendar) = self.calendar.borrow().as_ref() {
            return Ok(calendar.clone());
        }
        let calendar = self
            .session
            .fiscal_calendar()?
            .ok_or_else(|| Fault::from(NoCalendar))?;
        *self.calendar.borrow_mut() = Some(calendar.clone());
        Ok(calendar)
    }
}

/// What can be applied; the others are said.
fn sorted(judged: Vec<Judged>, planned: &mut Planned) -> Vec<Applied> {
    let mut applied = Vec::new();
    let mut met: HashSet<String> = HashSet::new();
    for one in judged {
        match one.verdict {
            Verdict::Apply(document) if met.insert(document.number.clone()) => {
                applied.push((one.receipt, one.content, document));
            }
            // Paid in two months, or two orders on one invoice: a line each, in batches of their own.
            Verdict::Apply(document) => {
                let words = format!("another payment of {} goes out first", document.number);
                planned
                    .not
                    .push((one.receipt, State::Staged, reason::NEXT_BATCH, words));
            }
            Verdict::Wait(reason, words) => planned.not.push((one.receipt, State::Staged, reason, words)),
            Verdict::Hold(reason, words) => planned.not.push((one.receipt, State::Held, reason, words)),
        }
    }
    applied
}

/// A pair that can be applied, and its document.
type Applied = (Record, ReceiptContent, OpenDocument);

/// Makes batches of what is posted on one day; what cannot go out is said.
fn batch_up(way: &Way, naming: &Naming<'_>, applied: Vec<Applied>, settlement: &str, planned: &mut Planned) {
    let mut records: HashMap<String, Applied> = HashMap::new();
    let mut applications = Vec::new();
    for (receipt, content, document) in applied {
        applications.push(Application {
            receipt: receipt.key.clone(),
            customer: document.customer.clone(),
            document: document.number.clone(),
            amount: receipt.amount.unwrap_or_default(),
        });
        records.insert(receipt.key.clone(), (receipt, content, document));
    }
    let (plans, refused) = batches(way, naming, applications);
    for application in refused {
        if let Some((receipt, ..)) = records.remove(&application.receipt) {
            let words =
                "a receipt cannot put an amount back, and adjustments are not proven for this company";
            let hold = (receipt, State::Held, reason::CLEAR_BY_UNPROVEN, words.to_owned());
            planned.not.push(hold);
        }
    }
    for plan in plans {
        freeze(plan, &mut records, planned);
    }
    for (receipt, ..) in records.into_values() {
        let words = format!("no key of settlement {settlement} fits Sage");
        planned
            .not
            .push((receipt, State::Held, reason::KEY_TOO_LONG, words));
    }
}

fn hold_all(planned: &mut Planned, applied: Vec<Applied>, reason: Reason, words: &str) {
    let held = applied
        .into_iter()
        .map(|(receipt, ..)| (receipt, State::Held, reason, words.to_owned()));
    planned.not.extend(held);
}

/// A batch that passes the lint; one that does not is held whole.
fn freeze(
    plan: BatchPlan,
    records: &mut HashMap<String, (Record, ReceiptContent, OpenDocument)>,
    planned: &mut Planned,
) {
    let faults = lint::receipts::faults(&plan);
    let (mut lines, mut receipts) = (Vec::new(), Vec::new());
    for application in &plan.applications {
        let Some((receipt, content, document)) = records.remove(&application.receipt) else {
            continue;
        };
        lines.push(BatchLine {
            receipt: receipt.key.clone(),
            order: content.order,
            document: document.number,
            amount: application.amount,
            due_before: document.due,
            pending_before: document.pending,
        });
        receipts.push(receipt);
    }
    if faults.is_empty() {
        planned.batches.push(Frozen {
            plan,
            lines,
            receipts,
        });
    } else {
        let words = faults.join("; ");
        let held = receipts
            .into_iter()
            .map(|receipt| (receipt, State::Held, reason::UNSOUND, words.clone()));
        planned.not.extend(held);
    }
}
