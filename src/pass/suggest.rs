//! `items suggest`: reads Sage's catalogue and Amazon's listings once and proposes rows for the items table.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::{Context, Result};
use serde_json::json;

use super::session::Session;
use crate::books::items::{ItemsTable, TableForm};
use crate::books::suggest::{Suggestion, suggest};
use crate::config::ITEM_COLUMNS as COLUMNS;
use crate::sage300::inventory::Item;
use crate::terminal::{counted, write_private};

/// Prints the proposals as lines of the items table, or writes them to `output`; the table itself is not touched.
///
/// # Errors
/// When either system cannot be read in full: half a catalogue would propose what is wrong.
pub fn run(session: &Session<'_>, output: Option<&Path>) -> Result<()> {
    let terminal = session.terminal;
    terminal.step("reading Sage's items");
    let items: Vec<Item> = session.sage()?.list("IC/ICItems", None, &[])?;
    terminal.step(format!(
        "{}; reading Amazon's listings",
        counted(items.len(), "item")
    ));
    let (skus, barcodes) = listings(session)?;
    let none = ItemsTable::default();
    let table = match &session.config.items_table {
        // It is made of what is proposed here.
        Some(path) if !path.exists() => {
            terminal.step(format!(
                "there is no items table `{}` yet: every SKU is looked at",
                path.display()
            ));
            &none
        }
        _ => session.items_table()?,
    };
    let (mut rows, mut open) = (Vec::new(), Vec::new());
    for (sku, asin) in &skus {
        if table.get(sku).is_some() {
            continue;
        }
        let codes = asin
            .as_ref()
            .and_then(|asin| barcodes.get(asin))
            .map(Vec::as_slice)
            .unwrap_or_default();
        match suggest(sku, codes, &items) {
            Suggestion::NoRowNeeded(_) => {}
            Suggestion::Row(item, why) => rows.push((sku, item.number().to_owned(), why)),
            Suggestion::Several(found) => {
                let numbers: Vec<_> = found.iter().map(|item| item.number()).collect();
                open.push((sku, format!("fits {}", numbers.join(" and "))));
            }
            Suggestion::Nothing => open.push((sku, "fits no item".to_owned())),
        }
    }
    // The very columns of the items table: what is printed can be its beginning. Empty cells have their usual meaning.
    let mut lines = vec![COLUMNS.join(",")];
    lines.extend(
        rows.iter()
            .map(|(sku, item, _)| format!("{},1,,,,,", TableForm::default().line(sku, item))),
    );
    for (sku, item, why) in &rows {
        terminal.step(format!("proposed: SKU `{sku}` is item {item}, by its {why}"));
    }
    match output {
        Some(path) => {
            let end = if cfg!(windows) { "\r\n" } else { "\n" };
            write_private(path, &(lines.join(end) + end))
                .with_context(|| format!("`{}` cannot be written", path.display()))?;
            terminal.say(format!("proposals: {}", path.display()));
        }
        None => terminal.say(lines.join("\n")),
    }
    for (sku, why) in &open {
        terminal.step(format!("for a person to decide: SKU `{sku}` {why}"));
    }
    terminal.step(format!(
        "{} proposed, {} left for a person; the items table was not touched",
        counted(rows.len(), "row"),
        counted(open.len(), "SKU")
    ));
    let proposed: Vec<_> = rows
        .iter()
        .map(|(sku, item, by)| json!({ "seller_sku": sku, "item": item, "by": by }))
        .collect();
    let open: Vec<_> = open
        .iter()
        .map(|(sku, why)| json!({ "seller_sku": sku, "why": why }))
        .collect();
    session
        .show_json(&json!({ "version": 1, "command": "items suggest", "proposed": proposed, "open": open }));
    Ok(())
}

type Skus = BTreeMap<String, Option<String>>;

/// Every SKU with its ASIN, and the barcodes of the ASINs.
fn listings(session: &Session<'_>) -> Result<(Skus, BTreeMap<String, Vec<String>>)> {
    let amazon = session.amazon()?;
    let (mut skus, mut barcodes) = (Skus::new(), BTreeMap::new());
    for marketplace in &session.config.amazon.marketplaces {
        let (listed, more) = amazon.listings(marketplace.id)?;
        if more {
            session.terminal.warn(format!(
                "{} shows 1,000 listings and has more: propose rows for the rest once these are in the table",
                marketplace.name
            ));
        }
        let asins: BTreeSet<String> = listed.iter().filter_map(|listing| listing.asin.clone()).collect();
        let asins: Vec<_> = asins
            .into_iter()
            .filter(|asin| !barcodes.contains_key(asin))
            .collect();
        barcodes.extend(amazon.barcodes(marketplace.id, &asins)?);
        skus.extend(listed.into_iter().map(|listing| (listing.sku, listing.asin)));
    }
    Ok((skus, barcodes))
}
