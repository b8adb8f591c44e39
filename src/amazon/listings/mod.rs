//! Listings Items 2021-08-01 and `JSON_LISTINGS_FEED`: what a SKU offers, and how its quantity is changed.
//!
//! Read in camelCase, written in snake_case inside the patched attribute: that is Amazon's own way. Titles,
//! prices and pictures are not fields here.

mod feed;
mod feed_report;
mod item;
mod patch;
mod report;
mod warehouse;

pub use feed::{Feed, MOST_BYTES, MOST_MESSAGES, OpenFeed};
pub use feed_report::{FeedIssue, FeedSummary, ProcessingReport};
pub use item::{Availability, Channels, DEFAULT_CHANNEL, Item, ItemsPage};
pub use patch::{Issue, PatchAnswer, PatchBody};
pub use report::{ReportFault, SkuReader};
pub use warehouse::{InventoryPage, InventorySummary};
