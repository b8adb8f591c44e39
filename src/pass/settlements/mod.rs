//! `post-settlements`: settle what is uncertain → read Amazon → plan → prove → show → send → read back → sum up.
//!
//! One settlement at a time, from its lines to its batches, so that one of 250,000 lines is never held beside
//! another. What stops one of them never stops the next.

mod books;
mod keep;
mod lookup;
mod plan;
mod post;
mod read;
mod report;
mod send;
mod settle;
mod stored;

use std::path::PathBuf;


use chrono::{DateTime, Utc};

pub use books::NoCalendar;

/// What the command line asks of this pass.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Read groups that began since then; tracked ones are read either way.
    pub since: Option<DateTime<Utc>>,
    /// Only these settlements, by either of their ids.
    pub settlements: Vec<String>,
    /// A settlement report that a person downloaded.
    pub file: Option<PathBuf>,
    /// Stop after showing the journals.
    pub dry_run: bool,
}

/// The fact by which a person lets a settlement pass that cannot be linked, or whose orders cannot be read.
pub fn decided(key: &str) -> String {
    format!("settlement-decided/{key}")
}
