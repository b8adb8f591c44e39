//! Entries of a settlement, made of orders and of what Amazon charges, in both of its vocabularies (facts, 10 and 11).

use chrono::{DateTime, Utc};

use super::entry::{Entry, EntryItem, Part};
use super::marketplaces::Marketplace;
use super::order::{Line, Order};
use crate::money::Amount;

/// How an event on an order is called in the two vocabularies.
#[derive(Debug, Clone, Copy)]
pub(super) struct Event {
    pub kind: &'static str,
    pub row: &'static str,
    pub words: &'static str,
}

const SALE: Event = Event {
    kind: "Shipment",
    row: "Order",
    words: "Order Payment",
};
pub(super) const REFUND: Event = Event {
    kind: "Refund",
    row: "Refund",
    words: "Refund Order",
};
pub(super) const CHARGEBACK: Event = Event {
    kind: "Chargeback",
    row: "Chargeback Refund",
    words: "Chargeback Refund",
};
pub(super) const CLAIM: Event = Event {
    kind: "GuaranteeClaim",
    row: "A-to-z Guarantee Refund",
    words: "A-to-z Guarantee Refund",
};

/// So many thousandths of an amount, to the minor unit.
fn per_mille(amount: Amount, mille: i64, at: &Marketplace) -> Amount {
    let minor = amount
        .minor(at.money())
        .and_then(|minor| i64::try_from(minor).ok())
        .unwrap_or(0);
    at.cents((minor * mille + 500) / 1_000)
}

/// The sale of an order, whole.
pub(super) fn sale(order: &Order, posted: DateTime<Utc>) -> Entry {
    let mut entry = empty(&format!("S{}", order.id), SALE, posted, Some(order));
    entry.items = order
        .lines
        .iter()
        .map(|line| item(order, line, sale_parts(order, line)))
        .collect();
    if let Some(first) = entry.items.first_mut()
        && !order.tip.is_zero()
    {
        let row = ["Order", "ItemPrice", "Tip"];
        first.parts.push(Part {
            path: &["Tip", "TipPrincipal"],
            row,
            amount: order.tip,
        });
    }
    entry
}

/// An order given back: the sale with its signs turned, and a fee for it.
pub(super) fn reversal(order: &Order, event: Event, posted: DateTime<Utc>) -> Entry {
    let mut entry = empty(
        &format!("{}{}", &event.kind[..1], order.id),
        event,
        posted,
        Some(order),
    );
    let at = order.marketplace;
    for line in &order.lines {
        let mut parts: Vec<Part> = sale_parts(order, line)
            .into_iter()
            .filter(|part| part.path[0] != "AmazonFees" || part.path[1] == "Commission")
            .map(|part| Part {
                row: [event.row, part.row[1], part.row[2]],
                amount: -part.amount,
                ..part
            })
            .collect();
        let kept = per_mille(line.item - line.item_discount, 30, at);
        if event.kind == "Refund" && !kept.is_zero() {
            let row = [event.row, "ItemFees", "RefundCommission"];
            parts.push(Part {
                path: &["AmazonFees", "RefundCommission"],
                row,
                amount: -kept,
            });
        }
        entry.items.push(item(order, line, parts));
    }
    entry
}

/// A charge or credit that belongs to no order.
pub(super) fn other(
    id: String,
    kind: &'static str,
    posted: DateTime<Utc>,
    path: &'static [&'static str],
    row: [&'static str; 3],
    amount: Amount,
) -> Entry {
    let words = row[2];
    let mut entry = empty(
        &id,
        Event {
            kind,
            row: row[0],
            words,
        },
        posted,
        None,
    );
    entry.parts.push(Part { path, row, amount });
    entry
}

/// The payout of a settlement: positive, although it takes the money out.
pub(super) fn payout(id: &str, posted: DateTime<Utc>, amount: Amount) -> Entry {
    let row = ["Transfer", "other-transaction", "Transfer"];
    other(
        format!("{id}.payout"),
        "Transfer",
        posted,
        &["FundTransfer"],
        row,
        amount,
    )
}

