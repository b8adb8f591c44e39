//! What people applied in A/R: the lines of posted batches that are not ours, each with where it went.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use chrono::NaiveDate;

use super::applied::{Applied, has_its_number};
use crate::money::{Amount, Currency};
use crate::pass::session::Session;
use crate::sage300::ledger::unformatted;
use crate::sage300::receivables::{FoundApplied, FoundEntry, FoundReceiptBatch, deposit_accounts};

/// A line of a posted batch that is not ours.
#[derive(Debug, Clone)]
pub(super) struct ByHand {
    pub customer: String,
    /// The document that it reduced.
    pub document: String,
    /// By how much.
    pub amount: Amount,
    /// The day on which it counts, where Sage tells it.
    pub day: Option<NaiveDate>,
    /// Where it went.
    to: Vec<(Place, Amount)>,
    /// Such as `adjustment batch 900, entry 1 (write-off)`.
    pub name: String,
}

/// The other side of what reduced a document.
#[derive(Debug, Clone)]
enum Place {
    Account(String),
    Bank(String),
    /// The account of discounts that the customer's account set has.
    Discount,
}

/// What went to one account.
#[derive(Debug, Clone)]
pub(super) struct Went {
    /// The account; none where Sage does not tell it.
    pub account: Option<String>,
    /// The place in words.
    pub place: String,
    pub amount: Amount,
}

/// What people applied to the documents of an order up to the day.
#[derive(Debug)]
pub(super) struct OfPeople {
    /// The Amazon order id.
    pub order: String,
    pub currency: Currency,
    /// What is, or will be, open of the order in Sage.
    pub open: Amount,
    /// What of it counts among accepted payments already: by how much documents fell, and what of that went to `clearing`.
    pub accepted: (Amount, Amount),
    /// Where it went.
    pub went: Vec<Went>,
    /// The batches, in words.
    pub names: Vec<String>,
}

impl OfPeople {
    /// How much of it went to an account.
    pub(super) fn on(&self, account: &str) -> Amount {
        let account = unformatted(account);
        let on_it = |one: &&Went| {
            one.account
                .as_deref()
                .is_some_and(|own| unformatted(own) == account)
        };
        self.went.iter().filter(on_it).map(|one| one.amount).sum()
    }
}

/// The accounts of banks, each asked for once.
#[derive(Debug, Default)]
pub(super) struct Banks(BTreeMap<String, Option<String>>);

impl Banks {
    /// The account to which a bank's receipts go; none where this company does not show it.
    fn account(&mut self, session: &Session<'_>, code: &str) -> Result<Option<String>> {
        if let Some(known) = self.0.get(code) {
            return Ok(known.clone());
        }
        let account = match session.sage()?.bank(code) {
            Ok(bank) => bank.and_then(|bank| deposit_accounts(&bank).into_iter().next()),
            Err(error) if error.is_not_shown() => None,
            Err(error) => return Err(error.into()),
        };
        self.0.insert(code.to_owned(), account.clone());
        Ok(account)
    }
}

impl ByHand {
    /// Whether it came after a day.
    pub(super) fn is_after(&self, day: NaiveDate) -> bool {
        self.day.is_some_and(|own| own > day)
    }

    /// Where it went, with the accounts of banks.
    pub(super) fn went(&self, session: &Session<'_>, banks: &mut Banks) -> Result<Vec<Went>> {
        let mut all = Vec::new();
        for (place, amount) in &self.to {
            let (account, place) = match place {
                Place::Account(account) => (Some(account.clone()), format!("account {account}")),
                Place::Bank(code) => match banks.account(session, code)? {
                    Some(account) => (Some(account.clone()), format!("bank {code}, account {account}")),
                    None => (
                        None,
                        format!("bank {code}, whose account Sage does not show here"),
                    ),
                },
                Place::Discount => (None, "the discounts of its account set".to_owned()),
            };
            all.push(Went {
                account,
                place,
                amount: *amount,
            });
        }
        Ok(all)
    }
}

/// Every line of a posted batch of receipts or adjustments that is not ours.
pub(super) fn applied_by_hand(session: &Session<'_>, applied: &[Applied]) -> Result<Vec<ByHand>> {
    let keys = applied.iter().flat_map(|one| one.keys.iter().chain([&one.key]));
    let ours: BTreeSet<String> = keys.map(|key| key.to_ascii_uppercase()).collect();
    let is_ours = |batch: &&FoundReceiptBatch| {
        let description = batch.description.as_deref().unwrap_or_default();
        // A person may have given one of ours another title: its number stays.
        ours.contains(&description.trim().to_ascii_uppercase())
            || applied.iter().any(|one| has_its_number(one, batch))
    };
    let others = session.posted_receipt_batches()?.iter();
    let others = others.filter(|batch| !is_ours(batch));
    Ok(others
        .flat_map(|batch| batch.lines().map(move |(entry, line)| of(batch, entry, line)))
        .collect())
}

fn of(batch: &FoundReceiptBatch, entry: &FoundEntry, line: &FoundApplied) -> ByHand {
    let word = |text: &Option<String>| text.as_deref().unwrap_or_default().trim().to_owned();
    let day = entry.posting_date.as_deref();
    let discount = line.customer_discount_amount_taken.unwrap_or_default();
    ByHand {
        customer: word(&entry.customer_number),
        document: word(&line.document_number),
        amount: line.reduces() + discount,
        day: day.and_then(|text| text.get(..10)?.parse().ok()),
        to: places(batch, line, discount),
        name: name(batch, entry),
    }
}

fn places(batch: &FoundReceiptBatch, line: &FoundApplied, discount: Amount) -> Vec<(Place, Amount)> {
    let paid = line.customer_receipt_amount.unwrap_or_default();
    let bank = batch.bank_code.as_deref().unwrap_or_default().trim().to_owned();
    let adjusted = line.distributions.iter().map(|one| {
        let account = one.account.as_deref().unwrap_or_default().trim();
        let amount = -one.distribution_amount.unwrap_or_default();
        (Place::Account(account.to_owned()), amount)
    });
    let all = [(Place::Bank(bank), paid), (Place::Discount, discount)]
        .into_iter()
        .chain(adjusted);
    all.filter(|(_, amount)| !amount.is_zero()).collect()
}

/// The batch and the entry, with what the person wrote on it.
fn name(batch: &FoundReceiptBatch, entry: &FoundEntry) -> String {
    let entry_number = entry.entry_number.as_deref();
    let number = entry_number
        .map(|number| format!(", entry {number}"))
        .unwrap_or_default();
    let texts = [
        &entry.entry_reference,
        &entry.entry_description,
        &batch.description,
    ];
    let mut told = texts.into_iter().flatten().map(|text| text.trim());
    let told = told.find(|text| !text.is_empty());
    let told = told.map(|text| format!(" ({text})")).unwrap_or_default();
    format!("{}{number}{told}", batch.named())
}
