//! The TOML file as a person wrote it → a checked [`Config`], or all its problems at once.
//!
//! Every key of the file is read here and nowhere else; what a key means and its default stand in
//! `config.example.toml`, and a test keeps that file and this code in step. Whether the names in it exist in
//! Sage 300 or at Amazon is not asked here: that is `check`'s work. Secrets are never in the file.

mod address;
mod cells;
mod connections;
mod items_table;
mod key_choice;
mod network;
mod orders;
mod paths;
mod per_currency;
mod problem;
mod read;
mod receivables;
mod settlements;
mod sheet;
mod status;
mod stock;
#[cfg(test)]
mod tests;
mod watching;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use chrono_tz::Tz;
use toml::de::DeTable;

pub use address::Address;
pub use connections::{Amazon, Sage300, Timeouts};
pub use items_table::{COLUMNS as ITEM_COLUMNS, load_items_table, parse_items_table};
pub use key_choice::{KeyKind, with_key_kind};
pub use network::{Network, Way};
pub use orders::{CustomerRow, Document, FulfilledBy, Orders, Via};
pub use per_currency::PerCurrency;
pub use problem::{ConfigError, Problem};
pub use receivables::{ClearBy, Receivables, Retention};
pub use settlements::{OtherMarketplaces, Settlements};
pub use status::{Pass, Status, parse_max_age};
pub use stock::{Basis, Costing, Inventory, InventorySource};
pub use watching::{Logging, Notify};

pub use crate::books::journal::{Late, Mode as SettlementMode};
pub use crate::books::settlement::Source as SettlementSource;
use crate::vault::KeySource;
use problem::{place, read_file};
use sheet::{Section, Sheet};

/// A configuration in which every value is known to be well formed and to fit the others.
#[derive(Debug, Clone)]
pub struct Config {
    /// The file it was read from.
    pub file: PathBuf,
    /// Where the database is.
    pub database: PathBuf,
    /// Where the key that seals secrets comes from.
    pub key: KeySource,
    /// The seller account.
    pub amazon: Amazon,
    /// The company.
    pub sage300: Sage300,
    /// How orders become invoices.
    pub orders: Orders,
    /// The items table, when there is one.
    pub items_table: Option<PathBuf>,
    /// How settlements become journals; see [`Config::settlements`].
    pub settlements: Option<Settlements>,
    /// How quantities become listings; see [`Config::inventory`].
    pub inventory: Option<Inventory>,
    /// How receivables are cleared; see [`Config::receivables`].
    pub receivables: Option<Receivables>,
    /// What may be pruned.
    pub retention: Retention,
    /// When `status` says that a pass is late.
    pub status: Status,
    /// The way to each system.
    pub network: Network,
    /// Where what is said is kept.
    pub logging: Logging,
    /// Who is told how a run ended.
    pub notify: Option<Notify>,
}

const LONGEST: u64 = 1 << 20;

impl Config {
    /// Reads and checks a configuration file.
    pub fn load(file: &Path) -> Result<Self, ConfigError> {
        let hint = "make one with `ml-connector init`, or name another with `--config`";
        let bytes = read_file(file, LONGEST, hint)?;
        let text = String::from_utf8(bytes).map_err(|error| {
            let fine = error.utf8_error().valid_up_to();
            let before = String::from_utf8_lossy(&error.as_bytes()[..fine]).into_owned();
            let text = "is not UTF-8 text from here on; save the file as UTF-8".to_owned();
            ConfigError::new(
                file,
                vec![Problem {
                    place: Some(place(&before, fine)),
                    text,
                }],
            )
        })?;
        Self::parse(&text, file)
    }

    /// Checks the text of a configuration; `file` names it in messages, and relative paths start at its folder.
    pub fn parse(text: &str, file: &Path) -> Result<Self, ConfigError> {
        check(text, file).0
    }

    /// Whether both systems are on this machine: the only case in which the clock may be set.
    pub fn is_rehearsal(&self) -> bool {
        self.amazon.endpoint.is_loopback()
            && self.amazon.token_endpoint.is_loopback()
            && self.sage300.url.is_loopback()
    }

    /// Whether orders are read at all: not where sales are booked from settlements alone.
    pub fn reads_orders(&self) -> bool {
        self.settlements
            .as_ref()
            .is_none_or(|settlements| settlements.mode != SettlementMode::SettlementOnly)
    }

    /// `[settlements]`, or the error that says a pass needs it.
    pub fn settlements(&self) -> Result<&Settlements, ConfigError> {
        self.settlements
            .as_ref()
            .ok_or_else(|| self.needs("settlements", "post-settlements"))
    }

