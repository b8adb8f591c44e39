//! What a record is and the states it goes through (design, section 2).

use std::borrow::Cow;
use std::fmt;

/// A key as one word of a command that is to be copied: quoted where a shell would part it, as the journal
/// `"AMZ 18000031676 2026-11"`.
pub fn as_word(key: &str) -> Cow<'_, str> {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_./".contains(&byte);
    if key.bytes().all(is_plain) {
        Cow::Borrowed(key)
    } else {
        Cow::Owned(format!("\"{key}\""))
    }
}

/// The kinds of thing that end as one document in Sage, or one quantity at Amazon.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// An Amazon order; becomes a sales order with its invoice.
    Order,
    /// An Amazon settlement; its parts become journal batches.
    Settlement,
    /// The part of a settlement that falls into one fiscal period: one G/L batch.
    Journal,
    /// The quantity of one SKU.
    Quantity,
    /// What a settlement paid of one invoice; cleared by a line of an A/R batch.
    Receipt,
    /// An A/R batch of a settlement: receipts or adjustments that clear invoices.
    ReceiptBatch,
    /// A credit note that a person asked for.
    CreditNote,
}

impl Kind {
    /// Every kind, in the order people meet them.
    pub const ALL: [Self; 7] = [
        Self::Order,
        Self::Settlement,
        Self::Journal,
        Self::Quantity,
        Self::Receipt,
        Self::ReceiptBatch,
        Self::CreditNote,
    ];

    /// The word that stands in the database, the audit log and on the command line.
    pub fn word(self) -> &'static str {
        match self {
            Self::Order => "order",
            Self::Settlement => "settlement",
            Self::Journal => "journal",
            Self::Quantity => "quantity",
            Self::Receipt => "receipt",
            Self::ReceiptBatch => "receipt-batch",
            Self::CreditNote => "credit-note",
        }
    }

    /// The kind of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

/// Where a record stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// Read and stored; not planned yet, or waiting for Amazon.
    Staged,
    /// Cannot be sent yet; planned again at the start of every pass.
    Held,
    /// The exact document is stored with its hash.
    Ready,
    /// Committed before the first byte leaves.
    Sending,
    /// Anything but a clear answer came back; settled by lookups.
    Uncertain,
    /// Sage has it and its numbers are stored. Final.
    Posted,
    /// Clearly refused.
    Failed,
    /// Nothing to send.
    Skipped,
}

impl State {
    /// Every state, in the order a record goes through them.
    pub const ALL: [Self; 8] = [
        Self::Staged,
        Self::Held,
        Self::Ready,
        Self::Sending,
        Self::Uncertain,
        Self::Posted,
        Self::Failed,
        Self::Skipped,
    ];

    /// The word that stands in the database and in every listing.
    pub fn word(self) -> &'static str {
        match self {
            Self::Staged => "staged",
            Self::Held => "held",
            Self::Ready => "ready",
            Self::Sending => "sending",
            Self::Uncertain => "uncertain",
            Self::Posted => "posted",
            Self::Failed => "failed",
            Self::Skipped => "skipped",
        }
    }

    /// The word for people: "posted" is what Sage has posted, and a record that is done is in Sage, open perhaps.
    pub fn in_words(self, kind: Kind) -> &'static str {
        match (self, kind) {
            (Self::Posted, Kind::Quantity) => "at Amazon",
            (Self::Posted, _) => "in Sage",
            _ => self.word(),
        }
    }

    /// The state of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.word() == word)
    }

    /// Whether a document of the record may be in Sage, or on its way there.
    pub fn may_be_in_sage(self) -> bool {
        matches!(self, Self::Sending | Self::Uncertain | Self::Posted)
    }

    /// Whether the record may go from this state to the next one. The store refuses every other step.
    ///
    /// A posted record leaves its state only by [`State::may_be_sent_again`], never here.
    pub fn may_become(self, next: Self) -> bool {
        use State::{Failed, Held, Posted, Ready, Sending, Skipped, Staged, Uncertain};
        match self {
            // Nothing was sent: plan again as often as needed. Posted from here means: found in Sage.
            Staged | Held | Ready => {
                matches!(next, Staged | Held | Ready | Skipped | Posted | Failed)
                    || (self == Ready && next == Sending)
            }
            Sending => matches!(next, Uncertain | Posted | Failed | Ready),
            Uncertain => matches!(next, Uncertain | Posted | Failed | Ready),
            Failed => matches!(next, Failed | Staged | Held | Ready | Skipped | Posted),
            // Posted from here means: what was thought never to be sent stands in Sage.
            Skipped => matches!(next, Skipped | Staged | Held | Ready | Posted),
            Posted => false,
        }
    }

    /// Whether a posted record may go back to `ready`: only when a person said so and Sage no longer has it.
    pub fn may_be_sent_again(self) -> bool {
        self == Self::Posted
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_lead_back_to_their_values() {
        assert!(
            State::ALL
                .into_iter()
                .all(|state| State::from_word(state.word()) == Some(state))
        );
        assert!(
            Kind::ALL
                .into_iter()
                .all(|kind| Kind::from_word(kind.word()) == Some(kind))
        );
    }

    #[test]
    fn only_ready_is_sent_and_posted_is_final() {
        for state in State::ALL {
            assert_eq!(state.may_become(State::Sending), state == State::Ready, "{state}");
            assert!(!State::Posted.may_become(state));
        }
        assert!(
            !State::Sending.may_become(State::Staged),
            "what left is never forgotten"
        );
        assert!(!State::Uncertain.may_become(State::Skipped));
    }
}
