//! Listings Items 2021-08-01: which SKUs the seller offers.

use serde::Deserialize;

use super::{AmazonClient, AmazonError, Call, limits};
use crate::net::encoded;

/// A SKU that the seller offers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listing {
    /// The seller's own id of the offer.
    pub sku: String,
    /// Amazon's product id.
    pub asin: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    #[serde(default)]
    items: Vec<Item>,
    #[serde(default)]
    pagination: Option<Pagination>,
}

#[derive(Deserialize)]
struct Item {
    sku: String,
    #[serde(default)]
    summaries: Vec<Summary>,
}

#[derive(Deserialize)]
struct Summary {
    #[serde(default)]
    asin: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Pagination {
    #[serde(default)]
    next_token: Option<String>,
}

/// Amazon shows at most 1,000 results of a search, twenty a page.
const MOST_PAGES: usize = 50;

impl AmazonClient {
    /// The SKUs of a marketplace, at most 1,000; the flag says whether there are more.
    ///
    /// # Errors
    /// [`AmazonError`].
    pub fn listings(&self, marketplace: &str) -> Result<(Vec<Listing>, bool), AmazonError> {
        let mut found = Vec::new();
        let mut token: Option<String> = None;
        for _ in 0..MOST_PAGES {
            let path = format!("/listings/2021-08-01/items/{}", encoded(self.seller_id()));
            let mut call = Call::get(limits::SEARCH_LISTINGS, path)
                .with("marketplaceIds", marketplace)
                .with("includedData", "summaries")
                .with("pageSize", "20");
            if let Some(token) = &token {
                call = call.with("pageToken", token);
            }
            let answer: Answer = self.read(&call)?;
            found.extend(answer.items.into_iter().map(|item| Listing {
                asin: item.summaries.into_iter().find_map(|summary| summary.asin),
                sku: item.sku,
            }));
            let next = answer
                .pagination
                .and_then(|page| page.next_token)
                .filter(|token| !token.is_empty());
            if next.is_none() || next == token {
                return Ok((found, false));
            }
            token = next;
        }
        Ok((found, true))
    }
}
