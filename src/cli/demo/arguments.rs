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
    /// In place of the story: pull so many orders, and tell the time and the requests that it took
    #[arg(
        long,
        value_name = "NUMBER",
        conflicts_with_all = ["serve", "fresh"],
        value_parser = clap::value_parser!(u64).range(1..=1_000_000)
    )]
    pub(super) orders: Option<u64>,
    /// How many milliseconds the simulated Sage takes for each answer
    #[arg(
        long,
        value_name = "MILLISECONDS",
        default_value_t = 0,
        value_parser = clap::value_parser!(u64).range(..=60_000)
    )]
    pub(super) sage_latency: u64,
    /// Throttle as Amazon does, at so many times its rates: 1 is real time; without it nothing is refused, and more than 2,000 orders wait for the documented rates
    #[arg(long, value_name = "TIMES", value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub(super) time_scale: Option<u32>,
}
