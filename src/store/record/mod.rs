//! Records: reading them, and the step that changes one.

mod bare;
mod page;
mod queries;

use chrono::{DateTime, Utc};
use rusqlite::Row;
use rusqlite::types::{Type, ValueRef};

pub use self::bare::Bare;
pub use self::page::RecordFilter;
pub use self::queries::{Count, OrderBrief};
use super::digest::Digest;
use super::packed::text_of;
use super::{some_time, time_of};
use crate::books::record::{Kind, State};
use crate::money::{Amount, Currency};

/// A record as it stands.
#[derive(Debug, Clone)]
pub struct Record {
    /// The row.
    pub id: i64,
    /// What it is.
    pub kind: Kind,
    /// Its natural key, such as the Amazon order id.
    pub key: String,
    /// The record it is a part of.
    pub parent: Option<String>,
    /// Where it stands.
    pub state: State,
    /// The reason code of a hold, a failure or a skip, or what it waits for.
    pub reason: Option<String>,
    /// The same in a person's words, with what to do.
    pub detail: Option<String>,
    /// Amazon's marketplace id.
    pub marketplace: Option<String>,
    /// The Sage customer.
    pub customer: Option<String>,
    /// What the document adds up to.
    pub amount: Option<Amount>,
    /// The currency of `amount`.
    pub currency: Option<Currency>,
    /// Amazon's version of the content: when it was last updated.
    pub version: Option<DateTime<Utc>>,
    /// What was read from Amazon, in own types, as JSON.
    pub content: Option<String>,
    /// The exact document for Sage.
    pub document: Option<String>,
    /// Its SHA-256.
    pub document_sha256: Option<String>,
    /// Sage's numbers, as JSON.
    pub sage: Option<String>,
    /// How many times it was sent.
    pub attempt: i64,
    /// Sage's time at the first lookup that did not find an uncertain document.
    pub missed_at: Option<DateTime<Utc>>,
    /// When it was first read.
    pub first_seen: DateTime<Utc>,
    /// When it was shipped, by Amazon's word; in older databases, when it was first seen shipped.
    pub shipped: Option<DateTime<Utc>>,
    /// Since when it stands in its state.
    pub waiting_since: Option<DateTime<Utc>>,
    /// When its content was last read from Amazon.
    pub read_at: Option<DateTime<Utc>>,
    /// When anything of it last changed.
    pub updated_at: DateTime<Utc>,
}

pub(super) const COLUMNS: &str = "id, kind, key, parent, state, reason, detail, marketplace, customer, amount, currency, \
    version, content, document, document_sha256, sage, attempt, missed_at, first_seen, first_shipped, \
    waiting_since, read_at, updated_at, content_packed, document_packed";

impl Record {
    /// Whether it stands like this already, so that there is nothing to write.
    pub fn stands(&self, state: State, code: &str, detail: &str) -> bool {
        self.state == state && self.reason.as_deref() == Some(code) && self.detail.as_deref() == Some(detail)
    }

    pub(super) fn from_row(row: &Row<'_>) -> rusqlite::Result<Self> {
        let state = word(&row.get::<_, String>(4)?, 4, State::from_word)?;
        let first_seen = time_of(&row.get::<_, String>(18)?)?;
        let updated_at = time_of(&row.get::<_, String>(22)?)?;
        // A posted record that did not change since keeps no second time of it, and one that was read once none of that.
        let posted = (state == State::Posted).then_some(updated_at);
        Ok(Self {
            id: row.get(0)?,
            kind: word(&row.get::<_, String>(1)?, 1, Kind::from_word)?,
            key: row.get(2)?,
            parent: row.get(3)?,
            state,
            reason: row.get(5)?,
            detail: row.get(6)?,
            marketplace: row.get(7)?,
            customer: row.get(8)?,
            amount: some_word(row.get(9)?, 9, |text| Amount::parse(text).ok())?,
            currency: some_word(row.get(10)?, 10, |text| Currency::parse(text).ok())?,
            version: moment_of(row, 11)?,
            content: text_of(row, 12, 23)?,
            document: text_of(row, 13, 24)?,
            document_sha256: row.get::<_, Option<Digest<String>>>(14)?.map(|hash| hash.0),
            sage: row.get(15)?,
            attempt: row.get(16)?,
            missed_at: some_time(row.get(17)?)?,
            first_seen,
            shipped: moment_of(row, 19)?,
            waiting_since: some_time(row.get(20)?)?.or(posted),
            read_at: some_time(row.get(21)?)?.or(Some(first_seen)),
            updated_at,
        })
    }
}

