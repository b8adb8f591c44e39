//! A workbook of one sheet: figures as numbers, days and times as dates, everything else as text.
//!
//! A workbook keeps numbers as binary fractions. A figure goes in as a number only where that number, written out again,
//! has the very digits of the figure; else it goes in as text, so that no cent is ever lost.

use std::borrow::Cow;
use std::io;

use chrono::{DateTime, NaiveDate};
use rust_xlsxwriter::{ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError};

use super::cell::{Cell, is_number};

/// A workbook that is being written.
pub(super) struct Spreadsheet {
    book: Workbook,
    next: u32,
    widths: Vec<usize>,
    day: Format,
    time: Format,
    whole: Format,
    decimals: Vec<Format>,
}

/// The rows that a sheet has, with its header.
const MOST_ROWS: u32 = 1_048_576;
/// The units of UTF-16 that a cell holds.
const LONGEST: usize = 32_767;
/// No column is made wider than this.
const WIDEST: usize = 60;

impl Spreadsheet {
    pub(super) fn begin(columns: &[&str]) -> io::Result<Self> {
        let mut book = Workbook::new();
        let head = Format::new().set_bold().set_align(FormatAlign::Left);
        let sheet = book.add_worksheet();
        for (at, column) in (0..).zip(columns) {
            sheet
                .write_string_with_format(0, at, *column, &head)
                .map_err(broken)?;
        }
        sheet.set_freeze_panes(1, 0).map_err(broken)?;
        sheet
            .set_landscape()
            .set_print_fit_to_pages(1, 0)
            .set_repeat_rows(0, 0)
            .map_err(broken)?;
        let zeros = |count: usize| Format::new().set_num_format(format!("0.{}", "0".repeat(count)));
        Ok(Self {
            next: 1,
            widths: columns.iter().map(|column| column.len()).collect(),
            day: Format::new().set_num_format("yyyy-mm-dd"),
            time: Format::new().set_num_format("yyyy-mm-dd hh:mm:ss"),
            whole: Format::new().set_num_format("0"),
            decimals: (1..=8).map(zeros).collect(),
            book,
        })
    }

    pub(super) fn row(&mut self, cells: &[Cell<'_>]) -> io::Result<()> {
        if self.next >= MOST_ROWS {
            return Err(io::Error::other(
                "a sheet holds 1,048,575 rows, and there are more\nhint: use `--format csv`, or a shorter span",
            ));
        }
        let row = self.next;
        self.next += 1;
        for (at, cell) in (0..).zip(cells) {
            let (Cell::Text(text) | Cell::Figure(text)) = cell;
            if let Some(width) = self.widths.get_mut(usize::from(at)) {
                *width = (*width).max(text.chars().count());
            }
            match cell {
                Cell::Figure(text) => self.figure(row, at, text)?,
                Cell::Text("") => {}
                Cell::Text(text) => {
                    self.sheet()?
                        .write_string(row, at, fitting(text))
                        .map_err(broken)?;
                }
            }
        }
        Ok(())
    }

    fn sheet(&mut self) -> io::Result<&mut Worksheet> {
        self.book.worksheet_from_index(0).map_err(broken)
    }

    fn figure(&mut self, row: u32, at: u16, text: &str) -> io::Result<()> {
        let written = if text.is_empty() {
            return Ok(());
        } else if let Ok(day) = text.parse::<NaiveDate>() {
            let (day, format) = (excel(&day.to_string())?, self.day.clone());
            self.sheet()?.write_datetime_with_format(row, at, &day, &format)
        } else if let Ok(time) = DateTime::parse_from_rfc3339(text) {
            // A sheet knows no time zones: the column's name says whose time it is.
            let local = time.naive_local().format("%Y-%m-%dT%H:%M:%S").to_string();
            let (time, format) = (excel(&local)?, self.time.clone());
            self.sheet()?.write_datetime_with_format(row, at, &time, &format)
        } else {
            match number(text) {
                Some(number) => {
                    let places = text.split_once('.').map_or(0, |(_, digits)| digits.len());
                    let format = places.checked_sub(1).and_then(|places| self.decimals.get(places));
                    let format = format.unwrap_or(&self.whole).clone();
                    // The only binary number of the program; its digits are the figure's, as `number` has seen.
                    match number.as_f64() {
                        Some(number) => self.sheet()?.write_number_with_format(row, at, number, &format),
                        None => self.sheet()?.write_string(row, at, text),
                    }
                }
                None => self.sheet()?.write_string(row, at, text),
            }
        };
        written.map(|_| ()).map_err(broken)
    }

    pub(super) fn finish(mut self) -> io::Result<Vec<u8>> {
        let widths = std::mem::take(&mut self.widths);
        let last = self.next - 1;
        let columns = u16::try_from(widths.len()).unwrap_or(u16::MAX);
        let sheet = self.sheet()?;
        for (at, width) in (0..columns).zip(&widths) {
            let width = u16::try_from((*width).min(WIDEST) + 2).unwrap_or(u16::MAX);
            sheet.set_column_width(at, width).map_err(broken)?;
        }
        if let Some(end) = columns.checked_sub(1) {
            sheet.autofilter(0, 0, last, end).map_err(broken)?;
        }
        self.book.save_to_buffer().map_err(broken)
    }
}

/// A text as a cell holds it: one that is longer is cut, and says so where it ends.
fn fitting(text: &str) -> Cow<'_, str> {
    // No text has more units than bytes.
    if text.len() <= LONGEST || text.encode_utf16().count() <= LONGEST {
        return Cow::Borrowed(text);
    }
    let end = format!(
        "… (cut here: it has {} characters, and stands whole in a file of --format csv)",
        text.chars().count()
    );
    let mut room = LONGEST - end.encode_utf16().count();
    let fits = |c: &char| {
        let left = room.checked_sub(c.len_utf16());
        room = left.unwrap_or(0);
        left.is_some()
    };
    Cow::Owned(text.chars().take_while(fits).collect::<String>() + &end)
}

