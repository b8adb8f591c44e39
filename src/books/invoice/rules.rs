//! What a company configures about its invoices; it does not change from order to order.

use std::collections::BTreeMap;

use chrono::Utc;
use chrono_tz::Tz;

/// How a promotion's discount is shown in Sage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Promotion {
    /// As a miscellaneous charge below zero.
    Charge(String),
    /// Taken off the amount of what it is for.
    Net,
}

/// The miscellaneous charge codes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Charges {
    /// Shipping.
    pub shipping: Option<String>,
    /// Gift wrap.
    pub gift_wrap: Option<String>,
    /// Promotion discounts.
    pub promotion: Option<Promotion>,
    /// Tax that the seller owes.
    pub tax: Option<String>,
    /// Cash on delivery.
    pub cod: Option<String>,
    /// Tips.
    pub tip: Option<String>,
    /// Whatever Amazon calls `OTHER`.
    pub other: Option<String>,
}

/// What does not change from order to order.
#[derive(Debug, Clone)]
pub struct InvoiceRules {
    /// The company's time zone.
    pub time_zone: Tz,
    /// Orders created before this are not sent.
    pub start: chrono::DateTime<Utc>,
    /// Shipped and invoiced, or left open for a person.
    pub invoiced: bool,
    /// Before the Amazon order id.
    pub number_prefix: String,
    /// Where goods leave from.
    pub location: Option<String>,
    /// Where goods that Amazon ships leave from.
    pub fba_location: Option<String>,
    /// What is done with replacements.
    pub replacements: Replacements,
    /// Move a closed period's document to the first open day.
    pub late_moves: bool,
    /// The charge codes.
    pub charges: Charges,
    /// Optional fields of the order that the company requires, by name.
    pub optional_fields: BTreeMap<String, OptionalValue>,
}

/// The value of an optional field that the company requires.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OptionalValue {
    /// Always the same text.
    Constant(String),
    /// The marketplace's name, such as `Amazon.com`.
    Marketplace,
    /// `AMAZON` or `MERCHANT`.
    Fulfilment,
}

/// What is done with replacement orders.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Replacements {
    /// Sent at price zero, so that stock is relieved.
    Ship,
    /// Not sent.
    Skip,
}
