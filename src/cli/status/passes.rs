//! Whether the work is being done: the last whole run of each scheduled pass, how it ended, and how long ago.
//!
//! Dry runs and runs of named records are shown beside it and never count.

use std::collections::BTreeMap;
use std::time::Duration;

use anyhow::Result;
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use super::age::age;
use crate::config::{Config, Pass};
use crate::exit::Exit;
use crate::store::{Run, Store};
use crate::terminal::Terminal;

/// How a scheduled pass stands.
pub(super) struct Standing {
    /// The pass.
    pub pass: Pass,
    /// The last whole run, whatever became of it.
    pub last: Option<Run>,
    /// The last whole run that did its work.
    pub done: Option<Run>,
    /// How the last run stands now.
    pub end: End,
    /// The longest that it may be since the work was done, and whether it is longer.
    pub max_age: Duration,
    pub is_late: bool,
    /// What this means for the status.
    pub exit: Exit,
}

/// How a run stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// There was none.
    Never,
    /// It ended by itself.
    Ended,
    /// Somebody holds the lock, and nothing began since.
    Running,
    /// It has no end, and nobody holds the lock.
    Killed,
    /// It has no end, and this account may not see the lock.
    Unknown,
}

impl End {
    fn word(self) -> &'static str {
        match self {
            Self::Never => "never-run",
            Self::Ended => "ended",
            Self::Running => "running",
            Self::Killed => "ended-without-a-word",
            Self::Unknown => "running-or-killed",
        }
    }
}

/// The passes that the configuration asks for.
pub(super) fn scheduled(config: &Config) -> Vec<Pass> {
    let wanted = |pass: &Pass| match pass {
        Pass::PullOrders => config.reads_orders(),
        Pass::PostSettlements => config.settlements.is_some(),
        // Quantities rest on the orders that were read.
        Pass::PushInventory => config.inventory.is_some() && config.reads_orders(),
    };
    Pass::ALL.into_iter().filter(wanted).collect()
}

/// How every scheduled pass stands; `asked` are the ages of the command line.
pub(super) fn standings(
    config: &Config,
    store: &Store,
    asked: &[(Pass, Duration)],
    free: Option<bool>,
    now: DateTime<Utc>,
) -> Result<Vec<Standing>> {
    let mut max_age: BTreeMap<Pass, Duration> = config.status.max_age.clone();
    max_age.extend(asked.iter().copied());
    let mut passes = scheduled(config);
    // Who asks after a pass by name is told of it also where the configuration has no section for it.
    passes.extend(asked.iter().map(|(pass, _)| *pass));
    passes.sort();
    passes.dedup();
    let first = store.first_run_at()?;
    let mut standings = Vec::new();
    for pass in passes {
        let max_age = max_age.get(&pass).copied().unwrap_or_default();
        let is_asked = asked.iter().any(|(one, _)| *one == pass);
        standings.push(standing(store, pass, (max_age, is_asked), (free, first), now)?);
    }
    Ok(standings)
}

fn standing(
    store: &Store,
    pass: Pass,
    (max_age, is_asked): (Duration, bool),
    (free, first): (Option<bool>, Option<DateTime<Utc>>),
    now: DateTime<Utc>,
) -> Result<Standing> {
    let last = store.last_whole_run(pass.word(), false)?;
    let done = store.last_whole_run(pass.word(), true)?;
    let end = match &last {
        None => End::Never,
        Some(run) if run.ended.is_some() => End::Ended,
        Some(run) if free == Some(true) || store.is_followed(run.id)? => End::Killed,
        Some(_) if free == Some(false) => End::Running,
        Some(_) => End::Unknown,
    };
    // Where it was never done, the wait began with its first try, or with the first run of anything.
    let since = match &done {
        Some(done) => Some(done.started),
        None => store
            .first_whole_run(pass.word())?
            .map(|run| run.started)
            .or(first),
    };
    let longest = TimeDelta::from_std(max_age).unwrap_or(TimeDelta::MAX);
    let is_late = match since {
        Some(since) => now - since > longest || done.is_none() && last.is_none() && is_asked,
        None => is_asked,
    };
    let of_end = match (&last, end) {
        (_, End::Killed) => Exit::Temporary,
        (Some(run), End::Ended) => of_run(run),
        _ => Exit::Done,
    };
    let exit = if is_late {
        of_end.or_worse(Exit::Attention)
    } else {
        of_end
    };
    Ok(Standing {
        pass,
        last,
        done,
        end,
        max_age,
        is_late,
        exit,
    })
}

/// What the end of a run means now. A status of 3 tells of records and exceptions, which are counted as they stand
/// today; what the run itself said beside them stays until a later run does not say it.
fn of_run(run: &Run) -> Exit {
    let Some(exit) = run.status.and_then(exit_of) else {
        return Exit::Internal;
    };
    match exit {
        Exit::Attention if notes(run).is_empty() && run.words.is_none() => Exit::Done,
        Exit::Interrupted => Exit::Temporary,
        exit => exit,
    }
}

