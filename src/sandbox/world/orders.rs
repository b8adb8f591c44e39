//! The orders of a world: those kept as they are, and those made when asked for.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use super::bulk::Bulk;
use super::marketplaces::Marketplace;
use super::order::Order;

/// All orders of a world.
#[derive(Debug, Clone, Default)]
pub struct Orders {
    kept: Vec<Order>,
    bulk: Option<Bulk>,
    taken_out: BTreeSet<u64>,
}

/// Where an order is; enough to sort and filter without making it.
#[derive(Debug, Clone)]
pub struct Place {
    /// Its time in the listing.
    pub time: DateTime<Utc>,
    at: At,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum At {
    Kept(usize),
    Bulk(u64),
}

impl Place {
    /// Sorts places of the same time.
    pub fn key(&self) -> (DateTime<Utc>, u64) {
        let rank = match self.at {
            At::Kept(index) => u64::try_from(index).unwrap_or(u64::MAX),
            At::Bulk(index) => index.saturating_add(1 << 40),
        };
        (self.time, rank)
    }
}

impl Orders {
    pub(super) fn new(kept: Vec<Order>, bulk: Option<Bulk>) -> Self {
        Self {
            kept,
            bulk,
            taken_out: BTreeSet::new(),
        }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        let bulk = self
            .bulk
            .as_ref()
            .map_or(0, |bulk| usize::try_from(bulk.count()).unwrap_or(0));
        self.kept.len() + bulk - self.taken_out.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Adds an order.
    pub fn push(&mut self, order: Order) {
        self.kept.push(order);
    }

    /// A copy of the order with that id.
    pub fn get(&self, id: &str) -> Option<Order> {
        let kept = self.kept.iter().find(|order| order.id == id).cloned();
        kept.or_else(|| {
            let bulk = self.bulk.as_ref()?;
            Some(bulk.make(bulk.index(id)?))
        })
    }

    /// The order with that id, to change it.
    pub fn get_mut(&mut self, id: &str) -> Option<&mut Order> {
        if let Some(bulk) = &self.bulk
            && let Some(index) = bulk.index(id)
            && self.taken_out.insert(index)
        {
            self.kept.push(bulk.make(index));
        }
        self.kept.iter_mut().find(|order| order.id == id)
    }

    /// The first order of a scenario.
    ///
    /// # Panics
    /// When there is none: a mistake in a test.
    pub fn scenario(&self, words: &str) -> &Order {
        self.kept
            .iter()
            .find(|order| order.scenario == words)
            .expect("a scenario of this world")
    }

    /// Every order, one after another.
    pub fn iter(&self) -> impl Iterator<Item = Order> + '_ {
        let bulk = self.bulk.iter().flat_map(|bulk| {
            (0..bulk.count())
                .filter(|index| !self.taken_out.contains(index))
                .map(|index| bulk.make(index))
        });
        self.kept.iter().cloned().chain(bulk)
    }

    /// The index of an id among the orders that are made when asked for.
    pub fn bulk_index(&self, id: &str) -> Option<u64> {
        self.bulk.as_ref()?.index(id)
    }

    /// The `index`th of the orders that are made when asked for, as it was first made.
    pub(super) fn bulk(&self, index: u64) -> Option<Order> {
        let bulk = self.bulk.as_ref().filter(|bulk| index < bulk.count())?;
        Some(bulk.make(index))
    }

    /// Where the orders are that exist at a time, by last change or by placing, in time order.
    pub fn places(
        &self,
        now: DateTime<Utc>,
        by_update: bool,
        wanted: impl Fn(&'static Marketplace) -> bool,
    ) -> Vec<Place> {
        let mut places = Vec::new();
        for (index, order) in self
            .kept
            .iter()
            .enumerate()
            .filter(|(_, order)| wanted(order.marketplace))
        {
            if let Some(state) = order.state(now) {
                let time = if by_update { state.at } else { order.created };
                places.push(Place {
                    time,
                    at: At::Kept(index),
                });
            }
        }
        if let Some(bulk) = &self.bulk {
            let there = |index: &u64| !self.taken_out.contains(index) && wanted(bulk.marketplace(*index));
            for index in (0..bulk.count()).filter(there) {
                let updated = bulk.updated(index);
                if updated > now {
                    break;
                }
                let time = if by_update { updated } else { bulk.created(index) };
                places.push(Place {
                    time,
                    at: At::Bulk(index),
                });
            }
        }
        places.sort_by_key(Place::key);
        places
    }

    /// The order at a place.
    pub fn at(&self, place: &Place) -> Option<Order> {
        match place.at {
            At::Kept(index) => self.kept.get(index).cloned(),
            At::Bulk(index) => self.bulk.as_ref().map(|bulk| bulk.make(index)),
        }
    }
}
