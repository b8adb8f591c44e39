//! The local SQLite file: records, exceptions, the audit log, watermarks, budgets, sealed credentials, runs.
//!
//! WAL with `synchronous=FULL`: a commit that returned survives a power cut, which the promise "never twice"
//! rests on. Every change of a record and its audit row stand in one transaction ([`Change`]). This is the
//! only room that knows SQL.

mod archive;
mod audit;
mod audit_cells;
mod audit_conditions;
mod audit_place;
mod audit_search;
mod author;
mod budget;
mod change;
mod credential;
mod decision;
mod digest;
mod error;
mod exception;
mod fact;
mod line_archive;
mod link;
mod lock;
mod mark;
mod migration;
mod named;
mod opening;
mod packed;
mod place;
mod proof;
mod prune;
mod record;
mod run;
mod sage_numbers;
mod settled;
mod space;
mod spool;
mod standing;
mod time;
mod verify;
mod verify_break;
mod verify_bytes;
mod verify_chain;
mod verify_people;
mod verify_place;
mod verify_records;
mod verify_rows;
mod verify_schema;
mod verify_told;
mod watermark;

use std::cell::RefCell;
use std::path::{Path, PathBuf};

use rusqlite::Connection;

use mark::Mark;

pub use archive::KeptBytes;
pub use audit::{AuditRow, Chain, Entry, GENESIS, Hash, hash_of};
pub use audit_search::{AuditFilter, AuditPage};
pub use change::{Change, Happened};
pub use credential::StoredCredential;
pub use decision::Decision;
pub use error::{Result, StoreError};
pub use exception::{ITSELF, KnownException, NewException, OpenException};
pub use line_archive::LinePiece;
pub use link::settlement_link;
pub use lock::{PassLock, is_free};
pub use migration::NEWEST;
pub use named::{NamedOrder, OrderSum};
pub use prune::Prunable;
pub use record::{Bare, Count, NewRecord, OrderBrief, Record, RecordFilter, Step};
pub use run::{Run, RunEnd, Scope};
pub use settled::{NewSettled, Settled};
pub use spool::Spool;
pub use standing::Size;
pub(crate) use time::time_text;
use time::{some_time, time_of};
pub use verify::{Reach, Verified};
pub use verify_break::{Break, Tampering};
pub use verify_rows::{Disagreement, Held};
pub use watermark::{Cursor, Watermark};

/// An open database.
#[derive(Debug)]
pub struct Store {
    connection: Connection,
    path: PathBuf,
    /// The run that was begun here and who runs it: the author of what is written outside a change.
    writer: RefCell<(i64, String)>,
    /// Dropped after the connection, which on closing writes the log back into the file.
    _mark: Option<Mark>,
}

impl Store {
    fn of(connection: Connection, path: &Path, mark: Option<Mark>) -> Self {
        Self {
            connection,
            path: path.to_owned(),
            _mark: mark,
            writer: RefCell::new((0, "ml-connector".to_owned())),
        }
    }

    /// Opens the database, creating it when it is not there, and brings its schema up to date.
    ///
    /// # Errors
    /// When the folder cannot be written, the file is damaged, is of a newer version, or the disk is full.
    pub fn open(path: &Path) -> Result<Self> {
        let mut mark = Mark::of(path);
        let connection = opening::to_write(path, &mut mark)?;
        Ok(Self::of(connection, path, Some(mark.leave_when_closed())))
    }

    /// Expects a database to be there, whatever it is: what only reads must not make one.
    ///
    /// # Errors
    /// [`StoreError::Missing`] and its like, with what to do.
    pub fn expect(path: &Path) -> Result<()> {
        place::expect(path)
    }

    /// Refuses a place where no database can be, before a lock is left beside it.
    ///
    /// # Errors
    /// When its folder is not there, a link leads nowhere, or the file is something else.
    pub fn refuse_misplaced(path: &Path) -> Result<()> {
        place::refuse_misplaced(path)
    }

    /// Opens an existing database to be read and nothing else: for `status`, `audit` and `check`.
    ///
    /// # Errors
    /// When it is not there, is damaged, or is not of this program's schema.
    pub fn open_to_read(path: &Path) -> Result<Self> {
        Ok(Self::of(opening::to_read(path)?, path, None))
    }

    /// Opens an existing database, also an older copy, for what every version holds: records and audit log.
    ///
    /// # Errors
    /// When it is not there, is damaged, or is of a newer or another program.
    pub fn open_to_verify(path: &Path) -> Result<Self> {
        Ok(Self::of(opening::of_any_version(path)?, path, None))
    }

    /// Whether a database is there and of this program's schema, so that opening it changes nothing.
    ///
    /// # Errors
    /// When it is damaged, newer than this program, another program's, or in a place where none can be.
    pub fn is_ready(path: &Path) -> Result<bool> {
        match Self::open_to_read(path) {
            Ok(_) => Ok(true),
            Err(StoreError::Older { .. } | StoreError::Missing { .. } | StoreError::Empty { .. }) => {
                Ok(false)
            }
            Err(error) => Err(error),
        }
    }

    /// Reads much at once: what is read inside stands still meanwhile, and the file is locked and let go once.
    ///
    /// # Errors
    /// What the reading says, or the database. Nothing may be changed inside.
    pub fn reading<T, E: From<StoreError>>(
        &self,
        run: impl FnOnce() -> std::result::Result<T, E>,
    ) -> std::result::Result<T, E> {
        let fault = |error| StoreError::from_sqlite(error, &self.path);
        let still = self.connection.unchecked_transaction().map_err(fault)?;
        let value = run()?;
        still.finish().map_err(fault)?;
        Ok(value)
    }

    /// Where the database is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Reads the whole file for damage, and whether every index fits its table: a row that an index does not lead to is
    /// missing from what is listed by it.
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
                why: finding.replace('\n', " "),
            })
        }
    }

    /// Runs a statement and names the file in whatever goes wrong.
    fn sql<T>(&self, run: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T> {
        run(&self.connection).map_err(|error| StoreError::from_sqlite(error, &self.path))
    }
}
