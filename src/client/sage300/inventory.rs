//! I/C reads: items by number, list prices.

use super::{SageClient, SageError};
use crate::money::Amount;
use crate::sage300::inventory::{Item, ItemPricing};
use crate::sage300::odata::{MOST, any_of, equals};

impl SageClient {
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
