//! A line whose prices hold a tax that Amazon collects: what is left of each part once the tax is taken out.

use super::Hold;
use super::line_money::LineMoney;
use crate::amazon::marketplaces::Marketplace;
use crate::amazon::orders::{Order, OrderItem};
use crate::books::reason;
use crate::money::Amount;

/// The parts without Amazon's tax, which stays beside them; where it stands beside them already, the line as it is.
///
/// # Errors
/// A hold where Amazon's own total of the line does not say which, or the tax cannot be told part from part.
pub(super) fn without_tax(item: &OrderItem, line: LineMoney) -> Result<LineMoney, Hold> {
    let unknown = |why: &str| {
        let id = &item.order_item_id;
        Hold::new(
            reason::TAX_UNKNOWN,
            format!("line {id}: Amazon collects its tax, and {why}"),
        )
    };
    let charged = line.gross() - line.discounts();
    if charged.is_zero() && line.tax.is_zero() {
        return Ok(line);
    }
    if line.tax.is_zero() {
        // No document says what a tax of 0.00 is where Amazon collects it.
        return Err(unknown(if tells_tax(item) {
            "shows it as 0.00: goods without tax, or a tax that its figures leave out, and nothing says which"
        } else {
            "does not say how much of the price it is"
        }));
    }
    match line.stated {
        Some(stated) if stated == charged + line.tax => Ok(line),
        Some(stated) if stated == charged => {
            taken_out(item, line).ok_or_else(|| unknown("does not say which part of the price it lies in"))
        }
        _ => Err(unknown(
            "the total of the line does not say whether the price holds it",
        )),
    }
}

/// The line under a rule that takes prices to be without tax. Where Amazon's figures show no tax beside the prices, they hold
/// it: it is taken out where the marketplace is known for such prices, and never invoiced as revenue. `whole` is Amazon's
/// total of the order.
///
/// # Errors
/// A hold that names the rule, where neither the figures nor the marketplace say whether the prices hold the tax.
pub(super) fn unless_inside(
    (order, whole): (&Order, Option<Amount>),
    item: &OrderItem,
    line: LineMoney,
) -> Result<LineMoney, Hold> {
    let id = order.sales_channel.marketplace_id.as_deref();
    let holds_tax = id
        .and_then(Marketplace::find)
        .and_then(Marketplace::prices_hold_tax);
    if line.tax.is_zero() || holds_tax == Some(false) {
        return Ok(line);
    }
    let is_whole_order = order.order_items.len() == 1;
    let stated = line.stated.or_else(|| whole.filter(|_| is_whole_order));
    let (gross, charged) = (line.gross(), line.gross() - line.discounts());
    match stated {
        Some(stated) if stated == charged + line.tax || stated == gross + line.tax => return Ok(line),
        Some(stated) if stated == charged && holds_tax == Some(true) => {
            if let Some(line) = taken_out(item, line) {
                return Ok(line);
            }
        }
        _ => {}
    }
    Err(Hold::new(
        reason::TAX_UNKNOWN,
        format!(
            "line {}: Amazon collects {} of tax, and its figures do not show it beside the price; where this \
             marketplace's prices hold it, its rule is `prices-include-tax`",
            item.order_item_id, line.tax
        ),
    ))
}

/// Takes each part's own tax out of it; `None` where Amazon's particulars do not add up to the tax.
fn taken_out(item: &OrderItem, mut line: LineMoney) -> Option<LineMoney> {
    let all = line.tax;
    let of = |subtype: &str| tax_of(item, subtype);
    let parts = [
        (&mut line.goods, of("ITEM")),
        (&mut line.shipping, of("SHIPPING")),
        (&mut line.gift_wrap, of("GIFT_WRAP")),
        (&mut line.cod, of("COD_FEE")),
        (&mut line.other, of("OTHER")),
    ];
    let discount = of("DISCOUNT").abs();
    let told: Amount = parts.iter().map(|(_, tax)| *tax).sum::<Amount>() - discount;
    if told == all {
        for (part, tax) in parts {
            *part -= tax;
        }
        // Which discount its tax belongs to is not told.
        let others = line.shipping_discount + line.cod_discount;
        if !discount.is_zero() && !others.is_zero() {
            return None;
        }
        line.goods_discount -= discount;
        return Some(line);
    }
    // Without particulars there is still no doubt where the goods are all there is.
    if line.gross() != line.goods || !line.discounts().is_zero() {
        return None;
    }
    line.goods -= all;
    Some(line)
}

/// Whether Amazon shows a sum of tax, be it nothing.
fn tells_tax(item: &OrderItem) -> bool {
    let mut parts = item.proceeds.iter().flat_map(|proceeds| &proceeds.breakdowns);
    parts.any(|part| part.kind == "TAX")
}

fn tax_of(item: &OrderItem, subtype: &str) -> Amount {
    let parts = item.proceeds.iter().flat_map(|proceeds| &proceeds.breakdowns);
    let details = parts
        .filter(|part| part.kind == "TAX")
        .flat_map(|part| &part.detailed_breakdowns)
        .filter(|detail| detail.subtype.as_deref() == Some(subtype));
    details
        .filter_map(|detail| detail.value)
        .map(|value| value.amount)
        .sum()
}
