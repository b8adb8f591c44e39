//! Where the key comes from.

use std::path::{Path, PathBuf};

/// Where the key that seals secrets comes from: exactly one is configured.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeySource {
    /// A file that only its owner can read.
    File(PathBuf),
    /// An environment variable.
    Environment(String),
    /// A program that prints the key.
    Command {
        /// The program with its arguments.
        words: Vec<String>,
        /// Where it runs: the folder of the configuration.
        folder: PathBuf,
    },
    /// The data protection of Windows, over a file of its own.
    Dpapi {
        /// Who can open it.
        scope: DpapiScope,
        /// The file with the protected key.
        file: PathBuf,
    },
}

/// Who can open a key that Windows protects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DpapiScope {
    /// The account that made it.
    User,
    /// Every account of the machine that may read the file.
    Machine,
}

impl KeySource {
    /// The file that this program keeps the key in, when it is one that it keeps.
    pub fn file(&self) -> Option<&Path> {
        match self {
            Self::File(path) | Self::Dpapi { file: path, .. } => Some(path),
            Self::Environment(_) | Self::Command { .. } => None,
        }
    }
}

impl std::fmt::Display for KeySource {
    /// The source as messages name it. Of a command only the program: its arguments may be private.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::File(file) => write!(f, "the key file {}", file.display()),
            Self::Environment(name) => write!(f, "the environment variable {name}"),
            Self::Command { words, .. } => {
                write!(
                    f,
                    "the key command `{}`",
                    words.first().map_or("", String::as_str)
                )
            }
            Self::Dpapi { file, .. } => write!(f, "the protected key file {}", file.display()),
        }
    }
}
