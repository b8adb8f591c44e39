//! An order as it truly is: its money, what happens to it and when. JSON is made of it elsewhere.
//!
//! All sums are kept positive and say what they are; signs are the business of whoever shows them.

use chrono::{DateTime, Utc};

use super::marketplaces::Marketplace;
use crate::money::Amount;

/// An order.
#[derive(Debug, Clone)]
pub struct Order {
    /// Amazon's id, 3-7-7 digits.
    pub id: String,
    /// Why it is in the world, in a few words.
    pub scenario: &'static str,
    /// Where it was placed.
    pub marketplace: &'static Marketplace,
    /// `AMAZON` or `NON_AMAZON`.
    pub channel: &'static str,
    /// When it was placed.
    pub created: DateTime<Utc>,
    /// `MERCHANT` or `AMAZON`.
    pub fulfilled_by: &'static str,
    /// Amazon's programs, such as `AMAZON_BUSINESS`.
    pub programs: Vec<&'static str>,
    /// The order that this one replaces.
    pub replaces: Option<String>,
    /// What was ordered.
    pub lines: Vec<Line>,
    /// A delivery tip, on the order itself.
    pub tip: Amount,
    /// Whether Amazon shows money at all (not for orders from elsewhere, nor while pending).
    pub money_shown: bool,
    /// What happens to it, in time order; the first is its placing.
    pub events: Vec<Event>,
}

/// A change of an order.
#[derive(Debug, Clone)]
pub struct Event {
    /// When; Amazon's `lastUpdatedTime` from then on.
    pub at: DateTime<Utc>,
    /// Amazon's status from then on; any word, so that unknown ones can be tried.
    pub status: String,
}

/// A line of an order.
#[derive(Debug, Clone, Default)]
pub struct Line {
    /// Amazon's order item id.
    pub id: String,
    /// The seller's SKU.
    pub sku: String,
    /// Amazon's product id.
    pub asin: String,
    /// The product's name.
    pub title: String,
    /// Units ordered.
    pub quantity: i64,
    /// Units shipped once the order is shipped; fewer than ordered when part of it was cancelled.
    pub ships: i64,
    /// Units shipped while it is partly shipped.
    pub ships_first: i64,
    /// The price of one unit, where Amazon shows it.
    pub unit_price: Option<Amount>,
    /// Price of all units, before discounts.
    pub item: Amount,
    /// Shipping charged.
    pub shipping: Amount,
    /// Gift wrap charged.
    pub gift_wrap: Amount,
    /// Fee for cash on delivery.
    pub cod: Amount,
    /// Discount on the items.
    pub item_discount: Amount,
    /// Discount on shipping.
    pub shipping_discount: Amount,
    /// Tax shown on the items.
    pub item_tax: Amount,
    /// Tax shown on shipping.
    pub shipping_tax: Amount,
    /// Tax shown on gift wrap.
    pub gift_wrap_tax: Amount,
    /// What the discounts take off the tax.
    pub discount_tax: Amount,
    /// Whether Amazon collects and keeps the tax as marketplace facilitator.
    pub facilitator: bool,
    /// Promotion ids.
    pub promotions: Vec<String>,
    /// Whether it is a gift, with a message.
    pub gift: bool,
    /// Whether the buyer customised it.
    pub customised: bool,
}

impl Line {
    /// Tax shown, net of what discounts take off it.
    pub fn tax(&self) -> Amount {
        self.item_tax + self.shipping_tax + self.gift_wrap_tax - self.discount_tax
    }

    /// Both discounts.
    pub fn discount(&self) -> Amount {
        self.item_discount + self.shipping_discount
    }

    /// What the buyer pays for the line.
    pub fn total(&self) -> Amount {
        self.item + self.shipping + self.gift_wrap + self.cod + self.tax() - self.discount()
    }

    /// Units shipped under a status.
    pub fn fulfilled(&self, status: &str) -> i64 {
        match status {
            "SHIPPED" => self.ships,
            "PARTIALLY_SHIPPED" => self.ships_first,
            _ => 0,
        }
    }
}

/// What must come out for an order, whoever computes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Truth {
    /// Amazon's `grandTotal`.
    pub grand_total: Amount,
    /// Tax that Amazon keeps.
    pub marketplace_tax: Amount,
    /// Tax that the seller owes, shown apart from prices.
    pub seller_tax: Amount,
    /// The total of the invoice: what the buyer pays less the tax that Amazon keeps.
    pub invoice_total: Amount,
}

impl Order {
    /// The order's true sums.
    pub fn truth(&self) -> Truth {
        let tax = |kept: bool| {
            self.lines
                .iter()
                .filter(|line| line.facilitator == kept)
                .map(Line::tax)
                .sum()
        };
        let grand_total = self.lines.iter().map(Line::total).sum::<Amount>() + self.tip;
        let marketplace_tax: Amount = tax(true);
        Truth {
            grand_total,
            marketplace_tax,
            seller_tax: tax(false),
            invoice_total: grand_total - marketplace_tax,
        }
    }

    /// The order's state at a time; `None` before it was placed.
    pub fn state(&self, at: DateTime<Utc>) -> Option<&Event> {
        self.events.iter().rev().find(|event| event.at <= at)
    }

    /// The status at a time, or empty before it was placed.
    pub fn status(&self, at: DateTime<Utc>) -> &str {
        self.state(at).map_or("", |event| &event.status)
    }

    /// When it was wholly shipped, if it ever is.
    pub fn shipped_at(&self) -> Option<DateTime<Utc>> {
        self.events
            .iter()
            .find(|event| event.status == "SHIPPED")
            .map(|event| event.at)
    }

    /// Adds what happens to it; keeps time order.
    pub fn then(&mut self, at: DateTime<Utc>, status: &str) -> &mut Self {
        self.events.push(Event {
            at,
            status: status.to_owned(),
        });
        self.events.sort_by_key(|event| event.at);
        self
    }

    /// Cancels it at a time: whatever would have happened later does not.
    pub fn cancel(&mut self, at: DateTime<Utc>) {
        self.events.retain(|event| event.at < at);
        self.then(at, "CANCELLED");
    }
}
