//! FBA Inventory v1: what lies in Amazon's own warehouses. Read only: the program never writes there.

use super::call::Call;
use super::{AmazonClient, AmazonError, limits};
use crate::amazon::listings::{InventoryPage, InventorySummary};

/// SKUs of one request.
const MOST_SKUS: usize = 50;

impl AmazonClient {
    /// The warehouse stock of these SKUs in a marketplace; a SKU that Amazon does not stock is left out.
    ///
    /// # Errors
    /// [`AmazonError`]
    pub fn inventory_summaries(
        &self,
        marketplace: &str,
        skus: &[String],
    ) -> Result<Vec<InventorySummary>, AmazonError> {
        let mut found = Vec::new();
        for some in skus.chunks(MOST_SKUS) {
            let call = Call::get(limits::INVENTORY_SUMMARIES, "/fba/inventory/v1/summaries")
                .with("details", "true")
                .with("granularityType", "Marketplace")
                .with("granularityId", marketplace)
                .with("marketplaceIds", marketplace)
                .with_list("sellerSkus", some);
            let mut page: InventoryPage = self.read(&call)?;
            let mut pages = 0;
            while let Some(token) = page.next_token().map(str::to_owned) {
                found.append(&mut page.payload.inventory_summaries);
                pages += 1;
                if pages > MOST_SKUS {
                    let why = "its pages do not end".to_owned();
                    return Err(AmazonError::Unreachable {
                        operation: "getInventorySummaries",
                        why,
                    });
                }
                page = self.read(&call.clone().with("nextToken", token))?;
            }
            found.append(&mut page.payload.inventory_summaries);
        }
        Ok(found)
    }
}
