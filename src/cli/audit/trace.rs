//! `audit trace`: the whole life of one thing, from Amazon's figure to Sage's number and back.

use std::collections::BTreeSet;

use anyhow::Result;
use serde_json::{Value, json};

use super::list::{row_json, table};
use super::source::Source;
use super::ways;
use crate::books::record::Kind;
use crate::cli::fault;
use crate::exit::Exit;
use crate::pass::settlements::shown_by_bank;
use crate::sage300::ledger::JournalBatch;
use crate::sage300::receivables::ReceiptBatch;
use crate::store::{AuditFilter, Record, Run, Store};
use crate::terminal::{Align, Table, Terminal};

/// The arguments of `audit trace`.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// An Amazon order or settlement id, a SKU, a number of Sage's, a trace id or an amount of the bank, or the number of a run
    key: String,
}

/// The most records a number of Sage's may lead to before the listing stops.
const MOST: usize = 100;

/// Runs the command.
pub(super) fn run(arguments: &Arguments, source: &Source, terminal: &Terminal) -> Result<Exit> {
    let store = &source.store;
    let key = arguments.key.trim();
    let known = store.records_named(key)?;
    // A bare number may be Sage's or a run's: where no record has it as its key, both are shown.
    let run = match key.trim_start_matches("run ").parse() {
        Ok(run) if known.is_empty() => store.run(run)?,
        _ => None,
    };
    let known = if known.is_empty() {
        store.records_in_sage(key, MOST)?
    } else {
        known
    };
    let known = if known.is_empty() && run.is_none() {
        let deposits = shown_by_bank(store, key)?.into_iter();
        let records: Result<Vec<_>, _> = deposits
            .map(|one| store.record(Kind::Settlement, &one.key))
            .collect();
        records?.into_iter().flatten().collect()
    } else {
        known
    };
    if known.is_empty() && run.is_none() {
        return Err(fault::usage(format!(
            "nothing here is known as `{key}`\n\
             hint: an Amazon order or settlement id, a SKU, a number of Sage's, a trace id or an amount (such as 1234.56) \
             of the bank, or the number of a run"
        )));
    }
    let mut shown = Vec::new();
    for record in family(store, known)? {
        shown.push(trace_record(store, &record, terminal)?);
    }
    let run = run.map(|run| trace_run(store, &run, terminal)).transpose()?;
    terminal.json(&json!({ "version": 1, "records": shown, "run": run }));
    Ok(Exit::Done)
}

/// The records with the wholes they are parts of and all parts of those, each once.
fn family(store: &Store, records: Vec<Record>) -> Result<Vec<Record>> {
    let mut seen = BTreeSet::new();
    let mut all = Vec::new();
    for record in records {
        let whole = match &record.parent {
            Some(parent) => store.record(Kind::Settlement, parent)?,
            None => None,
        };
        let parent_key = whole.as_ref().map_or(&record.key, |whole| &whole.key).clone();
        let mut parts = Vec::new();
        if whole.is_some() || record.kind == Kind::Settlement {
            parts = store.parts(Kind::Journal, &parent_key)?;
            if matches!(record.kind, Kind::Settlement | Kind::Receipt | Kind::ReceiptBatch) {
                parts.extend(store.parts(Kind::ReceiptBatch, &parent_key)?);
            }
            if record.kind == Kind::Settlement {
                parts.extend(store.parts(Kind::Receipt, &parent_key)?);
            }
        }
        if record.kind == Kind::Order {
            // What settlements paid of it, and so the way from its invoice to their journals.
            parts.extend(store.records_under(Kind::Receipt, &record.key)?);
        }
        for one in whole.into_iter().chain([record]).chain(parts) {
            if seen.insert(one.id) {
                all.push(one);
            }
        }
    }
    Ok(all)
}

