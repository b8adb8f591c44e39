//! Typed calls to the two systems. They sign, budget, retry reads and interpret; they decide nothing else.

pub mod amazon;
mod field;
pub mod lwa;
pub mod sage300;
