//! The rows of a report, one at a time.

use std::borrow::Cow;
use std::io::{BufRead, Read};

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use super::charset::Charset;
use super::columns::{
    self, AMOUNT, AMOUNT_TYPE, CURRENCY, Columns, DEPOSIT, DESCRIPTION, END, ID, MARKETPLACE, ORDER,
    POSTED_DATE, POSTED_TIME, QUANTITY, SKU, START, TOTAL, TYPE, field, find_ends,
};
use super::dates::SlashOrder;
use super::decimals::DecimalSign;
use super::error::ReportError;
use super::order::{Misfit, OwnDates, Periods, Posted};
use super::other_files;
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
    periods: Periods,
    total_text: String,
    start_text: String,
    first_line: u64,
    /// The first data row, which may be a row with an amount too.
    first: bool,
    buffer: Vec<u8>,
    /// Where the fields of the line in the buffer end.
    ends: Vec<usize>,
    line: u64,
}

impl<R: BufRead> ReportReader<R> {
    /// Reads the column names and the settlement's own fields; the source gives unpacked bytes.
    ///
    /// # Errors
    /// [`ReportError`]
    pub fn new(mut source: R, charset: Charset) -> Result<Self, ReportError> {
        if let Some(what) = other_files::by_beginning(source.fill_buf()?) {
            return Err(ReportError::Other(what));
        }
        let mut buffer = Vec::new();
        let mut line = 0;
        next_line(&mut source, &mut buffer, &mut line)?;
        let columns = columns::find(&buffer)?;
        if !next_line(&mut source, &mut buffer, &mut line)? {
            return Err(ReportError::Empty);
        }
        let mut ends = Vec::new();
        find_ends(&buffer, &mut ends);
        let text = |column: usize| field(&buffer, &ends, columns[column], charset);
        let fault = |column: usize, what: String| {
            ReportError::field(line, columns::name(column), &text(column), what)
        };
        let id = text(ID);
        if id.is_empty() {
            return Err(fault(ID, "it is blank".to_owned()));
        }
        if id.eq_ignore_ascii_case(columns::name(ID)) {
            return Err(fault(
                ID,
                "the line of column names stands here once more".to_owned(),
            ));
        }
        if other_files::is_of_a_spreadsheet(id.as_bytes()) {
            return Err(fault(ID, A_SPREADSHEETS.to_owned()));
        }
        let currency = Currency::parse(&text(CURRENCY)).map_err(|what| fault(CURRENCY, what))?;
        let mut sign = DecimalSign::default();
        let total = amount_of(&mut sign, &text(TOTAL), currency).map_err(|what| fault(TOTAL, what))?;
        let (start, end, deposit) = (text(START), text(END), text(DEPOSIT));
        let own = OwnDates {
            start: &start,
            end: &end,
            deposit: &deposit,
        };
        let periods = Periods::of(own).map_err(|misfit| of_misfit(line, misfit))?;
        let header = ReportHeader {
            settlement_id: id.into_owned(),
            start: None,
            end: None,
            deposit: None,
            total,
            currency,
        };
        let (first, first_line) = (true, line);
        let (total_text, start_text) = (text(TOTAL).into_owned(), text(START).into_owned());
        let mut reader = Self {
            source,
            charset,
            columns,
            header,
            sign,
            periods,
            total_text,
            start_text,
            first_line,
            first,
            buffer,
            ends,
            line,
        };
        reader.date_header();
        Ok(reader)
    }

    /// Puts rows that have a day and no time on that day in this zone.
    #[must_use]
    pub fn with_days_of(mut self, zone: Tz) -> Self {
        self.periods.zone = zone;
        self
    }

    /// What the report says about the whole settlement.
    pub fn header(&self) -> &ReportHeader {
        &self.header
    }

    /// Whether the settlement's own dates can be read in two orders: then the rows have to be asked.
    pub fn is_header_open(&self) -> bool {
        self.periods.differ()
    }