/// The exit status of a number; `None` for one that no version of this program ends with.
pub(super) fn exit_of(status: i64) -> Option<Exit> {
    Exit::TABLE
        .iter()
        .map(|(exit, _)| *exit)
        .find(|exit| i64::from(exit.code()) == status)
}

fn notes(run: &Run) -> Vec<String> {
    let text = run.summary.as_deref().unwrap_or("null");
    let summary: Value = serde_json::from_str(text).unwrap_or_default();
    let notes = summary["notes"].as_array().cloned().unwrap_or_default();
    notes
        .iter()
        .filter_map(|note| note.as_str().map(str::to_owned))
        .collect()
}

/// Why a run ended as it did, in its own words.
pub(super) fn words(run: &Run) -> String {
    let mut words: Vec<String> = run.words.clone().into_iter().collect();
    for note in notes(run) {
        if !words.contains(&note) {
            words.push(note);
        }
    }
    words.join("; ").replace('\n', "; ")
}

impl Standing {
    /// The pass in a few words, for the one line of a monitor.
    pub(super) fn brief(&self, now: DateTime<Utc>) -> String {
        let name = self.pass.word();
        let done = match &self.done {
            Some(done) => format!("done {} ago", age(done.started, now)),
            None => "never done".to_owned(),
        };
        let end = match (&self.last, self.end) {
            (Some(run), End::Ended) if self.exit != Exit::Done && of_run(run) != Exit::Done => {
                format!(
                    ", ended {} with {}",
                    ago(run, now),
                    run.status.unwrap_or_default()
                )
            }
            (Some(run), End::Killed) => format!(", killed, began {} ago", age(run.started, now)),
            (Some(run), End::Running) => format!(", runs since {}", age(run.started, now)),
            _ => String::new(),
        };
        let late = if self.is_late { ", LATE" } else { "" };
        format!("{name} {done}{end}{late}")
    }

    fn say(&self, now: DateTime<Utc>, terminal: &Terminal) {
        let name = self.pass.word();
        let Some(run) = &self.last else {
            terminal.say(format!("{name}: has not run yet{}", self.lateness(now)));
            return;
        };
        let end = match self.end {
            End::Running => format!("runs since {}", age(run.started, now)),
            End::Unknown => format!(
                "began {} ago and did not end yet, or was stopped (this account may not see the lock)",
                age(run.started, now)
            ),
            End::Killed => format!(
                "began {} ago and ended without a word: it was stopped from outside; the next run goes on from there",
                age(run.started, now)
            ),
            End::Never | End::Ended => {
                let status = run.status.unwrap_or_default();
                let meaning = exit_of(status).map_or("unknown: read it as failure", Exit::meaning);
                format!("ended {} with {status}: {meaning}", ago(run, now))
            }
        };
        terminal.say(format!("{name}: run {} {end}{}", run.id, self.lateness(now)));
        let words = words(run);
        if !words.is_empty() {
            terminal.say(format!("  it said: {words}"));
        }
    }

    fn lateness(&self, now: DateTime<Utc>) -> String {
        if !self.is_late {
            return String::new();
        }
        let done = match &self.done {
            Some(done) => format!("its work was last done {} ago", age(done.started, now)),
            None => "its work was never done".to_owned(),
        };
        format!(
            "\n  late: {done}, and it may be {} (--max-age, or [status] max_age); see whether the scheduler starts it",
            spoken(self.max_age)
        )
    }

    fn to_json(&self, now: DateTime<Utc>) -> Value {
        let run = |run: &Run| {
            json!({
                "run": run.id, "started": run.started, "ended": run.ended, "status": run.status,
                "words": words(run), "age_seconds": (now - run.started).num_seconds(),
            })
        };
        json!({
            "pass": self.pass.word(), "state": self.end.word(), "last": self.last.as_ref().map(run),
            "last_done": self.done.as_ref().map(run), "max_age_seconds": self.max_age.as_secs(),
            "late": self.is_late, "status": self.exit.code(),
        })
    }
}

fn ago(run: &Run, now: DateTime<Utc>) -> String {
    format!("{} ago", age(run.ended.unwrap_or(run.started), now))
}

/// A length of time as a person would set it.
fn spoken(length: Duration) -> String {
    let seconds = length.as_secs();
    match seconds {
        86_400.. if seconds.is_multiple_of(86_400) => format!("{} days", seconds / 86_400),
        3_600.. if seconds.is_multiple_of(3_600) => format!("{} h", seconds / 3_600),
        60.. if seconds.is_multiple_of(60) => format!("{} min", seconds / 60),
        _ => format!("{seconds} s"),
    }
}

/// Tells of every pass, and returns it for scripts.
pub(super) fn say(standings: &[Standing], now: DateTime<Utc>, terminal: &Terminal) -> Vec<Value> {
    for standing in standings {
        standing.say(now, terminal);
    }
    standings.iter().map(|standing| standing.to_json(now)).collect()
}
