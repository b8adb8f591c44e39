//! What stands where among the documents: the uncertain ones, the settlements, the last quantities.

use std::collections::BTreeMap;

use anyhow::Result;
use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::age::age;
use crate::books::record::{Kind, State};
use crate::books::{exception, reason};
use crate::pass::to_post;
use crate::store::{OpenException, Store};
use crate::terminal::Terminal;

/// Shown one by one; more are in the counts above.
const SHOWN: usize = 10;

/// Documents that left and were not clearly answered: the next pass looks them up first.
pub(super) fn uncertain(store: &Store, now: DateTime<Utc>, terminal: &Terminal) -> Result<Vec<Value>> {
    let mut shown = Vec::new();
    for kind in Kind::ALL {
        for record in store.records_in(kind, &[State::Sending, State::Uncertain], 0, SHOWN)? {
            let since = record.waiting_since.unwrap_or(record.updated_at);
            let missed = match record.missed_at {
                Some(at) => format!(", not found in Sage at {}", at.format("%Y-%m-%d %H:%M UTC")),
                None => String::new(),
            };
            terminal.say(format!(
                "uncertain: {kind} {} for {}{missed}; the next pass looks it up before anything else",
                record.key,
                age(since, now)
            ));
            shown.push(json!({
                "kind": kind.word(), "key": record.key, "state": record.state.word(), "since": since,
                "not_found_at": record.missed_at, "document_sha256": record.document_sha256,
            }));
        }
    }
    Ok(shown)
}

/// Settlements: how many are known and posted, and for which reason the others wait.
pub(super) fn settlements(store: &Store, terminal: &Terminal) -> Result<Value> {
    let counts = store.counts_of(Kind::Settlement)?;
    let known: i64 = counts.iter().map(|(_, _, count)| count).sum();
    let mut by_state: BTreeMap<&str, i64> = BTreeMap::new();
    for (state, _, count) in &counts {
        *by_state.entry(state.word()).or_default() += count;
    }
    let mut in_words: BTreeMap<&str, i64> = BTreeMap::new();
    for (state, _, count) in &counts {
        *in_words.entry(state.in_words(Kind::Settlement)).or_default() += count;
    }
    let open = store.open_exceptions()?.into_iter();
    let is_deleted = |one: &OpenException| {
        one.kind == exception::DELETED_IN_SAGE.code && one.record_kind == Kind::Journal.word()
    };
    let deleted: Vec<String> = open.filter(is_deleted).map(|one| one.key).collect();
    let waiting: Vec<_> = counts
        .iter()
        .filter(|(state, ..)| !matches!(state, State::Posted | State::Skipped))
        .collect();
    if known > 0 {
        let words: Vec<_> = in_words
            .iter()
            .map(|(state, count)| format!("{count} {state}"))
            .collect();
        terminal.say(format!("settlements: {known} known, {}", words.join(", ")));
        for part in &deleted {
            terminal.say(format!(
                "  {part} was deleted in Sage, and counts as in Sage here until that is decided"
            ));
        }
    }
    // What to do stands in the table of what is open.
    for (state, code, count) in &waiting {
        let because = advice(code).map_or_else(String::new, |_| format!(", {code}"));
        terminal.say(format!("  {count} {state}{because}"));
    }
    let waiting: Vec<_> = waiting
        .into_iter()
        .map(|(state, code, count)| {
            json!({ "state": state.word(), "reason": code, "count": count, "advice": advice(code) })
        })
        .collect();
    Ok(json!({ "known": known, "by_state": by_state, "waiting": waiting, "deleted": deleted }))
}

/// The batches that the bookkeeper has to post, as they were last seen.
pub(super) fn to_post(store: &Store, now: DateTime<Utc>, terminal: &Terminal) -> Result<Value> {
    let (to_post, seen) = to_post::last_seen(store)?;
    if !to_post.is_empty() {
        let when = seen.map_or_else(
            || "as they were sent".to_owned(),
            |at| {
                format!(
                    "as Sage was last asked {} ago, with those sent since",
                    age(at, now)
                )
            },
        );
        terminal.say(format!(
            "to post in Sage, batches: {} ({when}; `reconcile` asks again)",
            to_post.words()
        ));
    }
    Ok(json!({ "batches": to_post, "seen": seen }))
}

fn advice(code: &str) -> Option<&'static str> {
    reason::of_code(code).map(|reason| reason.advice)
}

/// What the last whole `push-inventory` met: how far Amazon had drifted from what was sent before.
pub(super) fn inventory(store: &Store, now: DateTime<Utc>, terminal: &Terminal) -> Result<Value> {
    let Some(run) = store.last_whole_run("push-inventory", true)? else {
        return Ok(Value::Null);
    };
    let text = run.summary.as_deref().unwrap_or("null");
    let summary: Value = serde_json::from_str(text).unwrap_or_default();
    let count = |word: &str| summary["counts"][word].as_u64().unwrap_or_default();
    let (compared, same, drifted) = (count("compared"), count("same"), count("drifted"));
    terminal.say(format!(
        "quantities {} ago: {compared} compared, {same} right, {drifted} drifted from what was sent, {} accepted, \
         {} held",
        age(run.started, now),
        count("accepted"),
        count("held")
    ));
    Ok(json!({
        "run": run.id, "started": run.started, "compared": compared, "same": same, "drifted": drifted,
        "confirmed": count("confirmed"), "accepted": count("accepted"), "refused": count("refused"),
        "held": count("held"),
    }))
}
