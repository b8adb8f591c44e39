//! A settlement that is posted and met again: nothing is sent, and what Amazon changed is shown by type.

use std::collections::BTreeMap;

use anyhow::Result;

use super::books::SettlementBooks;
use super::compared::{changed, note_change, note_report};
use super::report;
use super::stored::{Frozen, StoredSettlement};
use crate::amazon::finances::Transaction;
use crate::books::exception;
use crate::books::settlement::differences::{by_category, differing};
use crate::books::settlement::{Collector, Extent, SettlementLines, Source};
use crate::exit::Exit;
use crate::money::Amount;
use crate::pass::session::Session;
use crate::store::{Change, NewException, Record};

/// Compares what Amazon says now of a posted settlement with what was posted.
pub(super) fn compare(session: &Session<'_>, books: &SettlementBooks<'_>, record: &Record) -> Result<()> {
    let (stored, frozen) = (StoredSettlement::of(record)?, Frozen::of(record)?);
    let changed = changed(session, record)?;
    let (Some(report), Some(frozen)) = (report::read_again(session, &stored, Extent::Sums, None)?, frozen)
    else {
        return match changed {
            Some(figures) => compare_transactions(session, books, record, &figures),
            None => {
                session
                    .terminal
                    .step(format!("{} is in Sage already", record.key));
                Ok(())
            }
        };
    };
    let sum = report.sum();
    if let Some(stated) = report.stated_total.filter(|stated| *stated != sum) {
        let why = format!(
            "{}: the report does not add up: its lines come to {sum}, and it states {stated}, so nothing was compared or \
             changed; the settlement stands in Sage as before\nhint: download the report again in Seller Central; a file \
             that was cut off or changed says nothing of what Amazon settled",
            record.key
        );
        session.at_least_because_of(&record.key, Exit::Integrity, why);
        return Ok(());
    }
    let sums = sums_of(&report, books);
    let total = report.stated_total.unwrap_or(sum);
    // The two sources divide tax and reserves otherwise: between them only the total is compared.
    let same_source = frozen.source == Source::Report;
    let differences = differences(&frozen.by_category, &sums);
    let differs = total != frozen.total || (same_source && !differences.is_empty());
    let figures = shown(&format!("in Sage {}, now {total}", frozen.total), &differences);
    if !(differs && waits(session, record, &figures)?) {
        session.change(|change| {
            note_report(change, record)?;
            if differs {
                note_change(change, record, "")?;
                reissued(change, session, record, &figures)?;
            }
            Ok(())
        })?;
    }
    match changed {
        _ if differs => {}
        Some(figures) => compare_transactions(session, books, record, &figures)?,
        None => {
            let words = "is in Sage already; the report says the same";
            session.terminal.step(format!("{} {words}", record.key));
        }
    }
    Ok(())
}

/// Reads the transactions again, to say by type why the group's total is another one.
fn compare_transactions(
    session: &Session<'_>,
    books: &SettlementBooks<'_>,
    record: &Record,
    figures: &str,
) -> Result<()> {
    let (stored, frozen) = (StoredSettlement::of(record)?, Frozen::of(record)?);
    let mut figures = figures.to_owned();
    if let (Some(group), Some(currency), Some(frozen)) = (stored.group_id(), stored.currency(), frozen) {
        let mut collector = Collector::new(group, currency);
        let mut other_currency = None;
        session
            .amazon()?
            .transactions_of_group(group, |page: &[Transaction<'_>]| -> Result<()> {
                for transaction in page {
                    other_currency = collector.add(transaction).err().or(other_currency.take());
                }
                Ok(())
            })?;
        let (lines, _) = collector.finish();
        // A beginning balance is no transaction.
        let mut posted = frozen.by_category;
        for (place, amount) in &frozen.beginning {
            if let Some(place) = frozen.places.get(*place as usize) {
                *posted.entry(place.category.clone()).or_insert(Amount::ZERO) -= *amount;
            }
        }
        figures = shown(&figures, &differences(&posted, &sums_of(&lines, books)));
        if let Some(why) = other_currency {
            figures.push_str(&format!("; {why}"));
        }
    }
    if waits(session, record, &figures)? {
        return Ok(());
    }
    session.change(|change| {
        note_change(change, record, "")?;
        reissued(change, session, record, &figures)
    })
}

/// Whether an earlier reissue is still before a person: this one is told once that one is closed.
fn waits(session: &Session<'_>, record: &Record, figures: &str) -> Result<bool> {
    let known = session.store.exceptions_on(record.id)?;
    let mut open = known
        .iter()
        .filter(|one| one.kind == exception::REISSUED.code && one.closed_at.is_empty());
    Ok(open.any(|one| one.figures != figures))
}

/// Sums by category; what no rule knows stands under its own name.
fn sums_of(lines: &SettlementLines, books: &SettlementBooks<'_>) -> BTreeMap<String, Amount> {
    by_category(lines, &books.classifier, |kind, _| kind.to_owned())
}

fn shown(totals: &str, differences: &[(String, Amount, Amount)]) -> String {
    let mut figures = totals.to_owned();
    for (name, before, now) in differences {
        figures.push_str(&format!("; {name}: in Sage {before}, now {now}"));
    }
    figures
}

/// Taxes are split per order when they are posted; here they are compared as one.
fn differences(
    posted: &BTreeMap<String, Amount>,
    now: &BTreeMap<String, Amount>,
) -> Vec<(String, Amount, Amount)> {
    let fold = |sums: &BTreeMap<String, Amount>| {
        let mut folded: BTreeMap<String, Amount> = BTreeMap::new();
        for (name, sum) in sums {
            let name = if name.contains("tax") && name != "tax-on-fees" {
                "tax"
            } else {
                name
            };
            *folded.entry(name.to_owned()).or_insert(Amount::ZERO) += *sum;
        }
        folded
    };
    differing(&fold(posted), &fold(now))
}

/// Amazon tells a settlement otherwise than it was posted.
fn reissued(change: &mut Change<'_>, session: &Session<'_>, record: &Record, figures: &str) -> Result<()> {
    let new = NewException {
        kind: exception::REISSUED,
        customer: None,
        figures,
    };
    if change.open_exception(record, &new)? {
        session.newly_open();
    }
    Ok(())
}
