//! The shell of each pass: read → plan → show → send → sum up. A dry run stops after "show".
//!
//! Passes do the talking between rooms: they read through [`crate::client`], plan with [`crate::books`],
//! remember in [`crate::store`] and print through [`crate::terminal`]. They decide nothing about money.

pub mod adapters;
pub mod orders;
pub mod session;
pub mod tally;