fn trace_record(store: &Store, record: &Record, terminal: &Terminal) -> Result<Value> {
    let amount = match (record.amount, record.currency) {
        (Some(amount), Some(currency)) => format!(", {} {currency}", amount.display(currency)),
        _ => String::new(),
    };
    terminal.say(format!(
        "\n{} {}: {}{amount}",
        record.kind,
        record.key,
        record.state.in_words(record.kind)
    ));
    for (name, text) in [
        ("why", &record.reason),
        ("", &record.detail),
        ("part of", &record.parent),
        ("customer", &record.customer),
        ("in Sage", &record.sage),
        ("document", &record.document_sha256),
    ] {
        if let Some(text) = text {
            terminal.say(format!("  {name:9} {text}"));
        }
    }
    if let Some(lines) = journal_lines(record).or_else(|| applied_lines(record)) {
        terminal.say(lines.to_string());
    }
    let ways = ways::show(store, record, terminal)?;
    let rows = store.audit_of(record.kind.word(), &record.key)?;
    terminal.say(table(&rows).to_string());
    let exceptions = store.exceptions_on(record.id)?;
    for one in &exceptions {
        let end = if one.closed_at.is_empty() {
            "open".to_owned()
        } else {
            format!("closed {} by {}: {}", one.closed_at, one.closed_by, one.because)
        };
        terminal.say(format!("  exception {} ({end}): {}", one.kind, one.figures));
    }
    let exceptions: Vec<_> = exceptions
        .iter()
        .map(|one| {
            json!({ "kind": one.kind, "figures": one.figures, "opened_at": one.opened_at, "closed_at": one.closed_at,
                    "closed_by": one.closed_by, "because": one.because })
        })
        .collect();
    let parsed = |text: &Option<String>| -> Value {
        text.as_deref()
            .and_then(|text| serde_json::from_str(text).ok())
            .unwrap_or_default()
    };
    Ok(json!({
        "kind": record.kind.word(), "key": record.key, "state": record.state.word(), "reason": record.reason,
        "detail": record.detail, "part_of": record.parent, "customer": record.customer, "amount": record.amount,
        "currency": record.currency, "amazon": parsed(&record.content), "document": parsed(&record.document),
        "document_sha256": record.document_sha256, "sage": parsed(&record.sage),
        "settlement_lines": ways, "audit": rows.iter().map(row_json).collect::<Vec<_>>(), "exceptions": exceptions,
    }))
}

/// The lines of a journal's batch, as they were or will be sent.
fn journal_lines(record: &Record) -> Option<Table> {
    if record.kind != Kind::Journal {
        return None;
    }
    let batch: JournalBatch = serde_json::from_str(record.document.as_deref()?).ok()?;
    let mut lines = Table::new(&[
        ("account", Align::Left),
        ("debit", Align::Right),
        ("credit", Align::Right),
        ("description", Align::Left),
        ("reference", Align::Left),
    ]);
    for line in batch.details() {
        let text = line.amount.abs().to_string();
        let (debit, credit) = if line.amount.is_negative() {
            (String::new(), text)
        } else {
            (text, String::new())
        };
        lines.row([
            line.account_number.clone(),
            debit,
            credit,
            line.description.clone(),
            line.reference.clone(),
        ]);
    }
    Some(lines)
}

/// The lines of an A/R batch, as they were or will be sent.
fn applied_lines(record: &Record) -> Option<Table> {
    if record.kind != Kind::ReceiptBatch {
        return None;
    }
    let batch: ReceiptBatch = serde_json::from_str(record.document.as_deref()?).ok()?;
    let mut lines = Table::new(&[
        ("customer", Align::Left),
        ("document", Align::Left),
        ("applied", Align::Right),
    ]);
    for line in batch.lines() {
        lines.row([
            line.customer_number.clone(),
            line.document_number.clone(),
            line.reduces().to_string(),
        ]);
    }
    Some(lines)
}

fn trace_run(store: &Store, run: &Run, terminal: &Terminal) -> Result<Value> {
    let end = match (run.ended, run.status) {
        (Some(ended), Some(status)) => {
            format!("ended {} with {status}", ended.format("%Y-%m-%d %H:%M:%S UTC"))
        }
        _ => "did not end by itself, or still runs".to_owned(),
    };
    let (id, started) = (run.id, run.started.format("%Y-%m-%d %H:%M:%S UTC"));
    terminal.say(format!(
        "run {id}: {} by {}, began {started}, {end}",
        run.command, run.actor
    ));
    let filter = AuditFilter {
        run: Some(id),
        ..AuditFilter::default()
    };
    let mut rows = store.audit_page(&filter, usize::MAX)?.rows;
    rows.reverse();
    terminal.say(table(&rows).to_string());
    Ok(json!({
        "run": id, "command": run.command, "actor": run.actor, "started": run.started, "ended": run.ended,
        "status": run.status, "audit": rows.iter().map(row_json).collect::<Vec<_>>(),
    }))
}
