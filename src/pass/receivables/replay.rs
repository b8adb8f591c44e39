//! `replay` of A/R batches and of pairs: what Sage refused is given up and planned anew; what stands there never is.

use anyhow::Result;

use super::{Options, keep};
use crate::books::record::{Kind, State};
use crate::delivery::receipt_batch::{ReceiptBatches, ReceiptContent};
use crate::delivery::{self, Again, Depth, Of};
use crate::exit::Exit;
use crate::pass::orders::replay::Options as Asked;
use crate::pass::session::Session;
use crate::store::Record;

/// Whether a key names an A/R batch, or a pair.
///
/// # Errors
/// When the database cannot be read.
pub fn knows(session: &Session<'_>, key: &str) -> Result<bool> {
    Ok(batch_of(session, key)?.is_some() || session.store.record(Kind::Receipt, key)?.is_some())
}

/// The batch that a person means: by its key, or by that of a pair in it.
fn batch_of(session: &Session<'_>, key: &str) -> Result<Option<Record>> {
    if let Some(batch) = session.store.record(Kind::ReceiptBatch, key)? {
        return Ok(Some(batch));
    }
    let Some(receipt) = session.store.record(Kind::Receipt, key)? else {
        return Ok(None);
    };
    match ReceiptContent::of(&receipt)?.batch {
        Some(batch) => Ok(session.store.record(Kind::ReceiptBatch, &batch)?),
        None => Ok(None),
    }
}

/// Runs the replay.
///
/// # Errors
/// What stops all of it; one batch's fault never does.
pub fn run(session: &Session<'_>, asked: &Asked) -> Result<()> {
    if !super::is_configured(session) {
        return Ok(());
    }
    if !asked.dry_run {
        delivery::settle(session, &ReceiptBatches, Of::All)?;
    }
    let (mut settlements, mut rehearsed) = (Vec::new(), Rehearsed::default());
    for batch in chosen(session, asked)? {
        if session.is_interrupted() {
            return Ok(());
        }
        if let Err(error) = prepare(session, &batch, asked, &mut rehearsed) {
            session.give_up_on(&format!("A/R batch {}", batch.key), error)?;
        }
        settlements.extend(batch.parent);
    }
    for key in &asked.records {
        if let Some(receipt) = session.store.record(Kind::Receipt, key)? {
            settlements.extend(receipt.parent);
        }
    }
    if !settlements.is_empty() || asked.records.is_empty() {
        settlements.sort();
        settlements.dedup();
        let options = Options {
            settlements,
            dry_run: asked.dry_run,
            given_up: rehearsed.given_up,
            once_more: rehearsed.once_more,
            ..Options::default()
        };
        let shown = super::run(session, &options)?;
        if asked.dry_run {
            let would_send = shown["batches"].as_array().map_or(0, Vec::len);
            session.show_json(&serde_json::json!({
                "version": 1, "command": "replay", "dry_run": true, "receivables": shown,
                "counts": session.counts_of_rehearsal(would_send, 0),
            }));
        }
    }
    Ok(delivery::weigh(session, &[Kind::Receipt, Kind::ReceiptBatch])?)
}

/// What a dry run would do with batches, for those who rehearse the rest.
#[derive(Debug, Default)]
struct Rehearsed {
    /// The keys of those whose payments would be planned anew.
    given_up: Vec<String>,
    /// The keys of posted ones that are gone and would be sent once more.
    once_more: Vec<String>,
}

fn chosen(session: &Session<'_>, asked: &Asked) -> Result<Vec<Record>> {
    let mut batches: Vec<Record> = Vec::new();
    for key in &asked.records {
        if let Some(batch) = batch_of(session, key)?
            && batches.iter().all(|known| known.id != batch.id)
        {
            batches.push(batch);
        }
    }
    if asked.records.is_empty() {
        let failed =
            session
                .store
                .records_in(Kind::ReceiptBatch, &[State::Failed, State::Held], 0, usize::MAX)?;
        batches.extend(failed.into_iter().filter(|record| {
            asked
                .reason
                .as_ref()
                .is_none_or(|reason| record.reason.as_ref() == Some(reason))
        }));
    }
    Ok(batches)
}

fn prepare(session: &Session<'_>, batch: &Record, asked: &Asked, rehearsed: &mut Rehearsed) -> Result<()> {
    match batch.state {
        State::Posted => posted(session, batch, asked, rehearsed),
        State::Sending | State::Uncertain => {
            session.at_least_because(
                Exit::Temporary,
                format!(
                    "{}: still uncertain; it waits as long as the rules say",
                    batch.key
                ),
            );
            Ok(())
        }
        State::Failed | State::Held => again(session, batch, asked, rehearsed),
        State::Staged | State::Ready | State::Skipped => Ok(()),
    }
}

/// A refused batch is nowhere in Sage: its pairs are planned anew, with what is open today.
fn again(session: &Session<'_>, batch: &Record, asked: &Asked, rehearsed: &mut Rehearsed) -> Result<()> {
    if asked.dry_run {
        rehearsed.given_up.push(batch.key.clone());
        session.terminal.say(format!(
            "{}: its invoices would be planned anew, in another batch",
            batch.key
        ));
        return Ok(());
    }
    for gone in delivery::taken_in(session, &ReceiptBatches, vec![batch.clone()], Depth::Everywhere)? {
        session.change(|change| keep::release(change, &gone, "a person sends it again"))?;
    }
    Ok(())
}

fn posted(session: &Session<'_>, batch: &Record, asked: &Asked, rehearsed: &mut Rehearsed) -> Result<()> {
    if asked.records.is_empty() {
        return Ok(());
    }
    // Of a batch that was taken in, this database has what Sage showed of it, which is not all that a batch needs.
    let is_own = batch.attempt > 0;
    let (word, only_asks) = (asked.even_if_posted, asked.dry_run || !is_own);
    let outcome = delivery::posted_again(session, &ReceiptBatches, batch, word, only_asks)?;
    if outcome == Again::Would && asked.dry_run {
        let what = match is_own {
            true => "the same document would be sent again",
            false => "its invoices would be planned anew, in another batch",
        };
        let keys = match is_own {
            true => &mut rehearsed.once_more,
            false => &mut rehearsed.given_up,
        };
        keys.push(batch.key.clone());
        session.terminal.say(format!("{}: {what}", batch.key));
    } else if outcome == Again::Would {
        let because = "a person sends it again";
        let open = session.store.open_exceptions()?.into_iter();
        let of_batch =
            open.filter(|one| one.key == batch.key && one.record_kind == Kind::ReceiptBatch.word());
        session.change(|change| {
            keep::release(change, batch, because)?;
            for one in of_batch {
                change.close_exception(&one, session.actor(), because)?;
            }
            Ok(())
        })?;
    }
    Ok(())
}
