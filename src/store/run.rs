//! Runs: who started which pass when, and how it ended.

use chrono::{DateTime, Utc};
use rusqlite::{OptionalExtension, Row, params};

use super::{Result, Store, some_time, time_of, time_text};
use crate::rehearsal;

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
    /// Begins a run and returns its number.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn begin_run(&self, command: &str, actor: &str, now: DateTime<Utc>) -> Result<i64> {
        let id = self.sql(|c| {
            c.execute(
                "INSERT INTO run (command, actor, version, started) VALUES (?1, ?2, ?3, ?4)",
                params![command, actor, env!("CARGO_PKG_VERSION"), time_text(now)],
            )?;
            Ok(c.last_insert_rowid())
        })?;
        rehearsal::point();
        Ok(id)
    }

    /// Ends a run.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn end_run(&self, id: i64, end: RunEnd<'_>, now: DateTime<Utc>) -> Result<()> {
        self.sql(|c| {
            c.execute(
                "UPDATE run SET ended = ?2, status = ?3, summary = ?4 WHERE id = ?1",
                params![id, time_text(now), end.status, end.summary],
            )
        })?;
        rehearsal::point();
        Ok(())
    }

    /// The last run of a command, before a given run.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn last_run(&self, command: &str, before: i64) -> Result<Option<Run>> {
        self.sql(|c| {
            c.query_row(
                "SELECT id, command, actor, started, ended, status, summary FROM run \
                 WHERE command = ?1 AND id < ?2 ORDER BY id DESC LIMIT 1",
                params![command, before],
                run_of,
            )
            .optional()
        })
    }
}

pub(super) fn run_of(row: &Row<'_>) -> rusqlite::Result<Run> {
    Ok(Run {
        id: row.get(0)?,
        command: row.get(1)?,
        actor: row.get(2)?,
        started: time_of(&row.get::<_, String>(3)?)?,
        ended: some_time(row.get(4)?)?,
        status: row.get(5)?,
        summary: row.get(6)?,
    })
}
