//! Records: reading them, and the step that changes one.

use chrono::{DateTime, Utc};
use rusqlite::types::Type;
use rusqlite::{OptionalExtension, Row, params};

use super::{Result, Store, some_time, time_of, time_text};
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
    /// When it was first seen shipped.
    pub first_shipped: Option<DateTime<Utc>>,
    /// Since when it stands in its state.
    pub waiting_since: Option<DateTime<Utc>>,
    /// When its content was last read from Amazon.
    pub read_at: Option<DateTime<Utc>>,
    /// When anything of it last changed.
    pub updated_at: DateTime<Utc>,
}

pub(super) const COLUMNS: &str = "id, kind, key, parent, state, reason, detail, marketplace, customer, amount, currency, \
    version, content, document, document_sha256, sage, attempt, missed_at, first_seen, first_shipped, \
    waiting_since, read_at, updated_at";

impl Record {
    pub(super) fn from_row(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            id: row.get(0)?,
            kind: word(&row.get::<_, String>(1)?, 1, Kind::from_word)?,
            key: row.get(2)?,
            parent: row.get(3)?,
            state: word(&row.get::<_, String>(4)?, 4, State::from_word)?,
            reason: row.get(5)?,
            detail: row.get(6)?,
            marketplace: row.get(7)?,
            customer: row.get(8)?,
            amount: some_word(row.get(9)?, 9, |text| Amount::parse(text).ok())?,
            currency: some_word(row.get(10)?, 10, |text| Currency::parse(text).ok())?,
            version: some_time(row.get(11)?)?,
            content: row.get(12)?,
            document: row.get(13)?,
            document_sha256: row.get(14)?,
            sage: row.get(15)?,
            attempt: row.get(16)?,
            missed_at: some_time(row.get(17)?)?,
            first_seen: time_of(&row.get::<_, String>(18)?)?,
            first_shipped: some_time(row.get(19)?)?,
            waiting_since: some_time(row.get(20)?)?,
            read_at: some_time(row.get(21)?)?,
            updated_at: time_of(&row.get::<_, String>(22)?)?,
        })
    }
}

fn word<T>(text: &str, column: usize, read: impl Fn(&str) -> Option<T>) -> rusqlite::Result<T> {
    read(text).ok_or_else(|| {
        rusqlite::Error::FromSqlConversionFailure(
            column,
            Type::Text,
            format!("`{text}` is no such word").into(),
        )
    })
}

fn some_word<T>(
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
    /// When it was first seen shipped.
    pub first_shipped: Option<DateTime<Utc>>,
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

/// How many records stand in a state for a reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Count {
    /// The kind.
    pub kind: Kind,
    /// The state.
    pub state: State,
    /// The reason code, or an empty text.
    pub reason: String,
    /// How many.
    pub count: i64,
    /// Since when the oldest has stood there.
    pub oldest: Option<DateTime<Utc>>,
}

/// What other passes need of an order, without its content.
#[derive(Debug, Clone)]
pub struct OrderBrief {
    /// Where it stands.
    pub state: State,
    /// The reason code.
    pub reason: Option<String>,
    /// What its document adds up to.
    pub amount: Option<Amount>,
    /// Amazon's marketplace id.
    pub marketplace: Option<String>,
}

