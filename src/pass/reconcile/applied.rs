//! What our A/R batches apply, and where each of them stands in Sage.

use std::collections::{BTreeMap, HashMap, HashSet};

use anyhow::Result;

use super::asked::AsOf;
use super::books::Books;
use crate::books::reconciliation::{Document, Place, Posting};
use crate::books::record::State;
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
    pub sent: Sent,
    pub standing: Standing,
    /// What Sage has in it by order, while it is open.
    pub in_sage: BTreeMap<String, Amount>,
    /// What of it stands in open batches of other people.
    pub moved: BTreeMap<String, Amount>,
}

/// Reads where each batch stands.
pub(super) fn read(session: &Session<'_>, all: &[Books<'_>]) -> Result<Vec<Applied>> {
    let mut sent = Vec::new();
    for books in all {
        sent.extend(receipt_batch::sent(books.store)?);
    }
    let mut found: Vec<FoundReceiptBatch> = Vec::new();
    for kind in [RecordType::Receipts, RecordType::Adjustments] {
        let of_kind = sent.iter().filter(|one| one.document.batch_record_type == kind);
        let keys: Vec<String> = of_kind
            .flat_map(|one| one.keys.iter().chain([&one.key]).cloned())
            .collect();
        if !keys.is_empty() {
            found.extend(session.sage()?.receipt_batches_described(kind, &keys)?);
        }
    }
    for one in &sent {
        // A person gave it another title.
        let has_number = !one.number.is_empty();
        if has_number && !found.iter().any(|batch| is_of(one, batch)) && one.state == State::Posted {
            let kind = one.document.batch_record_type;
            found.extend(session.sage()?.receipt_batch(kind, &one.number)?);
        }
    }
    let waiting = match sent.is_empty() {
        true => Vec::new(),
        false => session.sage()?.waiting_receipt_batches()?,
    };
    let claims: Vec<Claim<'_>> = sent.iter().map(|one| Claim::of(one, &found)).collect();
    let place = |own: &Claim<'_>| {
        let in_sage = match own.live {
            Some(batch) if own.standing == Standing::Open => by_order(own, batch, &claims),
            _ => BTreeMap::new(),
        };
        (own.standing, in_sage, own.moved(&waiting))
    };
    let places: Vec<_> = claims.iter().map(place).collect();
    let with_place = |(sent, (standing, in_sage, moved))| Applied {
        sent,
        standing,
        in_sage,
        moved,
    };
    Ok(sent.into_iter().zip(places).map(with_place).collect())
}

/// What one of our batches claims to stand in Sage, and where.
struct Claim<'a> {
    sent: &'a Sent,
    live: Option<&'a FoundReceiptBatch>,
    standing: Standing,
}

fn has_its_number(sent: &Sent, batch: &FoundReceiptBatch) -> bool {
    let is_kind = batch.kind() == Some(sent.document.batch_record_type);
    is_kind && !sent.number.is_empty() && batch.number() == sent.number
}

/// Whether a batch in Sage is one of ours: by its number, else by its title.
fn is_of(sent: &Sent, batch: &FoundReceiptBatch) -> bool {
    if has_its_number(sent, batch) {
        return true;
    }
    let own = batch.description.as_deref().unwrap_or_default();
    let mut keys = sent.keys.iter().chain([&sent.key]);
    keys.any(|key| key.eq_ignore_ascii_case(own))
}

