//! Which Sage items an order's SKUs stand for: the table, else an item number, else a barcode.
//!
//! Each step asks for all SKUs of a chunk together and remembers the answers for the pass. Several candidates
//! are a hold, never a pick.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;

use crate::amazon::orders::{Order, OrderItem};
use crate::books::invoice::{Component, Hold};
use crate::books::items::{ItemRow, ItemsTable};
use crate::books::reason;
use crate::client::sage300::{Question, SageClient};
use crate::money::{Amount, Quantity};
use crate::pass::session::Session;
use crate::sage300::inventory::Item;
use crate::sage300::order_document::LONGEST_ITEM;

/// The items of one pass.
pub struct ItemFinder<'a> {
    session: &'a Session<'a>,
    table: RefCell<Option<ItemsTable>>,
    /// By number as it was asked for; an empty list means that Sage has none.
    in_sage: BTreeMap<String, Vec<Item>>,
    /// Barcodes by ASIN.
    barcodes: BTreeMap<String, Vec<String>>,
    prices: BTreeMap<String, Option<Amount>>,
}

impl<'a> ItemFinder<'a> {
    /// A finder that knows nothing yet.
    pub fn new(session: &'a Session<'a>) -> Self {
        Self {
            session,
            table: RefCell::default(),
            in_sage: BTreeMap::new(),
            barcodes: BTreeMap::new(),
            prices: BTreeMap::new(),
        }
    }

