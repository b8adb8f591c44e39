//! The vault: where the key comes from, and how secrets are sealed with it.
//!
//! The key is never in the database, and a sealed value opens only in the row and for the host it was made
//! for. So a copied database gives nothing away, and an edited address in the configuration cannot send a
//! password elsewhere. What it does not do: defend against someone who can run programs as the same user.

mod command;
#[cfg(windows)]
mod dpapi;
mod error;
mod file;
mod key;
mod rotation;
mod seal;
mod source;
#[cfg(test)]
mod tests;

pub use error::VaultError;
pub use rotation::{Rotation, carry, drop_file};
pub use seal::{Binding, Vault};
pub use source::{DpapiScope, KeySource};
