//! A table written to a file, row by row: CSV after RFC 4180, or one JSON object a line.
//!
//! The file appears whole or not at all: rows go to a temporary neighbour, which takes the name at the end.
//! Text that a spreadsheet would run as a formula gets an apostrophe before it; figures are never touched.

use std::borrow::Cow;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use super::private;
use crate::host::replace;

/// How rows are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowFormat {
    /// Comma-separated values, CRLF line ends.
    Csv,
    /// One JSON object a line.
    JsonLines,
}

/// A cell of a row.
#[derive(Debug, Clone, Copy)]
pub enum Cell<'a> {
    /// Words, defused in CSV.
    Text(&'a str),
    /// A figure as it stands: digits, a point, a sign.
    Figure(&'a str),
}

/// A file of rows that is being written.
#[derive(Debug)]
pub struct RowFile {
    out: BufWriter<File>,
    temporary: PathBuf,
    target: PathBuf,
    format: RowFormat,
    columns: &'static [&'static str],
    rows: u64,
    finished: bool,
}

impl RowFile {
    /// Begins a file with its header.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub fn begin(
        target: &Path,
        format: RowFormat,
        byte_order_mark: bool,
        columns: &'static [&'static str],
    ) -> io::Result<Self> {
        private::refuse_link(target)?;
        let temporary = private::neighbour(target);
        let out = BufWriter::with_capacity(1 << 16, private::create_private(&temporary)?);
        let mut file = Self {
            out,
            temporary,
            target: target.to_owned(),
            format,
            columns,
            rows: 0,
            finished: false,
        };
        if byte_order_mark {
            file.out.write_all("\u{feff}".as_bytes())?;
        }
        if format == RowFormat::Csv {
            let header: Vec<_> = columns.iter().map(|column| Cell::Text(column)).collect();
            file.csv_row(&header)?;
        }
        Ok(file)
    }

    /// Writes a row; it has as many cells as there are columns.
    ///
    /// # Errors
    /// When the disk is full or gone.
    pub fn row(&mut self, cells: &[Cell<'_>]) -> io::Result<()> {
        debug_assert_eq!(cells.len(), self.columns.len());
        self.rows += 1;
        match self.format {
            RowFormat::Csv => self.csv_row(cells),
            RowFormat::JsonLines => self.json_row(cells),
        }
    }

    fn csv_row(&mut self, cells: &[Cell<'_>]) -> io::Result<()> {
        for (place, cell) in cells.iter().enumerate() {
            if place > 0 {
                self.out.write_all(b",")?;
            }
            let text = match cell {
                Cell::Text(text) => defused(text),
                Cell::Figure(text) => Cow::Borrowed(*text),
            };
            if text.contains(['"', ',', '\r', '\n']) {
                write!(self.out, "\"{}\"", text.replace('"', "\"\""))?;
            } else {
                self.out.write_all(text.as_bytes())?;
            }
        }
        self.out.write_all(b"\r\n")
    }

    fn json_row(&mut self, cells: &[Cell<'_>]) -> io::Result<()> {
        for (place, (column, cell)) in self.columns.iter().zip(cells).enumerate() {
            let (Cell::Text(text) | Cell::Figure(text)) = cell;
            write!(self.out, "{}\"{column}\":", if place == 0 { "{" } else { "," })?;
            serde_json::to_writer(&mut self.out, text)?;
        }
        self.out.write_all(b"}\n")
    }

    /// Makes the file durable under its name, and says how many rows it has.
    ///
    /// # Errors
    /// When it cannot be written or renamed; then the name is as it was.
    pub fn finish(mut self) -> io::Result<u64> {
        self.out.flush()?;
        self.out.get_ref().sync_all()?;
        replace(&self.temporary, &self.target)?;
        self.finished = true;
        Ok(self.rows)
    }
}

impl Drop for RowFile {
    fn drop(&mut self) {
        if !self.finished {
            let _ = fs::remove_file(&self.temporary);
        }
    }
}

/// A text no spreadsheet runs.
fn defused(text: &str) -> Cow<'_, str> {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']) {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: &[&str] = &["name", "amount"];

    fn written(format: RowFormat, bom: bool, name: &str, amount: &str) -> String {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out.csv");
        let mut file = RowFile::begin(&path, format, bom, COLUMNS).unwrap();
        file.row(&[Cell::Text(name), Cell::Figure(amount)]).unwrap();
        assert!(!path.exists(), "nothing stands under the name before the end");
        assert_eq!(file.finish().unwrap(), 1);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        fs::read_to_string(path).unwrap()
    }

    #[test]
    fn formulas_are_defused_and_figures_are_not_touched() {
        let text = written(RowFormat::Csv, true, "=HYPERLINK(\"x\",1)", "-12.50");
        assert_eq!(
            text,
            "\u{feff}name,amount\r\n\"'=HYPERLINK(\"\"x\"\",1)\",-12.50\r\n"
        );
        let text = written(RowFormat::JsonLines, false, "=1", "-12.50");
        assert_eq!(text, "{\"name\":\"=1\",\"amount\":\"-12.50\"}\n");
    }

    #[test]
    fn a_dropped_file_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out.csv");
        drop(RowFile::begin(&path, RowFormat::Csv, false, COLUMNS).unwrap());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
