//! What stands in Sage is taken as it is: its posting dates, or by a person's word all its figures.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;

use super::books::SettlementBooks;
use super::freeze::frozen;
use super::planned::Planned;
use crate::books::journal::{JournalPart, Role};
use crate::delivery::journal::Whole;
use crate::money::{Amount, Currency};
use crate::sage300::ledger::{FoundBatch, FoundDetail, JournalDetail, unformatted};

/// The plan as one part.
pub(super) fn undivide(planned: &mut Planned) {
    planned.plan.undivide();
    planned.frozen = frozen(&planned.plan, &planned.lines);
}

/// The batches are the settlement, by a person's word: where their figures are others, they are kept as they stand.
///
/// By order, nothing is told of an account on which Sage holds another sum than was planned.
pub(super) fn take(
    books: &SettlementBooks<'_>,
    planned: &mut Planned,
    whole: &Whole,
    batches: &[&FoundBatch],
) -> Result<()> {
    undivide(planned);
    planned.standing.whole = Some(whole.clone());
    let settings = books.settings(planned.plan.currency)?;
    let Some(part) = planned.plan.parts.first_mut() else {
        return Ok(());
    };
    let differs = differing(part, batches);
    if differs.is_empty() {
        return Ok(());
    }
    let roles = [
        Role::Clearing,
        Role::Unmatched,
        Role::PreCutover,
        Role::OrderVariance,
    ];
    planned.standing.untold = roles
        .into_iter()
        .filter(|role| {
            let account = settings.accounts.roles.get(role);
            account.is_some_and(|account| differs.contains(&unformatted(account)))
        })
        .collect();
    if let Some(entry) = part.document.journal_headers.first_mut() {
        entry.journal_details = batches
            .iter()
            .flat_map(|batch| batch.details())
            .map(as_it_stands)
            .collect();
    }
    // No line of the settlement leads to a line that a person keyed in.
    for place in &mut planned.frozen.places {
        place.journal.clear();
        place.line = 0;
    }
    Ok(())
}

/// Accounts on which the batches come to another sum than the part does.
fn differing(part: &JournalPart, batches: &[&FoundBatch]) -> BTreeSet<String> {
    let mut sums: BTreeMap<String, Amount> = BTreeMap::new();
    for line in part.document.details() {
        *sums.entry(unformatted(&line.account_number)).or_default() += line.source_currency_amount;
    }
    for line in batches.iter().flat_map(|batch| batch.details()) {
        let amount = line.source_currency_amount.unwrap_or(line.amount);
        *sums.entry(unformatted(&line.account_number)).or_default() -= amount;
    }
    let differing = sums.into_iter().filter(|(_, rest)| !rest.is_zero());
    differing.map(|(account, _)| account).collect()
}

fn as_it_stands(line: &FoundDetail) -> JournalDetail {
    JournalDetail {
        account_number: line.account_number.clone(),
        source_currency: Currency::parse(line.source_currency.trim()).ok(),
        currency_rate_table: None,
        currency_rate_date: None,
        currency_rate: None,
        amount: line.amount,
        source_currency_amount: line.source_currency_amount.unwrap_or(line.amount),
        description: line.description.clone(),
        reference: line.reference.clone(),
    }
}

/// A part that Sage has under the date that it would have had in its day keeps it: what was open then may be closed now,
/// and what was closed then was posted in the first open period.
pub(super) fn take_dates(
    books: &SettlementBooks<'_>,
    planned: &mut Planned,
    parts: &BTreeMap<String, Vec<String>>,
    found: &[FoundBatch],
) -> Result<()> {
    let calendar = books.calendar()?;
    for part in &mut planned.plan.parts {
        let numbers = parts.get(&part.key).map(Vec::as_slice).unwrap_or_default();
        let batch = found.iter().find(|batch| numbers.contains(&batch.batch_number));
        let entry = batch.and_then(|batch| batch.journal_headers.first());
        let day = entry.and_then(|entry| entry.posting_date.as_deref()?.get(..10)?.parse().ok());
        let (Some(day), Some(header)) = (day, part.document.journal_headers.first_mut()) else {
            continue;
        };
        let own: chrono::NaiveDate = header.document_date;
        if day == own || day > own && calendar.begins_on(day) {
            header.posting_date = day;
            part.posting_date = day;
        }
    }
    Ok(())
}
