//! The vault: where the key comes from, and how secrets are sealed with it.
//!
//! The key is never in the database, and a sealed value opens only in the row and for the host it was made
//! for. So a copied database gives nothing away, and an edited address in the configuration cannot send a
//! password elsewhere. What it does not do: defend against someone who can run programs as the same user.

mod command;
#[cfg(windows)]
mod dpapi;
mod error;
mod file;
mod key;
mod rotation;
mod seal;
#[cfg(test)]
mod tests;

use std::path::PathBuf;

pub use error::VaultError;
pub use rotation::{Rotation, carry, drop_file};
pub use seal::{Binding, Vault};

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
    pub fn file(&self) -> Option<&std::path::Path> {
        key::kept_in(self)
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
