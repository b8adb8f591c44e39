//! `resolve --accept-sage`: what stands in Sage is read, compared, and taken as the record's own document with Sage's
//! figures and numbers.

use super::{Deliverable, Depth, Found, InSage, Result, Run, end};
use crate::books::decision::Word;
use crate::books::exception;
use crate::books::record::{Kind, State, as_word};
use crate::exit::{Exit, Fault};
use crate::store::{Record, Step};

/// Looks the record up in Sage and takes what is there as posted, in one commit with the person's word; says so in
/// words, with whatever is not as it was planned. `None` where this database counts it just so already.
///
/// # Errors
/// When Sage has nothing of it, cannot be asked, or has other figures and nobody said why they are taken.
pub fn accept(
    run: &Run<'_>,
    kind: &dyn Deliverable,
    record: &Record,
    because: Option<&str>,
) -> Result<Option<String>> {
    let found = one_anywhere(run, kind, record)?;
    let in_sage = match found {
        Some(Found::Ours(in_sage) | Found::Deleted(in_sage) | Found::ByHand(in_sage)) => in_sage,
        _ if record.state == State::Posted => return Ok(None),
        Some(Found::Unclear(why)) => {
            return Err(Fault::new(Exit::Usage, format!("{why}; nothing was changed")));
        }
        Some(Found::Partial { number, what }) => {
            let words = format!(
                "{} {number} is incomplete: {what}; nothing was changed",
                kind.noun(record)
            );
            return Err(Fault::new(Exit::Usage, words));
        }
        None => {
            return Err(Fault::new(Exit::Usage, nothing_of(record)));
        }
    };
    if record.state == State::Posted && counts_already(record, &in_sage) {
        return Ok(None);
    }
    let differs = differences(record, &in_sage);
    let Some(because) = because.or(differs.is_none().then_some(AS_PLANNED)) else {
        return Err(Fault::new(Exit::Usage, unsaid(record, &in_sage, &differs)));
    };
    run.change(|change| {
        let step = Step {
            sage: Some(&in_sage.numbers),
            sage_name: Some(&in_sage.name),
            amount: in_sage.total,
            customer: in_sage.customer.as_deref(),
            missed_at: Some(None),
            ..Step::to(State::Posted, "accepted").because("accepted", because)
        };
        change.decide(record, Word::AcceptSage, &in_sage.name, because)?;
        change.step(record, &step)?;
        kind.ended(change, record, &in_sage)?;
        // What is seen on it is accepted with these words; what Amazon did since is not.
        let since = [
            exception::CANCELLED_AFTER_INVOICE,
            exception::CHANGED_AFTER_INVOICE,
        ];
        let mut since = in_sage.opens.iter().filter(|opens| since.contains(&opens.kind));
        since.try_for_each(|opens| end::open(change, run, record, opens))
    })?;
    let taken = match (&differs, in_sage.total) {
        (None, _) => String::new(),
        (Some(differs), Some((total, currency))) => {
            format!(" ({differs}); Sage's {total} {currency} counts from now on")
        }
        (Some(differs), None) => format!(" ({differs})"),
    };
    let name = &in_sage.name;
    Ok(Some(format!(
        "{}: {name} in Sage is taken as posted{taken}",
        record.key
    )))
}

/// That Sage has nothing of it, and by what a document that a person keys in is known.
fn nothing_of(record: &Record) -> String {
    let words = format!("Sage has nothing of {}; nothing was changed", record.key);
    match record.kind {
        Kind::Order => format!(
            "{words}\nhint: enter it in Sage with {} as purchase order number, or as order reference, and say this again",
            record.key
        ),
        _ => words,
    }
}

/// What stands as the reason where nothing differs and nobody gave one.
pub const AS_PLANNED: &str = "it stands in Sage as it was planned";

/// Whether this database counts a posted record with what Sage shows.
fn counts_already(record: &Record, in_sage: &InSage) -> bool {
    let total = in_sage.total.map(|(total, _)| total);
    total.is_none() || total == record.amount
}

/// What is not as it was planned, in figures; of what was never planned, Amazon's total against Sage's.
fn differences(record: &Record, in_sage: &InSage) -> Option<String> {
    if let Some(figures) = in_sage.differences() {
        return Some(figures.to_owned());
    }
    let (found, _) = in_sage.total?;
    let of = if record.document.is_some() {
        "planned"
    } else {
        "never planned here; Amazon's total is"
    };
    let expected = record.amount.filter(|amount| *amount != found);
    expected.map(|amount| format!("{of} {amount}, in Sage {found}"))
}

fn unsaid(record: &Record, in_sage: &InSage, differs: &Option<String>) -> String {
    let differs = differs.as_deref().unwrap_or_default();
    format!(
        "{}: {} in Sage is not what was planned ({differs}); nothing was changed\n\
         hint: correct it in Sage, or say why it is right: `resolve {} --accept-sage --because \"\u{2026}\"` takes it \
         with Sage's figures",
        record.key,
        in_sage.name,
        as_word(&record.key)
    )
}

/// What a look in every place finds of one record.
pub(super) fn one_anywhere(run: &Run<'_>, kind: &dyn Deliverable, record: &Record) -> Result<Option<Found>> {
    let mut finds = kind
        .look(run)
        .up(std::slice::from_ref(record), Depth::Everywhere)?;
    Ok(finds.remove(&record.key))
}

/// What Sage has of a record in any place, whoever made it.
///
/// # Errors
/// When Sage cannot be asked.
pub fn looked_up(run: &Run<'_>, kind: &dyn Deliverable, record: &Record) -> Result<Option<InSage>> {
    let found = one_anywhere(run, kind, record)?;
    Ok(match found {
        Some(Found::Ours(in_sage) | Found::Deleted(in_sage) | Found::ByHand(in_sage)) => Some(in_sage),
        _ => None,
    })
}

/// Whether Sage has a record's document as a deleted one, and as no other.
///
/// # Errors
/// When Sage cannot be asked.
pub fn is_deleted(run: &Run<'_>, kind: &dyn Deliverable, record: &Record) -> Result<bool> {
    let found = one_anywhere(run, kind, record)?;
    Ok(matches!(found, Some(Found::Deleted(_))))
}
