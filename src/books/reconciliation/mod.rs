//! Month end: what stands in Sage, in this program's records and at Amazon, held against each other to the cent.
//!
//! A line is one account in one currency; its items are the orders, documents and strange entries that it is made
//! of, and they add up to it by construction. Nothing is netted away: a line proves only when every item does.

mod account;
mod carried;
mod control;
mod items;
mod line;
mod movement;
mod posting;
mod receivables;
mod texts;

pub use account::{Document, Hands, Leftover, Orders, account};
pub use carried::{Carried, Closed, carried, covers};
pub use control::ControlAccount;
pub use items::{Column, Item, Items};
pub use line::{Line, Sheet, Standing};
pub use movement::{Movement, Movements};
pub use posting::{Glance, Place, Posting};
pub use receivables::{InSage, Receivables, Whereabouts};
pub use texts::Texts;
