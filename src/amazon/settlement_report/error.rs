//! Why a report was not read.

/// Why a report was not read. Nothing of it is used then.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// The file broke off or could not be unpacked.
    #[error("the report could not be read: {0}; download it again")]
    Io(#[from] std::io::Error),
    /// It is something else, and what.
    #[error("this is not a settlement report V2 as Amazon gives it: {0}")]
    Other(String),
    /// A column without which the report means nothing.
    #[error(
        "the report has no column `{0}`; it must be the settlement report V2 flat file \
         (GET_V2_SETTLEMENT_REPORT_DATA_FLAT_FILE_V2), tab-delimited, as Amazon gives it"
    )]
    NoColumn(&'static str),
    /// A field that cannot be what it says.
    #[error(
        "line {line}, column {column}, `{text}`: {what}; download the report again in Seller Central and give it unchanged"
    )]
    Field {
        /// The line in the file, the column names being line 1.
        line: u64,
        /// The column's name.
        column: &'static str,
        /// What stands there, at most 60 letters of it.
        text: String,
        /// What is wrong with it.
        what: String,
    },
    /// A line that is none.
    #[error("line {line}, which begins `{text}`: {what}; download the report again in Seller Central")]
    Row {
        /// The line in the file, the column names being line 1.
        line: u64,
        /// How it begins.
        text: String,
        /// What does not fit.
        what: String,
    },
    /// The file ends before its first row.
    #[error("the report has no rows; download it again")]
    Empty,
    /// No date of the file tells the day from the month.
    #[error(
        "line {line}, column {column}, `{text}`: no date of the file tells whether its first number is the day or the \
         month, and both fit; download the report again in Seller Central with another language, or let the settlement \
         be read from Amazon (without --file)"
    )]
    TwoOrders {
        /// The line in the file.
        line: u64,
        /// The date's column.
        column: &'static str,
        /// The date.
        text: String,
    },
    /// A row has a date of which only later rows may tell day from month: the caller reads them first.
    #[error("line {line}, column {column}, `{text}`: its order of day and month is told by other rows")]
    OrderOpen {
        /// The line in the file.
        line: u64,
        /// The date's column.
        column: &'static str,
        /// The date.
        text: String,
    },
}

impl ReportError {
    /// In words, after the name of the file.
    pub fn in_file(&self, name: &str) -> String {
        match self {
            Self::Field { .. } | Self::Row { .. } | Self::TwoOrders { .. } | Self::OrderOpen { .. } => {
                format!("`{name}`, {self}")
            }
            _ => format!("`{name}`: {self}"),
        }
    }

    /// A row whose SKU is none of its order's.
    pub fn other_sku(line: u64, sku: &str, order: &str, known: &[String]) -> Self {
        let known: Vec<String> = known.iter().map(|sku| format!("`{sku}`")).collect();
        let what = format!(
            "order {order} was sold as {}: a spreadsheet has saved the file again, and may have changed more than that",
            known.join(", ")
        );
        Self::field(line, "sku", sku, what)
    }

    /// A field's fault; long texts and control characters are cut and shown as such.
    pub(super) fn field(line: u64, column: &'static str, text: &str, what: impl Into<String>) -> Self {
        Self::Field {
            line,
            column,
            text: beginning(text),
            what: what.into(),
        }
    }

    /// A line that is none.
    pub(super) fn row(line: u64, text: &str, what: &str) -> Self {
        Self::Row {
            line,
            text: beginning(text),
            what: what.to_owned(),
        }
    }
}

/// At most 60 letters.
fn beginning(text: &str) -> String {
    let cut: String = text.chars().take(60).collect();
    cut.escape_debug().to_string()
}
