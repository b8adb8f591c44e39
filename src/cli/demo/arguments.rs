//! The arguments of `demo`.

use std::path::PathBuf;

/// The arguments of `demo`.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Arguments {
    /// The folder to write into; a new temporary one unless given
    #[arg(long, value_name = "DIR")]
    pub(super) dir: Option<PathBuf>,
    /// Keep the simulators up and print the commands to try by hand
    #[arg(long)]
    pub(super) serve: bool,
    /// Another world follows from another seed
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    pub(super) seed: u64,
}
