//! The key file: made for its owner alone from its first byte, and refused when others can read it.
//!
//! On Unix the mode is 0600. On Windows the file is created with an access list that names the account, the system
//! and the administrators only, and inherits nothing; there `check` says who else may reach it. A new key that takes
//! an old one's place keeps the old one's owner or list, so that an administrator who changes it shuts nobody out.

use std::fs::File;
use std::io::{ErrorKind, Read, Write};
use std::path::Path;

use zeroize::Zeroizing;

use super::VaultError;
use crate::host::{self, while_held};

/// No key is longer, plain or protected by Windows.
const LONGEST: u64 = 4_096;

/// Reads a key file.
pub(super) fn read(path: &Path) -> Result<Zeroizing<Vec<u8>>, VaultError> {
    let fault = |error: std::io::Error| match error.kind() {
        ErrorKind::NotFound => {
            let advice = "Restore it from your backup. If it is lost: `ml-connector credentials remove amazon` and \
                          `ml-connector credentials remove sage300`, then set both again, which makes a new key";
            VaultError::KeyMissing(format!("the key file {}", path.display()), advice.to_owned())
        }
        _ => of_file(path, error),
    };
    // Asked before opening: a pipe or device would make the program wait.
    if !std::fs::metadata(path).map_err(fault)?.is_file() {
        return Err(fault(std::io::Error::other("is not a file")));
    }
    let file = while_held(path, || File::open(path)).map_err(fault)?;
    refuse_if_exposed(path, &file)?;
    let mut bytes = Zeroizing::new(Vec::with_capacity(LONGEST as usize));
    file.take(LONGEST).read_to_end(&mut bytes).map_err(fault)?;
    Ok(bytes)
}

/// Makes a key file that only its owner can read, with the rights of `like` where that is there, and waits until it
/// is on the disk.
pub(super) fn create(path: &Path, bytes: &[u8], like: Option<&Path>) -> Result<(), VaultError> {
    let fault = |error: std::io::Error| match error.kind() {
        ErrorKind::AlreadyExists => VaultError::KeyExists(path.to_owned()),
        _ => of_file(path, error),
    };
    let mut file = host::create_private(path, like).map_err(fault)?;
    file.write_all(bytes)
        .and_then(|()| file.sync_all())
        .map_err(fault)?;
    sync_folder(path).map_err(fault)
}

/// Puts the new key file in the place of the old one in one step.
pub(super) fn replace(old: &Path, new: &Path) -> Result<(), VaultError> {
    let moved = host::replace(new, old).and_then(|()| sync_folder(old));
    moved.map_err(|error| of_file(old, error))
}

/// The fault of a file, with what to do where an account is shut out.
fn of_file(path: &Path, error: std::io::Error) -> VaultError {
    match error.kind() {
        ErrorKind::PermissionDenied => VaultError::KeyDenied {
            path: path.to_owned(),
            account: whoami::username(),
        },
        _ => VaultError::KeyFile(path.to_owned(), error),
    }
}

/// Removes a key file that never came into use.
pub(super) fn remove(path: &Path) -> Result<(), VaultError> {
    match while_held(path, || std::fs::remove_file(path)) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(of_file(path, error)),
        _ => Ok(()),
    }
}

#[cfg(unix)]
fn refuse_if_exposed(path: &Path, file: &File) -> Result<(), VaultError> {
    use std::os::unix::fs::PermissionsExt;
    let fault = |error| VaultError::KeyFile(path.to_owned(), error);
    let mode = file.metadata().map_err(fault)?.permissions().mode() & 0o777;
    if mode & 0o077 == 0 {
        Ok(())
    } else {
        Err(VaultError::KeyExposed {
            path: path.to_owned(),
            mode,
        })
    }
}

#[cfg(not(unix))]
fn refuse_if_exposed(_path: &Path, _file: &File) -> Result<(), VaultError> {
    Ok(())
}

/// Makes the name of a new file durable; Windows does this with the file itself.
#[cfg(unix)]
fn sync_folder(path: &Path) -> std::io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
}

#[cfg(not(unix))]
fn sync_folder(_path: &Path) -> std::io::Result<()> {
    Ok(())
}
