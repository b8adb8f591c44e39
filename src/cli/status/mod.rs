//! `status`: where everything stands, from the database alone, and what to do next.

mod age;
mod figures;
mod next;
mod systems;

use anyhow::Result;
use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use self::age::age;
use super::here::Here;
use crate::books::reason;
use crate::books::record::State;
use crate::config::{Config, SettlementMode};
use crate::exit::Exit;
use crate::pass::exceptions;
use crate::store::{Count, OpenException, Run, Store};
use crate::terminal::{Align, Table, Terminal};

/// Runs the command.
pub(super) fn run(here: &Here<'_>) -> Result<Exit> {
    let config = here.config()?;
    let store = Store::open_to_read(&config.database)?;
    let now = here.clock.now();
    let open = store.open_counts()?;
    let exceptions = store.open_exceptions()?;
    let size = store.size()?;
    let next = next::steps(&config, here.common, &store, &open, &exceptions)?;
    let document = json!({
        "version": 1,
        "runs": runs(&store, now, here.terminal)?,
        "watermarks": watermarks(&store, now, here.terminal)?,
        "open": open_records(&open, now, here.terminal),
        "uncertain": figures::uncertain(&store, now, here.terminal)?,
        "settlements": figures::settlements(&store, here.terminal)?,
        "inventory": figures::inventory(&store, now, here.terminal)?,
        "exceptions": open_exceptions(&exceptions, now, here.terminal),
        "budgets": systems::budgets(&store, now, here.terminal)?,
        "secrets": systems::ages(&store, now, here.terminal)?,
        "database": {
            "file": config.database, "bytes": size.bytes, "free_bytes": size.free, "audit_rows": size.audit_rows,
        },
        "next": next,
    });
    here.terminal.say(format!(
        "\ndatabase: {} ({} KiB, {} audit rows)",
        config.database.display(),
        size.bytes / 1_024,
        size.audit_rows
    ));
    if let Some(words) = receivables(&config) {
        here.terminal.say(words);
    }
    here.terminal.say("next:");
    for step in &next {
        here.terminal.say(format!("  {step}"));
    }
    here.terminal.json(&document);
    Ok(standing(&open, &exceptions))
}

/// What a bookkeeper must know of receivables that nothing clears.
fn receivables(config: &Config) -> Option<&'static str> {
    let settlements = config.settlements.as_ref()?;
    let open = settlements.mode == SettlementMode::Invoices && config.receivables.is_none();
    open.then_some(
        "receivables: [receivables] is not configured, so invoices stay open in A/R and `clearing` holds the opposite",
    )
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
        let advice = reason::of_code(&count.reason);
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
    exceptions::to_json(open)
}
