//! The drift report: the table as CSV for every SKU, with Amazon's own warehouse count beside Sage's.
//!
//! The file is written whole or not at all. Text that a spreadsheet would run as a formula is defused; figures
//! are never touched.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result};

use super::plan::{Plan, Row};
use super::show;
use crate::amazon::listings::Channels;
use crate::pass::fault;
use crate::pass::session::Session;
use crate::terminal::create_private;

const COLUMNS: [&str; 18] = [
    "sku",
    "channel",
    "item",
    "available",
    "makes",
    "floored",
    "less_buffer",
    "offer",
    "amazon_now",
    "will_send",
    "last_accepted",
    "not_applied",
    "reason",
    "why",
    "fba_sellable",
    "fba_total",
    "sage_at_fba_location",
    "shares_stock_with",
];

/// Adds what lies in Amazon's warehouses to the SKUs that Amazon ships.
pub(super) fn add_warehouses(session: &Session<'_>, plan: &mut Plan) -> Result<()> {
    let is_amazons = |row: &&Row| {
        let channels = row.shown.as_ref().map(|shown| &shown.listed.channels);
        matches!(channels, Some(Channels::Amazon(_) | Channels::Both(_)))
    };
    let mut by_marketplace: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for row in plan.rows.iter().filter(is_amazons) {
        if let Some(shown) = &row.shown {
            by_marketplace
                .entry(shown.marketplace.clone())
                .or_default()
                .push(row.sku.clone());
        }
    }
    for (marketplace, skus) in by_marketplace {
        let found = match session.amazon()?.inventory_summaries(&marketplace, &skus) {
            Ok(found) => found,
            Err(error) if error.is_denied() => {
                session.terminal.warn(format!(
                    "the report has no figures of Amazon's warehouses: {error}"
                ));
                return Ok(());
            }
            Err(error) => return Err(error.into()),
        };
        for summary in found {
            let at = plan.rows.binary_search_by(|row| row.sku.cmp(&summary.seller_sku));
            if let Ok(at) = at {
                plan.rows[at].warehouse = Some((summary.fulfillable(), summary.total_quantity));
            }
        }
    }
    Ok(())
}

/// Writes the report beside its place and moves it there when it is complete.
pub(super) fn write(file: &Path, plan: &Plan) -> Result<()> {
    let mut name = file.file_name().unwrap_or_default().to_os_string();
    name.push(".part");
    let part = file.with_file_name(name);
    let written = text_of(plan).and_then(|bytes| {
        // What a run that was killed left behind.
        let _ = fs::remove_file(&part);
        let mut open = create_private(&part)?;
        open.write_all(&bytes)?;
        open.sync_all()?;
        fs::rename(&part, file).context("it could not be moved into its place")
    });
    written.map_err(|error| {
        let _ = fs::remove_file(&part);
        fault::usage(format!(
            "the report {} could not be written: {error:#}\nhint: name a file in a folder that can be written, and close it elsewhere",
            file.display()
        ))
    })
}

fn text_of(plan: &Plan) -> Result<Vec<u8>> {
    let mut csv = csv::Writer::from_writer(Vec::new());
    csv.write_record(COLUMNS)?;
    for row in &plan.rows {
        csv.write_record(fields(row))?;
    }
    csv.into_inner().context("the report could not be completed")
}

fn fields(row: &Row) -> [String; 18] {
    let computed = row.computed.as_ref().and_then(|computed| computed.as_ref().ok());
    let figure = |figure: Option<String>| figure.unwrap_or_default();
    let channel = match row.shown.as_ref().map(|shown| &shown.listed.channels) {
        None => "not listed".to_owned(),
        Some(Channels::Default(_)) => "DEFAULT".to_owned(),
        Some(_) => show::now(row),
    };
    let available = |one: &crate::books::quantities::Computed,
                     of: fn(&(String, crate::money::Quantity)) -> String| {
        one.available.iter().map(of).collect::<Vec<_>>().join(" + ")
    };
    let (sellable, total) = row.warehouse.unwrap_or_default();
    [
        defused(&row.sku),
        defused(&channel),
        defused(&figure(
            computed.map(|one| available(one, |(item, _)| item.clone())),
        )),
        figure(computed.map(|one| available(one, |(_, units)| units.to_string()))),
        figure(computed.map(|one| one.makes.to_string())),
        figure(computed.map(|one| one.floored.to_string())),
        figure(computed.map(|one| one.buffered.to_string())),
        figure(computed.map(|one| one.offered.to_string())),
        figure(row.quantity_now().map(|quantity| quantity.to_string())),
        figure(row.change().map(|(_, new)| new.to_string())),
        figure(row.drift.as_ref().map(|drift| drift.sent.to_string())),
        figure(
            row.drift
                .as_ref()
                .map(|drift| if drift.not_applied { "yes" } else { "no" }.to_owned()),
        ),
        show::code(row).to_owned(),
        defused(&show::why(row, None)),
        figure(sellable.map(|units| units.to_string())),
        figure(total.map(|units| units.to_string())),
        figure(row.at_fba_location.map(|units| units.to_string())),
        defused(&row.shares_with.join(", ")),
    ]
}

/// Text that begins as a formula gets a quote before it, which a spreadsheet does not show.
fn defused(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_defused_and_other_text_is_not() {
        assert_eq!(defused("=HYPERLINK(1)"), "'=HYPERLINK(1)");
        assert_eq!(defused("-SKU"), "'-SKU");
        assert_eq!(defused("A=1"), "A=1");
    }

    #[test]
    fn a_report_that_cannot_be_written_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let plan = Plan {
            rows: Vec::new(),
            read_at: chrono::DateTime::UNIX_EPOCH,
        };
        let file = folder.path().join("report.csv");
        write(&file, &plan).unwrap();
        assert!(fs::read_to_string(&file).unwrap().starts_with("sku,channel,"));
        assert!(write(&folder.path().join("none/report.csv"), &plan).is_err());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
