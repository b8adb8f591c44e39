//! What can go wrong with the database, in words that say what to do.

use std::fs::OpenOptions;
use std::io;
use std::path::{Path, PathBuf};

use rusqlite::{ErrorCode, ffi};

use crate::exit::{Ends, Exit};
use crate::host;

/// The result of everything here.
pub type Result<T> = std::result::Result<T, StoreError>;

/// A fault of the database.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The file is not there.
    #[error(
        "there is no database at `{path}`\n\
         hint: correct [database] path where it stands elsewhere, or put its backup there; `ml-connector check` makes a new one"
    )]
    Missing {
        /// Where it was looked for.
        path: PathBuf,
    },
    /// The folder is not there.
    #[error(
        "the folder `{folder}` is not there, in which the database `{path}` is to be; nothing was made\n\
         hint: correct [database] path, or make the folder (`mkdir -p \"{folder}\"`) and put the database's backup there; \
         without one, `ml-connector check` then makes a new one"
    )]
    NoFolder {
        /// The file.
        path: PathBuf,
        /// Its folder.
        folder: PathBuf,
    },
    /// A link whose target is not there.
    #[error(
        "the database `{path}` is a link to `{target}`, and nothing is there; nothing was made\n\
         hint: mount or put back what it leads to, or correct [database] path; to begin with a new database remove the link, \
         and `ml-connector check` makes one in its place"
    )]
    LeadsNowhere {
        /// The link.
        path: PathBuf,
        /// What it names.
        target: PathBuf,
    },
    /// The file is there, and nothing is in it.
    #[error(
        "the database `{path}` is empty: no table was made in it yet\n\
         hint: put its backup there, or correct [database] path; without a backup, `ml-connector check` makes a new database \
         of the file"
    )]
    Empty {
        /// The file.
        path: PathBuf,
    },
    /// A file of another kind.
    #[error(
        "`{path}` is no database: it does not begin as a SQLite file does; nothing was changed\n\
         hint: correct [database] path, so that it names the database; where the database itself was in this file, put its \
         backup there"
    )]
    NoDatabase {
        /// The file.
        path: PathBuf,
    },
    /// The file or its folder cannot be opened or written.
    #[error(
        "the database `{path}` cannot be opened: {why}\n\
         hint: the folder must exist and the account that runs this program must be able to write in it"
    )]
    Open {
        /// The file.
        path: PathBuf,
        /// The system's words.
        why: String,
    },
    /// Written by a newer program.
    #[error(
        "the database `{path}` has schema version {found}; this program knows up to {known}\n\
         hint: use the newer program that wrote it; nothing was changed"
    )]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its version.
        found: i64,
        /// The newest version this program knows.
        known: i64,
    },
    /// An older schema that only a pass may bring up to date.
    #[error(
        "the database `{path}` has schema version {found}, and this command only reads\n\
         hint: any pass brings it up to date, for example `ml-connector pull-orders --dry-run`"
    )]
    Older {
        /// The file.
        path: PathBuf,
        /// Its version.
        found: i64,
    },
    /// Not a database of this program.
    #[error("`{path}` is a SQLite file, but not one of this program's\nhint: correct [database] path")]
    Foreign {
        /// The file.
        path: PathBuf,
    },
    /// SQLite found damage.
    #[error(
        "the database `{path}` is damaged: {why}\n\
         hint: stop all passes, keep a copy of the file, and follow \"Backup and recovery\" in docs/admin.md; \
         what is in Sage is found again by its keys, so nothing is sent twice"
    )]
    Damaged {
        /// The file.
        path: PathBuf,
        /// SQLite's words.
        why: String,
    },
    /// No room left.
    #[error(
        "the disk is full: `{path}` could not grow\nhint: make room and run again; what was committed is kept"
    )]
    Full {
        /// The file.
        path: PathBuf,
    },
    /// The disk, or the network share that stands for one, failed.
    #[error(
        "the database `{path}` could not be read or written: {why}\n\
         hint: check the disk (and that it is not a network share), then run again; what was committed is kept"
    )]
    Disk {
        /// The file.
        path: PathBuf,
        /// SQLite's words.
        why: String,
    },
    /// Not writable.
    #[error(
        "the database `{path}` is read-only for this account\nhint: give the account write permission on the file and its folder"
    )]
    ReadOnly {
        /// The file.
        path: PathBuf,
    },
    /// A file beside it that this account may not write.
    #[error(
        "`{left}` beside the database `{path}` is of another account, which this one may not write: a command that the other \
         one ran on the database was stopped and left it there; nothing was changed\n\
         hint: while no command runs on the database, give it to the account that runs the passes, as an administrator \
         (`chown ACCOUNT \"{left}\"`, on Windows `icacls \"{left}\" /grant ACCOUNT:M`); other accounts need only read the database"
    )]
    LeftByAnother {
        /// The database.
        path: PathBuf,
        /// The file beside it.
        left: PathBuf,
    },
    /// Another process holds it.
    #[error("{0}")]
    Locked(String),
    /// Another program keeps one of its files open.
    #[error(
        "another program has this file open: `{path}`\n\
         hint: a backup agent, a virus scanner or a viewer of databases has it; run again when it is done, and leave the \
         database's folder out of the scanner's; nothing was lost"
    )]
    HeldOpen {
        /// The file.
        path: PathBuf,
    },
    /// On a share of another machine.
    #[error(
        "the database `{path}` lies on a network share, where its log cannot be trusted: SQLite needs the locks and the \
         shared memory of one machine\n\
         hint: put it on a disk of this machine, with [database] path"
    )]
    NetworkShare {
        /// The file.
        path: PathBuf,
    },
    /// Ctrl-C while it was waited for.
    #[error("interrupted while waiting for another pass; nothing was begun")]
    Interrupted,
    /// Bound to another company or seller.
    #[error(
        "the database `{path}` belongs to {what} `{bound}`, but the configuration names `{configured}`; nothing was changed\n\
         hint: each pair of Sage company and Amazon seller account has a database file of its own: give this one its own with \
         [database] path, or name the configuration of `{bound}` with `--config`"
    )]
    OtherOwner {
        /// The file.
        path: PathBuf,
        /// "Sage company" or "Amazon seller".
        what: &'static str,
        /// What the file is bound to.
        bound: String,
        /// What the configuration names.
        configured: String,
    },
    /// A step that no record may take: a bug.
    #[error("{kind} {key} may not go from {from} to {to}; nothing was changed")]
    Step {
        /// The record's kind.
        kind: String,
        /// Its key.
        key: String,
        /// Where it stands.
        from: String,
        /// Where it was to go.
        to: String,
    },
    /// A person decided otherwise.
    #[error("{0}")]
    Decided(String),
    /// Stored text that does not read back.
    #[error("the database `{path}` holds {what} that cannot be read: {why}")]
    Content {
        /// The file.
        path: PathBuf,
        /// Which row.
        what: String,
        /// Why not.
        why: String,
    },
    /// Anything else that SQLite says.
    #[error("the database `{path}` answered: {source}")]
    Sql {
        /// The file.
        path: PathBuf,
        /// SQLite's words.
        source: rusqlite::Error,
    },
}

