//! What Sage holds: which items a SKU is made of, and how much of each lies at the named locations.
//!
//! Only what Sage returned counts. An item, a location's figure or a unit that is not there is a hold.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use anyhow::Result;

use super::listed::Shown;
use crate::amazon::listings::Channels;
use crate::books::invoice::Hold;
use crate::books::items::ItemsTable;
use crate::books::quantities::Stock;
use crate::books::reason;
use crate::config::{Basis, Inventory, InventorySource};
use crate::money::Quantity;
use crate::pass::fault;
use crate::pass::session::Session;
use crate::sage300::inventory::Item;
use crate::sage300::order_document::LONGEST_ITEM;

/// Items and their stock, as far as they were asked for.
pub(super) struct Shelves<'a> {
    session: &'a Session<'a>,
    settings: &'a Inventory,
    table: &'a ItemsTable,
    /// By number as it was asked for.
    items: BTreeMap<String, Vec<Rc<Item>>>,
    /// By item number as Sage gave it, a figure a location: a list, since a map of one would take the room of eleven.
    rows: BTreeMap<String, Vec<Figure>>,
    /// Barcodes of SKUs that are neither in the table nor an item number.
    barcodes: BTreeMap<String, Vec<String>>,
    proven: bool,
}

/// What lies at a location.
#[derive(Debug)]
struct Figure {
    /// In capitals.
    location: String,
    on_hand: Option<Quantity>,
    committed: Option<Quantity>,
}

/// What one SKU needs of one item.
#[derive(Debug, Clone)]
pub(super) struct Part<'s> {
    /// The item.
    pub item: &'s Item,
    /// How many of the unit.
    pub units_per_sku: Quantity,
    /// Stocking units in one unit.
    pub factor: Quantity,
}

/// The stock of one item.
#[derive(Debug, Clone, Copy)]
pub(super) struct Found {
    /// The sums over the named locations.
    pub stock: Stock,
    /// Whether every named location had a figure, or Sage's count proves that the others have none.
    pub complete: bool,
}

impl<'a> Shelves<'a> {
    /// Knows nothing yet; makes sure that quantities can be read as configured.
    pub(super) fn new(session: &'a Session<'a>, settings: &'a Inventory) -> Result<Self> {
        if settings.source == InventorySource::Locations
            && !session.sage()?.has_resource("IC", "ICLocationDetails")?
        {
            return Err(fault::usage(
                "this Sage 300 shows no quantities by location: its $metadata of IC has no ICLocationDetails\n\
                 hint: if all stock of an item may be sold on Amazon, set [inventory] source = \"item-totals\" (and \
                 remove `locations`); otherwise ask for an update of the Web API. Nothing was sent",
            ));
        }
        Ok(Self {
            session,
            settings,
            table: session.items_table()?,
            items: BTreeMap::new(),
            rows: BTreeMap::new(),
            barcodes: BTreeMap::new(),
            proven: true,
        })
    }

