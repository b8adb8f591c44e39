//! What each of Amazon's names means to an accountant.
//!
//! The built-in table is one readable file, `classification.csv`; a company's own rules come first. A name that
//! neither knows is an error with the lines that would map it, never a catch-all.

mod category;
mod containers;
mod pattern;
mod rules;
mod suffixes;
mod table;
#[cfg(test)]
mod tests;
mod unknown;
mod wanted;

pub use category::{Category, Group};
pub use rules::{Classifier, Rule, RuleError};
pub use table::is_liquidation;
#[cfg(test)]
pub(crate) use table::names;
pub use unknown::UnknownName;
