//! The seeded world behind the simulated Amazon: what is true, whatever the APIs say about it.
//!
//! A world follows from its seed and its `now`. Tests read the truth from it and may change it while it is
//! being served. Nothing here knows how Amazon writes any of it down.

mod bulk;
pub mod catalogue;
mod dice;
mod draft;
pub mod marketplaces;
mod order;
mod orders;
mod scenarios;

use chrono::{DateTime, TimeDelta, Utc};

pub use catalogue::Product;
pub use dice::Dice;
pub use marketplaces::Marketplace;
pub use order::{Event, Line, Order, Truth};
pub use orders::{Orders, Place};

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
}

impl World {
    /// One order of every troublesome kind, in the United States and in Germany.
    pub fn small(seed: u64, now: DateTime<Utc>) -> Self {
        let orders = Orders::new(scenarios::small(seed, now), None);
        Self::around(
            seed,
            now,
            vec![marketplaces::by_country("US"), marketplaces::by_country("DE")],
            orders,
        )
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

    fn around(
        seed: u64,
        now: DateTime<Utc>,
        marketplaces: Vec<&'static Marketplace>,
        orders: Orders,
    ) -> Self {
        Self {
            seed,
            now,
            seller_id: "A3SIMULATED1".into(),
            store_name: "Harbour Lane Goods".into(),
            marketplaces,
            products: catalogue::CATALOGUE.to_vec(),
            orders,
        }
    }
}

#[cfg(test)]
mod tests;
