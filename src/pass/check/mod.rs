//! `check`: both real systems are asked for everything the configuration names; nothing is written to either.
//!
//! Each question is a finding of its own with what to do; one that fails never hides the next.

mod amazon;
mod company;
mod customers;
mod evidence;
mod items;
mod ledger;
mod local;
mod marketplaces;
mod names;
mod receivables;
#[cfg(windows)]
mod rights;
mod sage300;
mod tax;

use anyhow::Result;
use chrono::{DateTime, Utc};

use super::fault;
use super::secrets::System;
use super::session::Session;
use crate::exit::Exit;

pub use evidence::gather;

/// How a question was answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// As it should be.
    Ok,
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
    fn add(&mut self, what: impl Into<String>, level: Level, words: impl Into<String>) {
        self.0.push(Finding {
            what: what.into(),
            level,
            words: words.into(),
        });
    }

    fn ok(&mut self, what: impl Into<String>, words: impl Into<String>) {
        self.add(what, Level::Ok, words);
    }

    fn warning(&mut self, what: impl Into<String>, words: impl Into<String>) {
        self.add(what, Level::Warning, words);
    }

    fn failure(&mut self, what: impl Into<String>, words: impl Into<String>) {
        self.add(what, Level::Failure(Exit::Usage), words);
    }

    /// What an error says, with the status a pass would end with.
    fn error(&mut self, what: impl Into<String>, error: impl Into<anyhow::Error>) {
        let error = error.into();
        let exit = match fault::exit_of(&error) {
            Exit::Internal => Exit::Usage,
            exit => exit,
        };
        self.add(what, Level::Failure(exit), format!("{error:#}"));
    }

    /// A server's `Date` against this machine's clock; periods, waits and windows are counted by both.
    fn clock(&mut self, whose: &str, theirs: Option<DateTime<Utc>>, ours: DateTime<Utc>) {
        let what = format!("clock against {whose}");
        let Some(theirs) = theirs else {
            return self.warning(what, "its answers carry no Date: compare the clocks by hand");
        };
        let off = (theirs - ours).num_seconds();
        if off.abs() > MOST_APART {
            let words = format!("{off} s apart: set the wrong one right (time service, w32tm or ntp)");
            self.warning(what, words);
        } else {
            self.ok(what, format!("{off} s apart"));
        }
    }

    /// The status of the whole list.
    pub fn exit(&self) -> Exit {
        let of = |finding: &Finding| match finding.level {
            Level::Ok => Exit::Done,
            Level::Warning => Exit::Attention,
            Level::Failure(exit) => exit,
        };
        self.0.iter().map(of).fold(Exit::Done, Exit::or_worse)
    }
}

/// Asks everything, or only about one of the systems.
///
/// # Errors
/// When the database cannot be read.
pub fn run(session: &Session<'_>, only: Option<System>) -> Result<Findings> {
    let mut findings = Findings::default();
    local::check(session, &mut findings)?;
    if only != Some(System::Sage300) {
        session.terminal.step("asking Amazon");
        amazon::check(session, &mut findings);
    }
    if only != Some(System::Amazon) {
        session.terminal.step("asking Sage 300");
        sage300::check(session, &mut findings);
    }
    Ok(findings)
}
