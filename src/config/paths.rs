//! Paths and programs as the configuration names them, from its own folder on.

use std::path::{Path, PathBuf};

use super::read;
use super::sheet::{Read, Section};

/// How a path with backslashes is written in TOML.
pub(super) const BACKSLASHES: &str = "a backslash between quotation marks begins a special character in TOML: put the \
                                      path in single quotes, 'C:\\folder\\file', or write \"C:/folder/file\"";

/// A path of the configuration, resolved against the folder of the file.
pub(super) fn path_in(folder: &Path) -> impl Fn(&toml::de::DeValue<'_>) -> Read<PathBuf> {
    move |value| {
        let text = read::text(value)?;
        if text.trim().is_empty() || text.contains('\0') {
            return Err("a path is wanted".to_owned());
        }
        // In quotation marks TOML reads \t, \b, \f, \n and \r as control characters, which no path holds.
        if text.chars().any(char::is_control) {
            return Err(BACKSLASHES.to_owned());
        }
        Ok(folder.join(text))
    }
}

/// A program's words as they are started: one that names a folder is looked for from the configuration's folder,
/// wherever the scheduler starts this program; a bare name is looked for on the path.
pub(super) fn program_in(folder: &Path, mut words: Vec<String>) -> Vec<String> {
    if let Some(program) = words.first_mut() {
        let named = Path::new(&*program);
        let bare = named.components().count() < 2;
        let beside = absolute(folder).join(named);
        if (!bare && named.is_relative() || bare && beside.is_file()) && !program.trim().is_empty() {
            *program = beside.display().to_string();
        }
    }
    words
}

/// A file that has another use, and which.
pub(super) type Taken<'a> = (&'a Path, &'a str);

/// Notes where a key names a file that has another use already: what one of them writes would destroy the other.
pub(super) fn refuse_taken(section: &Section<'_>, key: &str, file: &Path, taken: &[Taken<'_>]) {
    let real = |file: &Path| file.canonicalize().unwrap_or_else(|_| absolute(file));
    if let Some((_, what)) = taken.iter().find(|(other, _)| real(other) == real(file)) {
        let text = format!(
            "`{key}` names `{}`, which is {what}: name a file of its own",
            file.display()
        );
        section.fault(key, text);
    }
}

/// The folder as it stands whatever the working directory becomes.
pub(super) fn absolute(folder: &Path) -> PathBuf {
    let folder = if folder.as_os_str().is_empty() {
        Path::new(".")
    } else {
        folder
    };
    std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned())
}
