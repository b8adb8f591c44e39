//! What is wrong with a file a person wrote: every problem at once, each with its place.

use std::fmt;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use crate::exit::{Ends, Exit};
use crate::host::{is_held, while_held};

/// One fault in a file, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// Line and column, both counted from 1, columns in characters; `None` when the fault has no place.
    pub place: Option<(usize, usize)>,
    /// What is wrong, in one line.
    pub text: String,
}

/// A configuration or items table that cannot be used; nothing was sent. Exit status 2.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigError {
    /// The file they were found in.
    pub file: PathBuf,
    /// All problems, in the order of the file; never empty.
    pub problems: Vec<Problem>,
    /// Whether nothing is wrong with it, but another program has it open: exit status 4.
    pub held: bool,
}

const SHOWN: usize = 50;

impl ConfigError {
    pub(super) fn new(file: &Path, mut problems: Vec<Problem>) -> Self {
        problems.sort();
        problems.dedup();
        Self {
            file: file.to_owned(),
            problems,
            held: false,
        }
    }

    pub(super) fn single(file: &Path, text: impl Into<String>) -> Self {
        Self {
            file: file.to_owned(),
            problems: vec![Problem {
                place: None,
                text: text.into(),
            }],
            held: false,
        }
    }
}

impl std::error::Error for ConfigError {}

impl fmt::Display for ConfigError {
    /// One problem a line, as compilers write them, so that editors can jump to the place.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let file = self.file.display();
        for (index, problem) in self.problems.iter().take(SHOWN).enumerate() {
            if index > 0 {
                writeln!(f)?;
            }
            match problem.place {
                Some((line, column)) => write!(f, "{file}:{line}:{column}: {}", problem.text)?,
                None => write!(f, "{file}: {}", problem.text)?,
            }
        }
        match self.problems.len().saturating_sub(SHOWN) {
            0 => Ok(()),
            more => write!(f, "\n{file}: and {more} more"),
        }
    }
}

/// Reads a file a person wrote, as bytes, with the reasons a person can act on.
pub(super) fn read_file(file: &Path, most: u64, when_missing: &str) -> Result<Vec<u8>, ConfigError> {
    let fault = |text: String| ConfigError::single(file, text);
    let facts = std::fs::metadata(file).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => fault(format!("no such file; {when_missing}")),
        _ => fault(format!("cannot be read: {error}")),
    })?;
    if facts.is_dir() {
        return Err(fault("this is a folder, not a file".to_owned()));
    }
    if !facts.is_file() {
        return Err(fault(
            "is no file but a pipe or a device, which may never end and is not read; write the text into a file, and name that"
                .to_owned(),
        ));
    }
    let mut bytes = Vec::new();
    // What the system makes up while it is read, or what grows meanwhile, has no length before.
    while_held(file, || {
        bytes.clear();
        File::open(file)?.take(most + 1).read_to_end(&mut bytes)
    })
    .map_err(|error| ConfigError {
        held: is_held(&error),
        ..fault(format!("cannot be read: {error}"))
    })?;
    let length = facts.len().max(bytes.len() as u64);
    if length > most {
        return Err(fault(format!("is {length} bytes long; at most {most} are read")));
    }
    Ok(bytes)
}

/// Where a byte stands in a text: line and column from 1, columns in characters.
pub(super) fn place(text: &str, byte: usize) -> (usize, usize) {
    let before = text.get(..byte).unwrap_or(text);
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    (
        before.matches('\n').count() + 1,
        before[start..].chars().count() + 1,
    )
}

/// The known word most like `word`, when one is near enough to be what was meant.
pub(super) fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.to_lowercase();
    let far = |candidate: &str| strsim::damerau_levenshtein(&word, &candidate.to_lowercase());
    let candidates = known.into_iter().map(|candidate| (far(candidate), candidate));
    candidates
        .filter(|(away, c)| *away <= 1 + c.len().min(word.len()) / 4)
        .min()
        .map(|(_, candidate)| candidate)
}

/// ` ; did you mean …?`, or nothing.
pub(super) fn did_you_mean<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    nearest(word, known)
        .map(|near| format!("; did you mean `{near}`?"))
        .unwrap_or_default()
}

/// A word from outside as it may stand in a message: without control characters and not endless.
pub(super) fn shown(word: &str) -> String {
    let clean: String = word.chars().take(60).flat_map(char::escape_debug).collect();
    if word.chars().nth(60).is_some() {
        format!("{clean}…")
    } else {
        clean
    }
}

impl Ends for ConfigError {
    fn exit(&self) -> Exit {
        if self.held { Exit::Temporary } else { Exit::Usage }
    }
}
