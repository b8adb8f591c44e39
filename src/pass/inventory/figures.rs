//! What is remembered of the last quantity sent for a SKU: enough to read it back, never to decide by.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::store::Record;

/// Amazon applies what it accepted within minutes; until then the old figure says nothing.
const SETTLING: TimeDelta = TimeDelta::minutes(5);

/// The figures of one push.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Figures {
    /// What Amazon showed before.
    pub old: Option<i64>,
    /// What was sent, or is to be.
    pub new: u32,
    /// The marketplace it is sent under.
    pub marketplace: String,
    /// The listing's own product type.
    pub product_type: String,
    /// The path does not take this SKU.
    pub by_feed: bool,
    /// When Amazon accepted it.
    pub accepted_at: Option<DateTime<Utc>>,
    /// Whether Amazon was seen to show it.
    pub confirmed: bool,
}

impl Figures {
    /// The figures of a record, or none when nothing was ever planned for it.
    pub(super) fn of(record: &Record) -> Option<Self> {
        serde_json::from_str(record.content.as_deref()?).ok()
    }

    /// The text that is stored.
    pub(super) fn to_text(&self) -> String {
        serde_json::json!(self).to_string()
    }

    /// Old and new for the audit log.
    pub(super) fn words(&self) -> String {
        format!("quantity {} -> {}", shown(self.old), self.new)
    }

    /// Whether Amazon may still be applying it.
    pub(super) fn is_settling(&self, now: DateTime<Utc>) -> bool {
        !self.confirmed && self.accepted_at.is_some_and(|at| now - at < SETTLING)
    }
}

/// A quantity that Amazon shows, for people.
pub(super) fn shown(quantity: Option<i64>) -> String {
    quantity.map_or("none".to_owned(), |quantity| quantity.to_string())
}
