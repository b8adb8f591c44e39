//! A/R answers: customers, posted documents, and the invoices of batches that are not posted yet.

use chrono::NaiveDate;
use serde::Deserialize;

use super::order_entry::InvoiceInSage;
use super::wire::{currency, day, id, word};
use crate::money::{Amount, Currency};

/// A row of `AR/ARCustomers`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct Customer {
    /// The key.
    pub customer_number: String,
    /// Its name.
    #[serde(deserialize_with = "word")]
    pub customer_name: Option<String>,
    /// `Active` or `Inactive`.
    #[serde(deserialize_with = "word")]
    pub status: Option<String>,
    /// `Yes` or `No`.
    #[serde(deserialize_with = "word")]
    pub on_hold: Option<String>,
    /// Its currency.
    #[serde(deserialize_with = "currency")]
    pub currency_code: Option<Currency>,
    /// Its tax group.
    #[serde(deserialize_with = "word")]
    pub tax_group: Option<String>,
    /// `None`, `Warning` or `Error`.
    #[serde(rename = "CheckForDuplicatePOs", deserialize_with = "word")]
    pub check_for_duplicate_pos: Option<String>,
    /// Whether its credit limit is checked.
    #[serde(deserialize_with = "word")]
    pub check_credit_limit: Option<String>,
    /// Its class at the first tax authority.
    #[serde(rename = "TaxClassCode1", deserialize_with = "id")]
    pub tax_class_code_1: Option<String>,
}

impl Customer {
    /// Whether documents may be made for it; a status that is not told is taken as active, Sage will say.
    pub fn is_active(&self) -> bool {
        self.status
            .as_deref()
            .is_none_or(|status| !status.eq_ignore_ascii_case("inactive"))
    }
}

/// A row of `AR/ARPostedDocuments`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct PostedDocument {
    /// The customer.
    #[serde(deserialize_with = "word")]
    pub customer_number: Option<String>,
    /// The document's number: for a sales invoice, the invoice's.
    pub document_number: String,
    /// The order it came from.
    #[serde(deserialize_with = "word")]
    pub order_number: Option<String>,
    /// The purchase order number of that order.
    #[serde(rename = "PONumber", deserialize_with = "word")]
    pub po_number: Option<String>,
    /// `Invoice`, `CreditNote`, …
    #[serde(deserialize_with = "word")]
    pub document_type: Option<String>,
    /// Its own date.
    #[serde(deserialize_with = "day")]
    pub document_date: Option<NaiveDate>,
    /// Its currency.
    #[serde(deserialize_with = "currency")]
    pub currency_code: Option<Currency>,
    /// Its total.
    pub customer_currency_invoice_amount: Option<Amount>,
    /// What is still open.
    pub customer_currency_amount_due: Option<Amount>,
}

impl PostedDocument {
    /// Whether it is a sales invoice, as far as Sage tells.
    pub fn is_invoice(&self) -> bool {
        self.document_type
            .as_deref()
            .is_none_or(|kind| kind.eq_ignore_ascii_case("invoice"))
    }

    /// What is compared with the document that was sent.
    pub fn facts(&self) -> InvoiceInSage {
        InvoiceInSage {
            number: self.document_number.trim().to_owned(),
            customer: self.customer_number.clone(),
            currency: self.currency_code,
            date: self.document_date,
            posted: None,
            quantity: None,
            total: self.customer_currency_invoice_amount,
        }
    }
}

/// A row of `AR/ARInvoiceBatches` with its invoices.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct InvoiceBatch {
    /// `Open`, `Posted`, …
    #[serde(deserialize_with = "word")]
    pub batch_status: Option<String>,
    /// What is in it.
    pub invoices: Option<Vec<UnpostedInvoice>>,
}

impl InvoiceBatch {
    /// Whether its invoices are neither in the posted documents nor thrown away.
    pub fn is_waiting(&self) -> bool {
        !matches!(self.batch_status.as_deref(), Some("Posted" | "Deleted"))
    }
}

/// An invoice of a batch that is not posted yet.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct UnpostedInvoice {
    /// The customer.
    #[serde(deserialize_with = "word")]
    pub customer_number: Option<String>,
    /// The invoice's number.
    #[serde(deserialize_with = "word")]
    pub document_number: Option<String>,
    /// The order it came from.
    #[serde(deserialize_with = "word")]
    pub order_number: Option<String>,
    /// The purchase order number of that order.
    #[serde(rename = "PONumber", deserialize_with = "word")]
    pub po_number: Option<String>,
    /// `Invoice`, `CreditNote`, …
    #[serde(deserialize_with = "word")]
    pub document_type: Option<String>,
    /// Its own date.
    #[serde(deserialize_with = "day")]
    pub document_date: Option<NaiveDate>,
    /// Its currency.
    #[serde(deserialize_with = "currency")]
    pub currency_code: Option<Currency>,
    /// Its total.
    pub document_total_including_tax: Option<Amount>,
}

impl UnpostedInvoice {
    /// What is compared with the document that was sent.
    pub fn facts(&self) -> InvoiceInSage {
        InvoiceInSage {
            number: self.document_number.clone().unwrap_or_default(),
            customer: self.customer_number.clone(),
            date: self.document_date,
            total: self.document_total_including_tax,
            ..InvoiceInSage::default()
        }
    }
}
