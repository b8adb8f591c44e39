//! What other passes need of settlements: the journals they became, and what they left for the next one.

use anyhow::{Context, Result};
use chrono::{DateTime, NaiveDate, Utc};

use super::lookup::{self, PartContent};
use super::stored::{self, Frozen, StoredSettlement};
use crate::books::journal::{GroupFacts, PeriodEnd};
use crate::books::record::{Kind, State};
use crate::money::{Amount, Currency};
use crate::sage300::ledger::JournalBatch;
use crate::store::Store;

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
}

/// A settlement, as Amazon tells it and as it was frozen.
#[derive(Debug, Clone)]
pub struct Group {
    /// The key of its record.
    pub key: String,
    /// Where it stands.
    pub state: State,
    /// Its currency.
    pub currency: Option<Currency>,
    /// When the period began.
    pub start: Option<DateTime<Utc>>,
    /// When it ended.
    pub end: Option<DateTime<Utc>>,
    /// What it began with, when Amazon has told it.
    pub beginning: Option<Amount>,
    /// What it left behind, once frozen.
    pub left: Option<PeriodEnd>,
    /// What the bank shows with the transfer, where Amazon tells it.
    pub trace_id: Option<String>,
}

/// Every journal that is posted, or whose answer is not known yet.
///
/// # Errors
/// When the database cannot be read.
pub fn journals(store: &Store) -> Result<Vec<Journal>> {
    let states = [State::Posted, State::Sending, State::Uncertain];
    let records = store.records_in(Kind::Journal, &states, 0, usize::MAX)?;
    let read = |record: crate::store::Record| {
        let content: PartContent = serde_json::from_str(record.content.as_deref().unwrap_or("{}"))
            .with_context(|| format!("the stored part {} cannot be read", record.key))?;
        let document = lookup::document(&record)?;
        let header = document.journal_headers.first();
        Ok(Journal {
            posting_date: header.context("a part without an entry")?.posting_date,
            keys: content.keys,
            settlement: record.parent.clone().unwrap_or_default(),
            currency: record.currency,
            state: record.state,
            key: record.key,
            document,
        })
    };
    records.into_iter().map(read).collect()
}

/// Every settlement that is known, open ones too.
///
/// # Errors
/// When the database cannot be read.
pub fn groups(store: &Store) -> Result<Vec<Group>> {
    let read = |record: crate::store::Record| {
        let stored = StoredSettlement::of(&record)?;
        let beginning = stored
            .group
            .as_ref()
            .filter(|group| group.beginning_balance.is_some())
            .map(|group| GroupFacts::from(group).beginning);
        let group = stored.group.as_ref();
        Ok(Group {
            trace_id: group.and_then(|group| group.trace_id.clone()),
            state: record.state,
            currency: stored.currency(),
            start: stored.start(),
            end: stored.end(),
            beginning,
            left: Frozen::of(&record)?.map(|frozen| frozen.end),
            key: record.key,
        })
    };
    stored::all(store)?.into_iter().map(read).collect()
}
