//! The words a person can say on a record (design, section 13).

use std::fmt;

/// What a person decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Word {
    /// The exceptions of the record are dealt with.
    Close,
    /// The record is never sent.
    Skip,
    /// What stands in Sage is the record.
    AcceptSage,
    /// What is only perhaps in Sage is not: the record is sent.
    Send,
    /// The invoice is given back by a credit note.
    CreditNote,
    /// A credit note that was made in Sage by hand is the order's.
    CreditNoteByHand,
    /// What arose in closed periods is posted in the first open one: of a settlement that meets a closed period.
    FirstOpen,
    /// What was decided before binds no longer.
    Reopen,
}

impl Word {
    /// Every word.
    pub const ALL: [Self; 8] = [
        Self::Close,
        Self::Skip,
        Self::AcceptSage,
        Self::Send,
        Self::CreditNote,
        Self::CreditNoteByHand,
        Self::FirstOpen,
        Self::Reopen,
    ];

    /// The word that stands in the database, the audit log and, but for `close`, on the command line.
    pub fn word(self) -> &'static str {
        match self {
            Self::Close => "close",
            Self::Skip => "skip",
            Self::AcceptSage => "accept-sage",
            Self::Send => "send",
            Self::CreditNote => "credit-note",
            Self::CreditNoteByHand => "credit-note-by-hand",
            Self::FirstOpen => "first-open",
            Self::Reopen => "reopen",
        }
    }

    /// The value of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.word() == word)
    }
}

impl fmt::Display for Word {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}