    /// The order of day and month of the whole file, told by all of its rows.
    ///
    /// # Errors
    /// [`ReportError::TwoOrders`] where both fit every date and give different days.
    pub fn order_of_rows(mut self) -> Result<SlashOrder, ReportError> {
        let mut open = None;
        while self.periods.is_open() && self.next_row()? {
            match self.posted() {
                Ok(_) => {}
                Err(ReportError::OrderOpen { line, column, text }) => {
                    open = open.or(Some((line, column, text)));
                }
                Err(error) => return Err(error),
            }
        }
        let header = self.periods.differ();
        let header = header.then(|| (self.first_line, columns::name(START), self.start_text.clone()));
        match open.filter(|_| self.periods.is_open()).or(header) {
            Some((line, column, text)) => Err(ReportError::TwoOrders { line, column, text }),
            None => Ok(self.periods.first().order),
        }
    }

    /// Reads all dates in this order from now on.
    pub fn settle(&mut self, order: SlashOrder) {
        self.periods.keep(order);
        self.date_header();
    }

    fn date_header(&mut self) {
        let period = self.periods.first();
        self.header.start = Some(period.start);
        self.header.end = Some(period.end);
        self.header.deposit = period.deposit;
    }

    /// Goes to the next row with an amount and reads that, from the seller's side; `None` at the end.
    ///
    /// # Errors
    /// [`ReportError`]
    pub fn next_amount(&mut self) -> Result<Option<Amount>, ReportError> {
        while self.next_row()? {
            if let Some(amount) = self.amount()? {
                return Ok(Some(amount));
            }
        }
        Ok(None)
    }

    /// Goes to the next row; `false` at the end.
    fn next_row(&mut self) -> Result<bool, ReportError> {
        if !std::mem::take(&mut self.first) {
            if !next_line(&mut self.source, &mut self.buffer, &mut self.line)? {
                return Ok(false);
            }
            find_ends(&self.buffer, &mut self.ends);
        }
        self.same_settlement()?;
        Ok(true)
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
    /// When its date cannot be read or does not fit, or a spreadsheet changed its names.
    pub fn details(&mut self) -> Result<RowDetails<'_>, ReportError> {
        let posted = self.posted()?;
        for column in [SKU, ORDER] {
            if other_files::is_of_a_spreadsheet(self.bytes(column)) {
                return Err(self.fault(column, A_SPREADSHEETS));
            }
        }
        Ok(RowDetails {
            order_id: self.text(ORDER),
            marketplace: self.text(MARKETPLACE),
            sku: self.text(SKU),
            posted,
        })
    }

    /// Units of the row, which stand on the first row of an item; zero where none are counted.
    ///
    /// # Errors
    /// When it is not a count.
    pub fn quantity(&self) -> Result<i32, ReportError> {
        match self.bytes(QUANTITY) {
            b"" => Ok(0),
            _ => self
                .text(QUANTITY)
                .parse()
                .map_err(|_| self.fault(QUANTITY, "it is not a count")),
        }
    }

    /// Takes the bytes of what [`ReportReader::kind`] tells: rows of the same bytes tell the same.
    pub fn kind_bytes(&self, into: &mut Vec<u8>) {
        self.bytes_of(&[TYPE, AMOUNT_TYPE, DESCRIPTION], into);
    }

    /// Takes the bytes of what [`ReportReader::details`] reads: rows of the same bytes give the same.
    pub fn details_bytes(&self, into: &mut Vec<u8>) {
        self.bytes_of(&[ORDER, SKU, POSTED_TIME, POSTED_DATE, MARKETPLACE], into);
    }

    fn bytes_of(&self, columns: &[usize], into: &mut Vec<u8>) {
        into.clear();
        for column in columns {
            into.extend_from_slice(self.bytes(*column));
            into.push(b'\t');
        }
    }

    /// The line in the file that was read last.
    pub fn line(&self) -> u64 {
        self.line
    }

    /// The order id and the SKU of the row.
    pub fn order_and_sku(&self) -> (Cow<'_, str>, Cow<'_, str>) {
        (self.text(ORDER), self.text(SKU))
    }

