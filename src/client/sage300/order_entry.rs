//! O/E reads: orders by number and by the Amazon id, invoices by order.

use super::look_up::key_of;
use super::{SageClient, SageError};
use crate::sage300::credit_note::CreditNoteInSage;
use crate::sage300::odata::equals;
use crate::sage300::order_entry::{InvoiceRow, OrderInSage};

const ORDER_FIELDS: [&str; 11] = [
    "OrderUniquifier",
    "OrderNumber",
    "CustomerNumber",
    "PurchaseOrderNumber",
    "OrderReference",
    "OrderTotal",
    "LastShipmentNumber",
    "LastInvoiceNumber",
    "OnHold",
    "OverCreditLimit",
    "OrderDate",
];

impl SageClient {
    /// Orders with one of our numbers, or with one of the Amazon ids as purchase order or reference.
    ///
    /// # Errors
    /// [`SageError`]
    pub fn orders_of(&self, numbers: &[&str], amazon_ids: &[&str]) -> Result<Vec<OrderInSage>, SageError> {
        let by_number = numbers.iter().map(|number| equals("OrderNumber", number));
        let by_id = amazon_ids
            .iter()
            .flat_map(|id| [equals("PurchaseOrderNumber", id), equals("OrderReference", id)]);
        let alternatives: Vec<_> = by_number.chain(by_id).collect();
        self.matching(
            "OE/OEOrders",
            &alternatives,
            &ORDER_FIELDS,
            |order: &OrderInSage| {
                let uniquifier = order.order_uniquifier.as_deref();
                key_of(uniquifier.or(Some(order.order_number.as_str())))
            },
        )
    }

    /// Invoices of whomever that day end has not costed yet, with their lines; Sage's words where it does not filter by that.
    ///
    /// # Errors
    /// [`SageError`]
    pub fn uncosted_invoices(&self) -> Result<Result<Vec<InvoiceRow>, SageError>, SageError> {
        let filter = equals("InvoiceStatus", "Documentshippednotcosted");
        match self.list("OE/OEInvoices", Some(&filter), &[]) {
            Err(refusal @ SageError::Refused { .. }) => Ok(Err(refusal)),
            Err(error) => Err(error),
            Ok(rows) => Ok(Ok(rows)),
        }
    }

    /// Credit notes with one of our numbers, or with the Amazon id as reference.
    ///
    /// # Errors
    /// [`SageError`]
    pub fn credit_notes_of(&self, number: &str, amazon_id: &str) -> Result<Vec<CreditNoteInSage>, SageError> {
        let alternatives = [
            equals("CreditDebitNoteNumber", number),
            equals("Reference", amazon_id),
        ];
        self.credit_notes(&alternatives)
    }

    /// Credit notes with one of these numbers, or one of the Amazon ids as reference.
    ///
    /// # Errors
    /// [`SageError`]
    pub fn credit_notes_of_many(
        &self,
        numbers: &[&str],
        amazon_ids: &[&str],
    ) -> Result<Vec<CreditNoteInSage>, SageError> {
        let by_number = numbers
            .iter()
            .map(|number| equals("CreditDebitNoteNumber", number));
        let by_id = amazon_ids.iter().map(|id| equals("Reference", id));
        let alternatives: Vec<_> = by_number.chain(by_id).collect();
        self.credit_notes(&alternatives)
    }

    /// Every credit and debit note of some customers.
    ///
    /// # Errors
    /// [`SageError`]
    pub fn credit_notes_of_customers(&self, customers: &[&str]) -> Result<Vec<CreditNoteInSage>, SageError> {
        let alternatives: Vec<_> = customers
            .iter()
            .map(|customer| equals("CustomerNumber", customer))
            .collect();
        self.credit_notes(&alternatives)
    }

    /// How many credit and debit notes order entry has, and how many credit notes the posted receivables, of whomever; none
    /// where Sage does not tell.
    ///
    /// # Errors
    /// [`SageError`]
    pub fn counts_of_credit_notes(&self) -> Result<[Option<u64>; 2], SageError> {
        let told = |asked: Result<Option<u64>, SageError>| match asked {
            Err(error) if error.is_not_shown() => Ok(None),
            asked => asked,
        };
        let posted = equals("DocumentType", "CreditNote");
        Ok([
            told(self.count_of("OE/OECreditDebitNotes", None, "CreditDebitNoteNumber"))?,
            told(self.count_of("AR/ARPostedDocuments", Some(&posted), "DocumentNumber"))?,
        ])
    }

    fn credit_notes(&self, alternatives: &[String]) -> Result<Vec<CreditNoteInSage>, SageError> {
        self.matching(
            "OE/OECreditDebitNotes",
            alternatives,
            &[],
            |note: &CreditNoteInSage| {
                let uniquifier = note.uniquifier.as_deref();
                key_of(uniquifier.or(note.credit_debit_note_number.as_deref()))
            },
        )
    }

    /// Invoices of orders, with their lines.
    ///
    /// # Errors
    /// [`SageError`]
    pub fn invoices_of(&self, numbers: &[&str]) -> Result<Vec<InvoiceRow>, SageError> {
        let alternatives: Vec<_> = numbers
            .iter()
            .map(|number| equals("OrderNumber", number))
            .collect();
        self.matching("OE/OEInvoices", &alternatives, &[], |invoice: &InvoiceRow| {
            key_of(Some(&invoice.invoice_number))
        })
    }
}
