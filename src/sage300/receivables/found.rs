//! Batches of receipts and adjustments as Sage shows them.

use chrono::NaiveDate;
use serde::{Deserialize, Deserializer};

use super::batch::{Applied, Distribution, Entry, ReceiptBatch, RecordType};
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
    /// Its bank; only of receipts.
    #[serde(deserialize_with = "word")]
    pub bank_code: Option<String>,
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
    /// The natural key again, when ours.
    #[serde(deserialize_with = "word")]
    pub entry_reference: Option<String>,
    /// Its day.
    pub posting_date: Option<String>,
    /// What the person who made it wrote on it.
    #[serde(deserialize_with = "word")]
    pub entry_description: Option<String>,
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
    /// The discount that a receipt takes beside what it pays.
    pub customer_discount_amount_taken: Option<Amount>,
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

impl FoundApplied {
    /// Whether it applies to a document.
    pub fn is_on(&self, document: &str) -> bool {
        let own = self.document_number.as_deref().unwrap_or_default();
        own.trim().eq_ignore_ascii_case(document.trim())
    }

    /// By how much it reduces its document; negative when the document rises.
    pub fn reduces(&self) -> Amount {
        let adjusted = self.distributions.iter();
        let adjusted: Amount = adjusted.filter_map(|one| one.distribution_amount).sum();
        self.customer_receipt_amount.unwrap_or_default() - adjusted
    }
}

impl FoundReceiptBatch {
    /// Its kind; none where it is neither receipts nor adjustments.
    pub fn kind(&self) -> Option<RecordType> {
        let word = self.batch_record_type.as_deref()?;
        [RecordType::Receipts, RecordType::Adjustments]
            .into_iter()
            .find(|kind| kind.word().eq_ignore_ascii_case(word))
    }

    /// Its number with what Sage calls its kind, which is numbered by itself: `adjustment batch 5`.
    pub fn named(&self) -> String {
        let noun = self.kind().map_or("batch", RecordType::noun);
        format!("{noun} {}", self.number())
    }

    /// Every line with its entry.
    pub fn lines(&self) -> impl Iterator<Item = (&FoundEntry, &FoundApplied)> {
        let entries = self.receipts_adjustments.iter();
        entries.flat_map(|entry| {
            entry
                .applied_receipts_adjustments
                .iter()
                .map(move |line| (entry, line))
        })
    }

    /// The batch in the form in which it could have been sent; none where it tells neither kind nor day.
    pub fn as_sent(&self) -> Option<ReceiptBatch> {
        let kind = self.kind()?;
        let day = self.receipts_adjustments.iter().find_map(FoundEntry::day)?;
        Some(ReceiptBatch {
            batch_record_type: kind,
            batch_date: day,
            description: self.description.clone().unwrap_or_default(),
            bank_code: self.bank_code.clone(),
            default_bank_currency: None,
            receipts_adjustments: self
                .receipts_adjustments
                .iter()
                .map(|entry| entry.as_sent(kind, day))
                .collect(),
        })
    }

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

impl FoundEntry {
    fn day(&self) -> Option<NaiveDate> {
        self.posting_date.as_deref()?.get(..10)?.parse().ok()
    }

    fn as_sent(&self, kind: RecordType, day: NaiveDate) -> Entry {
        let day = self.day().unwrap_or(day);
        let customer = self.customer_number.clone().unwrap_or_default();
        let lines = self.applied_receipts_adjustments.iter();
        Entry {
            batch_type: kind,
            customer_number: customer.clone(),
            receipt_date_adjustment_date: day,
            entry_description: String::new(),
            entry_reference: self.entry_reference.clone().unwrap_or_default(),
            bank_receipt_amount: None,
            customer_receipt_amount: self.customer_receipt_amount,
            customer_exchange_rate: None,
            customer_rate_date: None,
            customer_rate_type: None,
            total_customer_amount_applied: None,
            receipt_transaction_type: None,
            customer_unapplied_amount: None,
            posting_date: day,
            applied_receipts_adjustments: lines.map(|line| line.as_sent(kind, &customer)).collect(),
        }
    }
}

impl FoundApplied {
    fn as_sent(&self, kind: RecordType, customer: &str) -> Applied {
        let of_kind = |is: RecordType| kind == is;
        Applied {
            batch_type: kind,
            customer_number: customer.to_owned(),
            document_number: self.document_number.clone().unwrap_or_default(),
            payment_number: 1,
            customer_receipt_amount: self
                .customer_receipt_amount
                .filter(|_| of_kind(RecordType::Receipts)),
            distributions: self
                .distributions
                .iter()
                .filter(|_| of_kind(RecordType::Adjustments))
                .map(|one| Distribution {
                    batch_type: kind,
                    sequence_number: 1,
                    transaction_type: None,
                    distribution_amount: one.distribution_amount.unwrap_or_default(),
                    account: one.account.clone().unwrap_or_default(),
                })
                .collect(),
        }
    }
}

fn null_as_empty<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> Result<Vec<T>, D::Error> {
    Ok(Option::<Vec<T>>::deserialize(deserializer)?.unwrap_or_default())
}
