//! The items table as a person keeps it in a spreadsheet: CSV → [`ItemsTable`], or all its problems at once.
//!
//! Both separators that spreadsheets write are taken, and a byte order mark. Columns may stand in any order;
//! an unknown one is refused, since a misspelt `buffer` would otherwise sell what is kept back.

use std::collections::BTreeMap;
use std::path::Path;

use csv::{ReaderBuilder, StringRecord, Trim};

use super::cells::{count, optional, required, seller_sku, units, yes_or_no};
use super::problem::{ConfigError, Problem, did_you_mean, place, read_file, shown};
use super::sheet::Read;
use crate::books::items::{ItemRow, ItemsTable, SkuRows, TableForm};

/// The columns of the items table, in the order in which they are written; they may be read in any.
pub const COLUMNS: [&str; 8] = [
    "seller_sku",
    "item",
    "units_per_sku",
    "uom",
    "location",
    "push",
    "buffer",
    "cap",
];
const LONGEST: u64 = 64 << 20;

/// Reads an items table from a file.
pub fn load_items_table(file: &Path) -> Result<ItemsTable, ConfigError> {
    let shown = match file.display().to_string() {
        shown if shown.contains(char::is_whitespace) => format!("\"{shown}\""),
        shown => shown,
    };
    let hint = format!(
        "make one with `ml-connector items suggest --output {shown}`, or leave out [items] in the configuration"
    );
    parse_items_table(&read_file(file, LONGEST, &hint)?, file)
}

/// Reads an items table from bytes; `file` names it in messages.
pub fn parse_items_table(bytes: &[u8], file: &Path) -> Result<ItemsTable, ConfigError> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let before = std::str::from_utf8(&bytes[..error.valid_up_to()]).unwrap_or_default();
        let text = "is not UTF-8 from here on; in Excel, save as \"CSV UTF-8\"".to_owned();
        ConfigError::new(
            file,
            vec![Problem {
                place: Some(place(before, before.len())),
                text,
            }],
        )
    })?;
    let mut table = Table {
        text,
        ..Table::default()
    };
    table.read();
    let Table {
        problems, skus, form, ..
    } = table;
    if problems.is_empty() {
        Ok(ItemsTable::new(skus, form))
    } else {
        Err(ConfigError::new(file, problems))
    }
}

#[derive(Default)]
struct Table<'a> {
    text: &'a str,
    columns: Vec<Option<usize>>,
    problems: Vec<Problem>,
    skus: BTreeMap<String, SkuRows>,
    form: TableForm,
    /// What `push` was in so many words: another row may be silent about it, but not say the opposite.
    push: BTreeMap<String, bool>,
}

/// The cell of a column with its place in the file.
struct Cell<'r> {
    text: &'r str,
    place: (usize, usize),
}

