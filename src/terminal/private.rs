//! Files that a run writes for a person: exports, evidence, reports. They show figures, so they are their owner's alone.
//!
//! On Windows a new file inherits the folder's permissions, which docs/security.md tells the admin to tighten.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::host::replace;

/// Creates a file that must not be there yet, for its owner alone.
///
/// # Errors
/// When it is there, or the folder cannot be written.
pub fn create_private(path: &Path) -> io::Result<File> {
    options().create_new(true).open(path)
}

/// Writes a file that appears whole or not at all, for its owner alone.
///
/// What stands there under the name is replaced in one step; a link is refused, since whoever made it would choose
/// which file is written.
///
/// # Errors
/// When the folder cannot be written, or the name is a link.
pub fn write_private(path: &Path, text: &str) -> io::Result<()> {
    refuse_link(path)?;
    let temporary = neighbour(path);
    let written = create_private(&temporary).and_then(|mut file| {
        file.write_all(text.as_bytes())?;
        file.sync_all()
    });
    let done = written.and_then(|()| replace(&temporary, path));
    if done.is_err() {
        // What is left of the attempt is of no use to anybody.
        let _ = fs::remove_file(&temporary);
    }
    done
}

/// Writes a file that appears whole or not at all, with the rights that every new file of this account has.
///
/// # Errors
/// When the folder cannot be written.
pub fn write_whole(path: &Path, text: &str) -> io::Result<()> {
    let temporary = neighbour(path);
    let written = File::create_new(&temporary).and_then(|mut file| {
        file.write_all(text.as_bytes())?;
        file.sync_all()
    });
    let done = written.and_then(|()| replace(&temporary, path));
    if done.is_err() {
        let _ = fs::remove_file(&temporary);
    }
    done
}

/// Refuses a name that leads elsewhere.
///
/// # Errors
/// When it is a link.
pub(super) fn refuse_link(path: &Path) -> io::Result<()> {
    match fs::symlink_metadata(path) {
        Ok(found) if found.file_type().is_symlink() => Err(io::Error::other(
            "it is a link to another file: name the file itself, or remove the link",
        )),
        _ => Ok(()),
    }
}

/// The name under which a file is written before it takes its own.
pub(super) fn neighbour(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.part", std::process::id()));
    path.with_file_name(name)
}

/// The name of the file that a neighbour was to become; none where it is no such neighbour.
pub fn half_written(name: &str) -> Option<&str> {
    let (whole, process) = name.strip_suffix(".part")?.rsplit_once('.')?;
    let is_number = !process.is_empty() && process.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then_some(whole)
}

fn options() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}
