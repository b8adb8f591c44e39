//! What Sage still has of an order, gathered from the places where one can be.

use crate::money::{Amount, Currency};
use crate::sage300::order_entry::{InvoiceInSage, InvoiceRow, OrderInSage};
use crate::store::Record;

/// What stands in Sage for an order.
#[derive(Debug, Clone)]
pub(super) enum Trace {
    /// A document under our number.
    Ours(Box<Traces>),
    /// A document that carries the Amazon id under another number: keyed in by a person.
    ByHand(Box<Traces>),
}

impl Trace {
    /// Its numbers and figures, whoever made it.
    pub(super) fn traces_mut(&mut self) -> &mut Traces {
        match self {
            Self::Ours(traces) | Self::ByHand(traces) => traces,
        }
    }
}

/// The numbers and figures of a document, as far as Sage still has them.
#[derive(Debug, Clone, Default)]
pub(super) struct Traces {
    /// Where it was found.
    pub place: &'static str,
    pub order_number: String,
    pub order_uniquifier: Option<String>,
    pub order_total: Option<Amount>,
    pub customer: Option<String>,
    pub shipment_number: Option<String>,
    pub invoice_number: Option<String>,
    /// Every invoice of the order that Sage shows.
    pub invoices: Vec<InvoiceInSage>,
    /// What Sage wants a person to see: on hold, over the limit, warnings.
    pub remarks: Vec<String>,
}

impl Traces {
    /// Found in a place that tells nothing but its number.
    pub(super) fn at(place: &'static str, number: &str) -> Self {
        Self {
            place,
            order_number: number.to_owned(),
            ..Self::default()
        }
    }

    /// What all its invoices come to, else the order itself, with the currency where Sage tells it.
    pub(super) fn total(&self) -> Option<(Amount, Option<Currency>)> {
        let currency = self.invoices.iter().find_map(|invoice| invoice.currency);
        let invoiced: Option<Amount> = self.invoices.iter().map(|invoice| invoice.total).sum();
        match invoiced.filter(|_| !self.invoices.is_empty()) {
            Some(total) => Some((total, currency)),
            None => Some((self.order_total?, currency)),
        }
    }

    /// Whose it is.
    pub(super) fn customer(&self) -> Option<String> {
        let invoiced = self.invoices.iter().find_map(|invoice| invoice.customer.clone());
        invoiced.or_else(|| self.customer.clone())
    }

    /// Adds one of its invoices.
    pub(super) fn add(&mut self, invoice: &InvoiceRow) {
        self.invoice_number
            .get_or_insert_with(|| invoice.invoice_number.clone());
        let shipment = self.shipment_number.take();
        self.shipment_number = shipment.or_else(|| invoice.shipment_number.clone());
        let facts = invoice.facts();
        // A row without its total shows nothing that could be compared: it is read again.
        if facts.total.is_some() {
            self.invoices.push(facts);
        }
    }

    /// Whether there is an invoice of which nothing was shown.
    pub(super) fn is_unread(&self) -> bool {
        self.invoices.is_empty() && self.invoice_number.is_some()
    }

    /// Whether the order's own total is the one that was sent, or is not told.
    pub(super) fn order_total_fits(&self, record: &Record) -> bool {
        self.order_total
            .zip(record.amount)
            .is_none_or(|(found, sent)| found == sent)
    }

    /// What an order's record tells, be it an answer or a lookup.
    pub(super) fn from_order(order: &OrderInSage) -> Self {
        let number = |text: &Option<String>| {
            text.as_ref()
                .map(|text| text.trim().to_owned())
                .filter(|t| !t.is_empty())
        };
        Self {
            place: "the orders",
            order_number: order.order_number.clone(),
            order_uniquifier: order.order_uniquifier.clone(),
            order_total: order.order_total,
            customer: order.customer_number.clone(),
            shipment_number: number(&order.last_shipment_number),
            invoice_number: number(&order.last_invoice_number),
            invoices: Vec::new(),
            remarks: order.remarks(),
        }
    }
}
