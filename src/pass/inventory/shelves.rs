//! Which items a SKU is made of, and how much there is of them: the items table, Sage's own numbers, barcodes.
//!
//! An item, a location's figure or a unit that Sage did not return is a hold.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;

use super::listed::Shown;
use super::shelf::{Found, OnShelf, Shelf};
use crate::amazon::listings::Channels;
use crate::books::invoice::Hold;
use crate::books::items::{ItemRow, ItemsTable};
use crate::books::reason;
use crate::client::sage300::{Proof, SageClient, SageError};
use crate::config::{Inventory, InventorySource};
use crate::money::Quantity;
use crate::pass::fault;
use crate::pass::session::Session;
use crate::sage300::inventory::candidates;
use crate::sage300::order_document::LONGEST_ITEM;

/// What is to be read of Sage, so that a thread of its own can do it.
pub(super) struct Wanted {
    numbers: Vec<String>,
    places: Vec<String>,
    with_units: bool,
}

/// What one item has a part in, or why that cannot be counted, beside the items that it is of or may be.
pub(super) type Counted = Result<Part, Box<(Vec<OnShelf>, Hold)>>;

/// Items and their stock, as far as they were asked for.
pub(super) struct Shelves<'a> {
    session: &'a Session<'a>,
    settings: &'a Inventory,
    table: &'a ItemsTable,
    shelf: Shelf,
    /// Barcodes of SKUs that are neither in the table nor an item number.
    barcodes: BTreeMap<String, Vec<String>>,
}

/// What one SKU needs of one item.
#[derive(Debug, Clone, Copy)]
pub(super) struct Part {
    /// The item.
    pub item: OnShelf,
    /// How many of the unit.
    pub units_per_sku: Quantity,
    /// Stocking units in one unit.
    pub factor: Quantity,
}

/// Makes sure that quantities can be read as configured.
///
/// # Errors
/// When this Sage does not show them so.
pub(super) fn refuse_unreadable(session: &Session<'_>, settings: &Inventory) -> Result<()> {
    if settings.source == InventorySource::Locations
        && !session.sage()?.has_resource("IC", "ICLocationDetails")?
    {
        return Err(fault::usage(
            "this Sage 300 shows no quantities by location: its $metadata of IC has no ICLocationDetails\n\
             hint: if all stock of an item may be sold on Amazon, and none of it lies in Amazon's warehouses, set [inventory] source = \"item-totals\" (and \
             remove `locations`); otherwise ask for an update of the Web API. Nothing was sent",
        ));
    }
    Ok(())
}

impl Wanted {
    /// The items of these SKUs and what lies of them at the locations that sell.
    pub(super) fn of<'s>(
        skus: impl Iterator<Item = &'s str>,
        (session, settings): (&Session<'_>, &Inventory),
    ) -> Result<Self> {
        let table = session.items_table()?;
        let mut numbers = Vec::new();
        for sku in skus {
            match table.get(sku) {
                Some(rows) => numbers.extend(rows.items.iter().map(|row| row.item.clone())),
                None => numbers.extend(candidates(sku)),
            }
        }
        numbers.sort_unstable();
        numbers.dedup();
        numbers.shrink_to_fit();
        let mut rows = table.iter().flat_map(|(_, rows)| &rows.items);
        Ok(Self {
            numbers,
            places: settings.locations.clone(),
            with_units: rows.any(|row| row.uom.is_some()),
        })
    }

    /// Reads it.
    ///
    /// # Errors
    /// [`SageError`]
    pub(super) fn read(self, sage: &SageClient) -> Result<Shelf, SageError> {
        let mut shelf = Shelf::new(&self.places, self.with_units);
        shelf.read(sage, self.numbers)?;
        Ok(shelf)
    }
}

impl<'a> Shelves<'a> {
    /// Over what was read of Sage.
    pub(super) fn new(session: &'a Session<'a>, settings: &'a Inventory, shelf: Shelf) -> Result<Self> {
        Ok(Self {
            session,
            settings,
            table: session.items_table()?,
            shelf,
            barcodes: BTreeMap::new(),
        })
    }

    /// Reads items by number, and their stock.
    pub(super) fn read_numbers(&mut self, numbers: BTreeSet<String>) -> Result<()> {
        let numbers: Vec<String> = numbers.into_iter().collect();
        Ok(self.shelf.read(self.session.sage()?, numbers)?)
    }

