//! Is what stands in Sage what was sent? Both sides are facts here; a difference is shown, never mended.

use std::fmt;

use chrono::NaiveDate;

use crate::money::{Amount, Currency, Quantity};
use crate::sage300::order_document::OrderDocument;

/// A sales invoice as Sage tells it. What Sage does not tell is not compared.
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
}

/// A figure on both sides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// What differs.
    pub what: &'static str,
    /// As it was sent.
    pub sent: String,
    /// As it stands in Sage.
    pub found: String,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: sent {}, in Sage {}", self.what, self.sent, self.found)
    }
}

/// Everything that differs between a document and its invoice.
pub fn differences(
    sent: &OrderDocument,
    total: Amount,
    currency: Currency,
    found: &InvoiceInSage,
) -> Vec<Difference> {
    let mut all = Vec::new();
    let customer = found.customer.as_ref().map(|customer| customer.to_uppercase());
    compare(
        &mut all,
        "customer",
        Some(sent.customer_number.to_uppercase()),
        customer,
    );
    compare(&mut all, "currency", Some(currency), found.currency);
    compare(&mut all, "invoice date", sent.invoice_date, found.date);
    compare(&mut all, "posting date", sent.invoice_posting_date, found.posted);
    compare(&mut all, "quantity", Some(sent.quantity()), found.quantity);
    compare(&mut all, "total", Some(total), found.total);
    all
}

/// The differences as one line for an exception.
pub fn figures(differences: &[Difference]) -> String {
    differences
        .iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join("; ")
}

fn compare<T: PartialEq + fmt::Display>(
    all: &mut Vec<Difference>,
    what: &'static str,
    sent: Option<T>,
    found: Option<T>,
) {
    if let (Some(sent), Some(found)) = (sent, found)
        && sent != found
    {
        all.push(Difference {
            what,
            sent: sent.to_string(),
            found: found.to_string(),
        });
    }
}
