//! One settlement as an accountant files it, gathered from the records: what Amazon paid, the journal, the proofs, what
//! was given back, which receivables were cleared and what waits. Nothing is asked of Amazon; Sage gives account names.

mod gather;
mod journal;
mod proof;

use std::collections::BTreeMap;

use anyhow::Result;
use chrono::NaiveDate;
use chrono_tz::Tz;
use serde::Serialize;

use crate::books::record::Kind;
use crate::money::{Amount, Currency};
use crate::pass::session::Session;
use crate::store::{Record, Store};

pub use journal::{Journal, JournalLine, posting_period};
pub use proof::ProofLine;

/// A settlement's page.
#[derive(Debug, Clone, Serialize)]
pub struct Statement {
    /// The settlement id where it is known, else the group id.
    pub id: String,
    /// The group id.
    pub group: String,
    /// Amazon's merchant token.
    pub seller: String,
    /// Sage's company.
    pub company: String,
    /// The settlement's currency.
    pub currency: Currency,
    /// Its first and last day, in the company's time zone.
    pub days: Option<(NaiveDate, NaiveDate)>,
    /// What Amazon paid; below zero what it asks for.
    pub total: Amount,
    /// The day of the transfer, and its trace id.
    pub paid: Option<(NaiveDate, String)>,
    /// Where it stands.
    pub standing: String,
    /// Its G/L entries, one for each fiscal period.
    pub journals: Vec<Journal>,
    /// The five proofs.
    pub proofs: Vec<ProofLine>,
    /// What it is made of: title and amount from the seller's side.
    pub kinds: Vec<(String, Amount)>,
    /// Where the money went, in the order in which it is told.
    pub flow: Vec<(&'static str, Amount)>,
    /// How many orders it paid, and their sales.
    pub orders: (usize, Amount),
    /// What was given back, by kind.
    pub refunds: Vec<(String, Amount)>,
    /// The A/R batches that clear its invoices.
    pub receipts: Vec<Cleared>,
    /// Payments that wait for their invoice.
    pub waiting: Vec<Waiting>,
    /// Open exceptions: kind, figures, advice.
    pub exceptions: Vec<(String, String, String)>,
    /// Rows and head of the audit log when the page was made.
    pub audit: (i64, String),
}

/// An A/R batch.
#[derive(Debug, Clone, Serialize)]
pub struct Cleared {
    /// Its number in Sage, or blank.
    pub number: String,
    /// Its key.
    pub key: String,
    /// Its date.
    pub date: Option<NaiveDate>,
    /// How many invoices it clears.
    pub invoices: usize,
    /// What it applies.
    pub total: Amount,
    /// Where it stands.
    pub standing: String,
}

/// A payment that is not applied yet.
#[derive(Debug, Clone, Serialize)]
pub struct Waiting {
    /// The order.
    pub order: String,
    /// What the settlement paid of it.
    pub amount: Amount,
    /// The code of the reason.
    pub reason: String,
    /// What to do.
    pub advice: String,
}

/// What a page is gathered with.
pub struct Desk<'a> {
    /// The records.
    pub store: &'a Store,
    /// The company's time zone.
    pub zone: Tz,
    /// The company in Sage.
    pub company: &'a str,
    /// Amazon's merchant token.
    pub seller: &'a str,
    /// Account names by number.
    pub names: &'a BTreeMap<String, String>,
}

impl Desk<'_> {
    /// The page of a settlement.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn statement(&self, settlement: &Record) -> Result<Statement> {
        gather::statement(self, settlement)
    }
}

/// The settlement of an id: its settlement id, its group id, or the number of a batch of it.
///
/// # Errors
/// When the database cannot be read.
pub fn find(store: &Store, id: &str) -> Result<Option<Record>> {
    if let Some(found) = store.record(Kind::Settlement, id)? {
        return Ok(Some(found));
    }
    match store.fact(&format!("settlement-id/{id}"))? {
        Some((group, _)) => Ok(store.record(Kind::Settlement, &group)?),
        None => Ok(None),
    }
}

/// Every settlement that has a journal in a fiscal period, the oldest first.
///
/// # Errors
/// When the database cannot be read.
pub fn of_period(store: &Store, period: &str) -> Result<Vec<Record>> {
    let mut parents: Vec<String> = Vec::new();
    store.each_record(Kind::Journal, |record| {
        if posting_period(&record).as_deref() == Some(period)
            && let Some(parent) = record.parent
            && !parents.contains(&parent)
        {
            parents.push(parent);
        }
        true
    })?;
    let mut found = Vec::new();
    for parent in parents {
        found.extend(store.record(Kind::Settlement, &parent)?);
    }
    Ok(found)
}

/// The names of the accounts that the journals of settlements use, from Sage; those that it does not tell are left out.
///
/// # Errors
/// When Sage cannot be asked.
pub fn account_names(session: &Session<'_>, settlements: &[Record]) -> Result<BTreeMap<String, String>> {
    let mut numbers = Vec::new();
    for settlement in settlements {
        for part in session.store.parts(Kind::Journal, &settlement.key)? {
            numbers.extend(journal::accounts(&part));
        }
    }
    numbers.sort();
    numbers.dedup();
    if numbers.is_empty() {
        return Ok(BTreeMap::new());
    }
    let wanted: Vec<&str> = numbers.iter().map(String::as_str).collect();
    let mut names = BTreeMap::new();
    for account in session.sage()?.accounts(&wanted)? {
        let Some(name) = account.description.filter(|name| !name.trim().is_empty()) else {
            continue;
        };
        let formatted = account.account_number.unwrap_or_default();
        for number in [account.unformatted_account, formatted] {
            names.insert(number, name.trim().to_owned());
        }
    }
    Ok(names)
}
