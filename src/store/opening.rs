//! Opening the file: whatever is wrong with it is found before a byte of it is written.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::trace::{TraceEvent, TraceEventCodes};
use rusqlite::{Connection, ErrorCode, OpenFlags};

use super::mark::Mark;
use super::place::{beside, expect, refuse_misplaced};
use super::{Result, StoreError, lock, migration, verify_schema};
use crate::host::while_held;
use crate::rehearsal;

/// Opens the database to be written, creating it when it is not there, and brings its schema up to date.
///
/// A file that its mark shows untouched since it was read whole is not read whole again.
pub(super) fn to_write(path: &Path, mark: &mut Mark) -> Result<Connection> {
    let fault = |error| StoreError::from_sqlite(error, path);
    refuse_misplaced(path)?;
    refuse_emptied(path)?;
    StoreError::refuse_share(path)?;
    while_held(path, || lock::create_private(path)).map_err(|error| StoreError::of_file(path, &error))?;
    // SQLite would open a file that it may not write all the same, and leave files beside it that nobody may.
    while_held(path, || OpenOptions::new().write(true).open(path)).map_err(|error| {
        match is_forbidden(&error) {
            true => StoreError::ReadOnly {
                path: path.to_owned(),
            },
            false => StoreError::of_file(path, &error),
        }
    })?;
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut connection = Connection::open_with_flags(path, flags).map_err(fault)?;
    tell_statements(&mut connection).map_err(fault)?;
    if rehearsal::is_armed() {
        let before = || {
            rehearsal::point();
            false
        };
        connection.commit_hook(Some(before)).map_err(fault)?;
    }
    touch_nothing(&connection, true).map_err(fault)?;
    migration::refuse_others(&connection, path)?;
    let was_touched = !mark.holds();
    if was_touched {
        refuse_damage(&connection, path)?;
        mark.was_read_whole();
    }
    touch_nothing(&connection, false).map_err(fault)?;
    prepare(&connection).map_err(fault)?;
    migration::run(&connection, path)?;
    if was_touched {
        refuse_strange(&connection, path)?;
    }
    Ok(connection)
}

/// Opens an existing database to be read and nothing else.
pub(super) fn to_read(path: &Path) -> Result<Connection> {
    let connection = of_any_version(path)?;
    migration::expect_newest(&connection, path)?;
    Ok(connection)
}

/// The same for what every version of the file holds, such as the audit log of an old copy.
pub(super) fn of_any_version(path: &Path) -> Result<Connection> {
    let fault = |error| StoreError::from_sqlite(error, path);
    expect(path)?;
    refuse_emptied(path)?;
    StoreError::refuse_share(path)?;
    while_held(path, || File::open(path)).map_err(|error| StoreError::of_file(path, &error))?;
    let has_log = fs::metadata(beside(path, "-wal")).is_ok_and(|log| log.len() > 0);
    let mut connection = looking(path).map_err(fault)?;
    tell_statements(&mut connection).map_err(fault)?;
    connection.busy_timeout(Duration::from_secs(10)).map_err(fault)?;
    touch_nothing(&connection, true).map_err(fault)?;
    migration::refuse_others(&connection, path)?;
    refuse_unmade(&connection, path)?;
    // What is only looked at must be there at once: a large file is read whole by `check`, `audit verify` and passes.
    let is_small = fs::metadata(path).map_or(0, |file| file.len()) <= READ_AT_ONCE;
    if is_small && !Mark::of(path).holds() {
        refuse_damage(&connection, path)?;
    }
    // What a killed pass, or whoever made this copy, left in the log stays there: only a pass writes it back.
    connection
        .set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, has_log)
        .map_err(fault)?;
    Ok(connection)
}

/// A connection that looks; also for an account that may read the folder and nothing else.
fn looking(path: &Path) -> rusqlite::Result<Connection> {
    let read_only = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let as_it_lies = || {
        Connection::open_with_flags(
            address(path, "immutable=1"),
            read_only | OpenFlags::SQLITE_OPEN_URI,
        )
    };
    if !may_write(path) {
        // WAL wants files beside the database. Those that this account made would be its own, and no pass could open them;
        // where there are none, nobody writes, and the file is read as it lies there.
        let log = fs::metadata(beside(path, "-wal")).map(|log| log.len());
        let is_shared = log.is_ok() && beside(path, "-shm").exists();
        let has_log = log.is_ok_and(|length| length > 0);
        return match (is_shared, has_log) {
            (true, _) => {
                let address = address(path, "readonly_shm=1");
                Connection::open_with_flags(address, read_only | OpenFlags::SQLITE_OPEN_URI)
            }
            (false, true) => Connection::open_with_flags(path, read_only),
            (false, false) => as_it_lies(),
        };
    }
    let read_write = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, read_write)?;
    let seen = connection.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()));
    match seen {
        Err(error)
            if matches!(
                error.sqlite_error_code(),
                Some(ErrorCode::CannotOpen | ErrorCode::ReadOnly)
            ) && !beside(path, "-wal").exists() =>
        {
            as_it_lies()
        }
        _ => Ok(connection),
    }
}

