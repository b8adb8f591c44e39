//! The form in which pairs and batches are kept.

use serde::{Deserialize, Serialize};

use crate::delivery::{Result, stored};
use crate::money::Amount;
use crate::sage300::receivables::{ReceiptBatch, RecordType};
use crate::store::Record;

/// A pair of order and settlement: what the settlement paid of the order's invoice.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct ReceiptContent {
    /// The Amazon order id.
    pub order: String,
    /// The key of the settlement's record.
    pub settlement: String,
    /// The part of the settlement that put it on `clearing`; none in pairs of older databases.
    pub journal: Option<String>,
    /// The batch it was frozen into; none while it waits.
    pub batch: Option<String>,
    /// The document in A/R that it is applied to.
    pub document: Option<String>,
    /// The customer of that document.
    pub customer: Option<String>,
}

/// What an A/R batch keeps besides its document.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct BatchContent {
    /// Its key under each of the settlement's ids.
    pub keys: Vec<String>,
    /// Each line with what was open before it was sent.
    pub lines: Vec<BatchLine>,
}

/// A line with what was open of its document when the batch was frozen.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct BatchLine {
    /// The key of the pair.
    pub receipt: String,
    /// The Amazon order id.
    pub order: String,
    /// The document.
    pub document: String,
    /// By how much it is reduced.
    pub amount: Amount,
    /// What Sage showed as due.
    pub due_before: Amount,
    /// What other batches of ours, not posted by Sage then, took of it.
    pub pending_before: Amount,
}

/// The key of a pair; of an order that several parts of a settlement paid, each further part has its own.
pub fn receipt_key(order: &str, settlement: &str, part: usize) -> String {
    match part {
        0 => format!("{order}/{settlement}"),
        further => format!("{order}/{settlement}/{}", further + 1),
    }
}

impl ReceiptContent {
    /// Reads the content of a record.
    ///
    /// # Errors
    /// When the stored text is not what this program wrote.
    pub fn of(record: &Record) -> Result<Self> {
        stored(
            Some(record.content.as_deref().unwrap_or("{}")),
            "receipt",
            &record.key,
        )
    }
}

impl BatchContent {
    /// Reads the content of a record.
    ///
    /// # Errors
    /// When the stored text is not what this program wrote.
    pub fn of(record: &Record) -> Result<Self> {
        stored(
            Some(record.content.as_deref().unwrap_or("{}")),
            "batch",
            &record.key,
        )
    }
}

/// What a batch is called where its number follows: receipts and adjustments are numbered apart.
pub fn noun(record: &Record) -> String {
    match record_type(record) {
        Some(kind) => format!("A/R {}", kind.noun()),
        None => "A/R batch".to_owned(),
    }
}

/// Whether a batch is of receipts or of adjustments; none while it is not planned.
pub fn record_type(record: &Record) -> Option<RecordType> {
    #[derive(Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Head {
        batch_record_type: RecordType,
    }
    let head = serde_json::from_str::<Head>(record.document.as_deref()?);
    head.ok().map(|head| head.batch_record_type)
}

/// The document of a batch.
///
/// # Errors
/// When the stored text is not what this program wrote.
pub fn document(record: &Record) -> Result<ReceiptBatch> {
    stored(record.document.as_deref(), "document of", &record.key)
}
