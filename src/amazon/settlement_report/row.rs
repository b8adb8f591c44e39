//! What a report says: once of the whole settlement, and in each row.

use std::borrow::Cow;

use chrono::{DateTime, Utc};

use crate::money::{Amount, Currency};

/// What the report says once about the whole settlement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportHeader {
    /// The settlement's identity, whatever report or marketplace it came through.
    pub settlement_id: String,
    /// When the period began.
    pub start: Option<DateTime<Utc>>,
    /// When the period ended.
    pub end: Option<DateTime<Utc>>,
    /// When the deposit was made.
    pub deposit: Option<DateTime<Utc>>,
    /// What Amazon pays out, or charges when negative.
    pub total: Amount,
    /// The currency of every amount in the file.
    pub currency: Currency,
}

/// What a row's amount is for; the texts stand in the reader until the next row is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowKind<'a> {
    /// Such as `Order` or `other-transaction`.
    pub transaction_type: Cow<'a, str>,
    /// Such as `ItemPrice`.
    pub amount_type: Cow<'a, str>,
    /// Such as `Principal`.
    pub amount_description: Cow<'a, str>,
}

/// The rest of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowDetails<'a> {
    /// The Amazon order id, or another id (models#5353), or nothing.
    pub order_id: Cow<'a, str>,
    /// Such as `Amazon.com`; blank on many rows (models#5291).
    pub marketplace: Cow<'a, str>,
    /// The seller's SKU.
    pub sku: Cow<'a, str>,
    /// When it was posted, by `posted-date-time`, else by `posted-date`.
    pub posted: Option<DateTime<Utc>>,
}
