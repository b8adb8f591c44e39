//! What was sold on Amazon from the seller's own stock and Sage cannot know yet, by item.

use std::collections::BTreeMap;

use crate::books::invoice::Hold;
use crate::money::Quantity;

/// Units by Sage item number, in stocking units.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Unknown {
    by_item: BTreeMap<String, i128>,
    /// Items of which something was sold that cannot be counted, each with why.
    uncounted: BTreeMap<String, Hold>,
}

/// Hundred-millionths in a ten-thousandth: a quantity times a factor, each with four decimals.
const FINER: i128 = 10_000;

impl Unknown {
    /// Adds the sale of some SKUs that need so many units each, of a unit that is `factor` stocking units.
    pub fn sold(&mut self, item: &str, skus: i64, units_per_sku: Quantity, factor: Quantity) {
        let need = units_per_sku.ten_thousandths() * factor.ten_thousandths();
        let units = i128::from(skus.max(0)).saturating_mul(need);
        let sum = self.by_item.entry(item.to_owned()).or_default();
        *sum = sum.saturating_add(units.max(0));
    }

    /// Notes that something of an item was sold that cannot be counted in its stocking units: the first reason is kept.
    pub fn cannot_count(&mut self, item: &str, why: Hold) {
        self.uncounted.entry(item.to_owned()).or_insert(why);
    }

    /// Why it is not known how much was sold of an item; nothing where it is.
    pub fn uncounted(&self, item: &str) -> Option<&Hold> {
        self.uncounted.get(item)
    }

    /// What is to be taken off an item's stock, rounded up to Sage's four decimals: rather too much than too little.
    pub fn of(&self, item: &str) -> Quantity {
        let fine = self.by_item.get(item).copied().unwrap_or_default();
        let units = fine.div_euclid(FINER) + i128::from(fine.rem_euclid(FINER) != 0);
        // More than Sage can count leaves nothing to offer.
        Quantity::parse(&format!("{units}e-4")).unwrap_or(Quantity::whole(100_000_000_000_000))
    }

    /// Every item with something sold.
    pub fn items(&self) -> impl Iterator<Item = &str> {
        self.by_item.keys().map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::books::reason;

    #[test]
    fn what_was_sold_and_cannot_be_counted_is_told_by_its_first_reason() {
        let hold = |detail| Hold::new(reason::UNIT_OF_MEASURE, detail);
        let mut unknown = Unknown::default();
        unknown.cannot_count("A", hold("no factor"));
        unknown.cannot_count("A", hold("another"));
        assert_eq!(unknown.uncounted("A"), Some(&hold("no factor")));
        assert_eq!(unknown.uncounted("B"), None);
    }

    #[test]
    fn sales_add_up_and_are_rounded_up() {
        let quantity = |text: &str| Quantity::parse(text).unwrap();
        let mut unknown = Unknown::default();
        unknown.sold("A", 3, quantity("2"), quantity("1"));
        unknown.sold("A", 1, quantity("0.0001"), quantity("0.5"));
        assert_eq!(unknown.of("A"), quantity("6.0001"));
        assert_eq!(unknown.of("B"), Quantity::ZERO);
        unknown.sold("B", -1, quantity("1"), quantity("1"));
        assert_eq!(unknown.of("B"), Quantity::ZERO);
    }
}