    /// Reads again, each by itself, what lies of items that may have been missed somewhere.
    pub(super) fn read_again(&mut self, items: &BTreeSet<OnShelf>) -> Result<()> {
        Ok(self.shelf.read_again(self.session.sage()?, items)?)
    }

    /// Reads what lies of some items at the location of Amazon's warehouses, which is offered by nobody.
    pub(super) fn read_at_warehouses(&mut self, location: &str, items: &BTreeSet<OnShelf>) -> Result<()> {
        let sage = self.session.sage()?;
        Ok(self.shelf.read_beside(sage, location, items)?)
    }

    /// For listings that are neither in the table nor an item number: the product's barcodes, as item numbers.
    /// Orders find their items the same way.
    pub(super) fn match_barcodes(&mut self, skus: &[String], shown: &[Option<Shown>]) -> Result<()> {
        let mut wanted: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
        let is_open = |sku: &str, shown: &Shown| {
            matches!(shown.listed.channels, Channels::Default(_)) && self.parts(sku).is_none()
        };
        let all = skus.iter().zip(shown);
        let shown = all.filter_map(|(sku, shown)| Some((sku, shown.as_ref()?)));
        let open: Vec<_> = shown.filter(|(sku, shown)| is_open(sku, shown)).collect();
        for (_, shown) in &open {
            let asins = wanted.entry(shown.marketplace).or_default();
            asins.extend(shown.asin.as_deref().map(str::to_owned));
        }
        let mut codes = BTreeMap::new();
        for (marketplace, asins) in wanted {
            let asins: Vec<_> = asins.into_iter().collect();
            match self.session.amazon()?.barcodes(marketplace, &asins) {
                Ok(found) => codes.extend(found),
                Err(error) if error.is_denied() => {
                    self.session.terminal.warn(
                        "Amazon refuses its catalogue to this app: SKUs are not matched by barcode (role Product Listing)",
                    );
                    return Ok(());
                }
                Err(error) => return Err(error.into()),
            }
        }
        for (sku, shown) in open {
            let found = shown.asin.as_deref().and_then(|asin| codes.get(asin));
            let mut own = found.cloned().unwrap_or_default();
            own.retain(|code| code.len() <= LONGEST_ITEM);
            self.barcodes.insert(sku.clone(), own);
        }
        self.read_numbers(self.barcodes.values().flatten().cloned().collect())
    }

    /// The items a SKU is made of; `None` when neither the table nor an item number says.
    pub(super) fn parts(&self, sku: &str) -> Option<Result<Vec<Part>, Hold>> {
        match self.table.get(sku) {
            Some(rows) => Some(rows.items.iter().map(|row| self.part_of_row(row)).collect()),
            None => self.parts_by_number(sku),
        }
    }

    /// As [`Shelves::parts`], each item by itself: what one of them wants hides none of the others. What cannot be counted
    /// stands beside the items that it is of, or may be.
    pub(super) fn each_part(&self, sku: &str) -> Option<Vec<Counted>> {
        let Some(rows) = self.table.get(sku) else {
            return self.parts_by_number(sku).map(|parts| match parts {
                Ok(parts) => parts.into_iter().map(Ok).collect(),
                Err(hold) => vec![Err(Box::new((self.fitting(sku), hold)))],
            });
        };
        Some(rows.items.iter().map(|row| self.counted(row)).collect())
    }

    fn part_of_row(&self, row: &ItemRow) -> Result<Part, Hold> {
        let mut named = self.shelf.named(&row.item);
        match (named.next(), named.next()) {
            (Some(item), None) => self.part(item, row.units_per_sku, row.uom.as_deref()),
            (Some(_), Some(_)) => Err(Hold::new(
                reason::AMBIGUOUS_ITEM,
                format!("Sage has several items that go by the number {}", row.item),
            )),
            (None, _) => Err(Hold::new(
                reason::ITEM_ABSENT,
                format!(
                    "Sage returned no item {}, so nothing is known of its quantity",
                    row.item
                ),
            )),
        }
    }

    /// The items that a SKU without a row may be, by its own number or by a barcode.
    fn fitting(&self, sku: &str) -> Vec<OnShelf> {
        let mut found: Vec<OnShelf> = Vec::new();
        let by_number = candidates(sku);
        let by_code = self.barcodes.get(sku).into_iter().flatten();
        for number in by_number.iter().chain(by_code) {
            for item in self.shelf.named(number) {
                if !found.contains(&item) {
                    found.push(item);
                }
            }
        }
        found
    }

