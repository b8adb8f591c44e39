//! A settlement that is posted and met again: nothing is sent, and what Amazon changed is shown by type.

use std::collections::BTreeMap;

use anyhow::Result;

use super::books::SettlementBooks;
use super::read::reissued;
use super::report;
use super::stored::{Frozen, StoredSettlement};
use crate::books::settlement::{Collector, SettlementLines, Source};
use crate::money::Amount;
use crate::pass::session::Session;
use crate::store::{Change, Record};

/// Whether a posted settlement was met again and not compared yet: its group has another total, or its report
/// is another file than the one that was posted or compared last.
pub(super) fn is_due(session: &Session<'_>, record: &Record) -> Result<bool> {
    let stored = StoredSettlement::of(record)?;
    Ok(changed(session, record)?.is_some() || compared(session, record)? != sha256_of(&stored))
}

/// Notes, with the freezing of a plan, which report it was made beside: that one needs no comparing.
pub(super) fn note_report(change: &mut Change<'_>, record: &Record) -> Result<()> {
    let sha256 = sha256_of(&StoredSettlement::of(record)?).unwrap_or_default();
    Ok(change.note(&compared_fact(record), &sha256)?)
}

/// Notes that Amazon gives a posted settlement another total, to be compared by type in this run or a later one.
pub(super) fn note_change(change: &mut Change<'_>, record: &Record, figures: &str) -> Result<()> {
    Ok(change.note(&changed_fact(record), figures)?)
}

fn changed_fact(record: &Record) -> String {
    format!("settlement-changed/{}", record.key)
}

fn compared_fact(record: &Record) -> String {
    format!("settlement-compared/{}", record.key)
}

fn changed(session: &Session<'_>, record: &Record) -> Result<Option<String>> {
    let noted = session.store.fact(&changed_fact(record))?;
    Ok(noted
        .map(|(figures, _)| figures)
        .filter(|figures| !figures.is_empty()))
}

fn compared(session: &Session<'_>, record: &Record) -> Result<Option<String>> {
    let noted = session.store.fact(&compared_fact(record))?;
    Ok(noted
        .map(|(sha256, _)| sha256)
        .filter(|sha256| !sha256.is_empty()))
}

fn sha256_of(stored: &StoredSettlement) -> Option<String> {
    stored.report.as_ref().map(|report| report.sha256.clone())
}

/// Compares what Amazon says now of a posted settlement with what was posted.
pub(super) fn compare(session: &Session<'_>, books: &SettlementBooks<'_>, record: &Record) -> Result<()> {
    if let Some(figures) = changed(session, record)? {
        return compare_transactions(session, books, record, &figures);
    }
    let (stored, frozen) = (StoredSettlement::of(record)?, Frozen::of(record)?);
    let (Some(report), Some(frozen)) = (report::sums(session, &stored)?, frozen) else {
        session.terminal.step(format!("{} is posted already", record.key));
        return Ok(());
    };
    let sums = sums_of(&report, books);
    let total = report.stated_total.unwrap_or_else(|| report.sum());
    // The two sources divide tax and reserves otherwise: between them only the total is compared.
    let same_source = frozen.source == Source::Report;
    let differences = differences(&frozen.by_category, &sums);
    let changed = total != frozen.total || (same_source && !differences.is_empty());
    let figures = shown(&format!("posted {}, now {total}", frozen.total), &differences);
    session.change(|change| {
        note_report(change, record)?;
        if changed {
            return reissued(change, session, record, &figures);
        }
        let words = "is posted already; the report says the same";
        session.terminal.step(format!("{} {words}", record.key));
        Ok(())
    })
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
            .transactions_of_group(group, |page| -> Result<()> {
                for transaction in &page {
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
    session.change(|change| {
        note_change(change, record, "")?;
        reissued(change, session, record, &figures)
    })
}

/// Sums by category; what no rule knows stands under its own name.
fn sums_of(lines: &SettlementLines, books: &SettlementBooks<'_>) -> BTreeMap<String, Amount> {
    let mut sums: BTreeMap<String, Amount> = BTreeMap::new();
    for ((kind, path), sum) in lines.sums_by_name() {
        let category = books.classifier.category(lines.text(*kind), lines.text(*path));
        let name = category.map_or_else(
            || lines.text(*kind).to_owned(),
            |category| category.name().to_owned(),
        );
        *sums.entry(name).or_insert(Amount::ZERO) += *sum;
    }
    sums
}

fn shown(totals: &str, differences: &[(String, Amount, Amount)]) -> String {
    let mut figures = totals.to_owned();
    for (name, before, now) in differences {
        figures.push_str(&format!("; {name}: posted {before}, now {now}"));
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
    let (posted, now) = (fold(posted), fold(now));
    let mut names: Vec<&String> = posted.keys().chain(now.keys()).collect();
    names.sort();
    names.dedup();
    let sum =
        |sums: &BTreeMap<String, Amount>, name: &String| sums.get(name).copied().unwrap_or(Amount::ZERO);
    names
        .into_iter()
        .map(|name| (name.clone(), sum(&posted, name), sum(&now, name)))
        .filter(|(_, before, after)| before != after)
        .collect()
}
