//! The seeded world behind the simulated Amazon: what is true, whatever the APIs say about it.
//!
//! A world follows from its seed and its `now`. Tests read the truth from it and may change it while it is
//! being served. Nothing here knows how Amazon writes any of it down.

mod bulk;
pub mod catalogue;
mod dice;
mod draft;
mod entries;
mod entry;
mod ledger;
mod listing;
pub mod marketplaces;
mod order;
mod orders;
mod scenarios;
mod settlement;
mod year;

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};

pub use catalogue::Product;
pub use dice::Dice;
pub use entry::{Deferral, Entry, EntryItem, Part};
pub use listing::{Channel, Fate, FbaStock, Listing};
pub use marketplaces::Marketplace;
pub use order::{Event, Line, Order, Truth};
pub use orders::{Orders, Place};
pub use settlement::Settlement;

/// In every piece of personal data that the simulated Amazon makes up. It must never be found in what the program
/// stores, sends or logs.
pub const PLANTED: &str = "Quillfeather";

/// Everything that is true.
#[derive(Debug, Clone)]
pub struct World {
    /// What it follows from.
    pub seed: u64,
    /// The moment it was made for.
    pub now: DateTime<Utc>,
    /// Amazon's id of the seller.
    pub seller_id: String,
    /// The seller's store name, the same in every marketplace.
    pub store_name: String,
    /// Where the seller sells.
    pub marketplaces: Vec<&'static Marketplace>,
    /// What is on sale.
    pub products: Vec<Product>,
    /// The orders.
    pub orders: Orders,
    /// What Amazon settled, and settles now.
    pub settlements: Vec<Settlement>,
    /// What is listed.
    pub listings: Vec<Listing>,
    /// Stock in Amazon's warehouses, by SKU.
    pub fba: BTreeMap<String, FbaStock>,
}

impl World {
    /// One order of every troublesome kind, in the United States and in Germany.
    pub fn small(seed: u64, now: DateTime<Utc>) -> Self {
        let mut orders = scenarios::small(seed, now);
        let settlements = ledger::small(seed, now, &mut orders);
        let marketplaces = vec![marketplaces::by_country("US"), marketplaces::by_country("DE")];
        Self {
            settlements,
            ..Self::around(seed, now, marketplaces, Orders::new(orders, None))
        }
    }

    /// What an account of one region (`NA`, `EU` or `FE`) sees of it: Amazon keeps the regions' settlements apart.
    pub fn of_region(mut self, region: &str) -> Self {
        self.marketplaces
            .retain(|marketplace| marketplace.region == region);
        self.settlements
            .retain(|settlement| settlement.marketplace.region == region);
        self
    }

    /// A seller without orders.
    pub fn empty(seed: u64, now: DateTime<Utc>, marketplaces: Vec<&'static Marketplace>) -> Self {
        Self::around(seed, now, marketplaces, Orders::default())
    }

