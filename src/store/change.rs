//! A change: one transaction in which records step, exceptions open and close, and the audit log grows.
//!
//! The audit row stands in the same transaction as the state it tells of, so neither is ever there alone.
//! A change that is dropped without [`Change::commit`] leaves nothing behind.

use std::cell::RefCell;

use chrono::{DateTime, Utc};
use rusqlite::{OptionalExtension, ToSql, Transaction, params};

use super::audit::{Entry, hash_of};
use super::author::Author;
use super::digest::Digest;
use super::packed::kept;
use super::proof::{RECORD, Table};
use super::record::{NewRecord, Record, Step};
use super::{Result, Store, StoreError, time_text};
use crate::books::decision::Word;
use crate::books::record::State;
use crate::rehearsal;

/// An open transaction of one run.
#[derive(Debug)]
pub struct Change<'s> {
    pub(super) transaction: Transaction<'s>,
    pub(super) store: &'s Store,
    pub(super) run: i64,
    pub(super) now: DateTime<Utc>,
    seller: &'s str,
    pub(super) actor: &'s str,
    happened: RefCell<Vec<Happened>>,
}

/// What a committed change did with a record, in a few words for the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Happened {
    /// The record's key.
    pub key: String,
    /// The audit row in words.
    pub words: String,
}

impl Happened {
    /// The words for an entry about a record.
    fn of(entry: &Entry<'_>) -> Option<Self> {
        if entry.key.is_empty() {
            return None;
        }
        let mut words = vec![
            entry.event.to_owned(),
            entry.kind.to_owned(),
            entry.sage.to_owned(),
        ];
        words.extend(entry.amount.map(|amount| amount.to_string()));
        words.extend(entry.currency.map(|currency| currency.code().to_owned()));
        words.push(entry.reason.to_owned());
        words.retain(|word| !word.is_empty());
        Some(Self {
            key: entry.key.to_owned(),
            words: words.join(" "),
        })
    }
}

impl Store {
    /// Begins a change in the name of a run.
    ///
    /// # Errors
    /// When the database is held or cannot be written.
    pub fn begin<'s>(
        &'s self,
        run: i64,
        seller: &'s str,
        actor: &'s str,
        now: DateTime<Utc>,
    ) -> Result<Change<'s>> {
        Ok(Change {
            transaction: self.alone()?,
            store: self,
            run,
            now,
            seller,
            actor,
            happened: RefCell::default(),
        })
    }
}

