//! Runs: who started which pass when, and how it ended.

use chrono::{DateTime, Utc};
use rusqlite::{OptionalExtension, Row, params};

use super::audit::Entry;
use super::author::Author;
use super::proof::RUN;
use super::{Result, Store, some_time, time_of, time_text};
use crate::rehearsal;

/// How much of a pass a run was to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// The pass as a scheduler runs it.
    Whole,
    /// Only what a person named.
    Part,
    /// Nothing was sent.
    DryRun,
}

impl Scope {
    /// The word that stands in the database.
    pub fn word(self) -> &'static str {
        match self {
            Self::Whole => "whole",
            Self::Part => "part",
            Self::DryRun => "dry-run",
        }
    }

    fn from_word(word: &str) -> Option<Self> {
        [Self::Whole, Self::Part, Self::DryRun]
            .into_iter()
            .find(|scope| scope.word() == word)
    }
}

/// A run as it stands.
#[derive(Debug, Clone)]
pub struct Run {
    /// Its number.
    pub id: i64,
    /// The subcommand.
    pub command: String,
    /// OS user and host.
    pub actor: String,
    /// When it began.
    pub started: DateTime<Utc>,
    /// When it ended; `None` while it runs, or when it was killed.
    pub ended: Option<DateTime<Utc>>,
    /// Its exit status.
    pub status: Option<i64>,
    /// Its counts, as JSON.
    pub summary: Option<String>,
    /// How much of the work it was to do.
    pub scope: Scope,
    /// What stopped it, in the words that a person saw.
    pub words: Option<String>,
}

/// How a run ended.
#[derive(Debug, Clone, Copy)]
pub struct RunEnd<'a> {
    /// The exit status.
    pub status: u8,
    /// The counts, as JSON.
    pub summary: &'a str,
}

impl Store {
    /// Begins a run and returns its number. How much it is to do stands there from the first moment on: a dry run that
    /// is killed was never a pass.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn begin_run(&self, (command, scope): (&str, Scope), actor: &str, now: DateTime<Utc>) -> Result<i64> {
        let at = time_text(now);
        let id = self.in_one(|| {
            let id = self.sql(|c| {
                c.execute(
                    "INSERT INTO run (command, actor, version, started, scope) VALUES (?1, ?2, ?3, ?4, ?5)",
                    params![command, actor, env!("CARGO_PKG_VERSION"), at, scope.word()],
                )?;
                Ok(c.last_insert_rowid())
            })?;
            let author = Author {
                run: id,
                actor,
                at: now,
            };
            let key = id.to_string();
            let entry = Entry {
                event: "run-began",
                kind: RUN.name,
                key: &key,
                reason: command,
                ..Entry::default()
            };
            self.prove(author, &entry, &RUN, '+', id)?;
            Ok(id)
        })?;
        self.writer.replace((id, actor.to_owned()));
        rehearsal::point();
        Ok(id)
    }

    /// Ends a run.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn end_run(&self, id: i64, end: RunEnd<'_>, now: DateTime<Utc>) -> Result<()> {
        self.as_author(now, |author| {
            self.watched(author, "run-ended", &RUN, &[&id], |c| {
                c.execute(
                    "UPDATE run SET ended = ?2, status = ?3, summary = ?4 WHERE id = ?1",
                    params![id, time_text(now), end.status, end.summary],
                )
            })
        })?;
        rehearsal::point();
        Ok(())
    }

    /// Keeps what stopped a run, in the words that a person saw.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn keep_words(&self, id: i64, words: &str, now: DateTime<Utc>) -> Result<()> {
        self.as_author(now, |author| {
            self.watched(author, "run-stopped", &RUN, &[&id], |c| {
                c.execute("UPDATE run SET words = ?2 WHERE id = ?1", params![id, words])
            })
        })?;
        Ok(())
    }

    /// The last whole run of a command; with `done`, the last that ended with its work done: with 0, 3 or 7.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn last_whole_run(&self, command: &str, done: bool) -> Result<Option<Run>> {
        let which = if done { "AND status IN (0, 3, 7)" } else { "" };
        self.one_run(&format!("{which} ORDER BY id DESC LIMIT 1"), command)
    }

    /// The first whole run of a command.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn first_whole_run(&self, command: &str) -> Result<Option<Run>> {
        self.one_run("ORDER BY id LIMIT 1", command)
    }

    fn one_run(&self, which: &str, command: &str) -> Result<Option<Run>> {
        self.sql(|c| {
            c.query_row(
                &format!("SELECT {COLUMNS} FROM run WHERE command = ?1 AND scope = 'whole' {which}"),
                params![command],
                run_of,
            )
            .optional()
        })
    }

    /// When anything was run first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn first_run_at(&self) -> Result<Option<DateTime<Utc>>> {
        self.sql(|c| {
            c.query_row("SELECT started FROM run ORDER BY id LIMIT 1", [], |row| {
                time_of(&row.get::<_, String>(0)?)
            })
            .optional()
        })
    }

    /// Whether a run that holds the lock began after this one: then this one is over, however it ended.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn is_followed(&self, run: i64) -> Result<bool> {
        self.sql(|c| {
            c.query_row(
                "SELECT EXISTS (SELECT 1 FROM run WHERE id > ?1 AND command IN \
                 ('pull-orders', 'post-settlements', 'push-inventory', 'replay', 'resolve'))",
                params![run],
                |row| row.get(0),
            )
        })
    }

    /// The passes and replays before a given run that were killed since the last whole or named run of a command ended, oldest
    /// first; dry runs left nothing.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn killed_before(&self, command: &str, run: i64) -> Result<Vec<i64>> {
        self.sql(|c| {
            c.prepare_cached(
                "SELECT id FROM run WHERE command IN (?1, 'replay') AND scope <> 'dry-run' AND id < ?2 AND ended IS NULL \
                 AND id > coalesce((SELECT max(id) FROM run WHERE command = ?1 AND scope <> 'dry-run' AND id < ?2 \
                 AND ended IS NOT NULL), 0) ORDER BY id",
            )?
            .query_map(params![command, run], |row| row.get(0))?
            .collect()
        })
    }

    /// The last run of a command, before a given run.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn last_run(&self, command: &str, before: i64) -> Result<Option<Run>> {
        self.sql(|c| {
            c.query_row(
                &format!("SELECT {COLUMNS} FROM run WHERE command = ?1 AND id < ?2 ORDER BY id DESC LIMIT 1"),
                params![command, before],
                run_of,
            )
            .optional()
        })
    }
}

/// The columns that [`run_of`] reads.
pub(super) const COLUMNS: &str =
    "run.id, run.command, run.actor, run.started, run.ended, run.status, run.summary, run.scope, run.words";

pub(super) fn run_of(row: &Row<'_>) -> rusqlite::Result<Run> {
    Ok(Run {
        id: row.get(0)?,
        command: row.get(1)?,
        actor: row.get(2)?,
        started: time_of(&row.get::<_, String>(3)?)?,
        ended: some_time(row.get(4)?)?,
        status: row.get(5)?,
        summary: row.get(6)?,
        scope: super::record::word(&row.get::<_, String>(7)?, 7, Scope::from_word)?,
        words: row.get(8)?,
    })
}
