//! What is owed: an order's money sorted into what its invoice holds and what Amazon keeps.
//!
//! Amazon does not document the sign of discounts, nor whether a subtotal is before or after them. So each
//! plausible reading is tried in a fixed order, and Amazon's own total decides; no reading that matches is a
//! hold with both figures.

use super::hold::Hold;
use crate::amazon::orders::{Order, OrderItem};
use crate::books::reason;
use crate::money::{Amount, Currency};

/// Who owes the tax that Amazon shows, and whether prices hold it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum TaxRule {
    /// The marketplace where Amazon flags it so, else the seller.
    #[default]
    AsFlagged,
    /// Always the marketplace.
    MarketplaceCollects,
    /// Always the seller.
    SellerCollects,
    /// Prices hold the tax; Sage splits it.
    PricesIncludeTax,
}

/// The money of one line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct LineMoney {
    /// The goods, before discounts unless the reading says otherwise.
    pub goods: Amount,
    /// Shipping.
    pub shipping: Amount,
    /// Gift wrap.
    pub gift_wrap: Amount,
    /// Cash on delivery.
    pub cod: Amount,
    /// `OTHER`.
    pub other: Amount,
    /// Discounts on the goods, as a positive sum.
    pub goods_discount: Amount,
    /// Discounts on shipping, as a positive sum.
    pub shipping_discount: Amount,
    /// Discounts on cash on delivery, as a positive sum.
    pub cod_discount: Amount,
    /// Tax.
    pub tax: Amount,
    /// Whether the marketplace collects and remits the tax.
    pub tax_is_marketplaces: bool,
}

impl LineMoney {
    fn gross(&self) -> Amount {
        self.goods + self.shipping + self.gift_wrap + self.cod + self.other
    }

    fn discounts(&self) -> Amount {
        self.goods_discount + self.shipping_discount + self.cod_discount
    }

    pub(super) fn anything(&self) -> bool {
        !(self.gross().is_zero() && self.discounts().is_zero() && self.tax.is_zero())
    }
}

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
}

/// Sorts the money of an order.
///
/// `customers` is the customer's currency, for an order without any sum.
///
/// # Errors
/// A hold: no price, mixed currencies, tax of nobody, or parts that do not add up to Amazon's total.
pub fn owed(
    order: &Order,
    rule: TaxRule,
    tax_was_read: bool,
    customers: Option<Currency>,
) -> Result<Owed, Hold> {
    let Some(currency) = currency_of(order)? else {
        return free_of_charge(order, customers);
    };
    let mut lines = order
        .order_items
        .iter()
        .map(line_money)
        .collect::<Result<Vec<_>, _>>()?;
    for (line, item) in lines.iter_mut().zip(&order.order_items) {
        line.tax_is_marketplaces = tax_is_marketplaces(item, line.tax, rule, tax_was_read)?;
    }
    let tip = order_level(order, "DELIVERY_TIP");
    let stated = stated_total(order).ok_or_else(|| Hold::new(reason::NO_PRICE, "Amazon sent no total"))?;
    let less_discounts = settle_reading(&lines, tip, stated, rule)?;
    if !less_discounts {
        for line in &mut lines {
            (line.goods_discount, line.shipping_discount, line.cod_discount) = Default::default();
        }
    }
    let (marketplace_tax, seller_tax) = taxes(&lines, rule);
    let net: Amount = lines.iter().map(|line| line.gross() - line.discounts()).sum();
    Ok(Owed {
        total: net + tip + seller_tax,
        lines,
        tip,
        currency,
        marketplace_tax,
        seller_tax,
    })
}

fn taxes(lines: &[LineMoney], rule: TaxRule) -> (Amount, Amount) {
    if rule == TaxRule::PricesIncludeTax {
        return (Amount::ZERO, Amount::ZERO);
    }
    let sum = |marketplaces: bool| {
        lines
            .iter()
            .filter(|line| line.tax_is_marketplaces == marketplaces)
            .map(|line| line.tax)
            .sum()
    };
    (sum(true), sum(false))
}

/// Finds the reading that gives Amazon's total; returns whether discounts are still to be taken off.
fn settle_reading(lines: &[LineMoney], tip: Amount, stated: Amount, rule: TaxRule) -> Result<bool, Hold> {
    let gross: Amount = lines.iter().map(LineMoney::gross).sum::<Amount>() + tip;
    let discounts: Amount = lines.iter().map(LineMoney::discounts).sum();
    let tax: Amount = lines.iter().map(|line| line.tax).sum();
    // Amazon's own example has the tax in the total, so that reading comes first, except where prices hold it.
    let taxes = if rule == TaxRule::PricesIncludeTax {
        [Amount::ZERO, Amount::ZERO]
    } else {
        [tax, Amount::ZERO]
    };
    let expected = gross - discounts + taxes[0];
    for less_discounts in [true, false] {
        let net = if less_discounts { gross - discounts } else { gross };
        if taxes.iter().any(|tax| net + *tax == stated) {
            return Ok(less_discounts);
        }
    }
    Err(Hold::new(
        reason::TOTAL_MISMATCH,
        format!(
            "the parts add up to {expected} ({gross} less discounts {discounts}, tax {tax}), but Amazon's total is \
             {stated}: a difference of {}",
            stated - expected
        ),
    ))
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

fn order_level(order: &Order, kind: &str) -> Amount {
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

fn line_money(item: &OrderItem) -> Result<LineMoney, Hold> {
    let id = &item.order_item_id;
    let mut money = LineMoney::default();
    let Some(proceeds) = &item.proceeds else {
        let shipped = item.fulfillment.as_ref().and_then(|f| f.quantity_fulfilled);
        return if shipped == Some(0) {
            Ok(money)
        } else {
            Err(Hold::new(
                reason::NO_PRICE,
                format!("line {id}: Amazon sent no price"),
            ))
        };
    };
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

fn tax_is_marketplaces(item: &OrderItem, tax: Amount, rule: TaxRule, was_read: bool) -> Result<bool, Hold> {
    let flagged = item.tax.as_ref().is_some_and(|of| {
        of.tax_collections
            .iter()
            .any(|c| c.model.as_deref() == Some("MARKETPLACE_FACILITATOR"))
            || of
                .tax_calculation_breakdowns
                .iter()
                .any(|b| b.reporting_scheme.is_some())
    });
    match rule {
        TaxRule::MarketplaceCollects => Ok(true),
        TaxRule::SellerCollects => Ok(false),
        TaxRule::PricesIncludeTax if flagged => Err(Hold::new(
            reason::TAX_UNKNOWN,
            format!(
                "line {}: Amazon collects its tax, but [orders.tax] says that prices hold the seller's tax",
                item.order_item_id
            ),
        )),
        TaxRule::PricesIncludeTax => Ok(false),
        TaxRule::AsFlagged if tax.is_zero() || was_read || item.tax.is_some() => Ok(flagged),
        TaxRule::AsFlagged => Err(Hold::new(
            reason::TAX_UNKNOWN,
            format!(
                "line {}: {tax} of tax, and Amazon did not say who collects it",
                item.order_item_id
            ),
        )),
    }
}
