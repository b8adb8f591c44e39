//! Settlements of sales alone, for tests.

use super::{Name, SettlementLine, SettlementLines, Source};
use crate::money::{Amount, Currency};

/// Lines of product sales with these sums.
pub(super) fn sales(source: Source, sums: &[&str]) -> SettlementLines {
    let mut lines = SettlementLines::new(source, Currency::USD);
    let (kind, path) = (lines.names.name("Order"), lines.names.name("ItemPrice/Principal"));
    for text in sums {
        lines.add(SettlementLine {
            kind,
            path,
            amount: amount(text),
            posted: None,
            order: Name::BLANK,
            sku: Name::BLANK,
            marketplace: Name::BLANK,
            quantity: 0,
        });
    }
    lines
}

/// An amount from its text.
pub(super) fn amount(text: &str) -> Amount {
    Amount::parse(text).unwrap()
}
