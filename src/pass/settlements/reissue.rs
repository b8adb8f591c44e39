//! A settlement that is posted and met again: nothing is sent, and what Amazon changed is shown by type.

use std::collections::BTreeMap;

use anyhow::Result;

use super::books::SettlementBooks;
use super::read::reissued;
use super::report;
use super::stored::{Frozen, StoredSettlement};
use crate::books::settlement::Source;
use crate::money::Amount;
use crate::pass::session::Session;
use crate::store::Record;

/// Compares the stored report of a posted settlement with what was posted.
pub(super) fn compare(session: &Session<'_>, books: &SettlementBooks<'_>, record: &Record) -> Result<()> {
    let (stored, frozen) = (StoredSettlement::of(record)?, Frozen::of(record)?);
    let (Some(report), Some(frozen)) = (report::sums(session, &stored)?, frozen) else {
        session.terminal.step(format!("{} is posted already", record.key));
        return Ok(());
    };
    let mut sums: BTreeMap<String, Amount> = BTreeMap::new();
    for ((kind, path), sum) in report.sums_by_name() {
        let category = books.classifier.category(report.text(kind), report.text(path));
        let name = category.map_or_else(
            || report.text(kind).to_owned(),
            |category| category.name().to_owned(),
        );
        *sums.entry(name).or_insert(Amount::ZERO) += sum;
    }
    let total = report.stated_total.unwrap_or_else(|| report.sum());
    // The two sources divide tax and reserves otherwise: between them only the total is compared.
    let same_source = frozen.source == Source::Report;
    let differences = differences(&frozen.by_category, &sums);
    let changed = total != frozen.total || (same_source && !differences.is_empty());
    if !changed {
        session.terminal.step(format!(
            "{} is posted already; the report says the same",
            record.key
        ));
        return Ok(());
    }
    let mut figures = format!("posted {}, now {total}", frozen.total);
    for (name, before, now) in differences {
        figures.push_str(&format!("; {name}: posted {before}, now {now}"));
    }
    session.change(|change| reissued(change, session, record, &figures))
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
