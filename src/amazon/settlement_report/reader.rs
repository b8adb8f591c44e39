//! The rows of a report, one at a time.

use std::borrow::Cow;
use std::io::{BufRead, Read};

use chrono::{DateTime, Utc};

use super::charset::Charset;
use super::columns::{
    self, AMOUNT, AMOUNT_TYPE, CURRENCY, Columns, DEPOSIT, DESCRIPTION, END, ID, MARKETPLACE, ORDER,
    POSTED_DATE, POSTED_TIME, QUANTITY, SKU, START, TOTAL, TYPE, field, find_ends,
};
use super::dates::{self, SlashOrder};
use super::decimals::DecimalSign;
use super::error::ReportError;
use super::row::{ReportHeader, RowDetails, RowKind};
use crate::money::{Amount, Currency};

/// No honest line is longer; a file without line ends must not fill the memory.
const LONGEST_LINE: u64 = 1 << 20;

/// Reads a report row by row. The header is known as soon as the reader is made.
pub struct ReportReader<R> {
    source: R,
    charset: Charset,
    columns: Columns,
    header: ReportHeader,
    sign: DecimalSign,
    order: SlashOrder,
    total_text: String,
    /// The first data row, which may be a row with an amount too.
    first: bool,
    buffer: Vec<u8>,
    /// Where the fields of the line in the buffer end.
    ends: Vec<usize>,
    line: u64,
}

impl<R: BufRead> ReportReader<R> {
    /// Reads the column names and the settlement's own fields; the source gives unpacked bytes.
    pub fn new(mut source: R, charset: Charset) -> Result<Self, ReportError> {
        let mut buffer = Vec::new();
        let mut line = 0;
        next_line(&mut source, &mut buffer, &mut line)?;
        let columns = columns::find(&buffer)?;
        if !next_line(&mut source, &mut buffer, &mut line)? {
            return Err(ReportError::Empty);
        }
        let fault = |what| ReportError::Row { line, what };
        let mut ends = Vec::new();
        find_ends(&buffer, &mut ends);
        let text = |column: usize| field(&buffer, &ends, columns[column], charset);
        let currency = Currency::parse(&text(CURRENCY)).map_err(fault)?;
        let total_text = text(TOTAL).into_owned();
        let mut sign = DecimalSign::default();
        let total = sign
            .read(&total_text, currency)
            .map_err(|what| fault(format!("column total-amount: {what}")))?;
        let order = SlashOrder::of_settlement(&text(START), &text(END), currency);
        let header = ReportHeader {
            settlement_id: text(ID).into_owned(),
            start: dates::read(&text(START), order),
            end: dates::read(&text(END), order),
            deposit: dates::read(&text(DEPOSIT), order),
            total,
            currency,
        };
        if header.settlement_id.is_empty() {
            return Err(fault("the settlement id is blank".to_owned()));
        }
        let (first, text) = (true, total_text);
        Ok(Self {
            source,
            charset,
            columns,
            header,
            sign,
            order,
            total_text: text,
            first,
            buffer,
            ends,
            line,
        })
    }

    /// What the report says about the whole settlement.
    pub fn header(&self) -> &ReportHeader {
        &self.header
    }

    /// Goes to the next row with an amount and reads that, from the seller's side; `None` at the end.
    ///
    /// # Errors
    /// [`ReportError`]
    pub fn next_amount(&mut self) -> Result<Option<Amount>, ReportError> {
        loop {
            if !std::mem::take(&mut self.first) {
                if !next_line(&mut self.source, &mut self.buffer, &mut self.line)? {
                    return Ok(None);
                }
                find_ends(&self.buffer, &mut self.ends);
            }
            self.same_settlement()?;
            if let Some(amount) = self.amount()? {
                return Ok(Some(amount));
            }
        }
    }