    fn text(&self, column: usize) -> Cow<'_, str> {
        field(&self.buffer, &self.ends, self.columns[column], self.charset)
    }

    fn bytes(&self, column: usize) -> &[u8] {
        columns::bytes(&self.buffer, &self.ends, self.columns[column])
    }

    fn fault(&self, column: usize, what: impl Into<String>) -> ReportError {
        ReportError::field(self.line, columns::name(column), &self.text(column), what)
    }

    /// A row that repeats the settlement's fields must repeat them rightly.
    fn same_settlement(&mut self) -> Result<(), ReportError> {
        let id = self.bytes(ID);
        let ordinary = id.is_empty() || id == self.header.settlement_id.as_bytes();
        if ordinary && self.bytes(TOTAL).is_empty() {
            return Ok(());
        }
        let id = self.text(ID);
        if id.eq_ignore_ascii_case(columns::name(ID)) {
            return Err(self.fault(ID, "a second file begins here; give each settlement its own file"));
        }
        if !id.is_empty() && id != self.header.settlement_id {
            let what = format!(
                "the row belongs to this settlement, the file to {}; give each settlement its own file",
                self.header.settlement_id
            );
            return Err(self.fault(ID, what));
        }
        let total = self.text(TOTAL);
        if total.is_empty() || total == self.total_text {
            return Ok(());
        }
        let mut sign = self.sign;
        let repeated =
            amount_of(&mut sign, &total, self.header.currency).map_err(|what| self.fault(TOTAL, what))?;
        if repeated != self.header.total {
            return Err(self.fault(TOTAL, format!("the file's is {}", self.total_text)));
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
        let amount =
            amount_of(&mut sign, &text, self.header.currency).map_err(|what| self.fault(AMOUNT, what))?;
        let currency = self.bytes(CURRENCY);
        if !currency.is_empty() && currency != self.header.currency.code().as_bytes() {
            return Err(self.fault(CURRENCY, format!("the file's is {}", self.header.currency)));
        }
        self.sign = sign;
        Ok(Some(amount))
    }

    fn posted(&mut self) -> Result<Option<DateTime<Utc>>, ReportError> {
        let of = |column: usize| field(&self.buffer, &self.ends, self.columns[column], self.charset);
        let (time, date) = (of(POSTED_TIME), of(POSTED_DATE));
        let line = self.line;
        match self.periods.posted(&time, &date) {
            Ok(Posted::At(at)) => Ok(at),
            Ok(Posted::Open(column, text)) => Err(ReportError::OrderOpen { line, column, text }),
            Err(misfit) => Err(of_misfit(line, misfit)),
        }
    }
}

const A_SPREADSHEETS: &str =
    "a spreadsheet made a date or a rounded number of it when it saved the file again";

fn of_misfit(line: u64, misfit: Misfit) -> ReportError {
    ReportError::field(line, misfit.column, &misfit.text, misfit.what)
}

/// An amount, with all the decimals that Amazon writes.
fn amount_of(sign: &mut DecimalSign, text: &str, currency: Currency) -> Result<Amount, String> {
    let amount = sign.read(text, currency)?;
    if sign.has_lost_decimals(text, currency) {
        return Err(format!(
            "Amazon writes {} decimals: a spreadsheet has saved the file again, and may have changed more than that",
            currency.decimals()
        ));
    }
    Ok(amount)
}

/// Ctrl-Z.
const END_OF_TEXT: u8 = 0x1a;

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
            let what = "it is over a million bytes long, so this is not a settlement report";
            let begins = String::from_utf8_lossy(&buffer[..buffer.len().min(60)]);
            return Err(ReportError::row(*line, &begins, what));
        }
        while matches!(buffer.last(), Some(b'\n' | b'\r')) {
            buffer.pop();
        }
        // What old programs put behind the last byte of a text.
        if buffer.last() == Some(&END_OF_TEXT) && source.fill_buf()?.is_empty() {
            buffer.pop();
        }
        if buffer.iter().any(|byte| !byte.is_ascii_whitespace()) {
            return Ok(true);
        }
    }
}

#[cfg(test)]
mod tests;
