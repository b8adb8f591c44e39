//! Units sold on Amazon from the seller's own stock that Sage's figures cannot show yet.
//!
//! Every order that is not in Sage counts in full, pending ones too; of posted ones those that Sage may not
//! have costed yet, and those without an invoice where orders do not relieve stock.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use chrono::TimeDelta;

use super::shelves::{Counted, Shelves};
use crate::amazon::orders::Order;
use crate::books::invoice::{CANCELLED, Hold};
use crate::books::quantities::Unknown;
use crate::books::reason;
use crate::books::record::{Kind, State};
use crate::config::{Basis, Costing, Document, Inventory};
use crate::delivery::order::StoredOrder;
use crate::money::Quantity;
use crate::pass::orders::ItemFinder;
use crate::pass::session::Session;
use crate::sage300::order_entry::{InvoiceLine, InvoiceRow};
use crate::store::Record;

const CHUNK: usize = 500;

/// Units by SKU, each with the row of one order that holds it.
pub(super) struct Sold {
    by_sku: BTreeMap<String, (i64, i64)>,
    /// The rows of the orders that are in it.
    counted: BTreeSet<i64>,
    /// What Sage invoiced to whomever and its day end has not costed, of orders that are not in it.
    uncosted: Vec<InvoiceLine>,
}

impl Sold {
    /// Adds up the orders of this database.
    pub(super) fn read(session: &Session<'_>, settings: &Inventory) -> Result<Self> {
        let mut sold = Self {
            by_sku: BTreeMap::new(),
            counted: BTreeSet::new(),
            uncosted: Vec::new(),
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
        if settings.costing == Costing::DayEnd {
            sold.add_uncosted(session)?;
        }
        Ok(sold)
    }

    /// Adds what Sage invoiced and its day end has not costed, to whomever it was sold: on hand shows it still. An order that
    /// is counted already is not counted again.
    fn add_uncosted(&mut self, session: &Session<'_>) -> Result<()> {
        let invoices = match session.sage()?.uncosted_invoices()? {
            Ok(invoices) => invoices,
            Err(refusal) => {
                session.terminal.warn(format!(
                    "Sage does not say which invoices its day end has not costed, so what was invoiced to others since the \
                     last day end is still offered ({refusal})\n\
                     hint: run Sage's day end before `push-inventory`, or keep a `buffer` in [inventory]"
                ));
                return Ok(());
            }
        };
        let prefix = session.config.orders.number_prefix.to_uppercase();
        for invoice in invoices {
            let own = order_of(session, &prefix, &invoice)?;
            if own
                .as_ref()
                .is_some_and(|record| self.counted.contains(&record.id))
            {
                continue;
            }
            let lines = invoice.invoice_details.unwrap_or_default();
            if let (Some(record), true) = (&own, lines.is_empty()) {
                self.take_in(record)?;
            }
            self.uncosted.extend(lines);
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
                self.take_in(record)?;
            }
        }
    }

    fn take_in(&mut self, record: &Record) -> Result<()> {
        if let Some(stored) = StoredOrder::of(record)?
            && self.counted.insert(record.id)
        {
            self.add(record.id, &stored.order);
        }
        Ok(())
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
        for line in &self.uncosted {
            take_off_invoiced(shelves, line, &mut unknown);
        }
        Ok(unknown)
    }
}

/// The order of this database that an invoice is of.
fn order_of(session: &Session<'_>, prefix: &str, invoice: &InvoiceRow) -> Result<Option<Record>> {
    let number = invoice.order_number.as_deref().unwrap_or_default();
    let by_number = number.strip_prefix(prefix).unwrap_or(number);
    for key in [Some(by_number), invoice.purchase_order_number.as_deref()]
        .into_iter()
        .flatten()
    {
        let found = session.store.record(Kind::Order, key.trim())?;
        if found.is_some() {
            return Ok(found);
        }
    }
    Ok(None)
}

/// Takes a line of an invoice off the stock of its item, where it was shipped from what is offered.
fn take_off_invoiced(shelves: &Shelves<'_>, line: &InvoiceLine, unknown: &mut Unknown) {
    let (Some(number), Some(units)) = (line.item.as_deref(), line.quantity_shipped) else {
        return;
    };
    if !shelves.is_offered(line.location.as_deref()) || units <= Quantity::ZERO {
        return;
    }
    for item in shelves.named(number) {
        let unit = line.invoice_unit_of_measure.as_deref();
        let by_unit = || unit.and_then(|unit| shelves.factor(item, unit));
        let number = shelves.number(item);
        match line
            .unit_conversion
            .filter(|factor| *factor > Quantity::ZERO)
            .or_else(by_unit)
        {
            Some(factor) => unknown.sold(number, 1, units, factor),
            None => {
                let detail = format!(
                    "{units} of item {number} are invoiced and not costed by Sage's day end, in a unit whose size Sage does \
                     not tell"
                );
                unknown.cannot_count(number, Hold::new(reason::UNIT_OF_MEASURE, detail));
            }
        }
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
    // That an order of such an item waits for a person puts nothing back on the shelf.
    let found: Vec<_> = orders
        .iter()
        .map(|(sku, units, order)| (*sku, *units, finder.numbers_of(order, sku)))
        .filter(|(_, _, numbers)| !numbers.is_empty())
        .collect();
    shelves.read_numbers(found.iter().flat_map(|(_, _, numbers)| numbers.clone()).collect())?;
    for (sku, units, numbers) in found {
        take_off(shelves, (sku, units), shelves.part_of_one(sku, &numbers), unknown);
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
