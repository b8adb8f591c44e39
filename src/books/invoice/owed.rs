//! What is owed: an order's money sorted into what its invoice holds and what Amazon keeps.
//!
//! Amazon documents neither the sign of discounts nor what its totals hold; [`super::reading`] finds that out.

use super::collector::{TaxFacts, is_marketplaces};
use super::hold::Hold;
use super::included::{unless_inside, without_tax};
use super::line_money::LineMoney;
use super::reading::{Reading, Settled, Sums, settle};
use super::tax_rule::TaxRule;
use crate::amazon::orders::{Order, OrderItem};
use crate::books::reason;
use crate::money::{Amount, Currency};

/// An order's money, proven against Amazon's total.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owed {
    /// A line each, in Amazon's order.
    pub lines: Vec<LineMoney>,
    /// The tip.
    pub tip: Amount,
    /// The currency of everything.
    pub currency: Currency,
    /// What the invoice must add up to.
    pub total: Amount,
    /// Tax that the marketplace keeps; never invoiced.
    pub marketplace_tax: Amount,
    /// Tax that the seller owes; a charge on the invoice.
    pub seller_tax: Amount,
    /// How Amazon counts, where this order proves it.
    pub reading: Option<Reading>,
}

/// What is known beside the order when its money is sorted.
#[derive(Debug, Clone, Copy)]
pub struct Around {
    /// Who owes the tax.
    pub rule: TaxRule,
    /// What is known about tax in the marketplace.
    pub tax: TaxFacts,
    /// How Amazon has been seen to count in the marketplace.
    pub shown: Option<Reading>,
    /// The customer's currency, for an order without any sum.
    pub currency: Option<Currency>,
    /// Whether Amazon's own total was to be had: its bulk report has none.
    pub totals_told: bool,
}

/// Sorts the money of an order.
///
/// # Errors
/// A hold: no price, mixed currencies, tax of nobody, or parts that do not add up to Amazon's total.
pub fn owed(order: &Order, around: Around) -> Result<Owed, Hold> {
    let Some(currency) = currency_of(order)? else {
        return free_of_charge(order, around.currency);
    };
    let rule = around.rule;
    let mut lines = order
        .order_items
        .iter()
        .map(line_money)
        .collect::<Result<Vec<_>, _>>()?;
    for (line, item) in lines.iter_mut().zip(&order.order_items) {
        line.tax_is_marketplaces = is_marketplaces(item, line.tax, rule, around.tax)?;
        if line.tax_is_marketplaces {
            *line = match rule.prices_hold_tax() {
                true => without_tax(item, *line)?,
                false => unless_inside((order, stated_total(order)), item, *line)?,
            };
        }
    }
    let tip = order_level(order, "DELIVERY_TIP");
    let sums = Sums::of_all(&lines, tip, rule);
    let settled = match stated_total(order) {
        Some(stated) => settle(sums, stated, &lines, rule, around.shown)?,
        // Without a discount every reading comes to the same invoice.
        None if !around.totals_told && sums.discounts.is_zero() => Settled::default(),
        None => return Err(Hold::new(reason::NO_PRICE, "Amazon sent no total")),
    };
    if !settled.less_discounts {
        for line in &mut lines {
            (line.goods_discount, line.shipping_discount, line.cod_discount) = Default::default();
        }
    }
    let net: Amount = lines.iter().map(|line| line.gross() - line.discounts()).sum();
    let total = net + tip + sums.sellers_tax;
    if total.is_negative() {
        let words = format!("what the buyer pays adds up to {total}, and an invoice is not below zero");
        return Err(Hold::new(reason::CONTRADICTORY, words));
    }
    Ok(Owed {
        total,
        lines,
        tip,
        currency,
        marketplace_tax: sums.marketplace_tax,
        seller_tax: sums.sellers_tax,
        reading: settled.proven,
    })
}

fn stated_total(order: &Order) -> Option<Amount> {
    let whole = order
        .proceeds
        .as_ref()
        .and_then(|proceeds| proceeds.grand_total)
        .map(|total| total.amount);
    let by_line = || {
        let lines = order
            .order_items
            .iter()
            .map(|item| item.proceeds.as_ref()?.proceeds_total.map(|t| t.amount));
        lines.sum::<Option<Amount>>()
    };
    whole.or_else(by_line)
}

pub(super) fn order_level(order: &Order, kind: &str) -> Amount {
    let parts = order.proceeds.iter().flat_map(|proceeds| &proceeds.breakdowns);
    parts
        .filter(|part| part.kind == kind)
        .map(|part| part.subtotal.amount)
        .sum()
}

