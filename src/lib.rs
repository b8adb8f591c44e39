//! Amazon Seller Central to Sage 300, each document exactly once and to the cent.

pub mod amazon;
pub mod books;
pub mod clock;
pub mod money;
pub mod sage300;