fn excel(text: &str) -> io::Result<ExcelDateTime> {
    ExcelDateTime::parse_from_str(text).map_err(broken)
}

fn broken(error: XlsxError) -> io::Error {
    io::Error::other(format!("the spreadsheet cannot be written: {error}"))
}

/// The figure as a number of the sheet, where that has the very same digits.
fn number(text: &str) -> Option<serde_json::Number> {
    if !is_number(text) {
        return None;
    }
    let number: serde_json::Number = text.parse().ok()?;
    let again = number.as_f64()?.to_string();
    (plain(&again) == plain(text)).then_some(number)
}

/// Without the zeros at the end that say nothing.
fn plain(text: &str) -> &str {
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.')
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn only_what_keeps_its_digits_is_a_number() {
        for text in ["0", "-12.50", "0.00", "999999999.99", "1234567890123.45"] {
            assert!(number(text).is_some(), "{text}");
        }
        for text in [
            "",
            "IN000001",
            "1.2.3",
            "12345678901234567.89",
            "0.12345678901234567890",
            "1e5",
        ] {
            assert!(number(text).is_none(), "{text}");
        }
    }

    #[test]
    fn a_text_fills_a_cell_and_no_more() {
        let just = "\u{e9}".repeat(LONGEST);
        assert_eq!(fitting(&just), just.as_str());
        for c in ["x", "\u{e9}", "\u{1f4e6}"] {
            let long = c.repeat(LONGEST + 1);
            let cut = fitting(&long);
            let units = cut.encode_utf16().count();
            assert!((LONGEST - 1..=LONGEST).contains(&units), "{units}");
            assert!(cut.contains("32768 characters"), "{}", &cut[cut.len() - 100..]);
        }
    }

    proptest! {
        #[test]
        fn money_of_any_usual_size_is_a_number(cents in -99_999_999_999_999_i64..99_999_999_999_999) {
            let sign = if cents < 0 { "-" } else { "" };
            let cents = cents.unsigned_abs();
            let text = format!("{sign}{}.{:02}", cents / 100, cents % 100);
            prop_assert!(number(&text).is_some() || text == "-0.00", "{}", text);
        }
    }
}
