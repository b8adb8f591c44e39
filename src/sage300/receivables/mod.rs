//! A/R: customers, posted documents, and the batches of receipts and adjustments that clear them.
//!
//! No official sample shows a receipt applied to an invoice, so both ways are held against the company's
//! `$metadata` first ([`adjustments`], [`receipts`]) and against what Sage shows after every send ([`compare`]).

mod bank;
mod batch;
mod comparison;
mod customer;
mod found;
mod names;
mod posted;

pub use bank::deposit_accounts;
pub use batch::{Applied, Distribution, Entry, REDUCES, ReceiptBatch, RecordType};
pub use comparison::{compare, wrong_way};
pub use customer::Customer;
pub use found::{FoundApplied, FoundDistribution, FoundEntry, FoundReceiptBatch};
pub use names::{Unproven, adjustments, receipts};
pub use posted::{InvoiceBatch, OpenDocument, PostedDocument, UnpostedInvoice};

/// Longest description of a batch or an entry, and longest reference of an entry.
pub const LONGEST_TEXT: usize = 60;
/// Longest document number.
pub const LONGEST_DOCUMENT: usize = 22;
/// Longest customer number.
pub const LONGEST_CUSTOMER: usize = 12;
