//! What an earlier filling of a folder left there: files that its first page names and the new one has no more, such as
//! another format's, or the reconciliation of a day before the period's last.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::cli::settlements::escaped;
use crate::store::Hash;
use crate::terminal::{Terminal, half_written};

/// The first page of an earlier filling, which lists its files with their hashes.
pub(super) struct Earlier {
    name: String,
    page: String,
}

/// What became of the files that are no longer of the folder.
#[derive(Debug, Default)]
pub(super) struct Left {
    /// They were as the earlier filling wrote them, and are gone.
    pub(super) removed: Vec<String>,
    /// Somebody changed them since: they stay.
    pub(super) changed: Vec<String>,
}

impl Earlier {
    /// Reads the page, before the new one takes its place; where there is none, nothing is known to be of it.
    pub(super) fn read(folder: &Path, name: &str) -> Self {
        Self {
            name: name.to_owned(),
            page: fs::read_to_string(folder.join(name)).unwrap_or_default(),
        }
    }

    /// Removes what the page names, was not written anew and is still as it was; what is not named is somebody's own.
    pub(super) fn clear_away<'f>(
        &self,
        folder: &Path,
        written: impl Iterator<Item = &'f str>,
    ) -> Result<Left> {
        let written: BTreeSet<&str> = written.collect();
        let mut left = Left::default();
        for (name, path) in files(folder)? {
            let is_of_now = |name: &str| name == self.name || written.contains(name);
            // A run that was killed while it wrote leaves a part of a file, which nobody will go on with.
            let is_broken_off =
                half_written(&name).is_some_and(|whole| is_of_now(whole) || self.names(whole));
            if !is_broken_off && (is_of_now(&name) || !self.names(&name)) {
                continue;
            }
            if is_broken_off || self.names(&digest(&path)?) {
                fs::remove_file(&path).with_context(|| format!("`{}` cannot be removed", path.display()))?;
                left.removed.push(name);
            } else {
                left.changed.push(name);
            }
        }
        Ok(left)
    }

    /// Whether a cell of the page is this text.
    fn names(&self, text: &str) -> bool {
        self.page.contains(&format!(">{}</td>", escaped(text)))
    }
}

impl Left {
    pub(super) fn say(&self, terminal: &Terminal) {
        if !self.removed.is_empty() {
            terminal.say(format!(
                "removed, since they were of an earlier filling alone: {}",
                self.removed.join(", ")
            ));
        }
        if !self.changed.is_empty() {
            terminal.warn(format!(
                "of the earlier filling alone, and changed since then, so they were left: {}; they are no part of this one",
                self.changed.join(", ")
            ));
        }
    }
}

/// The SHA-256 of a file.
pub(super) fn digest(path: &Path) -> Result<String> {
    let mut hash = Hash::new();
    hash.update(&fs::read(path).with_context(|| format!("`{}` cannot be read", path.display()))?);
    Ok(hash.finish())
}

/// The files that lie in a folder itself, by name.
fn files(folder: &Path) -> Result<Vec<(String, PathBuf)>> {
    let shown = || format!("`{}` cannot be read", folder.display());
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).with_context(shown)? {
        let entry = entry.with_context(shown)?;
        let is_file = entry.file_type().is_ok_and(|kind| kind.is_file());
        if let (true, Ok(name)) = (is_file, entry.file_name().into_string()) {
            files.push((name, entry.path()));
        }
    }
    files.sort();
    Ok(files)
}
