//! The figures of batches and entries: what a line takes of a document, and how long a text may be.

use serde_json::Value;

use super::super::{Company, company};
use crate::money::Amount;

/// The resource of both kinds of batch.
pub(in crate::sandbox::sage300) const BATCHES: &str = "ARReceiptAndAdjustmentBatches";

/// By how much a line reduces its document: negative when it increases it.
pub(super) fn reduces(line: &Value, positive_adjustment_reduces: bool) -> Amount {
    let distributed: Amount = line["AdjustmentGLDistributions"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|distribution| amount(&distribution["DistributionAmount"]))
        .sum();
    let adjusted = if positive_adjustment_reduces {
        distributed
    } else {
        -distributed
    };
    amount(&line["CustomerReceiptAmount"]) + adjusted
}

/// What open batches have taken of a document.
pub(super) fn pending(company: &Company, customer: &str, document: &str) -> Amount {
    let open = company
        .rows(BATCHES)
        .iter()
        .filter(|batch| matches!(batch["BatchStatus"].as_str(), Some("Open" | "ReadyToPost")));
    open.flat_map(|batch| batch["ReceiptsAdjustments"].as_array().into_iter().flatten())
        .map(|entry| taken(entry, customer, document))
        .sum()
}

/// What one entry takes of a document: it says itself how each of its lines was meant.
pub(super) fn taken(entry: &Value, customer: &str, document: &str) -> Amount {
    let lines = entry["AppliedReceiptsAdjustments"]
        .as_array()
        .into_iter()
        .flatten();
    lines
        .filter(|line| entry["CustomerNumber"] == customer && line["DocumentNumber"] == document)
        .map(|line| amount(&line["TotalCustomerCreditAmount"]) - amount(&line["TotalCustomerDebitAmount"]))
        .sum()
}

pub(super) fn amount(value: &Value) -> Amount {
    Amount::parse(&value.to_string()).unwrap_or_default()
}

pub(super) fn number_of(amount: Amount) -> Value {
    company::number_of(&amount.to_string())
}
