//! Before anything of a settlement is sent: what of it stands in Sage already, whatever was lost here and whoever
//! changed it there.

use std::collections::BTreeSet;

use anyhow::Result;
use chrono::{NaiveDate, TimeDelta};

use super::accepted;
use super::books::SettlementBooks;
use super::freeze::frozen;
use super::planned::Planned;
use super::stored::{self, StoredSettlement};
use crate::books::decision::Word;
use crate::books::journal::{LineKind, Role, SettlementPlan};
use crate::books::reason::{self, Reason};
use crate::books::record::Kind;
use crate::client::sage300::SageError;
use crate::delivery::journal::{Known, Met, PayoutLine, Sought, Whole, seek};
use crate::exit::{Exit, Fault};
use crate::pass::session::Session;
use crate::sage300::ledger::FoundBatch;
use crate::store::Record;

/// A person keys a payout in when the bank shows it, days or weeks after the settlement ended.
const KEYED_IN_WITHIN: TimeDelta = TimeDelta::days(45);

/// Notes in the plan what stands in Sage; the reason to hold it where that is only perhaps the same, or not whole.
pub(super) fn look(
    session: &Session<'_>,
    books: &SettlementBooks<'_>,
    record: &Record,
    stored: &StoredSettlement,
    planned: &mut Planned,
    is_decided: bool,
) -> Result<Option<(Reason, String)>> {
    if planned.plan.parts.is_empty() {
        return Ok(None);
    }
    let (known, met) = asked(session, books, record, stored, planned).or_else(not_shown)?;
    if known == Known::Nothing
        && let Some(why) = &met.not_shown
    {
        return unlinked(session, stored, is_decided, why);
    }
    let known = match as_before_notes(books, stored, planned, &met)? {
        Some(earlier) => earlier,
        None => known,
    };
    let found = met.batches;
    if known != Known::Nothing {
        session.note_unknown_found()?;
    }
    session.note_sought(&record.key);
    if accept(session, books, record, planned, &found)? {
        return Ok(None);
    }
    match known {
        Known::Nothing => {}
        Known::Parts(parts) => {
            accepted::take_dates(books, planned, &parts, &found)?;
            planned.standing.parts = parts;
        }
        Known::Whole(whole) => {
            accepted::undivide(planned);
            planned.standing.whole = Some(whole);
        }
        Known::Perhaps(..) if is_decided => {}
        Known::Perhaps(whole, differences) => {
            let detail = format!(
                "{} in Sage may be this settlement by what it holds, and nothing says so for certain ({differences})",
                batches(&whole)
            );
            return Ok(Some((reason::PERHAPS_IN_SAGE, detail)));
        }
        Known::Otherwise(whole, differences) => {
            let detail = format!(
                "{} in Sage is of this settlement, and neither its parts nor the whole of it: {differences}",
                batches(&whole)
            );
            return Ok(Some((reason::OTHERWISE_IN_SAGE, detail)));
        }
    }
    Ok(None)
}

/// That Sage shows no posted lines is an answer too; any other error is none.
fn not_shown(error: anyhow::Error) -> Result<(Known, Met)> {
    if !is_not_shown(&error) {
        return Err(error);
    }
    let met = Met {
        not_shown: Some(format!("{error:#}")),
        ..Met::default()
    };
    Ok((Known::Nothing, met))
}

/// Why a settlement waits of which Sage cannot say whether it stands there under its other id.
fn unlinked(
    session: &Session<'_>,
    stored: &StoredSettlement,
    is_decided: bool,
    why: &str,
) -> Result<Option<(Reason, String)>> {
    let knows_both = stored.ids().len() > 1 || session.store.has_posted(Kind::Settlement)?;
    if knows_both || is_decided {
        return Ok(None);
    }
    let detail = format!(
        "only one of its two ids is known, this database has posted no settlement yet, and Sage does not tell \
         whether it stands there under the other id: {why}"
    );
    Ok(Some((reason::UNLINKED, detail)))
}

/// Takes the batches that a person accepted as this settlement; whether there is such a word.
fn accept(
    session: &Session<'_>,
    books: &SettlementBooks<'_>,
    record: &Record,
    planned: &mut Planned,
    found: &[FoundBatch],
) -> Result<bool> {
    let Some(word) = session.store.binding_decision(record.id)? else {
        return Ok(false);
    };
    let accepted = (word.word == Word::AcceptSage).then(|| of_word(&word.document, found));
    let Some(whole) = accepted.flatten() else {
        return Ok(false);
    };
    let batches: Vec<&FoundBatch> = found
        .iter()
        .filter(|batch| whole.numbers.contains(&batch.batch_number))
        .collect();
    accepted::take(books, planned, &whole, &batches)?;
    Ok(true)
}

fn batches(whole: &Whole) -> String {
    let noun = if whole.numbers.len() == 1 {
        "batch"
    } else {
        "batches"
    };
    format!("G/L {noun} {}", whole.numbers.join(", "))
}

