//! Amazon Seller Central to Sage 300: each document exactly once, and to the cent.
//!
//! # One pass
//!
//! ```text
//!             read (paged, budgeted)        plan (pure)             send (at most once)
//!  Amazon  ──────────────────────────▶ record ─────────▶ document ─────────────────────▶ Sage 300
//!                                        │                  │              │
//!                                        ▼                  ▼              ▼
//!             SQLite: record · exception · watermark · audit log · rate budget · credential · run
//! ```
//!
//! A process holds the database's lock, does one pass, prints a summary, and exits with a status
//! ([`exit::Exit`]). Nothing runs between passes; what must survive is in SQLite.
//!
//! # The rooms, in reading order
//!
//! - [`money`]: exact sums, quantities, rates and currencies. Uses nothing of ours.
//! - [`amazon`], [`sage300`]: the nouns of the two systems, as their APIs send and take them.
//! - [`books`]: Amazon's events become Sage's documents. Pure: no file, socket, clock, environment or float.
//! - [`net`]: transport, retry decisions, rate budgets; [`client`]: typed calls over it.
//! - [`store`]: SQLite; every step of a record stands with its audit row in one transaction.
//! - [`vault`]: where the key comes from, and how secrets are sealed.
//! - [`config`]: the TOML file and the items table, checked whole.
//! - [`terminal`]: what people and scripts see, and its log. [`host`]: what this machine's system keeps and knows.
//! - [`delivery`]: how one document gets into Sage exactly once: one street for every kind.
//! - [`pass`]: the shell of each pass: read → plan → show → deliver → sum up.
//! - [`cli`]: a file a subcommand. Nothing uses it.
//! - [`sandbox`]: simulated Amazon and Sage 300 on loopback, for the demo and the tests.
//! - [`clock`], [`rehearsal`]: the one place that knows the time, and the one that can end a rehearsal.
//!
//! # What always holds
//!
//! - Identity is Amazon's own key, unique in the database and stamped into the Sage document.
//! - `sending` is committed before the first byte leaves; what was left open is settled before anything new.
//! - A document is stored before it is sent, and what is sent is that text and no other.
//! - A watermark moves only after every page of its window is stored, to the bound that Amazon returned.
//! - A difference is shown and kept, never plugged; one record's fault never stops another.
//!
//! Deliberately absent: retries of a post, floats, an option that switches certificates off, personal data.

pub mod amazon;
pub mod books;
pub mod cli;
pub mod client;
pub mod clock;
pub mod config;
pub mod delivery;
pub mod exit;
pub mod host;
pub mod money;
pub mod net;
pub mod pass;
pub mod rehearsal;
pub mod sage300;
pub mod sandbox;
pub mod store;
pub mod terminal;
pub mod vault;
