//! Lines from the rows of a settlement report.

use std::collections::HashMap;
use std::io::BufRead;

use foldhash::fast::RandomState;

use super::{Extent, Name, Names, SettlementLine, SettlementLines, Source};
use crate::amazon::settlement_report::{Charset, ReportError, ReportReader};
use crate::money::Amount;

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

/// All lines of a report that is read only once; `None` where that does not do, which [`from_report`] says.
pub fn read_once(source: impl BufRead, charset: Charset) -> Option<SettlementLines> {
    let mut reader = ReportReader::new(source, charset).ok()?;
    if reader.is_header_open() {
        return None;
    }
    read(&mut reader, Extent::Lines).ok()
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
    let mut repeated = Repeated::default();
    while let Some(amount) = reader.next_amount()? {
        if amount.is_zero() {
            continue;
        }
        let (kind, path) = repeated.kind(reader, &mut lines.names);
        if extent == Extent::Sums {
            lines.add_up(kind, path, amount);
            continue;
        }
        let details = repeated.details(reader, &mut lines.names)?;
        lines.add(SettlementLine {
            kind,
            path,
            amount,
            quantity: reader.quantity()?,
            ..details
        });
    }
    lines.lines.shrink_to_fit();
    Ok(lines)
}

/// What rows say that others said before: each such text is read once, and then known by its bytes.
#[derive(Default)]
struct Repeated {
    /// Of the row that is read.
    bytes: Vec<u8>,
    /// What amounts are for, of which there are few.
    kinds: HashMap<Vec<u8>, (Name, Name), RandomState>,
    /// What the last row says besides: those of one item follow each other.
    last: Vec<u8>,
    details: Option<SettlementLine>,
}

impl Repeated {
    /// The type of a row, and its amount's type and description.
    fn kind<R: BufRead>(&mut self, reader: &ReportReader<R>, names: &mut Names) -> (Name, Name) {
        reader.kind_bytes(&mut self.bytes);
        if let Some(known) = self.kinds.get(self.bytes.as_slice()) {
            return *known;
        }
        let row = reader.kind();
        let between = if row.amount_type.is_empty() || row.amount_description.is_empty() {
            ""
        } else {
            "/"
        };
        let path = format!("{}{between}{}", row.amount_type, row.amount_description);
        let new = (names.name(&row.transaction_type), names.name(&path));
        self.kinds.insert(self.bytes.clone(), new);
        new
    }

    /// A line with everything that is not its type, amount and quantity.
    fn details<R: BufRead>(
        &mut self,
        reader: &mut ReportReader<R>,
        names: &mut Names,
    ) -> Result<SettlementLine, ReportError> {
        reader.details_bytes(&mut self.bytes);
        if let Some(known) = self.details.filter(|_| self.bytes == self.last) {
            return Ok(known);
        }
        let row = reader.details()?;
        let new = SettlementLine {
            kind: Name::BLANK,
            path: Name::BLANK,
            amount: Amount::ZERO,
            posted: row.posted.map(|time| time.timestamp()),
            order: names.name(&row.order_id),
            sku: names.name(&row.sku),
            marketplace: names.name(&row.marketplace),
            quantity: 0,
        };
        std::mem::swap(&mut self.bytes, &mut self.last);
        self.details = Some(new);
        Ok(new)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const HEAD: &str = "settlement-id\tsettlement-start-date\tsettlement-end-date\tdeposit-date\ttotal-amount\tcurrency\t\
        transaction-type\torder-id\tmarketplace-name\tamount-type\tamount-description\tamount\tposted-date\t\
        posted-date-time\tsku\tquantity-purchased\n\
        17\t2026-11-01 00:00:00 UTC\t2026-11-15 00:00:00 UTC\t\t1.00\tUSD\t\t\t\t\t\t\t\t\t\t\n";

    /// A row of texts that others repeat in part, with quotes round one of them as a spreadsheet puts them.
    fn row() -> impl Strategy<Value = String> {
        let one_of = |texts: &'static [&'static str]| prop::sample::select(texts);
        (
            one_of(&["Order", "Refund", "\"Order\"", " Order", ""]),
            one_of(&["111-1234567-1234567", "111-1234567-1234568", ""]),
            one_of(&["Amazon.com", "Amazon.ca", ""]),
            one_of(&["ItemPrice", "ItemFees", ""]),
            one_of(&["Principal", "Tax", "ItemPrice/Tax", ""]),
            one_of(&["1.00", "-2.50", "0.00", "12345678.90", "1,234.00"]),
            one_of(&["2026-11-03 10:00:00 UTC", "2026-11-04 10:00:00 UTC", ""]),
            one_of(&["A", "B", "\"A\"", "Grüße", ""]),
            one_of(&["1", "2", ""]),
        )
            .prop_map(|(kind, order, market, class, what, amount, at, sku, quantity)| {
                format!(
                    "17\t\t\t\t\t\t{kind}\t{order}\t{market}\t{class}\t{what}\t{amount}\t\t{at}\t{sku}\t{quantity}\n"
                )
            })
    }

    fn lines_of(text: &str) -> SettlementLines {
        let charset = Charset::new(None, false);
        from_report(&|| ReportReader::new(text.as_bytes(), charset), Extent::Lines).unwrap()
    }

    /// What a line says, in texts.
    fn told(lines: &SettlementLines) -> Vec<String> {
        let show = |line: SettlementLine| {
            let names = [line.kind, line.path, line.order, line.sku, line.marketplace];
            let texts = names.map(|name| lines.text(name));
            format!("{texts:?} {} {:?} {}", line.amount, line.posted, line.quantity)
        };
        lines.lines.iter().map(show).collect()
    }

    proptest! {
        #[test]
        fn a_row_says_the_same_alone_and_among_others(rows in prop::collection::vec(row(), 1..40)) {
            let alone = rows.iter().flat_map(|row| told(&lines_of(&format!("{HEAD}{row}"))));
            let together = lines_of(&format!("{HEAD}{}", rows.concat()));
            prop_assert_eq!(told(&together), alone.collect::<Vec<_>>());
            let file = format!("{HEAD}{}", rows.concat());
            let sums = from_report(
                &|| ReportReader::new(file.as_bytes(), Charset::new(None, false)),
                Extent::Sums,
            ).unwrap();
            prop_assert_eq!(sums.sum(), together.sum());
        }
    }
}
