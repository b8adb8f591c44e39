//! What waits for somebody or for something, with its age: records that are not at their end, and open exceptions.

use std::io;

use anyhow::Result;
use chrono::{DateTime, Utc};

use super::Source;
use super::rows::Span;
use crate::books::reason;
use crate::books::record::{Kind, State};
use crate::store::{Record, time_text};
use crate::terminal::{RowCell as Cell, RowFile};

/// The columns, in their order.
pub(super) const COLUMNS: &[&str] = &[
    "kind",
    "key",
    "state",
    "reason",
    "detail",
    "amount",
    "currency",
    "since_utc",
    "age_days",
    "what_to_do",
];

/// One of them.
#[derive(Debug, Clone)]
pub(in crate::cli) struct OpenItem {
    /// The kind of its record.
    pub kind: String,
    /// Its key.
    pub key: String,
    /// Where it stands, or `exception`.
    pub state: String,
    /// The code of the reason, or the exception's kind.
    pub reason: String,
    /// What is known about it.
    pub detail: String,
    /// Its amount, or blank.
    pub amount: String,
    /// Its currency, or blank.
    pub currency: String,
    /// Since when it is open.
    pub since: String,
    /// Days from then to now, or to the end of the period.
    pub age_days: i64,
    /// What a person should do.
    pub advice: String,
}

/// All that are open and began no later than the span's period ends, the oldest first.
pub(super) fn all(source: &Source, span: &Span, now: DateTime<Utc>) -> Result<Vec<OpenItem>> {
    let mut items = Vec::new();
    for kind in Kind::ALL {
        source.store.each_record(kind, |record| {
            if !matches!(record.state, State::Posted | State::Skipped) {
                items.push(of_record(&record, now));
            }
            true
        })?;
    }
    for one in source.store.open_exceptions()? {
        items.push(OpenItem {
            kind: one.record_kind,
            key: one.key,
            state: "exception".to_owned(),
            reason: one.kind,
            detail: one.figures,
            amount: String::new(),
            currency: String::new(),
            since: time_text(one.opened_at),
            age_days: (now - one.opened_at).num_days(),
            advice: one.advice,
        });
    }
    items.retain(|item| span.holds_until(&item.since));
    items.sort_by(|one, other| one.since.cmp(&other.since));
    Ok(items)
}

fn of_record(record: &Record, now: DateTime<Utc>) -> OpenItem {
    let since = record.waiting_since.unwrap_or(record.first_seen);
    let reason = record.reason.clone().unwrap_or_default();
    OpenItem {
        kind: record.kind.word().to_owned(),
        key: record.key.clone(),
        state: record.state.word().to_owned(),
        advice: reason::of_code(&reason)
            .map_or("", |known| known.advice)
            .to_owned(),
        reason,
        detail: record.detail.clone().unwrap_or_default(),
        amount: record.amount.map(|amount| amount.to_string()).unwrap_or_default(),
        currency: record
            .currency
            .map(|currency| currency.to_string())
            .unwrap_or_default(),
        since: time_text(since),
        age_days: (now - since).num_days(),
    }
}

/// Writes a row for each.
pub(super) fn write(source: &Source, span: &Span, now: DateTime<Utc>, file: &mut RowFile) -> Result<()> {
    for item in all(source, span, now)? {
        row(&item, file)?;
    }
    Ok(())
}

fn row(item: &OpenItem, file: &mut RowFile) -> io::Result<()> {
    let age = item.age_days.to_string();
    file.row(&[
        Cell::Text(&item.kind),
        Cell::Text(&item.key),
        Cell::Text(&item.state),
        Cell::Text(&item.reason),
        Cell::Text(&item.detail),
        Cell::Figure(&item.amount),
        Cell::Text(&item.currency),
        Cell::Figure(&item.since),
        Cell::Figure(&age),
        Cell::Text(&item.advice),
    ])
}