impl StoreError {
    /// Sorts what the system says of a file.
    pub(super) fn of_file(path: &Path, error: &io::Error) -> Self {
        let path = path.to_owned();
        if host::is_held(error) {
            return Self::HeldOpen { path };
        }
        Self::Open {
            path,
            why: error.to_string(),
        }
    }

    /// Sorts what the system says of the disk that a database stands on.
    pub(super) fn of_disk(path: &Path, error: &io::Error) -> Self {
        let path = path.to_owned();
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::Full { path },
            _ => Self::Disk {
                path,
                why: error.to_string(),
            },
        }
    }

    /// Refuses a database on another machine's disk.
    pub(super) fn refuse_share(path: &Path) -> Result<()> {
        if host::is_remote(path) {
            return Err(Self::NetworkShare {
                path: path.to_owned(),
            });
        }
        Ok(())
    }

    /// Sorts SQLite's codes into what a person can act on.
    pub(super) fn from_sqlite(error: rusqlite::Error, path: &Path) -> Self {
        let path = path.to_owned();
        let why = error.to_string();
        // The memory that readers and writers share is a file too, and grows first.
        if error
            .sqlite_error()
            .is_some_and(|error| error.extended_code == ffi::SQLITE_IOERR_SHMSIZE)
        {
            return Self::Full { path };
        }
        // A value that is not what this program writes: somebody, or a failing disk, changed it.
        if matches!(
            error,
            rusqlite::Error::FromSqlConversionFailure(..)
                | rusqlite::Error::InvalidColumnType(..)
                | rusqlite::Error::IntegralValueOutOfRange(..)
                | rusqlite::Error::Utf8Error(..)
        ) {
            return Self::Damaged { path, why };
        }
        // Every table is made with the file, so somebody has taken one out.
        let said = match &error {
            rusqlite::Error::SqliteFailure(_, Some(said)) => said.as_str(),
            rusqlite::Error::SqlInputError { msg, .. } => msg.as_str(),
            _ => "",
        };
        if said.starts_with("no such table") {
            return Self::Damaged {
                path,
                why: said.to_owned(),
            };
        }
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Self::Damaged { path, why },
            Some(ErrorCode::DiskFull) => Self::Full { path },
            Some(ErrorCode::SystemIoFailure) => Self::Disk { path, why },
            Some(code @ (ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied)) => {
                match (forbidden_beside(&path), held_beside(&path)) {
                    (Some(left), _) => Self::LeftByAnother { path, left },
                    (None, _) if code == ErrorCode::ReadOnly => Self::ReadOnly { path },
                    (None, Some(path)) => Self::HeldOpen { path },
                    (None, None) => Self::Open { path, why },
                }
            }
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
                Self::Locked(format!("another process holds the database `{}`", path.display()))
            }
            _ => Self::Sql { path, source: error },
        }
    }
}

