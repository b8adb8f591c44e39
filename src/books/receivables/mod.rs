//! Clearing the receivable: what a settlement put on `clearing` for an order is applied to the order's invoice.
//!
//! Exactly that amount, to one document, in the settlement's currency, and never more than is open: whatever does
//! not fit is held with its figures, for a person. Nothing is divided and nothing is plugged.

mod batches;
mod dates;
mod verdict;

pub use batches::{Application, BatchPlan, Naming, SourceRate, Way, batch_key, batch_keys, batches};
pub use dates::{Cut, Dated, NotNow, cut};
pub use verdict::{Claim, Facts, OpenDocument, Standing, Verdict, judge};