fn empty(id: &str, event: Event, posted: DateTime<Utc>, order: Option<&Order>) -> Entry {
    Entry {
        id: format!("sim.{id}"),
        kind: event.kind,
        description: event.words,
        posted,
        order_id: order.map(|order| order.id.clone()),
        items: Vec::new(),
        parts: Vec::new(),
        deferred: None,
    }
}

fn item(order: &Order, line: &Line, parts: Vec<Part>) -> EntryItem {
    EntryItem {
        sku: line.sku.clone(),
        asin: line.asin.clone(),
        item_id: line.id.clone(),
        quantity: line.ships,
        network: if order.fulfilled_by == "AMAZON" {
            "AFN"
        } else {
            "MFN"
        },
        parts,
    }
}

/// What a line brings and costs when it is sold.
fn sale_parts(order: &Order, line: &Line) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut add = |path: &'static [&'static str], row: [&'static str; 3], amount: Amount| {
        if !amount.is_zero() {
            parts.push(Part { path, row, amount });
        }
    };
    let price = |words| ["Order", "ItemPrice", words];
    add(
        &["ProductCharges", "OurPricePrincipal"],
        price("Principal"),
        line.item,
    );
    add(
        &["Shipping", "ShippingPrincipal"],
        price("Shipping"),
        line.shipping,
    );
    add(
        &["GiftWrap", "GiftwrapPrincipal"],
        price("GiftWrap"),
        line.gift_wrap,
    );
    add(&["COD", "CODPrincipal"], price("COD"), line.cod);
    add(
        &["Promotions", "OurPriceDiscount"],
        ["Order", "Promotion", "Principal"],
        -line.item_discount,
    );
    add(
        &["Promotions", "ShippingDiscount"],
        ["Order", "Promotion", "Shipping"],
        -line.shipping_discount,
    );
    let item_tax = line.item_tax - line.discount_tax;
    add(&["Tax", "OurPriceTax"], price("Tax"), item_tax);
    add(&["Tax", "ShippingTax"], price("ShippingTax"), line.shipping_tax);
    add(&["Tax", "GiftwrapTax"], price("GiftWrapTax"), line.gift_wrap_tax);
    if line.facilitator {
        let row = |words| ["Order", "ItemWithheldTax", words];
        add(
            &["Tax", "MarketplaceFacilitatorTax-Principal"],
            row("MarketplaceFacilitatorTax-Principal"),
            -item_tax,
        );
        add(
            &["Tax", "MarketplaceFacilitatorTax-Shipping"],
            row("MarketplaceFacilitatorTax-Shipping"),
            -line.shipping_tax,
        );
        add(
            &["Tax", "MarketplaceFacilitatorTax-Other"],
            row("MarketplaceFacilitatorTax-Other"),
            -line.gift_wrap_tax,
        );
    }
    add_fees(order, line, &mut add);
    parts
}

fn add_fees(
    order: &Order,
    line: &Line,
    add: &mut impl FnMut(&'static [&'static str], [&'static str; 3], Amount),
) {
    let at = order.marketplace;
    let commission = per_mille(line.item + line.shipping - line.discount(), 150, at);
    add(
        &["AmazonFees", "Commission", "Base"],
        ["Order", "ItemFees", "Commission"],
        -commission,
    );
    if order.fulfilled_by != "AMAZON" || order.channel != "AMAZON" {
        return;
    }
    let fee = |words| ["FBAFees", "FBAPerUnitFulfillmentFee", words];
    let base = at.cents(322 * line.ships);
    add(
        &["AmazonFees", "FBAPerUnitFulfillmentFee", "Base"],
        fee("Base fee"),
        -base,
    );
    add(
        &["AmazonFees", "FBAPerUnitFulfillmentFee", "Promo"],
        fee("Discount on Fee"),
        at.cents(11 * line.ships),
    );
    add(
        &["AmazonFees", "FBAPerUnitFulfillmentFee", "Tax"],
        fee("Tax on fee"),
        -per_mille(base, 80, at),
    );
    add(
        &["AmazonFees", "ShippingChargeback"],
        ["Order", "ItemFees", "ShippingChargeback"],
        -line.shipping,
    );
}
