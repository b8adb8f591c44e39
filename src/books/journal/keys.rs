//! Natural keys of journal batches, and the digest that both sources agree on.

use ring::digest::{Context, SHA256, digest};

use super::hold::Hold;
use crate::books::classification::Category;
use crate::books::fiscal_calendar::PeriodId;
use crate::books::settlement::Name;
use crate::money::Amount;
use crate::sage300::ledger::LONGEST_TEXT;

/// What a part is found by in Sage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PartKey {
    /// The natural key.
    pub(super) key: String,
    /// The digest of its content.
    pub(super) document_number: String,
    /// Whether orders make up that content, so that no other settlement has the same digest.
    pub(super) has_orders: bool,
}

/// The key of a part: `AMZ <id> <year>-<period>`, refused and never cut when Sage could not keep it whole.
pub fn batch_key(id: &str, period: &PeriodId) -> Result<String, Hold> {
    let key = format!("AMZ {id} {period}");
    if key.chars().count() > LONGEST_TEXT {
        Err(Hold::KeyTooLong(key))
    } else {
        Ok(key)
    }
}

/// Whether a text is an Amazon order id, `3-7-7` digits; the report's order column holds other ids too.
pub fn is_order_id(text: &str) -> bool {
    let mut groups = text.split('-');
    let digits = |group: Option<&str>, count: usize| {
        group.is_some_and(|group| group.len() == count && group.bytes().all(|b| b.is_ascii_digit()))
    };
    digits(groups.next(), 3)
        && digits(groups.next(), 7)
        && digits(groups.next(), 7)
        && groups.next().is_none()
}

/// What both sources say of a part: amounts by category and order, in whatever order and however divided.
///
/// Each category and each order has a random-looking factor of 128 bits, and a part's content is the sum of its
/// amounts times both their factors. Lines that cancel leave nothing behind, and no list of them is ever held.
#[derive(Debug, Default)]
pub(super) struct Content {
    sum: u128,
    /// What of the sum is of orders.
    of_orders: u128,
    /// Of each category that was met.
    categories: Vec<Option<u128>>,
    /// The factor of the order that was met last, and whether it is one.
    last: Option<(Name, u128, bool)>,
}

impl Content {
    /// Adds a line. Ids that are not order ids differ between the sources and are left out.
    pub(super) fn add(&mut self, category: Category, order: (Name, &str), amount: Amount) {
        let (of_order, is_order) = match self.last {
            Some((known, factor, is_order)) if known == order.0 => (factor, is_order),
            _ => {
                let is_order = is_order_id(order.1);
                (factor("order", if is_order { order.1 } else { "" }), is_order)
            }
        };
        self.last = Some((order.0, of_order, is_order));
        let at = category as usize;
        if at >= self.categories.len() {
            self.categories.resize(at + 1, None);
        }
        let of_category = *self.categories[at].get_or_insert_with(|| factor("category", category.name()));
        let amount = amount.exact_units().cast_unsigned();
        let share = amount.wrapping_mul(of_order).wrapping_mul(of_category);
        self.sum = self.sum.wrapping_add(share);
        if is_order {
            self.of_orders = self.of_orders.wrapping_add(share);
        }
    }

    /// Whether orders make it up. Amazon gives an order's id once; a fee of the same amount is in many settlements.
    pub(super) fn has_orders(&self) -> bool {
        self.of_orders != 0
    }

    /// The first 20 hex digits of the content's SHA-256: the entry's document number.
    pub(super) fn document_number(&self, period: &PeriodId) -> String {
        let text = format!("settlement v3\n{period}\n{:032x}", self.sum);
        let hash = digest(&SHA256, text.as_bytes());
        hash.as_ref()[..10]
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect()
    }
}

fn factor(of: &str, text: &str) -> u128 {
    let mut hash = Context::new(&SHA256);
    hash.update(of.as_bytes());
    hash.update(b"\t");
    hash.update(text.as_bytes());
    let mut half = [0; 16];
    half.copy_from_slice(&hash.finish().as_ref()[..16]);
    // An odd factor loses no digit of the amount.
    u128::from_be_bytes(half) | 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_whole_or_refused() {
        let period = PeriodId {
            year: "2026".into(),
            number: 3,
        };
        assert_eq!(batch_key("17", &period).unwrap(), "AMZ 17 2026-03");
        assert_eq!(batch_key(&"g".repeat(48), &period).unwrap().len(), 60);
        assert!(batch_key(&"g".repeat(49), &period).is_err());
    }

    #[test]
    fn order_ids_are_told_from_shipment_ids() {
        assert!(is_order_id("111-1234567-7654321"));
        for text in [
            "",
            "FBA15ABC",
            "111-1234567",
            "111-1234567-765432x",
            "S01-1234567-7654321",
            "111-1234567-7654321-1",
        ] {
            assert!(!is_order_id(text), "{text}");
        }
    }

    #[test]
    fn content_does_not_depend_on_order_or_division() {
        let period = PeriodId {
            year: "2026".into(),
            number: 3,
        };
        let mut names = crate::books::settlement::Names::default();
        let (one, two) = ("111-1234567-7654321", "111-1234567-7654322");
        let mut number = |lines: &[(&str, &str)]| {
            let mut content = Content::default();
            for (order, amount) in lines {
                let order = (names.name(order), *order);
                content.add(Category::ProductSales, order, Amount::parse(amount).unwrap());
            }
            content.document_number(&period)
        };
        let whole = number(&[(one, "10"), (two, "5")]);
        assert_eq!(whole, number(&[(two, "2.50"), (one, "10"), (two, "2.50")]));
        assert_eq!(
            whole,
            number(&[(one, "10"), (two, "5"), ("FBA1", "3"), ("x", "-3")])
        );
        assert_ne!(whole, number(&[(one, "5"), (two, "10")]));
        assert_ne!(whole, number(&[(one, "10"), (two, "5.01")]));
    }

    #[test]
    fn fees_alone_and_orders_that_cancel_are_no_orders() {
        let mut names = crate::books::settlement::Names::default();
        let one = "111-1234567-7654321";
        let mut has_orders = |lines: &[(&str, &str)]| {
            let mut content = Content::default();
            for (order, amount) in lines {
                let order = (names.name(order), *order);
                content.add(Category::ProductSales, order, Amount::parse(amount).unwrap());
            }
            content.has_orders()
        };
        assert!(has_orders(&[(one, "10"), ("", "-72.42")]));
        for fees in [
            &[("", "-72.42")][..],
            &[("FBA1", "3")],
            &[(one, "10"), ("", "-3"), (one, "-10")],
        ] {
            assert!(!has_orders(fees), "{fees:?}");
        }
    }
}
