//! What stands on a settlement's page, and what it is gathered with.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use chrono_tz::Tz;
use serde::Serialize;

use super::deferred::Deferred;
use super::journal::Journal;
use super::proof::ProofLine;
use crate::money::{Amount, Currency};
use crate::sage300::receivables::RecordType;
use crate::store::Store;

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
    /// The company's currency, where Sage was asked.
    pub company_currency: Option<Currency>,
    /// The settlement's currency.
    pub currency: Currency,
    /// Its first and last day, in the company's time zone.
    pub days: Option<(NaiveDate, NaiveDate)>,
    /// What Amazon paid; below zero what it asks for.
    pub total: Amount,
    /// Whether its period still runs at Amazon: then the total is the balance so far, and nothing was paid out.
    pub is_open: bool,
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
    /// How many orders it gives back that a credit note gave back too, and what: it meets the note, and is no refund in
    /// the journal.
    pub credited: (usize, Amount),
    /// Orders that were skipped here and whose sales went to `unmatched`: the order, its sum, and why it was skipped.
    pub unmatched: Vec<(String, Amount, String)>,
    /// What was given back, by kind.
    pub refunds: Vec<(String, Amount)>,
    /// What Amazon still defers of sales that were shipped by its end; none where Amazon was not asked.
    pub deferred: Option<Deferred>,
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
    /// Receipts or adjustments, where it is planned: Sage numbers the batches of each kind by themselves.
    pub kind: Option<RecordType>,
    /// How many invoices it clears.
    pub invoices: usize,
    /// How many credit notes it clears.
    pub credit_notes: usize,
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
    /// The company's currency, where Sage was asked.
    pub currency: Option<Currency>,
    /// What Amazon still defers, by the settlement's key.
    pub deferred: &'a BTreeMap<String, Deferred>,
    /// Account names by number.
    pub names: &'a BTreeMap<String, String>,
}
