//! The form in which an order is kept: Amazon's own types, and whether tax data were granted with it.

use serde::{Deserialize, Serialize};

use crate::amazon::orders::Order;
use crate::books::invoice::CANCELLED;
use crate::delivery::{Result, stored};
use crate::store::Record;

/// An order as it was read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StoredOrder {
    /// Whether TAX data were asked for and granted; without them, tax without a flag is nobody's.
    pub tax_was_read: bool,
    /// Whether it was read from Amazon's bulk report: without totals, its lines numbered as they stood there.
    #[serde(default, skip_serializing_if = "is_false")]
    pub from_report: bool,
    /// The order.
    pub order: Order,
}

impl StoredOrder {
    /// Reads the content of a record; `None` when the record was stored before its content could be read.
    ///
    /// # Errors
    /// When the stored text is not what this program wrote.
    pub fn of(record: &Record) -> Result<Option<Self>> {
        let read = |content: &String| stored(Some(content), "order", &record.key);
        record.content.as_ref().map(read).transpose()
    }

    /// Whether the order was cancelled when it was last read, of a content that is read for nothing else.
    ///
    /// # Errors
    /// When the stored text is not what this program wrote.
    pub fn is_cancelled(record: &Record) -> Result<bool> {
        let Some(content) = &record.content else {
            return Ok(false);
        };
        let read: StoredStatus = stored(Some(content), "order", &record.key)?;
        let status = read.order.fulfillment.map(|one| one.fulfillment_status);
        Ok(status.as_deref() == Some(CANCELLED))
    }

    /// The text that is stored.
    ///
    /// # Errors
    /// Never for an order that was read; the type cannot say so.
    pub fn to_text(&self) -> Result<String> {
        Ok(serde_json::to_string(self)?)
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
fn is_false(value: &bool) -> bool {
    !*value
}

/// Of what is stored, the status alone.
#[derive(Deserialize)]
struct StoredStatus {
    order: OrderStatus,
}

#[derive(Deserialize)]
struct OrderStatus {
    #[serde(default)]
    fulfillment: Option<Fulfillment>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Fulfillment {
    fulfillment_status: String,
}
