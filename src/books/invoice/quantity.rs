//! How many units of a line are invoiced: what was shipped, when the money is for exactly that.

use super::hold::Hold;
use crate::amazon::orders::OrderItem;
use crate::books::reason;
use crate::money::Amount;

/// Units to invoice; zero when the whole line was cancelled and nothing was charged.
///
/// Where fewer were shipped than ordered, Amazon's unit price tells which of the two the money covers; when
/// it does not, the line is not guessed at.
pub(super) fn invoiced(item: &OrderItem, goods: Amount, anything_charged: bool) -> Result<i64, Hold> {
    let id = &item.order_item_id;
    let ordered = item.quantity_ordered;
    let Some(shipped) = shipped(item, goods) else {
        return Err(Hold::new(
            reason::UNREADABLE,
            format!("line {id}: the order is shipped, and `quantityFulfilled` is missing"),
        ));
    };
    if shipped < 0 || ordered < 0 || shipped > ordered {
        return Err(Hold::new(
            reason::PART_CANCELLED,
            format!("line {id}: {shipped} shipped of {ordered} ordered"),
        ));
    }
    if shipped == ordered && shipped > 0 {
        return Ok(shipped);
    }
    if shipped == 0 && !anything_charged {
        return Ok(0);
    }
    if shipped > 0 && price_of(item, shipped) == Some(goods) {
        return Ok(shipped);
    }
    Err(Hold::new(
        reason::PART_CANCELLED,
        format!("line {id}: {shipped} of {ordered} shipped, and {goods} charged does not say for how many"),
    ))
}

/// Units shipped: what Amazon says, else what is left of the ordered ones, else all of them where the price is for
/// all of them.
fn shipped(item: &OrderItem, goods: Amount) -> Option<i64> {
    let ordered = item.quantity_ordered;
    let told = item.fulfillment.as_ref();
    told.and_then(|f| f.quantity_fulfilled)
        .or_else(|| Some(ordered - told?.quantity_unfulfilled?))
        .or_else(|| (price_of(item, ordered)? == goods).then_some(ordered))
}

/// Amazon's price of so many units.
fn price_of(item: &OrderItem, units: i64) -> Option<Amount> {
    let price = item.product.price.as_ref()?.unit_price?;
    price.amount.times(units)
}
