//! What is asked of the pass.

use chrono::{DateTime, Utc};

/// What the command line asks of this pass.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Read from here instead of from the watermark; moves no watermark.
    pub since: Option<DateTime<Utc>>,
    /// Read up to here.
    pub until: Option<DateTime<Utc>>,
    /// Read only these orders.
    pub orders: Vec<String>,
    /// Stop after showing the documents.
    pub dry_run: bool,
}
