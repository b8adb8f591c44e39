//! Is an order in Sage? Asked in every place where one can be, several orders a request.
//!
//! Companies that keep no transaction history lose completed orders, and even invoices, at day end. So the
//! orders are asked first, then the invoices, where that is not enough the invoice batches that are not posted yet,
//! and then the posted receivables: a document moves through these places in this order, and whoever asks in another one
//! misses what moved in between. "Not found" is only said when all of them were read in full.

use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta, Utc};

use super::compare;
use super::traces::{Trace, Traces};
use crate::books::record::{Kind, State};
use crate::delivery::names::Names;
use crate::delivery::{Depth, Finds, Look, Result, Run};
use crate::sage300::order_document::NumberOfOrder;
use crate::sage300::order_entry::InvoiceInSage;
use crate::store::Record;

/// Order numbers by Amazon order id.
type Numbers = BTreeMap<String, String>;

/// A place whose names may have been read, and when the place before it was.
type Place<'p> = (&'p RefCell<Names>, Option<DateTime<Utc>>);

/// Lookups of one group.
pub(super) struct Lookup<'a> {
    run: &'a Run<'a>,
    out_of_sight: OnceCell<bool>,
}

impl<'a> Lookup<'a> {
    pub(super) fn new(run: &'a Run<'a>) -> Self {
        Self {
            run,
            out_of_sight: OnceCell::new(),
        }
    }

    /// Everything found for these records, by Amazon order id.
    fn find(&self, records: &[Record], depth: Depth) -> Result<BTreeMap<String, Trace>> {
        let numbers: BTreeMap<String, String> = records
            .iter()
            .map(|record| (record.key.clone(), number_of(self.run, record)))
            .collect();
        let asked_by_itself = |record: &&Record| depth == Depth::Everywhere || record.attempt > 0;
        let mut certain: BTreeSet<String> = records
            .iter()
            .filter(asked_by_itself)
            .map(|record| record.key.clone())
            .collect();
        let names = &self.run.names;
        let met = self.perhaps((&names.orders, None), numbers.clone(), &mut certain)?;
        let mut found = self.in_orders(&met)?;
        let asked = numbers_to_ask(&numbers, &found, depth);
        let behind = names.orders.borrow().read_at();
        let met = self.perhaps((&names.invoices, behind), asked.clone(), &mut certain)?;
        self.in_invoices(&met, &mut found)?;
        let mut behind = behind.max(names.invoices.borrow().read_at());
        let mut rest = numbers.clone();
        rest.retain(|id, _| !found.contains_key(id));
        if !rest.is_empty() && (depth == Depth::Everywhere || self.database_knows_nothing()?) {
            // What was sent before may have arrived a moment ago.
            let is_certain = rest.keys().any(|id| certain.contains(id));
            let not_before = if is_certain {
                Some(self.run.clock.now())
            } else {
                behind
            };
            behind = Some(self.in_open_batches(&rest, not_before, &mut found)?);
        }
        let not_whole = self.not_whole(&asked, &found);
        let met = self.perhaps((&names.receivables, behind), not_whole, &mut certain)?;
        self.in_receivables(&met, &mut found)?;
        Ok(found)
    }

    /// Those that may be in a place: all but those whose names were looked for in the whole of it and not met.
    ///
    /// What was sent before, or is not a first look, is `certain` to be asked for by itself: it may have arrived a
    /// moment ago. So is, in the places behind, what was met by its name: it may have moved on since.
    fn perhaps(
        &self,
        (place, behind): Place<'_>,
        of: Numbers,
        certain: &mut BTreeSet<String>,
    ) -> Result<Numbers> {
        let first = of.keys().filter(|id| !certain.contains(*id)).count();
        if first == 0 {
            return Ok(of);
        }
        let (run, mut names) = (self.run, place.borrow_mut());
        let waiting = waiting(run)?;
        if !names.are_read(run.sage()?, (run.clock.now(), behind), (first, waiting))? {
            return Ok(of);
        }
        let may_be = |id: &str, number: &str| certain.contains(id) || names.may_hold(&[id, number]);
        let met: Numbers = of.into_iter().filter(|(id, number)| may_be(id, number)).collect();
        certain.extend(met.keys().cloned());
        Ok(met)
    }

