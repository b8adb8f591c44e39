//! The arguments of `init`.

use crate::cli::credentials::key_kind;
use crate::config::KeyKind;

/// The arguments of `init`.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Arguments {
    /// Ask nothing; every answer comes from a flag
    #[arg(long)]
    pub(super) non_interactive: bool,
    /// The region of the seller account
    #[arg(long, value_parser = clap::builder::PossibleValuesParser::new(["na", "eu", "fe"]), ignore_case = true)]
    pub(super) region: Option<String>,
    /// The merchant token, from Seller Central, Account Info
    #[arg(long)]
    pub(super) seller_id: Option<String>,
    /// A marketplace by name, country code or id; may be given several times
    #[arg(long = "marketplace", value_name = "MARKETPLACE")]
    pub(super) marketplaces: Vec<String>,
    /// The address of Sage 300's Web API as it stands in IIS
    #[arg(long)]
    pub(super) url: Option<String>,
    /// The company's database id
    #[arg(long)]
    pub(super) company: Option<String>,
    /// The company's time zone, such as America/New_York
    #[arg(long)]
    pub(super) time_zone: Option<String>,
    /// The cut-over: orders created before this day are never sent
    #[arg(long, value_name = "DAY")]
    pub(super) start: Option<String>,
    /// Let the password go over plain http to another machine
    #[arg(long)]
    pub(super) allow_plain_http: bool,
    /// How the key that seals the credentials is kept: key-file, or on Windows dpapi-user or dpapi-machine
    #[arg(long, value_name = "KIND", value_parser = key_kind, default_value = "key-file")]
    pub(super) key: KeyKind,
    /// To practise: a simulated Amazon on this machine, as `demo --serve` prints it
    #[arg(long, value_name = "URL")]
    pub(super) amazon_endpoint: Option<String>,
}
