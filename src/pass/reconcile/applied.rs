//! What our A/R batches apply, and where each of them stands in Sage.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use anyhow::Result;
use chrono::NaiveDate;

use super::asked::AsOf;
use super::books::Books;
use super::deleted;
use super::lines::Lines;
use super::orders::{At, Orders};
use crate::books::reconciliation::{Document, Place, Posting};
use crate::books::record::State;
use crate::client::sage300::SageClient;
use crate::delivery::receipt_batch::{self, Sent};
use crate::money::{Amount, Currency};
use crate::pass::session::Session;
use crate::sage300::receivables::{FoundReceiptBatch, RecordType};

/// Where a batch stands in Sage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// Posted; or no longer listed, as posted ones are once Sage has cleared them away.
    Posted,
    /// Waits for the bookkeeper.
    Open,
    /// A person deleted it.
    Deleted,
    /// On its way, and not there.
    Nowhere,
}

/// One of our batches.
#[derive(Debug)]
pub(super) struct Applied {
    /// Its key.
    pub key: String,
    /// Its key under each of the settlement's ids.
    pub keys: Vec<String>,
    number: String,
    state: State,
    kind: RecordType,
    /// The day of all its entries.
    pub date: NaiveDate,
    /// The currency of its amounts.
    pub currency: Option<Currency>,
    lines: Lines,
    pub standing: Standing,
    /// What Sage has in it by order, while it is open.
    pub in_sage: BTreeMap<String, Amount>,
    /// What of it stands in open batches of other people.
    pub moved: BTreeMap<String, Amount>,
}

/// Reads where each batch stands; orders that nobody here knows find their place among the others.
pub(super) fn read(session: &Session<'_>, all: &[Books<'_>], orders: &mut Orders) -> Result<Vec<Applied>> {
    let mut sent = Vec::new();
    let functional = session.sage()?.functional_currency()?;
    for books in all {
        receipt_batch::each_sent(books.store, |one| sent.push(Applied::of(one, orders, functional)))?;
    }
    if sent.is_empty() {
        return Ok(sent);
    }
    let sage = session.sage()?;
    let mut found = listed(sage, &sent)?;
    let waiting = sage.waiting_receipt_batches()?;
    with_entries(sage, &sent, &mut found, &waiting)?;
    let claims: Vec<Claim<'_>> = sent.iter().map(|one| Claim::of(one, &found)).collect();
    let place = |own: &Claim<'_>| {
        let in_sage = match own.live {
            Some(batch) if own.standing == Standing::Open => by_order(own, batch, &claims, orders),
            _ => BTreeMap::new(),
        };
        (own.standing, in_sage, own.moved(&waiting, orders))
    };
    let places: Vec<_> = claims.iter().map(place).collect();
    for (one, (standing, in_sage, moved)) in sent.iter_mut().zip(places) {
        (one.standing, one.in_sage, one.moved) = (standing, in_sage, moved);
    }
    Ok(sent)
}

/// Their rows in Sage's list, by title, else by number: a person may have given one another title.
fn listed(sage: &SageClient, sent: &[Applied]) -> Result<Vec<FoundReceiptBatch>> {
    let mut found = Vec::new();
    for kind in [RecordType::Receipts, RecordType::Adjustments] {
        let of_kind = sent.iter().filter(|one| one.kind == kind);
        let keys: Vec<String> = of_kind
            .flat_map(|one| one.keys.iter().chain([&one.key]).cloned())
            .collect();
        if !keys.is_empty() {
            found.extend(sage.receipt_batches_listed(kind, &keys)?);
        }
    }
    let is_found = |one: &Applied| found.iter().any(|batch| is_of(one, batch));
    let retitled: Vec<(RecordType, String)> = sent
        .iter()
        .filter(|one| one.state == State::Posted && !one.number.is_empty() && !is_found(one))
        .map(|one| (one.kind, one.number.clone()))
        .collect();
    found.extend(sage.receipt_batches_numbered(&retitled)?);
    Ok(found)
}

