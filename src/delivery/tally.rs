//! What a pass did, counted as it goes, and the exit status that follows from it.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::exit::Exit;

/// Counts by word, and the worst that happened.
#[derive(Debug, Default)]
pub struct Tally {
    counts: BTreeMap<&'static str, u64>,
    exit: Option<Exit>,
    new: u64,
    notes: Vec<String>,
}

impl Tally {
    /// One more of something, such as `posted`.
    pub fn count(&mut self, word: &'static str) {
        self.add(word, 1);
    }

    /// Several more of something.
    pub fn add(&mut self, word: &'static str, more: u64) {
        *self.counts.entry(word).or_default() += more;
    }

    /// How many of something.
    pub fn of(&self, word: &str) -> u64 {
        self.counts.get(word).copied().unwrap_or_default()
    }

    /// Something a person must look at that was not there before this run.
    pub fn newly_open(&mut self) {
        self.new += 1;
    }

    /// The run ends at least this badly.
    pub fn at_least(&mut self, exit: Exit) {
        self.exit = Some(self.exit.unwrap_or(Exit::Done).or_worse(exit));
    }

    /// The run ends at least this badly, and says why.
    pub fn at_least_because(&mut self, exit: Exit, why: impl Into<String>) {
        self.at_least(exit);
        self.notes.push(why.into());
    }

    /// Why the run did not end well, in the order it happened.
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    /// The status so far.
    pub fn exit(&self) -> Exit {
        self.exit.unwrap_or(Exit::Done)
    }

    /// The counts for the JSON document and the run's row.
    pub fn to_json(&self) -> Value {
        // What a script asks for is there also when it is nothing.
        let mut counts: BTreeMap<&str, u64> = ALWAYS.into_iter().map(|word| (word, 0)).collect();
        counts.extend(&self.counts);
        json!({ "counts": counts, "new_since_last_run": self.new, "notes": self.notes })
    }
}

/// Counts that every run has.
const ALWAYS: [&str; 9] = [
    "read",
    "new",
    "posted",
    "found",
    "held",
    "failed",
    "skipped",
    "waiting",
    "uncertain",
];
