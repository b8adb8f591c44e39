//! Lines from the rows of a settlement report.

use std::io::BufRead;

use super::{Name, SettlementLine, SettlementLines, Source};
use crate::amazon::settlement_report::{ReportError, ReportReader};

/// Reads all rows of a report as a settlement's lines; rows of zero are left out.
pub fn from_report<R: BufRead>(reader: &mut ReportReader<R>) -> Result<SettlementLines, ReportError> {
    read(reader, false)
}

/// Reads all rows of a report and keeps no more of them than their sums by type.
pub fn sums_of_report<R: BufRead>(reader: &mut ReportReader<R>) -> Result<SettlementLines, ReportError> {
    read(reader, true)
}

fn read<R: BufRead>(reader: &mut ReportReader<R>, only_sums: bool) -> Result<SettlementLines, ReportError> {
    let header = reader.header().clone();
    let mut lines = SettlementLines {
        settlement_id: Some(header.settlement_id),
        stated_total: Some(header.total),
        start: header.start,
        end: header.end,
        only_sums,
        ..SettlementLines::new(Source::Report, header.currency)
    };
    while let Some(row) = reader.next_row()? {
        if row.amount.is_zero() {
            continue;
        }
        let path = match (row.amount_type.is_empty(), row.amount_description.is_empty()) {
            (false, false) => format!("{}/{}", row.amount_type, row.amount_description),
            _ => row.amount_type + &row.amount_description,
        };
        let mut name = |text: &str| {
            if only_sums {
                Name::BLANK
            } else {
                lines.names.name(text)
            }
        };
        let (order, sku, marketplace) = (name(&row.order_id), name(&row.sku), name(&row.marketplace));
        let line = SettlementLine {
            kind: lines.names.name(&row.transaction_type),
            path: lines.names.name(&path),
            amount: row.amount,
            posted: row.posted.map(|time| time.timestamp()),
            order,
            sku,
            marketplace,
            quantity: row.quantity.unwrap_or(0),
        };
        lines.add(line);
    }
    lines.lines.shrink_to_fit();
    Ok(lines)
}
