//! The form in which a part is kept, and every part that Sage has or may have, for those who prove them.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::books::record::{Kind, State};
use crate::delivery::{Result, numbers, stored};
use crate::exit::{Exit, Fault};
use crate::money::Currency;
use crate::sage300::ledger::JournalBatch;
use crate::store::{Record, Store};

/// What a part keeps besides its document.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct PartContent {
    /// Its key under each of the settlement's ids.
    pub keys: Vec<String>,
    /// The period of its posting date.
    pub posting_period: String,
    /// Batches in Sage that a look before planning knew for it, under whatever title.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub known: Vec<String>,
    /// Whether those are together the whole settlement, cut otherwise than it would be here, or keyed in by a person.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub whole: bool,
}

/// The document of a part.
///
/// # Errors
/// When the stored text is not what this program wrote.
pub fn document(record: &Record) -> Result<JournalBatch> {
    stored(record.document.as_deref(), "document of", &record.key)
}

pub(super) fn content(record: &Record) -> PartContent {
    let read = record
        .content
        .as_deref()
        .and_then(|text| serde_json::from_str(text).ok());
    read.unwrap_or_default()
}

/// Every key it may stand under.
pub(super) fn keys(record: &Record) -> Vec<String> {
    let mut keys = content(record).keys;
    if !keys.contains(&record.key) {
        keys.push(record.key.clone());
    }
    keys
}

/// A part of a settlement that Sage has, or may have.
#[derive(Debug, Clone)]
pub struct Journal {
    /// Its key.
    pub key: String,
    /// Its key under each of the settlement's ids.
    pub keys: Vec<String>,
    /// The settlement it is a part of.
    pub settlement: String,
    /// The settlement's currency.
    pub currency: Option<Currency>,
    /// The day it is posted on.
    pub posting_date: NaiveDate,
    /// What was sent.
    pub document: JournalBatch,
    /// Posted, or on its way.
    pub state: State,
    /// The batches that are it, where it was taken in as they stand: their lines may bear no key.
    pub batches: Vec<String>,
    /// Its batch in Sage, as far as it is known.
    pub batch: String,
}

/// Every journal that is posted, or whose answer is not known yet.
///
/// # Errors
/// When the database cannot be read.
pub fn sent(store: &Store) -> Result<Vec<Journal>> {
    let states = [State::Posted, State::Sending, State::Uncertain];
    let records = store.records_in(Kind::Journal, &states, 0, usize::MAX)?;
    let read = |record: Record| {
        let content: PartContent = stored(record.content.as_deref(), "part", &record.key)?;
        let document = document(&record)?;
        let header = document.journal_headers.first();
        let header = header.ok_or_else(|| Fault::new(Exit::Internal, "a part without an entry"))?;
        Ok(Journal {
            posting_date: header.posting_date,
            batches: if content.whole { content.known } else { Vec::new() },
            keys: content.keys,
            settlement: record.parent.clone().unwrap_or_default(),
            currency: record.currency,
            state: record.state,
            batch: numbers(&record).batch_number,
            key: record.key,
            document,
        })
    };
    records.into_iter().map(read).collect()
}
