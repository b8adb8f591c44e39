//! Writing the end of an order's way: posted with Sage's numbers, or set aside with the reason.
//!
//! What stands in Sage is compared with what was sent. A difference is never mended here: it is an exception
//! with both figures, and it stops the customer until a person closes it.

use anyhow::{Context, Result};
use serde_json::json;

use super::lookup::InSage;
use super::stored::StoredOrder;
use crate::books::compare::{Difference, differences, figures};
use crate::books::invoice::CANCELLED;
use crate::books::reason;
use crate::books::record::State;
use crate::config::Document;
use crate::pass::session::Session;
use crate::sage300::order_document::OrderDocument;
use crate::store::{Change, NewException, Record, Step};

/// Takes a record as posted, with its numbers, and opens an exception for whatever differs.
pub(super) fn write_posted(
    change: &mut Change<'_>,
    session: &Session<'_>,
    record: &Record,
    in_sage: &InSage,
    event: &str,
) -> Result<()> {
    let numbers = json!({
        "orderNumber": in_sage.order_number,
        "orderUniquifier": in_sage.order_uniquifier,
        "shipmentNumber": in_sage.shipment_number,
        "invoiceNumber": in_sage.invoice_number,
        "foundIn": in_sage.place,
    });
    let name = match &in_sage.invoice_number {
        Some(invoice) => format!("order {} invoice {invoice}", in_sage.order_number),
        None => format!("order {}", in_sage.order_number),
    };
    let detail = (event == "found").then(|| format!("found in {}", in_sage.place));
    change.step(
        record,
        &Step {
            sage: Some(&numbers.to_string()),
            sage_name: Some(&name),
            detail: detail.as_deref(),
            missed_at: Some(None),
            request_sha256: record.document_sha256.as_deref(),
            ..Step::to(State::Posted, event)
        },
    )?;
    session.count(if event == "found" { "found" } else { "posted" });
    open_exceptions(change, session, record, in_sage)
}

fn open_exceptions(
    change: &mut Change<'_>,
    session: &Session<'_>,
    record: &Record,
    in_sage: &InSage,
) -> Result<()> {
    let mut open = |kind: &str, stops: Option<&str>, figures: &str, advice: &str| -> Result<()> {
        if change.open_exception(
            record,
            &NewException {
                kind,
                customer: stops,
                figures,
                advice,
            },
        )? {
            session.newly_open();
        }
        Ok(())
    };
    let customer = record.customer.as_deref();
    let differing = differing(session, record, in_sage)?;
    if !differing.is_empty() {
        open(
            "differs-in-sage",
            customer,
            &figures(&differing),
            "see which side is right, correct it in Sage, then `resolve` this exception; until then nothing \
             further is sent for this customer",
        )?;
    }
    if session.config.orders.document == Document::Invoice && in_sage.invoice_number.is_none() {
        let text = format!("order {} is in Sage without an invoice", in_sage.order_number);
        open(
            "no-invoice",
            None,
            &text,
            "ship and invoice the order in Sage, then `resolve` this exception",
        )?;
    }
    for remark in &in_sage.remarks {
        open(
            "remark-of-sage",
            None,
            remark,
            "see the order in Sage, then `resolve` this exception",
        )?;
    }
    let cancelled = StoredOrder::of(record)?.is_some_and(|stored| stored.order.status() == CANCELLED);
    if cancelled {
        open(
            "cancelled-after-invoice",
            None,
            "Amazon cancelled the order while it was being sent",
            super::take_in::CREDIT_ADVICE,
        )?;
    }
    Ok(())
}

fn differing(session: &Session<'_>, record: &Record, in_sage: &InSage) -> Result<Vec<Difference>> {
    let (Some(text), Some(total), Some(currency)) = (&record.document, record.amount, record.currency) else {
        return Ok(Vec::new());
    };
    let mut sent: OrderDocument = serde_json::from_str(text)
        .with_context(|| format!("the stored document of {} cannot be read", record.key))?;
    if record.attempt == 0 {
        // Taken in from an earlier database: nobody knows any more when that one first saw it shipped.
        sent.invoice_posting_date = None;
    }
    let mut all = Vec::new();
    if let [invoice] = in_sage.invoices.as_slice() {
        all = differences(&sent, total, currency, invoice);
    } else if in_sage.invoices.len() > 1 {
        let count = in_sage.invoices.len();
        all.push(Difference {
            what: "invoices",
            sent: "1".to_owned(),
            found: count.to_string(),
        });
    } else if session.config.orders.document == Document::Invoice && in_sage.invoice_number.is_some() {
        let found = "its number only: the invoice cannot be read".to_owned();
        all.push(Difference {
            what: "invoice",
            sent: total.to_string(),
            found,
        });
    }
    if in_sage.invoices.is_empty()
        && let Some(in_sage) = in_sage.order_total
        && in_sage != total
    {
        all.push(Difference {
            what: "order total",
            sent: total.to_string(),
            found: in_sage.to_string(),
        });
    }
    Ok(all)
}

/// An order that a person keyed in: never a second invoice, until a person says what it is.
pub(super) fn write_by_hand(
    change: &mut Change<'_>,
    session: &Session<'_>,
    record: &Record,
    number: &str,
) -> Result<()> {
    let detail = format!("order {number} in Sage carries this Amazon order id: someone keyed it in by hand");
    // Once something left, a record cannot go back to held; a person decides either way.
    let state = if record.state.may_become(State::Held) {
        State::Held
    } else {
        State::Failed
    };
    let same = record.state == state && record.reason.as_deref() == Some(reason::ALREADY_IN_SAGE.code);
    if !same {
        let step = Step {
            sage_name: Some(number),
            ..Step::to(state, "held")
        };
        change.step(record, &step.because(reason::ALREADY_IN_SAGE.code, &detail))?;
    }
    let exception = NewException {
        kind: "already-in-sage",
        customer: None,
        figures: &detail,
        advice: reason::ALREADY_IN_SAGE.advice,
    };
    if change.open_exception(record, &exception)? {
        session.newly_open();
    }
    session.count("held");
    Ok(())
}
