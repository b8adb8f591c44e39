//! One pass at a time: an operating-system lock on a file beside the database.
//!
//! The lock goes when the process goes, however it ends, so there is never a stale one to remove. It guards
//! one machine; two machines on one company are caught by the keys in Sage.

use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::{Result, StoreError};
use crate::clock::Clock;
use crate::host::while_held;

/// Held while a pass writes; released when dropped.
#[derive(Debug)]
pub struct PassLock {
    _file: File,
}

impl PassLock {
    /// Waits for the lock, at most `wait`.
    ///
    /// # Errors
    /// [`StoreError::Locked`] when another pass still holds it, or the lock file cannot be made.
    pub fn take(database: &Path, wait: Duration, clock: &Clock) -> Result<Self> {
        StoreError::refuse_share(database)?;
        let path = lock_of(database);
        let open = |error: io::Error| match StoreError::of_file(&path, &error) {
            StoreError::Open { why, .. } => StoreError::Open {
                path: database.to_owned(),
                why: format!("its lock `{}`: {why}", path.display()),
            },
            other => other,
        };
        let mut options = OpenOptions::new();
        options.create(true).truncate(false).write(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = while_held(&path, || options.open(&path)).map_err(open)?;
        let until = Instant::now() + wait;
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(Self { _file: file }),
                Err(TryLockError::Error(error)) => return Err(open(error)),
                Err(TryLockError::WouldBlock) if Instant::now() < until => {
                    if !clock.sleep(Duration::from_millis(100)) {
                        return Err(StoreError::Interrupted);
                    }
                }
                Err(TryLockError::WouldBlock) => {
                    return Err(StoreError::Locked(format!(
                        "another pass is running on `{}` and did not finish within {} s\n\
                         hint: let it finish, or give this one longer with `--lock-wait`",
                        database.display(),
                        wait.as_secs()
                    )));
                }
            }
        }
    }
}

/// Whether nobody holds the lock of a database; `None` where this account may not see it.
pub fn is_free(database: &Path) -> Option<bool> {
    let file = match File::open(lock_of(database)) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Some(true),
        Err(_) => return None,
    };
    // Shared and let go at once: a pass that begins in this moment tries again a tenth of a second later.
    match file.try_lock_shared() {
        Ok(()) => Some(true),
        Err(TryLockError::WouldBlock) => Some(false),
        Err(TryLockError::Error(_)) => None,
    }
}

/// The file that is locked for a database.
fn lock_of(database: &Path) -> PathBuf {
    real(database).with_extension("lock")
}

/// The file that a path leads to, links followed: a pass that names the database through a link has the same lock.
fn real(database: &Path) -> PathBuf {
    if let Ok(path) = database.canonicalize() {
        return path;
    }
    // Not there yet: its folder is.
    let target = match database.read_link() {
        Ok(link) => folder_of(database).join(link),
        Err(_) => database.to_owned(),
    };
    match (folder_of(&target).canonicalize(), target.file_name()) {
        (Ok(folder), Some(name)) => folder.join(name),
        _ => target,
    }
}

/// The folder that a file stands in.
fn folder_of(file: &Path) -> &Path {
    match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// Creates the database file for its owner alone; an existing one is left as it is.
///
/// On Windows the file inherits the folder's permissions, which docs/security.md tells the admin to tighten.
pub(super) fn create_private(path: &Path) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(error),
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn a_path_below_this_folder_leads_there_before_the_file_is_there() {
        let here = Path::new(".").canonicalize().unwrap();
        for path in ["none.db", "./none.db", "src/none.db", "src/../none.db"] {
            let name = if path == "src/none.db" { path } else { "none.db" };
            assert_eq!(real(Path::new(path)), here.join(name), "{path}");
        }
    }

    #[test]
    fn a_link_leads_to_the_same_lock_before_and_after_the_file_is_there() {
        let folder = tempfile::tempdir().unwrap();
        let (file, link) = (
            folder.path().join("books.sqlite"),
            folder.path().join("db.sqlite"),
        );
        std::os::unix::fs::symlink("books.sqlite", &link).unwrap();
        for is_there in [false, true] {
            if is_there {
                std::fs::write(&file, "").unwrap();
            }
            let held = PassLock::take(&file, Duration::ZERO, &Clock::system()).unwrap();
            let other = PassLock::take(&link, Duration::ZERO, &Clock::system());
            assert!(
                matches!(other, Err(StoreError::Locked(_))),
                "{is_there}: {other:?}"
            );
            assert_eq!(is_free(&link), Some(false), "{is_there}");
            drop(held);
            assert_eq!(is_free(&link), Some(true), "{is_there}");
        }
    }
}
