//! The one table of exit statuses: a contract for scripts (docs/admin.md, "Exit statuses"); and how errors carry theirs.

use std::fmt;

/// How a run ended. An unknown status must be read as failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Exit {
    /// Done; nothing needs attention.
    Done,
    /// A bug, with a message that asks for a report.
    Internal,
    /// Wrong usage or configuration; nothing was sent.
    Usage,
    /// Done, but records are held or failed, or exceptions are open.
    Attention,
    /// A system was unreachable, throttled or busy, or a record is still uncertain: run again.
    Temporary,
    /// Sign-in or permission refused.
    Denied,
    /// Another pass holds the lock.
    Locked,
    /// Something does not prove: a settlement, a batch, the audit chain, the database.
    Integrity,
    /// Interrupted; the state is clean.
    Interrupted,
}

impl Exit {
    /// Every status with its meaning, in the order of the manual's table.
    pub const TABLE: [(Self, &'static str); 9] = [
        (Self::Done, "done; nothing needs attention"),
        (Self::Internal, "internal error: please report the message"),
        (Self::Usage, "wrong usage or configuration; nothing was sent"),
        (
            Self::Attention,
            "done, but records are held or failed, or exceptions are open",
        ),
        (
            Self::Temporary,
            "temporary: unreachable, throttled, busy, or a record is still uncertain; run again",
        ),
        (Self::Denied, "sign-in or permission refused"),
        (Self::Locked, "another pass holds the lock"),
        (
            Self::Integrity,
            "something does not prove: a settlement, a batch, the audit chain, the database",
        ),
        (Self::Interrupted, "interrupted; the state is clean"),
    ];

    /// What it means.
    pub fn meaning(self) -> &'static str {
        Self::TABLE
            .iter()
            .find(|(exit, _)| *exit == self)
            .map_or("", |(_, meaning)| meaning)
    }

    /// The word for it in the one line of a monitor.
    pub fn word(self) -> &'static str {
        match self {
            Self::Done => "ok",
            Self::Internal => "bug",
            Self::Usage => "unusable",
            Self::Attention => "attention",
            Self::Temporary => "temporary",
            Self::Denied => "denied",
            Self::Locked => "locked",
            Self::Integrity => "INTEGRITY",
            Self::Interrupted => "interrupted",
        }
    }

    /// The number that the shell sees.
    pub fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Internal => 1,
            Self::Usage => 2,
            Self::Attention => 3,
            Self::Temporary => 4,
            Self::Denied => 5,
            Self::Locked => 6,
            Self::Integrity => 7,
            Self::Interrupted => 130,
        }
    }

    /// The more severe of two. Books that do not prove come before all: what could not even begin changed nothing in them. Then
    /// what only a person ends (a bug, a wrong configuration), an interruption, which says that the pass is not complete, a
    /// refused sign-in, and last what another run mends.
    #[must_use]
    pub fn or_worse(self, other: Self) -> Self {
        let rank = |exit: Self| match exit {
            Self::Done => 0,
            Self::Attention => 1,
            Self::Temporary => 2,
            Self::Locked => 3,
            Self::Denied => 4,
            Self::Interrupted => 5,
            Self::Usage => 6,
            Self::Internal => 7,
            Self::Integrity => 8,
        };
        if rank(other) > rank(self) { other } else { self }
    }
}

/// An error that knows how a command ends with it.
pub trait Ends: std::error::Error + Send + Sync + 'static {
    /// The status.
    fn exit(&self) -> Exit;
}

/// Any error, together with the status that it ends a command with.
#[derive(Debug)]
pub struct Fault {
    exit: Exit,
    error: Box<dyn std::error::Error + Send + Sync>,
}

impl Fault {
    /// An error, or words, with its status.
    pub fn new(exit: Exit, error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        let error = error.into();
        Self { exit, error }
    }

    /// The status.
    pub fn exit(&self) -> Exit {
        self.exit
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.error.fmt(f)
    }
}

impl std::error::Error for Fault {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.error.source()
    }
}

impl<E: Ends> From<E> for Fault {
    fn from(error: E) -> Self {
        Self::new(error.exit(), error)
    }
}

/// A file that a person named cannot be read or written; what talks over the network has its own errors.
impl Ends for std::io::Error {
    fn exit(&self) -> Exit {
        if crate::host::is_held(self) {
            Exit::Temporary
        } else {
            Exit::Usage
        }
    }
}

/// What this program wrote and cannot read, or cannot write.
impl Ends for serde_json::Error {
    fn exit(&self) -> Exit {
        Exit::Internal
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_severe_wins() {
        let worst = |all: &[Exit]| all.iter().copied().fold(Exit::Done, Exit::or_worse);
        assert_eq!(
            worst(&[Exit::Attention, Exit::Integrity, Exit::Temporary, Exit::Denied]),
            Exit::Integrity
        );
        assert_eq!(
            worst(&[Exit::Attention, Exit::Denied, Exit::Temporary]),
            Exit::Denied
        );
        assert_eq!(worst(&[Exit::Attention, Exit::Temporary]), Exit::Temporary);
        for lesser in [Exit::Usage, Exit::Locked, Exit::Internal, Exit::Interrupted] {
            assert_eq!(worst(&[Exit::Integrity, lesser]), Exit::Integrity, "{lesser:?}");
            assert_eq!(worst(&[lesser, Exit::Integrity]), Exit::Integrity, "{lesser:?}");
        }
        // Another pass ends by itself; a refused sign-in does not.
        assert_eq!(worst(&[Exit::Locked, Exit::Denied]), Exit::Denied);
        assert_eq!(worst(&[Exit::Locked, Exit::Temporary]), Exit::Locked);
    }
}
