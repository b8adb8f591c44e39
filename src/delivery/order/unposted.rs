//! Invoices in A/R batches that nobody has posted yet: where they are between day end and the bookkeeper's evening.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use crate::client::sage300::{SageClient, SageError};
use crate::delivery::names::is_fresh;
use crate::sage300::order_entry::InvoiceInSage;
use crate::sage300::receivables::UnpostedInvoice;

/// What was read of them, and when.
#[derive(Debug, Default)]
pub struct Unposted {
    /// By order number and Amazon id, in capitals: the order number and what is told of the invoice.
    invoices: BTreeMap<String, (Option<String>, InvoiceInSage)>,
    read_at: Option<DateTime<Utc>>,
}

impl Unposted {
    /// Reads them, unless that was done a moment ago and not before `not_before`; tells when.
    ///
    /// # Errors
    /// When Sage cannot be asked.
    pub(super) fn are_read(
        &mut self,
        sage: &SageClient,
        (now, not_before): (DateTime<Utc>, Option<DateTime<Utc>>),
    ) -> Result<DateTime<Utc>, SageError> {
        if let Some(at) = self.read_at.filter(|at| is_fresh(*at, (now, not_before))) {
            return Ok(at);
        }
        self.read_at = None;
        self.invoices.clear();
        // A credit note bears the order number of the invoice that it gives back, and may stand in the same batch.
        for invoice in sage
            .unposted_invoices()?
            .into_iter()
            .filter(UnpostedInvoice::is_invoice)
        {
            for name in [&invoice.order_number, &invoice.po_number].into_iter().flatten() {
                let told = (invoice.order_number.clone(), invoice.facts());
                self.invoices.insert(name.trim().to_uppercase(), told);
            }
        }
        Ok(*self.read_at.insert(now))
    }

    /// The invoice of one of these names, with the order number that it tells.
    pub(super) fn named(&self, names: [&str; 2]) -> Option<&(Option<String>, InvoiceInSage)> {
        names
            .iter()
            .find_map(|name| self.invoices.get(&name.to_uppercase()))
    }
}
