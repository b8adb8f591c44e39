//! Is what stands in Sage what was sent? Both sides are facts here; a difference is shown, never mended.

use std::fmt;

use crate::money::{Amount, Currency};
use crate::sage300::order_document::OrderDocument;
use crate::sage300::order_entry::InvoiceInSage;

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
