//! The A/R batches of everybody: long lists, which a run reads once and only where it has a question about them.

use std::cell::OnceCell;

use anyhow::{Context, Result};

use crate::client::sage300::SageClient;
use crate::sage300::receivables::{FoundReceiptBatch, RecordType};
use crate::terminal::Terminal;

/// The lists as they stood when they were first asked for; what this run has sent since is in the database.
#[derive(Debug, Default)]
pub(super) struct ReceiptBatchLists {
    waiting: OnceCell<Vec<FoundReceiptBatch>>,
    posted: OnceCell<Vec<FoundReceiptBatch>>,
}

impl ReceiptBatchLists {
    pub(super) fn waiting(&self, sage: &SageClient) -> Result<&[FoundReceiptBatch]> {
        if self.waiting.get().is_none() {
            let _ = self.waiting.set(sage.waiting_receipt_batches()?);
        }
        let read = self.waiting.get().map(Vec::as_slice);
        read.context("the A/R batches that wait are read above")
    }

    pub(super) fn posted(&self, sage: &SageClient, terminal: &Terminal) -> Result<&[FoundReceiptBatch]> {
        if self.posted.get().is_none() {
            terminal
                .step("looking through the posted A/R batches for payments that this database does not know");
            let mut all = Vec::new();
            for kind in [RecordType::Receipts, RecordType::Adjustments] {
                all.extend(sage.posted_receipt_batches(kind)?);
            }
            let _ = self.posted.set(all);
        }
        let read = self.posted.get().map(Vec::as_slice);
        read.context("the posted A/R batches are read above")
    }
}