    /// Orders of which nothing was found, or an invoice without its figures.
    fn not_whole(
        &self,
        numbers: &BTreeMap<String, String>,
        found: &BTreeMap<String, Trace>,
    ) -> BTreeMap<String, String> {
        let open = |id: &String| match found.get(id) {
            None => true,
            Some(Trace::Ours(traces) | Trace::ByHand(traces)) => {
                self.run.terms.invoices && traces.is_unread()
            }
        };
        let all = numbers.iter().filter(|(id, _)| open(id));
        all.map(|(id, number)| (id.clone(), number.clone())).collect()
    }

    /// Whether another database may have sent what this one does not know of: it is new, it has met such a
    /// document before, or it was last used so long ago that it may be an older copy. Day end, which takes an
    /// order out of sight where no history is kept, runs in the gap.
    fn database_knows_nothing(&self) -> Result<bool> {
        let run = self.run;
        if surely_knows_nothing(run)? {
            return Ok(true);
        }
        let last = run.store.last_run("pull-orders", run.number())?;
        if last.is_none_or(|last| run.clock.now() - last.started > TimeDelta::hours(6)) {
            return Ok(true);
        }
        if self.newest_is_out_of_sight()? {
            // Whatever an older copy forgot is out of sight too, in later runs as in this one.
            run.note_unknown_found()?;
            return Ok(true);
        }
        Ok(false)
    }

    /// Whether day end has taken the newest invoice of this database out of sight.
    ///
    /// While it is still shown, so is everything sent after it, be it by this database or by the one of which
    /// this is an older copy.
    fn newest_is_out_of_sight(&self) -> Result<bool> {
        if let Some(known) = self.out_of_sight.get() {
            return Ok(*known);
        }
        let newest = self.run.store.newest_posted(Kind::Order)?;
        let numbers: BTreeMap<String, String> = newest
            .iter()
            .map(|record| (record.key.clone(), number_of(self.run, record)))
            .collect();
        let mut found = self.in_orders(&numbers)?;
        self.in_invoices(&numbers, &mut found)?;
        Ok(*self.out_of_sight.get_or_init(|| found.len() < numbers.len()))
    }

    fn in_orders(&self, numbers: &BTreeMap<String, String>) -> Result<BTreeMap<String, Trace>> {
        let ids: Vec<_> = numbers.keys().map(String::as_str).collect();
        let own: Vec<_> = numbers.values().map(String::as_str).collect();
        let mut found = BTreeMap::new();
        for order in self.run.sage()?.orders_of(&own, &ids)? {
            let ours = numbers
                .iter()
                .find(|(_, number)| number.eq_ignore_ascii_case(&order.order_number));
            if let Some((id, _)) = ours {
                found.insert(id.clone(), Trace::Ours(Box::new(Traces::from_order(&order))));
                continue;
            }
            let named = [
                order.purchase_order_number.as_deref(),
                order.order_reference.as_deref(),
            ];
            if let Some(id) = ids
                .iter()
                .find(|id| named.iter().flatten().any(|name| name.trim() == **id))
            {
                found.entry((*id).to_owned()).or_insert_with(|| {
                    let mut by_hand = Traces::from_order(&order);
                    by_hand.place = "the orders, keyed in by hand";
                    Trace::ByHand(Box::new(by_hand))
                });
            }
        }
        Ok(found)
    }

    fn in_invoices(
        &self,
        numbers: &BTreeMap<String, String>,
        found: &mut BTreeMap<String, Trace>,
    ) -> Result<()> {
        let wanted: Vec<_> = numbers.values().map(String::as_str).collect();
        if wanted.is_empty() {
            return Ok(());
        }
        for invoice in self.run.sage()?.invoices_of(&wanted)? {
            let Some(order_number) = &invoice.order_number else {
                continue;
            };
            let Some((id, number)) = numbers
                .iter()
                .find(|(_, number)| number.eq_ignore_ascii_case(order_number))
            else {
                continue;
            };
            let fresh = || Trace::Ours(Box::new(Traces::at("the invoices", number)));
            found
                .entry(id.clone())
                .or_insert_with(fresh)
                .traces_mut()
                .add(&invoice);
        }
        Ok(())
    }

