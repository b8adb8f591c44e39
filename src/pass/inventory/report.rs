//! The drift report: the table as a file for every SKU, with Amazon's own warehouse count beside Sage's.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use anyhow::Result;

use super::plan::{Plan, Row};
use super::show;
use crate::amazon::listings::Channels;
use crate::books::quantities::Computed;
use crate::money::Quantity;
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

/// Amazon's own count (sellable, all), by the place of the SKU in the plan.
pub(super) type Warehouses = BTreeMap<usize, (Option<i64>, Option<i64>)>;

/// What lies in Amazon's warehouses of the SKUs that Amazon ships; Sage's count of the same is read beside it.
pub(super) fn warehouses(session: &Session<'_>, plan: &mut Plan<'_>) -> Result<Warehouses> {
    plan.read_at_warehouses()?;
    let mut by_marketplace: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for row in plan.rows() {
        if let Some(shown) = row.shown.filter(|shown| shown.is_shipped_by_amazon()) {
            let skus = by_marketplace.entry(shown.marketplace).or_default();
            skus.push(row.sku.to_owned());
        }
    }
    let mut warehouses = Warehouses::new();
    for (marketplace, skus) in by_marketplace {
        let found = match session.amazon()?.inventory_summaries(marketplace, &skus) {
            Ok(found) => found,
            Err(error) if error.is_denied() => {
                session.terminal.warn(format!(
                    "the report has no figures of Amazon's warehouses: {error}"
                ));
                return Ok(warehouses);
            }
            Err(error) => return Err(error.into()),
        };
        for summary in found {
            let at = plan.place_of(&summary.seller_sku);
            warehouses.extend(at.map(|at| (at, (summary.fulfillable(), summary.total_quantity))));
        }
    }
    Ok(warehouses)
}

/// Writes the report whole, or leaves what was there.
pub(super) fn write(file: &Path, layout: Layout, plan: &Plan<'_>, warehouses: &Warehouses) -> Result<()> {
    let rows = plan.rows().enumerate().map(|(at, row)| {
        let warehouse = warehouses.get(&at).copied().unwrap_or_default();
        fields(&row, warehouse, plan.at_warehouses(&row))
    });
    write_rows(file, layout, rows).map_err(|error| {
        fault::usage(format!(
            "the report {} could not be written: {error:#}\nhint: name a file in a folder that can be written, and close it elsewhere",
            file.display()
        ))
    })
}

fn write_rows(file: &Path, layout: Layout, rows: impl Iterator<Item = [String; 18]>) -> io::Result<()> {
    let mut out = RowFile::begin(file, layout, COLUMNS)?;
    for fields in rows {
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
    out.finish().map(|_| ())
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

fn fields(
    row: &Row<'_>,
    (sellable, total): (Option<i64>, Option<i64>),
    at_warehouses: Option<Quantity>,
) -> [String; 18] {
    let computed = row.computed.as_ref().and_then(|computed| computed.as_ref().ok());
    let figure = |figure: Option<String>| figure.unwrap_or_default();
    let channel = match row.shown.map(|shown| &shown.listed.channels) {
        None => "not listed".to_owned(),
        Some(Channels::Default(_)) => "DEFAULT".to_owned(),
        Some(_) => show::now(row),
    };
    let available = |one: &Computed, of: fn(&(String, Quantity)) -> String| {
        one.available.iter().map(of).collect::<Vec<_>>().join(" + ")
    };
    [
        row.sku.to_owned(),
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
        figure(at_warehouses.map(|units| units.to_string())),
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
        let write = |file: &Path| write_rows(file, Layout::default(), std::iter::empty());
        let file = folder.path().join("report.csv");
        write(&file).unwrap();
        assert!(fs::read_to_string(&file).unwrap().starts_with("sku,channel,"));
        assert!(write(&folder.path().join("none/report.csv")).is_err());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
