//! A pair of order and settlement with what planning would do with it.

use crate::books::reason::{self, Reason};
use crate::books::receivables::Verdict;
use crate::delivery::receipt_batch::ReceiptContent;
use crate::money::Amount;
use crate::store::Record;

/// A pair with what planning would do with it.
pub(super) struct Judged {
    pub receipt: Record,
    pub content: ReceiptContent,
    pub verdict: Verdict,
    /// The numbers of its order's documents in A/R.
    pub documents: Vec<String>,
}

impl Judged {
    /// What the settlement paid.
    pub(super) fn amount(&self) -> Amount {
        self.receipt.amount.unwrap_or_default()
    }

    /// Whether this is said of it for the first time.
    pub(super) fn is_new(&self, reason: Reason) -> bool {
        self.receipt.reason.as_deref() != Some(reason.code)
    }

    /// Whether something that this database does not know of seems to have settled its invoice.
    pub(super) fn is_settled(&self) -> bool {
        matches!(&self.verdict, Verdict::Hold(why, _) if *why == reason::INVOICE_SETTLED && self.is_new(*why))
    }
}
