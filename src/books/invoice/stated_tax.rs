//! The tax that Amazon states of what the seller owes, to be held against what Sage computed of the same prices.

use super::collector::{Collector, collector};
use crate::amazon::orders::Order;
use crate::money::{Amount, Currency};

/// The tax that Amazon states of the lines whose tax is the seller's.
///
/// `None` where a line does not state it, which says nothing of the others, where a discount leaves open how much of the tax
/// went with it, and where all of it is nothing: sellers whose prices hold the tax are often told of none (facts, section 8).
pub fn stated_tax(order: &Order) -> Option<Amount> {
    let mut sum = Amount::ZERO;
    for item in &order.order_items {
        if collector(item) == Collector::Amazon {
            continue;
        }
        let proceeds = item.proceeds.as_ref()?;
        if proceeds.breakdowns.iter().any(|part| part.kind == "DISCOUNT") {
            return None;
        }
        let tax = proceeds.breakdowns.iter().filter(|part| part.kind == "TAX");
        let mut tax = tax.map(|part| part.subtotal.amount).peekable();
        tax.peek()?;
        sum += tax.sum();
    }
    (!sum.is_zero()).then_some(sum)
}

/// Whether two taxes of one order differ by more than rounding: each line may be rounded by itself.
pub fn taxes_differ(one: Amount, other: Amount, lines: usize, currency: Currency) -> bool {
    let lines = i64::try_from(lines).unwrap_or(i64::MAX).max(1);
    (one - other).abs() > Amount::from_minor(lines, currency)
}
