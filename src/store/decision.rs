//! Decisions: a person's word on a record, kept for ever and chained in the log with the words in it.
//!
//! Rows are only ever added. The newest word on a record is the one that binds; `reopen` lifts what was said before.

use chrono::{DateTime, Utc};
use rusqlite::{Row, params};

use super::audit::Entry;
use super::proof::DECISION;
use super::record::Record;
use super::{Change, Result, Store, time_of, time_text};
use crate::books::decision::Word;
use crate::books::record::as_word;

/// A decision as it was made.
#[derive(Debug, Clone)]
pub struct Decision {
    /// The row.
    pub id: i64,
    /// What was decided.
    pub word: Word,
    /// The document in Sage that it is about, such as a batch number; or empty.
    pub document: String,
    /// The person's words.
    pub because: String,
    /// OS user and host.
    pub by: String,
    /// The run.
    pub run: i64,
    /// When.
    pub made_at: DateTime<Utc>,
}

impl Decision {
    /// Who said what and when, and how it is lifted.
    pub fn said(&self, key: &str) -> String {
        format!(
            "{key}: not sent, {} decided `{}` on {} (\u{201c}{}\u{201d})\n\
             hint: `resolve {} --reopen --because \"\u{2026}\"` lifts that",
            self.by,
            self.word,
            self.made_at.format("%Y-%m-%d"),
            self.because,
            as_word(key)
        )
    }
}

const COLUMNS: &str = "id, word, document, because, by, run, made_at";

fn decision_of(row: &Row<'_>) -> rusqlite::Result<Decision> {
    Ok(Decision {
        id: row.get(0)?,
        word: super::record::word(&row.get::<_, String>(1)?, 1, Word::from_word)?,
        document: row.get(2)?,
        because: row.get(3)?,
        by: row.get(4)?,
        run: row.get(5)?,
        made_at: time_of(&row.get::<_, String>(6)?)?,
    })
}

impl Store {
    /// Every decision on a record, in the order they were made.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn decisions_on(&self, record: i64) -> Result<Vec<Decision>> {
        self.sql(|c| {
            c.prepare_cached(&format!(
                "SELECT {COLUMNS} FROM decision WHERE record = ?1 ORDER BY id"
            ))?
            .query_map(params![record], decision_of)?
            .collect()
        })
    }

    /// The decision that binds a record: its newest word on what becomes of it; `None` when there is none, or it was
    /// reopened. A closed exception binds nothing but itself.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn binding_decision(&self, record: i64) -> Result<Option<Decision>> {
        let newest: Vec<Decision> = self.sql(|c| {
            c.prepare_cached(&format!(
                "SELECT {COLUMNS} FROM decision WHERE record = ?1 AND word <> 'close' ORDER BY id DESC LIMIT 1"
            ))?
            .query_map(params![record], decision_of)?
            .collect()
        })?;
        Ok(newest
            .into_iter()
            .next()
            .filter(|decision| decision.word != Word::Reopen))
    }
}

impl Change<'_> {
    /// Keeps a person's word on a record, in the same transaction as what follows from it.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn decide(&mut self, record: &Record, word: Word, document: &str, because: &str) -> Result<()> {
        self.sql(|c| {
            c.execute(
                "INSERT INTO decision (record, word, document, because, by, run, made_at) \
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                params![
                    record.id,
                    word.word(),
                    document,
                    because,
                    self.actor,
                    self.run,
                    time_text(self.now)
                ],
            )
        })?;
        let id = self.transaction.last_insert_rowid();
        let reason = format!("{}: {because}", word.word());
        let entry = Entry {
            event: "decision",
            kind: record.kind.word(),
            key: &record.key,
            sage: document,
            reason: &reason,
            ..Entry::default()
        };
        self.prove(&entry, &DECISION, '+', id)
    }
}
