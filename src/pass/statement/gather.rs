//! A settlement's page from its records.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;

use super::journal::{Journal, standing};
use super::page::{Cleared, Desk, Statement, Waiting};
use super::proof;
use crate::amazon::finances::ProcessingStatus;
use crate::books::classification::Category;
use crate::books::journal::{OrderRefunded, Role};
use crate::books::reason;
use crate::books::record::{Kind, State};
use crate::delivery::numbers;
use crate::delivery::receipt_batch::{BatchContent, BatchLine};
use crate::money::Amount;
use crate::pass::credit_notes::number_of;
use crate::pass::settlements::stored::{Frozen, StoredSettlement};
use crate::sage300::receivables::ReceiptBatch;
use crate::store::Record;

impl Desk<'_> {
    /// The page of a settlement.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn statement(&self, settlement: &Record) -> Result<Statement> {
        statement(self, settlement)
    }
}

fn statement(desk: &Desk<'_>, settlement: &Record) -> Result<Statement> {
    let store = desk.store;
    let (by_category, refunded) = match Frozen::of(settlement)? {
        Some(frozen) => (frozen.by_category, frozen.refunded),
        None => Default::default(),
    };
    let content = StoredSettlement::of(settlement)?;
    let mut journals = Vec::new();
    for part in store.parts(Kind::Journal, &settlement.key)? {
        journals.extend(Journal::of(&part, desk.names));
    }
    let keys: Vec<String> = journals.iter().map(|journal| journal.key.clone()).collect();
    let head = store.audit_head()?;
    let (receipts, waiting) = receivables(desk, settlement)?;
    let (orders, credited) = orders(desk, settlement)?;
    Ok(Statement {
        id: content.settlement_id.as_ref().unwrap_or(&settlement.key).clone(),
        group: settlement.key.clone(),
        seller: desk.seller.to_owned(),
        company: desk.company.to_owned(),
        company_currency: desk.currency,
        currency: settlement
            .currency
            .context("the settlement has no currency yet")?,
        days: days(&content, desk.zone),
        total: settlement.amount.unwrap_or_default(),
        is_open: is_open(&content),
        paid: paid(&content, desk.zone),
        standing: standing(settlement),
        journals,
        proofs: proof::of(&store.audit_of(Kind::Settlement.word(), &settlement.key)?),
        kinds: titled(&by_category),
        flow: flow(&by_category, settlement.amount.unwrap_or_default()),
        orders,
        credited,
        unmatched: unmatched(desk, settlement)?,
        refunds: refunds(&refunded),
        deferred: desk.deferred.get(&settlement.key).copied(),
        receipts,
        waiting,
        exceptions: store
            .open_exceptions()?
            .into_iter()
            .filter(|one| one.key == settlement.key || keys.contains(&one.key))
            .map(|one| (one.kind, one.figures, one.advice))
            .collect(),
        audit: (head.seq, head.hash),
    })
}

fn days(content: &StoredSettlement, zone: Tz) -> Option<(NaiveDate, NaiveDate)> {
    let day = |at: DateTime<Utc>| at.with_timezone(&zone).date_naive();
    content.span().map(|(start, end)| (day(start), day(end)))
}

/// Whether Amazon has not closed it; a report is written of closed ones only.
fn is_open(content: &StoredSettlement) -> bool {
    let group = content.group.as_ref().filter(|_| content.report.is_none());
    group.is_some_and(|group| group.processing_status == ProcessingStatus::Open)
}

/// The day of the transfer, and the trace id that the bank shows.
fn paid(content: &StoredSettlement, zone: Tz) -> Option<(NaiveDate, String)> {
    let group = content.group.as_ref()?;
    let day = group.fund_transfer_date?.with_timezone(&zone).date_naive();
    Some((day, group.trace_id.clone().unwrap_or_default()))
}

fn titled(amounts: &BTreeMap<String, Amount>) -> Vec<(String, Amount)> {
    let title = |name: &str| {
        let known = name.parse::<Category>().map(Category::title);
        known.map_or_else(|_| name.to_owned(), str::to_owned)
    };
    amounts
        .iter()
        .map(|(name, amount)| (title(name), *amount))
        .collect()
}

/// Where the money went: few words, whose amounts add up to the payout.
fn flow(amounts: &BTreeMap<String, Amount>, total: Amount) -> Vec<(&'static str, Amount)> {
    let mut sums: BTreeMap<usize, Amount> = BTreeMap::new();
    for (name, amount) in amounts {
        let of = stage(name);
        let at = STAGES
            .iter()
            .position(|stage| *stage == of)
            .unwrap_or(STAGES.len() - 1);
        *sums.entry(at).or_default() += *amount;
    }
    // A beginning balance is no line of the settlement, and still part of what is paid.
    let rest = total - sums.values().copied().sum::<Amount>();
    if !rest.is_zero() {
        *sums.entry(STAGES.len() - 1).or_default() += rest;
    }
    sums.into_iter()
        .filter(|(_, amount)| !amount.is_zero())
        .map(|(at, amount)| (STAGES[at], amount))
        .collect()
}

const STAGES: [&str; 10] = [
    "Sales",
    "Refunds",
    "Tax that Amazon remits",
    "Amazon's fees",
    "Fulfilment and storage",
    "Advertising",
    "Chargebacks",
    "Reimbursements",
    "Held back by Amazon",
    "Other and balances",
];

