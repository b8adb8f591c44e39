//! What a settlement is made of: transactions, and their amounts.
//!
//! Amounts are signed from the seller's side. Each part knows its place in both of Amazon's tellings, the tree of
//! the Finances API and the row of the settlement report; both are made of the same parts, so both add up.

use chrono::{DateTime, Utc};

use crate::money::Amount;

/// One amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// The way down the Finances API's tree, such as `ProductCharges`, `OurPricePrincipal`.
    pub path: &'static [&'static str],
    /// Transaction type, amount type and amount description of the report's row.
    pub row: [&'static str; 3],
    /// The amount.
    pub amount: Amount,
}

/// The parts that belong to one SKU.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryItem {
    /// The seller's SKU.
    pub sku: String,
    /// Amazon's product id.
    pub asin: String,
    /// Amazon's order item id.
    pub item_id: String,
    /// Units.
    pub quantity: i64,
    /// `MFN` or `AFN`.
    pub network: &'static str,
    /// The amounts.
    pub parts: Vec<Part>,
}

/// A transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Amazon's id.
    pub id: String,
    /// Transaction type of the Finances API.
    pub kind: &'static str,
    /// Amazon's words for it.
    pub description: &'static str,
    /// When it was posted.
    pub posted: DateTime<Utc>,
    /// The order, where there is one.
    pub order_id: Option<String>,
    /// Amounts by SKU.
    pub items: Vec<EntryItem>,
    /// Amounts that belong to no SKU.
    pub parts: Vec<Part>,
    /// The deferred original: its id, when it was posted, and why it was deferred (`DD7` or `B2B`).
    pub deferred: Option<Deferral>,
}

/// A sale whose money Amazon held back before it released it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deferral {
    /// The id of the original.
    pub id: String,
    /// When the original was posted.
    pub posted: DateTime<Utc>,
    /// `DD7` or `B2B`.
    pub reason: &'static str,
}

impl Entry {
    /// Every amount.
    pub fn all_parts(&self) -> impl Iterator<Item = &Part> {
        self.items.iter().flat_map(|item| &item.parts).chain(&self.parts)
    }

    /// The sum of its amounts.
    pub fn amount(&self) -> Amount {
        self.all_parts().map(|part| part.amount).sum()
    }
}