impl Table<'_> {
    fn read(&mut self) {
        let header = self.text.lines().next().unwrap_or_default();
        let semicolons = header.matches(';').count() > header.matches(',').count();
        self.form.separator = if semicolons { ';' } else { ',' };
        let mut reader = ReaderBuilder::new()
            .delimiter(if semicolons { b';' } else { b',' })
            .has_headers(false)
            .flexible(true)
            .trim(Trim::None)
            .from_reader(self.text.as_bytes());
        let mut record = StringRecord::new();
        let mut first = true;
        loop {
            match reader.read_record(&mut record) {
                Ok(true) => {}
                Ok(false) => break,
                Err(error) => return self.fault((1, 1), format!("is not CSV: {error}")),
            }
            let line = self.line_of(&record);
            if first {
                self.form.columns = record.iter().map(|name| name.trim().to_lowercase()).collect();
                self.header(&record, line);
            } else if record.iter().any(|cell| !cell.trim().is_empty()) {
                self.row(&record, line);
            }
            if first && !self.problems.is_empty() {
                return;
            }
            first = false;
        }
        if first {
            self.fault(
                (1, 1),
                format!(
                    "is empty; the first line must name the columns: {}",
                    COLUMNS.join(",")
                ),
            );
        }
    }

    /// The reader's position of a record may lie before blank lines that it skipped.
    fn line_of(&self, record: &StringRecord) -> usize {
        let Some(position) = record.position() else {
            return 1;
        };
        let start = usize::try_from(position.byte()).unwrap_or(0);
        let rest = self.text.get(start..).unwrap_or_default();
        let blank = rest.bytes().take_while(|byte| matches!(byte, b'\r' | b'\n'));
        let skipped = blank.filter(|byte| *byte == b'\n').count();
        usize::try_from(position.line()).unwrap_or(1) + skipped
    }

    fn fault(&mut self, place: (usize, usize), text: String) {
        self.problems.push(Problem {
            place: Some(place),
            text,
        });
    }

    fn header(&mut self, record: &StringRecord, line: usize) {
        self.columns = vec![None; COLUMNS.len()];
        for (index, name) in record.iter().enumerate() {
            let at = (line, index + 1);
            let word = name.trim().to_lowercase();
            match COLUMNS.iter().position(|column| *column == word) {
                Some(column) if self.columns[column].is_some() => {
                    self.fault(at, format!("column `{word}` stands twice"))
                }
                Some(column) => self.columns[column] = Some(index),
                None if word.is_empty() => self.fault(at, "this column has no name".to_owned()),
                None => {
                    let near = did_you_mean(&word, COLUMNS);
                    self.fault(at, format!("unknown column `{}`{near}", shown(name.trim())));
                }
            }
        }
        for (column, name) in COLUMNS.iter().enumerate().take(2) {
            if self.columns[column].is_none() {
                self.fault(
                    (line, 1),
                    format!(
                        "the column `{name}` is missing; the columns are {}",
                        COLUMNS.join(",")
                    ),
                );
            }
        }
    }

    fn cell<'r>(&self, record: &'r StringRecord, line: usize, column: &str) -> Cell<'r> {
        let index = COLUMNS
            .iter()
            .position(|name| *name == column)
            .and_then(|at| self.columns[at]);
        let text = index.and_then(|index| record.get(index)).unwrap_or_default();
        Cell {
            text,
            place: (line, index.map_or(1, |index| index + 1)),
        }
    }

    fn value<T>(
        &mut self,
        record: &StringRecord,
        line: usize,
        column: &str,
        read: impl Fn(&str) -> Read<T>,
    ) -> Option<T> {
        let cell = self.cell(record, line, column);
        match read(cell.text) {
            Ok(value) => Some(value),
            Err(why) => {
                self.fault(cell.place, format!("`{column}`: {why}"));
                None
            }
        }
    }

    /// Whether a row only names the columns again, as where one table was pasted under another.
    fn is_header_again(&self, record: &StringRecord) -> bool {
        let says = |column: usize| {
            self.columns[column]
                .and_then(|at| record.get(at))
                .unwrap_or_default()
        };
        [0, 1]
            .iter()
            .all(|column| says(*column).trim().eq_ignore_ascii_case(COLUMNS[*column]))
    }

    fn row(&mut self, record: &StringRecord, line: usize) {
        if self.is_header_again(record) {
            let text = "the header stands here a second time; take this line out".to_owned();
            return self.fault((line, 1), text);
        }
        let named = self.columns.iter().flatten().max().map_or(0, |last| last + 1);
        if record.iter().skip(named).any(|cell| !cell.is_empty()) {
            let text = format!(
                "the row has {} cells, the header {named}; put quotation marks around a comma",
                record.len()
            );
            return self.fault((line, named + 1), text);
        }
        let sku = self.value(record, line, "seller_sku", seller_sku);
        let item = self.value(record, line, "item", |text| required(text, 24));
        let units = self.value(record, line, "units_per_sku", units);
        let uom = self.value(record, line, "uom", |text| optional(text, 10));
        let location = self.value(record, line, "location", |text| optional(text, 6));
        let push = self.value(record, line, "push", yes_or_no);
        let buffer = self.value(record, line, "buffer", count);
        let cap = self.value(record, line, "cap", count);
        let row = (|| {
            let row = ItemRow {
                item: item?,
                units_per_sku: units?,
                uom: uom?,
                location: location?,
            };
            Some((
                sku?,
                row,
                Offer {
                    push: push?,
                    buffer: buffer?,
                    cap: cap?,
                },
            ))
        })();
        if let Some((sku, row, offer)) = row {
            self.add(sku, row, offer, line);
        }
    }

    fn add(&mut self, sku: String, row: ItemRow, offer: Offer, line: usize) {
        if let Some(push) = offer.push
            && *self.push.entry(sku.clone()).or_insert(push) != push
        {
            return self.fault((line, 1), clash("push", &sku));
        }
        let new = || SkuRows {
            items: Vec::new(),
            push: true,
            buffer: None,
            cap: None,
        };
        let rows = self.skus.entry(sku.clone()).or_insert_with(new);
        if rows
            .items
            .iter()
            .any(|other| other.item.eq_ignore_ascii_case(&row.item))
        {
            let (sku, item) = (shown(&sku), shown(&row.item));
            let text = format!("SKU `{sku}` has item `{item}` already; say how many in `units_per_sku`");
            return self.fault((line, 1), text);
        }
        rows.items.push(row);
        rows.push = offer.push.unwrap_or(rows.push);
        let joined = [
            ("buffer", join(&mut rows.buffer, offer.buffer)),
            ("cap", join(&mut rows.cap, offer.cap)),
        ];
        for (column, _) in joined.iter().filter(|(_, joined)| !joined) {
            self.fault((line, 1), clash(column, &sku));
        }
    }
}

/// What a row says about its whole SKU; a kit may say it in one row or alike in several.
struct Offer {
    push: Option<bool>,
    buffer: Option<u32>,
    cap: Option<u32>,
}

/// Takes over what a row says about its SKU; false when another row said something else.
fn join(said: &mut Option<u32>, new: Option<u32>) -> bool {
    match (*said, new) {
        (Some(old), Some(new)) => old == new,
        (_, None) => true,
        (None, Some(_)) => {
            *said = new;
            true
        }
    }
}

fn clash(column: &str, sku: &str) -> String {
    format!(
        "`{column}` differs between the rows of SKU `{}`; give it once",
        shown(sku)
    )
}

#[cfg(test)]
mod tests;
