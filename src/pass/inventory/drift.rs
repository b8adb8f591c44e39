//! How what Amazon shows differs from what it accepted last.

use super::figures::shown;
use crate::books::quantities::Verdict;

/// Amazon shows something else than what it accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Drift {
    /// What was accepted.
    pub sent: u32,
    /// What Amazon shows.
    pub shown: Option<i64>,
    /// Whether it still shows what it showed before.
    pub not_applied: bool,
}

impl Drift {
    /// Both figures in words.
    pub(super) fn words(&self) -> String {
        let what = if self.not_applied {
            "was not applied"
        } else {
            "has changed since"
        };
        format!(
            "{} was accepted and {what}: Amazon shows {}",
            self.sent,
            shown(self.shown)
        )
    }
}

/// The quantity that Amazon should show.
pub(super) fn wanted(verdict: &Verdict) -> Option<i64> {
    match verdict {
        Verdict::Same(quantity) | Verdict::Send { new: quantity, .. } => Some(i64::from(*quantity)),
        Verdict::Leave(_) | Verdict::Held(_) => None,
    }
}
