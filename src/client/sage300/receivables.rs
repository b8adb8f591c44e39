//! A/R reads: customers, posted documents by order, invoices of batches that are not posted.

use super::{SageClient, SageError};
use crate::sage300::odata::{MOST, any_of, equals};
use crate::sage300::receivables::{Customer, InvoiceBatch, PostedDocument, UnpostedInvoice};

impl SageClient {
    /// The customer of a number.
    ///
    /// # Errors
    /// [`SageError`]
    pub fn customer(&self, number: &str) -> Result<Option<Customer>, SageError> {
        let found = self.list::<Customer>("AR/ARCustomers", Some(&equals("CustomerNumber", number)), &[])?;
        Ok(found
            .into_iter()
            .find(|customer| customer.customer_number.trim().eq_ignore_ascii_case(number)))
    }

    /// Customers with a name.
    ///
    /// # Errors
    /// [`SageError`]
    pub fn customers_named(&self, name: &str) -> Result<Vec<Customer>, SageError> {
        self.list("AR/ARCustomers", Some(&equals("CustomerName", name)), &[])
    }

    /// Posted documents with one of our order numbers, or one of the Amazon ids as purchase order.
    ///
    /// # Errors
    /// [`SageError`]
    pub fn posted_documents_of(
        &self,
        numbers: &[&str],
        amazon_ids: &[&str],
    ) -> Result<Vec<PostedDocument>, SageError> {
        let by_order = numbers.iter().map(|number| equals("OrderNumber", number));
        let by_id = amazon_ids.iter().map(|id| equals("PONumber", id));
        let alternatives: Vec<_> = by_order.chain(by_id).collect();
        let mut found = Vec::new();
        for filter in any_of(&alternatives, MOST) {
            found.extend(self.list::<PostedDocument>("AR/ARPostedDocuments", Some(&filter), &[])?);
        }
        Ok(found)
    }

    /// The posted document of a number, such as a credit note's.
    ///
    /// # Errors
    /// [`SageError`]
    pub fn posted_document(&self, number: &str) -> Result<Option<PostedDocument>, SageError> {
        let filter = equals("DocumentNumber", number);
        let found = self.list::<PostedDocument>("AR/ARPostedDocuments", Some(&filter), &[])?;
        Ok(found
            .into_iter()
            .find(|document| document.document_number.trim().eq_ignore_ascii_case(number)))
    }

    /// Every invoice of every batch that is neither posted nor deleted.
    ///
    /// # Errors
    /// [`SageError`]
    pub fn unposted_invoices(&self) -> Result<Vec<UnpostedInvoice>, SageError> {
        let read = |filter: Option<&str>| {
            let mut found = Vec::new();
            self.each("AR/ARInvoiceBatches", filter, &[], |batch: InvoiceBatch| {
                if batch.is_waiting() {
                    found.extend(batch.invoices.into_iter().flatten());
                }
            })?;
            Ok(found)
        };
        match read(Some("BatchStatus ne 'Posted'")) {
            // Whether this field filters is not documented: then all batches are read.
            Err(SageError::Refused { .. }) => read(None),
            found => found,
        }
    }
}
