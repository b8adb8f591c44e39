//! Natural keys of journal batches, and the digest that both sources agree on.

use std::collections::BTreeMap;
use std::fmt::Write;

use ring::digest::{SHA256, digest};

use super::hold::Hold;
use crate::books::classification::Category;
use crate::books::fiscal_calendar::PeriodId;
use crate::money::Amount;
use crate::sage300::ledger::LONGEST_TEXT;

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

/// What both sources say of a part: amounts by category and order.
#[derive(Debug, Default)]
pub(super) struct Content<'a>(BTreeMap<(Category, &'a str), Amount>);

impl<'a> Content<'a> {
    /// Adds a line. Ids that are not order ids differ between the sources and are left out.
    pub(super) fn add(&mut self, category: Category, order: &'a str, amount: Amount) {
        let order = if is_order_id(order) { order } else { "" };
        *self.0.entry((category, order)).or_default() += amount;
    }

    /// The first 20 hex digits of the content's SHA-256: the entry's document number.
    pub(super) fn document_number(&self, period: &PeriodId) -> String {
        let mut text = format!("settlement v1\n{period}\n");
        for ((category, order), amount) in self.0.iter().filter(|(_, amount)| !amount.is_zero()) {
            // Writing to a string cannot fail.
            let _ = writeln!(text, "{category}\t{order}\t{amount}");
        }
        let hash = digest(&SHA256, text.as_bytes());
        hash.as_ref()[..10]
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect()
    }
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
}
