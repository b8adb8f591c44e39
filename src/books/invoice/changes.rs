//! What a newer version of an invoiced order says otherwise, in words for the person who compares the two.

use super::line_money::LineMoney;
use super::owed::line_money;
use crate::amazon::orders::{Order, OrderItem};

/// At most so many lines are told one by one.
const TOLD: usize = 5;

/// Each difference of the lines: one that is new or gone, another SKU, other units, another sum. `by_sku` where one of
/// the two was read from the bulk report, which has no ids of lines. Empty where the lines say the same.
pub fn changes(posted: &Order, newer: &Order, by_sku: bool) -> String {
    let (before, after) = (named(posted, by_sku), named(newer, by_sku));
    let mut words = Vec::new();
    for (name, was) in &before {
        match line(name, &after) {
            Some(is) => words.extend(of_line(name, was, is)),
            None => words.push(format!("line {name} is gone")),
        }
    }
    let is_new = |(name, _): &&(String, &OrderItem)| line(name, &before).is_none();
    let new = after.iter().filter(is_new);
    words.extend(new.map(|(name, _)| format!("line {name} is new")));
    if words.len() > TOLD {
        let more = words.split_off(TOLD).len();
        words.push(format!("{more} further differences"));
    }
    words.join("; ")
}

fn line<'a>(name: &str, lines: &[(String, &'a OrderItem)]) -> Option<&'a OrderItem> {
    let found = lines.iter().find(|(other, _)| other == name);
    found.map(|(_, item)| *item)
}

/// The lines under names that both versions have: Amazon's id, or the SKU and which of its lines it is.
fn named(order: &Order, by_sku: bool) -> Vec<(String, &OrderItem)> {
    let mut lines: Vec<(String, &OrderItem)> = Vec::with_capacity(order.order_items.len());
    for item in &order.order_items {
        let name = if by_sku {
            let sku = sku(item);
            let nth = 1 + lines.iter().filter(|(_, other)| self::sku(other) == sku).count();
            match nth {
                1 => format!("`{sku}`"),
                _ => format!("`{sku}` ({nth})"),
            }
        } else {
            item.order_item_id.clone()
        };
        lines.push((name, item));
    }
    lines
}

fn of_line(name: &str, was: &OrderItem, is: &OrderItem) -> Vec<String> {
    let mut words = Vec::new();
    if sku(was) != sku(is) {
        words.push(format!("line {name}: SKU `{}`, not `{}`", sku(is), sku(was)));
    }
    if shipped(was) != shipped(is) {
        words.push(format!(
            "line {name}: {} shipped, not {}",
            shipped(is),
            shipped(was)
        ));
    }
    match (line_money(was).ok(), line_money(is).ok()) {
        (Some(was), Some(is)) => words.extend(sums(was, is).map(|sums| format!("line {name}: {sums}"))),
        (Some(_), None) => words.push(format!("line {name}: its sums cannot be read")),
        _ => {}
    }
    words
}

fn sums(was: LineMoney, is: LineMoney) -> Option<String> {
    let parts = [
        ("goods", was.goods, is.goods),
        ("shipping", was.shipping, is.shipping),
        ("gift wrap", was.gift_wrap, is.gift_wrap),
        ("cash on delivery", was.cod, is.cod),
        ("other", was.other, is.other),
        ("discount", was.goods_discount, is.goods_discount),
        ("shipping discount", was.shipping_discount, is.shipping_discount),
        ("discount on cash on delivery", was.cod_discount, is.cod_discount),
        ("tax", was.tax, is.tax),
    ];
    let differ = parts.iter().filter(|(_, was, is)| was != is);
    let words: Vec<_> = differ
        .map(|(name, was, is)| format!("{name} {is}, not {was}"))
        .collect();
    (!words.is_empty()).then(|| words.join(", "))
}

fn sku(item: &OrderItem) -> &str {
    item.product.seller_sku.as_deref().unwrap_or_default()
}

fn shipped(item: &OrderItem) -> String {
    let told = item.fulfillment.as_ref().and_then(|told| told.quantity_fulfilled);
    told.map_or_else(|| "nothing told as".to_owned(), |units| units.to_string())
}
