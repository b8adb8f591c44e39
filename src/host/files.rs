//! Files that are their owner's alone, and who else may do what with a file, on either system.

use std::fs::File;
use std::io;
use std::path::Path;

/// Somebody who may change, or read, a file that should be the account's alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reach {
    /// The account or group, as this system names it.
    pub who: String,
    /// Whether it may change it.
    pub writes: bool,
    /// Whether it may read it.
    pub reads: bool,
}

/// Creates a file that must not exist yet for the account that runs this, the system and the administrators; with
/// `like` with the rights (and the owner) of that file instead.
///
/// # Errors
/// When it is there, or cannot be made.
#[cfg(windows)]
pub fn create_private(path: &Path, like: Option<&Path>) -> io::Result<File> {
    use super::windows::access;
    let list = match like.filter(|file| file.exists()) {
        Some(file) => access::list_of(file, false)?,
        // By the account's own number: "the owner" would be the administrators when one of them makes it.
        None => format!("D:P(A;;FA;;;{})(A;;FA;;;SY)(A;;FA;;;BA)", access::own_account()?),
    };
    access::create_with(path, &list)
}

/// Creates a file that must not exist yet for its owner alone; with `like` for the owner of that file.
///
/// # Errors
/// When it is there, or cannot be made.
#[cfg(unix)]
pub fn create_private(path: &Path, like: Option<&Path>) -> io::Result<File> {
    use std::os::unix::fs::{MetadataExt, OpenOptionsExt, fchown};
    let file = std::fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)?;
    if let Some(old) = like.and_then(|like| std::fs::metadata(like).ok()) {
        let new = file.metadata()?;
        if (old.uid(), old.gid()) != (new.uid(), new.gid()) {
            // Only root can, and only root needs to: whoever else reads the old file owns it.
            let _ = fchown(&file, Some(old.uid()), Some(old.gid()));
        }
    }
    Ok(file)
}

/// Everyone beside this account, the system and the administrators who may read or change a file or folder. Only on
/// Windows: elsewhere the mode of a file says it, and the caller reads that.
///
/// # Errors
/// When its list cannot be read.
#[cfg(windows)]
pub fn who_else(path: &Path) -> io::Result<Vec<Reach>> {
    use super::rights::others;
    use super::windows::access;
    let list = access::list_of(path, true)?;
    let found = others(&list, &access::own_account()?);
    Ok(found
        .into_iter()
        .map(|one| Reach {
            who: access::name_of(&one.who).map_or(one.who.clone(), |name| format!("{name} ({})", one.who)),
            writes: one.writes,
            reads: one.reads,
        })
        .collect())
}

/// Whether a path lies on a share of another machine: by its name, or by a drive letter that stands for one.
#[cfg(windows)]
pub fn is_remote(path: &Path) -> bool {
    super::windows::drive::is_remote(path)
}

/// Whether a path lies on a share of another machine: only Windows tells by the path.
#[cfg(not(windows))]
pub fn is_remote(_path: &Path) -> bool {
    false
}
