//! What Sage holds of the items that were asked for, kept small: a company may have a hundred thousand of them.
//!
//! Only what Sage returned counts: nothing here makes a figure of an absence. Nothing here knows a SKU.

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use super::stocked::{Stocked, in_capitals, names_of};
use crate::books::quantities::Stock;
use crate::client::sage300::{Met, Proof, SageClient, SageError};
use crate::config::Basis;
use crate::money::Quantity;
use crate::sage300::inventory::{LocationDetail, compare_names};

/// Items and what lies of them where.
pub(super) struct Shelf {
    /// The locations whose figures are kept; none where the items' totals count.
    places: Vec<String>,
    /// The same in capitals.
    capitals: Vec<String>,
    /// Whether the items' units are read: they are not in a company whose SKUs are all of stocking units.
    with_units: bool,
    items: Vec<Stocked>,
    /// Every name of every item, in the order of the names.
    names: Vec<Name>,
    /// By item, in the order of [`Figure::order`].
    figures: Vec<Figure>,
    /// How far it is proven that a figure that was not met is not there.
    proof: Proof,
}

/// A name of an item: its number as people write it, or its key.
#[derive(Clone, Copy)]
struct Name {
    item: u32,
    is_key: bool,
}

/// What lies at a place.
#[derive(Debug, Clone, Copy)]
struct Figure {
    item: u32,
    /// Sage's rows go by the number on some installations, and by the key on others.
    by_key: bool,
    place: u16,
    on_hand: Option<Quantity>,
    committed: Option<Quantity>,
}

/// The stock of one item over some places.
#[derive(Debug, Clone, Copy)]
pub(super) struct Found {
    /// The sums.
    pub stock: Stock,
    /// Whether there was a figure at every place.
    pub everywhere: bool,
}

/// An item, by its place on the shelf.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct OnShelf(u32);

impl Figure {
    fn stock(&self, basis: Basis) -> Option<Stock> {
        let committed = match basis {
            Basis::Available => self.committed?,
            Basis::OnHand => self.committed.unwrap_or_default(),
        };
        Some(Stock {
            on_hand: self.on_hand?,
            committed,
        })
    }

    fn order(&self) -> (u32, bool, u16) {
        (self.item, self.by_key, self.place)
    }
}

impl Shelf {
    /// Holds nothing yet; of so many places, or of the items' totals where there is none.
    pub(super) fn new(places: &[String], with_units: bool) -> Self {
        Self {
            places: places.to_vec(),
            capitals: places.iter().map(|place| place.to_uppercase()).collect(),
            with_units,
            items: Vec::new(),
            names: Vec::new(),
            figures: Vec::new(),
            proof: Proof::Counted,
        }
    }

    /// Reads the items of these numbers, and what lies of them at the places.
    ///
    /// # Errors
    /// [`SageError`]
    pub(super) fn read(&mut self, sage: &SageClient, numbers: Vec<String>) -> Result<(), SageError> {
        let first = self.items.len();
        self.read_items(sage, numbers)?;
        if self.places.is_empty() || self.items.len() == first {
            return Ok(());
        }
        let numbers: Vec<&str> = self.items[first..].iter().map(Stocked::number).collect();
        let mut taken = Taken::default();
        let mut proof = sage.each_stock(&numbers, &self.places, &mut |row| {
            self.take_figure(&row, first, &mut taken)
        })?;
        if proof != Proof::ByPages {
            let new = first..self.items.len();
            proof = proof.min(self.read_by_key(sage, new.map(place_of), &mut taken)?);
        }
        self.proof = self.proof.min(proof);
        self.keep(taken);
        Ok(())
    }

    /// Reads again, each by itself, what lies of some items: a row may have shifted out of sight between two pages.
    ///
    /// # Errors
    /// [`SageError`]
    pub(super) fn read_again(
        &mut self,
        sage: &SageClient,
        items: &BTreeSet<OnShelf>,
    ) -> Result<(), SageError> {
        let numbers: Vec<&str> = items.iter().map(|item| self.item(*item).number()).collect();
        let mut taken = Taken::default();
        let proof = sage.each_stock_of(&numbers, &mut |row| self.take_figure(&row, 0, &mut taken))?;
        let by_key = self.read_by_key(sage, items.iter().map(|item| item.0), &mut taken)?;
        self.figures.retain(|one| !items.contains(&OnShelf(one.item)));
        taken.figures.retain(|one| items.contains(&OnShelf(one.item)));
        self.keep(taken);
        if proof.min(by_key) == Proof::None {
            self.proof = Proof::None;
        }
        Ok(())
    }

