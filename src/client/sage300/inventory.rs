//! I/C reads: items by number, list prices.

use std::collections::HashSet;

use super::look_up::key_of;
use super::{Question, SageClient, SageError};
use crate::money::Amount;
use crate::sage300::inventory::{Item, ItemPricing, LocationDetail, has_entity_set};
use crate::sage300::odata::{MOST, MOST_ALTERNATIVES, any_of, equals};

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

    /// Items with one of these numbers, each once, held against Sage's count: an item that is not there is not there.
    ///
    /// # Errors
    /// [`SageError`]
    pub fn counted_items(&self, numbers: &[String]) -> Result<Vec<Item>, SageError> {
        let asked = in_both_notations(numbers);
        let wanted = capitals(numbers);
        let is_wanted = |item: &Item| {
            let mut names = item.item_number.iter().chain(&item.unformatted_item_number);
            names.any(|name| wanted.contains(&name.trim().to_uppercase()))
        };
        Ok(self
            .matching_or_all("IC/ICItems", &asked, &[], item_key, (None, is_wanted))?
            .0)
    }

    /// What Sage holds of these items at these locations; where it is asked item by item, at the others too.
    ///
    /// # Errors
    /// [`SageError`]
    pub fn stock_at_locations(
        &self,
        numbers: &[String],
        locations: &[String],
    ) -> Result<StockAtLocations, SageError> {
        let alternatives: Vec<_> = numbers
            .iter()
            .map(|number| equals("ItemNumber", number))
            .collect();
        let fields = ["ItemNumber", "Location", "QuantityOnHand", "QuantityCommitted"];
        let key = |row: &LocationDetail| {
            let item = key_of(row.item_number.as_deref())?;
            Some((item, key_of(row.location.as_deref())))
        };
        let wanted = capitals(numbers);
        let is_wanted = |row: &LocationDetail| {
            let name = row.item_number.as_deref().unwrap_or_default();
            wanted.contains(&name.trim().to_uppercase())
        };
        let at: Vec<String> = locations
            .iter()
            .map(|location| equals("Location", &location.trim().to_uppercase()))
            .collect();
        let within = any_of(&at, MOST, MOST_ALTERNATIVES).filter(|(_, taken)| *taken == at.len());
        let within = within.as_ref().map(|(filter, _)| filter.as_str());
        let (rows, proven) = self.matching_or_all(
            "IC/ICLocationDetails",
            &alternatives,
            &fields,
            key,
            (within, is_wanted),
        )?;
        Ok(StockAtLocations { rows, proven })
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

/// Numbers as Sage's database compares them, without regard to case.
fn capitals(numbers: &[String]) -> HashSet<String> {
    numbers
        .iter()
        .map(|number| number.trim().to_uppercase())
        .collect()
}

/// Each number as people write it and as the key.
fn in_both_notations(numbers: &[String]) -> Vec<String> {
    let both = |number: &String| {
        [
            equals("ItemNumber", number),
            equals("UnformattedItemNumber", number),
        ]
    };
    numbers.iter().flat_map(both).collect()
}

fn item_key(item: &Item) -> Option<String> {
    let key = item.unformatted_item_number.as_deref();
    key_of(key.or(item.item_number.as_deref()))
}
