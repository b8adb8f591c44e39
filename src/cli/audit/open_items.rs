//! What waits for somebody or for something, with its age: records that are not at their end, and open exceptions.

use std::io;

use anyhow::Result;
use chrono::{DateTime, Utc};

use super::Source;
use super::rows::Span;
use crate::books::reason;
use crate::books::record::{Kind, State};
use crate::pass::statement;
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

impl OpenItem {
    /// Whether anybody has to do something about it; some only wait.
    pub fn asks_for_somebody(&self) -> bool {
        !self.advice.starts_with("nothing")
    }
}

/// All that are open and belong to the span's period or an earlier one, the oldest first.
pub(super) fn all(source: &Source, span: &Span, now: DateTime<Utc>) -> Result<Vec<OpenItem>> {
    let mut items = Vec::new();
    let upto = |since: DateTime<Utc>| span.days_from(since, now);
    for kind in Kind::ALL {
        source.store.each_record(kind, |record| {
            let is_open = !matches!(record.state, State::Posted | State::Skipped);
            if is_open && span.holds_until(&time_text(began(&record))) {
                items.push(of_record(&record, upto));
            }
            true
        })?;
    }
    for one in source.store.open_exceptions()? {
        if !span.holds_until(&time_text(one.opened_at)) {
            continue;
        }
        items.push(OpenItem {
            kind: one.record_kind,
            key: one.key,
            state: "exception".to_owned(),
            reason: one.kind,
            detail: one.figures,
            amount: String::new(),
            currency: String::new(),
            since: time_text(one.opened_at),
            age_days: upto(one.opened_at),
            advice: one.advice,
        });
    }
    items.sort_by(|one, other| one.since.cmp(&other.since));
    Ok(items)
}

/// When what a record stands for began, which may be long before it was read or began to wait.
fn began(record: &Record) -> DateTime<Utc> {
    let own = match record.kind {
        Kind::Settlement => statement::began(record),
        _ => record.shipped,
    };
    let known = record.first_seen;
    own.map_or(known, |own| own.min(known))
}

fn of_record(record: &Record, upto: impl Fn(DateTime<Utc>) -> i64) -> OpenItem {
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
        age_days: upto(since),
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
