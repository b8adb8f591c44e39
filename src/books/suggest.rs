//! Proposals for the items table: which Sage item a SKU could stand for, and why.
//!
//! A proposal is for a person to accept; nothing is taken over by itself. A SKU that is an item number needs
//! no row, and one that fits several items gets none.

use crate::sage300::inventory::Item;

/// What is proposed for a SKU.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Suggestion<'a> {
    /// The SKU is an item number: no row is needed.
    NoRowNeeded(&'a Item),
    /// One item fits, and how.
    Row(&'a Item, &'static str),
    /// Several items fit: a person must choose.
    Several(Vec<&'a Item>),
    /// Nothing fits.
    Nothing,
}

/// Looks for the item of a SKU by number, by the numbers customers use, and by barcode.
pub fn suggest<'a>(sku: &str, barcodes: &[String], items: &'a [Item]) -> Suggestion<'a> {
    let is_number = |item: &&Item| {
        let numbers = [
            item.item_number.as_deref(),
            item.unformatted_item_number.as_deref(),
        ];
        numbers
            .into_iter()
            .flatten()
            .any(|number| number.eq_ignore_ascii_case(sku))
    };
    let is_customers = |item: &&Item| {
        let numbers = item.customer_item_numbers.iter().flatten();
        numbers
            .filter_map(|of| of.customer_item_number.as_deref())
            .any(|number| number.eq_ignore_ascii_case(sku))
    };
    let is_barcode = |item: &&Item| {
        let numbers = [
            item.item_number.as_deref(),
            item.unformatted_item_number.as_deref(),
        ];
        let of_customers = item
            .customer_item_numbers
            .iter()
            .flatten()
            .map(|of| of.customer_item_number.as_deref());
        numbers
            .into_iter()
            .chain(of_customers)
            .flatten()
            .any(|number| barcodes.iter().any(|code| code == number))
    };
    let usable = || items.iter().filter(|item| item.is_usable());
    let by_number: Vec<_> = usable().filter(is_number).collect();
    if let [only] = by_number.as_slice() {
        return Suggestion::NoRowNeeded(only);
    }
    let by_customer: Vec<_> = usable().filter(is_customers).collect();
    let by_barcode: Vec<_> = usable().filter(is_barcode).collect();
    for (found, why) in [
        (by_number, "item number"),
        (by_customer, "customer's item number"),
        (by_barcode, "barcode"),
    ] {
        match found.as_slice() {
            [] => {}
            [only] => return Suggestion::Row(only, why),
            _ => return Suggestion::Several(found),
        }
    }
    Suggestion::Nothing
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sage300::inventory::CustomerItemNumber;

    fn item(number: &str, customers: &str) -> Item {
        Item {
            item_number: Some(number.into()),
            unformatted_item_number: Some(number.replace('-', "")),
            customer_item_numbers: Some(vec![CustomerItemNumber {
                customer_item_number: Some(customers.into()),
                ..CustomerItemNumber::default()
            }]),
            ..Item::default()
        }
    }

    #[test]
    fn one_fit_is_proposed_several_are_not() {
        let items = [item("A-1", "SKU-9"), item("B-1", "0123"), item("C-1", "0123")];
        assert!(
            matches!(suggest("a1", &[], &items), Suggestion::NoRowNeeded(found) if found.number() == "A-1")
        );
        assert!(
            matches!(suggest("SKU-9", &[], &items), Suggestion::Row(found, _) if found.number() == "A-1")
        );
        assert!(
            matches!(suggest("X", &["0123".into()], &items), Suggestion::Several(found) if found.len() == 2)
        );
        assert_eq!(suggest("X", &["999".into()], &items), Suggestion::Nothing);
    }
}