impl Store {
    /// Where an order stands; `None` when it was never read.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn order_brief(&self, id: &str) -> Result<Option<OrderBrief>> {
        self.sql(|c| {
            c.prepare_cached(
                "SELECT state, reason, amount, marketplace FROM record WHERE kind = 'order' AND key = ?1",
            )?
            .query_row(params![id], |row| {
                Ok(OrderBrief {
                    state: word(&row.get::<_, String>(0)?, 0, State::from_word)?,
                    reason: row.get(1)?,
                    amount: some_word(row.get(2)?, 2, |text| Amount::parse(text).ok())?,
                    marketplace: row.get(3)?,
                })
            })
            .optional()
        })
    }

    /// The record of a key.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn record(&self, kind: Kind, key: &str) -> Result<Option<Record>> {
        self.sql(|c| {
            c.prepare_cached(&format!(
                "SELECT {COLUMNS} FROM record WHERE kind = ?1 AND key = ?2"
            ))?
            .query_row(params![kind.word(), key], Record::from_row)
            .optional()
        })
    }

    /// The record of a row.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn record_by_id(&self, id: i64) -> Result<Option<Record>> {
        self.sql(|c| {
            c.prepare_cached(&format!("SELECT {COLUMNS} FROM record WHERE id = ?1"))?
                .query_row(params![id], Record::from_row)
                .optional()
        })
    }

    /// Records of a kind in one of the states, by row, after a given row: to walk many without holding them.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn records_in(&self, kind: Kind, states: &[State], after: i64, most: usize) -> Result<Vec<Record>> {
        // A state at a time, each straight from its index; what is beyond `most` is read by the next call.
        let sql = format!(
            "SELECT {COLUMNS} FROM record WHERE kind = ?1 AND state = ?2 AND id > ?3 ORDER BY id LIMIT ?4"
        );
        let limit = i64::try_from(most).unwrap_or(i64::MAX);
        let mut records = Vec::new();
        for state in states {
            let found: Vec<Record> = self.sql(|c| {
                let values = params![kind.word(), state.word(), after, limit];
                c.prepare_cached(&sql)?
                    .query_map(values, Record::from_row)?
                    .collect()
            })?;
            records.extend(found);
        }
        records.sort_by_key(|record| record.id);
        records.truncate(most);
        Ok(records)
    }

    /// The parts of a record.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn parts(&self, kind: Kind, parent: &str) -> Result<Vec<Record>> {
        self.sql(|c| {
            c.prepare_cached(&format!(
                "SELECT {COLUMNS} FROM record WHERE kind = ?1 AND parent = ?2 ORDER BY id"
            ))?
            .query_map(params![kind.word(), parent], Record::from_row)?
            .collect()
        })
    }

    /// Every record that a person may mean by a key, whatever its kind.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn records_named(&self, key: &str) -> Result<Vec<Record>> {
        let kinds: Vec<_> = Kind::ALL
            .into_iter()
            .map(|kind| self.record(kind, key))
            .collect::<Result<_>>()?;
        Ok(kinds.into_iter().flatten().collect())
    }

    /// Open records counted by kind, state and reason: everything but posted and skipped.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn open_counts(&self) -> Result<Vec<Count>> {
        self.sql(|c| {
            c.prepare_cached(
                "SELECT kind, state, coalesce(reason, ''), count(*), min(waiting_since) FROM record \
                 WHERE state NOT IN ('posted', 'skipped') GROUP BY 1, 2, 3 ORDER BY 1, 2, 3",
            )?
            .query_map([], |row| {
                Ok(Count {
                    kind: word(&row.get::<_, String>(0)?, 0, Kind::from_word)?,
                    state: word(&row.get::<_, String>(1)?, 1, State::from_word)?,
                    reason: row.get(2)?,
                    count: row.get(3)?,
                    oldest: some_time(row.get(4)?)?,
                })
            })?
            .collect()
        })
    }

    /// Whether any record of a kind was ever posted from this database.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn has_posted(&self, kind: Kind) -> Result<bool> {
        self.sql(|c| {
            c.query_row(
                "SELECT EXISTS (SELECT 1 FROM record WHERE kind = ?1 AND state = 'posted')",
                params![kind.word()],
                |row| row.get(0),
            )
        })
    }

    /// Posted orders that Sage's stock may not show yet: posted since a moment, or (when asked) without an invoice.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn posted_orders(
        &self,
        since: Option<DateTime<Utc>>,
        uninvoiced: bool,
        after: i64,
        most: usize,
    ) -> Result<Vec<Record>> {
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        self.sql(|c| {
            c.prepare_cached(&format!(
                "SELECT {COLUMNS} FROM record WHERE kind = 'order' AND state = 'posted' AND id > ?1 \
                 AND (waiting_since >= ?2 OR (?3 AND sage LIKE '%\"invoiceNumber\":null%')) ORDER BY id LIMIT ?4"
            ))?
            .query_map(
                params![after, since.map(time_text), uninvoiced, most],
                Record::from_row,
            )?
            .collect()
        })
    }

    /// Keys of orders that have waited for Amazon since before `waiting`, not read again since `read`.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn waiting_orders(
        &self,
        waiting: DateTime<Utc>,
        read: DateTime<Utc>,
        most: usize,
    ) -> Result<Vec<String>> {
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        self.sql(|c| {
            c.prepare_cached(
                "SELECT key FROM record WHERE kind = 'order' AND state = 'staged' AND first_seen < ?1 \
                 AND read_at < ?2 ORDER BY read_at LIMIT ?3",
            )?
            .query_map(params![time_text(waiting), time_text(read), most], |row| {
                row.get(0)
            })?
            .collect()
        })
    }
}
