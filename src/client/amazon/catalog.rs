//! Catalog Items 2022-04-01: the barcodes of products, by ASIN.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::call::Call;
use super::{AmazonClient, AmazonError, limits};

#[derive(Deserialize)]
struct Answer {
    #[serde(default)]
    items: Vec<Item>,
}

#[derive(Deserialize)]
struct Item {
    asin: String,
    #[serde(default)]
    identifiers: Vec<ByMarketplace>,
}

#[derive(Deserialize)]
struct ByMarketplace {
    #[serde(default)]
    identifiers: Vec<Identifier>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Identifier {
    identifier_type: String,
    identifier: String,
}

impl AmazonClient {
    /// The barcodes (EAN, UPC, GTIN, ISBN, JAN) of products, twenty a request; an ASIN without any is left out.
    ///
    /// # Errors
    /// [`AmazonError`].
    pub fn barcodes(
        &self,
        marketplace: &str,
        asins: &[String],
    ) -> Result<BTreeMap<String, Vec<String>>, AmazonError> {
        let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for some in asins.chunks(20) {
            let call = Call::get(limits::SEARCH_CATALOG, "/catalog/2022-04-01/items")
                .with_list("identifiers", some)
                .with("identifiersType", "ASIN")
                .with("marketplaceIds", marketplace)
                .with("includedData", "identifiers")
                .with("pageSize", "20");
            let answer: Answer = self.read(&call)?;
            for item in answer.items {
                let codes = item.identifiers.into_iter().flat_map(|one| one.identifiers);
                let codes = codes
                    .filter(|code| code.identifier_type != "SKU")
                    .map(|code| code.identifier);
                let known = found.entry(item.asin).or_default();
                for code in codes {
                    if !known.contains(&code) {
                        known.push(code);
                    }
                }
            }
        }
        Ok(found)
    }
}
