//! O/E answers: orders and invoices as Sage tells them. Unknown properties are tolerated; most may be absent.

use chrono::NaiveDate;
use serde::Deserialize;

use super::wire::{currency, day, flag, id, quantity, word};
use crate::money::{Amount, Currency, Quantity};

/// A sales invoice as Sage tells it, wherever it stands. What Sage does not tell is none.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct InvoiceInSage {
    /// Its number.
    pub number: String,
    /// Its customer.
    pub customer: Option<String>,
    /// Its currency.
    pub currency: Option<Currency>,
    /// Its own date.
    pub date: Option<NaiveDate>,
    /// The date that decides its period.
    pub posted: Option<NaiveDate>,
    /// Units shipped of goods, over all lines.
    pub quantity: Option<Quantity>,
    /// Its total with tax.
    pub total: Option<Amount>,
    /// The tax in its total.
    pub tax: Option<Amount>,
}

/// A sales order: the answer of a POST, or a row of `OE/OEOrders`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct OrderInSage {
    /// The key.
    #[serde(deserialize_with = "id")]
    pub order_uniquifier: Option<String>,
    /// The number.
    pub order_number: String,
    /// The customer.
    #[serde(deserialize_with = "word")]
    pub customer_number: Option<String>,
    /// Where the Amazon id stands.
    #[serde(deserialize_with = "word")]
    pub purchase_order_number: Option<String>,
    /// Where the Amazon id stands too.
    #[serde(deserialize_with = "word")]
    pub order_reference: Option<String>,
    /// The total with tax.
    pub order_total: Option<Amount>,
    /// The shipment made with it.
    #[serde(deserialize_with = "word")]
    pub last_shipment_number: Option<String>,
    /// The invoice made with it.
    #[serde(deserialize_with = "word")]
    pub last_invoice_number: Option<String>,
    /// Whether Sage put it on hold.
    #[serde(deserialize_with = "flag")]
    pub on_hold: Option<bool>,
    /// Whether the customer is over the limit.
    #[serde(deserialize_with = "flag")]
    pub over_credit_limit: Option<bool>,
    /// What Sage wants a person to know.
    pub warnings: Option<Vec<Warning>>,
    /// The lines, for their warnings.
    pub order_details: Option<Vec<LineInSage>>,
}

/// Of a sales order its total alone.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct TotalInSage {
    /// As in [`OrderInSage`].
    pub order_total: Option<Amount>,
}

/// A line of an order, as far as it is read.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct LineInSage {
    /// What Sage wants a person to know.
    pub warnings: Option<Vec<Warning>>,
}

/// Sage's word to a person.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct Warning {
    /// The words.
    pub message: Option<String>,
}

impl OrderInSage {
    /// What a person should see: on hold, over the limit, warnings; each once, bounded.
    pub fn remarks(&self) -> Vec<String> {
        let mut remarks = Vec::new();
        if self.on_hold == Some(true) {
            remarks.push("Sage put the order on hold".to_owned());
        }
        if self.over_credit_limit == Some(true) {
            remarks.push("the customer is over its credit limit".to_owned());
        }
        let lines = self
            .order_details
            .iter()
            .flatten()
            .filter_map(|line| line.warnings.as_ref())
            .flatten();
        for warning in self.warnings.iter().flatten().chain(lines) {
            let words: String = warning
                .message
                .as_deref()
                .unwrap_or_default()
                .trim()
                .chars()
                .take(200)
                .collect();
            if !words.is_empty() && !remarks.contains(&words) && remarks.len() < 10 {
                remarks.push(words);
            }
        }
        remarks
    }
}

/// A row of `OE/OEInvoices`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct InvoiceRow {
    /// The number.
    pub invoice_number: String,
    /// Its order.
    #[serde(deserialize_with = "word")]
    pub order_number: Option<String>,
    /// Where the Amazon id stands.
    #[serde(deserialize_with = "word")]
    pub purchase_order_number: Option<String>,
    /// Its shipment.
    #[serde(deserialize_with = "word")]
    pub shipment_number: Option<String>,
    /// Its customer.
    #[serde(deserialize_with = "word")]
    pub customer_number: Option<String>,
    /// Its own date.
    #[serde(deserialize_with = "day")]
    pub invoice_date: Option<NaiveDate>,
    /// The date that decides its period.
    #[serde(deserialize_with = "day")]
    pub posting_date: Option<NaiveDate>,
    /// Its currency.
    #[serde(deserialize_with = "currency")]
    pub invoice_source_currency: Option<Currency>,
    /// Its total with tax.
    pub invoice_total_with_tax: Option<Amount>,
    /// The tax in it and on top of it.
    pub total_tax_amount: Option<Amount>,
    /// Its lines.
    pub invoice_details: Option<Vec<InvoiceLine>>,
}

/// A line of an invoice, as far as it is compared.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct InvoiceLine {
    /// `Item` or `Miscellaneous`.
    pub line_type: Option<String>,
    /// Units shipped.
    pub quantity_shipped: Option<Quantity>,
    /// The item, of goods.
    pub item: Option<String>,
    /// Where it was shipped from.
    #[serde(deserialize_with = "word")]
    pub location: Option<String>,
    /// The unit in which it was shipped.
    #[serde(deserialize_with = "word")]
    pub invoice_unit_of_measure: Option<String>,
    /// Stocking units in one of that unit.
    #[serde(deserialize_with = "quantity")]
    pub unit_conversion: Option<Quantity>,
    /// The line's amount.
    #[serde(rename = "ExtendedShippedPriceMiscellaneousCha")]
    pub extended: Option<Amount>,
    /// The tax of the first authority on it, or in it.
    pub tax_amount1: Option<Amount>,
}

impl InvoiceRow {
    /// What is compared with the document.
    pub fn facts(&self) -> InvoiceInSage {
        let goods = |line: &&InvoiceLine| line.line_type.as_deref() != Some("Miscellaneous");
        let quantity = self
            .invoice_details
            .as_ref()
            .filter(|lines| !lines.is_empty())
            .and_then(|lines| {
                lines
                    .iter()
                    .filter(goods)
                    .map(|line| line.quantity_shipped)
                    .try_fold(Quantity::ZERO, |sum, one| Some(sum + one?))
            });
        InvoiceInSage {
            number: self.invoice_number.trim().to_owned(),
            customer: self.customer_number.clone(),
            currency: self.invoice_source_currency,
            date: self.invoice_date,
            posted: self.posting_date,
            quantity,
            total: self.invoice_total_with_tax,
            tax: self.total_tax_amount,
        }
    }
}
