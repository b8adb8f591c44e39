//! Orders whose documents were met before: what is not among the open ones now has been paid.

use super::Reader;
use crate::pass::reconcile::orders::At;
use crate::sage300::receivables::PostedDocument;

impl Reader<'_> {
    /// Takes in the paid documents of those that would be looked for: nothing is open of them.
    pub(super) fn met_before(&mut self) {
        let (own, before) = (&self.own.orders, self.before);
        for at in self.missing() {
            let (order, seen) = (own.at(at), &mut self.seen[at.index()]);
            if order.is_invoiced && before.orders.has(own.record(at)) && !seen.invoice {
                seen.invoice = true;
                self.documents.take("", own.invoice(at));
            }
            let is_met = |record: u32| before.credit_notes.has(record);
            if let Some(note) = order
                .credit_note
                .filter(|note| is_met(note.record) && !seen.credit_note)
            {
                seen.credit_note = true;
                self.documents.take("", &note.number);
            }
        }
    }

    /// Marks that the document of an order was met which need not be looked for again: our own invoice or credit note, of one of
    /// our customers and in the order's currency.
    pub(super) fn mark_met(&mut self, at: At, document: &PostedDocument, is_credit: bool) {
        let order = self.own.orders.at(at);
        let customer = document.customer_number.as_ref();
        let is_plain = order.is_invoiced
            && !order.is_later
            && customer.is_some_and(|customer| self.own.customers.contains(customer))
            && document.currency_code.is_none_or(|code| code == order.currency);
        if !is_plain {
            return;
        }
        let met = &mut self.met[at.index()];
        if is_credit {
            let is_it = |number: &str| document.is_numbered(number);
            met.credit_note |= order.credit_note.is_some_and(|note| is_it(&note.number));
        } else {
            met.invoice |= document.is_numbered(self.own.orders.invoice(at));
        }
    }
}
