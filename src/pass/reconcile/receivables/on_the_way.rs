//! What is on its way into A/R: invoices in batches that are not posted, and what waits for day end.

use anyhow::Result;

use super::{AT_ONCE, Reader, is_credit_note, whose};
use crate::books::reconciliation::{InSage, Whereabouts};
use crate::pass::session::Session;

impl Reader<'_> {
    /// Invoices in batches that are not posted, and those that wait for day end.
    pub(super) fn on_the_way(&mut self, session: &Session<'_>) -> Result<()> {
        let sage = session.sage()?;
        for invoice in sage.unposted_invoices()? {
            let (number, customer) = (
                invoice.document_number.as_deref().unwrap_or_default(),
                invoice.customer_number.clone().unwrap_or_default(),
            );
            let order = self.order_of([
                invoice.po_number.as_deref(),
                invoice.order_number.as_deref(),
                Some(number),
            ]);
            let is_ours = order.is_some() || self.own.customers.contains(&customer);
            if !is_ours || invoice.counts_from().is_some_and(|day| day > self.as_of.day) {
                continue;
            }
            let is_credit = is_credit_note(invoice.document_type.as_deref());
            let total = invoice.document_total_including_tax.unwrap_or_default();
            let words = match order {
                Some(_) => String::new(),
                None => {
                    let whose = whose(invoice.order_number.as_deref(), invoice.po_number.as_deref());
                    format!("document {number} of customer {customer} {whose}")
                }
            };
            self.found.push(InSage {
                key: order.unwrap_or(number).to_owned(),
                currency: invoice.currency_code.unwrap_or_else(|| self.currency_of(order)),
                amount: if is_credit { -total.abs() } else { total },
                at: Whereabouts::InvoiceBatch,
                words,
            });
            self.mark(order, is_credit);
        }
        self.before_day_end(session)
    }

    fn before_day_end(&mut self, session: &Session<'_>) -> Result<()> {
        let sage = session.sage()?;
        let missing = self.missing();
        for chunk in missing.chunks(AT_ONCE) {
            let unseen = |id: &&&str| {
                !self.own.orders[**id].is_later && !self.seen.get(**id).is_some_and(|seen| seen.invoice)
            };
            let numbers: Vec<&str> = chunk
                .iter()
                .filter(unseen)
                .map(|id| self.own.orders[*id].number.as_str())
                .collect();
            for invoice in sage.invoices_of(&numbers)? {
                let order = self.order_of([invoice.order_number.as_deref(), None, None]);
                let currency = invoice
                    .invoice_source_currency
                    .unwrap_or_else(|| self.currency_of(order));
                self.mark(order, false);
                self.found.push(InSage {
                    key: order.unwrap_or(&invoice.invoice_number).to_owned(),
                    currency,
                    amount: invoice.invoice_total_with_tax.unwrap_or_default(),
                    at: Whereabouts::DayEnd,
                    words: String::new(),
                });
            }
        }
        for id in missing {
            let order = &self.own.orders[id];
            let seen = self.seen.get(id).is_some_and(|seen| seen.credit_note);
            let Some((note, total)) = order.credit_note.as_ref().filter(|_| !seen) else {
                continue;
            };
            if !sage.credit_notes_of(note, id)?.is_empty() {
                self.found.push(InSage {
                    key: id.to_owned(),
                    currency: order.currency,
                    amount: -*total,
                    at: Whereabouts::DayEnd,
                    words: String::new(),
                });
            }
        }
        Ok(())
    }
}