/// Which file beside a database this account may not write, though it may write the database.
fn forbidden_beside(path: &Path) -> Option<PathBuf> {
    let is_forbidden = |file: &Path| {
        let opened = OpenOptions::new().read(true).write(true).open(file);
        opened.is_err_and(|error| error.kind() == io::ErrorKind::PermissionDenied)
    };
    if is_forbidden(path) {
        return None;
    }
    ["-wal", "-shm"]
        .map(|end| named_after(path, end))
        .into_iter()
        .find(|file| is_forbidden(file))
}

/// Which of a database's files another program keeps.
fn held_beside(path: &Path) -> Option<PathBuf> {
    ["", "-wal", "-shm"]
        .map(|end| named_after(path, end))
        .into_iter()
        .find(|file| host::is_open_elsewhere(file))
}

fn named_after(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(end);
    PathBuf::from(name)
}

impl Ends for StoreError {
    fn exit(&self) -> Exit {
        match self {
            // A full disk is no passing thing: a person must see it, however often the pass is started.
            Self::Damaged { .. } | Self::Full { .. } | Self::Disk { .. } => Exit::Integrity,
            Self::Locked(_) => Exit::Locked,
            Self::Decided(_) => Exit::Attention,
            Self::HeldOpen { .. } => Exit::Temporary,
            Self::Interrupted => Exit::Interrupted,
            Self::Missing { .. }
            | Self::NoFolder { .. }
            | Self::LeadsNowhere { .. }
            | Self::Empty { .. }
            | Self::NoDatabase { .. }
            | Self::Open { .. }
            | Self::Newer { .. }
            | Self::Older { .. }
            | Self::Foreign { .. }
            | Self::ReadOnly { .. }
            | Self::LeftByAnother { .. }
            | Self::NetworkShare { .. }
            | Self::OtherOwner { .. } => Exit::Usage,
            Self::Step { .. } | Self::Content { .. } | Self::Sql { .. } => Exit::Internal,
        }
    }
}
