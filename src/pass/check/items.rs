//! The items table against Sage's items and Amazon's listings.

use std::collections::BTreeSet;

use super::Findings;
use crate::client::amazon::AmazonClient;
use crate::client::sage300::SageClient;
use crate::pass::orders::component;
use crate::pass::session::Session;
use crate::terminal::counted;

/// Names shown; more are only counted.
const SHOWN: usize = 10;
/// SKUs that are looked up at Amazon, twenty a call and five calls a second: more would make a long wait of a check.
const MOST: usize = 1_000;

/// Whether Sage has every item of the table.
pub(super) fn in_sage(session: &Session<'_>, client: &SageClient, findings: &mut Findings) {
    let Ok(table) = session.items_table() else { return };
    let numbers: BTreeSet<_> = table
        .iter()
        .flat_map(|(_, rows)| &rows.items)
        .map(|row| row.item.clone())
        .collect();
    let numbers: Vec<_> = numbers.into_iter().collect();
    if numbers.is_empty() {
        return;
    }
    let found = match client.items(&numbers) {
        Ok(found) => found,
        Err(error) => return findings.error("items in Sage", error),
    };
    let mut missing = Vec::new();
    let mut unusable: BTreeSet<String> = BTreeSet::new();
    for row in table.iter().flat_map(|(_, rows)| &rows.items) {
        match found.iter().find(|item| item.goes_by(&row.item)) {
            None => missing.push(row.item.as_str()),
            Some(item) => unusable.extend(component(item, Some(row)).err().map(|hold| hold.detail)),
        }
    }
    missing.sort_unstable();
    missing.dedup();
    if missing.is_empty() && unusable.is_empty() {
        let words = format!(
            "all {} of the items table are there and can be sold",
            numbers.len()
        );
        return findings.ok("items in Sage", words);
    }
    if !missing.is_empty() {
        let words = format!(
            "{} of the items table are not in Sage: {}; correct the table",
            missing.len(),
            first(&missing)
        );
        findings.warning("items in Sage", words);
    }
    if !unusable.is_empty() {
        let why: Vec<&str> = unusable.iter().map(String::as_str).collect();
        let words = format!("orders with them are held: {}", first(&why));
        findings.warning("items that cannot be sold", words);
    }
}

/// Whether orders ship from where quantities are counted.
pub(super) fn at_locations(session: &Session<'_>, findings: &mut Findings) {
    let (Ok(table), Some(inventory)) = (session.items_table(), &session.config.inventory) else {
        return;
    };
    let is_counted = |location: &str| {
        let mut counted = inventory.locations.iter();
        inventory.locations.is_empty() || counted.any(|one| one.eq_ignore_ascii_case(location.trim()))
    };
    let pushed = table.iter().filter(|(_, rows)| rows.push);
    let elsewhere: Vec<&str> = pushed
        .filter(|(_, rows)| {
            let mut locations = rows.items.iter().filter_map(|row| row.location.as_deref());
            locations.any(|location| !is_counted(location))
        })
        .map(|(sku, _)| sku)
        .collect();
    if !elsewhere.is_empty() {
        let words = format!(
            "orders of {} ship from a `location` of the items table that [inventory] `locations` does not count: {}; add it \
             there, or set `push = no` for them",
            counted(elsewhere.len(), "SKU"),
            first(&elsewhere)
        );
        findings.warning("locations of the items table", words);
    }
}

/// Whether Amazon lists every SKU of the table in one of the marketplaces.
pub(super) fn at_amazon(session: &Session<'_>, client: &AmazonClient, findings: &mut Findings) {
    let Ok(table) = session.items_table() else { return };
    let all: Vec<&str> = table.iter().map(|(sku, _)| sku).collect();
    // A comma cannot stand in a list of SKUs.
    let asked: Vec<&str> = all
        .iter()
        .copied()
        .filter(|sku| !sku.contains(','))
        .take(MOST)
        .collect();
    let mut unlisted: BTreeSet<&str> = asked.iter().copied().collect();
    for market in &session.config.amazon.marketplaces {
        let left: Vec<&str> = unlisted.iter().copied().collect();
        for some in left.chunks(20) {
            match client.listed_items(market.id, some) {
                Ok(listed) => listed.iter().for_each(|item| {
                    unlisted.remove(item.sku.as_str());
                }),
                Err(error) => return findings.error("items at Amazon", error),
            }
        }
    }
    let of = format!("{} of the {} SKUs of the items table", asked.len(), all.len());
    match unlisted.into_iter().collect::<Vec<_>>().as_slice() {
        _ if asked.is_empty() => {}
        [] => findings.ok("items at Amazon", format!("{of} were looked up, and all are listed")),
        missing => findings.warning(
            "items at Amazon",
            format!(
                "{of} were looked up; Amazon does not list {}: {}; correct the table, or leave it if they were sold once",
                missing.len(),
                first(missing)
            ),
        ),
    }
}

fn first(names: &[&str]) -> String {
    let mut words = names.iter().take(SHOWN).copied().collect::<Vec<_>>().join(", ");
    if names.len() > SHOWN {
        words.push_str(", …");
    }
    words
}
