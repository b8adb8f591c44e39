//! What every command takes, and what it is given to work with.

use std::path::PathBuf;
use std::time::Duration;

use super::duration;

/// What every command takes.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct Common {
    /// The configuration
    #[arg(
        long,
        global = true,
        value_name = "FILE",
        env = "ML_CONNECTOR_CONFIG",
        hide_env_values = true,
        default_value = "config.toml"
    )]
    pub(super) config: PathBuf,
    /// Print one JSON document on stdout
    #[arg(long, global = true)]
    pub(super) json: bool,
    /// Say more on stderr; twice for everything
    #[arg(short, long, global = true, action = clap::ArgAction::Count, hide_short_help = true)]
    pub(super) verbose: u8,
    /// Say nothing on stderr but errors and warnings
    #[arg(
        short,
        long,
        global = true,
        conflicts_with = "verbose",
        hide_short_help = true
    )]
    pub(super) quiet: bool,
    /// How long to wait for another pass to finish
    #[arg(long, global = true, value_name = "DURATION", default_value = "30s", value_parser = duration::parse, hide_short_help = true)]
    pub(super) lock_wait: Duration,
}

impl Common {
    /// A command as it must be typed here: with the configuration where it is not the usual one.
    pub(super) fn typed(&self, words: &str) -> String {
        format!("{} {words}", self.program())
    }

    /// The program with what must stand before each of its commands here.
    pub(super) fn program(&self) -> String {
        let file = self.config.display().to_string();
        let plain = |c: char| c.is_alphanumeric() || "-_./\\:@,+=~".contains(c);
        match file.as_str() {
            "config.toml" => "ml-connector".to_owned(),
            _ if file.chars().all(plain) => format!("ml-connector --config {file}"),
            _ => format!("ml-connector --config \"{file}\""),
        }
    }
}