/// The batches that a person's word names; none where it names none, or none of them stands there any more.
fn of_word(document: &str, found: &[FoundBatch]) -> Option<Whole> {
    let named: BTreeSet<&str> = document.split_whitespace().collect();
    let live: Vec<&FoundBatch> = found
        .iter()
        .filter(|batch| !batch.is_deleted() && named.contains(batch.batch_number.as_str()))
        .collect();
    (!live.is_empty()).then(|| Whole::of(&live))
}

/// What a company does not show, as a person may not read it or this version has it not.
fn is_not_shown(error: &anyhow::Error) -> bool {
    let mut causes = error
        .chain()
        .filter_map(|cause| cause.downcast_ref::<SageError>());
    causes.any(SageError::is_not_shown)
}

fn asked(
    session: &Session<'_>,
    books: &SettlementBooks<'_>,
    record: &Record,
    stored: &StoredSettlement,
    planned: &Planned,
) -> Result<(Known, Met)> {
    let sought = sought(books, stored, (&planned.plan, &planned.ids))?;
    let is_others = |id: &str| -> crate::delivery::Result<bool> {
        let other = stored::record_of(&session.store, id)
            .map_err(|error| Fault::new(Exit::Internal, format!("{error:#}")))?;
        Ok(other.is_some_and(|other| other.key != record.key))
    };
    let wide = !session.store.has_posted(Kind::Settlement)? || session.found_unknown()?;
    let met = seek(session, books.unposted()?, &sought, &is_others, wide)?;
    Ok((sought.judged(&met.batches), met))
}

/// What stands in Sage may have been booked before an order of it was given back by a credit note: then it is the plan
/// of that day, and nothing of it is planned as if the refund had gone to `clearing`.
fn as_before_notes(
    books: &SettlementBooks<'_>,
    stored: &StoredSettlement,
    planned: &mut Planned,
    met: &Met,
) -> Result<Option<Known>> {
    let Some(earlier) = planned.before_notes.take() else {
        return Ok(None);
    };
    let now = sought(books, stored, (&planned.plan, &planned.ids))?;
    let then = sought(books, stored, (&earlier, &planned.ids))?;
    if then.agrees(&met.batches) && !now.agrees(&met.batches) {
        let known = then.judged(&met.batches);
        planned.frozen = frozen(&earlier, &planned.lines);
        planned.plan = earlier;
        planned.standing.is_before_notes = true;
        return Ok(Some(known));
    }
    Ok(None)
}

fn sought<'p>(
    books: &SettlementBooks<'_>,
    stored: &StoredSettlement,
    (plan, ids): (&'p SettlementPlan, &[String]),
) -> Result<Sought<'p>> {
    let settings = books.settings(plan.currency)?;
    let days = || plan.parts.iter().flat_map(|part| &part.document.journal_headers);
    let (first, last) = (
        days().map(|entry| entry.document_date).min().unwrap_or_default(),
        days().map(|entry| entry.document_date).max().unwrap_or_default(),
    );
    let began = stored
        .start()
        .map(|at| at.with_timezone(&settings.time_zone).date_naive());
    let began = began.unwrap_or(first).min(first) - TimeDelta::days(1);
    let until = last + KEYED_IN_WITHIN;
    let payout_word = if plan.proof.total.is_negative() {
        Role::AmazonBalance
    } else {
        Role::Bank
    };
    let aside = [Role::CarriedForward, Role::Rounding];
    Ok(Sought {
        ids: ids.to_vec(),
        parts: plan
            .parts
            .iter()
            .map(|part| (part.key.as_str(), &part.document))
            .collect(),
        with_orders: with_orders(plan),
        payout: payout(books, plan),
        words: vec![payout_word.key(), Role::CarriedForward.key()],
        years: years(books, (began, until))?,
        between: (began, until),
        aside: aside
            .iter()
            .filter_map(|role| settings.accounts.roles.get(role).cloned())
            .collect(),
    })
}

/// Document numbers of the parts that hold orders.
fn with_orders(plan: &SettlementPlan) -> BTreeSet<&str> {
    let parts = plan.parts.iter().filter(|part| part.has_orders);
    parts
        .flat_map(|part| &part.document.journal_headers)
        .map(|entry| entry.document_number.as_str())
        .collect()
}

fn years(books: &SettlementBooks<'_>, (from, to): (NaiveDate, NaiveDate)) -> Result<BTreeSet<String>> {
    Ok(books.calendar()?.years_between(from, to))
}

fn payout<'p>(books: &SettlementBooks<'_>, plan: &'p SettlementPlan) -> Option<PayoutLine<'p>> {
    let mut lines = plan.parts.iter().flat_map(|part| &part.lines);
    let line = lines.find(|line| line.kind == LineKind::Deposit)?;
    Some(PayoutLine {
        account: &line.account,
        spellings: books.spellings(&line.account),
        amount: line.functional,
        source: line.amount,
    })
}