    fn parts_by_number(&self, sku: &str) -> Option<Result<Vec<Part>, Hold>> {
        match self.fitting(sku).as_slice() {
            [] => None,
            [item] => Some(self.part(*item, Quantity::whole(1), None).map(|part| vec![part])),
            several => {
                let numbers: Vec<_> = several.iter().map(|item| self.number(*item)).collect();
                Some(Err(several_fit(sku, &numbers)))
            }
        }
    }

    fn part(&self, on_shelf: OnShelf, units_per_sku: Quantity, unit: Option<&str>) -> Result<Part, Hold> {
        let item = self.shelf.item(on_shelf);
        let number = item.number();
        if !item.is_usable() {
            let detail = format!("item {number} is inactive or not for sale in Sage");
            return Err(Hold::new(reason::ITEM_UNUSABLE, detail));
        }
        let factor = item.factor(unit).ok_or_else(|| {
            let unit = unit.unwrap_or_default();
            let detail = format!("item {number} has no unit of measure `{unit}` with a factor in Sage");
            Hold::new(reason::UNIT_OF_MEASURE, detail)
        })?;
        Ok(Part {
            item: on_shelf,
            units_per_sku,
            factor,
        })
    }

    /// An item's number as people write it.
    pub(super) fn number(&self, item: OnShelf) -> &str {
        self.shelf.item(item).number()
    }

    /// What one of a SKU takes of the items of these numbers, of which it is one: where it may be several, nobody knows.
    pub(super) fn part_of_one(&self, sku: &str, numbers: &[String]) -> Counted {
        if let [number] = numbers {
            return self.counted(&ItemRow {
                item: number.clone(),
                units_per_sku: Quantity::whole(1),
                uom: None,
                location: None,
            });
        }
        let items = numbers
            .iter()
            .flat_map(|number| self.shelf.named(number))
            .collect();
        Err(Box::new((items, several_fit(sku, numbers))))
    }

    /// The items on the shelf that go by a number.
    pub(super) fn named(&self, number: &str) -> impl Iterator<Item = OnShelf> {
        self.shelf.named(number)
    }

    /// Whether what lies at a location is offered: anything is where the items' totals count, or where no location is told.
    pub(super) fn is_offered(&self, location: Option<&str>) -> bool {
        let is_named = |location: &str| {
            let mut named = self.settings.locations.iter();
            named.any(|one| one.trim().eq_ignore_ascii_case(location.trim()))
        };
        self.settings.locations.is_empty() || location.is_none_or(is_named)
    }

    /// Stocking units in one of an item's unit, where Sage says so.
    pub(super) fn factor(&self, item: OnShelf, unit: &str) -> Option<Quantity> {
        self.shelf.item(item).factor(Some(unit))
    }

    fn counted(&self, row: &ItemRow) -> Counted {
        let part = self.part_of_row(row);
        part.map_err(|hold| Box::new((self.shelf.named(&row.item).collect(), hold)))
    }

    /// What there is of an item at the named locations.
    pub(super) fn stock(&self, item: OnShelf) -> Result<Found, Hold> {
        let places = self.settings.locations.len();
        let found = self.shelf.stock(item, places, self.settings.basis);
        found.map_err(|place| {
            let number = self.number(item);
            let detail = format!(
                "Sage returned no quantity of item {number} {place} that can be read; that is not zero"
            );
            Hold::new(reason::ITEM_ABSENT, detail)
        })
    }

    /// How far it is proven that a location without a figure has none.
    pub(super) fn proof(&self) -> Proof {
        self.shelf.proof()
    }

    /// On hand at one location, where Sage says so.
    pub(super) fn on_hand_at(&self, item: OnShelf, location: &str) -> Option<Quantity> {
        self.shelf.on_hand_at(item, location)
    }
}

fn several_fit(sku: &str, numbers: &[impl AsRef<str>]) -> Hold {
    let numbers: Vec<&str> = numbers.iter().map(AsRef::as_ref).collect();
    let detail = format!(
        "SKU `{sku}` fits {}; name one in the items table",
        numbers.join(" and ")
    );
    Hold::new(reason::AMBIGUOUS_ITEM, detail)
}
