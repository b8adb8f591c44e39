//! Who writes into the log, and when.

use chrono::{DateTime, Utc};

/// Who writes into the log, and when.
#[derive(Debug, Clone, Copy)]
pub(super) struct Author<'a> {
    pub run: i64,
    pub actor: &'a str,
    pub at: DateTime<Utc>,
}
