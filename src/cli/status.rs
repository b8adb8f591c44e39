//! `status`: where everything stands, from the database alone, and what to do next.

use anyhow::Result;
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use super::{Common, fault};
use crate::books::reason;
use crate::books::record::{Kind, State};
use crate::client::amazon::LIMITS;
use crate::clock::Clock;
use crate::config::Config;
use crate::exit::Exit;
use crate::net::budget::{Bucket, TOKEN};
use crate::pass::secrets;
use crate::store::{Count, OpenException, Run, Store};
use crate::terminal::{Align, Table, Terminal};

/// Runs the command.
pub(super) fn run(common: &Common, terminal: &Terminal, clock: &Clock) -> Result<Exit> {
    let config = fault::config(&common.config)?;
    let store = Store::open_to_read(&config.database)?;
    let now = clock.now();
    let open = store.open_counts()?;
    let exceptions = store.open_exceptions()?;
    let size = store.size()?;
    let next = next_steps(&config, &store, &open, &exceptions)?;
    let document = json!({
        "version": 1,
        "runs": runs(&store, now, terminal)?,
        "watermarks": watermarks(&store, now, terminal)?,
        "open": open_records(&open, now, terminal),
        "settlements": settlements(&store, terminal)?,
        "exceptions": open_exceptions(&exceptions, now, terminal),
        "budgets": budgets(&store, now, terminal)?,
        "secrets": ages(&store, now, terminal)?,
        "database": {
            "file": config.database, "bytes": size.bytes, "free_bytes": size.free, "audit_rows": size.audit_rows,
        },
        "next": next,
    });
    terminal.say(format!(
        "\ndatabase: {} ({} KiB, {} audit rows)",
        config.database.display(),
        size.bytes / 1_024,
        size.audit_rows
    ));
    terminal.say("next:");
    for step in &next {
        terminal.say(format!("  {step}"));
    }
    terminal.json(&document);
    Ok(standing(&open, &exceptions))
}

/// The status as a pass would end with it, from what is open.
fn standing(open: &[Count], exceptions: &[OpenException]) -> Exit {
    let of = |count: &Count| match count.state {
        State::Held => Exit::Attention,
        State::Failed if !reason::is_transient(&count.reason) => Exit::Attention,
        State::Failed | State::Sending | State::Uncertain => Exit::Temporary,
        State::Staged | State::Ready | State::Posted | State::Skipped => Exit::Done,
    };
    let start = if exceptions.is_empty() {
        Exit::Done
    } else {
        Exit::Attention
    };
    open.iter().map(of).fold(start, Exit::or_worse)
}

/// A length of time as people say it.
fn age(since: DateTime<Utc>, now: DateTime<Utc>) -> String {
    let passed = (now - since).max(TimeDelta::zero());
    match (passed.num_days(), passed.num_hours(), passed.num_minutes()) {
        (days @ 2.., ..) => format!("{days} days"),
        (_, hours @ 2.., _) => format!("{hours} h"),
        (_, _, minutes) => format!("{minutes} min"),
    }
}

fn runs(store: &Store, now: DateTime<Utc>, terminal: &Terminal) -> Result<Vec<Value>> {
    let runs = store.last_runs()?;
    let mut table = Table::new(&[
        ("last run", Align::Left),
        ("run", Align::Right),
        ("began", Align::Left),
        ("ago", Align::Right),
        ("status", Align::Right),
        ("meaning", Align::Left),
    ]);
    for run in &runs {
        let (status, meaning) = ending(run);
        table.row([
            run.command.clone(),
            run.id.to_string(),
            run.started.format("%Y-%m-%d %H:%M UTC").to_string(),
            age(run.started, now),
            status,
            meaning.to_owned(),
        ]);
    }
    if table.is_empty() {
        terminal.say("nothing has run yet");
    } else {
        terminal.say(table.to_string());
    }
    let summary = |run: &Run| -> Value {
        let text = run.summary.as_deref().unwrap_or("null");
        serde_json::from_str(text).unwrap_or_default()
    };
    let shown = runs.iter().map(|run| {
        json!({
            "command": run.command, "run": run.id, "started": run.started, "ended": run.ended,
            "status": run.status, "summary": summary(run),
        })
    });
    Ok(shown.collect())
}

fn ending(run: &Run) -> (String, &'static str) {
    let Some(status) = run.status else {
        return ("?".to_owned(), "did not end by itself, or still runs");
    };
    let meaning = Exit::TABLE
        .iter()
        .find(|(exit, _)| i64::from(exit.code()) == status)
        .map_or("unknown: read it as failure", |(_, meaning)| meaning);
    (status.to_string(), meaning)
}

fn watermarks(store: &Store, now: DateTime<Utc>, terminal: &Terminal) -> Result<Vec<Value>> {
    let marks = store.watermarks()?;
    for mark in &marks {
        terminal.say(format!(
            "{}: read up to {} (moved {} ago)",
            mark.scope,
            mark.at.format("%Y-%m-%d %H:%M:%S UTC"),
            age(mark.moved_at, now)
        ));
    }
    let shown = marks
        .iter()
        .map(|mark| json!({ "scope": mark.scope, "at": mark.at, "moved_at": mark.moved_at }));
    Ok(shown.collect())
}