/// A time that is kept as a number, in microseconds since 1970; by earlier versions as text.
fn moment_of(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<DateTime<Utc>>> {
    match row.get_ref(column)? {
        ValueRef::Integer(micros) => DateTime::from_timestamp_micros(micros)
            .map(Some)
            .ok_or(rusqlite::Error::IntegralValueOutOfRange(column, micros)),
        _ => some_time(row.get(column)?),
    }
}

pub(super) fn word<T>(text: &str, column: usize, read: impl Fn(&str) -> Option<T>) -> rusqlite::Result<T> {
    read(text).ok_or_else(|| {
        rusqlite::Error::FromSqlConversionFailure(
            column,
            Type::Text,
            format!("`{text}` is no such word").into(),
        )
    })
}

pub(super) fn some_word<T>(
    text: Option<String>,
    column: usize,
    read: impl Fn(&str) -> Option<T>,
) -> rusqlite::Result<Option<T>> {
    text.map(|text| word(&text, column, read)).transpose()
}

/// A record that is met for the first time.
#[derive(Debug, Clone)]
pub struct NewRecord<'a> {
    /// What it is.
    pub kind: Kind,
    /// Its natural key.
    pub key: &'a str,
    /// The record it is a part of.
    pub parent: Option<&'a str>,
    /// Amazon's marketplace id.
    pub marketplace: Option<&'a str>,
    /// Amazon's version of the content.
    pub version: Option<DateTime<Utc>>,
    /// The content.
    pub content: Option<&'a str>,
    /// The total that Amazon states.
    pub amount: Option<Amount>,
    /// Its currency.
    pub currency: Option<Currency>,
}

/// One step of a record: where it goes, why, and what is stored with it.
///
/// `None` leaves a column as it is, except reason and detail, which always belong to the step.
#[derive(Debug, Clone, Default)]
pub struct Step<'a> {
    /// Where it goes.
    pub to: Option<State>,
    /// The audit log's word for what happened, such as `planned` or `sent`.
    pub event: &'a str,
    /// The reason code.
    pub reason: Option<&'a str>,
    /// What a person must know and do.
    pub detail: Option<&'a str>,
    /// New content with its version.
    pub content: Option<(&'a str, DateTime<Utc>)>,
    /// The document and its SHA-256.
    pub document: Option<(&'a str, &'a str)>,
    /// Sage's numbers as JSON.
    pub sage: Option<&'a str>,
    /// A short name of the Sage document for the audit log, such as `invoice IN0001`.
    pub sage_name: Option<&'a str>,
    /// The Sage customer.
    pub customer: Option<&'a str>,
    /// The document's total.
    pub amount: Option<(Amount, Currency)>,
    /// Sage's time at the first lookup that found nothing; `Some(None)` forgets it.
    pub missed_at: Option<Option<DateTime<Utc>>>,
    /// When it was shipped, by Amazon's word; in older databases, when it was first seen shipped.
    pub shipped: Option<DateTime<Utc>>,
    /// SHA-256 of what was sent.
    pub request_sha256: Option<&'a str>,
    /// SHA-256 of the answer.
    pub answer_sha256: Option<&'a str>,
    /// Whether this is a new send.
    pub sends: bool,
    /// A posted record goes back to be sent again, by a person's word and with Sage asked.
    pub reopens: bool,
}

impl<'a> Step<'a> {
    /// A step to a state.
    pub fn to(state: State, event: &'a str) -> Self {
        Self {
            to: Some(state),
            event,
            ..Self::default()
        }
    }

    /// With a reason code and a person's words.
    #[must_use]
    pub fn because(mut self, reason: &'a str, detail: &'a str) -> Self {
        (self.reason, self.detail) = (Some(reason), Some(detail));
        self
    }
}
