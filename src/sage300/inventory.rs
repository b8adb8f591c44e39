//! I/C answers: items as far as orders and quantities need them.

use std::cmp::Ordering;

use serde::Deserialize;

use super::order_document::LONGEST_ITEM;
use super::wire::{flag, quantity, word};
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
    #[serde(deserialize_with = "quantity")]
    pub quantity_on_hand: Option<Quantity>,
    /// Committed over all locations.
    #[serde(deserialize_with = "quantity")]
    pub quantity_committed: Option<Quantity>,
    /// Available over all locations.
    #[serde(deserialize_with = "quantity")]
    pub quantity_available: Option<Quantity>,
}

/// A unit of measure of an item.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct UnitOfMeasure {
    /// The unit.
    pub unit_of_measure: String,
    /// Stocking units in one of it.
    #[serde(deserialize_with = "quantity")]
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

    /// Whether it goes by a number or a key, as Sage's database compares them: without regard to case.
    pub fn goes_by(&self, number: &str) -> bool {
        let names = self.item_number.iter().chain(&self.unformatted_item_number);
        names.into_iter().any(|name| compare_names(name, number).is_eq())
    }

    /// Whether it may stand on an order; what Sage does not tell is left to Sage.
    pub fn is_usable(&self) -> bool {
        self.status != Some(false) && self.sellable != Some(false)
    }

    /// Whether units are tracked one by one or by lot.
    pub fn is_tracked(&self) -> bool {
        self.serial_numbers == Some(true) || self.lot_numbers == Some(true)
    }

    /// Stocking units in one of a unit; `None` when the item has no such unit, or Sage does not say its factor.
    pub fn factor(&self, unit: Option<&str>) -> Option<Quantity> {
        let units = self.item_units_of_measure.as_deref().unwrap_or_default();
        factor_of(self.stocking_unit_of_measure.as_deref(), units, unit)
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

/// The item numbers a SKU may be: as it stands, and in capitals, which Sage's numbers are.
pub fn candidates(sku: &str) -> Vec<String> {
    let mut numbers = vec![sku.to_owned()];
    let capitals = sku.to_uppercase();
    if capitals != sku {
        numbers.push(capitals);
    }
    numbers.retain(|number| number.chars().count() <= LONGEST_ITEM && !number.contains(char::is_control));
    numbers
}

/// The order of two names of items as Sage's database compares them, without regard to case.
pub fn compare_names(one: &str, other: &str) -> Ordering {
    let one = one.trim().chars().flat_map(char::to_uppercase);
    one.cmp(other.trim().chars().flat_map(char::to_uppercase))
}

/// Stocking units in one of a unit, of an item that is counted in a stocking unit and has these units beside it; `None`
/// when it has no such unit, or Sage does not say its factor.
pub fn factor_of(stocking: Option<&str>, units: &[UnitOfMeasure], unit: Option<&str>) -> Option<Quantity> {
    let Some(unit) = unit else {
        return Some(Quantity::whole(1));
    };
    let named = |name: &str| name.trim().eq_ignore_ascii_case(unit.trim());
    if stocking.is_some_and(named) {
        return Some(Quantity::whole(1));
    }
    let mut found = units.iter().filter(|one| named(&one.unit_of_measure));
    found
        .find_map(|one| one.conversion_factor)
        .filter(|factor| *factor > Quantity::ZERO)
}

/// A row of `IC/ICLocationDetails`: an item at a location. Not every installation has the resource.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct LocationDetail {
    /// The item, formatted or not.
    #[serde(deserialize_with = "word")]
    pub item_number: Option<String>,
    /// The location.
    #[serde(deserialize_with = "word")]
    pub location: Option<String>,
    /// On hand; with costing at day end it lags until then.
    #[serde(deserialize_with = "quantity")]
    pub quantity_on_hand: Option<Quantity>,
    /// Committed to orders.
    #[serde(deserialize_with = "quantity")]
    pub quantity_committed: Option<Quantity>,
}

/// Whether a module's `$metadata` lists an entity set.
///
/// # Errors
/// When the text is not XML.
pub fn has_entity_set(metadata: &str, name: &str) -> Result<bool, roxmltree::Error> {
    let document = roxmltree::Document::parse(metadata)?;
    Ok(document
        .descendants()
        .any(|node| node.tag_name().name() == "EntitySet" && node.attribute("Name") == Some(name)))
}

/// A row of `IC/ICItemPricing`, as far as a kit's shares need it.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct ItemPricing {
    /// The list price.
    pub base_price: Option<Amount>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn factors_are_sages_or_none() {
        let item: Item = serde_json::from_str(
            r#"{"ItemNumber":"A","StockingUnitOfMeasure":"EA","ItemUnitsOfMeasure":[
            {"UnitOfMeasure":"EA","ConversionFactor":1},{"UnitOfMeasure":"BOX ","ConversionFactor":12},{"UnitOfMeasure":"NIL","ConversionFactor":0}]}"#,
        )
        .unwrap();
        let check = |unit, expect: Option<i64>| assert_eq!(item.factor(unit), expect.map(Quantity::whole));
        check(None, Some(1));
        check(Some("ea"), Some(1));
        check(Some("Box"), Some(12));
        check(Some("NIL"), None);
        check(Some("CASE"), None);
    }

    #[test]
    fn a_figure_that_is_no_quantity_is_none_and_hides_no_other() {
        for figure in ["1e18", "0.083333", "\"many\"", "null", "true"] {
            let text = format!(
                r#"{{"ItemNumber":"A","Location":"1","QuantityOnHand":{figure},"QuantityCommitted":"2.5"}}"#
            );
            let row: LocationDetail = serde_json::from_str(&text).unwrap();
            assert_eq!(row.quantity_on_hand, None, "{figure}");
            assert_eq!(row.quantity_committed, Quantity::parse("2.5").ok());
            let text = format!(r#"{{"UnitOfMeasure":"EA","ConversionFactor":{figure}}}"#);
            let unit: UnitOfMeasure = serde_json::from_str(&text).unwrap();
            assert_eq!(unit.conversion_factor, None, "{figure}");
        }
        for figure in ["25.5", "-0.0625", "0.1"] {
            let text = format!(r#"{{"UnitOfMeasure":"EA","ConversionFactor":{figure}}}"#);
            let unit: UnitOfMeasure = serde_json::from_str(&text).unwrap();
            assert_eq!(unit.conversion_factor, Quantity::parse(figure).ok(), "{figure}");
        }
        let text = r#"{"ItemNumber":"A","QuantityOnHand":-3.0000,"QuantityAvailable":12}"#;
        let item: Item = serde_json::from_str(text).unwrap();
        assert_eq!(item.quantity_on_hand, Some(Quantity::whole(-3)));
        assert_eq!(item.quantity_available, Some(Quantity::whole(12)));
    }

    #[test]
    fn an_entity_set_is_found_by_its_name_alone() {
        let metadata = r#"<e:Edmx xmlns:e="x"><Schema xmlns="y"><EntityType Name="ICItems"/><EntityContainer>
            <EntitySet Name="ICLocations"/></EntityContainer></Schema></e:Edmx>"#;
        assert!(has_entity_set(metadata, "ICLocations").unwrap());
        assert!(!has_entity_set(metadata, "ICItems").unwrap());
        assert!(has_entity_set("<html>", "ICItems").is_err());
    }
}
