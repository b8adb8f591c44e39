//! The general ledger: journal batches, posted transactions and accounts.
//!
//! A batch is sent with one entry and without any key, since Sage numbers both itself. Debit is positive,
//! credit negative. Nothing here decides what to post; `books::journal` does.

mod accounts;
mod batch;
mod comparison;
mod lookups;
mod postings;

pub use accounts::GlAccount;
pub use batch::{JournalBatch, JournalDetail, JournalHeader};
pub use comparison::compare;
pub use lookups::{FoundBatch, FoundDetail, FoundHeader, PostedTransaction};
pub use postings::{FiscalSet, LedgerLine, LedgerNames};

/// Longest description of a batch, an entry or a line, and longest reference of a line.
pub const LONGEST_TEXT: usize = 60;
/// Longest document number of an entry.
pub const LONGEST_DOCUMENT_NUMBER: usize = 22;
/// Longest account number.
pub const LONGEST_ACCOUNT: usize = 45;

/// An account number as Sage compares it: without the separators that the formatted form has.
pub fn unformatted(account: &str) -> String {
    account
        .chars()
        .filter(|c| c.is_ascii_alphanumeric())
        .map(|c| c.to_ascii_uppercase())
        .collect()
}
