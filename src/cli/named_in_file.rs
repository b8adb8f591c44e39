//! The keys that a file names: a list of them, or one of the tables that this program writes, in any country's marks.
//!
//! What is decided is decided for every record that is named, so a file that can be read in two ways is refused.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use anyhow::{Context, Result};
use csv::{ReaderBuilder, StringRecord, Trim};

use super::fault;

/// Headings of a column that names records.
const HEADINGS: [&str; 4] = ["key", "record", "amazon_order", "amazon_id"];
/// No list of records is longer.
const MOST: u64 = 64 << 20;

/// The keys in the order of the file.
///
/// # Errors
/// When it cannot be read, or it is not clear which records it names; nothing is decided then.
pub(super) fn keys(path: &Path) -> Result<Vec<String>> {
    let refused = |why: &str| {
        fault::usage(format!(
            "`{}` {why}; nothing was decided\n\
             hint: name a CSV in UTF-8 whose first line holds the heading `key`, with one record below it in each line",
            path.display()
        ))
    };
    let mut bytes = Vec::new();
    File::open(path)
        .and_then(|file| file.take(MOST + 1).read_to_end(&mut bytes))
        .with_context(|| format!("`{}` cannot be read", path.display()))?;
    if bytes.len() as u64 > MOST {
        return Err(refused("is too long for a list of records"));
    }
    if bytes.starts_with(b"PK") {
        return Err(refused("is a workbook and no CSV"));
    }
    let Ok(text) = std::str::from_utf8(&bytes) else {
        return Err(refused("is not CSV in UTF-8"));
    };
    let named = named(text.trim_start_matches('\u{feff}')).map_err(|why| refused(&why))?;
    if named.is_empty() {
        return Err(refused("names no record"));
    }
    Ok(named)
}

fn named(text: &str) -> Result<Vec<String>, String> {
    let text = text.trim_start_matches(['\r', '\n']);
    let first = text.lines().next().unwrap_or_default();
    let (delimiter, column) = match heading(first)? {
        Some((delimiter, column)) => (delimiter, Some(column)),
        None => (delimiter_of_keys(first)?, None),
    };
    let mut keys = Vec::new();
    for (at, row) in rows(text, delimiter).enumerate() {
        let row = row.map_err(|error| format!("cannot be read as CSV: {error}"))?;
        let key = bare(row.get(column.unwrap_or(0)).unwrap_or_default());
        if !(key.is_empty() || at == 0 && column.is_some()) {
            keys.push(key.to_owned());
        }
    }
    Ok(keys)
}

fn rows(text: &str, delimiter: u8) -> impl Iterator<Item = csv::Result<StringRecord>> {
    ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .trim(Trim::All)
        .from_reader(text.as_bytes())
        .into_records()
}

/// What stands between the cells, and which column names records, where the first line holds headings.
fn heading(line: &str) -> Result<Option<(u8, usize)>, String> {
    for delimiter in [b',', b';', b'\t'] {
        let Some(Ok(row)) = rows(line, delimiter).next() else {
            continue;
        };
        let cells: Vec<_> = row.iter().map(str::to_ascii_lowercase).collect();
        for heading in HEADINGS {
            let mut places = cells.iter().enumerate().filter(|(_, cell)| *cell == heading);
            match (places.next(), places.next()) {
                (None, _) => {}
                (Some((place, _)), None) => return Ok(Some((delimiter, place))),
                (Some(_), Some(_)) => return Err(format!("has two columns `{heading}`")),
            }
        }
    }
    Ok(None)
}

/// The same of a file without headings: what ends the first key. A SKU may hold any of these marks, so only after digits
/// and hyphens, of which Amazon makes its ids, another mark than a comma is taken for one.
fn delimiter_of_keys(line: &str) -> Result<u8, String> {
    let end = line.find([',', ';', '\t']);
    let Some(end) = end.filter(|end| line.as_bytes()[*end] != b',') else {
        return Ok(b',');
    };
    let is_id = line[..end]
        .bytes()
        .all(|byte| byte.is_ascii_digit() || b"- \"".contains(&byte));
    if is_id {
        Ok(line.as_bytes()[end])
    } else {
        Err("does not say which of its columns names the records".to_owned())
    }
}

/// A key without the apostrophe that keeps a spreadsheet from running it as a formula.
fn bare(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest)
            if rest.starts_with(['=', '+', '-', '@', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}']) =>
        {
            rest
        }
        _ => cell,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expect: &[&str]) {
        assert_eq!(named(text).unwrap(), expect, "{text}");
    }

    #[test]
    fn keys_are_found_in_lists_and_tables() {
        check(
            "111-2222222-3333333\n\n111-2222222-4444444,x\n",
            &["111-2222222-3333333", "111-2222222-4444444"],
        );
        check("111-2222222-3333333;a, b\n", &["111-2222222-3333333"]);
        check("kind;key\r\norder;1\r\nsku;\"A;B\"\r\n", &["1", "A;B"]);
        check("key\n'-SKU\n'plain\nA,B\n", &["-SKU", "'plain", "A"]);
        check("Record\tkind\n5\torder\n", &["5"]);
        check("SKU 1\nSKU 2\n", &["SKU 1", "SKU 2"]);
        check("", &[]);
    }

    #[test]
    fn what_can_be_read_in_two_ways_is_refused() {
        for text in ["kind;state\n", "A;B\n", "key,key\n1,2\n"] {
            assert!(named(text).is_err(), "{text}");
        }
    }
}
