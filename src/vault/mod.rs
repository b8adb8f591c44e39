//! Key sources; sealing and opening secrets.

use std::path::PathBuf;

/// Where the key that seals secrets comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeySource {
    /// A file that only its owner can read.
    File(PathBuf),
    /// An environment variable.
    Environment(String),
    /// A program with its arguments that prints the key.
    Command(Vec<String>),
    /// The data protection of Windows, over a sealed file.
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
