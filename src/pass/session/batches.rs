//! The A/R batches of everybody: long lists, which a run reads once and only where it has a question about them.

use std::cell::OnceCell;

use anyhow::{Context, Result};

use super::Session;
use crate::sage300::receivables::{FoundReceiptBatch, RecordType};

/// The lists as they stood when they were first asked for; what this run has sent since is in the database.
#[derive(Debug, Default)]
pub(super) struct ReceiptBatchLists {
    waiting: OnceCell<Vec<FoundReceiptBatch>>,
    posted: OnceCell<Vec<FoundReceiptBatch>>,
}

impl Session<'_> {
    /// Every batch of receipts or adjustments that is neither posted nor deleted.
    ///
    /// # Errors
    /// When Sage cannot be asked.
    pub fn waiting_receipt_batches(&self) -> Result<&[FoundReceiptBatch]> {
        let waiting = &self.receipt_batches.waiting;
        if waiting.get().is_none() {
            let _ = waiting.set(self.sage()?.waiting_receipt_batches()?);
        }
        let read = waiting.get().map(Vec::as_slice);
        read.context("the A/R batches that wait are read above")
    }

    /// Every posted batch of receipts or adjustments that Sage still lists.
    ///
    /// # Errors
    /// When Sage cannot be asked.
    pub fn posted_receipt_batches(&self) -> Result<&[FoundReceiptBatch]> {
        let posted = &self.receipt_batches.posted;
        if posted.get().is_none() {
            self.terminal
                .step("looking through the posted A/R batches for payments that this database does not know");
            let mut all = Vec::new();
            for kind in [RecordType::Receipts, RecordType::Adjustments] {
                all.extend(self.sage()?.posted_receipt_batches(kind)?);
            }
            let _ = posted.set(all);
        }
        let read = posted.get().map(Vec::as_slice);
        read.context("the posted A/R batches are read above")
    }
}
