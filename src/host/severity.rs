//! What the system's log is told beside the words.

/// How loudly the system's log is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Severity {
    /// A person should look at it.
    Warning,
    /// A run was not done.
    Error,
}

/// The name under which this program stands in the system's log.
pub(super) const SOURCE: &str = "ml-connector";
