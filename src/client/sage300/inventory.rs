//! I/C reads: items by number, list prices.

use super::{SageClient, SageError};
use crate::money::Amount;
use crate::sage300::inventory::{Item, ItemPricing, LocationDetail, has_entity_set};
use crate::sage300::odata::{MOST, any_of, equals};

/// What Sage holds of some items, location by location.
#[derive(Debug, Default)]
pub struct StockAtLocations {
    /// A row an item and location.
    pub rows: Vec<LocationDetail>,
    /// Whether every request was held against Sage's own count.
    pub proven: bool,
}

impl SageClient {
    /// Whether this installation's `$metadata` has an entity set.
    ///
    /// # Errors
    /// [`SageError`]
    pub fn has_resource(&self, module: &str, entity_set: &str) -> Result<bool, SageError> {
        has_entity_set(&self.metadata(module)?, entity_set).map_err(|error| SageError::Unreadable {
            resource: format!("{module}/$metadata"),
            at: error.to_string(),
        })
    }

    /// Items with one of these numbers, held against Sage's count: an item that is not there is not there.
    ///
    /// # Errors
    /// [`SageError`]
    pub fn counted_items(&self, numbers: &[String]) -> Result<Vec<Item>, SageError> {
        let both = |number: &String| {
            [
                equals("ItemNumber", number),
                equals("UnformattedItemNumber", number),
            ]
        };
        let alternatives: Vec<_> = numbers.iter().flat_map(both).collect();
        let mut found = Vec::new();
        for filter in any_of(&alternatives, MOST) {
            found.extend(self.counted::<Item>("IC/ICItems", &filter, &[])?.rows);
        }
        Ok(found)
    }

    /// What Sage holds of these items at every location.
    ///
    /// # Errors
    /// [`SageError`]
    pub fn stock_at_locations(&self, numbers: &[String]) -> Result<StockAtLocations, SageError> {
        let alternatives: Vec<_> = numbers
            .iter()
            .map(|number| equals("ItemNumber", number))
            .collect();
        let fields = ["ItemNumber", "Location", "QuantityOnHand", "QuantityCommitted"];
        let mut stock = StockAtLocations {
            rows: Vec::new(),
            proven: true,
        };
        for filter in any_of(&alternatives, MOST) {
            let found = self.counted("IC/ICLocationDetails", &filter, &fields)?;
            stock.rows.extend(found.rows);
            stock.proven &= found.proven;
        }
        Ok(stock)
    }

    /// Items with one of these numbers, formatted or not.
    ///
    /// # Errors
    /// [`SageError`]
    pub fn items(&self, numbers: &[String]) -> Result<Vec<Item>, SageError> {
        let both = |number: &String| {
            [
                equals("ItemNumber", number),
                equals("UnformattedItemNumber", number),
            ]
        };
        let alternatives: Vec<_> = numbers.iter().flat_map(both).collect();
        let mut found = Vec::new();
        for filter in any_of(&alternatives, MOST) {
            found.extend(self.list::<Item>("IC/ICItems", Some(&filter), &[])?);
        }
        Ok(found)
    }

    /// The list price of an item, where Sage has one that can be read; a kit is shared equally without.
    ///
    /// The names of `ICItemPricing` are not documented, so any refusal to read it is no fault.
    ///
    /// # Errors
    /// [`SageError`] when Sage cannot be reached at all.
    pub fn list_price(&self, number: &str) -> Result<Option<Amount>, SageError> {
        match self.list::<ItemPricing>("IC/ICItemPricing", Some(&equals("ItemNumber", number)), &[]) {
            Ok(prices) => Ok(prices.into_iter().find_map(|price| price.base_price)),
            Err(SageError::Refused { .. } | SageError::NotFound { .. } | SageError::Denied { .. }) => {
                Ok(None)
            }
            Err(SageError::Unreadable { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }
}