    /// Asks for whatever these orders need and is not known yet.
    ///
    /// # Errors
    /// When Sage or Amazon cannot be asked, or the items table is faulty.
    pub fn look_up<'o>(&mut self, orders: impl Iterator<Item = &'o Order> + Clone) -> Result<()> {
        let (numbers, kits) = self.wanted(orders.clone())?;
        *self.table.borrow_mut() = Some(self.session.items_table()?.clone());
        self.ask_sage(numbers)?;
        self.ask_catalogue(orders)?;
        self.ask_prices(kits)
    }

    /// What a look-up will ask Sage first.
    ///
    /// # Errors
    /// When the items table is faulty, or Sage's credentials cannot be opened.
    pub fn questions<'o>(&self, orders: impl Iterator<Item = &'o Order>) -> Result<Vec<Question>> {
        let (numbers, kits) = self.wanted(orders)?;
        let mut questions = self.session.sage()?.questions_of_items(&self.unknown(numbers));
        let prices = kits.iter().filter(|number| !self.prices.contains_key(*number));
        questions.extend(prices.map(|number| SageClient::question_of_price(number)));
        Ok(questions)
    }

    /// The numbers that orders' SKUs may stand for, and the components of kits among them.
    fn wanted<'o>(
        &self,
        orders: impl Iterator<Item = &'o Order>,
    ) -> Result<(BTreeSet<String>, BTreeSet<String>)> {
        let table = self.session.items_table()?;
        let (mut numbers, mut kits) = (BTreeSet::new(), BTreeSet::new());
        for sku in orders.flat_map(|order| &order.order_items).filter_map(sku_of) {
            match table.get(sku) {
                Some(rows) => {
                    numbers.extend(rows.items.iter().map(|row| row.item.clone()));
                    if rows.is_kit() {
                        kits.extend(rows.items.iter().map(|row| row.item.clone()));
                    }
                }
                None => numbers.extend(candidates(sku)),
            }
        }
        Ok((numbers, kits))
    }

    fn unknown(&self, numbers: BTreeSet<String>) -> Vec<String> {
        let unknown = |number: &String| !self.in_sage.contains_key(number);
        numbers.into_iter().filter(unknown).collect()
    }

    fn ask_sage(&mut self, numbers: BTreeSet<String>) -> Result<()> {
        let unknown = self.unknown(numbers);
        if unknown.is_empty() {
            return Ok(());
        }
        let found = self.session.sage()?.items(&unknown)?;
        for number in unknown {
            let same = |item: &&Item| {
                item.item_number.as_deref() == Some(&number)
                    || item.unformatted_item_number.as_deref() == Some(&number)
            };
            let items = found.iter().filter(same).cloned().collect();
            self.in_sage.insert(number, items);
        }
        Ok(())
    }

    /// For SKUs that are neither in the table nor an item number: the product's barcodes, as item numbers.
    fn ask_catalogue<'o>(&mut self, orders: impl Iterator<Item = &'o Order>) -> Result<()> {
        let mut wanted: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for order in orders {
            let marketplace = order.sales_channel.marketplace_id.clone().unwrap_or_default();
            for item in &order.order_items {
                let Some(sku) = sku_of(item) else { continue };
                let known = self.in_table(sku) || !self.by_number(sku).is_empty();
                if let Some(asin) = item
                    .product
                    .asin
                    .as_ref()
                    .filter(|asin| !known && !self.barcodes.contains_key(*asin))
                {
                    wanted
                        .entry(marketplace.clone())
                        .or_default()
                        .insert(asin.clone());
                }
            }
        }
        for (marketplace, asins) in wanted {
            let asins: Vec<_> = asins.into_iter().collect();
            let found = match self.session.amazon()?.barcodes(&marketplace, &asins) {
                Ok(found) => found,
                Err(error) if error.is_denied() => {
                    self.session.terminal.warn(
                        "Amazon refuses its catalogue to this app: SKUs are not matched by barcode (role Product Listing)",
                    );
                    BTreeMap::new()
                }
                Err(error) => return Err(error.into()),
            };
            let numbers = found
                .values()
                .flatten()
                .filter(|code| code.len() <= LONGEST_ITEM)
                .cloned()
                .collect();
            self.ask_sage(numbers)?;
            for asin in asins {
                self.barcodes
                    .insert(asin.clone(), found.get(&asin).cloned().unwrap_or_default());
            }
        }
        Ok(())
    }

    fn ask_prices(&mut self, kits: BTreeSet<String>) -> Result<()> {
        for number in kits {
            if !self.prices.contains_key(&number) {
                let price = self.session.sage()?.list_price(&number)?;
                self.prices.insert(number, price);
            }
        }
        Ok(())
    }

    fn in_table(&self, sku: &str) -> bool {
        self.table
            .borrow()
            .as_ref()
            .is_some_and(|table| table.get(sku).is_some())
    }

    fn by_number(&self, sku: &str) -> Vec<&Item> {
        self.distinct(candidates(sku).iter())
    }

    fn by_barcode(&self, item: &OrderItem) -> Vec<&Item> {
        let codes = item
            .product
            .asin
            .as_ref()
            .and_then(|asin| self.barcodes.get(asin));
        self.distinct(codes.into_iter().flatten())
    }

    /// Sage's items under these numbers, each once, in whichever notation it was asked for.
    fn distinct<'n>(&self, numbers: impl Iterator<Item = &'n String>) -> Vec<&Item> {
        let mut found: Vec<&Item> = Vec::new();
        for item in numbers.filter_map(|number| self.in_sage.get(number)).flatten() {
            if !found.iter().any(|other| {
                other.unformatted_item_number == item.unformatted_item_number
                    && other.item_number == item.item_number
            }) {
                found.push(item);
            }
        }
        found
    }

    /// The components of each SKU of an order, or why there are none.
    pub fn of(&self, order: &Order) -> BTreeMap<String, Result<Vec<Component>, Hold>> {
        let items = order
            .order_items
            .iter()
            .filter_map(|item| Some((sku_of(item)?, item)));
        items
            .map(|(sku, item)| (sku.to_owned(), self.components(sku, item)))
            .collect()
    }

    fn components(&self, sku: &str, item: &OrderItem) -> Result<Vec<Component>, Hold> {
        if let Some(rows) = self
            .table
            .borrow()
            .as_ref()
            .and_then(|table| table.get(sku).cloned())
        {
            return rows.items.iter().map(|row| self.of_row(sku, row)).collect();
        }
        let by_number = self.by_number(sku);
        let found = if by_number.is_empty() {
            self.by_barcode(item)
        } else {
            by_number
        };
        match found.as_slice() {
            [only] => Ok(vec![component(only, None)?]),
            [] => Err(Hold::new(
                reason::UNMAPPED_ITEM,
                format!(
                    "no Sage item for SKU `{sku}`; add to the items table:\n{}",
                    csv_line(sku, "ITEM-NUMBER")
                ),
            )),
            several => {
                let numbers: Vec<_> = several.iter().map(|item| item.number()).collect();
                Err(Hold::new(
                    reason::AMBIGUOUS_ITEM,
                    format!(
                        "SKU `{sku}` fits {}; add the right one to the items table:\n{}",
                        numbers.join(" and "),
                        csv_line(sku, numbers[0])
                    ),
                ))
            }
        }
    }

    fn of_row(&self, sku: &str, row: &ItemRow) -> Result<Component, Hold> {
        let found = self.in_sage.get(&row.item).map(Vec::as_slice).unwrap_or_default();
        let [item] = found else {
            return Err(Hold::new(
                if found.is_empty() {
                    reason::UNMAPPED_ITEM
                } else {
                    reason::AMBIGUOUS_ITEM
                },
                format!(
                    "the items table maps SKU `{sku}` to item {}, of which Sage has {}",
                    row.item,
                    found.len()
                ),
            ));
        };
        let mut component = component(item, Some(row))?;
        component.list_price = self.prices.get(&row.item).copied().flatten();
        Ok(component)
    }
}

