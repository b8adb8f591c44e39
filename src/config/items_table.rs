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
use crate::books::items::{ItemRow, ItemsTable, SkuRows};

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
    let hint = "make one with `ml-connector items suggest`, or leave out [items] in the configuration";
    parse_items_table(&read_file(file, LONGEST, hint)?, file)
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
    let Table { problems, skus, .. } = table;
    if problems.is_empty() {
        Ok(ItemsTable::new(skus))
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
mod tests {
    use super::*;
    use crate::money::Quantity;
    use proptest::prelude::*;

    fn parse(text: &str) -> Result<ItemsTable, String> {
        parse_items_table(text.as_bytes(), Path::new("items.csv")).map_err(|error| error.to_string())
    }

    fn check(text: &str, expect: &[&str]) {
        let error = parse(text).expect_err(text);
        assert_eq!(error.lines().collect::<Vec<_>>(), expect, "{text}");
    }

    #[test]
    fn kits_defaults_and_exact_skus() {
        let text = "\u{feff}item;seller_sku;units_per_sku;push;buffer\r\nA1-103/0;Lamp / blau é;2;;\r\n\r\nA1-105/0;Lamp / blau é;;no;3\r\nB; lamp;0.5;YES;\r\n";
        let table = parse(text).unwrap();
        let kit = table.get("Lamp / blau é").unwrap();
        assert!(kit.is_kit() && !kit.push);
        assert_eq!((kit.buffer, kit.cap), (Some(3), None));
        assert_eq!(kit.items[0].units_per_sku, Quantity::whole(2));
        assert_eq!(kit.items[1].units_per_sku, Quantity::whole(1));
        assert!(table.get(" lamp").is_some_and(|rows| rows.push && !rows.is_kit()));
        assert_eq!(table.get("lamp"), None);
        assert_eq!(table.len(), 2);
    }

    #[test]
    fn every_problem_has_its_line_and_column() {
        check(
            "seller_sku,item,units_per_sku,push,buffer,cap\n\nS1,,0,maybe,-1,1.5\nS2,ITEM,\"1,5\",,,\nS3,ITEM,,,,,extra\nS4,I,,yes,,\nS4,i,,,,\nS4,J,,no,,\n",
            &[
                "items.csv:3:2: `item`: must not be empty",
                "items.csv:3:3: `units_per_sku`: `0` is not above zero",
                "items.csv:3:4: `push`: `maybe` is neither `yes` nor `no`",
                "items.csv:3:5: `buffer`: `-1` is not a whole number from 0 to 1000000",
                "items.csv:3:6: `cap`: `1.5` is not a whole number from 0 to 1000000",
                "items.csv:4:3: `units_per_sku`: `1,5`: write decimals with a point",
                "items.csv:5:7: the row has 7 cells, the header 6; put quotation marks around a comma",
                "items.csv:7:1: SKU `S4` has item `i` already; say how many in `units_per_sku`",
                "items.csv:8:1: `push` differs between the rows of SKU `S4`; give it once",
            ],
        );
    }

    #[test]
    fn a_second_header_is_no_sku() {
        check(
            "seller_sku,item\nS1,A\n Seller_SKU ,ITEM\nS2,B\n",
            &["items.csv:3:1: the header stands here a second time; take this line out"],
        );
    }

    #[test]
    fn the_header_is_checked_first() {
        check(
            "seller_sku,itm,bufer,item\nS,,,\n",
            &[
                "items.csv:1:2: unknown column `itm`; did you mean `item`?",
                "items.csv:1:3: unknown column `bufer`; did you mean `buffer`?",
            ],
        );
        check(
            "sku,item\n",
            &[
                "items.csv:1:1: the column `seller_sku` is missing; the columns are seller_sku,item,units_per_sku,uom,location,push,buffer,cap",
                "items.csv:1:1: unknown column `sku`",
            ],
        );
        check(
            "",
            &[
                "items.csv:1:1: is empty; the first line must name the columns: seller_sku,item,units_per_sku,uom,location,push,buffer,cap",
            ],
        );
        let error = parse_items_table(b"seller_sku,item\nM\xfcller,1\n", Path::new("items.csv")).unwrap_err();
        assert_eq!(
            error.to_string(),
            "items.csv:2:2: is not UTF-8 from here on; in Excel, save as \"CSV UTF-8\""
        );
    }

    proptest! {
        #[test]
        fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..300), text in "[a-z,;\"\\r\\n0-9é-]{0,200}") {
            let _ = parse_items_table(&bytes, Path::new("items.csv"));
            let _ = parse(&text);
            let _ = parse(&format!("seller_sku,item,units_per_sku,uom,location,push,buffer,cap\n{text}"));
        }
    }
}