impl Change<'_> {
    /// Stores a record that is met for the first time, as staged, and returns its row.
    ///
    /// # Errors
    /// When it is there already, or the database cannot be written.
    pub fn stage(&mut self, new: &NewRecord<'_>) -> Result<i64> {
        let now = time_text(self.now);
        let (content, packed_content) = kept(new.content);
        self.sql(|c| {
            c.prepare_cached(
                "INSERT INTO record (seller, kind, key, parent, state, marketplace, amount, currency, version, \
                 content, first_seen, waiting_since, read_at, updated_at, content_sha256, content_packed) \
                 VALUES (?1, ?2, ?3, ?4, 'staged', ?5, ?6, ?7, ?8, ?9, ?10, ?10, NULL, ?10, ?11, ?12)",
            )?
            .execute(params![
                self.seller,
                new.kind.word(),
                new.key,
                new.parent,
                new.marketplace,
                new.amount.map(|amount| amount.to_string()),
                new.currency.map(|currency| currency.code().to_owned()),
                new.version.map(|at| at.timestamp_micros()),
                content,
                now,
                new.content.map(|content| Digest(hash_of(content.as_bytes()))),
                packed_content,
            ])
        })?;
        let id = self.transaction.last_insert_rowid();
        let entry = Entry {
            event: "read",
            kind: new.kind.word(),
            key: new.key,
            amount: new.amount,
            currency: new.currency,
            ..Entry::default()
        };
        self.prove(&entry, &RECORD, '+', id)?;
        Ok(id)
    }

    /// Takes a record one step further and writes the audit row of it.
    ///
    /// # Errors
    /// [`StoreError::Step`] when the states do not allow it, or the database cannot be written.
    pub fn step(&mut self, record: &Record, step: &Step<'_>) -> Result<()> {
        let to = step.to.unwrap_or(record.state);
        let allowed = record.state == to && !step.sends
            || record.state.may_become(to)
            || step.reopens && record.state.may_be_sent_again();
        if !allowed {
            return Err(StoreError::Step {
                kind: record.kind.to_string(),
                key: record.key.clone(),
                from: record.state.to_string(),
                to: to.to_string(),
            });
        }
        if record.state == State::Skipped && to != State::Skipped {
            self.refuse_decided(record)?;
        }
        let changed = self.write(record, to, step)?;
        if changed != 1 {
            return Err(StoreError::Step {
                kind: record.kind.to_string(),
                key: record.key.clone(),
                from: format!("{} (changed meanwhile)", record.state),
                to: to.to_string(),
            });
        }
        let (amount, currency) = step
            .amount
            .map_or((record.amount, record.currency), |(a, c)| (Some(a), Some(c)));
        self.hash_content(record.id)?;
        let entry = Entry {
            event: step.event,
            kind: record.kind.word(),
            key: &record.key,
            sage: step.sage_name.unwrap_or_default(),
            amount,
            currency,
            reason: step.reason.unwrap_or_default(),
            request_sha256: step.request_sha256.unwrap_or_default(),
            answer_sha256: step.answer_sha256.unwrap_or_default(),
        };
        self.prove(&entry, &RECORD, '=', record.id)
    }

    /// Takes a ready record to be sent, and gives it back as it then stands: its texts are as they were, so nothing is read
    /// and unpacked again.
    ///
    /// # Errors
    /// As [`Change::step`].
    pub fn send(&mut self, record: Record) -> Result<Record> {
        let step = Step {
            sends: true,
            request_sha256: record.document_sha256.as_deref(),
            ..Step::to(State::Sending, "sending")
        };
        self.step(&record, &step)?;
        Ok(Record {
            state: State::Sending,
            reason: None,
            detail: None,
            attempt: record.attempt + 1,
            waiting_since: Some(self.now),
            updated_at: self.now,
            ..record
        })
    }

    /// What a person decided never to send takes no further step until a person lifts that.
    fn refuse_decided(&self, record: &Record) -> Result<()> {
        match self.store.binding_decision(record.id)? {
            Some(decision) if decision.word == Word::Skip => {
                Err(StoreError::Decided(decision.said(&record.key)))
            }
            _ => Ok(()),
        }
    }

    /// A record of an earlier version gets the hash of its content with its next step, and its texts are packed.
    fn hash_content(&self, id: i64) -> Result<()> {
        let unhashed: Option<String> = self.sql(|c| {
            c.prepare_cached(
                "SELECT content FROM record WHERE id = ?1 AND content_sha256 IS NULL AND content IS NOT NULL",
            )?
            .query_row(params![id], |row| row.get(0))
            .optional()
        })?;
        if let Some(content) = unhashed {
            let hash = Digest(hash_of(content.as_bytes()));
            self.sql(|c| {
                c.execute(
                    "UPDATE record SET content_sha256 = ?2 WHERE id = ?1",
                    params![id, hash],
                )
            })?;
        }
        self.store.pack_record(id)
    }

    fn write(&self, record: &Record, to: State, step: &Step<'_>) -> Result<usize> {
        let now = time_text(self.now);
        let (content, packed_content) = kept(step.content.map(|(content, _)| content));
        let (document, packed_document) = kept(step.document.map(|(document, _)| document));
        self.sql(|c| {
            c.prepare_cached(
                "UPDATE record SET state = ?2, reason = ?3, detail = ?4, \
                 content = CASE WHEN ?19 IS NULL THEN content ELSE ?5 END, \
                 content_packed = CASE WHEN ?19 IS NULL THEN content_packed ELSE ?20 END, \
                 content_sha256 = coalesce(?19, content_sha256), \
                 version = coalesce(?6, version), \
                 read_at = CASE WHEN ?19 IS NULL THEN read_at ELSE ?7 END, \
                 document = CASE WHEN ?9 IS NULL THEN document ELSE ?8 END, \
                 document_packed = CASE WHEN ?9 IS NULL THEN document_packed ELSE ?21 END, \
                 document_sha256 = coalesce(?9, document_sha256), \
                 sage = coalesce(?10, sage), customer = coalesce(?11, customer), \
                 amount = coalesce(?12, amount), currency = coalesce(?13, currency), \
                 missed_at = CASE WHEN ?14 THEN ?15 ELSE missed_at END, \
                 first_shipped = coalesce(?16, first_shipped), attempt = attempt + ?17, \
                 waiting_since = CASE WHEN state = ?2 AND reason IS ?3 THEN coalesce(waiting_since, updated_at) \
                 WHEN ?2 = 'posted' THEN NULL ELSE ?7 END, \
                 updated_at = ?7 \
                 WHERE id = ?1 AND state = ?18",
            )?
            .execute(params![
                record.id,
                to.word(),
                step.reason,
                step.detail,
                content,
                step.content.map(|(_, version)| version.timestamp_micros()),
                now,
                document,
                step.document.map(|(_, hash)| Digest(hash)),
                step.sage,
                step.customer,
                step.amount.map(|(amount, _)| amount.to_string()),
                step.amount.map(|(_, currency)| currency.code().to_owned()),
                step.missed_at.is_some(),
                step.missed_at.flatten().map(time_text),
                step.shipped.map(|at| at.timestamp_micros()),
                i64::from(step.sends),
                record.state.word(),
                step.content.map(|(content, _)| Digest(hash_of(content.as_bytes()))),
                packed_content,
                packed_document,
            ])
        })
    }

    /// Notes that a record was read again and had not changed.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn touch(&self, id: i64) -> Result<()> {
        let now = time_text(self.now);
        self.sql(|c| {
            c.prepare_cached("UPDATE record SET read_at = ?2 WHERE id = ?1")?
                .execute(params![id, now])
        })?;
        Ok(())
    }

    /// The record of a key, as this change sees it.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn record(&self, kind: crate::books::record::Kind, key: &str) -> Result<Option<Record>> {
        self.store.record(kind, key)
    }

    /// Appends a row to the audit log.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn audit(&mut self, entry: &Entry<'_>) -> Result<()> {
        self.happened.borrow_mut().extend(Happened::of(entry));
        self.store.append(self.author(), entry, "", "")
    }

    /// Appends a row that proves a row of another table.
    pub(super) fn prove(&self, entry: &Entry<'_>, table: &Table, sign: char, id: i64) -> Result<()> {
        self.happened.borrow_mut().extend(Happened::of(entry));
        self.store.prove(self.author(), entry, table, sign, id)
    }

    /// Writes to one row of a table, and its proof into the log.
    pub(super) fn watched<T>(
        &self,
        event: &str,
        table: &Table,
        id: &[&dyn ToSql],
        write: impl FnOnce(&rusqlite::Connection) -> rusqlite::Result<T>,
    ) -> Result<T> {
        self.store.watched(self.author(), event, table, id, write)
    }

    fn author(&self) -> Author<'_> {
        Author {
            run: self.run,
            actor: self.actor,
            at: self.now,
        }
    }

    /// Makes the change durable: once this returns, a power cut does not undo it.
    ///
    /// # Errors
    /// When the database cannot be written; then nothing of the change is there.
    pub fn commit(self) -> Result<Vec<Happened>> {
        let path = self.store.path.clone();
        self.transaction
            .commit()
            .map_err(|error| StoreError::from_sqlite(error, &path))?;
        rehearsal::point();
        Ok(self.happened.into_inner())
    }

    pub(super) fn sql<T>(&self, run: impl FnOnce(&rusqlite::Connection) -> rusqlite::Result<T>) -> Result<T> {
        run(&self.transaction).map_err(|error| StoreError::from_sqlite(error, &self.store.path))
    }
}
