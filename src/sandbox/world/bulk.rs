//! Orders by the thousand, each made when it is asked for: a load run holds none of them in memory.

use chrono::{DateTime, TimeDelta, Utc};

use super::catalogue::{CATALOGUE, Mapping, Product};
use super::dice::Dice;
use super::draft::Draft;
use super::marketplaces::Marketplace;
use super::order::Order;

/// A run of orders that follow from a seed. Each is shipped; the later its index, the later its last change.
#[derive(Debug, Clone)]
pub struct Bulk {
    seed: u64,
    count: u64,
    start: DateTime<Utc>,
    step: TimeDelta,
    marketplaces: Vec<&'static Marketplace>,
    sold: Sold,
}

/// What is sold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sold {
    /// Goods of the seller's, with everything that happens to them.
    BySeller,
    /// What Amazon ships, now and then with something that makes it less plain.
    ByAmazon,
    /// What Amazon ships, and nothing else.
    Plainly,
}

const HOURS_TO_SHIP: i64 = 20;

impl Bulk {
    /// So many orders, last changed evenly between two times.
    pub(super) fn new(
        seed: u64,
        count: u64,
        from: DateTime<Utc>,
        to: DateTime<Utc>,
        marketplaces: Vec<&'static Marketplace>,
    ) -> Self {
        let micros = (to - from).num_microseconds().unwrap_or(0) / i64::try_from(count.max(1)).unwrap_or(1);
        Self {
            seed,
            count,
            start: from,
            step: TimeDelta::microseconds(micros / 1_000 * 1_000),
            marketplaces,
            sold: Sold::BySeller,
        }
    }

    /// The same, shipped by Amazon: mostly single units without a promotion, as Amazon's centres ship them.
    pub(super) fn by_amazon(self) -> Self {
        Self {
            sold: Sold::ByAmazon,
            ..self
        }
    }

    /// The same, shipped by Amazon: single units, and never a promotion.
    pub(super) fn plainly(self) -> Self {
        Self {
            sold: Sold::Plainly,
            ..self
        }
    }

    /// How many there are.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// When the `index`th order was last changed, without making it.
    pub fn updated(&self, index: u64) -> DateTime<Utc> {
        self.start + self.step * i32::try_from(index).unwrap_or(i32::MAX)
    }

    /// When the `index`th order was placed, without making it.
    pub fn created(&self, index: u64) -> DateTime<Utc> {
        self.updated(index) - TimeDelta::hours(HOURS_TO_SHIP)
    }

    /// The marketplace of the `index`th order, without making it.
    pub fn marketplace(&self, index: u64) -> &'static Marketplace {
        let mut dice = Dice::at(self.seed ^ 0x3A9C, index);
        let chosen: &&'static Marketplace = dice.pick(&self.marketplaces);
        chosen
    }

    /// The index of an order id, when it is one of these.
    pub fn index(&self, id: &str) -> Option<u64> {
        let index = id
            .split('-')
            .nth(1)?
            .parse::<u64>()
            .ok()
            .filter(|index| *index < self.count)?;
        (self.make(index).id == id).then_some(index)
    }

    /// Makes the `index`th order.
    pub fn make(&self, index: u64) -> Order {
        let marketplace = self.marketplace(index);
        let mut dice = Dice::at(self.seed, index);
        let created = self.created(index);
        let mut draft = Draft::new(
            marketplace,
            "one of many",
            created,
            Dice::at(self.seed ^ 0x77, index),
            Some(index),
        );
        for _ in 0..*dice.pick(&[1, 1, 1, 2, 2, 3]) {
            draft = match self.sold {
                Sold::BySeller => line(draft, marketplace, &mut dice),
                Sold::ByAmazon => line_of_amazon(draft, marketplace, &mut dice, 1),
                Sold::Plainly => line_of_amazon(draft, marketplace, &mut dice, 0),
            };
        }
        draft.shipped(HOURS_TO_SHIP).done()
    }
}

/// A line of what Amazon ships; so many in a hundred have two units, and as many a promotion.
fn line_of_amazon(
    draft: Draft,
    marketplace: &'static Marketplace,
    dice: &mut Dice,
    less_plain: i64,
) -> Draft {
    let sku = *dice.pick(&["BLENDER-FBA", "SCALE-FBA"]);
    let units = if dice.percent(less_plain) { 2 } else { 1 };
    let mut draft = draft.priced(sku, units, (2_350 - dice.between(0, 60)) * units);
    if dice.percent(20) {
        draft = draft.shipping(dice.between(199, 899));
    }
    if dice.percent(less_plain) {
        draft = draft.discount(dice.between(1, 300), 0, "PROMO-BULK");
    }
    if marketplace.prices_hold_tax() {
        return draft;
    }
    draft.tax(*dice.pick(&[0, 60, 63, 70, 88]), true)
}

pub(super) fn line(draft: Draft, marketplace: &'static Marketplace, dice: &mut Dice) -> Draft {
    let mapped: Vec<&Product> = CATALOGUE
        .iter()
        .filter(|product| {
            !matches!(product.mapping, Mapping::Unmapped | Mapping::TwoItems(..)) && !product.by_amazon
        })
        .collect();
    let product = dice.pick(&mapped);
    let quantity = *dice.pick(&[1, 1, 1, 2, 3, 4, 7]);
    // A few cents off the list price, so that totals often do not divide.
    let total = product.price * quantity - dice.between(0, 60);
    let mut draft = draft.priced(product.sku, quantity, total);
    if dice.percent(40) {
        draft = draft.shipping(dice.between(199, 1_299));
    }
    if dice.percent(15) {
        let off = dice.between(1, total / 3);
        let shipping = if dice.percent(30) { dice.between(0, 199) } else { 0 };
        draft = draft.with(|line, at| line.shipping += at.cents(shipping));
        draft = draft.discount(off, shipping, "PROMO-BULK");
    }
    if dice.percent(8) {
        let price = dice.between(199, 599);
        draft = draft.with(|line, at| line.gift_wrap = at.cents(price));
    }
    if marketplace.prices_hold_tax() {
        return draft;
    }
    let rate = *dice.pick(&[0, 60, 63, 70, 88, 95, 103]);
    let facilitator = !dice.percent(20);
    draft.tax(rate, facilitator)
}
