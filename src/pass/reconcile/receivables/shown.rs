//! A posted document as Sage shows it: whose it is, and what is open of it.

use super::Reader;
use crate::books::journal::is_order_id;
use crate::books::reconciliation::Whereabouts;
use crate::money::Amount;
use crate::sage300::receivables::PostedDocument;

impl Reader<'_> {
    /// Takes in a document, once.
    pub(super) fn take(&mut self, document: &PostedDocument) {
        let customer = document.customer_number.as_deref().unwrap_or_default();
        let number = document.document_number.trim();
        if !self.documents.take(customer, number) {
            return;
        }
        // What counts only from a later day was not there yet: all that is left of it is what was applied before.
        let is_later = document.counts_from().is_some_and(|day| day > self.as_of.day);
        let names = [
            document.po_number.as_deref(),
            document.order_number.as_deref(),
            Some(number),
        ];
        let order = self.order_of(names);
        let currency = document.currency_code.unwrap_or_else(|| self.currency_of(order));
        if !self.as_of.is_today {
            let key = (customer.to_owned(), number.to_owned());
            self.of_documents.insert(key, (order, currency));
        }
        let is_credit = is_credit_note(document.document_type.as_deref());
        self.mark(order, is_credit);
        if let Some(order) = order.filter(|_| !is_later) {
            self.mark_met(order, document, is_credit);
        }
        if let Some(order) = order.filter(|order| !is_credit && !self.own.orders.is_own(*order)) {
            *self.totals.entry(order).or_default() +=
                document.customer_currency_invoice_amount.unwrap_or_default();
        }
        let signed = |amount: Option<Amount>| {
            let amount = amount.unwrap_or_default();
            if is_credit { -amount.abs() } else { amount }
        };
        let mut due = signed(document.customer_currency_amount_due);
        if is_later {
            due -= signed(document.customer_currency_invoice_amount);
        }
        let words = match order {
            Some(_) => String::new(),
            None => {
                let whose = whose(document.order_number.as_deref(), document.po_number.as_deref());
                format!("document {number} of customer {customer} {whose}")
            }
        };
        self.found_in(currency, order, number, due, (Whereabouts::Posted, &words));
    }
}

/// Whose a document is that no order here explains. This program numbers orders by Amazon's id, behind a prefix perhaps.
pub(super) fn whose(order_number: Option<&str>, po_number: Option<&str>) -> &'static str {
    let id = po_number.map(str::trim).filter(|text| is_order_id(text));
    let is_numbered = |id: &str| order_number.is_some_and(|number| number.trim().ends_with(id));
    if id.is_some_and(is_numbered) {
        "is of another ml-connector configuration"
    } else {
        "is not from this program"
    }
}

/// A credit note may be shown with its own sign or as a negative invoice.
pub(super) fn is_credit_note(kind: Option<&str>) -> bool {
    kind.is_some_and(|kind| kind.eq_ignore_ascii_case("creditnote"))
}
