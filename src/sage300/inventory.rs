//! I/C answers: items as far as orders and quantities need them.

use serde::Deserialize;

use super::wire::{flag, word};
use crate::money::{Amount, Quantity};

/// A row of `IC/ICItems`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct Item {
    /// The key.
    #[serde(deserialize_with = "word")]
    pub unformatted_item_number: Option<String>,
    /// The number as people write it.
    #[serde(deserialize_with = "word")]
    pub item_number: Option<String>,
    /// What it is.
    #[serde(deserialize_with = "word")]
    pub description: Option<String>,
    /// Whether it is active.
    #[serde(deserialize_with = "flag")]
    pub status: Option<bool>,
    /// Whether it may be sold.
    #[serde(deserialize_with = "flag")]
    pub sellable: Option<bool>,
    /// Whether units are tracked by serial number.
    #[serde(deserialize_with = "flag")]
    pub serial_numbers: Option<bool>,
    /// Whether units are tracked by lot.
    #[serde(deserialize_with = "flag")]
    pub lot_numbers: Option<bool>,
    /// The unit stock is counted in.
    #[serde(deserialize_with = "word")]
    pub stocking_unit_of_measure: Option<String>,
    /// Every unit and its factor to the stocking unit.
    pub item_units_of_measure: Option<Vec<UnitOfMeasure>>,
    /// The numbers that customers know it by.
    pub customer_item_numbers: Option<Vec<CustomerItemNumber>>,
    /// On hand over all locations.
    pub quantity_on_hand: Option<Quantity>,
    /// Committed over all locations.
    pub quantity_committed: Option<Quantity>,
    /// Available over all locations.
    pub quantity_available: Option<Quantity>,
}

/// A unit of measure of an item.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct UnitOfMeasure {
    /// The unit.
    pub unit_of_measure: String,
    /// Stocking units in one of it.
    pub conversion_factor: Option<Quantity>,
}

/// A number that a customer knows an item by.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct CustomerItemNumber {
    /// The customer.
    #[serde(deserialize_with = "word")]
    pub customer_number: Option<String>,
    /// The number.
    #[serde(deserialize_with = "word")]
    pub customer_item_number: Option<String>,
}

impl Item {
    /// The number as people write it, else the key.
    pub fn number(&self) -> &str {
        self.item_number
            .as_deref()
            .or(self.unformatted_item_number.as_deref())
            .unwrap_or_default()
    }

    /// Whether it may stand on an order; what Sage does not tell is left to Sage.
    pub fn is_usable(&self) -> bool {
        self.status != Some(false) && self.sellable != Some(false)
    }

    /// Whether units are tracked one by one or by lot.
    pub fn is_tracked(&self) -> bool {
        self.serial_numbers == Some(true) || self.lot_numbers == Some(true)
    }

    /// Whether the item is counted in a unit; true when Sage does not list its units.
    pub fn has_unit(&self, unit: &str) -> bool {
        let named = |name: &str| name.trim().eq_ignore_ascii_case(unit.trim());
        match &self.item_units_of_measure {
            Some(units) if !units.is_empty() => units.iter().any(|one| named(&one.unit_of_measure)),
            _ => self.stocking_unit_of_measure.as_deref().is_none_or(named),
        }
    }
}

/// A row of `IC/ICItemPricing`, as far as a kit's shares need it.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct ItemPricing {
    /// The list price.
    pub base_price: Option<Amount>,
}