    /// Reads what lies of some items at one more place, which adds to no stock.
    ///
    /// # Errors
    /// [`SageError`]
    pub(super) fn read_beside(
        &mut self,
        sage: &SageClient,
        place: &str,
        items: &BTreeSet<OnShelf>,
    ) -> Result<(), SageError> {
        let capitals = place.to_uppercase();
        if items.is_empty() || self.places.is_empty() || self.capitals.contains(&capitals) {
            return Ok(());
        }
        self.places.push(place.to_owned());
        self.capitals.push(capitals);
        let at = self.places.len() - 1;
        let numbers: Vec<&str> = items.iter().map(|item| self.item(*item).number()).collect();
        let mut taken = Taken::default();
        let place = &self.places[at..];
        let proof = sage.each_stock(&numbers, place, &mut |row| self.take_figure(&row, 0, &mut taken))?;
        if proof != Proof::ByPages {
            self.read_by_key(sage, items.iter().map(|item| item.0), &mut taken)?;
        }
        taken.figures.retain(|one| usize::from(one.place) == at);
        self.keep(taken);
        Ok(())
    }

    /// Reads by their keys what lies of items of which nothing was met by their numbers.
    fn read_by_key(
        &self,
        sage: &SageClient,
        items: impl Iterator<Item = u32>,
        taken: &mut Taken,
    ) -> Result<Proof, SageError> {
        let met: HashSet<u32> = taken.figures.iter().map(|figure| figure.item).collect();
        let not_met = items.filter(|item| !met.contains(item));
        let keys: Vec<&str> = not_met
            .filter_map(|item| self.items[item as usize].key())
            .collect();
        sage.each_stock_of(&keys, &mut |row| self.take_figure(&row, 0, taken))
    }

    fn keep(&mut self, taken: Taken) {
        self.figures.extend(taken.figures);
        self.figures.sort_unstable_by_key(Figure::order);
        self.figures.shrink_to_fit();
    }

    /// Reads items; the new ones stand behind those that were there.
    fn read_items(&mut self, sage: &SageClient, mut numbers: Vec<String>) -> Result<(), SageError> {
        numbers.retain(|number| self.named(number).next().is_none());
        // As Sage's database compares them, without regard to case.
        let wanted: HashSet<Box<str>> = numbers.iter().map(|number| in_capitals(number)).collect();
        let (mut new, mut met) = (Vec::new(), HashSet::new());
        let mut units: Vec<Arc<str>> = Vec::new();
        sage.each_counted_item(&numbers, self.with_units, &mut |item| {
            let mut names = item.item_number.iter().chain(&item.unformatted_item_number);
            if !names.any(|name| wanted.contains(&in_capitals(name))) {
                return Met::First;
            }
            let (number, key) = names_of(&item);
            if !met.insert(in_capitals(key.unwrap_or(number))) {
                return Met::Again;
            }
            let is_known = self.named(number).any(|known| self.item(known).is_same(&item));
            if !is_known {
                let totals = (item.quantity_on_hand, item.quantity_committed);
                new.push((Stocked::of(item, &mut units), totals));
            }
            Met::First
        })?;
        drop((wanted, met));
        self.items.reserve_exact(new.len());
        let is_of_totals = self.places.is_empty();
        for (item, (on_hand, committed)) in new {
            let at = place_of(self.items.len());
            self.names.push(Name {
                item: at,
                is_key: false,
            });
            if item.key().is_some() {
                self.names.push(Name {
                    item: at,
                    is_key: true,
                });
            }
            if is_of_totals {
                self.figures.push(Figure {
                    item: at,
                    by_key: false,
                    place: 0,
                    on_hand,
                    committed,
                });
            }
            self.items.push(item);
        }
        let items = &self.items;
        let text = |name: &Name| items[name.item as usize].name(name.is_key);
        self.names
            .sort_unstable_by(|one, other| compare_names(text(one), text(other)));
        Ok(())
    }

