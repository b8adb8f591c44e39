//! The flags of everything that writes a table to a file.

use anyhow::Result;

use super::fault;
use crate::terminal::{Layout, RowFormat};

/// How a table is written, and whether over another one.
#[derive(Debug, Clone, clap::Args)]
#[group(skip)]
pub(super) struct Arguments {
    #[command(flatten)]
    marks: Marks,
    /// Replace the file if it is there already
    #[arg(long)]
    replace: bool,
}

impl Arguments {
    /// The layout that they ask for.
    ///
    /// # Errors
    /// As [`Marks::layout`].
    pub(super) fn layout(&self) -> Result<Layout> {
        self.marks.layout(self.replace)
    }

    /// How the name of such a file ends.
    pub(super) fn ending(&self) -> &'static str {
        match self.marks.format {
            Format::Csv => "csv",
            Format::Jsonl => "jsonl",
            Format::Xlsx => "xlsx",
        }
    }
}

/// How a table is written.
#[derive(Debug, Clone, clap::Args)]
#[group(skip)]
struct Marks {
    /// How rows are written
    #[arg(long, value_enum, default_value_t = Format::Csv)]
    format: Format,
    /// CSV: begin with a byte order mark, which Excel needs to see UTF-8
    #[arg(long)]
    bom: bool,
    /// CSV: what stands between two cells [default: a comma, or a semicolon with --decimal ,]
    #[arg(long, value_name = "MARK", value_parser = [",", ";", "tab"])]
    delimiter: Option<String>,
    /// CSV: the decimal mark of figures
    #[arg(long, value_name = "MARK", value_parser = [".", ","])]
    decimal: Option<String>,
}

/// The formats by their words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// Comma-separated values
    Csv,
    /// One JSON object a line
    Jsonl,
    /// A spreadsheet: figures as numbers, ids as text, days as dates
    Xlsx,
}

impl Marks {
    /// The layout that they ask for.
    ///
    /// # Errors
    /// When marks of CSV are asked of another format.
    fn layout(&self, replace: bool) -> Result<Layout> {
        let of_csv = self.bom || self.delimiter.is_some() || self.decimal.is_some();
        if of_csv && self.format != Format::Csv {
            return Err(fault::usage(
                "--bom, --delimiter and --decimal are of `--format csv`; the other formats know no such marks",
            ));
        }
        let decimal_comma = self.decimal.as_deref() == Some(",");
        let delimiter = match self.delimiter.as_deref() {
            Some("tab") => '\t',
            Some(";") => ';',
            None if decimal_comma => ';',
            _ => ',',
        };
        Ok(Layout {
            format: match self.format {
                Format::Csv => RowFormat::Csv,
                Format::Jsonl => RowFormat::JsonLines,
                Format::Xlsx => RowFormat::Xlsx,
            },
            byte_order_mark: self.bom,
            delimiter,
            decimal_comma,
            replace,
        })
    }
}
