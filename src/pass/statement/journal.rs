//! The G/L entries of a settlement, with debit and credit, and the company's currency beside them.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Serialize;

use crate::books::record::State;
use crate::delivery::journal::PartContent;
use crate::delivery::numbers;
use crate::money::Amount;
use crate::sage300::ledger::JournalBatch;
use crate::store::Record;

/// One entry, which is the whole of its batch.
#[derive(Debug, Clone, Serialize)]
pub struct Journal {
    /// Its natural key.
    pub key: String,
    /// The fiscal period it is posted to.
    pub period: String,
    /// Its posting date.
    pub date: Option<NaiveDate>,
    /// Sage's batch number, or blank.
    pub batch: String,
    /// Sage's entry number, or blank.
    pub entry: String,
    /// Where it stands.
    pub standing: String,
    /// Its lines.
    pub lines: Vec<JournalLine>,
    /// Whether the company's currency is another one.
    pub foreign: bool,
    /// Its document's SHA-256.
    pub sha256: String,
}

/// One line.
#[derive(Debug, Clone, Serialize)]
pub struct JournalLine {
    /// The account.
    pub account: String,
    /// Its name in Sage, or blank.
    pub name: String,
    /// What it is.
    pub what: String,
    /// In the settlement's currency: debit positive.
    pub amount: Amount,
    /// In the company's currency: debit positive.
    pub company: Amount,
}

impl Journal {
    pub(super) fn of(record: &Record, names: &BTreeMap<String, String>) -> Option<Self> {
        let batch: JournalBatch = serde_json::from_str(record.document.as_deref()?).ok()?;
        let in_sage = numbers(record);
        let lines: Vec<JournalLine> = batch
            .details()
            .map(|line| JournalLine {
                account: line.account_number.clone(),
                name: names.get(&line.account_number).cloned().unwrap_or_default(),
                what: line.description.clone(),
                amount: line.source_currency_amount,
                company: line.amount,
            })
            .collect();
        Some(Self {
            key: record.key.clone(),
            period: posting_period(record).unwrap_or_default(),
            date: batch.journal_headers.first().map(|header| header.posting_date),
            batch: in_sage.batch_number,
            entry: in_sage.entry_number,
            standing: standing(record),
            foreign: batch.details().any(|line| line.source_currency.is_some()),
            lines,
            sha256: record.document_sha256.clone().unwrap_or_default(),
        })
    }

    /// What the lines come to in the company's currency.
    pub fn in_company_currency(&self) -> Amount {
        self.lines.iter().map(|line| line.company).sum()
    }

    /// Debits and credits, in the settlement's currency.
    pub fn sums(&self) -> (Amount, Amount) {
        let sum = |negative: bool| {
            let chosen = self
                .lines
                .iter()
                .filter(|line| line.amount.is_negative() == negative);
            chosen.map(|line| line.amount.abs()).sum()
        };
        (sum(false), sum(true))
    }
}

/// Where a document stands, in an accountant's words: the program leaves batches open, and Sage posts them.
pub(super) fn standing(record: &Record) -> String {
    match record.state {
        State::Posted => "in Sage".to_owned(),
        state => match &record.reason {
            Some(reason) => format!("{state}: {reason}"),
            None => state.to_string(),
        },
    }
}

/// The fiscal period that a journal's record is posted to, such as `2026-10`.
pub fn posting_period(record: &Record) -> Option<String> {
    let content: PartContent = serde_json::from_str(record.content.as_deref().unwrap_or("{}")).ok()?;
    let told = Some(content.posting_period).filter(|period| !period.is_empty());
    told.or_else(|| record.key.split_whitespace().last().map(str::to_owned))
}

/// The accounts of a journal's lines.
pub(super) fn accounts(record: &Record) -> Vec<String> {
    let batch = record
        .document
        .as_deref()
        .and_then(|text| serde_json::from_str::<JournalBatch>(text).ok());
    batch
        .iter()
        .flat_map(JournalBatch::details)
        .map(|line| line.account_number.clone())
        .collect()
}