    /// So many shipped orders of the two weeks before `now`, over these marketplaces.
    pub fn with_orders(
        seed: u64,
        now: DateTime<Utc>,
        count: u64,
        marketplaces: &[&'static Marketplace],
    ) -> Self {
        let to = now - TimeDelta::minutes(10);
        let bulk = bulk::Bulk::new(seed, count, to - TimeDelta::days(14), to, marketplaces.to_vec());
        Self::around(
            seed,
            now,
            marketplaces.to_vec(),
            Orders::new(Vec::new(), Some(bulk)),
        )
    }

    /// For load runs: so many orders in the United States, made when asked for.
    pub fn large(seed: u64, now: DateTime<Utc>, orders: u64) -> Self {
        Self::with_orders(seed, now, orders, &[marketplaces::by_country("US")])
    }

    /// For load runs: so many orders of four weeks in the United States, all shipped by Amazon.
    pub fn large_by_amazon(seed: u64, now: DateTime<Utc>, orders: u64) -> Self {
        Self::four_weeks(seed, now, orders, bulk::Bulk::by_amazon)
    }

    /// The same, each order so plain that the bulk report tells all of it.
    pub fn large_and_plain(seed: u64, now: DateTime<Utc>, orders: u64) -> Self {
        Self::four_weeks(seed, now, orders, bulk::Bulk::plainly)
    }

    fn four_weeks(seed: u64, now: DateTime<Utc>, orders: u64, sold: fn(bulk::Bulk) -> bulk::Bulk) -> Self {
        let us = vec![marketplaces::by_country("US")];
        let to = now - TimeDelta::minutes(10);
        let bulk = sold(bulk::Bulk::new(
            seed,
            orders,
            to - TimeDelta::days(28),
            to,
            us.clone(),
        ));
        Self::around(seed, now, us, Orders::new(Vec::new(), Some(bulk)))
    }

    /// For load runs: one closed settlement of so many sales in the United States, each of an order of its own.
    pub fn large_settlement(seed: u64, now: DateTime<Utc>, sales: u64) -> Self {
        let mut world = Self::large(seed, now - TimeDelta::days(4), sales);
        world.now = now;
        let (us, end) = (marketplaces::by_country("US"), now - TimeDelta::days(3));
        let mut settlement = Settlement::new("very large", 91, us, end - TimeDelta::days(14), end);
        settlement.sales = sales;
        settlement.total = settlement.balance(&world.orders, end);
        world.settlements.push(settlement);
        world
    }

    /// So many days of a seller's life from `start` on, which appear as the clock comes to them.
    pub fn year(seed: u64, start: DateTime<Utc>, days: i64) -> Self {
        Self::year_of(seed, start, days, 10)
    }

    /// The same, with so many orders of a hundred shipped by Amazon.
    pub fn year_of(seed: u64, start: DateTime<Utc>, days: i64, by_amazon: i64) -> Self {
        Self::year_in(seed, start, days, by_amazon, &[marketplaces::by_country("US")])
    }

    /// The same in these marketplaces, each with orders and settlements of its own.
    pub fn year_in(
        seed: u64,
        start: DateTime<Utc>,
        days: i64,
        by_amazon: i64,
        marketplaces: &[&'static Marketplace],
    ) -> Self {
        let (mut orders, mut settlements) = (Vec::new(), Vec::new());
        for (place, marketplace) in (0..).zip(marketplaces) {
            let (own, at) = (seed ^ (place << 32), (*marketplace, place));
            let sold = year::orders(own, start, days, by_amazon, at);
            settlements.extend(year::settlements(own, start, days, &sold, at));
            orders.extend(sold);
        }
        Self {
            settlements,
            ..Self::around(seed, start, marketplaces.to_vec(), Orders::new(orders, None))
        }
    }

    /// Adds a closed settlement of the orders shipped between two times in a marketplace, for worlds made in bulk.
    pub fn settle(&mut self, marketplace: &'static Marketplace, start: DateTime<Utc>, end: DateTime<Utc>) {
        let number = 200 + u64::try_from(self.settlements.len()).unwrap_or(0);
        let mut settlement = Settlement::new("of the orders shipped", number, marketplace, start, end);
        for order in self
            .orders
            .iter()
            .filter(|order| order.marketplace == marketplace)
        {
            let posted = order.shipped_at().map(|at| at + TimeDelta::minutes(40));
            let posted = posted.filter(|posted| *posted >= start && *posted < end && order.money_shown);
            settlement
                .entries
                .extend(posted.map(|posted| entries::sale(&order, posted)));
        }
        settlement.total = settlement.balance(&self.orders, end);
        self.settlements.push(settlement);
    }

    /// For load runs of quantities: so many listings from the seller's own stock, `SKU-00000` and on.
    pub fn with_listings(seed: u64, now: DateTime<Utc>, count: u64) -> Self {
        let mut world = Self::empty(seed, now, vec![marketplaces::by_country("US")]);
        let quantity = |index| Dice::at(seed, index).between(0, 99);
        world.listings = (0..count)
            .map(|index| Listing::one_of_many(index, quantity(index), now))
            .collect();
        world.fba.clear();
        world
    }

    /// The listing of a SKU.
    pub fn listing(&self, sku: &str) -> Option<&Listing> {
        self.listings.iter().find(|listing| listing.sku == sku)
    }

    /// The listing of a SKU, to change it.
    pub fn listing_mut(&mut self, sku: &str) -> Option<&mut Listing> {
        self.listings.iter_mut().find(|listing| listing.sku == sku)
    }

    fn around(
        seed: u64,
        now: DateTime<Utc>,
        marketplaces: Vec<&'static Marketplace>,
        orders: Orders,
    ) -> Self {
        let products = catalogue::CATALOGUE.to_vec();
        let at = marketplaces
            .first()
            .copied()
            .unwrap_or_else(|| marketplaces::by_country("US"));
        let stock = |product: &Product| {
            let mut dice = Dice::at(seed ^ 0xFBA, product.price.cast_unsigned());
            let (fulfillable, inbound_shipped) = (dice.between(3, 40), dice.between(0, 12));
            let (reserved, unfulfillable) = (dice.between(0, 4), dice.between(0, 2));
            FbaStock {
                fulfillable,
                inbound_shipped,
                reserved,
                unfulfillable,
                ..FbaStock::default()
            }
        };
        let by_amazon = products.iter().filter(|product| product.by_amazon);
        Self {
            seed,
            now,
            seller_id: "A3SIMULATED1".into(),
            store_name: "Harbour Lane Goods".into(),
            listings: products
                .iter()
                .map(|product| Listing::of(product, at, seed, now))
                .collect(),
            fba: by_amazon
                .map(|product| (product.sku.to_owned(), stock(product)))
                .collect(),
            marketplaces,
            products,
            orders,
            settlements: Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests;