/// Reads the entries of those of which more is to be known than where they stand: of what is open, and of a batch of
/// which a line stands in another one that is open.
fn with_entries(
    sage: &SageClient,
    sent: &[Applied],
    found: &mut [FoundReceiptBatch],
    waiting: &[FoundReceiptBatch],
) -> Result<()> {
    let elsewhere: BTreeSet<(String, Amount)> = waiting
        .iter()
        .flat_map(FoundReceiptBatch::lines)
        .filter_map(|(_, line)| Some((folded(line.document_number.as_deref()?), line.reduces())))
        .collect();
    for batch in found.iter_mut().filter(|batch| !batch.is_deleted()) {
        let may_be_moved = || {
            let own = sent.iter().filter(|one| is_of(one, batch));
            let mut lines = own.flat_map(|one| one.lines.iter());
            lines.any(|(_, document, amount)| elsewhere.contains(&(folded(document), amount)))
        };
        if batch.is_posted() && (elsewhere.is_empty() || !may_be_moved()) {
            continue;
        }
        if let Some(kind) = batch.kind() {
            let number = batch.number().to_owned();
            if let Some(whole) = sage.receipt_batch(kind, &number)? {
                *batch = whole;
            }
        }
    }
    Ok(())
}

fn folded(number: &str) -> String {
    number.trim().to_ascii_uppercase()
}

/// What one of our batches claims to stand in Sage, and where.
struct Claim<'a> {
    sent: &'a Applied,
    live: Option<&'a FoundReceiptBatch>,
    standing: Standing,
}

/// Whether a batch in Sage has the number of one that was sent.
pub(super) fn has_its_number(sent: &Applied, batch: &FoundReceiptBatch) -> bool {
    let is_kind = batch.kind() == Some(sent.kind);
    is_kind && !sent.number.is_empty() && batch.number() == sent.number
}

/// Whether a batch in Sage is one of ours: by its number, else by its title.
fn is_of(sent: &Applied, batch: &FoundReceiptBatch) -> bool {
    if has_its_number(sent, batch) {
        return true;
    }
    let own = batch.description.as_deref().unwrap_or_default();
    let mut keys = sent.keys.iter().chain([&sent.key]);
    keys.any(|key| key.eq_ignore_ascii_case(own))
}

impl<'a> Claim<'a> {
    fn of(sent: &'a Applied, found: &'a [FoundReceiptBatch]) -> Self {
        let ours: Vec<&FoundReceiptBatch> = found.iter().filter(|batch| is_of(sent, batch)).collect();
        let mut live = ours.iter().filter(|batch| !batch.is_deleted());
        let live = live
            .clone()
            .find(|batch| has_its_number(sent, batch))
            .or_else(|| live.next())
            .copied();
        let standing = match live {
            Some(batch) if batch.is_posted() => Standing::Posted,
            Some(_) => Standing::Open,
            None if !ours.is_empty() => Standing::Deleted,
            None if sent.state == State::Posted => Standing::Posted,
            None => Standing::Nowhere,
        };
        Self { sent, live, standing }
    }

    /// Lines of ours that are not in their batch, and stand in another open batch with just this amount.
    fn moved(&self, waiting: &[FoundReceiptBatch], orders: &Orders) -> BTreeMap<String, Amount> {
        let mut sums = BTreeMap::new();
        let Some(own) = self.live.filter(|_| !waiting.is_empty()) else {
            return sums;
        };
        let others = |batch: &&FoundReceiptBatch| !is_same(batch, own);
        let there: HashSet<String> = own
            .lines()
            .filter_map(|(_, line)| Some(folded(line.document_number.as_deref()?)))
            .collect();
        let elsewhere: HashSet<(String, Amount)> = waiting
            .iter()
            .filter(others)
            .flat_map(FoundReceiptBatch::lines)
            .filter_map(|(_, line)| Some((folded(line.document_number.as_deref()?), line.reduces())))
            .collect();
        for (order, document, amount) in self.sent.lines.iter() {
            let document = folded(document);
            if !there.contains(&document) && elsewhere.contains(&(document, amount)) {
                *sums.entry(orders.id(order).to_owned()).or_default() += amount;
            }
        }
        sums
    }

    /// Whether it counts a line that stands in a batch: its own, or one to which the line was moved.
    fn counts(&self, batch: &FoundReceiptBatch, number: &str, amount: Amount) -> bool {
        let mut lines = self.sent.lines.iter();
        let is_its = lines.any(|(_, document, own)| document.eq_ignore_ascii_case(number) && own == amount);
        let elsewhere = |own: &FoundReceiptBatch| !is_same(own, batch) && holds(own, number);
        is_its && !self.live.is_some_and(elsewhere)
    }
}

fn is_same(one: &FoundReceiptBatch, other: &FoundReceiptBatch) -> bool {
    one.kind() == other.kind() && one.number() == other.number()
}

