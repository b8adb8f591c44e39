//! The drift report: the table as a file for every SKU, with Amazon's own warehouse count beside Sage's.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use anyhow::Result;

use super::plan::{Plan, Row};
use super::show;
use crate::amazon::listings::Channels;
use crate::pass::fault;
use crate::pass::session::Session;
use crate::terminal::{Layout, RowCell as Cell, RowFile};

const COLUMNS: &[&str] = &[
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

/// Writes the report whole, or leaves what was there.
pub(super) fn write(file: &Path, layout: Layout, plan: &Plan) -> Result<()> {
    let written = || -> io::Result<u64> {
        let mut out = RowFile::begin(file, layout, COLUMNS)?;
        for row in &plan.rows {
            let fields = fields(row);
            let cells: Vec<Cell<'_>> = fields
                .iter()
                .zip(COLUMNS)
                .map(|(text, column)| {
                    if TEXTS.contains(column) {
                        Cell::Text(text)
                    } else {
                        Cell::Figure(text)
                    }
                })
                .collect();
            out.row(&cells)?;
        }
        out.finish()
    };
    written().map(|_| ()).map_err(|error| {
        fault::usage(format!(
            "the report {} could not be written: {error:#}\nhint: name a file in a folder that can be written, and close it elsewhere",
            file.display()
        ))
    })
}

/// The columns that hold words and ids.
const TEXTS: [&str; 7] = [
    "sku",
    "channel",
    "item",
    "not_applied",
    "reason",
    "why",
    "shares_stock_with",
];

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
        row.sku.clone(),
        channel,
        figure(computed.map(|one| available(one, |(item, _)| item.clone()))),
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
        show::why(row, None),
        figure(sellable.map(|units| units.to_string())),
        figure(total.map(|units| units.to_string())),
        figure(row.at_fba_location.map(|units| units.to_string())),
        row.shares_with.join(", "),
    ]
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_report_that_cannot_be_written_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let plan = Plan {
            rows: Vec::new(),
            read_at: chrono::DateTime::UNIX_EPOCH,
        };
        let file = folder.path().join("report.csv");
        write(&file, Layout::default(), &plan).unwrap();
        assert!(fs::read_to_string(&file).unwrap().starts_with("sku,channel,"));
        assert!(write(&folder.path().join("none/report.csv"), Layout::default(), &plan).is_err());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