fn stage(name: &str) -> &'static str {
    match name {
        "product-sales" | "shipping" | "gift-wrap" | "cash-on-delivery" | "tips" | "promotions"
        | "tax-collected" | "seller-tax" => "Sales",
        _ if name.contains("marketplace-tax") => "Tax that Amazon remits",
        "goodwill" | "restocking-fees" => "Refunds",
        _ if name.starts_with("refunded-") => "Refunds",
        "referral-fees"
        | "refund-administration-fees"
        | "shipping-services"
        | "subscription"
        | "coupons-and-deals"
        | "other-services"
        | "tax-on-fees" => "Amazon's fees",
        _ if name.starts_with("fba-") => "Fulfilment and storage",
        "advertising" => "Advertising",
        "chargebacks" => "Chargebacks",
        "reimbursements" | "liquidations" => "Reimbursements",
        _ if name.starts_with("reserve-") => "Held back by Amazon",
        _ => "Other and balances",
    }
}

/// The orders that it paid, and those that it gives back, each with their sum.
fn orders(desk: &Desk<'_>, settlement: &Record) -> Result<((usize, Amount), (usize, Amount))> {
    let none = (0, Amount::ZERO);
    let (mut paid, mut back) = (none, none);
    let mut count = |of_order: Amount| {
        let side = if of_order.is_negative() {
            &mut back
        } else {
            &mut paid
        };
        side.0 += 1;
        side.1 += of_order;
    };
    let mut last: Option<(String, Amount)> = None;
    // The shares of one order follow each other.
    desk.store.each_settled_by(&settlement.key, |share| {
        match &mut last {
            Some((order, sum)) if *order == share.order => *sum += share.amount,
            _ => {
                if let Some((_, sum)) = last.replace((share.order, share.amount)) {
                    count(sum);
                }
            }
        }
        true
    })?;
    if let Some((_, sum)) = last {
        count(sum);
    }
    Ok((paid, back))
}

/// The orders that were skipped here, of what went to `unmatched`.
fn unmatched(desk: &Desk<'_>, settlement: &Record) -> Result<Vec<(String, Amount, String)>> {
    let mut sums: BTreeMap<String, Amount> = BTreeMap::new();
    desk.store.each_settled_by(&settlement.key, |share| {
        if share.role == Role::Unmatched {
            *sums.entry(share.order).or_default() += share.amount;
        }
        true
    })?;
    let mut skipped = Vec::new();
    for (order, sum) in sums {
        let known = desk.store.record(Kind::Order, &order)?;
        if let Some(known) = known.filter(|known| known.state == State::Skipped) {
            let why = [known.reason, known.detail]
                .into_iter()
                .flatten()
                .collect::<Vec<_>>();
            skipped.push((order, sum, why.join(": ")));
        }
    }
    Ok(skipped)
}

fn refunds(refunded: &[OrderRefunded]) -> Vec<(String, Amount)> {
    let mut sums: BTreeMap<String, Amount> = BTreeMap::new();
    for (name, amount) in refunded.iter().flat_map(|order| &order.amounts) {
        *sums.entry(name.clone()).or_default() += *amount;
    }
    titled(&sums)
}

/// Whether a line of an A/R batch stands on the credit note of its order.
fn is_credit_note(desk: &Desk<'_>, line: &BatchLine) -> Result<bool> {
    if !line.amount.is_negative() {
        return Ok(false);
    }
    let note = desk.store.record(Kind::CreditNote, &line.order)?;
    let number = note.as_ref().and_then(number_of);
    Ok(number.is_some_and(|number| {
        let mut numbers = number.split(", ");
        numbers.any(|number| number.eq_ignore_ascii_case(line.document.trim()))
    }))
}

fn receivables(desk: &Desk<'_>, settlement: &Record) -> Result<(Vec<Cleared>, Vec<Waiting>)> {
    let mut receipts = Vec::new();
    for record in desk.store.parts(Kind::ReceiptBatch, &settlement.key)? {
        let text = record.document.as_deref().unwrap_or_default();
        let batch = serde_json::from_str::<ReceiptBatch>(text).ok();
        let lines = BatchContent::of(&record)?.lines;
        let mut credit_notes = 0;
        for line in &lines {
            credit_notes += usize::from(is_credit_note(desk, line)?);
        }
        receipts.push(Cleared {
            number: numbers(&record).batch_number,
            date: batch.as_ref().map(|batch| batch.batch_date),
            kind: batch.as_ref().map(|batch| batch.batch_record_type),
            invoices: lines.len() - credit_notes,
            credit_notes,
            total: record.amount.unwrap_or_default(),
            standing: standing(&record),
            key: record.key,
        });
    }
    let mut waiting = Vec::new();
    for record in desk.store.parts(Kind::Receipt, &settlement.key)? {
        if matches!(record.state, State::Posted | State::Skipped | State::Ready) {
            continue;
        }
        let reason = record.reason.clone().unwrap_or_default();
        waiting.push(Waiting {
            order: record.key.split('/').next().unwrap_or_default().to_owned(),
            amount: record.amount.unwrap_or_default(),
            advice: reason::of_code(&reason)
                .map_or("", |known| known.advice)
                .to_owned(),
            reason,
        });
    }
    Ok((receipts, waiting))
}
