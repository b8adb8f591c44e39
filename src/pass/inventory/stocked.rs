//! An item of Sage as far as a quantity needs it, in a few dozen bytes.

use std::sync::Arc;

use crate::money::Quantity;
use crate::sage300::inventory::{Item, UnitOfMeasure, compare_names, factor_of};

/// An item as far as a quantity needs it.
pub(super) struct Stocked {
    number: Box<str>,
    /// The unformatted number, where it is another.
    key: Option<Box<str>>,
    is_usable: bool,
    stocking_unit: Option<Arc<str>>,
    units: Box<[UnitOfMeasure]>,
}

impl Stocked {
    /// What is kept of an item; a unit that another has too is the same text.
    pub(super) fn of(item: Item, units: &mut Vec<Arc<str>>) -> Self {
        let (number, key) = names_of(&item);
        let unit = item.stocking_unit_of_measure.as_deref();
        Self {
            number: number.into(),
            key: key.map(Into::into),
            is_usable: item.is_usable(),
            stocking_unit: unit.map(|unit| shared(unit, units)),
            units: item.item_units_of_measure.unwrap_or_default().into_boxed_slice(),
        }
    }

    /// The key, where it is not the number as well.
    pub(super) fn key(&self) -> Option<&str> {
        self.key.as_deref()
    }

    /// The number as people write it, else the key.
    pub(super) fn number(&self) -> &str {
        &self.number
    }

    /// Whether it may stand on an order; what Sage does not tell is left to Sage.
    pub(super) fn is_usable(&self) -> bool {
        self.is_usable
    }

    /// Stocking units in one of a unit; `None` when the item has no such unit, or Sage does not say its factor.
    pub(super) fn factor(&self, unit: Option<&str>) -> Option<Quantity> {
        factor_of(self.stocking_unit.as_deref(), &self.units, unit)
    }

    /// Whether Sage calls both the same.
    pub(super) fn is_same(&self, item: &Item) -> bool {
        let (number, key) = names_of(item);
        *self.number == *number && self.key.as_deref() == key
    }

    /// Its number, or its key.
    pub(super) fn name(&self, is_key: bool) -> &str {
        match &self.key {
            Some(key) if is_key => key,
            _ => &self.number,
        }
    }
}

/// The number as people write it, and the key where it is another.
pub(super) fn names_of(item: &Item) -> (&str, Option<&str>) {
    let number = item.number();
    let key = item.unformatted_item_number.as_deref();
    (number, key.filter(|key| compare_names(key, number).is_ne()))
}

/// A name as Sage's database compares it, without regard to case.
pub(super) fn in_capitals(name: &str) -> Box<str> {
    name.trim().to_uppercase().into_boxed_str()
}

/// A text as one that stands for all that are equal.
fn shared(text: &str, known: &mut Vec<Arc<str>>) -> Arc<str> {
    if let Some(same) = known.iter().find(|known| ***known == *text) {
        return Arc::clone(same);
    }
    let new: Arc<str> = text.into();
    if known.len() < MOST_SHARED {
        known.push(Arc::clone(&new));
    }
    new
}

/// More different units than any company has.
const MOST_SHARED: usize = 200;
