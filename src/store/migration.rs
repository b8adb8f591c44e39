//! The schema's steps over `user_version`.
//!
//! Two rules: a step that was released is never edited, and each step runs in one exclusive transaction, so
//! that a failing one leaves the file as it was. A file of a newer version is refused untouched.

use std::path::Path;

use rusqlite::{Connection, ErrorCode, TransactionBehavior};

use super::{Result, StoreError};

const STEPS: &[&str] = &[
    include_str!("migrations/0001_street.sql"),
    include_str!("migrations/0002_tally.sql"),
    include_str!("migrations/0003_settled.sql"),
    include_str!("migrations/0004_pieces.sql"),
    include_str!("migrations/0005_search.sql"),
    include_str!("migrations/0006_words.sql"),
    include_str!("migrations/0007_packed.sql"),
    include_str!("migrations/0008_bytes.sql"),
    include_str!("migrations/0009_lean.sql"),
    include_str!("migrations/0010_places.sql"),
    include_str!("migrations/0011_placed.sql"),
];

/// The schema version this program writes.
pub const NEWEST: i64 = STEPS.len().cast_signed() as i64;

/// `mlco`, in the file's header: tells our files from other SQLite files.
const APPLICATION: i64 = 0x6d6c_636f;

pub(super) fn run(connection: &Connection, path: &Path) -> Result<()> {
    let fault = |error| StoreError::from_sqlite(error, path);
    let found = version(connection, path)?;
    if found == NEWEST {
        return Ok(());
    }
    let transaction =
        rusqlite::Transaction::new_unchecked(connection, TransactionBehavior::Exclusive).map_err(fault)?;
    // Another process may have run the steps while this one waited for the lock.
    let found = version(&transaction, path)?;
    steps(&transaction, found, NEWEST).map_err(|error| unlike(found, error, path))?;
    transaction
        .pragma_update(None, "application_id", APPLICATION)
        .map_err(fault)?;
    transaction.commit().map_err(fault)
}

/// A step that the file's own structure refuses: it is not that of the version that it names.
fn unlike(version: i64, error: rusqlite::Error, path: &Path) -> StoreError {
    let (code, said) = match &error {
        rusqlite::Error::SqliteFailure(error, Some(said)) => (Some(error.code), said.as_str()),
        // Without the step's own text, which the error's words would hold.
        rusqlite::Error::SqlInputError { error, msg, .. } => (Some(error.code), msg.as_str()),
        _ => (None, ""),
    };
    match code {
        Some(ErrorCode::Unknown) => StoreError::Damaged {
            path: path.to_owned(),
            why: format!(
                "it says that it has schema version {version}, and its structure is another ({said}): somebody set the version \
                 or changed the structure"
            ),
        },
        _ => StoreError::from_sqlite(error, path),
    }
}

/// Brings a schema from one version to another.
pub(super) fn steps(connection: &Connection, from: i64, to: i64) -> rusqlite::Result<()> {
    for (number, step) in (1_i64..).zip(STEPS) {
        if from < number && number <= to {
            connection.execute_batch(step)?;
            connection.pragma_update(None, "user_version", number)?;
        }
    }
    Ok(())
}

/// The version of a schema, whose ever it is.
pub(super) fn version_of(connection: &Connection) -> rusqlite::Result<i64> {
    connection.pragma_query_value(None, "user_version", |row| row.get(0))
}

/// Refuses a file of another program, or of a newer one.
pub(super) fn refuse_others(connection: &Connection, path: &Path) -> Result<()> {
    version(connection, path).map(|_| ())
}

pub(super) fn expect_newest(connection: &Connection, path: &Path) -> Result<()> {
    match version(connection, path)? {
        found if found < NEWEST => Err(StoreError::Older {
            path: path.to_owned(),
            found,
        }),
        _ => Ok(()),
    }
}

fn version(connection: &Connection, path: &Path) -> Result<i64> {
    let pragma = |name| {
        connection
            .pragma_query_value(None, name, |row| row.get::<_, i64>(0))
            .map_err(|error| StoreError::from_sqlite(error, path))
    };
    let (found, application) = (pragma("user_version")?, pragma("application_id")?);
    let tables: i64 = connection
        .query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))
        .map_err(|error| StoreError::from_sqlite(error, path))?;
    if application != APPLICATION && (found != 0 || tables != 0) {
        return Err(StoreError::Foreign {
            path: path.to_owned(),
        });
    }
    if found > NEWEST {
        return Err(StoreError::Newer {
            path: path.to_owned(),
            found,
            known: NEWEST,
        });
    }
    Ok(found)
}
