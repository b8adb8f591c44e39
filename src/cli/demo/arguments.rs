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
    /// With --serve: run nothing and write nothing, so that you begin as on the first day
    #[arg(long, requires = "serve", conflicts_with = "dir")]
    pub(super) fresh: bool,
    /// Another world follows from another seed
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    pub(super) seed: u64,
}
