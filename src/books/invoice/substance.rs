//! Whether two readings of an order say the same of what its invoice is made from.

use super::line_money::LineMoney;
use super::owed::{line_money, order_level};
use crate::amazon::orders::{ItemBreakdown, Order};
use crate::money::{Amount, Currency};

/// Whether a newer version of a posted order still says what its document was built from.
///
/// Status words, times and whatever else the document does not hold are not compared, nor the order of lines and parts.
pub fn same_substance(posted: &Order, newer: &Order) -> bool {
    let substance = |order: &Order| {
        let mut items: Vec<_> = order
            .order_items
            .iter()
            .map(|item| {
                let money = item
                    .proceeds
                    .as_ref()
                    .map(|p| (p.proceeds_total, parts(&p.breakdowns)));
                let shipped = item.fulfillment.as_ref().and_then(|f| f.quantity_fulfilled);
                (
                    item.order_item_id.clone(),
                    item.product.seller_sku.clone(),
                    shipped,
                    money,
                )
            })
            .collect();
        items.sort_by_cached_key(|item| format!("{item:?}"));
        (items, order.proceeds.as_ref().and_then(|p| p.grand_total))
    };
    substance(posted) == substance(newer)
}

/// A line's parts without those of nothing, in an order of their own: Amazon promises none.
fn parts(all: &[ItemBreakdown]) -> Vec<ItemBreakdown> {
    let mut parts = all.to_vec();
    for part in &mut parts {
        let details = &mut part.detailed_breakdowns;
        details.retain(|detail| detail.value.is_some_and(|value| !value.amount.is_zero()));
        details.sort_by_cached_key(|detail| format!("{detail:?}"));
    }
    parts.retain(|part| !part.subtotal.amount.is_zero() || !part.detailed_breakdowns.is_empty());
    parts.sort_by_cached_key(|part| format!("{part:?}"));
    parts
}

/// As [`same_substance`] where one of the two was read from the bulk report, which has no totals and no ids of lines,
/// and may have its lines in another order.
pub fn same_as_told(told: &Order, other: &Order) -> bool {
    let (Some(one), Some(two)) = (Told::of(told), Told::of(other)) else {
        return false;
    };
    one == two
}

/// Whether Amazon's own record of an order makes the invoice that the bulk report makes.
pub fn agrees(told: &Order, own: &Order) -> bool {
    let shipper = |order: &Order| order.fulfillment.as_ref().and_then(|f| f.fulfilled_by.clone());
    told.order_id == own.order_id
        && told.created_time.timestamp() == own.created_time.timestamp()
        && told.status() == own.status()
        && shipper(told) == shipper(own)
        && told.sales_channel == own.sales_channel
        && told.is_replacement() == own.is_replacement()
        && same_as_told(told, own)
}

/// What both forms of an order tell.
#[derive(Debug, PartialEq, Eq)]
struct Told {
    /// By SKU, units shipped, currencies and sums; in an order of their own.
    lines: Vec<(String, i64, Vec<Currency>, [Amount; 9])>,
    tip: Amount,
}

impl Told {
    /// None where the order does not tell it plainly.
    fn of(order: &Order) -> Option<Self> {
        let mut lines = Vec::with_capacity(order.order_items.len());
        for item in &order.order_items {
            let sku = item.product.seller_sku.clone()?;
            let shipped = item.fulfillment.as_ref()?.quantity_fulfilled?;
            let parts = item.proceeds.iter().flat_map(|proceeds| &proceeds.breakdowns);
            let mut currencies: Vec<_> = parts.map(|part| part.subtotal.currency_code).collect();
            currencies.dedup();
            lines.push((sku, shipped, currencies, sums(line_money(item).ok()?)));
        }
        lines.sort();
        Some(Self {
            lines,
            tip: order_level(order, "DELIVERY_TIP") + order_level(order, "OTHER"),
        })
    }
}

fn sums(line: LineMoney) -> [Amount; 9] {
    [
        line.goods,
        line.shipping,
        line.gift_wrap,
        line.cod,
        line.other,
        line.goods_discount,
        line.shipping_discount,
        line.cod_discount,
        line.tax,
    ]
}
