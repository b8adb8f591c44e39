//! How a run ends: its counts, what is open, and what the bookkeeper has to post in Sage.

use anyhow::Result;
use serde_json::json;

use crate::books::reason;
use crate::books::record::{Kind, State};
use crate::pass::grouped::{Grouped, Sentences, grouped};
use crate::pass::receivables;
use crate::pass::session::Session;
use crate::pass::to_post::left_open;
use crate::terminal::{counted, is_or_are};

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
        let (waiting, held) = (word("clearing-waiting"), word("clearing-held"));
        terminal.say(format!(
            "receivables: {} {} for {} invoice, {} {} held",
            counted(waiting, "payment"),
            if waiting == 1 { "waits" } else { "wait" },
            if waiting == 1 { "its" } else { "their" },
            held,
            is_or_are(&held),
        ));
    }
    open(session)
}

/// So many of a kind are shown.
const SHOWN: usize = 1_000;

/// What is open, with what to do; then the words of each, since a proof's figures need lines of their own.
fn open(session: &Session<'_>) -> Result<()> {
    let terminal = session.terminal;
    let states = [State::Held, State::Failed, State::Uncertain, State::Sending];
    let (mut rows, mut documents, mut further) = (Vec::new(), Vec::new(), false);
    let mut sentences = Sentences::default();
    for kind in [Kind::Settlement, Kind::Journal, Kind::ReceiptBatch, Kind::Receipt] {
        let records = session.store.records_in(kind, &states, 0, SHOWN + 1)?;
        further |= records.len() > SHOWN;
        for record in records.into_iter().take(SHOWN) {
            let reason = record.reason.clone().unwrap_or_default();
            let advice = reason::of_code(&reason).map_or("", |known| known.advice);
            documents.push(json!({
                "kind": kind.word(), "key": record.key, "state": record.state.word(), "reason": reason,
                "advice": advice, "detail": record.detail,
            }));
            rows.push(Grouped::new(&record.key, record.state.word(), &reason, advice));
            // What stops a part is told by its settlement; since when one was looked for, by itself alone.
            let by_itself = kind != Kind::Journal || record.state == State::Uncertain;
            if let Some(detail) = record.detail.filter(|_| by_itself) {
                sentences.add(&record.key, detail);
            }
        }
    }
    session.tell("open", json!(documents));
    to_post(session)?;
    if rows.is_empty() {
        return Ok(());
    }
    let table = grouped("settlement or batch", "what to do", rows.into_iter());
    terminal.say(table.to_string());
    sentences.said().for_each(|said| terminal.say(said));
    if further {
        terminal.say("there are more: `ml-connector audit list --state held` has them all");
    }
    Ok(())
}

/// What the bookkeeper has to post in Sage: the batches that this run left open there, or found open.
fn to_post(session: &Session<'_>) -> Result<()> {
    let to_post = left_open(&session.store, session.number())?;
    session.tell("to_post", json!(to_post));
    if !to_post.is_empty() {
        let text = format!("to post in Sage, batches: {}", to_post.words());
        session.terminal.say(text);
    }
    Ok(())
}
