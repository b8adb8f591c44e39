//! Writing orders down: short words that build an [`Order`] line by line.

use chrono::{DateTime, TimeDelta, Utc};

use super::catalogue::by_sku;
use super::dice::Dice;
use super::marketplaces::Marketplace;
use super::order::{Event, Line, Order};
use crate::money::Amount;

/// An order being written. Sums are in hundredths of the currency's unit (whole units for yen).
pub(super) struct Draft {
    order: Order,
    dice: Dice,
}

impl Draft {
    /// An order placed at a time; its id follows from `dice`, or from `index` when it must be found again.
    pub fn new(
        marketplace: &'static Marketplace,
        scenario: &'static str,
        created: DateTime<Utc>,
        mut dice: Dice,
        index: Option<u64>,
    ) -> Self {
        let first = match marketplace.region {
            "NA" => dice.between(111, 114),
            "EU" => dice.between(302, 306),
            _ => dice.between(249, 250),
        };
        let middle = index.unwrap_or_else(|| dice.roll() % 9_000_000 + 1_000_000);
        let id = format!("{first}-{middle:07}-{:07}", dice.roll() % 10_000_000);
        let order = Order {
            id,
            scenario,
            marketplace,
            channel: "AMAZON",
            created,
            fulfilled_by: "MERCHANT",
            programs: Vec::new(),
            replaces: None,
            lines: Vec::new(),
            tip: Amount::ZERO,
            money_shown: true,
            events: vec![Event {
                at: created,
                status: "UNSHIPPED".into(),
            }],
        };
        Self { order, dice }
    }

    /// A line at the catalogue's price.
    pub fn line(self, sku: &str, quantity: i64) -> Self {
        let price = by_sku(sku).price;
        self.priced(sku, quantity, price * quantity)
    }

    /// A line whose units cost so much together, divisible or not.
    pub fn priced(mut self, sku: &str, quantity: i64, total: i64) -> Self {
        let product = by_sku(sku);
        let cents = |cents| self.order.marketplace.cents(cents);
        let unit_price = (total % quantity.max(1) == 0).then(|| cents(total / quantity.max(1)));
        self.order.lines.push(Line {
            id: format!("{:014}", self.dice.roll() % 100_000_000_000_000),
            sku: product.sku.to_owned(),
            asin: product.asin.to_owned(),
            title: product.title.to_owned(),
            quantity,
            ships: quantity,
            ships_first: quantity / 2,
            unit_price,
            item: cents(total),
            ..Line::default()
        });
        if product.by_amazon {
            self.order.fulfilled_by = "AMAZON";
        }
        self
    }

    /// Changes the last line.
    pub fn with(mut self, change: impl FnOnce(&mut Line, &'static Marketplace)) -> Self {
        let marketplace = self.order.marketplace;
        if let Some(line) = self.order.lines.last_mut() {
            change(line, marketplace);
        }
        self
    }

    /// Shipping on the last line.
    pub fn shipping(self, cents: i64) -> Self {
        self.with(|line, at| line.shipping = at.cents(cents))
    }

    /// Tax on the last line's items, shipping and gift wrap, in thousandths of each; kept by Amazon or not.
    pub fn tax(self, per_mille: i64, facilitator: bool) -> Self {
        self.with(|line, at| {
            let money = at.money();
            let of = |base: Amount| {
                let minor = base
                    .minor(money)
                    .and_then(|minor| i64::try_from(minor).ok())
                    .unwrap_or(0);
                at.cents((minor * per_mille + 500) / 1_000)
            };
            line.item_tax = of(line.item);
            line.shipping_tax = of(line.shipping);
            line.gift_wrap_tax = of(line.gift_wrap);
            line.discount_tax = of(line.item_discount) + of(line.shipping_discount);
            line.facilitator = facilitator;
        })
    }

    /// Discounts on the last line's items and shipping, under a promotion id.
    pub fn discount(self, item: i64, shipping: i64, promotion: &str) -> Self {
        self.with(|line, at| {
            line.item_discount = at.cents(item);
            line.shipping_discount = at.cents(shipping);
            line.promotions.push(promotion.to_owned());
        })
    }

    /// Changes the order itself.
    pub fn order(mut self, change: impl FnOnce(&mut Order)) -> Self {
        change(&mut self.order);
        self
    }

    /// Shipped so many hours after it was placed.
    pub fn shipped(self, hours: i64) -> Self {
        self.later(hours, "SHIPPED")
    }

    /// Another status so many hours after it was placed.
    pub fn later(mut self, hours: i64, status: &str) -> Self {
        let at = self.order.created + TimeDelta::hours(hours);
        self.order.then(at, status);
        self
    }

    /// The order.
    pub fn done(self) -> Order {
        self.order
    }
}
