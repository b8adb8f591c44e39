//! What is asked of the pass.

use std::path::PathBuf;

use crate::terminal::Layout;

/// What the command line asks of this pass.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Only these SKUs.
    pub skus: Vec<String>,
    /// Stop after showing the table.
    pub dry_run: bool,
    /// In a dry run: have Amazon check each patch without applying it.
    pub validate: bool,
    /// Write the table as CSV.
    pub report: Option<(PathBuf, Layout)>,
    /// Send although more would change than the guard allows.
    pub allow_mass_change: bool,
}