    fn in_receivables(
        &self,
        numbers: &BTreeMap<String, String>,
        found: &mut BTreeMap<String, Trace>,
    ) -> Result<()> {
        if numbers.is_empty() {
            return Ok(());
        }
        let ids: Vec<_> = numbers.keys().map(String::as_str).collect();
        let own: Vec<_> = numbers.values().map(String::as_str).collect();
        for document in self.run.sage()?.posted_documents_of(&own, &ids)? {
            if !document.is_invoice() {
                continue;
            }
            let named = |id: &str, number: &str| {
                document
                    .order_number
                    .as_deref()
                    .is_some_and(|found| found.eq_ignore_ascii_case(number))
                    || document
                        .po_number
                        .as_deref()
                        .is_some_and(|found| found.trim() == id)
            };
            if let Some((id, number)) = numbers.iter().find(|(id, number)| named(id, number)) {
                match found.get_mut(id).map(Trace::traces_mut) {
                    Some(known) if known.is_unread() => known.invoices.push(document.facts()),
                    Some(_) => {}
                    None => {
                        let place = "the posted receivables";
                        let trace =
                            trace_of(document.order_number.as_deref(), number, place, document.facts());
                        found.insert(id.clone(), trace);
                    }
                }
            }
        }
        Ok(())
    }

    /// Tells when the batches were read.
    fn in_open_batches(
        &self,
        numbers: &Numbers,
        not_before: Option<DateTime<Utc>>,
        found: &mut BTreeMap<String, Trace>,
    ) -> Result<DateTime<Utc>> {
        let (run, mut unposted) = (self.run, self.run.names.unposted.borrow_mut());
        let read_at = unposted.are_read(run.sage()?, (run.clock.now(), not_before))?;
        for (id, number) in numbers {
            if let Some((order, invoice)) = unposted.named([number, id]) {
                let place = "the invoice batches that are not posted";
                let trace = trace_of(order.as_deref(), number, place, invoice.clone());
                found.insert(id.clone(), trace);
            }
        }
        Ok(read_at)
    }
}

impl Look for Lookup<'_> {
    fn up(&self, records: &[Record], depth: Depth) -> Result<Finds> {
        compare::found(self.run, records, self.find(records, depth)?)
    }
}

/// Whether the database says by itself that another one may have sent what it does not know of.
pub(super) fn surely_knows_nothing(run: &Run<'_>) -> Result<bool> {
    Ok(run.found_unknown()? || !run.store.has_posted(Kind::Order)?)
}

/// How many orders wait to be sent.
fn waiting(run: &Run<'_>) -> Result<usize> {
    let counts = run.store.counts_of(Kind::Order)?;
    let ready = counts.iter().filter(|(state, ..)| *state == State::Ready);
    Ok(ready
        .map(|(.., count)| usize::try_from(*count).unwrap_or(0))
        .sum())
}

/// The number under which the invoices of each are asked for: of what a person keyed in its own, where all of it is
/// wanted.
fn numbers_to_ask(
    numbers: &BTreeMap<String, String>,
    found: &BTreeMap<String, Trace>,
    depth: Depth,
) -> BTreeMap<String, String> {
    let asked = numbers.iter().filter_map(|(id, number)| match found.get(id) {
        Some(Trace::ByHand(_)) if depth == Depth::BeforeFirst => None,
        Some(Trace::ByHand(traces)) => Some((id.clone(), traces.order_number.clone())),
        _ => Some((id.clone(), number.clone())),
    });
    asked.collect()
}

/// An invoice without its order: ours, unless it names an order of another number.
fn trace_of(order: Option<&str>, number: &str, place: &'static str, invoice: InvoiceInSage) -> Trace {
    let other = order.filter(|order| !order.eq_ignore_ascii_case(number));
    let mut traces = Traces::at(place, other.unwrap_or(number));
    traces.invoice_number = Some(invoice.number.clone());
    traces.invoices.push(invoice);
    match other {
        Some(_) => Trace::ByHand(Box::new(traces)),
        None => Trace::Ours(Box::new(traces)),
    }
}

/// The order number a record has, or would have, in Sage.
pub(super) fn number_of(run: &Run<'_>, record: &Record) -> String {
    let document = record
        .document
        .as_deref()
        .and_then(|text| serde_json::from_str::<NumberOfOrder>(text).ok());
    // What was sent keeps its number, even when the prefix was changed since.
    let sent = document.filter(|_| record.attempt > 0 || record.state == State::Ready);
    sent.map_or_else(
        || format!("{}{}", run.terms.order_prefix, record.key).to_uppercase(),
        |document| document.order_number,
    )
}
