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
    let Some(shipped) = item.fulfillment.as_ref().and_then(|f| f.quantity_fulfilled) else {
        return Err(Hold::new(
            reason::PART_CANCELLED,
            format!("line {id}: Amazon does not say how many were shipped"),
        ));
    };
    let ordered = item.quantity_ordered;
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
    let unit = item
        .product
        .price
        .as_ref()
        .and_then(|price| price.unit_price)
        .map(|money| money.amount);
    if shipped > 0 && unit.and_then(|unit| unit.times(shipped)) == Some(goods) {
        return Ok(shipped);
    }
    Err(Hold::new(
        reason::PART_CANCELLED,
        format!("line {id}: {shipped} of {ordered} shipped, and {goods} charged does not say for how many"),
    ))
}
