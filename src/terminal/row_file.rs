//! A table written row by row: CSV after RFC 4180, one JSON object a line, or a spreadsheet.
//!
//! A file appears whole or not at all: rows go to a temporary neighbour, which takes the name at the end; what stands
//! there already is replaced only when a person said so. `-` is stdout. Text that a spreadsheet would run as a formula
//! gets an apostrophe before it in CSV; figures are never touched but for the decimal mark that was asked for.

use std::borrow::Cow;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use super::cell::{Cell, is_number};
use super::private;
use super::spreadsheet::Spreadsheet;
use crate::host::replace;

/// How rows are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowFormat {
    /// Comma-separated values, CRLF line ends.
    Csv,
    /// One JSON object a line.
    JsonLines,
    /// A workbook of one sheet.
    Xlsx,
}

/// Everything about a file but its rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Layout {
    /// How rows are written.
    pub format: RowFormat,
    /// Whether CSV begins with a byte order mark, which Excel needs to see UTF-8.
    pub byte_order_mark: bool,
    /// What stands between two cells of CSV.
    pub delimiter: char,
    /// Whether figures of CSV have a comma for their decimal mark.
    pub decimal_comma: bool,
    /// Whether a file that is there already is replaced.
    pub replace: bool,
}

impl Default for Layout {
    fn default() -> Self {
        Self {
            format: RowFormat::Csv,
            byte_order_mark: false,
            delimiter: ',',
            decimal_comma: false,
            replace: false,
        }
    }
}

/// A file of rows that is being written.
pub struct RowFile {
    out: BufWriter<Out>,
    layout: Layout,
    columns: &'static [&'static str],
    rows: u64,
    sheet: Option<Spreadsheet>,
    finished: bool,
}

enum Out {
    Stdout(io::Stdout),
    File {
        file: File,
        temporary: PathBuf,
        target: PathBuf,
    },
}

impl Write for Out {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            // A reader that closed the pipe early (`| head`) wants no more, and that is no fault.
            Self::Stdout(out) => match out.write(bytes) {
                Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(bytes.len()),
                written => written,
            },
            Self::File { file, .. } => file.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Stdout(out) => match out.flush() {
                Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
                flushed => flushed,
            },
            Self::File { file, .. } => file.flush(),
        }
    }
}

/// Whether a target is stdout.
pub fn is_stdout(target: &Path) -> bool {
    target.as_os_str() == "-"
}

/// A target as an error names it.
pub fn target_in_words(target: &Path) -> String {
    if is_stdout(target) {
        "stdout".to_owned()
    } else {
        format!("`{}`", target.display())
    }
}

/// Refuses a target that is there already, unless it shall be replaced.
///
/// # Errors
/// With the flag that allows it.
pub fn may_write(target: &Path, replace: bool) -> io::Result<()> {
    if replace || is_stdout(target) || !target.exists() {
        return Ok(());
    }
    Err(io::Error::new(
        io::ErrorKind::AlreadyExists,
        "it is there already, and nothing was changed\nhint: give another name, or say `--replace`",
    ))
}

impl Out {
    fn begin(target: &Path, replace: bool) -> io::Result<Self> {
        if is_stdout(target) {
            return Ok(Self::Stdout(io::stdout()));
        }
        may_write(target, replace)?;
        private::refuse_link(target)?;
        let temporary = private::neighbour(target);
        Ok(Self::File {
            file: private::create_private(&temporary)?,
            temporary,
            target: target.to_owned(),
        })
    }
}

