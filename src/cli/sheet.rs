//! The flags of everything that writes a table to a file.

use std::path::Path;

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
        self.marks.layout(self.replace, Format::Csv)
    }

    /// The layout of a file: where no format is named, its name tells it.
    ///
    /// # Errors
    /// As [`Marks::layout`].
    pub(super) fn layout_of(&self, file: Option<&Path>) -> Result<Layout> {
        self.marks
            .layout(self.replace, file.map_or(Format::Csv, Format::by_name))
    }

    /// The same of a file that is written only where a flag names it.
    ///
    /// # Errors
    /// As [`Marks::layout`]; when no file is named, and a layout is all the same.
    pub(super) fn layout_of_named(&self, file: Option<&Path>, flag: &str) -> Result<Layout> {
        if file.is_none() && (self.replace || self.marks.are_given()) {
            return Err(fault::usage(format!(
                "--format, --bom, --delimiter, --decimal and --replace are about a file, and none is written\n\
                 hint: name it with `{flag}`, or leave them out"
            )));
        }
        self.layout_of(file)
    }

    /// How the name of such a file ends.
    pub(super) fn ending(&self) -> &'static str {
        match self.marks.format.unwrap_or(Format::Csv) {
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
    /// How rows are written [default: as the file's name ends, else csv]
    #[arg(long, value_enum)]
    format: Option<Format>,
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

impl Format {
    /// What a file is by the end of its name: a spreadsheet that is none is opened by no program.
    fn by_name(file: &Path) -> Self {
        let ends = |end: &str| file.extension().is_some_and(|own| own.eq_ignore_ascii_case(end));
        if ends("xlsx") {
            Self::Xlsx
        } else if ends("jsonl") {
            Self::Jsonl
        } else {
            Self::Csv
        }
    }
}

impl Marks {
    /// Whether any of them is given.
    fn are_given(&self) -> bool {
        self.format.is_some() || self.bom || self.delimiter.is_some() || self.decimal.is_some()
    }

    /// The layout that they ask for.
    ///
    /// # Errors
    /// When marks of CSV are asked of another format.
    fn layout(&self, replace: bool, unnamed: Format) -> Result<Layout> {
        let format = self.format.unwrap_or(unnamed);
        let of_csv = self.bom || self.delimiter.is_some() || self.decimal.is_some();
        if of_csv && format != Format::Csv {
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
            format: match format {
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
