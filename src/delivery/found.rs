//! What a look-up finds of a document in Sage.

use std::collections::BTreeMap;

use crate::books::exception::{self, ExceptionKind};
use crate::money::{Amount, Currency};

/// What was found, by the keys of the records that were looked up; what Sage has nowhere is left out.
pub type Finds = BTreeMap<String, Found>;

/// What stands in Sage for a record.
#[derive(Debug, Clone)]
pub enum Found {
    /// Ours, as it was sent or as a person changed it.
    Ours(InSage),
    /// Ours, and deleted by a person.
    Deleted(InSage),
    /// A document that carries the Amazon id under another number: keyed in by a person.
    ByHand(InSage),
    /// Sage broke off inside it: this one must be deleted by a person.
    Partial {
        /// Its number in Sage.
        number: String,
        /// What is there of it.
        what: String,
    },
    /// It is gone from the list, and what hangs on it says neither yes nor no.
    Unclear(String),
}

/// A document, as far as Sage still has it.
#[derive(Debug, Clone, Default)]
pub struct InSage {
    /// Where it was found.
    pub place: &'static str,
    /// What people call it, such as `G/L batch 000012`.
    pub name: String,
    /// What Sage calls it, with what hangs on it, such as `order A1 (invoice IN1)`.
    pub shown: String,
    /// What is kept of Sage with the record, as JSON.
    pub numbers: String,
    /// What it comes to there, as far as Sage tells.
    pub total: Option<(Amount, Currency)>,
    /// Its customer there.
    pub customer: Option<String>,
    /// Documents that it was to apply to, and that are not in it: they were never there, or a person took them out.
    pub missing: Vec<String>,
    /// What a person has to look at.
    pub opens: Vec<Opens>,
}

impl InSage {
    /// Whether what is kept of Sage names an invoice.
    pub fn is_invoiced(&self) -> bool {
        let numbers: serde_json::Value = serde_json::from_str(&self.numbers).unwrap_or_default();
        numbers["invoiceNumber"].is_string()
    }

    /// What of it is not as it was planned, in figures.
    pub fn differences(&self) -> Option<&str> {
        let differs = |opens: &&Opens| opens.kind == exception::DIFFERS_IN_SAGE;
        self.opens
            .iter()
            .find(differs)
            .map(|opens| opens.figures.as_str())
    }
}

/// An exception that what was found opens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opens {
    /// Its kind, with what a person does about it.
    pub kind: ExceptionKind,
    /// Whether nothing further is sent for the record's customer until it is closed.
    pub stops_customer: bool,
    /// Whether it says that something does not prove.
    pub is_alarm: bool,
    /// Both sides of what differs.
    pub figures: String,
}

impl Opens {
    /// One that stops nobody.
    pub fn new(kind: ExceptionKind, figures: impl Into<String>) -> Self {
        Self {
            kind,
            stops_customer: false,
            is_alarm: false,
            figures: figures.into(),
        }
    }
}
