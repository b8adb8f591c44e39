//! `audit list --state`: the records that stand in a state, each once, with the whole sentence of why and what to do.

use anyhow::Result;
use serde_json::{Value, json};

use super::list_arguments::Arguments;
use super::source::Source;
use crate::books::reason;
use crate::books::record::State;
use crate::exit::Exit;
use crate::store::{Record, RecordFilter};
use crate::terminal::Terminal;

/// Lists a page of them, the newest first.
pub(super) fn run(
    arguments: &Arguments,
    (state, text): (State, Option<String>),
    source: &Source,
    terminal: &Terminal,
) -> Result<Exit> {
    // A settlement's other id stands in no column of its record: it leads to it.
    let named = match &text {
        Some(text) => source.store.records_named(text)?,
        None => Vec::new(),
    };
    let narrows = [
        arguments.kind.is_some(),
        arguments.reason.is_some(),
        text.is_some(),
        arguments.since.is_some(),
        arguments.until.is_some(),
        arguments.before.is_some(),
    ];
    let filter = RecordFilter {
        state,
        kind: arguments.kind,
        reason: arguments.reason.clone(),
        text,
        named: named.into_iter().map(|record| record.id).collect(),
        since: arguments.since,
        until: arguments.until,
        before: arguments.before,
    };
    let records = source.store.record_page(&filter, arguments.limit)?;
    for record in &records {
        terminal.say(words(record));
    }
    if records.is_empty() {
        terminal.say(match narrows.contains(&true) {
            true => format!("no such record is {state}"),
            false => format!("no record is {state}"),
        });
    }
    let next = records
        .last()
        .filter(|_| records.len() == arguments.limit)
        .map(|record| record.id);
    if let Some(next) = next {
        terminal.say(format!(
            "further records: the same command with `--before {next}`"
        ));
    }
    let shown: Vec<Value> = records.iter().map(to_json).collect();
    terminal.json(&json!({ "version": 1, "records": shown, "before": next }));
    Ok(Exit::Done)
}

fn advice(record: &Record) -> Option<&'static str> {
    let code = record.reason.as_deref()?;
    reason::of_code(code).map(|reason| reason.advice)
}

fn words(record: &Record) -> String {
    let since = record.waiting_since.unwrap_or(record.updated_at);
    let mut words = format!(
        "{} {}: {} since {}",
        record.kind,
        record.key,
        record.state,
        since.format("%Y-%m-%d %H:%M UTC")
    );
    if let (Some(amount), Some(currency)) = (record.amount, record.currency) {
        words += &format!(", {} {currency}", amount.display(currency));
    }
    if let Some(code) = &record.reason {
        words += &format!(", {code}");
    }
    if let Some(detail) = &record.detail {
        words += &format!("\n  {}", detail.replace('\n', "\n  "));
    }
    if let Some(advice) = advice(record) {
        words += &format!("\n  what to do: {advice}");
    }
    words
}

/// A record as scripts see it.
fn to_json(record: &Record) -> Value {
    json!({
        "kind": record.kind.word(), "key": record.key, "part_of": record.parent, "state": record.state.word(),
        "reason": record.reason, "detail": record.detail, "advice": advice(record), "customer": record.customer,
        "amount": record.amount, "currency": record.currency, "sage": record.sage,
        "since": record.waiting_since.unwrap_or(record.updated_at), "row": record.id,
    })
}