impl RowFile {
    /// Begins a file with its header.
    ///
    /// # Errors
    /// When the folder cannot be written, or the file is there already.
    pub fn begin(target: &Path, layout: Layout, columns: &'static [&'static str]) -> io::Result<Self> {
        let mut file = Self {
            out: BufWriter::with_capacity(1 << 16, Out::begin(target, layout.replace)?),
            layout,
            columns,
            rows: 0,
            sheet: None,
            finished: false,
        };
        match layout.format {
            RowFormat::Csv => {
                if layout.byte_order_mark {
                    file.out.write_all("\u{feff}".as_bytes())?;
                }
                let header: Vec<_> = columns.iter().map(|column| Cell::Text(column)).collect();
                file.csv_row(&header)?;
            }
            RowFormat::JsonLines => {}
            RowFormat::Xlsx => file.sheet = Some(Spreadsheet::begin(columns)?),
        }
        Ok(file)
    }

    /// Writes a row; it has as many cells as there are columns.
    ///
    /// # Errors
    /// When the disk is full or gone, or a spreadsheet has no row left.
    pub fn row(&mut self, cells: &[Cell<'_>]) -> io::Result<()> {
        debug_assert_eq!(cells.len(), self.columns.len());
        self.rows += 1;
        match (self.layout.format, &mut self.sheet) {
            (RowFormat::Csv, _) => self.csv_row(cells),
            (_, Some(sheet)) => sheet.row(cells),
            _ => self.json_row(cells),
        }
    }

    fn csv_row(&mut self, cells: &[Cell<'_>]) -> io::Result<()> {
        let delimiter = self.layout.delimiter;
        for (place, cell) in cells.iter().enumerate() {
            if place > 0 {
                write!(self.out, "{delimiter}")?;
            }
            let text = match cell {
                Cell::Text(text) => defused(text),
                Cell::Figure(text) if self.layout.decimal_comma && is_number(text) => {
                    Cow::Owned(text.replace('.', ","))
                }
                Cell::Figure(text) => Cow::Borrowed(*text),
            };
            if text.contains(['"', '\r', '\n', delimiter]) {
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
        if let Some(sheet) = self.sheet.take() {
            self.out.write_all(&sheet.finish()?)?;
        }
        self.out.flush()?;
        if let Out::File {
            file,
            temporary,
            target,
        } = self.out.get_ref()
        {
            file.sync_all()?;
            replace(temporary, target)?;
        }
        self.finished = true;
        Ok(self.rows)
    }
}

impl Drop for RowFile {
    fn drop(&mut self) {
        if let (false, Out::File { temporary, .. }) = (self.finished, self.out.get_ref()) {
            let _ = fs::remove_file(temporary);
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

    fn written(layout: Layout, name: &str, amount: &str) -> String {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out.csv");
        let mut file = RowFile::begin(&path, layout, COLUMNS).unwrap();
        file.row(&[Cell::Text(name), Cell::Figure(amount)]).unwrap();
        assert!(!path.exists(), "nothing stands under the name before the end");
        assert_eq!(file.finish().unwrap(), 1);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        fs::read_to_string(path).unwrap()
    }

    #[test]
    fn formulas_are_defused_and_figures_are_not_touched() {
        let layout = Layout {
            byte_order_mark: true,
            ..Layout::default()
        };
        assert_eq!(
            written(layout, "=HYPERLINK(\"x\",1)", "-12.50"),
            "\u{feff}name,amount\r\n\"'=HYPERLINK(\"\"x\"\",1)\",-12.50\r\n"
        );
        let layout = Layout {
            format: RowFormat::JsonLines,
            ..Layout::default()
        };
        assert_eq!(
            written(layout, "=1", "-12.50"),
            "{\"name\":\"=1\",\"amount\":\"-12.50\"}\n"
        );
    }

    #[test]
    fn a_german_spreadsheet_gets_its_marks() {
        let layout = Layout {
            delimiter: ';',
            decimal_comma: true,
            ..Layout::default()
        };
        assert_eq!(
            written(layout, "1.5; x", "-12.50"),
            "name;amount\r\n\"1.5; x\";-12,50\r\n"
        );
        assert_eq!(
            written(layout, "IN1", "2026-10-31"),
            "name;amount\r\nIN1;2026-10-31\r\n"
        );
    }

    #[test]
    fn what_is_there_is_replaced_only_when_told() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out.csv");
        fs::write(&path, "kept").unwrap();
        let Err(refused) = RowFile::begin(&path, Layout::default(), COLUMNS) else {
            panic!("it was taken");
        };
        assert!(refused.to_string().contains("--replace"), "{refused}");
        assert_eq!(fs::read_to_string(&path).unwrap(), "kept");
        let layout = Layout {
            replace: true,
            ..Layout::default()
        };
        RowFile::begin(&path, layout, COLUMNS).unwrap().finish().unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "name,amount\r\n");
    }

    #[test]
    fn a_dropped_file_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out.csv");
        drop(RowFile::begin(&path, Layout::default(), COLUMNS).unwrap());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
