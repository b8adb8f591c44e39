//! Lines from the rows of a settlement report.

use std::io::BufRead;

use super::{Names, SettlementLine, SettlementLines, Source};
use crate::amazon::settlement_report::{ReportError, ReportReader};

/// Reads all rows of a report as a settlement's lines; rows of zero are left out.
pub fn from_report<R: BufRead>(reader: &mut ReportReader<R>) -> Result<SettlementLines, ReportError> {
    let header = reader.header().clone();
    let mut lines = SettlementLines {
        source: Source::Report,
        currency: header.currency,
        settlement_id: Some(header.settlement_id),
        group_id: None,
        stated_total: Some(header.total),
        start: header.start,
        end: header.end,
        names: Names::default(),
        lines: Vec::new(),
    };
    while let Some(row) = reader.next_row()? {
        if row.amount.is_zero() {
            continue;
        }
        let path = match (row.amount_type.is_empty(), row.amount_description.is_empty()) {
            (false, false) => format!("{}/{}", row.amount_type, row.amount_description),
            _ => row.amount_type + &row.amount_description,
        };
        lines.lines.push(SettlementLine {
            kind: lines.names.name(&row.transaction_type),
            path: lines.names.name(&path),
            amount: row.amount,
            posted: row.posted.map(|time| time.timestamp()),
            order: lines.names.name(&row.order_id),
            sku: lines.names.name(&row.sku),
            marketplace: lines.names.name(&row.marketplace),
            quantity: row.quantity.unwrap_or(0),
        });
    }
    lines.lines.shrink_to_fit();
    Ok(lines)
}
