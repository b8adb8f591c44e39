//! `explain`: what a reason or a kind of exception means, why it is so, and what to do, with an example.

use anyhow::Result;
use serde_json::{Value, json};

use super::fault;
use crate::books::exception::{self, ExceptionKind};
use crate::books::reason::{self, Reason};
use crate::exit::Exit;
use crate::terminal::{Align, Table, Terminal};

/// The arguments of `explain`.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The code of a reason or a kind of exception, as `status` and `audit list` show it; without one, all are listed
    reason: Option<String>,
}

/// A reason or a kind of exception, which are explained alike.
struct Entry {
    of: &'static str,
    code: &'static str,
    meaning: &'static str,
    advice: &'static str,
    why: &'static str,
    example: &'static str,
}

impl From<&Reason> for Entry {
    fn from(reason: &Reason) -> Self {
        Self {
            of: "reason",
            code: reason.code,
            meaning: reason.meaning.trim(),
            advice: reason.advice,
            why: reason.why,
            example: reason.example,
        }
    }
}

impl From<&ExceptionKind> for Entry {
    fn from(kind: &ExceptionKind) -> Self {
        Self {
            of: "exception",
            code: kind.code,
            meaning: kind.meaning.trim(),
            advice: kind.advice,
            why: kind.why,
            example: kind.example,
        }
    }
}

impl Entry {
    fn to_json(&self) -> Value {
        json!({
            "of": self.of, "code": self.code, "meaning": self.meaning, "why": self.why, "what_to_do": self.advice,
            "example": self.example,
        })
    }
}

/// Runs the command.
pub(super) fn run(arguments: &Arguments, terminal: &Terminal) -> Result<Exit> {
    let all = every();
    let Some(asked) = &arguments.reason else {
        list(&all, terminal);
        return Ok(Exit::Done);
    };
    let asked = asked.trim().to_ascii_lowercase();
    let found: Vec<&Entry> = all.iter().filter(|entry| entry.code == asked).collect();
    if found.is_empty() {
        return Err(fault::usage(unknown(&asked, &all)));
    }
    for entry in &found {
        terminal.say(format!(
            "{} ({})\n  what it means: {}\n  why: {}\n  what to do: {}\n  for example: {}",
            entry.code, entry.of, entry.meaning, entry.why, entry.advice, entry.example
        ));
    }
    let shown: Vec<_> = found.iter().map(|entry| entry.to_json()).collect();
    terminal.json(&json!({ "version": 1, "entries": shown }));
    Ok(Exit::Done)
}

/// A code as a command line names it: one that stands in the table, or what it may have been meant for.
///
/// # Errors
/// The words for one that is not there.
pub(super) fn code(text: &str) -> Result<String, String> {
    let asked = text.trim().to_ascii_lowercase();
    let all = every();
    match all.iter().any(|entry| entry.code == asked) {
        true => Ok(asked),
        false => Err(unknown(&asked, &all)),
    }
}

fn every() -> Vec<Entry> {
    let reasons = reason::ALL.iter().map(Entry::from);
    reasons.chain(exception::ALL.iter().map(Entry::from)).collect()
}

fn list(all: &[Entry], terminal: &Terminal) {
    let mut table = Table::new(&[
        ("code", Align::Left),
        ("of", Align::Left),
        ("what it means", Align::Left),
    ]);
    for entry in all {
        table.row([
            entry.code.to_owned(),
            entry.of.to_owned(),
            entry.meaning.to_owned(),
        ]);
    }
    terminal.say(table.to_string());
    terminal.say("`ml-connector explain CODE` says why it is so and what to do, with an example");
    let shown: Vec<_> = all.iter().map(Entry::to_json).collect();
    terminal.json(&json!({ "version": 1, "entries": shown }));
}

fn unknown(asked: &str, all: &[Entry]) -> String {
    let like: Vec<_> = all
        .iter()
        .map(|entry| entry.code)
        .filter(|code| asked.len() > 2 && code.contains(asked) || asked.contains(code))
        .map(|code| format!("`{code}`"))
        .collect();
    let hint = if like.is_empty() {
        "`ml-connector explain` lists all of them".to_owned()
    } else {
        format!(
            "perhaps {}; `ml-connector explain` lists all of them",
            like.join(", ")
        )
    };
    format!("`{asked}` is no reason and no kind of exception\nhint: {hint}")
}
