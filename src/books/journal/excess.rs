//! What settlements paid above an order's invoice.

use std::collections::HashSet;

use foldhash::fast::RandomState;

use super::facts::OrderStanding;
use super::orders::Orders;
use super::settings::{Place, Role};
use super::shares::{Allocation, Allocations, SettledShare};
use crate::books::settlement::{Name, SettlementLines};
use crate::books::variance::within_ceiling;
use crate::money::Amount;

/// What of each order lies above its invoice, within the ceiling, and moves from `clearing` to `order_variance`: the
/// share that it is taken out of, and the sum. In the order of the lines.
///
/// Earlier settlements count: what they already moved is not moved again, and is taken back when the order
/// has meanwhile gone beyond the ceiling. `settled` is what the shares come to, order by order.
pub(super) fn moves(
    shares: &Allocations,
    settled: &[SettledShare],
    lines: &SettlementLines,
    orders: &Orders,
    ceiling: Amount,
) -> Vec<(Allocation, Amount)> {
    if ceiling <= Amount::ZERO {
        return Vec::new();
    }
    let wanted = above(settled, lines, orders, ceiling);
    let any_credited = orders.any_credited();
    if wanted.is_empty() && !any_credited {
        return Vec::new();
    }
    let is_wanted =
        |order: Name| wanted.contains(&order) || any_credited && orders.credited(lines.text(order));
    // The last share of each order, and the sum of all of them.
    let mut now: Vec<(Allocation, Amount)> = Vec::new();
    let mut last_order = (Name::BLANK, is_wanted(Name::BLANK));
    for share in shares.shares(lines) {
        if share.order != last_order.0 {
            last_order = (share.order, is_wanted(share.order));
        }
        let bucket = shares.buckets[share.bucket as usize];
        // A refund in `clearing` meets its credit note, not the invoice.
        let is_sale = !bucket.category.gives_sale_back();
        if last_order.1 && bucket.place == Place::Role(Role::Clearing) && is_sale {
            match now.last_mut() {
                Some((last, sum)) if last.order == share.order => {
                    *last = share;
                    *sum += share.amount;
                }
                _ => now.push((share, share.amount)),
            }
        }
    }
    now.sort_unstable_by_key(|(share, _)| (share.order, share.line));
    now.dedup_by(|next, kept| {
        let same = next.0.order == kept.0.order;
        if same {
            *kept = (next.0, kept.1 + next.1);
        }
        same
    });
    let moves = now.into_iter().map(|(last, sum)| {
        let moved = moved(orders, lines.text(last.order), sum, ceiling);
        (last, moved)
    });
    let mut moves: Vec<(Allocation, Amount)> = moves.filter(|(_, moved)| !moved.is_zero()).collect();
    moves.sort_unstable_by_key(|(share, moved)| (share.line, share.bucket, *moved));
    moves
}

/// The orders without a credit note of which something moves: all that they have on `clearing` meets their invoices.
fn above(
    settled: &[SettledShare],
    lines: &SettlementLines,
    orders: &Orders,
    ceiling: Amount,
) -> HashSet<Name, RandomState> {
    let of_orders = settled.chunk_by(|one, next| one.order == next.order);
    let above = of_orders.filter_map(|of_order| {
        let on_clearing = of_order.iter().filter(|share| share.role == Role::Clearing);
        let sum = on_clearing.map(SettledShare::amount).sum();
        let order = of_order.first()?.order;
        (!moved(orders, lines.text(order), sum, ceiling).is_zero()).then_some(order)
    });
    above.collect()
}

/// What moves of an order by so much more on `clearing`.
fn moved(orders: &Orders, order: &str, sum: Amount, ceiling: Amount) -> Amount {
    let Some((OrderStanding::Invoiced(invoiced), before)) = orders.so_far(order) else {
        return Amount::ZERO;
    };
    within_ceiling(invoiced, before + sum, ceiling) - within_ceiling(invoiced, before, ceiling)
}
