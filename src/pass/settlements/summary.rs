//! How a run ends: its counts, what is open, and what the bookkeeper has to post in Sage.

use anyhow::Result;
use serde_json::json;

use crate::books::reason;
use crate::books::record::{Kind, State};
use crate::pass::receivables;
use crate::pass::session::Session;
use crate::store::AuditFilter;
use crate::terminal::{Align, Table};

/// What is open, in words, and the run's counts.
pub(super) fn summary(session: &Session<'_>) -> Result<()> {
    let terminal = session.terminal;
    let tally = session.tally();
    let word = |word: &str| tally.of(word);
    terminal.say(format!(
        "\nsettlements: {} read ({} new), {} held, {} waiting",
        word("read"),
        word("new"),
        word("held"),
        word("waiting"),
    ));
    terminal.say(format!(
        "batches: {} now in Sage, open; {} found there already; {} failed, {} uncertain",
        word("posted"),
        word("found"),
        word("failed"),
        word("uncertain"),
    ));
    if receivables::is_configured(session) {
        terminal.say(format!(
            "receivables: {} payments wait for their invoice, {} are held",
            word("clearing-waiting"),
            word("clearing-held"),
        ));
    }
    let open = [State::Held, State::Failed, State::Uncertain, State::Sending];
    let mut table = Table::new(&[
        ("settlement or batch", Align::Left),
        ("state", Align::Left),
        ("reason", Align::Left),
        ("what to do", Align::Left),
    ]);
    let (mut words, mut documents) = (Vec::new(), Vec::new());
    for kind in [Kind::Settlement, Kind::Journal, Kind::ReceiptBatch, Kind::Receipt] {
        for record in session.store.records_in(kind, &open, 0, 20)? {
            let reason = record.reason.clone().unwrap_or_default();
            let advice = reason::of_code(&reason)
                .map_or("", |known| known.advice)
                .to_owned();
            documents.push(json!({
                "kind": kind.word(), "key": record.key, "state": record.state.word(), "reason": reason,
                "advice": advice, "detail": record.detail,
            }));
            table.row([record.key.clone(), record.state.to_string(), reason, advice]);
            if kind != Kind::Journal {
                words.extend(record.detail.map(|detail| format!("{}: {detail}", record.key)));
            }
        }
    }
    session.tell("open", json!(documents));
    to_post(session)?;
    if !table.is_empty() {
        terminal.say(table.to_string());
        // The figures of a proof and the lines to add to the configuration need their own lines.
        for text in words {
            terminal.say(text);
        }
    }
    Ok(())
}

/// What the bookkeeper has to post in Sage: the batches that this run left open there.
fn to_post(session: &Session<'_>) -> Result<()> {
    let filter = AuditFilter {
        run: Some(session.number()),
        ..AuditFilter::default()
    };
    let (mut ledger, mut receivables) = (Vec::new(), Vec::new());
    for row in session.store.audit_page(&filter, usize::MAX)?.rows {
        let is_batch = [Kind::Journal.word(), Kind::ReceiptBatch.word()].contains(&row.kind.as_str());
        if row.event != "posted" || !is_batch {
            continue;
        }
        if let Some(number) = row.sage.strip_prefix("G/L batch ") {
            ledger.push(number.to_owned());
        } else if let Some(number) = row.sage.strip_prefix("A/R batch ") {
            receivables.push(number.to_owned());
        }
    }
    let mut said = Vec::new();
    for (module, numbers) in [("A/R", &mut receivables), ("G/L", &mut ledger)] {
        if !numbers.is_empty() {
            said.push(format!("{module} {}", runs(numbers)));
        }
    }
    session.tell("to_post", json!({ "gl": ledger, "ar": receivables }));
    if !said.is_empty() {
        let text = format!("to post in Sage, batches: {}", said.join("; "));
        session.terminal.say(text);
    }
    Ok(())
}

/// `000001 to 000008, 000011`: numbers that follow on each other stand together.
fn runs(numbers: &mut [String]) -> String {
    numbers.sort_by(|one, other| (one.len(), one).cmp(&(other.len(), other)));
    let mut runs: Vec<(&str, &str)> = Vec::new();
    for number in numbers.iter() {
        let follows = |last: &str| {
            let next = last.parse::<u64>().ok().and_then(|last| last.checked_add(1));
            next.is_some() && number.parse().ok() == next && last.len() <= number.len()
        };
        match runs.last_mut() {
            Some((_, last)) if follows(last) => *last = number,
            _ => runs.push((number, number)),
        }
    }
    let told = |(first, last): &(&str, &str)| match first == last {
        true => (*first).to_owned(),
        false => format!("{first} to {last}"),
    };
    runs.iter().map(told).collect::<Vec<_>>().join(", ")
}