    /// What the amount of the row is for.
    pub fn kind(&self) -> RowKind<'_> {
        RowKind {
            transaction_type: self.text(TYPE),
            amount_type: self.text(AMOUNT_TYPE),
            amount_description: self.text(DESCRIPTION),
        }
    }

    /// The rest of the row.
    ///
    /// # Errors
    /// When its date cannot be read.
    pub fn details(&self) -> Result<RowDetails<'_>, ReportError> {
        Ok(RowDetails {
            order_id: self.text(ORDER),
            marketplace: self.text(MARKETPLACE),
            sku: self.text(SKU),
            quantity: self.text(QUANTITY).parse().ok(),
            posted: self.posted()?,
        })
    }

    fn text(&self, column: usize) -> Cow<'_, str> {
        field(&self.buffer, &self.ends, self.columns[column], self.charset)
    }

    fn bytes(&self, column: usize) -> &[u8] {
        columns::bytes(&self.buffer, &self.ends, self.columns[column])
    }

    fn fault(&self, what: String) -> ReportError {
        ReportError::Row {
            line: self.line,
            what,
        }
    }

    /// A row that repeats the settlement's fields must repeat them rightly.
    fn same_settlement(&mut self) -> Result<(), ReportError> {
        let ordinary = [self.header.settlement_id.as_bytes(), b""].contains(&self.bytes(ID));
        if ordinary && self.bytes(TOTAL).is_empty() {
            return Ok(());
        }
        let id = self.text(ID);
        if !id.is_empty() && id != self.header.settlement_id {
            let what = format!(
                "it belongs to settlement {id}, the file to {}; give each settlement its own file",
                self.header.settlement_id
            );
            return Err(self.fault(what));
        }
        let total = self.text(TOTAL);
        if total.is_empty() || total == self.total_text {
            return Ok(());
        }
        let mut sign = self.sign;
        let repeated = sign
            .read(&total, self.header.currency)
            .map_err(|what| self.fault(what))?;
        if repeated != self.header.total {
            let what = format!("its total-amount is {total}, the file's is {}", self.total_text);
            return Err(self.fault(what));
        }
        self.sign = sign;
        Ok(())
    }

    /// The amount of the row; `None` where it has none.
    fn amount(&mut self) -> Result<Option<Amount>, ReportError> {
        let text = self.text(AMOUNT);
        if text.is_empty() {
            return Ok(None);
        }
        let mut sign = self.sign;
        let amount = sign
            .read(&text, self.header.currency)
            .map_err(|what| self.fault(format!("column amount: {what}")))?;
        let currency = self.bytes(CURRENCY);
        if !currency.is_empty() && currency != self.header.currency.code().as_bytes() {
            return Err(self.fault(format!(
                "its currency is {}, the file's {}",
                self.text(CURRENCY),
                self.header.currency
            )));
        }
        self.sign = sign;
        Ok(Some(amount))
    }

    fn posted(&self) -> Result<Option<DateTime<Utc>>, ReportError> {
        for column in [POSTED_TIME, POSTED_DATE] {
            let text = self.text(column);
            if !text.is_empty() {
                let time = dates::read(&text, self.order);
                let fault = || {
                    self.fault(format!(
                        "`{}` is not a date this program knows",
                        text.escape_debug()
                    ))
                };
                return time.map(Some).ok_or_else(fault);
            }
        }
        Ok(None)
    }
}

