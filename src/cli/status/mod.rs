//! `status`: whether the work is being done, where everything stands, and what to do next; from the database alone.

mod age;
mod figures;
mod next;
mod passes;
mod systems;

use std::time::Duration;

use anyhow::Result;
use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use self::age::age;
use self::passes::Standing;
use self::systems::Secret;
use super::here::Here;
use crate::amazon::marketplaces::Marketplace;
use crate::books::record::State;
use crate::books::{exception, reason};
use crate::config::{Config, Pass, SettlementMode, parse_max_age};
use crate::exit::Exit;
use crate::pass::exceptions;
use crate::store::{Count, OpenException, Run, Scope, Store, is_free};
use crate::terminal::{Align, Table, Terminal, Voice, counted};

/// The arguments of `status`.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// How long ago the last whole run of a pass may have begun, such as `pull-orders=2h`; may be given several times
    #[arg(long, value_name = "PASS=DURATION", value_parser = parse_max_age)]
    max_age: Vec<(Pass, Duration)>,
    /// One line, for a monitor
    #[arg(long)]
    brief: bool,
}

/// Runs the command.
pub(super) fn run(arguments: &Arguments, here: &Here<'_>) -> Result<Exit> {
    let config = here.config()?;
    let store = Store::open_to_read(&config.database)?;
    let now = here.clock.now();
    let free = is_free(&config.database);
    let standings = passes::standings(&config, &store, &arguments.max_age, free, now)?;
    // Where one line is asked for, the others are worked out and not said.
    let muted = Terminal::new(Voice::Quiet, true);
    let aloud = if arguments.brief { &muted } else { here.terminal };
    let open = store.open_counts()?;
    let exceptions = store.open_exceptions()?;
    let size = store.size()?;
    let next = next::steps(&config, here.common, &store, &open, &exceptions, &standings)?;
    let secrets = systems::ages(&store, now)?;
    let unset = systems::without_credentials(&store)?;
    let exit = standings
        .iter()
        .map(|standing| standing.exit)
        .chain(
            secrets
                .iter()
                .any(|secret| secret.warning.is_some())
                .then_some(Exit::Attention),
        )
        .chain((!unset.is_empty()).then_some(Exit::Attention))
        .fold(standing(&open, &exceptions), Exit::or_worse);
    let document = json!({
        "version": 1,
        "status": exit.code(),
        "passes": passes::say(&standings, now, aloud),
        "runs": runs(&store, now, aloud)?,
        "watermarks": watermarks(&store, now, aloud)?,
        "open": open_records(&open, now, aloud),
        "uncertain": figures::uncertain(&store, now, aloud)?,
        "settlements": figures::settlements(&store, aloud)?,
        "to_post": figures::to_post(&store, now, aloud)?,
        "inventory": figures::inventory(&store, now, aloud)?,
        "exceptions": open_exceptions(&exceptions, now, aloud),
        "budgets": systems::budgets(&store, now, aloud)?,
        "secrets": systems::say_ages(&secrets, aloud),
        "database": {
            "file": config.database, "bytes": size.bytes, "free_bytes": size.free, "audit_rows": size.audit_rows,
        },
        "next": next,
    });
    aloud.say(format!(
        "\ndatabase: {} ({} KiB, {} audit rows)",
        config.database.display(),
        size.bytes / 1_024,
        size.audit_rows
    ));
    if let Some(words) = receivables(&config) {
        aloud.say(words);
    }
    let meaning = match (unset.as_slice(), store.first_run_at()?) {
        ([], Some(_)) => exit.meaning().to_owned(),
        ([], None) => "nothing has run yet".to_owned(),
        (unset, _) => systems::cannot_run(unset),
    };
    aloud.say(format!("status {}: {meaning}", exit.code()));
    aloud.say("next:");
    for step in &next {
        aloud.say(format!("  {step}"));
    }
    for warning in secrets.iter().filter_map(|secret| secret.warning.as_ref()) {
        if !arguments.brief {
            here.terminal.warn(warning);
        }
    }
    if arguments.brief {
        let mut line = brief(exit, &standings, &open, &exceptions, &secrets, now);
        if !unset.is_empty() {
            line = format!("{line}; {}", systems::cannot_run(&unset));
        }
        here.terminal.say(line);
    }
    here.terminal.json(&document);
    Ok(exit)
}

/// Everything that matters, in one line.
fn brief(
    exit: Exit,
    standings: &[Standing],
    open: &[Count],
    exceptions: &[OpenException],
    secrets: &[Secret],
    now: DateTime<Utc>,
) -> String {
    let passes: Vec<_> = standings.iter().map(|standing| standing.brief(now)).collect();
    let mut line = format!("{} ({}): {}", exit.word(), exit.code(), passes.join("; "));
    for state in [State::Uncertain, State::Sending, State::Failed, State::Held] {
        let count: i64 = open
            .iter()
            .filter(|one| one.state == state)
            .map(|one| one.count)
            .sum();
        if count > 0 {
            line += &format!("; {count} {state}");
        }
    }
    if !exceptions.is_empty() {
        line += &format!("; {}", counted(exceptions.len(), "exception"));
    }
    let ending = secrets.iter().filter(|secret| secret.warning.is_some()).count();
    if ending > 0 {
        line += &format!("; {} about to end", counted(ending, "secret"));
    }
    // The first trouble in its own words, so that the line alone says what to do.
    let said = standings
        .iter()
        .filter(|standing| standing.exit == exit && exit != Exit::Done)
        .find_map(|standing| standing.last.as_ref().map(passes::words))
        .unwrap_or_default();
    if !said.is_empty() {
        line += &format!("; it said: {said}");
    }
    line
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
    let start = if exceptions.iter().any(|one| exception::is_alarm(&one.kind)) {
        Exit::Integrity
    } else if exceptions.is_empty() {
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
        ("", Align::Left),
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
            match run.scope {
                Scope::Whole => "",
                Scope::Part => "of named records",
                Scope::DryRun => "dry run",
            }
            .to_owned(),
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
            "status": run.status, "scope": run.scope.word(), "words": run.words, "summary": summary(run),
        })
    });
    Ok(shown.collect())
}

fn ending(run: &Run) -> (String, &'static str) {
    let Some(status) = run.status else {
        return ("?".to_owned(), "did not end by itself, or still runs");
    };
    let meaning = passes::exit_of(status).map_or("unknown: read it as failure", Exit::meaning);
    (status.to_string(), meaning)
}

fn watermarks(store: &Store, now: DateTime<Utc>, terminal: &Terminal) -> Result<Vec<Value>> {
    let marks = store.watermarks()?;
    for mark in &marks {
        terminal.say(format!(
            "{}: read up to {} (moved {} ago)",
            scope(&mark.scope),
            mark.at.format("%Y-%m-%d %H:%M:%S UTC"),
            age(mark.moved_at, now)
        ));
    }
    let shown = marks
        .iter()
        .map(|mark| json!({ "scope": mark.scope, "at": mark.at, "moved_at": mark.moved_at }));
    Ok(shown.collect())
}

/// What is read, with marketplaces by their names.
fn scope(kept: &str) -> String {
    let Some(markets) = kept.strip_prefix("orders/") else {
        return kept.to_owned();
    };
    let named = markets
        .split(',')
        .map(|id| Marketplace::find(id).map_or(id, |market| market.name));
    format!("orders of {}", named.collect::<Vec<_>>().join(", "))
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
