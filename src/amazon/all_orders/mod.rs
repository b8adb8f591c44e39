//! `GET_FLAT_FILE_ALL_ORDERS_DATA_BY_LAST_UPDATE_GENERAL`: every order that changed between two times, a row an item.
//!
//! Amazon's model has no list of its columns. The names in [`Column`] stand in Amazon's own page "Order Tracking
//! reports attributes", in Seller Central's help page on the report (200547170) and in the types of the npm package
//! `amazon-sp-api`; the two of the tax collector only in the npm package, and not every file has them. The file is read
//! by these names, and refused where one that is needed is missing.
//!
//! What the file has no column for: the total of the order, the id of a line, what of a line was shipped, when, and
//! fees for cash on delivery or tips. Seller Central gives discounts with a minus, a file seen in public without; a
//! cancelled line keeps its quantity and its price. Whether an invoice can be made of a row is therefore judged
//! elsewhere ([`crate::books::invoice::unsure`]); here it is only read.
//!
//! The columns about the recipient (`ship-city` and others) are never looked at.

mod column;
mod gathered;
mod order;
mod reader;
#[cfg(test)]
mod tests;

pub use column::Column;
pub use gathered::{Gathered, Gathering, ReportedOrder};
pub use order::Unreadable;
pub use reader::{Faulty, Row, Rows};
