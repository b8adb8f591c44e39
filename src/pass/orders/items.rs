//! Which Sage items an order's SKUs stand for: the table, else an item number, else a barcode.
//!
//! Each step asks for all SKUs of a chunk together and remembers the answers for a while. Several candidates
//! are a hold, never a pick.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use chrono::{DateTime, TimeDelta, Utc};

use crate::amazon::orders::{Order, OrderItem};
use crate::books::invoice::{Component, Hold};
use crate::books::items::{ItemRow, ItemsTable, TableForm};
use crate::books::reason;
use crate::client::sage300::{Question, SageClient};
use crate::money::{Amount, Quantity};
use crate::pass::session::Session;
use crate::sage300::inventory::{Item, candidates};
use crate::sage300::order_document::LONGEST_ITEM;

/// The items of one pass.
pub struct ItemFinder<'a> {
    session: &'a Session<'a>,
    table: RefCell<Option<ItemsTable>>,
    known: Known,
}

/// How long an answer stands: a pass may wait for Amazon for hours, and meanwhile people key items in.
const STANDS: TimeDelta = TimeDelta::minutes(15);

/// What Sage and Amazon have answered.
#[derive(Debug, Default)]
struct Known {
    /// Since when.
    since: Option<DateTime<Utc>>,
    /// By number as it was asked for; an empty list means that Sage has none.
    in_sage: BTreeMap<String, Vec<Item>>,
    /// Barcodes by marketplace and ASIN: a product may have others in another country, or none.
    barcodes: BTreeMap<(String, String), Vec<String>>,
    prices: BTreeMap<String, Option<Amount>>,
}

impl Known {
    /// Forgets what is old.
    fn stands(&mut self, now: DateTime<Utc>) {
        let is_old = |since: DateTime<Utc>| since > now || now - since > STANDS;
        if self.since.is_none_or(is_old) {
            *self = Self {
                since: Some(now),
                ..Self::default()
            };
        }
    }
}

