//! Is it time? What an order's status says about sending it.

use super::hold::Hold;
use super::rules::{InvoiceRules, Replacements};
use crate::amazon::orders::{Channel, Order};
use crate::books::reason::{self, Reason};

/// The status word of an order that was cancelled.
pub const CANCELLED: &str = "CANCELLED";

/// The status word of an order that is shipped in full.
pub const SHIPPED: &str = "SHIPPED";

/// What an order's status says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// Shipped in full: it can be invoiced.
    Due,
    /// Amazon has more to say.
    Wait(Reason),
    /// Nothing will ever be sent.
    Skip(Reason),
    /// A word that is not known.
    Unknown(Hold),
}

/// Judges an order by where it was sold, when, and its status (design, section 7).
pub fn standing(order: &Order, rules: &InvoiceRules) -> Standing {
    if order.created_time < rules.start {
        return Standing::Skip(reason::BEFORE_CUTOVER);
    }
    match order.channel() {
        Some(Channel::Amazon) => {}
        // Its sale was booked in the other shop; an invoice here would book it twice.
        Some(Channel::Other) => return Standing::Skip(reason::NOT_AMAZON),
        None => {
            let channel = order.sales_channel.channel_name.escape_debug();
            let words = format!("Amazon's sales channel `{channel}` is not known to this program");
            return Standing::Unknown(Hold::new(reason::UNKNOWN_STATUS, words));
        }
    }
    match order.status() {
        SHIPPED => due(order, rules),
        "UNSHIPPED" => Standing::Wait(reason::UNSHIPPED),
        "PENDING" | "PENDING_AVAILABILITY" => Standing::Wait(reason::PENDING),
        "PARTIALLY_SHIPPED" => Standing::Wait(reason::PARTLY_SHIPPED),
        "UNFULFILLABLE" => Standing::Wait(reason::UNFULFILLABLE),
        CANCELLED => cancelled(order),
        "" => Standing::Unknown(Hold::new(
            reason::UNKNOWN_STATUS,
            "Amazon sent no status; the app may lack the role for order fulfilment data",
        )),
        word => Standing::Unknown(Hold::new(
            reason::UNKNOWN_STATUS,
            format!(
                "Amazon's status `{}` is not known to this program",
                word.escape_debug()
            ),
        )),
    }
}

/// A cancelled order of which something has left all the same is a sale of something.
fn cancelled(order: &Order) -> Standing {
    let lines = order
        .order_items
        .iter()
        .filter_map(|item| item.fulfillment.as_ref());
    let shipped: i64 = lines
        .filter_map(|line| line.quantity_fulfilled)
        .map(|units| units.max(0))
        .sum();
    if shipped == 0 {
        return Standing::Skip(reason::CANCELLED);
    }
    let total = order.proceeds.as_ref().and_then(|proceeds| proceeds.grand_total);
    let charged = total.map_or_else(String::new, |total| {
        format!(" and a total of {} {}", total.amount, total.currency_code)
    });
    Standing::Unknown(Hold::new(
        reason::CONTRADICTORY,
        format!("Amazon calls the order cancelled, and shows {shipped} shipped{charged}"),
    ))
}

/// Whether an order has no sum but zero: an exchange may bring money, and that is a sale.
fn brings_nothing(order: &Order) -> bool {
    let whole = order.proceeds.iter();
    let of_order = whole.flat_map(|proceeds| {
        let parts = proceeds.breakdowns.iter().map(|part| &part.subtotal);
        proceeds.grand_total.iter().chain(parts)
    });
    let lines = order.order_items.iter().filter_map(|item| item.proceeds.as_ref());
    let of_lines = lines.flat_map(|proceeds| {
        let parts = proceeds.breakdowns.iter().map(|part| &part.subtotal);
        proceeds.proceeds_total.iter().chain(parts)
    });
    of_order.chain(of_lines).all(|sum| sum.amount.is_zero())
}

fn due(order: &Order, rules: &InvoiceRules) -> Standing {
    if rules.replacements == Replacements::Skip && order.is_replacement() && brings_nothing(order) {
        return Standing::Skip(reason::REPLACEMENT);
    }
    let tips = order.proceeds.iter().flat_map(|proceeds| &proceeds.breakdowns);
    if tips
        .filter(|part| part.kind == "DELIVERY_TIP")
        .any(|tip| tip.status.as_deref() == Some("PENDING"))
    {
        return Standing::Wait(reason::TIP_PENDING);
    }
    Standing::Due
}
