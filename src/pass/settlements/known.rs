//! What other passes need of settlements: what each began with, and what it left for the next one.

use anyhow::Result;
use chrono::{DateTime, Utc};

use super::stored::{self, Frozen, StoredSettlement};
use crate::books::journal::{GroupFacts, PeriodEnd};
use crate::books::reason;
use crate::books::record::State;
use crate::money::{Amount, Currency};
use crate::store::Store;

/// A settlement, as Amazon tells it and as it was frozen.
#[derive(Debug, Clone)]
pub struct Group {
    /// The key of its record.
    pub key: String,
    /// Each of its ids.
    pub ids: Vec<String>,
    /// Where it stands.
    pub state: State,
    /// The code of the reason why it stands there, where there is one.
    pub reason: Option<String>,
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

impl Group {
    /// Whether a person left it out, as one that is entered by hand or not at all.
    #[must_use]
    pub fn is_left_out(&self) -> bool {
        self.state == State::Skipped && self.reason.as_deref() == Some(reason::DECIDED.code)
    }

    /// Whether a text has one of its ids among its words.
    #[must_use]
    pub fn is_named(&self, text: &str) -> bool {
        let mut words = text.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | ':' | '(' | ')'));
        words.any(|word| word == self.key || self.ids.iter().any(|id| id == word))
    }
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
            ids: stored.ids().into_iter().map(str::to_owned).collect(),
            state: record.state,
            reason: record.reason.clone(),
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
