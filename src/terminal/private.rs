//! Files that a run writes for a person: exports, evidence, reports. They show figures, so they are their owner's alone.
//!
//! On Windows a new file inherits the folder's permissions, which docs/security.md tells the admin to tighten.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

/// Creates a file that must not be there yet, for its owner alone.
///
/// # Errors
/// When it is there, or the folder cannot be written.
pub fn create_private(path: &Path) -> io::Result<File> {
    options().create_new(true).open(path)
}

/// Writes a whole file, for its owner alone when it is new.
///
/// # Errors
/// When it cannot be written.
pub fn write_private(path: &Path, text: &str) -> io::Result<()> {
    options()
        .create(true)
        .truncate(true)
        .open(path)?
        .write_all(text.as_bytes())
}

fn options() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}
