//! FBA Inventory v1 (`getInventorySummaries`): what lies in Amazon's own warehouses. Read only.

use serde::Deserialize;

use super::item::units;

/// A page of summaries.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct InventoryPage {
    /// The summaries.
    pub payload: Payload,
    /// Where the next page is; its token lives 30 seconds.
    pub pagination: Option<Pagination>,
}

/// The summaries of a page.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Payload {
    /// A row a SKU.
    pub inventory_summaries: Vec<InventorySummary>,
}

/// The pointer to the next page.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Pagination {
    /// Sent as `nextToken`.
    pub next_token: Option<String>,
}

/// A SKU in Amazon's warehouses.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct InventorySummary {
    /// The seller's own id of the offer.
    pub seller_sku: String,
    /// Everything, wherever it is.
    #[serde(deserialize_with = "units")]
    pub total_quantity: Option<i64>,
    /// What it consists of.
    pub inventory_details: Option<Details>,
}

/// What a total consists of.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Details {
    /// Ready to be sold.
    #[serde(deserialize_with = "units")]
    pub fulfillable_quantity: Option<i64>,
}

impl InventoryPage {
    /// The token of the next page, if there is one.
    pub fn next_token(&self) -> Option<&str> {
        self.pagination
            .as_ref()?
            .next_token
            .as_deref()
            .filter(|token| !token.is_empty())
    }
}

impl InventorySummary {
    /// Units that can be sold, where Amazon says so.
    pub fn fulfillable(&self) -> Option<i64> {
        self.inventory_details.as_ref()?.fulfillable_quantity
    }
}