impl<'a> ItemFinder<'a> {
    /// A finder that knows nothing yet.
    pub fn new(session: &'a Session<'a>) -> Self {
        Self {
            session,
            table: RefCell::default(),
            known: Known::default(),
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

    /// What a look-up will ask Sage first; what was answered long ago is asked again.
    ///
    /// # Errors
    /// When the items table is faulty, or Sage's credentials cannot be opened.
    pub fn questions<'o>(&mut self, orders: impl Iterator<Item = &'o Order>) -> Result<Vec<Question>> {
        self.known.stands(self.session.clock.now());
        let (numbers, kits) = self.wanted(orders)?;
        let mut questions = self.session.sage()?.questions_of_items(&self.unknown(numbers));
        let prices = kits
            .iter()
            .filter(|number| !self.known.prices.contains_key(*number));
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
        let unknown = |number: &String| !self.known.in_sage.contains_key(number);
        numbers.into_iter().filter(unknown).collect()
    }

    fn ask_sage(&mut self, numbers: BTreeSet<String>) -> Result<()> {
        let unknown = self.unknown(numbers);
        if unknown.is_empty() {
            return Ok(());
        }
        let found = self.session.sage()?.items(&unknown)?;
        for number in unknown {
            let items = found
                .iter()
                .filter(|item| item.goes_by(&number))
                .cloned()
                .collect();
            self.known.in_sage.insert(number, items);
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
                if self.in_table(sku) || !self.by_number(sku).is_empty() {
                    continue;
                }
                if let Some(asin) = item.product.asin.clone() {
                    wanted.entry(marketplace.clone()).or_default().insert(asin);
                }
            }
        }
        for (marketplace, asins) in wanted {
            let named = |asin: &str| (marketplace.clone(), asin.to_owned());
            let asins: Vec<_> = asins
                .into_iter()
                .filter(|asin| !self.known.barcodes.contains_key(&named(asin)))
                .collect();
            if asins.is_empty() {
                continue;
            }
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
                let codes = found.get(&asin).cloned().unwrap_or_default();
                self.known.barcodes.insert(named(&asin), codes);
            }
        }
        Ok(())
    }

    fn ask_prices(&mut self, kits: BTreeSet<String>) -> Result<()> {
        for number in kits {
            if !self.known.prices.contains_key(&number) {
                let price = self.session.sage()?.list_price(&number)?;
                self.known.prices.insert(number, price);
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

    fn by_barcode(&self, marketplace: &str, item: &OrderItem) -> Vec<&Item> {
        let asin = item.product.asin.as_ref();
        let named = asin.map(|asin| (marketplace.to_owned(), asin.clone()));
        let codes = named.and_then(|named| self.known.barcodes.get(&named));
        self.distinct(codes.into_iter().flatten())
    }

    /// Sage's items under these numbers, each once, in whichever notation it was asked for.
    fn distinct<'n>(&self, numbers: impl Iterator<Item = &'n String>) -> Vec<&Item> {
        let mut found: Vec<&Item> = Vec::new();
        for item in numbers
            .filter_map(|number| self.known.in_sage.get(number))
            .flatten()
        {
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
        let marketplace = order.sales_channel.marketplace_id.as_deref().unwrap_or_default();
        let items = order
            .order_items
            .iter()
            .filter_map(|item| Some((sku_of(item)?, item)));
        items
            .map(|(sku, item)| (sku.to_owned(), self.components(marketplace, (sku, item))))
            .collect()
    }

    /// The items that a SKU of an order may be where the table does not say: by its number, else by its barcodes.
    fn fitting(&self, marketplace: &str, (sku, item): (&str, &OrderItem)) -> Vec<&Item> {
        let by_number = self.by_number(sku);
        if by_number.is_empty() {
            self.by_barcode(marketplace, item)
        } else {
            by_number
        }
    }

    /// The numbers of the items that a SKU without a row may be, whether or not an order may be made of them.
    pub fn numbers_of(&self, order: &Order, sku: &str) -> Vec<String> {
        let marketplace = order.sales_channel.marketplace_id.as_deref().unwrap_or_default();
        let mut items = order.order_items.iter();
        let item = items.find(|item| sku_of(item) == Some(sku));
        let found = item.map(|item| self.fitting(marketplace, (sku, item)));
        let found = found.iter().flatten();
        found.map(|item| item.number().to_owned()).collect()
    }

    fn components(&self, marketplace: &str, (sku, item): (&str, &OrderItem)) -> Result<Vec<Component>, Hold> {
        if let Some(rows) = self
            .table
            .borrow()
            .as_ref()
            .and_then(|table| table.get(sku).cloned())
        {
            return rows.items.iter().map(|row| self.of_row(sku, row)).collect();
        }
        match self.fitting(marketplace, (sku, item)).as_slice() {
            [only] => Ok(vec![component(only, None)?]),
            [] => Err(Hold::new(
                reason::UNMAPPED_ITEM,
                format!(
                    "no Sage item for SKU `{sku}`; add to the items table:\n{}",
                    self.line_to_add(sku, "ITEM-NUMBER")
                ),
            )),
            several => {
                let numbers: Vec<_> = several.iter().map(|item| item.number()).collect();
                Err(Hold::new(
                    reason::AMBIGUOUS_ITEM,
                    format!(
                        "SKU `{sku}` fits {}; add the right one to the items table:\n{}",
                        numbers.join(" and "),
                        self.line_to_add(sku, numbers[0])
                    ),
                ))
            }
        }
    }

    /// The line a person adds to the items table, in the form in which it is kept.
    fn line_to_add(&self, sku: &str, item: &str) -> String {
        match &*self.table.borrow() {
            Some(table) => table.form().line(sku, item),
            None => TableForm::default().line(sku, item),
        }
    }

    fn of_row(&self, sku: &str, row: &ItemRow) -> Result<Component, Hold> {
        let found = self
            .known
            .in_sage
            .get(&row.item)
            .map(Vec::as_slice)
            .unwrap_or_default();
        let [item] = found else {
            return Err(Hold::new(
                if found.is_empty() {
                    reason::UNMAPPED_ITEM
                } else {
                    reason::AMBIGUOUS_ITEM
                },
                format!(
                    "the items table maps SKU `{sku}` to item {}, of which Sage has {}; correct in the items table:\n{}",
                    row.item,
                    found.len(),
                    self.line_to_add(sku, &row.item)
                ),
            ));
        };
        let mut component = component(item, Some(row))?;
        component.list_price = self.known.prices.get(&row.item).copied().flatten();
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_answered_long_ago_is_asked_again() {
        let begun: DateTime<Utc> = "2026-03-18T15:00:00Z".parse().unwrap();
        let mut known = Known::default();
        known.stands(begun);
        known.in_sage.insert("NOWHERE".to_owned(), Vec::new());
        known.prices.insert("KET170".to_owned(), Some(Amount::ZERO));
        known.stands(begun + STANDS);
        assert_eq!((known.in_sage.len(), known.prices.len()), (1, 1));
        for other in [
            begun + STANDS + TimeDelta::microseconds(1),
            begun - TimeDelta::hours(1),
        ] {
            let mut known = Known {
                since: Some(begun),
                in_sage: known.in_sage.clone(),
                ..Known::default()
            };
            known.stands(other);
            assert!(known.in_sage.is_empty() && known.since == Some(other));
        }
    }
}
