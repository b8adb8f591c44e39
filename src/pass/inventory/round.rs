//! How one round of sending ended.

/// How one round of sending ended.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Sent {
    /// Everything that could be sent was.
    All,
    /// The figures are too old to go on with.
    Expired,
    /// Nothing further can be sent in this run.
    Stopped,
}