/// Reads the next line that is not blank into `buffer`, without its line end; false at the end of the file.
fn next_line(source: &mut impl BufRead, buffer: &mut Vec<u8>, line: &mut u64) -> Result<bool, ReportError> {
    loop {
        buffer.clear();
        let read = source.by_ref().take(LONGEST_LINE).read_until(b'\n', buffer)?;
        if read == 0 {
            return Ok(false);
        }
        *line += 1;
        if read as u64 == LONGEST_LINE {
            let what = "it is over a million bytes long, so this is not a settlement report".to_owned();
            return Err(ReportError::Row { line: *line, what });
        }
        while matches!(buffer.last(), Some(b'\n' | b'\r')) {
            buffer.pop();
        }
        if buffer.iter().any(|byte| !byte.is_ascii_whitespace()) {
            return Ok(true);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// What the tests look at of a row.
    #[derive(Debug)]
    struct Row {
        sku: String,
        amount: Amount,
        posted: Option<DateTime<Utc>>,
    }

    fn read(bytes: &[u8]) -> Result<(ReportHeader, Vec<Row>), ReportError> {
        let mut reader = ReportReader::new(bytes, Charset::new(None, false))?;
        let mut rows = Vec::new();
        while let Some(amount) = reader.next_amount()? {
            let details = reader.details()?;
            rows.push(Row {
                sku: details.sku.into_owned(),
                amount,
                posted: details.posted,
            });
        }
        Ok((reader.header, rows))
    }

    const COLUMNS: &str = "settlement-id\tsettlement-start-date\tsettlement-end-date\tdeposit-date\ttotal-amount\tcurrency\ttransaction-type\torder-id\tmarketplace-name\tamount-type\tamount-description\tamount\tposted-date\tposted-date-time\tsku\tquantity-purchased";
    const HEAD_EU: &str =
        "17\t01.11.2026 00:00:00 UTC\t15.11.2026 00:00:00 UTC\t17.11.2026\t95,00\tEUR\t\t\t\t\t\t\t\t\t\t";

    fn row(amount: &str, posted: &str) -> String {
        format!(
            "17\t\t\t\t\t\tOrder\t302-1-1\tAmazon.de\tItemPrice\tPrincipal\t{amount}\t{posted}\t\tGr\u{fc}n\t1"
        )
    }

    #[test]
    fn a_european_file_with_its_fields_once() {
        let identical = row("47,50", "03.11.2026");
        let (header, rows) =
            read(format!("\u{feff}{COLUMNS}\r\n{HEAD_EU}\r\n{identical}\r\n{identical}\r\n").as_bytes())
                .unwrap();
        assert_eq!(header.total.to_string(), "95.00");
        assert_eq!(header.start.unwrap().to_rfc3339(), "2026-11-01T00:00:00+00:00");
        assert_eq!(rows.len(), 2, "identical rows are legitimate");
        assert_eq!(rows[0].sku, "Grün");
        assert_eq!(rows[0].posted.unwrap().to_rfc3339(), "2026-11-03T12:00:00+00:00");
        assert_eq!(rows.iter().map(|row| row.amount).sum::<Amount>(), header.total);
    }

    #[test]
    fn a_file_that_repeats_its_fields_on_every_row() {
        let every = "17\t2026-11-01\t2026-11-15\t\t5.00\tUSD\tOrder\t\t\tItemPrice\tPrincipal\t2.50\t\t\t\t";
        let (header, rows) = read(format!("{COLUMNS}\n{every}\n{every}").as_bytes()).unwrap();
        assert_eq!(rows.len(), 2);
        assert_eq!(rows[0].posted, None);
        assert_eq!(header.total.to_string(), "5.00");
    }

    #[test]
    fn faults_name_their_line() {
        let check = |body: &str, expect: &str| {
            let error = read(format!("{COLUMNS}\n{body}").as_bytes())
                .unwrap_err()
                .to_string();
            assert!(error.contains(expect), "{error}");
        };
        check("", "no rows");
        check(
            &format!("{HEAD_EU}\n{}", row("47.50", "")),
            "line 3 of the report: column amount",
        );
        check(
            &format!("{HEAD_EU}\n{}", row("47,50", "soon")),
            "`soon` is not a date",
        );
        check(
            &format!("{HEAD_EU}\n{}", row("1,00", "").replacen("17", "18", 1)),
            "belongs to settlement 18",
        );
        let error = read(b"settlement-id\tamount\n1\t2").unwrap_err().to_string();
        assert!(error.contains("`total-amount`"), "{error}");
    }

    proptest! {
        #[test]
        fn hostile_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
            let _ = read(&bytes);
            let mut file = format!("{COLUMNS}\n{HEAD_EU}\n").into_bytes();
            file.extend(bytes);
            let _ = read(&file);
        }
    }
}
