//! Sage's nouns, as the Sage 300 Web API takes and gives them: only the fields this program uses.
//!
//! Requests are structs whose field order is the order of the JSON, since Sage puts properties into its views in
//! that order. Answers are tolerant. Names come from Sage's own sample bodies and from `facts/sage300-web-api.md`;
//! where a company's names are not documented, they are found in its `$metadata` by the caller and matched here.

pub mod common_services;
pub mod comparison;
pub mod credit_note;
pub mod inventory;
pub mod ledger;
pub mod metadata;
pub mod odata;
pub mod order_document;
pub mod order_entry;
pub mod receivables;
mod row;
pub mod tax;
mod wire;
