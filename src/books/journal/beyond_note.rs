//! What settlements gave back of an order beyond its credit note: a note that a person made for a part meets as much of the
//! refunds as it gives back, and the rest goes on to the accounts of refunds.

use std::collections::HashMap;

use foldhash::fast::RandomState;

use super::orders::Orders;
use super::settings::{Place, Role};
use super::shares::{Allocation, Allocations};
use crate::books::settlement::{Name, SettlementLines};
use crate::money::Amount;

/// What of each share of a refund leaves `clearing`, below zero as the share is: taken out of the last ones first. In the
/// order of the lines.
pub(super) fn moves(
    shares: &Allocations,
    lines: &SettlementLines,
    orders: &Orders,
) -> Vec<(Allocation, Amount)> {
    if !orders.any_bounded() {
        return Vec::new();
    }
    let mut refunds: HashMap<Name, Vec<Allocation>, RandomState> = HashMap::default();
    for share in shares.shares(lines) {
        let bucket = shares.buckets[share.bucket as usize];
        let meets_note = bucket.place == Place::Role(Role::Clearing) && bucket.category.gives_sale_back();
        if meets_note && orders.note_room(lines.text(share.order)).is_some() {
            refunds.entry(share.order).or_default().push(share);
        }
    }
    let mut moves: Vec<(Allocation, Amount)> = Vec::new();
    for (order, of_order) in refunds {
        let room = orders.note_room(lines.text(order)).unwrap_or_default();
        let given_back = -of_order.iter().map(|share| share.amount).sum::<Amount>();
        let mut beyond = given_back - room.max(Amount::ZERO);
        for share in of_order
            .into_iter()
            .rev()
            .filter(|share| share.amount.is_negative())
        {
            if beyond <= Amount::ZERO {
                break;
            }
            let taken = beyond.min(share.amount.abs());
            beyond -= taken;
            moves.push((share, -taken));
        }
    }
    moves.sort_unstable_by_key(|(share, moved)| (share.line, share.bucket, *moved));
    moves
}
