//! What stands in A/R: posted documents, and the invoices of batches that are not posted yet.

use std::borrow::Cow;

use chrono::NaiveDate;
use serde::{Deserialize, Deserializer};

use crate::money::{Amount, Currency};
use crate::sage300::order_entry::InvoiceInSage;
use crate::sage300::row::each_cell;
use crate::sage300::wire::{currency, day, word};

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
    /// The day on which it counts.
    #[serde(deserialize_with = "day")]
    pub posting_date: Option<NaiveDate>,
    /// Its currency.
    #[serde(deserialize_with = "currency")]
    pub currency_code: Option<Currency>,
    /// Its total.
    pub customer_currency_invoice_amount: Option<Amount>,
    /// The tax in it.
    pub customer_currency_tax_amount: Option<Amount>,
    /// What is still open.
    pub customer_currency_amount_due: Option<Amount>,
    /// What is still open in the company's currency.
    pub functional_currency_amount_due: Option<Amount>,
}

/// A row of `AR/ARPostedDocuments` of which there are as many as orders: whose it is, and what is open of it in its currency.
#[derive(Debug, Clone)]
pub struct OpenDocument(pub PostedDocument);

impl OpenDocument {
    /// What is asked of such a row.
    pub const FIELDS: [&str; 10] = [
        "CustomerNumber",
        "DocumentNumber",
        "OrderNumber",
        "PONumber",
        "DocumentType",
        "DocumentDate",
        "PostingDate",
        "CurrencyCode",
        "CustomerCurrencyInvoiceAmount",
        "CustomerCurrencyAmountDue",
    ];
}

impl<'de> Deserialize<'de> for OpenDocument {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut own = PostedDocument::default();
        each_cell(deserializer, &Self::FIELDS, |at, cell| {
            let word = || cell.word().map(Cow::into_owned);
            let day = || cell.day().map_err(|()| "a date is wanted");
            let amount = || cell.amount().map_err(|()| "an amount is wanted");
            match at {
                0 => own.customer_number = word(),
                1 => own.document_number = word().unwrap_or_default(),
                2 => own.order_number = word(),
                3 => own.po_number = word(),
                4 => own.document_type = word(),
                5 => own.document_date = day()?,
                6 => own.posting_date = day()?,
                7 => own.currency_code = cell.word().and_then(|code| Currency::parse(&code).ok()),
                8 => own.customer_currency_invoice_amount = amount()?,
                _ => own.customer_currency_amount_due = amount()?,
            }
            Ok(())
        })?;
        Ok(Self(own))
    }
}

impl PostedDocument {
    /// Whether it is a sales invoice, as far as Sage tells.
    pub fn is_invoice(&self) -> bool {
        is_of(self.document_type.as_deref(), "Invoice").unwrap_or(true)
    }

    /// Whether this is its number.
    pub fn is_numbered(&self, number: &str) -> bool {
        self.document_number.trim().eq_ignore_ascii_case(number.trim())
    }

    /// The day on which it counts; its own date where Sage does not tell.
    pub fn counts_from(&self) -> Option<NaiveDate> {
        self.posting_date.or(self.document_date)
    }

    /// Whether it is a credit note.
    pub fn is_credit_note(&self) -> bool {
        self.may_be_credit_note() && self.document_type.is_some()
    }

    /// Whether it is a credit note, as far as Sage tells.
    pub fn may_be_credit_note(&self) -> bool {
        is_of(self.document_type.as_deref(), "CreditNote").unwrap_or(true)
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
            tax: self.customer_currency_tax_amount,
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
    /// The day on which it will count.
    #[serde(deserialize_with = "day")]
    pub posting_date: Option<NaiveDate>,
    /// Its currency.
    #[serde(deserialize_with = "currency")]
    pub currency_code: Option<Currency>,
    /// Its total.
    pub document_total_including_tax: Option<Amount>,
}

impl UnpostedInvoice {
    /// Whether it is a sales invoice, as far as Sage tells.
    pub fn is_invoice(&self) -> bool {
        is_of(self.document_type.as_deref(), "Invoice").unwrap_or(true)
    }

    /// Whether it is a credit note.
    pub fn is_credit_note(&self) -> bool {
        self.may_be_credit_note() && self.document_type.is_some()
    }

    /// Whether it is a credit note, as far as Sage tells.
    pub fn may_be_credit_note(&self) -> bool {
        is_of(self.document_type.as_deref(), "CreditNote").unwrap_or(true)
    }

    /// The day on which it will count; its own date where Sage does not tell.
    pub fn counts_from(&self) -> Option<NaiveDate> {
        self.posting_date.or(self.document_date)
    }

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

/// Whether a document is of a type; none where Sage does not tell its type.
fn is_of(kind: Option<&str>, wanted: &str) -> Option<bool> {
    kind.map(|kind| kind.eq_ignore_ascii_case(wanted))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_read_in_either_way_alike() {
        let row = r#"{"CustomerNumber":" AMZ-US ","DocumentNumber":"IN0001","OrderNumber":"111-1","PONumber":"","Further":[1],
            "DocumentType":"Invoice","DocumentDate":"2026-03-01T00:00:00Z","PostingDate":null,"CurrencyCode":"USD",
            "CustomerCurrencyInvoiceAmount":12.30,"CustomerCurrencyAmountDue":-0.01}"#;
        let plain: PostedDocument = serde_json::from_str(row).unwrap();
        let OpenDocument(quick) = serde_json::from_str(row).unwrap();
        assert_eq!(format!("{plain:?}"), format!("{quick:?}"));
        for wrong in [
            r#"{"CustomerCurrencyAmountDue":"x"}"#,
            r#"{"PostingDate":"soon"}"#,
            "[]",
        ] {
            assert!(serde_json::from_str::<OpenDocument>(wrong).is_err(), "{wrong}");
        }
        let nothing = serde_json::from_str::<OpenDocument>("{}").unwrap().0;
        assert_eq!(format!("{nothing:?}"), format!("{:?}", PostedDocument::default()));
    }
}
