//! The local SQLite file: records, exceptions, the audit log, watermarks, budgets, sealed credentials, runs.
//!
//! WAL with `synchronous=FULL`: a commit that returned survives a power cut, which the promise "never twice"
//! rests on. Every change of a record and its audit row stand in one transaction ([`Change`]). This is the
//! only room that knows SQL.

mod archive;
mod audit;
mod audit_search;
mod budget;
mod change;
mod credential;
mod error;
mod exception;
mod fact;
mod lock;
mod migration;
mod prune;
mod record;
mod run;
mod settled;
mod standing;
mod verify;
mod watermark;

use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono::{DateTime, SecondsFormat, Utc};
use rusqlite::{Connection, OpenFlags};

pub use audit::{AuditRow, Chain, Entry, GENESIS, hash_of};
pub use audit_search::AuditFilter;
pub use change::Change;
pub use credential::StoredCredential;
pub use error::StoreError;
pub use exception::{KnownException, NewException, OpenException};
pub use lock::PassLock;
pub use migration::NEWEST;
pub use prune::Prunable;
pub use record::{Count, NewRecord, OrderBrief, Record, Step};
pub use run::{Run, RunEnd};
pub use settled::{NewSettled, Settled};
pub use standing::Size;
pub use verify::{Break, Disagreement, Tampering, Verified};
pub use watermark::{Cursor, Watermark};

use crate::rehearsal;

/// The result of everything here.
pub type Result<T> = std::result::Result<T, StoreError>;

/// An open database.
#[derive(Debug)]
pub struct Store {
    connection: Connection,
    path: PathBuf,
}

impl Store {
    /// Opens the database, creating it when it is not there, and brings its schema up to date.
    ///
    /// # Errors
    /// When the folder cannot be written, the file is damaged, is of a newer version, or the disk is full.
    pub fn open(path: &Path) -> Result<Self> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
            | OpenFlags::SQLITE_OPEN_CREATE
            | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let fault = |error| StoreError::from_sqlite(error, path);
        lock::create_private(path).map_err(|error| StoreError::Open {
            path: path.to_owned(),
            why: error.to_string(),
        })?;
        let mut connection = Connection::open_with_flags(path, flags).map_err(fault)?;
        if rehearsal::is_armed() {
            let before = || {
                rehearsal::point();
                false
            };
            connection.commit_hook(Some(before)).map_err(fault)?;
        }
        let store = Self {
            connection,
            path: path.to_owned(),
        };
        store.prepare().map_err(fault)?;
        migration::run(&store.connection, path)?;
        Ok(store)
    }

    /// Opens an existing database to be read and nothing else: for `status`, `audit` and `check`.
    ///
    /// # Errors
    /// When it is not there, is damaged, or is not of this program's schema.
    pub fn open_to_read(path: &Path) -> Result<Self> {
        if !path.exists() {
            return Err(StoreError::Missing {
                path: path.to_owned(),
            });
        }
        let fault = |error| StoreError::from_sqlite(error, path);
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags).or_else(|_| {
            Connection::open_with_flags(
                path,
                OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX,
            )
        });
        let connection = connection.map_err(fault)?;
        connection.busy_timeout(Duration::from_secs(10)).map_err(fault)?;
        connection
            .pragma_update(None, "query_only", true)
            .map_err(fault)?;
        migration::expect_newest(&connection, path)?;
        Ok(Self {
            connection,
            path: path.to_owned(),
        })
    }

    fn prepare(&self) -> rusqlite::Result<()> {
        self.connection.busy_timeout(Duration::from_secs(10))?;
        self.connection.pragma_update(None, "journal_mode", "WAL")?;
        self.connection.pragma_update(None, "synchronous", "FULL")?;
        self.connection.pragma_update(None, "foreign_keys", true)?;
        self.connection.pragma_update(None, "trusted_schema", false)?;
        self.connection.pragma_update(None, "cache_size", -4_000)?;
        self.connection.set_prepared_statement_cache_capacity(64);
        Ok(())
    }

    /// Where the database is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Reads the whole file for damage.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] with SQLite's first finding.
    pub fn check_integrity(&self) -> Result<()> {
        let finding: String = self.sql(|c| c.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0)))?;
        if finding == "ok" {
            Ok(())
        } else {
            Err(StoreError::Damaged {
                path: self.path.clone(),
                why: finding,
            })
        }
    }

    /// Runs a statement and names the file in whatever goes wrong.
    fn sql<T>(&self, run: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T> {
        run(&self.connection).map_err(|error| StoreError::from_sqlite(error, &self.path))
    }
}

/// Times stand in the database as RFC 3339 in UTC with microseconds, so that text order is time order.
pub(crate) fn time_text(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Micros, true)
}

fn time_of(text: &str) -> rusqlite::Result<DateTime<Utc>> {
    DateTime::parse_from_rfc3339(text)
        .map(|at| at.with_timezone(&Utc))
        .map_err(|error| {
            rusqlite::Error::FromSqlConversionFailure(0, rusqlite::types::Type::Text, Box::new(error))
        })
}

fn some_time(text: Option<String>) -> rusqlite::Result<Option<DateTime<Utc>>> {
    text.map(|text| time_of(&text)).transpose()
}
