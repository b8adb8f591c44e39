//! Units sold on Amazon from the seller's own stock that Sage's figures cannot show yet.
//!
//! Every order that is not in Sage counts in full, pending ones too; of posted ones those that Sage may not
//! have costed yet, and those without an invoice where orders do not relieve stock.

use std::collections::BTreeMap;

use anyhow::Result;
use chrono::{DateTime, TimeDelta, Utc};

use super::shelves::{Counted, Shelves};
use crate::amazon::orders::Order;
use crate::books::invoice::{CANCELLED, Hold};
use crate::books::quantities::Unknown;
use crate::books::record::{Kind, State};
use crate::config::{Basis, Costing, Document, Inventory};
use crate::delivery::order::StoredOrder;
use crate::pass::orders::ItemFinder;
use crate::pass::session::Session;
use crate::store::Record;

const CHUNK: usize = 500;

/// Units by SKU, each with the row of one order that holds it.
pub(super) struct Sold {
    by_sku: BTreeMap<String, (i64, i64)>,
}

impl Sold {
    /// Adds up the orders of this database.
    pub(super) fn read(session: &Session<'_>, settings: &Inventory) -> Result<Self> {
        let mut sold = Self {
            by_sku: BTreeMap::new(),
        };
        let open = [
            State::Staged,
            State::Held,
            State::Ready,
            State::Sending,
            State::Uncertain,
            State::Failed,
        ];
        let store = &session.store;
        sold.walk(|after| Ok(store.records_in(Kind::Order, &open, after, CHUNK)?))?;
        let since = match settings.costing {
            Costing::Posting => None,
            Costing::DayEnd => Some(session.clock.now() - TimeDelta::from_std(settings.day_end_within)?),
        };
        let uninvoiced = session.config.orders.document == Document::Order && settings.basis == Basis::OnHand;
        if since.is_some() || uninvoiced {
            sold.walk(|after| Ok(store.posted_orders(since, uninvoiced, after, CHUNK)?))?;
        }
        if let Some(since) = since {
            sold.add_uncosted(session, since)?;
        }
        Ok(sold)
    }

    /// Older orders whose invoice Sage still calls uncosted: a day end that was missed oversells nothing.
    fn add_uncosted(&mut self, session: &Session<'_>, since: DateTime<Utc>) -> Result<()> {
        let prefix = session.config.orders.number_prefix.to_uppercase();
        for number in session.sage()?.uncosted_orders()? {
            let key = number.strip_prefix(&prefix).unwrap_or(&number);
            let Some(record) = session.store.record(Kind::Order, key)? else {
                continue;
            };
            let counted = record.waiting_since.is_some_and(|at| at >= since);
            if record.state == State::Posted
                && !counted
                && let Some(stored) = StoredOrder::of(&record)?
            {
                self.add(record.id, &stored.order);
            }
        }
        Ok(())
    }

    fn walk(&mut self, read: impl Fn(i64) -> Result<Vec<Record>>) -> Result<()> {
        let mut last = 0;
        loop {
            let records = read(last)?;
            let Some(end) = records.last() else { return Ok(()) };
            last = end.id;
            for record in &records {
                if let Some(stored) = StoredOrder::of(record)? {
                    self.add(record.id, &stored.order);
                }
            }
        }
    }

    fn add(&mut self, row: i64, order: &Order) {
        if order.is_fulfilled_by_amazon() || order.status() == CANCELLED {
            return;
        }
        for item in &order.order_items {
            let Some(sku) = item.product.seller_sku.clone().filter(|sku| !sku.is_empty()) else {
                continue;
            };
            let (units, _) = self.by_sku.entry(sku).or_insert((0, row));
            *units += item.quantity_ordered.max(0);
        }
    }

    /// The SKUs that were sold.
    pub(super) fn skus(&self) -> impl Iterator<Item = &str> {
        self.by_sku.keys().map(String::as_str)
    }

    /// The units by Sage item. SKUs that are neither in the table nor an item number go the way orders go.
    pub(super) fn by_item(&self, session: &Session<'_>, shelves: &mut Shelves<'_>) -> Result<Unknown> {
        let mut unknown = Unknown::default();
        let mut others = Vec::new();
        for (sku, (units, row)) in &self.by_sku {
            match shelves.each_part(sku) {
                Some(parts) => {
                    // What cannot be counted of one part is held for every listing of its item; the others of the kit are
                    // sold all the same.
                    for part in parts {
                        take_off(shelves, (sku, *units), part, &mut unknown);
                    }
                }
                None => others.push((sku.as_str(), *units, *row)),
            }
        }
        for some in others.chunks(CHUNK) {
            count_as_orders_do(session, shelves, some, &mut unknown)?;
        }
        Ok(unknown)
    }
}

/// Adds units of SKUs (each with the row of an order that holds it) to the items that the orders find for them.
fn count_as_orders_do(
    session: &Session<'_>,
    shelves: &mut Shelves<'_>,
    sold: &[(&str, i64, i64)],
    unknown: &mut Unknown,
) -> Result<()> {
    let mut orders = Vec::with_capacity(sold.len());
    for (sku, units, row) in sold {
        let record = session.store.record_by_id(*row)?;
        let stored = record.as_ref().map(StoredOrder::of).transpose()?.flatten();
        orders.extend(stored.map(|stored| (*sku, *units, stored.order)));
    }
    let mut finder = ItemFinder::new(session);
    finder.look_up(orders.iter().map(|(_, _, order)| order))?;
    let mut found = Vec::new();
    for (sku, units, order) in &orders {
        if let Some(Ok(components)) = finder.of(order).remove(*sku) {
            found.extend(components.into_iter().map(|component| (*sku, *units, component)));
        }
    }
    shelves.read_numbers(found.iter().map(|(_, _, one)| one.item.clone()).collect())?;
    for (sku, units, component) in found {
        take_off(shelves, (sku, units), shelves.part_of_order(&component), unknown);
    }
    Ok(())
}

/// Takes what was sold of one item off its stock. What cannot be counted holds every listing of the item: to offer all of it
/// would sell what is sold already.
fn take_off(shelves: &Shelves<'_>, (sku, units): (&str, i64), part: Counted, unknown: &mut Unknown) {
    match part {
        Ok(part) => {
            let number = shelves.number(part.item);
            unknown.sold(number, units, part.units_per_sku, part.factor);
        }
        Err(uncounted) if units > 0 => {
            let (items, hold) = *uncounted;
            let detail = format!(
                "{units} of SKU `{sku}` are sold and not in Sage's figures, and what they take of it is not known: {}",
                hold.detail
            );
            for item in items {
                let why = Hold::new(hold.reason, detail.clone());
                unknown.cannot_count(shelves.number(item), why);
            }
        }
        Err(_) => {}
    }
}