/// Whether a batch has a line on a document.
fn holds(batch: &FoundReceiptBatch, document: &str) -> bool {
    batch.lines().any(|(_, line)| line.is_on(document))
}

/// By how much an open batch will reduce each order; a document that is not ours stands for itself, and one that another
/// of our batches counts is left to that one.
fn by_order(
    own: &Claim<'_>,
    batch: &FoundReceiptBatch,
    claims: &[Claim<'_>],
    orders: &Orders,
) -> BTreeMap<String, Amount> {
    let mut ours: HashMap<String, At> = HashMap::new();
    for (order, document, _) in own.sent.lines.iter() {
        // Of several lines on one document the first names its order.
        ours.entry(document.to_ascii_uppercase()).or_insert(order);
    }
    let mut sums = BTreeMap::new();
    for (_, line) in batch.lines() {
        let (number, by) = (
            line.document_number.as_deref().unwrap_or_default(),
            line.reduces(),
        );
        let known = ours.get(&number.to_ascii_uppercase()).copied();
        let of_another =
            |claim: &Claim<'_>| claim.sent.key != own.sent.key && claim.counts(batch, number, by);
        if known.is_none() && claims.iter().any(of_another) {
            continue;
        }
        let key = known.map_or(number, |order| orders.id(order));
        *sums.entry(key.to_owned()).or_default() += by;
    }
    sums
}

impl Applied {
    fn of(sent: Sent, orders: &mut Orders, functional: Currency) -> Self {
        let mut lines = Lines::default();
        for (order, document, amount) in &sent.lines {
            let order = orders.place(order, sent.currency.unwrap_or(functional));
            lines.push(order, document, *amount);
        }
        Self {
            key: sent.key,
            keys: sent.keys,
            number: sent.number,
            state: sent.state,
            kind: sent.kind,
            date: sent.date,
            currency: sent.currency,
            lines,
            standing: Standing::Nowhere,
            in_sage: BTreeMap::new(),
            moved: BTreeMap::new(),
        }
    }

    /// Whether our records count it: not while it is on its way and Sage does not have it.
    pub(super) fn counts(&self) -> bool {
        self.standing != Standing::Nowhere
    }

    fn currency(&self, as_of: AsOf) -> Currency {
        self.currency.unwrap_or(as_of.functional)
    }

    /// What it applies, by our records: to which order, to which document, and by how much.
    pub(super) fn lines(&self) -> impl Iterator<Item = (At, &str, Amount)> {
        self.lines.iter()
    }

    /// By how much it reduces each order, by our records.
    pub(super) fn orders(&self) -> impl Iterator<Item = (At, Amount)> {
        self.lines.orders()
    }
}

/// What a batch puts on `clearing`.
pub(super) struct OnClearing<'a> {
    /// The batch.
    pub of: &'a Applied,
    pub currency: Currency,
    /// Without its orders, which the batch has.
    pub document: Document,
    /// A line that is in A/R only, until the batch is posted there.
    pub in_receivables: Option<Posting>,
}

/// What they put on `clearing` up to the day.
pub(super) fn on_clearing(all: &[Applied], as_of: AsOf) -> impl Iterator<Item = OnClearing<'_>> {
    let until = all.iter().filter(move |one| one.date <= as_of.day);
    until
        .filter(|one| one.counts())
        .map(move |one| one.on_clearing(as_of))
}

impl Applied {
    fn on_clearing(&self, as_of: AsOf) -> OnClearing<'_> {
        let document = Document {
            key: self.key.clone(),
            also: self.keys.clone(),
            amount: self.orders().map(|(_, amount)| amount).sum(),
            through_receivables: true,
            why_missing: (self.standing == Standing::Deleted)
                .then(|| deleted::of_receivables(&self.key, &self.number)),
            ..Document::default()
        };
        let is_open = self.standing == Standing::Open || !self.moved.is_empty();
        OnClearing {
            of: self,
            currency: self.currency(as_of),
            in_receivables: is_open.then(|| Posting {
                batch: String::new(),
                amount: self.in_sage.values().chain(self.moved.values()).copied().sum(),
                // Nothing of it has moved the ledger yet.
                functional: Amount::ZERO,
                before: false,
                place: Place::Open,
                from_receivables: true,
                name: format!("open A/R {} {}", self.kind.noun(), self.key),
                texts: vec![self.key.clone()],
            }),
            document,
        }
    }
}