/// The item as part of an order, or why Sage would not take it so.
pub(in crate::pass) fn component(item: &Item, row: Option<&ItemRow>) -> Result<Component, Hold> {
    let number = item.number();
    if !item.is_usable() {
        return Err(Hold::new(
            reason::ITEM_UNUSABLE,
            format!("item {number} is inactive or not for sale in Sage"),
        ));
    }
    if item.is_tracked() {
        return Err(Hold::new(
            reason::SERIAL_OR_LOT,
            format!("item {number} is tracked by serial or lot number, which this program does not allocate"),
        ));
    }
    let unit = row.and_then(|row| row.uom.clone());
    if let Some(unit) = &unit
        && !item.has_unit(unit)
    {
        return Err(Hold::new(
            reason::UNIT_OF_MEASURE,
            format!("item {number} has no unit of measure `{unit}` in Sage"),
        ));
    }
    Ok(Component {
        item: number.to_owned(),
        units_per_sku: row.map_or(Quantity::whole(1), |row| row.units_per_sku),
        unit,
        location: row.and_then(|row| row.location.clone()),
        list_price: None,
    })
}

fn sku_of(item: &OrderItem) -> Option<&str> {
    item.product.seller_sku.as_deref().filter(|sku| !sku.is_empty())
}

/// The item numbers a SKU may be: as it stands, and in capitals, which Sage's numbers are.
fn candidates(sku: &str) -> Vec<String> {
    let mut numbers = vec![sku.to_owned()];
    let capitals = sku.to_uppercase();
    if capitals != sku {
        numbers.push(capitals);
    }
    numbers.retain(|number| number.chars().count() <= LONGEST_ITEM && !number.contains(char::is_control));
    numbers
}

/// The line a person adds to the items table; quoted as CSV wants it.
pub(in crate::pass) fn csv_line(sku: &str, item: &str) -> String {
    let quoted = |text: &str| {
        if text.contains(['"', ',', ';', '\n', '\r']) || text.starts_with(' ') || text.ends_with(' ') {
            format!("\"{}\"", text.replace('"', "\"\""))
        } else {
            text.to_owned()
        }
    };
    format!("{},{}", quoted(sku), quoted(item))
}
