//! What stands in Sage of an order against what was sent: its numbers, and whatever a person has to look at.

use std::collections::BTreeMap;

use serde_json::json;

use super::since;
use super::stored::StoredOrder;
use super::traces::{Trace, Traces};
use crate::books::compare::{Difference, differences, figures};
use crate::books::exception;
use crate::books::invoice::{stated_tax, taxes_differ};
use crate::delivery::{Finds, Found, InSage, Opens, Result, Run, stored};
use crate::money::Quantity;
use crate::sage300::order_document::OrderDocument;
use crate::store::Record;

/// What was found of each record, compared with its document.
pub(super) fn found<'r>(
    run: &Run<'_>,
    records: impl IntoIterator<Item = &'r Record>,
    traces: BTreeMap<String, Trace>,
) -> Result<Finds> {
    let mut finds = Finds::new();
    for record in records {
        let found = match traces.get(&record.key) {
            Some(Trace::Ours(traces)) => Found::Ours(in_sage(run, record, traces)?),
            Some(Trace::ByHand(traces)) => Found::ByHand(by_hand(in_sage(run, record, traces)?)),
            None => continue,
        };
        finds.insert(record.key.clone(), found);
    }
    Ok(finds)
}

fn in_sage(run: &Run<'_>, record: &Record, traces: &Traces) -> Result<InSage> {
    let invoice = match traces.invoices.as_slice() {
        [one] => Some(one),
        _ => None,
    };
    let text = record.document.as_ref();
    let sent = text.map(|text| stored(Some(text), "document of", &record.key));
    let sent: Option<OrderDocument> = sent.transpose()?;
    // Where persons make the invoices, an order is followed until all of it is invoiced.
    let is_whole = run.terms.invoices || is_invoiced_whole(record, sent.as_ref(), traces);
    let numbers = json!({
        "orderNumber": traces.order_number,
        "orderUniquifier": traces.order_uniquifier,
        "shipmentNumber": traces.shipment_number,
        "invoiceNumber": traces.invoice_number.as_ref().filter(|_| is_whole),
        "invoiceDate": invoice.and_then(|invoice| invoice.date),
        "tax": invoice.and_then(|invoice| invoice.tax).map(|tax| tax.to_string()),
        "foundIn": traces.place,
    });
    let order = format!("order {}", traces.order_number);
    Ok(InSage {
        place: traces.place,
        name: match &traces.invoice_number {
            Some(invoice) => format!("{order} invoice {invoice}"),
            None => order.clone(),
        },
        shown: format!(
            "{order} (invoice {})",
            traces.invoice_number.as_deref().unwrap_or("none")
        ),
        numbers: numbers.to_string(),
        total: traces
            .total()
            .and_then(|(total, currency)| Some((total, currency.or(record.currency)?))),
        customer: traces.customer(),
        missing: Vec::new(),
        opens: opens(run, record, (sent, is_whole), traces)?,
    })
}

/// Before a first send its invoice is not asked for: only that it is there is said.
fn by_hand(in_sage: InSage) -> InSage {
    let order = in_sage.name.split(" invoice ").next().unwrap_or_default();
    InSage {
        shown: order.to_owned(),
        ..in_sage
    }
}

/// Whether the invoices of an order, which may be several, hold all that it was sent with.
fn is_invoiced_whole(record: &Record, sent: Option<&OrderDocument>, traces: &Traces) -> bool {
    if traces.invoices.is_empty() {
        return false;
    }
    let Some(sent) = sent else {
        return true;
    };
    let units: Option<Quantity> = traces.invoices.iter().map(|invoice| invoice.quantity).sum();
    units.map_or_else(
        || {
            traces
                .total()
                .is_some_and(|(total, _)| record.amount.is_none_or(|sent| total >= sent))
        },
        |units| units >= sent.quantity(),
    )
}

