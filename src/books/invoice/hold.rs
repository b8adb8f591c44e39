//! Why an order cannot be sent, in words.

use crate::books::reason::{self, Reason};

/// Why an order cannot be sent, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hold {
    /// The code.
    pub reason: Reason,
    /// What exactly, and what to do.
    pub detail: String,
}

impl Hold {
    /// A hold with the particulars of this order.
    pub fn new(reason: Reason, detail: impl Into<String>) -> Self {
        Self {
            reason,
            detail: detail.into(),
        }
    }
}

/// The reason of a hold for a length beyond Sage's.
pub(super) fn fits(what: &str, text: &str, longest: usize) -> Result<(), Hold> {
    let length = text.chars().count();
    if length <= longest {
        return Ok(());
    }
    Err(Hold::new(
        reason::TOO_LONG,
        format!("the {what} `{text}` has {length} characters; Sage takes {longest}"),
    ))
}
