//! Exact decimals: what money, quantities and currencies are made of.
//!
//! Everything is a whole number of a fixed small unit, so adding never rounds and two equal figures are
//! always the same bits. There is no float here and no silent rounding: a figure that does not fit is an
//! error at the edge where it is read, and never a nearby figure.

mod amount;
mod as_written;
mod currency;
mod decimal;
mod json;
mod quantity;
mod rate;
mod split;
mod unaligned;

pub use amount::Amount;
pub use as_written::as_written;
pub use currency::Currency;
pub use decimal::DecimalError;
pub use quantity::Quantity;
pub use rate::Rate;
pub use split::{UnitSplit, share, split_units};
pub use unaligned::UnalignedAmount;
