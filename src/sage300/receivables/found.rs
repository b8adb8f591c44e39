//! Batches of receipts and adjustments as Sage shows them.

use serde::{Deserialize, Deserializer};

use crate::money::Amount;
use crate::sage300::wire::{id, word};

/// A batch that was found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct FoundReceiptBatch {
    /// `CA` or `AD`.
    #[serde(deserialize_with = "word")]
    pub batch_record_type: Option<String>,
    /// Its number.
    #[serde(deserialize_with = "id")]
    pub batch_number: Option<String>,
    /// The natural key, when ours.
    #[serde(deserialize_with = "word")]
    pub description: Option<String>,
    /// `Open`, `Posted`, `Deleted`, …
    #[serde(deserialize_with = "word")]
    pub batch_status: Option<String>,
    /// Its entries; a row of a list may have none.
    #[serde(deserialize_with = "null_as_empty")]
    pub receipts_adjustments: Vec<FoundEntry>,
}

/// An entry.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct FoundEntry {
    /// Its number.
    #[serde(deserialize_with = "id")]
    pub entry_number: Option<String>,
    /// The customer.
    #[serde(deserialize_with = "word")]
    pub customer_number: Option<String>,
    /// Its day.
    pub posting_date: Option<String>,
    /// What the customer paid.
    pub customer_receipt_amount: Option<Amount>,
    /// Its lines.
    #[serde(deserialize_with = "null_as_empty")]
    pub applied_receipts_adjustments: Vec<FoundApplied>,
}

/// A line.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct FoundApplied {
    /// The document.
    #[serde(deserialize_with = "word")]
    pub document_number: Option<String>,
    /// What a receipt pays of it.
    pub customer_receipt_amount: Option<Amount>,
    /// What was due of the document.
    pub document_amount_due: Option<Amount>,
    /// What will be due of it once the batch is posted.
    pub document_net_balance: Option<Amount>,
    /// Where an adjustment goes.
    #[serde(rename = "AdjustmentGLDistributions", deserialize_with = "null_as_empty")]
    pub distributions: Vec<FoundDistribution>,
}

/// The account beside an adjustment.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct FoundDistribution {
    /// From the document's side.
    pub distribution_amount: Option<Amount>,
    /// The account.
    #[serde(rename = "DistributionGLAccount", deserialize_with = "word")]
    pub account: Option<String>,
}

impl FoundReceiptBatch {
    /// Whether the bookkeeper has posted it.
    pub fn is_posted(&self) -> bool {
        self.has_status("Posted")
    }

    /// Whether a person deleted it.
    pub fn is_deleted(&self) -> bool {
        self.has_status("Deleted")
    }

    fn has_status(&self, word: &str) -> bool {
        self.batch_status
            .as_deref()
            .is_some_and(|status| status.eq_ignore_ascii_case(word))
    }

    /// Its number, or an empty text.
    pub fn number(&self) -> &str {
        self.batch_number.as_deref().unwrap_or_default()
    }
}

fn null_as_empty<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> Result<Vec<T>, D::Error> {
    Ok(Option::<Vec<T>>::deserialize(deserializer)?.unwrap_or_default())
}