    /// `[inventory]`, or the error that says a pass needs it.
    pub fn inventory(&self) -> Result<&Inventory, ConfigError> {
        self.inventory
            .as_ref()
            .ok_or_else(|| self.needs("inventory", "push-inventory"))
    }

    /// `[receivables]`, or the error that says a pass needs it.
    pub fn receivables(&self) -> Result<&Receivables, ConfigError> {
        self.receivables
            .as_ref()
            .ok_or_else(|| self.needs("receivables", "clearing receivables"))
    }

    fn needs(&self, section: &str, pass: &str) -> ConfigError {
        let text = format!("{pass} needs the section [{section}]; config.example.toml shows its keys");
        ConfigError::single(&self.file, text)
    }
}

/// The checked configuration or its problems, and every key that the loader asked for.
fn check(text: &str, file: &Path) -> (Result<Config, ConfigError>, BTreeSet<String>) {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.trim().is_empty() {
        let error = ConfigError::single(file, "the file is empty; make one with `ml-connector init`");
        return (Err(error), BTreeSet::new());
    }
    let folder = file.parent().unwrap_or(Path::new(""));
    let (document, faults) = DeTable::parse_recoverable(text);
    let sheet = Sheet::new(text, folder, !faults.is_empty());
    let config = Section::root(&sheet, document.get_ref()).read(|root| config(root, file));
    let (mut problems, asked) = sheet.into_findings();
    // What follows from a fault on its own line is not a second problem.
    let faults: Vec<Problem> = faults.iter().map(|fault| syntax(fault, text)).collect();
    let line = |problem: &Problem| problem.place.map(|(line, _)| line);
    problems.retain(|problem| !faults.iter().any(|fault| line(fault) == line(problem)));
    problems.extend(faults);
    let config = match config {
        Some(config) if problems.is_empty() => Ok(config),
        _ => Err(ConfigError::new(file, problems)),
    };
    (config, asked)
}

fn syntax(fault: &toml::de::Error, text: &str) -> Problem {
    let at = fault.span().map(|span| span.start);
    Problem {
        place: at.map(|at| place(text, at)),
        text: match at {
            Some(at) if is_escape(text, at) => paths::BACKSLASHES.to_owned(),
            _ => format!("not TOML here: {}", fault.message().replace('\n', ", ")),
        },
    }
}

/// Whether a fault stands at or right behind a backslash within a line's quotation marks, as in a path of Windows.
fn is_escape(text: &str, at: usize) -> bool {
    // The longest that TOML reads behind a backslash before it finds fault: U and eight digits.
    const LONGEST: usize = 10;
    let at = at.min(text.len());
    let start = text[..at].rfind('\n').map_or(0, |end| end + 1);
    let line = text[start..].lines().next().unwrap_or_default();
    let here = at - start;
    line.contains('"')
        && line
            .match_indices('\\')
            .any(|(place, _)| place <= here && here - place < LONGEST)
}

fn config(root: &Section<'_>, file: &Path) -> Option<Config> {
    let mut taken = vec![(file, "this configuration itself")];
    let items_table = root.optional_table("items", |section| {
        section.required("table", paths::path_in(section.folder()))
    });
    taken.extend(items_table.as_deref().map(|table| (table, "the items table")));
    let key = root.table("encryption", |section| connections::encryption(section, &taken));
    let key_file = key.as_ref().and_then(KeySource::file);
    taken.extend(key_file.map(|file| (file, "the file of the key")));
    let database = root.table("database", |section| connections::database(section, &taken));
    let amazon = root.table("amazon", connections::amazon);
    let sage300 = root.table("sage300", connections::sage300);
    // A zone or marketplaces that could not be read are reported already; the rest is checked all the same.
    let zone = sage300.as_ref().map_or(Tz::UTC, |sage| sage.time_zone);
    let markets = amazon
        .as_ref()
        .map(|amazon| amazon.marketplaces.clone())
        .unwrap_or_default();
    let orders = root.table("orders", |section| orders::orders(section, zone, &markets));
    let settlements = root.optional_table("settlements", |section| settlements::settlements(section, zone));
    let inventory = root.optional_table("inventory", |section| {
        let fba_location = orders.as_ref().and_then(|orders| orders.fba_location.as_deref());
        stock::inventory(section, fba_location)
    });
    let receivables = root.optional_table("receivables", receivables::receivables);
    let retention = root.table("retention", receivables::retention);
    let status = root.table("status", status::status);
    let network = root.table("network", network::network);
    let logging = root.table("log", watching::logging);
    let notify = root.optional_table("notify", watching::notify);
    Some(Config {
        file: file.to_owned(),
        database,
        key: key?,
        amazon: amazon?,
        sage300: sage300?,
        orders: orders?,
        items_table,
        settlements,
        inventory,
        receivables,
        retention,
        status,
        network,
        logging,
        notify,
    })
}
