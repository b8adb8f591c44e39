//! A settlement as lines: the one shape that both of Amazon's sources become.
//!
//! A settlement may have 250,000 lines, so texts that repeat (types, order ids, SKUs) are kept once and a line
//! holds only their numbers. Identical lines are legitimate and all kept.

pub mod differences;
mod from_report;
mod from_transactions;
pub mod kept;
mod leaves;
mod line;
mod lines;
mod names;
mod packed;
pub mod proof;
mod proof_words;
#[cfg(test)]
mod sales;

pub use from_report::{Opens, from_report, opened, read_once};
pub use from_transactions::{Collector, Unsettled};
pub use line::SettlementLine;
pub use lines::{Extent, SettlementLines, Source};
pub use names::{Alphabet, Name, Names};
pub use packed::Lines;
pub use proof_words::{in_words, verdict};
