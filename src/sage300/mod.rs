//! Sage 300's nouns, as its Web API takes and gives them. Names, lengths and order of properties come from
//! `facts/sage300-web-api.md` and Sage's own sample payloads.

pub mod inventory;
pub mod odata;
pub mod order_document;
pub mod order_entry;
pub mod receivables;
mod wire;
