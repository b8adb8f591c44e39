//! Listings Items 2021-08-01: which SKUs the seller offers, how, and the patch that sets a quantity.

use serde::Deserialize;

use super::call::Call;
use super::{AmazonClient, AmazonError, limits};
use crate::amazon::listings::{Item as ListedItem, ItemsPage, PatchAnswer, PatchBody};
use crate::net::{Method, encoded};

/// What became of a patch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Patched {
    /// Amazon answered, with acceptance or refusal.
    Answered(PatchAnswer),
    /// The path does not take this SKU; a feed does.
    PathRefused,
}

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

/// What is asked of a listing: its product types too, since a live one can come without any summary.
const SHOWN: [&str; 3] = ["summaries", "fulfillmentAvailability", "productTypes"];

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

    /// Listings by SKU, at most twenty; a SKU that Amazon does not list is left out.
    ///
    /// # Errors
    /// [`AmazonError`]. A SKU with a comma cannot be asked for here: [`AmazonClient::listed_item`].
    pub fn listed_items(&self, marketplace: &str, skus: &[&str]) -> Result<Vec<ListedItem>, AmazonError> {
        let path = format!("/listings/2021-08-01/items/{}", encoded(self.seller_id()));
        let call = Call::get(limits::SEARCH_LISTINGS, path)
            .with("marketplaceIds", marketplace)
            .with_list("identifiers", skus)
            .with("identifiersType", "SKU")
            .with_list("includedData", &SHOWN)
            .with("pageSize", "20");
        let mut found: Vec<ListedItem> = Vec::new();
        let mut token: Option<String> = None;
        let mut counted = 0;
        // Twenty SKUs are one page; were Amazon to page them all the same, none must be lost.
        for _ in 0..=skus.len() {
            let mut call = call.clone();
            if let Some(token) = &token {
                call = call.with("pageToken", token);
            }
            let page: ItemsPage = self.read(&call)?;
            found.extend(page.items);
            counted = page.number_of_results.unwrap_or(0).max(counted);
            let next = page.pagination.and_then(|page| page.next_token);
            match next.filter(|next| !next.is_empty()) {
                None => return self.with_missing(marketplace, skus, found, counted),
                Some(next) => token = Some(next),
            }
        }
        Err(AmazonError::Unreachable {
            operation: "searchListingsItems",
            why: "its pages do not end".to_owned(),
        })
    }

    /// Where Amazon counted more than it showed, each SKU that was not shown is asked for by itself: it is not unlisted for that.
    fn with_missing(
        &self,
        marketplace: &str,
        skus: &[&str],
        mut found: Vec<ListedItem>,
        counted: i64,
    ) -> Result<Vec<ListedItem>, AmazonError> {
        if i64::try_from(found.len()).is_ok_and(|shown| shown >= counted) {
            return Ok(found);
        }
        for sku in skus {
            if !found.iter().any(|item| item.sku == *sku)
                && let Some(item) = self.listed_item(marketplace, sku)?
            {
                found.push(item);
            }
        }
        Ok(found)
    }

    /// One listing; `None` when Amazon has none of that SKU.
    ///
    /// # Errors
    /// [`AmazonError`]
    pub fn listed_item(&self, marketplace: &str, sku: &str) -> Result<Option<ListedItem>, AmazonError> {
        let call = Call::get(limits::GET_LISTING, self.item_path(sku))
            .with("marketplaceIds", marketplace)
            .with_list("includedData", &SHOWN);
        match self.read(&call) {
            Ok(item) => Ok(Some(item)),
            Err(error) if error.is_unknown_to_amazon() => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Sets the quantity of a listing; repeated while unclear, since setting it twice is setting it once.
    ///
    /// # Errors
    /// [`AmazonError`]; after `Unreachable` nobody knows whether Amazon took it.
    pub fn patch_quantity(
        &self,
        marketplace: &str,
        sku: &str,
        body: &PatchBody,
        preview: bool,
    ) -> Result<Patched, AmazonError> {
        let text = serde_json::to_string(body).map_err(|error| AmazonError::Setup(error.to_string()))?;
        let mut call = Call::sending(limits::PATCH_LISTING, Method::Patch, self.item_path(sku), text)
            .with("marketplaceIds", marketplace)
            .with("includedData", "issues");
        if preview {
            call = call.with("mode", "VALIDATION_PREVIEW");
        }
        match self.read(&call) {
            Ok(answer) => Ok(Patched::Answered(answer)),
            // Seen of SKUs with slashes and number signs, which the body of a feed does take.
            Err(AmazonError::Denied { .. }) if !is_plain(sku) => Ok(Patched::PathRefused),
            Err(error) => Err(error),
        }
    }

    fn item_path(&self, sku: &str) -> String {
        format!(
            "/listings/2021-08-01/items/{}/{}",
            encoded(self.seller_id()),
            encoded(sku)
        )
    }
}

/// Whether a SKU has only characters that a path takes as they are.
fn is_plain(sku: &str) -> bool {
    sku.bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~'))
}
