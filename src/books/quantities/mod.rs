//! Sage 300's quantities become what a buyer can order: one formula, its guards, and a verdict per SKU.
//!
//! `floor(min over components(available ÷ units per SKU) × ratio) − buffer`, then cap, then not below zero.
//! One floor, before the buffer. An item that Sage did not return has no quantity at all: it is held, and
//! never zero. Nothing here knows how a quantity is read or sent.
//!
//! A worked example: 25.5 boxes on hand, 3 committed, 2 sold on Amazon and not yet in Sage; a SKU of 2, ratio
//! 0.9, buffer 1, cap 8. Available 20.5; a SKU is 2, so 10.25; times 0.9 is 9.225, floored 9; less 1 is 8; the
//! cap of 8 leaves 8.

pub mod guard;
pub mod rule;
pub mod unknown;
pub mod verdict;

pub use guard::{Limits, Stopped, guard};
pub use rule::{Basis, Computed, Rule, Share, Stock, compute};
pub use unknown::Unknown;
pub use verdict::{Listed, Verdict, verdict};
