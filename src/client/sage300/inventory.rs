//! I/C reads: items by number, list prices.

use super::look_up::key_of;
use super::sought::{Met, Proof, Sought};
use super::{Question, SageClient, SageError};
use crate::money::Amount;
use crate::sage300::inventory::{Item, ItemPricing, LocationDetail, has_entity_set};
use crate::sage300::odata::{MOST, MOST_ALTERNATIVES, any_of, equals};

/// The fields in which an item's number stands.
const NOTATIONS: [&str; 2] = ["ItemNumber", "UnformattedItemNumber"];

/// What a quantity needs of an item, but for its units: they come with every detail of the item, at ten times the size.
const ITEM_FIELDS: [&str; 7] = [
    "UnformattedItemNumber",
    "ItemNumber",
    "Status",
    "Sellable",
    "StockingUnitOfMeasure",
    "QuantityOnHand",
    "QuantityCommitted",
];

const STOCK_FIELDS: [&str; 4] = ["ItemNumber", "Location", "QuantityOnHand", "QuantityCommitted"];

const STOCK: Sought<'static> = Sought {
    resource: "IC/ICLocationDetails",
    fields: &["ItemNumber"],
    of_all: &STOCK_FIELDS,
    of_each: &STOCK_FIELDS,
    within: None,
};

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

    /// Items with one of these numbers, formatted or not, handed on as they are read and held against Sage's count: an item
    /// that is not there is not there. Of a whole table others come too, and units only where they are asked for.
    ///
    /// # Errors
    /// [`SageError`]
    pub fn each_counted_item(
        &self,
        numbers: &[String],
        with_units: bool,
        visit: &mut dyn FnMut(Item) -> Met,
    ) -> Result<Proof, SageError> {
        let sought = Sought {
            resource: "IC/ICItems",
            fields: &NOTATIONS,
            of_all: if with_units { &[] } else { &ITEM_FIELDS },
            of_each: &[],
            within: None,
        };
        self.each_sought(&sought, numbers, visit)
    }

    /// What Sage holds of these items at these locations, handed on as it is read; where it is asked item by item, what it
    /// holds at the others too, and of a whole table what it holds of other items.
    ///
    /// # Errors
    /// [`SageError`]
    pub fn each_stock(
        &self,
        numbers: &[&str],
        locations: &[String],
        visit: &mut dyn FnMut(LocationDetail) -> Met,
    ) -> Result<Proof, SageError> {
        let at: Vec<String> = locations
            .iter()
            .map(|location| equals("Location", &location.trim().to_uppercase()))
            .collect();
        let within = any_of(&at, MOST, MOST_ALTERNATIVES).filter(|(_, taken)| *taken == at.len());
        let sought = Sought {
            within: within.as_ref().map(|(filter, _)| filter.as_str()),
            ..STOCK
        };
        self.each_sought(&sought, numbers, visit)
    }

    /// As [`SageClient::each_stock`], item by item at all locations: what is not shown then is not there.
    ///
    /// # Errors
    /// [`SageError`]
    pub fn each_stock_of(
        &self,
        numbers: &[&str],
        visit: &mut dyn FnMut(LocationDetail) -> Met,
    ) -> Result<Proof, SageError> {
        self.each_number(&STOCK, numbers, visit)
    }

    /// Items with one of these numbers, formatted or not, each once.
    ///
    /// # Errors
    /// [`SageError`]
    pub fn items(&self, numbers: &[String]) -> Result<Vec<Item>, SageError> {
        self.matching("IC/ICItems", &in_both_notations(numbers), &[], item_key)
    }

    /// The first questions of [`SageClient::items`].
    pub fn questions_of_items(&self, numbers: &[String]) -> Vec<Question> {
        self.questions_of("IC/ICItems", &in_both_notations(numbers), &[])
    }

    /// The question of [`SageClient::list_price`].
    pub fn question_of_price(number: &str) -> Question {
        Question::of(
            "IC/ICItemPricing",
            Some(&equals("ItemNumber", number)),
            &[],
            false,
        )
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
            Err(error) if error.is_not_shown() => Ok(None),
            Err(SageError::Unreadable { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }
}

/// Each number as people write it and as the key.
fn in_both_notations(numbers: &[String]) -> Vec<String> {
    let both = |number: &String| NOTATIONS.map(|field| equals(field, number));
    numbers.iter().flat_map(both).collect()
}

fn item_key(item: &Item) -> Option<String> {
    let key = item.unformatted_item_number.as_deref();
    key_of(key.or(item.item_number.as_deref()))
}
