//! What is asked of the pass, and what a person decided about a settlement.

use std::path::PathBuf;

use chrono::{DateTime, Utc};

/// What the command line asks of this pass.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Read groups that began since then.
    pub since: Option<DateTime<Utc>>,
    /// Only these settlements, by either of their ids.
    pub settlements: Vec<String>,
    /// A settlement report that a person downloaded.
    pub file: Option<PathBuf>,
    /// Stop after showing the journals.
    pub dry_run: bool,
    /// A person sends again what Sage refused.
    pub again: bool,
}

/// The fact by which a person lets a settlement pass that cannot be linked, or whose orders cannot be read.
pub fn decided(key: &str) -> String {
    format!("settlement-decided/{key}")
}
