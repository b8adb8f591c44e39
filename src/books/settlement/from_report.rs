//! Lines from the rows of a settlement report.

use std::io::BufRead;

use super::{Extent, SettlementLine, SettlementLines, Source};
use crate::amazon::settlement_report::{ReportError, ReportReader};

/// Reads all rows of a report as a settlement's lines; rows of zero are left out.
///
/// # Errors
/// [`ReportError`]
pub fn from_report<R: BufRead>(reader: &mut ReportReader<R>) -> Result<SettlementLines, ReportError> {
    read(reader, Extent::Lines)
}

/// Reads all rows of a report and keeps no more of them than their sums by type.
///
/// # Errors
/// [`ReportError`]
pub fn sums_of_report<R: BufRead>(reader: &mut ReportReader<R>) -> Result<SettlementLines, ReportError> {
    read(reader, Extent::Sums)
}

/// What a report says of the whole settlement, without its rows.
pub fn head_of_report<R: BufRead>(reader: &ReportReader<R>) -> SettlementLines {
    let header = reader.header().clone();
    SettlementLines {
        settlement_id: Some(header.settlement_id),
        stated_total: Some(header.total),
        start: header.start,
        end: header.end,
        extent: Extent::Head,
        ..SettlementLines::new(Source::Report, header.currency)
    }
}

fn read<R: BufRead>(reader: &mut ReportReader<R>, extent: Extent) -> Result<SettlementLines, ReportError> {
    let mut lines = SettlementLines {
        extent,
        ..head_of_report(reader)
    };
    let mut path = String::new();
    while let Some(amount) = reader.next_amount()? {
        if amount.is_zero() {
            continue;
        }
        let row = reader.kind();
        path.clear();
        path.push_str(&row.amount_type);
        if !row.amount_type.is_empty() && !row.amount_description.is_empty() {
            path.push('/');
        }
        path.push_str(&row.amount_description);
        let kind = lines.names.name(&row.transaction_type);
        let path = lines.names.name(&path);
        if extent == Extent::Sums {
            lines.add_up(kind, path, amount);
            continue;
        }
        let row = reader.details()?;
        let line = SettlementLine {
            kind,
            path,
            amount,
            posted: row.posted.map(|time| time.timestamp()),
            order: lines.names.name(&row.order_id),
            sku: lines.names.name(&row.sku),
            marketplace: lines.names.name(&row.marketplace),
            quantity: row.quantity.unwrap_or(0),
        };
        lines.add(line);
    }
    lines.lines.shrink_to_fit();
    Ok(lines)
}