impl<'a> Claim<'a> {
    fn of(sent: &'a Sent, found: &'a [FoundReceiptBatch]) -> Self {
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
    fn moved(&self, waiting: &[FoundReceiptBatch]) -> BTreeMap<String, Amount> {
        let mut sums = BTreeMap::new();
        let Some(own) = self.live else { return sums };
        let others = |batch: &&FoundReceiptBatch| !is_same(batch, own);
        let there: HashSet<String> = own
            .lines()
            .filter_map(|(_, line)| Some(line.document_number.as_deref()?.trim().to_ascii_uppercase()))
            .collect();
        let gone = self.sent.lines.iter();
        let gone = gone.filter(|(_, document, _)| !there.contains(&document.trim().to_ascii_uppercase()));
        for (order, document, amount) in gone {
            let mut others = waiting.iter().filter(others);
            if others.any(|other| holds(other, document, Some(*amount))) {
                *sums.entry(order.clone()).or_default() += *amount;
            }
        }
        sums
    }

    /// Whether it counts a line that stands in a batch: its own, or one to which the line was moved.
    fn counts(&self, batch: &FoundReceiptBatch, number: &str, amount: Amount) -> bool {
        let mut lines = self.sent.lines.iter();
        let is_its = lines.any(|(_, document, own)| document.eq_ignore_ascii_case(number) && *own == amount);
        let elsewhere = |own: &FoundReceiptBatch| !is_same(own, batch) && holds(own, number, None);
        is_its && !self.live.is_some_and(elsewhere)
    }
}

fn is_same(one: &FoundReceiptBatch, other: &FoundReceiptBatch) -> bool {
    one.kind() == other.kind() && one.number() == other.number()
}

/// Whether a batch has a line on a document, with just this amount where one is named.
fn holds(batch: &FoundReceiptBatch, document: &str, amount: Option<Amount>) -> bool {
    let fits = |by: Amount| amount.is_none_or(|amount| amount == by);
    let mut lines = batch.lines();
    lines.any(|(_, line)| line.is_on(document) && fits(line.reduces()))
}

/// By how much an open batch will reduce each order; a document that is not ours stands for itself, and one that another
/// of our batches counts is left to that one.
fn by_order(own: &Claim<'_>, batch: &FoundReceiptBatch, claims: &[Claim<'_>]) -> BTreeMap<String, Amount> {
    // Of several lines on one document the first names its order.
    let lines = own.sent.lines.iter().rev();
    let ours: HashMap<String, &str> = lines
        .map(|(order, document, _)| (document.to_ascii_uppercase(), order.as_str()))
        .collect();
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
        let key = known.unwrap_or(number);
        *sums.entry(key.to_owned()).or_default() += by;
    }
    sums
}

impl Applied {
    /// Whether our records count it: not while it is on its way and Sage does not have it.
    pub(super) fn counts(&self) -> bool {
        self.standing != Standing::Nowhere
    }

    fn currency(&self, as_of: AsOf) -> Currency {
        self.sent.currency.unwrap_or(as_of.functional)
    }

    /// By how much it reduces each order, by our records.
    pub(super) fn orders(&self) -> impl Iterator<Item = (&str, Amount)> {
        self.sent
            .lines
            .iter()
            .map(|(order, _, amount)| (order.as_str(), *amount))
    }
}

/// What a batch puts on `clearing`.
pub(super) struct OnClearing {
    pub currency: Currency,
    pub document: Document,
    /// A line that is in A/R only, until the batch is posted there.
    pub in_receivables: Option<Posting>,
}

/// What they put on `clearing` up to the day.
pub(super) fn on_clearing(all: &[Applied], as_of: AsOf) -> impl Iterator<Item = OnClearing> {
    let until = all.iter().filter(move |one| one.sent.date <= as_of.day);
    until
        .filter(|one| one.counts())
        .map(move |one| one.on_clearing(as_of))
}

impl Applied {
    fn on_clearing(&self, as_of: AsOf) -> OnClearing {
        let orders = self.orders();
        let document = Document {
            key: self.sent.key.clone(),
            also: self.sent.keys.clone(),
            amount: self.orders().map(|(_, amount)| amount).sum(),
            orders: orders.map(|(order, amount)| (order.to_owned(), amount)).collect(),
            through_receivables: true,
            ..Document::default()
        };
        let is_open = self.standing == Standing::Open || !self.moved.is_empty();
        OnClearing {
            currency: self.currency(as_of),
            in_receivables: is_open.then(|| Posting {
                batch: String::new(),
                amount: self.in_sage.values().chain(self.moved.values()).copied().sum(),
                // Nothing of it has moved the ledger yet.
                functional: Amount::ZERO,
                before: false,
                place: Place::Open,
                from_receivables: true,
                name: format!("open A/R batch {}", self.sent.key),
                texts: vec![self.sent.key.clone()],
            }),
            document,
        }
    }
}