    /// Reads the items of these SKUs, and their stock.
    pub(super) fn read<'s>(&mut self, skus: impl Iterator<Item = &'s str>) -> Result<()> {
        let mut numbers = BTreeSet::new();
        for sku in skus {
            match self.table.get(sku) {
                Some(rows) => numbers.extend(rows.items.iter().map(|row| row.item.clone())),
                None => numbers.extend(candidates(sku)),
            }
        }
        self.read_numbers(numbers)
    }

    /// Reads items by number, and their stock.
    pub(super) fn read_numbers(&mut self, mut numbers: BTreeSet<String>) -> Result<()> {
        numbers.retain(|number| !self.items.contains_key(number));
        let asked: Vec<String> = numbers.into_iter().collect();
        let found = self.session.sage()?.counted_items(&asked)?;
        let found: Vec<Rc<Item>> = found.into_iter().map(Rc::new).collect();
        let mut by_number: BTreeMap<&str, Vec<&Rc<Item>>> = BTreeMap::new();
        for item in &found {
            let names: BTreeSet<_> = item
                .item_number
                .iter()
                .chain(&item.unformatted_item_number)
                .collect();
            for name in names {
                let known = by_number.entry(name).or_default();
                if !known.contains(&item) {
                    known.push(item);
                }
            }
        }
        for number in asked {
            let items = by_number
                .get(number.as_str())
                .map(|items| items.iter().copied().cloned().collect());
            self.items.insert(number, items.unwrap_or_default());
        }
        if self.settings.source == InventorySource::ItemTotals {
            return Ok(());
        }
        let names = found
            .iter()
            .flat_map(|item| item.item_number.iter().chain(&item.unformatted_item_number));
        let names: BTreeSet<String> = names
            .filter(|name| !self.rows.contains_key(*name))
            .cloned()
            .collect();
        let stock = self
            .session
            .sage()?
            .stock_at_locations(&names.into_iter().collect::<Vec<_>>(), &self.locations())?;
        self.proven &= stock.proven;
        for row in stock.rows {
            if let (Some(item), Some(location)) = (row.item_number, row.location) {
                let figure = Figure {
                    location: location.to_uppercase(),
                    on_hand: row.quantity_on_hand,
                    committed: row.quantity_committed,
                };
                let of_item = self.rows.entry(item).or_default();
                of_item.retain(|known| known.location != figure.location);
                of_item.push(figure);
            }
        }
        Ok(())
    }

    /// The locations of which a figure is ever looked at.
    fn locations(&self) -> Vec<String> {
        let fba = self.session.config.orders.fba_location.iter();
        self.settings.locations.iter().chain(fba).cloned().collect()
    }

    /// For listings that are neither in the table nor an item number: the product's barcodes, as item numbers.
    /// Orders find their items the same way.
    pub(super) fn match_barcodes(&mut self, shown: &BTreeMap<String, Shown>) -> Result<()> {
        let mut wanted: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
        let open = |sku: &str, shown: &Shown| {
            matches!(shown.listed.channels, Channels::Default(_)) && self.parts(sku).is_none()
        };
        let open: Vec<_> = shown.iter().filter(|(sku, shown)| open(sku, shown)).collect();
        for (_, shown) in &open {
            let asins = wanted.entry(&shown.marketplace).or_default();
            asins.extend(shown.asin.clone());
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
            let mut own = shown
                .asin
                .as_ref()
                .and_then(|asin| codes.get(asin))
                .cloned()
                .unwrap_or_default();
            own.retain(|code| code.len() <= LONGEST_ITEM);
            self.barcodes.insert(sku.clone(), own);
        }
        self.read_numbers(self.barcodes.values().flatten().cloned().collect())
    }

    /// The items a SKU is made of; `None` when neither the table nor an item number says.
    pub(super) fn parts(&self, sku: &str) -> Option<Result<Vec<Part<'_>>, Hold>> {
        let Some(rows) = self.table.get(sku) else {
            let mut found: Vec<&Item> = Vec::new();
            let numbers = candidates(sku);
            let by_number = numbers
                .iter()
                .filter_map(|number| self.items.get(number))
                .flatten();
            let codes = self.barcodes.get(sku).into_iter().flatten();
            let by_code = codes.filter_map(|code| self.items.get(code)).flatten();
            for item in by_number.chain(by_code) {
                if !found.contains(&&**item) {
                    found.push(item);
                }
            }
            return match found.as_slice() {
                [] => None,
                [item] => Some(part(item, Quantity::whole(1), None).map(|part| vec![part])),
                several => {
                    let numbers: Vec<_> = several.iter().map(|item| item.number()).collect();
                    let detail = format!(
                        "SKU `{sku}` fits {}; name one in the items table",
                        numbers.join(" and ")
                    );
                    Some(Err(Hold::new(reason::AMBIGUOUS_ITEM, detail)))
                }
            };
        };
        let parts = rows
            .items
            .iter()
            .map(|row| match self.items.get(&row.item).map(Vec::as_slice) {
                Some([item]) => part(item, row.units_per_sku, row.uom.as_deref()),
                Some([_, ..]) => Err(Hold::new(
                    reason::AMBIGUOUS_ITEM,
                    format!("Sage has several items that go by the number {}", row.item),
                )),
                _ => Err(Hold::new(
                    reason::ITEM_ABSENT,
                    format!(
                        "Sage returned no item {}, so nothing is known of its quantity",
                        row.item
                    ),
                )),
            });
        Some(parts.collect())
    }

    /// An item by the number that orders name.
    pub(super) fn item(&self, number: &str) -> Option<&Item> {
        match self.items.get(number)?.as_slice() {
            [item] => Some(item),
            _ => None,
        }
    }

    /// What there is of an item at the named locations.
    pub(super) fn stock(&self, item: &Item) -> Result<Found, Hold> {
        let basis = self.settings.basis;
        if self.settings.source == InventorySource::ItemTotals {
            let stock = figures(item.quantity_on_hand, item.quantity_committed, basis)
                .ok_or_else(|| absent(item, "in ICItems"))?;
            return Ok(Found {
                stock,
                complete: true,
            });
        }
        let rows = self
            .rows_of(item)
            .ok_or_else(|| absent(item, "in ICLocationDetails"))?;
        let (mut stock, mut any, mut all) = (Stock::default(), false, true);
        for location in &self.settings.locations {
            let Some(row) = at(rows, location) else {
                all = false;
                continue;
            };
            let one = figures(row.on_hand, row.committed, basis)
                .ok_or_else(|| absent(item, &format!("at location {location}")))?;
            stock.on_hand = stock.on_hand + one.on_hand;
            stock.committed = stock.committed + one.committed;
            any = true;
        }
        if !any {
            return Err(absent(
                item,
                &format!("at {}", self.settings.locations.join(", ")),
            ));
        }
        Ok(Found {
            stock,
            complete: all || self.proven,
        })
    }

    /// On hand at one location, where Sage says so.
    pub(super) fn on_hand_at(&self, item: &Item, location: &str) -> Option<Quantity> {
        at(self.rows_of(item)?, location)?.on_hand
    }

    /// Sage's rows go by the formatted number on some installations and by the key on others.
    fn rows_of(&self, item: &Item) -> Option<&[Figure]> {
        let by = |number: &Option<String>| self.rows.get(number.as_ref()?).map(Vec::as_slice);
        by(&item.item_number).or_else(|| by(&item.unformatted_item_number))
    }
}

