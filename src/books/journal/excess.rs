//! What settlements paid above an order's invoice.

use super::facts::OrderStanding;
use super::orders::Orders;
use super::settings::{Place, Role};
use super::shares::{Allocation, Allocations};
use crate::books::settlement::SettlementLines;
use crate::books::variance::within_ceiling;
use crate::money::Amount;

/// What of each order lies above its invoice, within the ceiling, and moves from `clearing` to `order_variance`: the
/// share that it is taken out of, and the sum. In the order of the lines.
///
/// Earlier settlements count: what they already moved is not moved again, and is taken back when the order
/// has meanwhile gone beyond the ceiling.
pub(super) fn moves(
    shares: &Allocations,
    lines: &SettlementLines,
    orders: &Orders,
    ceiling: Amount,
) -> Vec<(Allocation, Amount)> {
    if ceiling <= Amount::ZERO {
        return Vec::new();
    }
    // The last share of each order, and the sum of all of them.
    let mut now: Vec<(Allocation, Amount)> = Vec::new();
    for share in shares.shares(lines) {
        let bucket = shares.buckets[share.bucket as usize];
        // A refund in `clearing` meets its credit note, not the invoice.
        if bucket.place == Place::Role(Role::Clearing) && !bucket.category.is_refund() {
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
    let mut moves: Vec<(Allocation, Amount)> = Vec::new();
    for (last, sum) in now {
        let Some(facts) = orders.get(lines.text(last.order)) else {
            continue;
        };
        let OrderStanding::Invoiced(invoiced) = facts.standing else {
            continue;
        };
        let before = facts.settled_before;
        let moved =
            within_ceiling(invoiced, before + sum, ceiling) - within_ceiling(invoiced, before, ceiling);
        if !moved.is_zero() {
            moves.push((last, moved));
        }
    }
    moves.sort_unstable_by_key(|(share, moved)| (share.line, share.bucket, *moved));
    moves
}
