//! `audit list`: the log or the open exceptions, a page at a time.

use anyhow::Result;
use serde_json::json;

use super::list_arguments::Arguments;
use super::records;
use super::source::{Source, refuse_empty};
use crate::books::exception::needs_its_word;
use crate::books::record::as_word;
use crate::exit::Exit;
use crate::pass::settlements::{Deposit, shown_by_bank};
use crate::store::{AuditFilter, AuditRow};
use crate::terminal::{Align, Table, Terminal};

/// Runs the command.
pub(super) fn run(arguments: &Arguments, source: &Source, terminal: &Terminal) -> Result<Exit> {
    if arguments.exceptions {
        return exceptions(source, terminal);
    }
    refuse_empty(arguments.since, arguments.until)?;
    let text = match &arguments.text {
        Some(text) => Some(searched(text, source, terminal)?),
        None => None,
    };
    if let (Some(state), None) = (arguments.state, arguments.run) {
        return records::run(arguments, (state, text), source, terminal);
    }
    let filter = AuditFilter {
        since: arguments.since,
        until: arguments.until,
        kind: arguments.kind,
        state: arguments.state,
        reason: arguments.reason.clone(),
        run: arguments.run,
        text,
        before: arguments.before,
    };
    let page = source.store.audit_page(&filter, arguments.limit)?;
    let rows = page.rows;
    if rows.is_empty() {
        terminal.say("no rows");
    } else {
        terminal.say(table(&rows).to_string());
    }
    let next = rows
        .last()
        .filter(|_| rows.len() == arguments.limit)
        .map(|row| row.seq)
        .or(page.searched_to);
    if let Some(searched_to) = page.searched_to {
        terminal.say(format!(
            "keys and Sage's numbers were searched whole, words back to row {searched_to}"
        ));
    }
    if let Some(next) = next {
        terminal.say(format!("older rows: the same command with `--before {next}`"));
    }
    let shown: Vec<_> = rows.iter().map(row_json).collect();
    terminal.json(&json!({ "version": 1, "rows": shown, "before": next }));
    Ok(Exit::Done)
}

/// What the bank shows stands in no row: it leads to the rows of its settlement.
fn searched(text: &str, source: &Source, terminal: &Terminal) -> Result<String> {
    let deposits = shown_by_bank(&source.store, text)?;
    for one in &deposits {
        let (amount, currency) = (one.amount.display(one.currency), one.currency);
        terminal.say(format!(
            "the bank's {text} is settlement {}, which paid {amount} {currency}",
            settlement_of(one)
        ));
    }
    if deposits.len() > 1 {
        terminal.say("several payouts are so: name one of these settlements in its place");
    }
    Ok(match deposits.as_slice() {
        [one] => settlement_of(one).to_owned(),
        _ => text.to_owned(),
    })
}

/// The id under which its batches stand.
fn settlement_of(deposit: &Deposit) -> &str {
    let journal = deposit.journal.as_ref();
    let id = journal.and_then(|(key, ..)| key.split(' ').nth(1));
    id.unwrap_or(&deposit.key)
}

/// Rows as a table for people.
pub(super) fn table(rows: &[AuditRow]) -> Table {
    let mut table = Table::new(&[
        ("row", Align::Right),
        ("time (UTC)", Align::Left),
        ("run", Align::Right),
        ("by", Align::Left),
        ("event", Align::Left),
        ("kind", Align::Left),
        ("key", Align::Left),
        ("Sage", Align::Left),
        ("amount", Align::Right),
        ("", Align::Left),
        ("reason", Align::Left),
    ]);
    for row in rows {
        table.row([
            row.seq.to_string(),
            row.at.get(..19).unwrap_or(&row.at).replace('T', " "),
            row.run.to_string(),
            row.actor.clone(),
            row.event.clone(),
            row.kind.clone(),
            row.key.clone(),
            row.sage.clone(),
            row.amount.clone(),
            row.currency.clone(),
            row.reason.clone(),
        ]);
    }
    table
}

/// A row as JSON, every column.
pub(super) fn row_json(row: &AuditRow) -> serde_json::Value {
    json!({
        "row": row.seq, "time": row.at, "run": row.run, "actor": row.actor, "event": row.event,
        "kind": row.kind, "key": row.key, "sage": row.sage, "amount": row.amount, "currency": row.currency,
        "reason": row.reason, "request_sha256": row.request_sha256, "answer_sha256": row.answer_sha256,
        "previous": row.previous, "hash": row.hash, "proves": row.proves, "state_sha256": row.state_sha256,
    })
}

fn exceptions(source: &Source, terminal: &Terminal) -> Result<Exit> {
    let open = source.store.open_exceptions()?;
    for one in &open {
        terminal.say(format!(
            "{} {}: {} since {}{}\n  {}\n  what to do: {}\n  when it is done: {} --because \"…\"",
            one.record_kind,
            one.key,
            one.kind,
            one.opened_at.format("%Y-%m-%d %H:%M UTC"),
            one.customer
                .as_ref()
                .map(|customer| format!(", customer {customer}"))
                .unwrap_or_default(),
            one.figures,
            one.advice,
            terminal.typed(&format!(
                "resolve {}{}",
                as_word(&one.key),
                if needs_its_word(&one.kind) {
                    " --accept-sage (or --skip)"
                } else {
                    ""
                }
            ))
        ));
    }
    if open.is_empty() {
        terminal.say("no open exceptions");
    }
    let shown: Vec<_> = open
        .iter()
        .map(|one| {
            json!({
                "kind": one.kind, "record_kind": one.record_kind, "key": one.key, "customer": one.customer,
                "figures": one.figures, "advice": one.advice, "run": one.run, "opened_at": one.opened_at,
            })
        })
        .collect();
    terminal.json(&json!({ "version": 1, "exceptions": shown }));
    Ok(if open.is_empty() {
        Exit::Done
    } else {
        Exit::Attention
    })
}
