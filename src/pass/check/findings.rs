//! What a check found, question by question.

use chrono::{DateTime, Utc};

use crate::exit::Exit;
use crate::pass::fault;

/// How a question was answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// As it should be.
    Ok,
    /// Neither known to be as it should, nor to be wrong: nobody tells it here.
    Unverified,
    /// Works, but a person should look at it.
    Warning,
    /// A pass would stumble over it; with the status it would end with.
    Failure(Exit),
}

impl Level {
    /// The word of the list.
    pub fn word(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Unverified => "unverified",
            Self::Warning => "warning",
            Self::Failure(_) => "failure",
        }
    }
}

/// One line of the list.
#[derive(Debug, Clone)]
pub struct Finding {
    /// What was looked at.
    pub what: String,
    /// How it stands.
    pub level: Level,
    /// In words, with what to do.
    pub words: String,
}

/// Seconds that two clocks may be apart.
const MOST_APART: i64 = 120;

/// The list as it grows.
#[derive(Debug, Default)]
pub struct Findings(pub Vec<Finding>);

impl Findings {
    pub(super) fn add(&mut self, what: impl Into<String>, level: Level, words: impl Into<String>) {
        self.0.push(Finding {
            what: what.into(),
            level,
            words: words.into(),
        });
    }

    pub(super) fn ok(&mut self, what: impl Into<String>, words: impl Into<String>) {
        self.add(what, Level::Ok, words);
    }

    pub(super) fn unverified(&mut self, what: impl Into<String>, words: impl Into<String>) {
        self.add(what, Level::Unverified, words);
    }

    pub(super) fn warning(&mut self, what: impl Into<String>, words: impl Into<String>) {
        self.add(what, Level::Warning, words);
    }

    pub(super) fn failure(&mut self, what: impl Into<String>, words: impl Into<String>) {
        self.add(what, Level::Failure(Exit::Usage), words);
    }

    /// What an error says, with the status a pass would end with.
    pub(super) fn error(&mut self, what: impl Into<String>, error: impl Into<anyhow::Error>) {
        let error = error.into();
        let exit = match fault::exit_of(&error) {
            Exit::Internal => Exit::Usage,
            exit => exit,
        };
        self.add(what, Level::Failure(exit), format!("{error:#}"));
    }

    /// A server's `Date` against this machine's clock; periods, waits and windows are counted by both.
    pub(super) fn clock(&mut self, whose: &str, theirs: Option<DateTime<Utc>>, ours: DateTime<Utc>) {
        let what = format!("clock against {whose}");
        let Some(theirs) = theirs else {
            return self.unverified(what, "its answers carry no Date: compare the clocks by hand");
        };
        let off = (theirs - ours).num_seconds();
        if off.abs() > MOST_APART {
            let words = format!("{off} s apart: set the wrong one right (time service, w32tm or ntp)");
            self.warning(what, words);
        } else {
            self.ok(what, format!("{off} s apart"));
        }
    }

    /// What nobody could tell, by name.
    pub fn not_verified(&self) -> Vec<&str> {
        let of = self.0.iter().filter(|finding| finding.level == Level::Unverified);
        of.map(|finding| finding.what.as_str()).collect()
    }

    /// The status of the whole list.
    pub fn exit(&self) -> Exit {
        let of = |finding: &Finding| match finding.level {
            Level::Ok | Level::Unverified => Exit::Done,
            Level::Warning => Exit::Attention,
            Level::Failure(exit) => exit,
        };
        self.0.iter().map(of).fold(Exit::Done, Exit::or_worse)
    }
}
