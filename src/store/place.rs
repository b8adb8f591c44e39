//! What lies where the database should be, seen before anything is opened there or left beside it.

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

use super::{Result, StoreError};

/// How every SQLite file begins.
const MAGIC: &[u8; 16] = b"SQLite format 3\0";

/// Refuses a place where no database of this program can be: below a folder that is not there, behind a link that leads
/// nowhere, or in a file that is something else.
///
/// # Errors
/// Each with what to do.
pub(super) fn refuse_misplaced(path: &Path) -> Result<()> {
    if let Some(folder) = missing_folder(path) {
        return Err(StoreError::NoFolder {
            path: path.to_owned(),
            folder,
        });
    }
    let Ok(found) = fs::metadata(path) else {
        return match path.read_link() {
            Ok(target) => Err(StoreError::LeadsNowhere {
                path: path.to_owned(),
                target,
            }),
            Err(_) => Ok(()),
        };
    };
    if !found.is_file() {
        return Err(StoreError::Open {
            path: path.to_owned(),
            why: "it is not a file".to_owned(),
        });
    }
    if found.len() > 0 && is_something_else(path) {
        return Err(StoreError::NoDatabase {
            path: path.to_owned(),
        });
    }
    Ok(())
}

/// Expects a database to be there, whatever state it is in.
///
/// # Errors
/// As [`refuse_misplaced`]; [`StoreError::Missing`] and [`StoreError::Empty`] where there is none yet.
pub(super) fn expect(path: &Path) -> Result<()> {
    refuse_misplaced(path)?;
    let log = fs::metadata(beside(path, "-wal")).map_or(0, |log| log.len());
    match fs::metadata(path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Err(StoreError::Missing {
            path: path.to_owned(),
        }),
        // Where its log still holds changes it is damaged, and said to be by whoever opens it.
        Ok(found) if found.len() == 0 && log == 0 => Err(StoreError::Empty {
            path: path.to_owned(),
        }),
        _ => Ok(()),
    }
}

/// A file beside the database, named after it.
pub(super) fn beside(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(end);
    PathBuf::from(name)
}

/// The first folder above a file that is not there.
fn missing_folder(path: &Path) -> Option<PathBuf> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty())?;
    let is_missing =
        matches!(fs::metadata(folder), Err(error) if error.kind() == std::io::ErrorKind::NotFound);
    is_missing.then(|| folder.to_owned())
}

/// Whether a file begins as no database does, and nothing beside it says that it ever was one: then it is not damaged.
fn is_something_else(path: &Path) -> bool {
    let mut head = [0_u8; 16];
    // What cannot be read is told of by whoever opens it.
    let Ok(read) = File::open(path).and_then(|mut file| file.read(&mut head)) else {
        return false;
    };
    let was_one = ["-mark", "-wal", "-shm"]
        .iter()
        .any(|end| beside(path, end).exists());
    head[..read] != MAGIC[..] && !was_one
}