/// The figure of a location, whatever the case of its name.
fn at<'f>(figures: &'f [Figure], location: &str) -> Option<&'f Figure> {
    let location = location.to_uppercase();
    figures.iter().find(|figure| figure.location == location)
}

fn figures(on_hand: Option<Quantity>, committed: Option<Quantity>, basis: Basis) -> Option<Stock> {
    let committed = match basis {
        Basis::Available => committed?,
        Basis::OnHand => committed.unwrap_or_default(),
    };
    Some(Stock {
        on_hand: on_hand?,
        committed,
    })
}

fn part<'s>(item: &'s Item, units_per_sku: Quantity, unit: Option<&str>) -> Result<Part<'s>, Hold> {
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
        item,
        units_per_sku,
        factor,
    })
}

fn absent(item: &Item, place: &str) -> Hold {
    let detail = format!(
        "Sage returned no quantity of item {} {place}; that is not zero",
        item.number()
    );
    Hold::new(reason::ITEM_ABSENT, detail)
}

/// The item numbers a SKU may be: as it stands, and in capitals.
fn candidates(sku: &str) -> BTreeSet<String> {
    let fits = |number: &String| number.chars().count() <= LONGEST_ITEM && !number.contains(char::is_control);
    [sku.to_owned(), sku.to_uppercase()]
        .into_iter()
        .filter(fits)
        .collect()
}
