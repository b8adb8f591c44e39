//! What is on its way into A/R: invoices in batches that are not posted, and what waits for day end.

use std::collections::HashSet;

use anyhow::Result;

use super::Reader;
use super::missing::{ASKED_AGAIN, AT_ONCE};
use super::shown::{is_credit_note, whose};
use crate::books::reconciliation::Whereabouts;
use crate::client::sage300::SageClient;
use crate::pass::reconcile::orders::{At, CreditNote};
use crate::pass::session::Session;
use crate::sage300::order_entry::InvoiceRow;
use crate::sage300::receivables::UnpostedInvoice;

impl Reader<'_> {
    /// Invoices in batches that are not posted, and those that wait for day end.
    pub(super) fn on_the_way(&mut self, session: &Session<'_>) -> Result<()> {
        let sage = session.sage()?;
        for invoice in sage.unposted_invoices()? {
            self.not_posted(&invoice);
        }
        let missing = self.missing();
        self.invoices_before_day_end(sage, &missing)?;
        self.credit_notes_before_day_end(sage, &missing)
    }

    fn not_posted(&mut self, invoice: &UnpostedInvoice) {
        let number = invoice.document_number.as_deref().unwrap_or_default();
        let customer = invoice.customer_number.as_deref().unwrap_or_default();
        let order = self.order_of([
            invoice.po_number.as_deref(),
            invoice.order_number.as_deref(),
            Some(number),
        ]);
        let is_ours = order.is_some() || self.own.customers.contains(customer);
        if !is_ours || invoice.counts_from().is_some_and(|day| day > self.as_of.day) {
            return;
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
        let currency = invoice.currency_code.unwrap_or_else(|| self.currency_of(order));
        let amount = if is_credit { -total.abs() } else { total };
        self.found_in(
            currency,
            order,
            number,
            amount,
            (Whereabouts::InvoiceBatch, &words),
        );
        self.mark(order, is_credit);
    }

    fn invoices_before_day_end(&mut self, sage: &SageClient, missing: &[At]) -> Result<()> {
        let own = &self.own.orders;
        let unseen = |order: &At| !own.at(*order).is_later && !self.seen[order.index()].invoice;
        let unseen: Vec<At> = missing.iter().copied().filter(unseen).collect();
        self.want(&unseen, true);
        let mut known = HashSet::new();
        let whole = sage.all_invoices(unseen.len(), |invoice| self.waits(&invoice, &mut known))?;
        let is_open = |order: &At| !whole || !self.seen[order.index()].invoice;
        let rest: Vec<At> = unseen.iter().copied().filter(is_open).collect();
        if !whole || rest.len() <= ASKED_AGAIN {
            for chunk in rest.chunks(AT_ONCE) {
                let numbers: Vec<String> = chunk.iter().map(|order| own.number(*order)).collect();
                sage.each_invoice_of(&numbers, |invoice| self.waits(&invoice, &mut known))?;
            }
        }
        self.want(&unseen, false);
        Ok(())
    }

    /// Takes in an invoice of an order that is looked for, once.
    fn waits(&mut self, invoice: &InvoiceRow, known: &mut HashSet<String>) {
        let order = self.order_of([invoice.order_number.as_deref(), None, None]);
        let is_wanted = order.is_some_and(|order| self.seen[order.index()].wanted);
        if !is_wanted || !known.insert(invoice.invoice_number.trim().to_uppercase()) {
            return;
        }
        let currency = invoice.invoice_source_currency;
        let currency = currency.unwrap_or_else(|| self.currency_of(order));
        self.mark(order, false);
        self.found_in(
            currency,
            order,
            &invoice.invoice_number,
            invoice.invoice_total_with_tax.unwrap_or_default(),
            (Whereabouts::DayEnd, ""),
        );
    }

    fn credit_notes_before_day_end(&mut self, sage: &SageClient, missing: &[At]) -> Result<()> {
        let own = &self.own.orders;
        let noted =
            |order: &At| own.at(*order).credit_note.is_some() && !self.seen[order.index()].credit_note;
        let noted: Vec<At> = missing.iter().copied().filter(noted).collect();
        for chunk in noted.chunks(AT_ONCE) {
            let notes = chunk.iter().filter_map(|order| own.at(*order).credit_note);
            let numbers: Vec<&str> = notes.flat_map(CreditNote::numbers).collect();
            let ids: Vec<&str> = chunk.iter().map(|order| own.id(*order)).collect();
            let folded =
                |text: &Option<String>| text.as_deref().unwrap_or_default().trim().to_ascii_uppercase();
            let there: HashSet<String> = sage
                .credit_notes_of_many(&numbers, &ids)?
                .iter()
                .flat_map(|note| [folded(&note.credit_debit_note_number), folded(&note.reference)])
                .collect();
            for order in chunk {
                let Some(note) = own.at(*order).credit_note else {
                    continue;
                };
                let mut names = note
                    .numbers()
                    .chain([own.id(*order)])
                    .map(str::to_ascii_uppercase);
                if names.any(|name| there.contains(&name)) {
                    self.mark(Some(*order), true);
                    self.found(Some(*order), "", -note.total, Whereabouts::DayEnd, "");
                }
            }
        }
        Ok(())
    }
}
