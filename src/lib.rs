//! Amazon Seller Central to Sage 300, each document exactly once and to the cent.

pub mod amazon;
pub mod books;
pub mod cli;
pub mod client;
pub mod clock;
pub mod config;
pub mod exit;
pub mod money;
pub mod net;
pub mod pass;
pub mod rehearsal;
pub mod sage300;
pub mod sandbox;
pub mod store;
pub mod terminal;
pub mod vault;