fn opens(
    run: &Run<'_>,
    record: &Record,
    (sent, is_whole): (Option<OrderDocument>, bool),
    traces: &Traces,
) -> Result<Vec<Opens>> {
    let mut all = Vec::new();
    let taxed_otherwise = match &sent {
        Some(sent) => taxed_otherwise(record, sent, traces)?,
        None => None,
    };
    let differing = sent.map_or_else(Vec::new, |sent| {
        differing(record, sent, (traces, is_whole, run.terms.invoices))
    });
    if !differing.is_empty() {
        all.push(Opens {
            // Of an invoice that a person made, nothing says that the next one will be wrong too.
            stops_customer: run.terms.invoices,
            ..Opens::new(exception::DIFFERS_IN_SAGE, figures(&differing))
        });
    }
    if run.terms.invoices && traces.invoice_number.is_none() {
        let text = format!("order {} is in Sage without an invoice", traces.order_number);
        all.push(Opens::new(exception::NO_INVOICE, text));
    }
    if run.terms.invoices && traces.is_unread() {
        let invoice = traces.invoice_number.as_deref().unwrap_or_default();
        let text = format!(
            "order {}: its invoice {invoice} cannot be read",
            traces.order_number
        );
        all.push(Opens::new(exception::INVOICE_UNREAD, text));
    }
    for remark in &traces.remarks {
        all.push(Opens::new(exception::REMARK_OF_SAGE, remark));
    }
    if StoredOrder::is_cancelled(record)? {
        let text = match record.attempt {
            0 => "Amazon cancelled the order, which stands in Sage with its invoice",
            _ => "Amazon cancelled the order while it was being sent",
        };
        all.push(Opens::new(exception::CANCELLED_AFTER_INVOICE, text));
    }
    if let Some(figures) = taxed_otherwise {
        all.push(Opens::new(exception::TAX_DIFFERS, figures));
    }
    if let Some(figures) = since::changed(&run.store, record)? {
        all.push(Opens::new(exception::CHANGED_AFTER_INVOICE, figures));
    }
    Ok(all)
}

/// The tax in prices that hold it, where Amazon states another one than Sage computed.
fn taxed_otherwise(record: &Record, sent: &OrderDocument, traces: &Traces) -> Result<Option<String>> {
    let ([invoice], Some(currency)) = (traces.invoices.as_slice(), record.currency) else {
        return Ok(None);
    };
    let (Some(found), true) = (invoice.tax, sent.has_tax_in_prices()) else {
        return Ok(None);
    };
    let order = StoredOrder::of(record)?;
    let stated = order.and_then(|stored| stated_tax(&stored.order));
    let lines = sent.order_details.len();
    let other = stated.filter(|stated| taxes_differ(*stated, found, lines, currency));
    Ok(other
        .map(|stated| format!("Amazon states {stated} {currency} of tax, the invoice in Sage has {found}")))
}

/// What differs, of one invoice in all figures; `is_whole` where all is invoiced that was sent.
fn differing(
    record: &Record,
    mut sent: OrderDocument,
    (traces, is_whole, is_ours): (&Traces, bool, bool),
) -> Vec<Difference> {
    let (Some(total), Some(currency)) = (record.amount, record.currency) else {
        return Vec::new();
    };
    if record.attempt == 0 {
        // Taken in from an earlier database: nobody knows any more when that one first saw it shipped.
        sent.invoice_posting_date = None;
    }
    let mut all = Vec::new();
    if let [invoice] = traces.invoices.as_slice() {
        // Of a part nothing can be said before the rest is there.
        if is_whole {
            all = differences(&sent, total, currency, invoice);
        }
    } else if !is_ours {
        // Several invoices of a person are compared in all they come to.
        if let Some((found, _)) = traces.total().filter(|_| is_whole)
            && found != total
        {
            all.push(Difference {
                what: "total of its invoices",
                sent: total.to_string(),
                found: found.to_string(),
            });
        }
    } else if traces.invoices.len() > 1 {
        let count = traces.invoices.len();
        all.push(Difference {
            what: "invoices",
            sent: "1".to_owned(),
            found: count.to_string(),
        });
    }
    if traces.invoices.is_empty()
        && let Some(found) = traces.order_total
        && found != total
    {
        all.push(Difference {
            what: "order total",
            sent: total.to_string(),
            found: found.to_string(),
        });
    }
    all
}
