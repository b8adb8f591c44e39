//! Why a report was not read.

/// Why a report was not read. Nothing of it is used then.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// The file broke off or could not be unpacked.
    #[error("the report could not be read: {0}; download it again")]
    Io(#[from] std::io::Error),
    /// A column without which the report means nothing.
    #[error(
        "the report has no column `{0}`; it must be the settlement report V2 flat file \
         (GET_V2_SETTLEMENT_REPORT_DATA_FLAT_FILE_V2), tab-delimited, as Amazon gives it"
    )]
    NoColumn(&'static str),
    /// A row that does not fit.
    #[error("line {line} of the report: {what}")]
    Row {
        /// The line in the file, the column names being line 1.
        line: u64,
        /// What does not fit.
        what: String,
    },
    /// The file ends before its first row.
    #[error("the report has no rows; download it again")]
    Empty,
}
