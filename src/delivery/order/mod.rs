//! An order: one sales order with its invoice, under a number that Sage takes once.

mod ahead;
mod compare;
mod lookup;
mod since;
mod stored;
mod traces;
mod unposted;

use std::collections::BTreeMap;

pub use ahead::while_names_are_read;
pub use since::{keep_as_sent, said_of_pruned, said_otherwise};
pub use stored::StoredOrder;
pub(super) use unposted::Unposted;

use self::lookup::Lookup;
use self::traces::{Trace, Traces};
use super::{Absence, Deliverable, Finds, InSage, Look, Result, Run};
use crate::books::reason::{self, Reason};
use crate::books::record::Kind;
use crate::sage300::odata::MOST_ALTERNATIVES;
use crate::sage300::order_document::NumberOfOrder;
use crate::sage300::order_entry::{OrderInSage, TotalInSage};
use crate::store::{Change, Record};

/// Orders.
#[derive(Debug, Clone, Copy)]
pub struct Orders;

impl Deliverable for Orders {
    fn kind(&self) -> Kind {
        Kind::Order
    }

    fn resource(&self) -> &'static str {
        "OE/OEOrders"
    }

    fn nouns(&self) -> (&'static str, &'static str) {
        ("order", "orders")
    }

    /// Twice as many as one filter takes of single alternatives: each request is full.
    fn group(&self) -> usize {
        2 * MOST_ALTERNATIVES
    }

    /// One request to each place.
    fn first_group(&self) -> usize {
        MOST_ALTERNATIVES / 3
    }

    fn lanes(&self, run: &Run<'_>) -> usize {
        run.terms.lanes
    }

    fn absence(&self) -> Absence {
        Absence::SendsAtOnce
    }

    fn places(&self) -> &'static str {
        "orders, invoices, receivables or open batches"
    }

    /// They are planned again in every pass, and ready then.
    fn sent_again(&self) -> &'static [&'static str] {
        &[]
    }

    fn look<'a>(&self, run: &'a Run<'a>) -> Box<dyn Look + 'a> {
        Box::new(Lookup::new(run))
    }

    fn answers(&self, record: &Record, body: &[u8]) -> std::result::Result<(), String> {
        let Ok(order) = serde_json::from_slice::<OrderInSage>(body) else {
            return Err("Sage accepted the order, but its answer cannot be read".to_owned());
        };
        let document = record.document.as_deref().unwrap_or_default();
        let names_it = serde_json::from_str::<NumberOfOrder>(document).is_ok_and(|sent| {
            let number = order.order_number.trim();
            number.eq_ignore_ascii_case(sent.order_number.trim())
        });
        if names_it {
            Ok(())
        } else {
            Err("Sage accepted something, but its answer does not name this order".to_owned())
        }
    }

    fn contradicts(&self, record: &Record, body: &[u8]) -> Option<String> {
        let order: TotalInSage = serde_json::from_slice(body).ok()?;
        let (found, sent) = (order.order_total?, record.amount?);
        let customer = record.customer.as_deref().unwrap_or_default();
        (found != sent).then(|| {
            let key = &record.key;
            format!("customer {customer} is stopped because {key} differs in Sage: sent {sent}, the answer shows {found}")
        })
    }

    /// The answer tells the order; the invoices of a group are read in one request. An invoice that is there and not
    /// shown yet says nothing: a later look reads it.
    fn read_back(&self, run: &Run<'_>, accepted: &[(&Record, &[u8])]) -> Result<Finds> {
        let mut traces = BTreeMap::new();
        for (record, body) in accepted {
            let order: OrderInSage = serde_json::from_slice(body)?;
            traces.insert(record.key.clone(), Traces::from_order(&order));
        }
        if run.terms.invoices {
            let numbers: Vec<String> = traces.values().map(|one| one.order_number.clone()).collect();
            let numbers: Vec<&str> = numbers.iter().map(String::as_str).collect();
            for invoice in run.sage()?.invoices_of(&numbers)? {
                let of = invoice.order_number.clone().unwrap_or_default();
                let its = traces
                    .values_mut()
                    .filter(|one| of.eq_ignore_ascii_case(&one.order_number));
                its.for_each(|one| one.add(&invoice));
            }
        }
        let records = accepted.iter().map(|(record, _)| *record);
        let unread = |record: &&Record| {
            let one = traces.get(&record.key);
            one.is_some_and(|one| run.terms.invoices && one.is_unread() && one.order_total_fits(record))
        };
        let unread: Vec<String> = records
            .clone()
            .filter(unread)
            .map(|one| one.key.clone())
            .collect();
        traces.retain(|id, _| !unread.contains(id));
        let traces = traces
            .into_iter()
            .map(|(id, one)| (id, Trace::Ours(Box::new(one))));
        compare::found(run, records, traces.collect())
    }

    /// Where persons make the invoices: the orders of which none is known yet.
    fn followed(&self, run: &Run<'_>, behind: i64, most: usize) -> Result<Vec<Record>> {
        if run.terms.invoices {
            return Ok(Vec::new());
        }
        Ok(run.store.posted_orders(None, true, behind, most)?)
    }

    fn ended(&self, change: &mut Change<'_>, record: &Record, _in_sage: &InSage) -> Result<()> {
        since::ended(change, record)
    }

    /// A difference in Sage stops its customer until a person closes it.
    fn held_back(&self, run: &Run<'_>, records: &[Record]) -> Result<BTreeMap<String, (Reason, String)>> {
        let stopped: BTreeMap<String, String> = run.store.stopped_customers()?.into_iter().collect();
        let held = records.iter().filter_map(|record| {
            let customer = record.customer.as_deref().unwrap_or_default();
            let other = stopped.get(customer)?;
            let detail = format!("customer {customer} is stopped because {other} differs in Sage");
            Some((record.key.clone(), (reason::CUSTOMER_STOPPED, detail)))
        });
        Ok(held.collect())
    }
}