    /// Takes in what lies of an item at a place, for each item from `first` on that has the name.
    fn take_figure(&self, row: &LocationDetail, first: usize, taken: &mut Taken) -> Met {
        let (Some(number), Some(location)) = (&row.item_number, &row.location) else {
            return Met::First;
        };
        let location = location.to_uppercase();
        let Some(place) = self.capitals.iter().position(|place| *place == location) else {
            return Met::First;
        };
        let mut how = Met::First;
        for name in self.named_entries(number) {
            let figure = Figure {
                item: name.item,
                by_key: name.is_key,
                place: u16::try_from(place).unwrap_or(u16::MAX),
                on_hand: row.quantity_on_hand,
                committed: row.quantity_committed,
            };
            if (name.item as usize) < first {
                continue;
            }
            if taken.seen.insert(figure.order()) {
                taken.figures.push(figure);
            } else {
                how = Met::Again;
            }
        }
        how
    }

    /// The items that have this name, as Sage's database compares them: without regard to case.
    pub(super) fn named(&self, name: &str) -> impl Iterator<Item = OnShelf> {
        self.named_entries(name).iter().map(|name| OnShelf(name.item))
    }

    fn named_entries(&self, name: &str) -> &[Name] {
        let text = |name: &Name| self.items[name.item as usize].name(name.is_key);
        let from = self
            .names
            .partition_point(|known| compare_names(text(known), name).is_lt());
        let count = self.names[from..].partition_point(|known| compare_names(text(known), name).is_eq());
        &self.names[from..from + count]
    }

    /// The item at a place of the shelf.
    pub(super) fn item(&self, item: OnShelf) -> &Stocked {
        &self.items[item.0 as usize]
    }

    /// What there is of an item at the first so many places, or where Sage gave no figure of it.
    ///
    /// # Errors
    /// The place in words.
    pub(super) fn stock(&self, item: OnShelf, places: usize, basis: Basis) -> Result<Found, String> {
        let rows = self.figures_of(item);
        if self.places.is_empty() {
            let stock = rows.first().and_then(|figure| figure.stock(basis));
            let stock = stock.ok_or_else(|| "in ICItems".to_owned())?;
            return Ok(Found {
                stock,
                everywhere: true,
            });
        }
        if rows.is_empty() {
            return Err("in ICLocationDetails".to_owned());
        }
        let (mut stock, mut figures) = (Stock::default(), 0);
        for row in rows.iter().filter(|row| usize::from(row.place) < places) {
            let place = &self.places[usize::from(row.place)];
            let one = row.stock(basis).ok_or_else(|| format!("at location {place}"))?;
            stock.on_hand = stock.on_hand + one.on_hand;
            stock.committed = stock.committed + one.committed;
            figures += 1;
        }
        if figures == 0 {
            return Err(format!("at {}", self.places[..places].join(", ")));
        }
        Ok(Found {
            stock,
            everywhere: figures == places,
        })
    }

    /// On hand at one place, where Sage says so.
    pub(super) fn on_hand_at(&self, item: OnShelf, place: &str) -> Option<Quantity> {
        let place = place.to_uppercase();
        let mut rows = self.figures_of(item).iter();
        let row = rows.find(|row| self.capitals.get(usize::from(row.place)) == Some(&place));
        row?.on_hand
    }

    /// How far it is proven that a figure that was not met is not there.
    pub(super) fn proof(&self) -> Proof {
        self.proof
    }

    /// The figures under the item's number, else those under its key.
    fn figures_of(&self, item: OnShelf) -> &[Figure] {
        let under = |by_key: bool| {
            let place = (item.0, by_key);
            let from = self.figures.partition_point(|one| (one.item, one.by_key) < place);
            let count = self.figures[from..].partition_point(|one| (one.item, one.by_key) == place);
            &self.figures[from..from + count]
        };
        let by_number = under(false);
        if by_number.is_empty() {
            under(true)
        } else {
            by_number
        }
    }
}

/// The place of an item as it is kept.
fn place_of(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// Figures as they are taken in.
#[derive(Default)]
struct Taken {
    figures: Vec<Figure>,
    seen: HashSet<(u32, bool, u16)>,
}
