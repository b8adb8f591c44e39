//! What is asked of the pass.

use chrono::{DateTime, Utc};

use crate::config::Via;

/// What the command line asks of this pass.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Read from here instead of from the watermark; moves no watermark.
    pub since: Option<DateTime<Utc>>,
    /// Read up to here.
    pub until: Option<DateTime<Utc>>,
    /// Read only these orders.
    pub orders: Vec<String>,
    /// The way of reading, where it is another than the configured one.
    pub via: Option<Via>,
    /// Stop after showing the documents.
    pub dry_run: bool,
}
