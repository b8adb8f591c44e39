//! Lines from the rows of a settlement report.

use std::io::BufRead;

use super::{Extent, SettlementLine, SettlementLines, Source};
use crate::amazon::settlement_report::{ReportError, ReportReader};

/// A report that is opened from its beginning as often as it has to be read.
pub trait Opens<R: BufRead>: Fn() -> Result<ReportReader<R>, ReportError> {}

impl<R: BufRead, F: Fn() -> Result<ReportReader<R>, ReportError>> Opens<R> for F {}

/// So much of a report, read from its beginning; rows of zero are left out.
///
/// The dates of a file are read in one order of day and month. Where its own dates leave that open, its rows are
/// read once more than otherwise.
///
/// # Errors
/// [`ReportError`]
pub fn from_report<R: BufRead>(open: &impl Opens<R>, extent: Extent) -> Result<SettlementLines, ReportError> {
    let mut reader = opened(open)?;
    if extent == Extent::Head {
        return Ok(head_of_report(&reader));
    }
    match read(&mut reader, extent) {
        Err(ReportError::OrderOpen { .. }) => {
            let mut settled = open()?;
            settled.settle(open()?.order_of_rows()?);
            read(&mut settled, extent)
        }
        read => read,
    }
}

/// A reader that knows when the settlement began and ended.
///
/// # Errors
/// [`ReportError`]
pub fn opened<R: BufRead>(open: &impl Opens<R>) -> Result<ReportReader<R>, ReportError> {
    let mut reader = open()?;
    if reader.is_header_open() {
        reader.settle(open()?.order_of_rows()?);
    }
    Ok(reader)
}

/// What a report says of the whole settlement, without its rows.
fn head_of_report<R: BufRead>(reader: &ReportReader<R>) -> SettlementLines {
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
