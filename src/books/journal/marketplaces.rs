//! Which marketplace each line belongs to, where a settlement holds orders of several.
//!
//! Only lines of orders count, and what is known of an order counts before the line's own word: the report
//! leaves the marketplace blank on many rows, and both sources must give the same journal.

use std::collections::{BTreeSet, HashMap};

use super::facts::OrderFacts;
use super::keys::is_order_id;
use crate::books::settlement::{Name, SettlementLines};

/// The marketplaces by name, where orders of several are settled together, and which each order belongs to.
pub(super) fn of_lines(
    lines: &SettlementLines,
    orders: &HashMap<String, OrderFacts>,
) -> (Vec<String>, HashMap<(Name, Name), u16>) {
    let mut of_order: HashMap<(Name, Name), &str> = HashMap::new();
    for line in &lines.lines {
        of_order.entry((line.order, line.marketplace)).or_insert_with(|| {
            let order = lines.text(line.order);
            let known = orders.get(order).and_then(|facts| facts.marketplace.as_deref());
            if is_order_id(order) {
                known.unwrap_or(lines.text(line.marketplace))
            } else {
                ""
            }
        });
    }
    let mut names: Vec<String> = of_order
        .values()
        .copied()
        .collect::<BTreeSet<&str>>()
        .into_iter()
        .map(str::to_owned)
        .collect();
    names.retain(|name| !name.is_empty());
    if names.len() < 2 {
        return (vec![String::new()], HashMap::new());
    }
    names.insert(0, String::new());
    let place = |name: &str| {
        names
            .iter()
            .position(|known| known == name)
            .and_then(|at| u16::try_from(at).ok())
            .unwrap_or(0)
    };
    let of_order = of_order
        .into_iter()
        .map(|(key, name)| (key, place(name)))
        .collect();
    (names, of_order)
}