/// A replacement without any money is sent at price zero; anything else without money is held.
///
/// Without any sum it has no currency of its own, so the customer's counts.
fn free_of_charge(order: &Order, customers: Option<Currency>) -> Result<Owed, Hold> {
    if !order.is_replacement() {
        return Err(Hold::new(reason::NO_PRICE, "Amazon sent no price for any line"));
    }
    Ok(Owed {
        lines: vec![LineMoney::default(); order.order_items.len()],
        tip: Amount::ZERO,
        currency: customers.unwrap_or(Currency::USD),
        total: Amount::ZERO,
        marketplace_tax: Amount::ZERO,
        seller_tax: Amount::ZERO,
        reading: None,
    })
}

/// The one currency of all sums; `None` when there is no sum at all.
fn currency_of(order: &Order) -> Result<Option<Currency>, Hold> {
    let totals = order.proceeds.iter().flat_map(|proceeds| {
        proceeds
            .grand_total
            .iter()
            .chain(proceeds.breakdowns.iter().map(|part| &part.subtotal))
    });
    let lines = order
        .order_items
        .iter()
        .filter_map(|item| item.proceeds.as_ref())
        .flat_map(|proceeds| {
            proceeds
                .proceeds_total
                .iter()
                .chain(proceeds.breakdowns.iter().map(|part| &part.subtotal))
        });
    let mut found = None;
    for money in totals.chain(lines) {
        match found {
            None => found = Some(money.currency_code),
            Some(currency) if currency == money.currency_code => {}
            Some(currency) => {
                return Err(Hold::new(
                    reason::TOTAL_MISMATCH,
                    format!("Amazon's sums are in {currency} and in {}", money.currency_code),
                ));
            }
        }
    }
    Ok(found)
}

/// Whether nothing of a line was shipped, so that it has no price to be missed; the order's total still proves that.
fn is_cancelled(item: &OrderItem) -> bool {
    let Some(told) = &item.fulfillment else {
        return false;
    };
    let left = || Some(item.quantity_ordered - told.quantity_unfulfilled?);
    told.quantity_fulfilled.or_else(left) == Some(0)
}

pub(super) fn line_money(item: &OrderItem) -> Result<LineMoney, Hold> {
    let id = &item.order_item_id;
    let mut money = LineMoney::default();
    let Some(proceeds) = &item.proceeds else {
        return if is_cancelled(item) {
            Ok(money)
        } else {
            Err(Hold::new(
                reason::NO_PRICE,
                format!("line {id}: Amazon sent no price"),
            ))
        };
    };
    money.stated = proceeds.proceeds_total.map(|total| total.amount);
    for part in &proceeds.breakdowns {
        let sum = part.subtotal.amount;
        match part.kind.as_str() {
            "ITEM" => money.goods += sum,
            "SHIPPING" => money.shipping += sum,
            "GIFT_WRAP" => money.gift_wrap += sum,
            "COD_FEE" => money.cod += sum,
            "OTHER" => money.other += sum,
            "TAX" => money.tax += sum,
            "DISCOUNT" => {
                let of = |subtype: &str| -> Amount {
                    let parts = part
                        .detailed_breakdowns
                        .iter()
                        .filter(|d| d.subtype.as_deref() == Some(subtype));
                    parts
                        .filter_map(|d| d.value)
                        .map(|value| value.amount.abs())
                        .sum()
                };
                let (shipping, cod) = (of("SHIPPING"), of("COD_FEE"));
                money.shipping_discount += shipping;
                money.cod_discount += cod;
                money.goods_discount += sum.abs() - shipping - cod;
            }
            kind => {
                return Err(Hold::new(
                    reason::TOTAL_MISMATCH,
                    format!(
                        "line {id}: Amazon's part `{}` of {sum} is not known",
                        kind.escape_debug()
                    ),
                ));
            }
        }
    }
    let priced = proceeds.breakdowns.iter().any(|part| part.kind == "ITEM");
    if proceeds.breakdowns.is_empty() && proceeds.proceeds_total.is_none() && is_cancelled(item) {
        return Ok(money);
    }
    if !priced
        && proceeds
            .proceeds_total
            .is_none_or(|total| !total.amount.is_zero())
    {
        return Err(Hold::new(
            reason::NO_PRICE,
            format!("line {id}: Amazon sent no price of the goods"),
        ));
    }
    Ok(money)
}
