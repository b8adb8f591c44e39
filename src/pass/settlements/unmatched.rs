//! Sales that nobody invoices: which of a settlement go to `unmatched`, and what is said of them.

use serde_json::{Value, json};

use super::planned::Planned;
use crate::books::journal::{OrderStanding, Orders, Role, SettlementPlan, is_order_id};
use crate::books::settlement::SettlementLines;
use crate::money::{Amount, Currency};

/// Ids that Amazon cannot be asked for, such as Amazon Pay's, and whose sales went to `unmatched` all the same; and the
/// sum of what went there without any id.
pub(super) fn name(
    plan: &SettlementPlan,
    lines: &SettlementLines,
    unknown: &mut Vec<String>,
) -> Option<Amount> {
    let mut without_order: Option<Amount> = None;
    for share in plan.settled(lines).filter(|share| share.role == Role::Unmatched) {
        if share.order.is_empty() {
            *without_order.get_or_insert_default() += share.amount;
        } else if !is_order_id(share.order) && unknown.last().map(String::as_str) != Some(share.order) {
            unknown.push(share.order.to_owned());
        }
    }
    without_order
}

/// Orders that were skipped here, by a person or for a reason of their own, with what went to `unmatched` of each.
pub(super) fn left_out(
    plan: &SettlementPlan,
    lines: &SettlementLines,
    orders: &Orders,
) -> Vec<(String, Amount)> {
    let mut left: Vec<(String, Amount)> = Vec::new();
    for share in plan.settled(lines).filter(|share| share.role == Role::Unmatched) {
        match left.last_mut() {
            Some((order, sum)) if order == share.order => *sum += share.amount,
            _ => left.push((share.order.to_owned(), share.amount)),
        }
    }
    let is_skipped = |order: &str| {
        let known = orders.get(order);
        known.is_some_and(|facts| facts.standing == OrderStanding::Skipped)
    };
    left.retain(|(order, _)| is_skipped(order));
    left
}

/// What is said of them in a run, a sentence each.
pub(super) fn words(planned: &Planned, currency: Currency) -> impl Iterator<Item = String> {
    let without_order = planned.without_order.map(|sum| sum.display(currency).to_string());
    let unknown = unknown(&planned.unknown_orders, without_order);
    unknown.into_iter().chain(skipped(&planned.left_out, currency))
}

/// The orders that were left out here, for scripts.
pub(super) fn to_json(planned: &Planned) -> Vec<Value> {
    let orders = planned.left_out.iter();
    orders
        .map(|(order, sum)| json!({ "order": order, "amount": sum }))
        .collect()
}

/// Orders that are listed in one sentence; of a large settlement there may be thousands.
const LISTED: usize = 50;

/// What is booked to `unmatched`: orders that Amazon does not know, and a sum that names no order; `None` where nothing
/// is.
fn unknown(orders: &[String], without_order: Option<String>) -> Option<String> {
    let shown = orders[..orders.len().min(LISTED)].join(", ");
    let further = match orders.len().saturating_sub(LISTED) {
        0 => String::new(),
        more => format!(" and {more} more; `--json` lists them all"),
    };
    let of_orders = (!orders.is_empty())
        .then(|| format!("orders that Amazon does not know, booked to `unmatched`: {shown}{further}"));
    let of_none = without_order.map(|sum| format!("sales with no order id, {sum}, booked to `unmatched`"));
    let words: Vec<String> = of_orders.into_iter().chain(of_none).collect();
    (!words.is_empty()).then(|| words.join("\n"))
}

/// Sales of orders that were left out here, booked to `unmatched`; `None` where there are none.
fn skipped(orders: &[(String, Amount)], currency: Currency) -> Option<String> {
    if orders.is_empty() {
        return None;
    }
    let shown = orders.iter().take(LISTED);
    let shown: Vec<String> = shown
        .map(|(order, sum)| format!("{order} {}", sum.display(currency)))
        .collect();
    let further = match orders.len().saturating_sub(LISTED) {
        0 => String::new(),
        more => format!(" and {more} more; `--json` lists them all"),
    };
    Some(format!(
        "orders that were skipped here, whose sales are booked to `unmatched`: {}{further}; move each from there by a journal",
        shown.join(", ")
    ))
}
