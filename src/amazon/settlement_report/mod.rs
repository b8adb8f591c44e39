//! The settlement report V2 (`GET_V2_SETTLEMENT_REPORT_DATA_FLAT_FILE_V2`): a tab-delimited file per settlement.
//!
//! It is read as a stream, a line at a time, because a settlement may have hundreds of thousands of rows.
//! Amounts and dates are in the marketplace's own manner; which one is found from the file itself, once, and
//! then held against every row. Nothing is guessed silently: a row that does not fit is an error with its line.
//! Identical rows are legitimate and kept. The file is judged here only as a file; what its rows mean and
//! whether they add up is for `books`.

mod charset;
mod columns;
mod dates;
mod decimals;
mod error;
mod order;
mod other_files;
mod reader;
mod row;
mod zones;

pub use charset::Charset;
pub use dates::SlashOrder;
pub use error::ReportError;
pub use reader::ReportReader;
pub use row::{ReportHeader, RowDetails, RowKind};
