//! What an answer of Sage's means: the one table from what came back to the reason and the exit status.

use super::Deliverable;
use crate::books::reason::{self, Reason};
use crate::client::sage300::{Posting, Refusal};
use crate::exit::Exit;
use crate::store::{Record, hash_of};

/// What became of one document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Answer {
    /// Never begun: the connection was not made, the run was interrupted, or Sage had turned others away.
    NotSent(String),
    /// Sage took it; its answer names the document.
    Accepted(Vec<u8>),
    /// Clearly refused.
    Refused(Refused),
    /// Never begun: an answer to another document of the same customer shows other figures than were sent.
    HeldBack(String),
    /// It may have been carried out.
    Unclear {
        /// What happened.
        why: String,
        /// Whether Sage's server answered, so that sending again may bring the same words.
        was_answered: bool,
    },
}

/// A clear refusal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refused {
    /// Why.
    pub reason: Reason,
    /// How a run ends with it.
    pub exit: Exit,
    /// Sage's code and words.
    pub words: String,
    /// SHA-256 of the words.
    pub sha256: String,
    /// Sage had too many requests.
    pub too_many: bool,
    /// The next one may be taken all the same, since from now on fewer are on their way at once.
    pub fewer_help: bool,
}

impl Answer {
    /// Reads the answer to a record's document; one that names another, or none, is no answer to it.
    pub(super) fn read(kind: &dyn Deliverable, record: &Record, posting: Posting) -> Self {
        match posting {
            Posting::Accepted { body, .. } => match kind.answers(record, &body) {
                Ok(()) => Self::Accepted(body),
                Err(why) => Self::Unclear {
                    why,
                    was_answered: true,
                },
            },
            Posting::Uncertain {
                why, was_answered, ..
            } => Self::Unclear { why, was_answered },
            Posting::Refused {
                kind: refusal,
                code,
                message,
                ..
            } => {
                let sha256 = hash_of(message.as_bytes());
                let words = code.map_or_else(|| message.clone(), |code| format!("{code}: {message}"));
                let (reason, exit) = match refusal {
                    Refusal::NotSent => return Self::NotSent(words),
                    Refusal::SignIn | Refusal::Denied => (reason::SIGN_IN, Exit::Denied),
                    Refusal::Busy | Refusal::TooMany => (reason::BUSY, Exit::Temporary),
                    Refusal::Held => (reason::IN_USE, Exit::Temporary),
                    Refusal::Business => (kind.form().refusal(&words), Exit::Attention),
                };
                Self::Refused(Refused {
                    reason,
                    exit,
                    words,
                    sha256,
                    too_many: refusal == Refusal::TooMany,
                    fewer_help: false,
                })
            }
        }
    }

    /// What is said of a document whose lane broke.
    pub(super) fn broken() -> Self {
        Self::Unclear {
            why: "the sending thread ended without an answer".to_owned(),
            was_answered: false,
        }
    }

    /// Why asking further helps nobody, where Sage is away, busy or shut.
    pub(super) fn closed(&self) -> Option<&str> {
        match self {
            Self::NotSent(words) => Some(words),
            Self::Refused(refused) if refused.is_closed() => Some(&refused.words),
            _ => None,
        }
    }
}

impl Refused {
    /// Whether the next document would be refused as well.
    pub(super) fn is_closed(&self) -> bool {
        // A record that somebody has open says nothing about the next one.
        reason::is_transient(self.reason.code) && self.reason != reason::IN_USE && !self.fewer_help
    }
}
