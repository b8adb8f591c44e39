//! The shell of each pass: read → plan → show → send → sum up. A dry run stops after "show".
//!
//! Passes do the talking between rooms: they read through [`crate::client`], plan with [`crate::books`],
//! remember in [`crate::store`] and print through [`crate::terminal`]. They decide nothing about money.

mod adapters;
mod changes;
pub mod check;
pub mod credit_notes;
pub mod desk;
pub mod exceptions;
pub mod fault;
mod grouped;
pub mod inventory;
mod open_records;
pub mod orders;
pub mod receivables;
pub mod reconcile;
pub mod resolve;
pub mod secrets;
pub mod session;
pub mod settlements;
pub mod statement;
pub mod suggest;
pub mod to_post;
