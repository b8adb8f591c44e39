//! The body of `POST AR/ARReceiptAndAdjustmentBatches`: properties in the order of Sage's own samples.

use std::fmt;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::money::{Amount, Currency, Rate};

/// Which of the two kinds a batch is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum RecordType {
    /// Receipts.
    #[serde(rename = "CA")]
    Receipts,
    /// Adjustments.
    #[serde(rename = "AD")]
    Adjustments,
}

impl RecordType {
    /// Sage's word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Receipts => "CA",
            Self::Adjustments => "AD",
        }
    }

    /// What Sage calls a batch of the kind: each has numbers of its own, so that a number alone names two.
    pub fn noun(self) -> &'static str {
        match self {
            Self::Receipts => "receipt batch",
            Self::Adjustments => "adjustment batch",
        }
    }
}

impl fmt::Display for RecordType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

/// A batch to be created; it stays Open for the bookkeeper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct ReceiptBatch {
    /// Receipts or adjustments; a part of the batch's key in Sage.
    pub batch_record_type: RecordType,
    /// The day of all its entries.
    pub batch_date: NaiveDate,
    /// The natural key; lookups filter by it.
    pub description: String,
    /// The bank that deposits to `clearing`; only for receipts.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub bank_code: Option<String>,
    /// That bank's currency; only for receipts.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub default_bank_currency: Option<Currency>,
    /// A receipt per customer, or an adjustment per invoice.
    pub receipts_adjustments: Vec<Entry>,
}

/// One entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct Entry {
    /// As the batch's.
    pub batch_type: RecordType,
    /// The customer.
    pub customer_number: String,
    /// The day.
    pub receipt_date_adjustment_date: NaiveDate,
    /// Of which settlement it is.
    pub entry_description: String,
    /// The natural key again.
    pub entry_reference: String,
    /// What the bank receives; only for receipts.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub bank_receipt_amount: Option<Amount>,
    /// The same in the customer's currency; only for receipts.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub customer_receipt_amount: Option<Amount>,
    /// The rate of the settlement's journal; only where its currency is not the company's.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub customer_exchange_rate: Option<Rate>,
    /// That rate's date.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub customer_rate_date: Option<NaiveDate>,
    /// Its type.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub customer_rate_type: Option<String>,
    /// The sum of the lines; only for receipts.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub total_customer_amount_applied: Option<Amount>,
    /// The word of this company's enumeration; only for receipts.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub receipt_transaction_type: Option<String>,
    /// Zero: nothing is left on account; only for receipts.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub customer_unapplied_amount: Option<Amount>,
    /// Decides the fiscal period.
    pub posting_date: NaiveDate,
    /// One line per invoice.
    pub applied_receipts_adjustments: Vec<Applied>,
}

/// One invoice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct Applied {
    /// As the batch's.
    pub batch_type: RecordType,
    /// The customer again.
    pub customer_number: String,
    /// The document in A/R.
    pub document_number: String,
    /// Its first and only payment.
    pub payment_number: u32,
    /// What the receipt pays of it; only for receipts.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub customer_receipt_amount: Option<Amount>,
    /// Where an adjustment goes; only for adjustments.
    #[serde(
        rename = "AdjustmentGLDistributions",
        skip_serializing_if = "Vec::is_empty",
        default
    )]
    pub distributions: Vec<Distribution>,
}

/// The account beside an adjustment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct Distribution {
    /// As the batch's.
    pub batch_type: RecordType,
    /// 1.
    pub sequence_number: u32,
    /// The type that Sage's sample shows, which reduces the document; left to Sage where the document rises.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub transaction_type: Option<u32>,
    /// From the document's side: negative reduces it.
    pub distribution_amount: Amount,
    /// The account.
    #[serde(rename = "DistributionGLAccount")]
    pub account: String,
}

/// The transaction type of an adjustment that reduces its document, as Sage's sample has it.
pub const REDUCES: u32 = 81;

impl Applied {
    /// By how much it is meant to reduce its document; negative when the document rises.
    pub fn reduces(&self) -> Amount {
        let adjusted: Amount = self
            .distributions
            .iter()
            .map(|distribution| distribution.distribution_amount)
            .sum();
        self.customer_receipt_amount.unwrap_or(Amount::ZERO) - adjusted
    }
}

impl ReceiptBatch {
    /// The exact text that is sent and stored: compact JSON in the order of the fields.
    pub fn to_json(&self) -> String {
        // Only strings, numbers and dates inside: writing them cannot fail.
        serde_json::to_string(self).expect("an A/R batch has only fields that JSON can hold")
    }

    /// The lines of all entries.
    pub fn lines(&self) -> impl Iterator<Item = &Applied> {
        self.receipts_adjustments
            .iter()
            .flat_map(|entry| &entry.applied_receipts_adjustments)
    }
}
