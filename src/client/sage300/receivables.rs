//! A/R reads: customers, posted documents by order, invoices of batches that are not posted.

use std::collections::BTreeSet;

use super::look_up::key_of;
use super::{Question, SageClient, SageError};
use crate::sage300::odata::{equals, text};
use crate::sage300::receivables::{
    Customer, FoundReceiptBatch, InvoiceBatch, PostedDocument, RecordType, UnpostedInvoice,
};

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

    /// The question of [`SageClient::customer`].
    pub fn question_of_customer(number: &str) -> Question {
        let filter = equals("CustomerNumber", number);
        Question::of("AR/ARCustomers", Some(&filter), &[], false)
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
        self.matching("AR/ARPostedDocuments", &alternatives, &[], document_key)
    }

    /// The posted credit note of a number; another customer's invoice may bear the same.
    ///
    /// # Errors
    /// [`SageError`]
    pub fn posted_credit_note(&self, number: &str) -> Result<Option<PostedDocument>, SageError> {
        let filter = equals("DocumentNumber", number);
        let found = self.list::<PostedDocument>("AR/ARPostedDocuments", Some(&filter), &[])?;
        Ok(found
            .into_iter()
            .find(|document| document.may_be_credit_note() && document.is_numbered(number)))
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

    /// Posted credit notes of a customer.
    ///
    /// # Errors
    /// [`SageError`]
    pub fn posted_credit_notes_of(&self, customer: &str) -> Result<Vec<PostedDocument>, SageError> {
        let own = equals("CustomerNumber", customer);
        let filter = format!("{own} and {}", equals("DocumentType", "CreditNote"));
        let mut found: Vec<PostedDocument> = self.list("AR/ARPostedDocuments", Some(&filter), &[])?;
        found.retain(PostedDocument::is_credit_note);
        Ok(found)
    }

    /// Posted documents with one of these numbers.
    ///
    /// # Errors
    /// [`SageError`]
    pub fn documents_numbered(&self, numbers: &[&str]) -> Result<Vec<PostedDocument>, SageError> {
        let alternatives: Vec<_> = numbers
            .iter()
            .map(|number| equals("DocumentNumber", number))
            .collect();
        self.matching("AR/ARPostedDocuments", &alternatives, &[], document_key)
    }

    /// Batches of a kind with one of these descriptions, each read in full unless it is deleted.
    ///
    /// # Errors
    /// [`SageError`]
    pub fn receipt_batches_described(
        &self,
        kind: RecordType,
        descriptions: &[String],
    ) -> Result<Vec<FoundReceiptBatch>, SageError> {
        let mut found = self.receipt_batches_titled(descriptions)?;
        found.retain(|batch| batch.kind() == Some(kind));
        for batch in &mut found {
            // A row of a list may leave the entries out; what is compared is the batch by its key.
            if !batch.is_deleted() && !batch.number().is_empty() {
                let number = batch.number().to_owned();
                if let Some(whole) = self.receipt_batch(kind, &number)? {
                    *batch = whole;
                }
            }
        }
        Ok(found)
    }

    /// Batches of a kind with one of these descriptions, without their entries.
    ///
    /// # Errors
    /// [`SageError`]
    pub fn receipt_batches_listed(
        &self,
        kind: RecordType,
        descriptions: &[String],
    ) -> Result<Vec<FoundReceiptBatch>, SageError> {
        let alternatives: Vec<_> = descriptions
            .iter()
            .map(|description| equals("Description", description))
            .collect();
        let names: BTreeSet<String> = descriptions.iter().map(|one| one.to_ascii_uppercase()).collect();
        let is_wanted = |batch: &FoundReceiptBatch| {
            let own = batch.description.as_deref().unwrap_or_default();
            batch.kind() == Some(kind) && names.contains(&own.to_ascii_uppercase())
        };
        self.matching_or_all(
            RECEIPT_BATCHES,
            &alternatives,
            &BATCH_FIELDS,
            batch_key,
            is_wanted,
        )
    }

    /// Batches of a kind and number, without their entries; what is no longer in the list is not among them.
    ///
    /// # Errors
    /// [`SageError`]
    pub fn receipt_batches_numbered(
        &self,
        numbers: &[(RecordType, String)],
    ) -> Result<Vec<FoundReceiptBatch>, SageError> {
        // A number in its own right here, without quotation marks.
        let digits =
            |number: &&String| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
        let alternatives: Vec<_> = numbers
            .iter()
            .map(|(_, number)| number)
            .filter(digits)
            .map(|number| format!("BatchNumber eq {number}"))
            .collect();
        let wanted: BTreeSet<(RecordType, &str)> = numbers
            .iter()
            .map(|(kind, number)| (*kind, number.as_str()))
            .collect();
        let is_wanted = |batch: &FoundReceiptBatch| {
            batch
                .kind()
                .is_some_and(|kind| wanted.contains(&(kind, batch.number())))
        };
        self.matching_or_all(
            RECEIPT_BATCHES,
            &alternatives,
            &BATCH_FIELDS,
            batch_key,
            is_wanted,
        )
    }

    /// Batches of both kinds with one of these descriptions, with their entries as far as Sage still has them.
    ///
    /// # Errors
    /// [`SageError`]
    pub fn receipt_batches_under(
        &self,
        descriptions: &[String],
    ) -> Result<Vec<FoundReceiptBatch>, SageError> {
        let mut found = self.receipt_batches_titled(descriptions)?;
        self.with_entries(&mut found)?;
        Ok(found)
    }

    /// What is asked by description alone: what `and` and `or` mean together is unknown ground where brackets are.
    fn receipt_batches_titled(&self, descriptions: &[String]) -> Result<Vec<FoundReceiptBatch>, SageError> {
        let alternatives: Vec<_> = descriptions
            .iter()
            .map(|description| equals("Description", description))
            .collect();
        let mut found: Vec<FoundReceiptBatch> = self.matching(
            RECEIPT_BATCHES,
            &alternatives,
            &[],
            |batch: &FoundReceiptBatch| Some((batch.kind(), key_of(Some(batch.number()))?)),
        )?;
        found.retain(|batch| {
            let own = batch.description.as_deref().unwrap_or_default();
            descriptions.iter().any(|one| one.eq_ignore_ascii_case(own))
        });
        Ok(found)
    }

    /// Every batch of receipts or adjustments that is neither posted nor deleted, with its entries.
    ///
    /// # Errors
    /// [`SageError`]
    pub fn waiting_receipt_batches(&self) -> Result<Vec<FoundReceiptBatch>, SageError> {
        let mut found: Vec<FoundReceiptBatch> =
            match self.list(RECEIPT_BATCHES, Some("BatchStatus ne 'Posted'"), &[]) {
                // Whether this field filters is not documented: then all batches are read.
                Err(SageError::Refused { .. }) => self.list(RECEIPT_BATCHES, None, &[])?,
                found => found?,
            };
        found.retain(|batch| !batch.is_posted() && !batch.is_deleted());
        self.with_entries(&mut found)?;
        Ok(found)
    }

    /// A row of a list may leave the entries out.
    fn with_entries(&self, found: &mut [FoundReceiptBatch]) -> Result<(), SageError> {
        for batch in found.iter_mut().filter(|batch| !batch.is_deleted()) {
            if let (true, Some(kind)) = (batch.receipts_adjustments.is_empty(), batch.kind()) {
                let number = batch.number().to_owned();
                if let Some(whole) = self.receipt_batch(kind, &number)? {
                    *batch = whole;
                }
            }
        }
        Ok(())
    }

    /// Those of these numbers under which Sage lists a deleted batch of either kind.
    ///
    /// # Errors
    /// [`SageError`]
    pub fn deleted_receipt_batches(&self, numbers: &[String]) -> Result<BTreeSet<String>, SageError> {
        // A number in its own right here, without quotation marks.
        let digits = |number: &&String| number.bytes().all(|byte| byte.is_ascii_digit());
        let alternatives: Vec<_> = numbers
            .iter()
            .filter(digits)
            .map(|number| format!("BatchNumber eq {number}"))
            .collect();
        let found = self.matching(RECEIPT_BATCHES, &alternatives, &BATCH_FIELDS, batch_key)?;
        let deleted = found.into_iter().filter(FoundReceiptBatch::is_deleted);
        Ok(deleted.map(|batch| batch.number().to_owned()).collect())
    }

    /// Every posted batch of a kind, with its entries.
    ///
    /// # Errors
    /// [`SageError`]
    pub fn posted_receipt_batches(&self, kind: RecordType) -> Result<Vec<FoundReceiptBatch>, SageError> {
        let of_kind = equals("BatchRecordType", kind.word());
        let posted = format!("{of_kind} and {}", equals("BatchStatus", "Posted"));
        let mut found: Vec<FoundReceiptBatch> = match self.list(RECEIPT_BATCHES, Some(&posted), &[]) {
            // Whether this field filters is not documented: then all batches of the kind are read.
            Err(SageError::Refused { .. }) => self.list(RECEIPT_BATCHES, Some(&of_kind), &[])?,
            found => found?,
        };
        found.retain(FoundReceiptBatch::is_posted);
        self.with_entries(&mut found)?;
        Ok(found)
    }

    /// A batch by its number; none when it is gone from the list.
    ///
    /// # Errors
    /// [`SageError`]
    pub fn receipt_batch(
        &self,
        kind: RecordType,
        number: &str,
    ) -> Result<Option<FoundReceiptBatch>, SageError> {
        // Plain digits: anything else is no batch number and must not reach the address.
        if number.is_empty() || !number.bytes().all(|byte| byte.is_ascii_digit()) {
            return Ok(None);
        }
        let resource = format!(
            "{RECEIPT_BATCHES}(BatchRecordType={},BatchNumber={number})",
            text(kind.word())
        );
        match self.by_key(&resource, "BatchNumber", number, FoundReceiptBatch::number) {
            Ok(batch) => Ok(Some(batch)),
            Err(SageError::NotFound { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// A bank by its code; none when there is no such bank.
    ///
    /// # Errors
    /// [`SageError`]
    pub fn bank(&self, code: &str) -> Result<Option<serde_json::Map<String, serde_json::Value>>, SageError> {
        let rows = self.list("BK/BKBanks", Some(&equals("BankCode", code)), &[])?;
        Ok(rows.into_iter().next())
    }
}

const RECEIPT_BATCHES: &str = "AR/ARReceiptAndAdjustmentBatches";

/// What tells a batch and where it stands.
const BATCH_FIELDS: [&str; 4] = ["BatchRecordType", "BatchNumber", "Description", "BatchStatus"];

/// What tells batches apart: receipts and adjustments are numbered by themselves.
fn batch_key(batch: &FoundReceiptBatch) -> Option<(Option<String>, String)> {
    let kind = key_of(batch.batch_record_type.as_deref());
    Some((kind, key_of(Some(batch.number()))?))
}

/// What tells posted documents apart: a number may stand with several customers.
fn document_key(document: &PostedDocument) -> Option<(String, Option<String>, Option<String>)> {
    Some((
        key_of(Some(&document.document_number))?,
        key_of(document.customer_number.as_deref()),
        key_of(document.document_type.as_deref()),
    ))
}
