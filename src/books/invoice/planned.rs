//! What planning an order came to.

use super::hold::Hold;
use super::reading::Reading;
use crate::books::reason::Reason;
use crate::money::{Amount, Currency};
use crate::sage300::order_document::OrderDocument;

/// What planning an order came to.
#[derive(Debug, Clone, PartialEq)]
pub enum Planned {
    /// It can be sent.
    Document(Box<PlannedInvoice>),
    /// It waits for Amazon.
    Wait(Reason),
    /// A person must do something.
    Hold(Hold),
    /// There is nothing to send.
    Skip(Reason),
}

/// A document that adds up.
#[derive(Debug, Clone, PartialEq)]
pub struct PlannedInvoice {
    /// What is sent.
    pub document: OrderDocument,
    /// What its lines add up to, and what Sage's total must be.
    pub total: Amount,
    /// In which currency.
    pub currency: Currency,
    /// How Amazon counts, where the order proves it.
    pub reading: Option<Reading>,
}
