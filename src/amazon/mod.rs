//! Amazon's nouns, as its Selling Partner API sends them: only the fields this program uses.
//!
//! Unknown fields and unknown words are tolerated; personal data is never a field here, so it can neither
//! be stored nor logged. Sources: the Swagger models and `facts/amazon-sp-api.md`.

pub mod all_orders;
pub mod finances;
pub mod fulfilled_shipments;
pub mod listings;
pub mod marketplaces;
pub mod orders;
pub mod settlement_report;
