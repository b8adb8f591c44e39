//! Sales that are given back twice: by a journal that had the refund, and by a credit note that a person made in Sage after
//! it. Sage's own counts of credit notes tell whether there are others than at the last look, so that all of them are read
//! only then.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use chrono::{DateTime, TimeDelta, Utc};

use super::books::SettlementBooks;
use super::given_back::{RefundInJournal, refunds_in_journals};
use crate::books::exception;
use crate::books::record::{Kind, State};
use crate::config::SettlementMode;
use crate::money::Amount;
use crate::pass::credit_notes::number_of;
use crate::pass::session::Session;
use crate::store::{Change, NewException};

/// The fact of how many credit notes there were when they were last read.
const LOOKED: &str = "credit-notes/looked";

/// Clocks of two runs may differ by so much.
const CLOCKS: TimeDelta = TimeDelta::minutes(1);

/// Where Sage does not count them, they are read once in so long.
const PATIENCE: TimeDelta = TimeDelta::days(1);

/// An order that a credit note gives back, and whose refund was in the journal before there was one.
///
/// # Errors
/// When the database cannot be written.
pub(super) fn tell(
    change: &mut Change<'_>,
    session: &Session<'_>,
    order: &str,
    settlements: &[&str],
) -> Result<()> {
    let note = change.record(Kind::CreditNote, order)?;
    let note = note.filter(|note| note.state == State::Posted);
    let (Some(order), Some(note)) = (change.record(Kind::Order, order)?, note) else {
        return Ok(());
    };
    let name = number_of(&note).unwrap_or_default();
    let figures = figures((&name, note.amount), settlements);
    let twice = NewException {
        kind: exception::CREDITED_TWICE,
        customer: None,
        figures: &figures,
    };
    if change.open_exception(&order, &twice)? {
        session.newly_open();
    }
    Ok(())
}

fn figures((number, total): (&str, Option<Amount>), settlements: &[&str]) -> String {
    let total = total.map_or_else(String::new, |total| format!(" of {}", total.abs()));
    let (journal, has) = match settlements {
        [_] => ("the journal of settlement", "has"),
        _ => ("the journals of settlements", "have"),
    };
    format!(
        "credit note {number}{total}, and {journal} {} {has} the refund as well",
        settlements.join(", ")
    )
}

/// Takes in the notes that people made of orders whose refunds stand in journals, and tells each.
///
/// # Errors
/// When Sage cannot be asked, or the database not be written.
pub(super) fn judge(session: &Session<'_>, books: &SettlementBooks<'_>) -> Result<()> {
    let Some(looked) = Looked::new(session)? else {
        return Ok(());
    };
    books.notes().take_in_further()?;
    for (order, refunds) in found(session, books)? {
        let note = session.store.record(Kind::CreditNote, &order)?;
        let Some(note) = note.filter(|note| note.state == State::Posted) else {
            continue;
        };
        // What was booked when the note was known went to `clearing`, whatever an older version kept of that.
        let before = refunds.iter().filter(|one| one.at < note.updated_at + CLOCKS);
        let settlements: Vec<&str> = before.map(|one| one.settlement.as_str()).collect();
        if !settlements.is_empty() {
            session.change(|change| tell(change, session, &order, &settlements))?;
        }
    }
    looked.keep(session)
}

/// What would be told, for a dry run: orders, each with its figures.
///
/// # Errors
/// When Sage cannot be asked, or the database not be read.
pub(super) fn rehearse(session: &Session<'_>, books: &SettlementBooks<'_>) -> Result<Vec<(String, String)>> {
    if Looked::new(session)?.is_none() {
        return Ok(Vec::new());
    }
    let mut coming = Vec::new();
    for (order, refunds) in found(session, books)? {
        if let (None | Some(State::Staged | State::Held | State::Skipped), Some(told)) = (
            session
                .store
                .record(Kind::CreditNote, &order)?
                .map(|note| note.state),
            books.notes().told(&order)?,
        ) {
            let settlements: Vec<&str> = refunds.iter().map(|one| one.settlement.as_str()).collect();
            coming.push((order, figures(told, &settlements)));
        }
    }
    Ok(coming)
}

/// The orders of notes in Sage whose refunds stand in journals, with these; a note that is new here is taken in.
fn found(
    session: &Session<'_>,
    books: &SettlementBooks<'_>,
) -> Result<BTreeMap<String, Vec<RefundInJournal>>> {
    let named: BTreeSet<&str> = books.notes().orders()?.collect();
    let mut found: BTreeMap<String, Vec<RefundInJournal>> = BTreeMap::new();
    for one in refunds_in_journals(&session.store, |order| named.contains(order))? {
        found.entry(one.order.clone()).or_default().push(one);
    }
    let mut twice = BTreeMap::new();
    for (order, refunds) in found {
        if books.notes().gives_back(&order)? {
            twice.insert(order, refunds);
        }
    }
    Ok(twice)
}

/// A look that is due: there are others than at the last one, or nobody can tell.
struct Looked {
    counts: String,
    now: DateTime<Utc>,
}

impl Looked {
    /// None where none is due.
    fn new(session: &Session<'_>) -> Result<Option<Self>> {
        let has_notes = session.config.settlements()?.mode == SettlementMode::Invoices;
        if !has_notes || !session.store.has_posted(Kind::Settlement)? {
            return Ok(None);
        }
        let now = session.clock.now();
        let counts = session.sage()?.counts_of_credit_notes()?;
        let is_told = counts.iter().any(Option::is_some);
        let counts = format!("{counts:?}");
        let known = session.store.fact(LOOKED)?;
        let is_due = known.is_none_or(|(before, at)| {
            let is_old = now < at || now - at >= PATIENCE;
            before != counts || !is_told && is_old
        });
        Ok(is_due.then_some(Self { counts, now }))
    }

    /// The look was made.
    fn keep(&self, session: &Session<'_>) -> Result<()> {
        Ok(session.store.note(LOOKED, &self.counts, self.now)?)
    }
}