/// Whether this account may write a file, as far as its rights say.
fn may_write(path: &Path) -> bool {
    let opened = OpenOptions::new().write(true).open(path);
    !opened.is_err_and(|error| is_forbidden(&error))
}

fn is_forbidden(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem
    )
}

/// The address of a file with how it is to be opened: `immutable=1` for one that does not change while it is read.
fn address(path: &Path, how: &str) -> String {
    let mut address = String::from("file:");
    let text = path.to_string_lossy().replace('\\', "/");
    if text.as_bytes().get(1) == Some(&b':') {
        address.push_str("///");
    }
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"/:._-~".contains(&byte) {
            address.push(char::from(byte));
        } else {
            address.push_str(&format!("%{byte:02X}"));
        }
    }
    address + "?" + how
}

/// The size up to which a file is read whole before it is looked at: some milliseconds.
const READ_AT_ONCE: u64 = 8 << 20;

/// Whether the connection keeps its hands off the file; the log is then not written back on closing either.
fn touch_nothing(connection: &Connection, on: bool) -> rusqlite::Result<()> {
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, on)?;
    connection.pragma_update(None, "query_only", on)
}

fn prepare(connection: &Connection) -> rusqlite::Result<()> {
    connection.busy_timeout(Duration::from_secs(10))?;
    // Of a new file only: a page that holds more rows has less room left over.
    connection.pragma_update(None, "page_size", 8_192)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "trusted_schema", false)?;
    connection.pragma_update(None, "cache_size", -2_000)?;
    // What undoes half of a statement stays in memory; in a file, each page of a change would be written once more.
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    // A statement that is kept is planned once, not anew for each value that is bound to it.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(())
}

/// Adds each statement, with its places still empty, to the file that a rehearsal asks for.
fn tell_statements(connection: &mut Connection) -> rusqlite::Result<()> {
    let Some(file) = rehearsal::statements_file() else {
        return Ok(());
    };
    let Ok(mut file) = OpenOptions::new().create(true).append(true).open(file) else {
        return Ok(());
    };
    let tell = move |event: TraceEvent<'_>| {
        if let TraceEvent::Stmt(_, text) = event {
            let _ = writeln!(file, "{}", text.replace('\n', " "));
        }
    };
    connection.trace_v2(TraceEventCodes::SQLITE_TRACE_STMT, Some(tell))
}

/// An emptied file whose log still holds changes: SQLite would throw that log away.
fn refuse_emptied(path: &Path) -> Result<()> {
    let Ok(found) = fs::metadata(path) else {
        return Ok(());
    };
    let left = fs::metadata(beside(path, "-wal")).map_or(0, |log| log.len());
    if found.len() == 0 && left > 0 {
        return Err(StoreError::Damaged {
            path: path.to_owned(),
            why: format!("it is empty, but {left} bytes of changes wait in its log (-wal)"),
        });
    }
    Ok(())
}

/// A file that was only begun: whoever made it was stopped before its first table.
fn refuse_unmade(connection: &Connection, path: &Path) -> Result<()> {
    let tables: i64 = connection
        .query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))
        .map_err(|error| StoreError::from_sqlite(error, path))?;
    if tables > 0 {
        return Ok(());
    }
    Err(StoreError::Empty {
        path: path.to_owned(),
    })
}

/// Reads the structure of the whole file: half a second a gigabyte, and no pass then builds on sand.
fn refuse_damage(connection: &Connection, path: &Path) -> Result<()> {
    let finding: String = connection
        .query_row("PRAGMA quick_check(1)", [], |row| row.get(0))
        .map_err(|error| StoreError::from_sqlite(error, path))?;
    if finding == "ok" {
        return Ok(());
    }
    Err(StoreError::Damaged {
        path: path.to_owned(),
        why: finding.replace('\n', " "),
    })
}

/// Without its triggers and indexes the file is not what this program relies on.
fn refuse_strange(connection: &Connection, path: &Path) -> Result<()> {
    let missing = verify_schema::missing(connection).map_err(|error| StoreError::from_sqlite(error, path))?;
    if missing.is_empty() {
        return Ok(());
    }
    Err(StoreError::Damaged {
        path: path.to_owned(),
        why: format!("somebody changed its structure: {}", missing.join(", ")),
    })
}