fn open_records(open: &[Count], now: DateTime<Utc>, terminal: &Terminal) -> Vec<Value> {
    let mut table = Table::new(&[
        ("open", Align::Left),
        ("state", Align::Left),
        ("reason", Align::Left),
        ("count", Align::Right),
        ("oldest", Align::Right),
        ("what to do", Align::Left),
    ]);
    for count in open {
        let advice = reason::ALL.iter().find(|reason| reason.code == count.reason);
        table.row([
            count.kind.to_string(),
            count.state.to_string(),
            count.reason.clone(),
            count.count.to_string(),
            count.oldest.map(|oldest| age(oldest, now)).unwrap_or_default(),
            advice.map(|reason| reason.advice.to_owned()).unwrap_or_default(),
        ]);
    }
    if table.is_empty() {
        terminal.say("\nno open records");
    } else {
        terminal.say(format!("\n{table}"));
    }
    let shown = open.iter().map(|count| {
        json!({
            "kind": count.kind.word(), "state": count.state.word(), "reason": count.reason, "count": count.count,
            "oldest": count.oldest,
        })
    });
    shown.collect()
}

/// Beyond this many, a state of settlements is only counted as "at least".
const MANY: i64 = 10_000;

fn settlements(store: &Store, terminal: &Terminal) -> Result<Value> {
    let mut known = 0;
    let mut by_state = serde_json::Map::new();
    for state in State::ALL {
        let count = store.count_up_to(Kind::Settlement, state, MANY)?;
        known += count;
        if count > 0 {
            by_state.insert(state.word().to_owned(), json!(count));
        }
    }
    if known > 0 {
        let words: Vec<_> = by_state
            .iter()
            .map(|(state, count)| format!("{count} {state}"))
            .collect();
        terminal.say(format!("settlements: {known} known, {}", words.join(", ")));
    }
    Ok(json!({ "known": known, "by_state": by_state }))
}

fn open_exceptions(open: &[OpenException], now: DateTime<Utc>, terminal: &Terminal) -> Vec<Value> {
    const SHOWN: usize = 10;
    for one in open.iter().take(SHOWN) {
        terminal.say(format!(
            "exception {} on {} {} ({}): {}",
            one.kind,
            one.record_kind,
            one.key,
            age(one.opened_at, now),
            one.figures
        ));
    }
    if open.len() > SHOWN {
        terminal.say(format!("… and {} more exceptions", open.len() - SHOWN));
    }
    let shown = open.iter().map(|one| {
        json!({
            "kind": one.kind, "record_kind": one.record_kind, "key": one.key, "figures": one.figures,
            "advice": one.advice, "opened_at": one.opened_at,
        })
    });
    shown.collect()
}

fn budgets(store: &Store, now: DateTime<Utc>, terminal: &Terminal) -> Result<Vec<Value>> {
    let mut shown = Vec::new();
    for (operation, (tokens_micro, rate_micro, updated)) in store.budgets()? {
        let Some(limit) = LIMITS.iter().find(|limit| limit.operation == operation) else {
            continue;
        };
        let bucket = Bucket {
            tokens_micro,
            rate_micro,
            updated,
        }
        .at(*limit, now);
        let left = bucket.tokens_micro / TOKEN;
        let full_at = bucket.full_at(*limit);
        if left < limit.burst {
            let at = full_at.format("%H:%M UTC");
            terminal.say(format!(
                "{operation}: {left} of {} calls left, full at {at}",
                limit.burst
            ));
        }
        shown.push(json!({ "operation": operation, "left": left, "of": limit.burst, "full_at": full_at }));
    }
    Ok(shown)
}

fn ages(store: &Store, now: DateTime<Utc>, terminal: &Terminal) -> Result<Vec<Value>> {
    let mut shown = Vec::new();
    for secret in store.credentials()? {
        if secret.system == secrets::TOKEN_SYSTEM {
            continue;
        }
        let days = (now - secret.set_at).num_days();
        let warning = secrets::too_old(&secret.system, &secret.name, days);
        if let Some(warning) = &warning {
            terminal.warn(warning);
        }
        terminal.say(format!("{} {}: {days} days old", secret.system, secret.name));
        shown.push(json!({
            "system": secret.system, "name": secret.name, "set_at": secret.set_at, "age_days": days,
            "warning": warning,
        }));
    }
    Ok(shown)
}

/// One to three commands to run next, the most pressing first.
fn next_steps(
    config: &Config,
    store: &Store,
    open: &[Count],
    exceptions: &[OpenException],
) -> Result<Vec<String>> {
    let mut next = Vec::new();
    let stored = store.credentials()?;
    for system in secrets::System::ALL {
        if !stored.iter().any(|one| one.system == system.word()) {
            next.push(format!("ml-connector credentials set {}", system.word()));
        }
    }
    if !next.is_empty() {
        return Ok(next);
    }
    if let Some(first) = exceptions.first() {
        next.push("ml-connector audit list --exceptions".to_owned());
        next.push(format!("ml-connector resolve {} --because \"…\"", first.key));
    }
    let any = |fits: &dyn Fn(&Count) -> bool| open.iter().any(fits);
    if any(&|count| count.state == State::Failed && !reason::is_transient(&count.reason)) {
        next.push("ml-connector replay --dry-run".to_owned());
    }
    if any(&|count| count.state == State::Held) {
        next.push("ml-connector audit list --state held".to_owned());
    }
    next.truncate(2);
    let never = store.watermarks()?.is_empty();
    let first = if never { " --dry-run" } else { "" };
    next.push(format!("ml-connector pull-orders{first}"));
    if config.settlements.is_some() && next.len() < 3 {
        next.push(format!("ml-connector post-settlements{first}"));
    }
    if config.inventory.is_some() && next.len() < 3 {
        next.push(format!("ml-connector push-inventory{first}"));
    }
    Ok(next)
}
