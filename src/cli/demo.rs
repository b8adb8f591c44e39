//! `demo`: the main job against built-in simulators, in a folder of its own.
//!
//! It writes the same configuration, key and items table that a user would write, and then calls the same
//! commands. Nothing here knows how a pass works.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result};
use chrono::TimeDelta;
use secrecy::SecretString;

use super::Common;
use crate::clock::Clock;
use crate::config::Config;
use crate::exit::Exit;
use crate::pass::desk::Desk;
use crate::pass::orders::orders_table;
use crate::pass::secrets::{self, System};
use crate::pass::settlements::settlements_table;
use crate::sandbox::amazon::{Amazon, Settings as AmazonSettings};
use crate::sandbox::sage300::{Company, Sage, Settings as SageSettings};
use crate::sandbox::world::World;
use crate::sandbox::world::catalogue::{CATALOGUE, Mapping};
use crate::store::Store;
use crate::terminal::Terminal;
use crate::vault::Binding;

/// The arguments of `demo`.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The folder to write into; a new temporary one unless given
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,
    /// Keep the simulators up and print the commands to try by hand
    #[arg(long)]
    serve: bool,
    /// Another world follows from another seed
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    seed: u64,
}

/// The two configurations: Amazon keeps a seller's regions apart, so each has its own file and database.
const REGIONS: [Region; 2] = [
    Region {
        file: "config.toml",
        database: "north-america.db",
        region: "na",
        marketplace: "Amazon.com",
        customer: "AMZ-US",
        tax: "as-flagged",
    },
    Region {
        file: "europe.toml",
        database: "europe.db",
        region: "eu",
        marketplace: "Amazon.de",
        customer: "AMZ-DE",
        tax: "prices-include-tax",
    },
];

struct Region {
    file: &'static str,
    database: &'static str,
    region: &'static str,
    marketplace: &'static str,
    customer: &'static str,
    tax: &'static str,
}

/// Runs the demonstration.
pub(super) fn run(arguments: &Arguments, common: &Common, terminal: &Terminal) -> Result<Exit> {
    let folder = folder(arguments)?;
    let clock = Clock::system();
    let world = World::small(arguments.seed, clock.now());
    let seller = world.seller_id.clone();
    let settings = AmazonSettings::unthrottled();
    let amazon = Amazon::start(world, settings.clone()).context("the simulated Amazon could not start")?;
    let sage = Sage::start(Company::demo(), SageSettings::default())
        .context("the simulated Sage 300 could not start")?;
    terminal.say(format!(
        "simulated Amazon at {}, simulated Sage 300 at {}",
        amazon.url(),
        sage.url()
    ));
    fs::write(folder.join("items.csv"), items_table())?;
    for region in &REGIONS {
        let text = configuration(region, &seller, &amazon, &sage, clock.now() - TimeDelta::days(30));
        let path = folder.join(region.file);
        fs::write(&path, text)?;
        store_credentials(&Config::load(&path)?, &settings, &clock)?;
    }
    let mut worst = Exit::Done;
    for region in &REGIONS {
        terminal.say(format!(
            "\n== {}: ml-connector --config {} pull-orders",
            region.marketplace, region.file
        ));
        let path = folder.join(region.file);
        let exit = command(&path, common, &["pull-orders"]);
        terminal.say(format!("-> exit status {} ({})", exit.code(), meaning(exit)));
        let store = Store::open_to_read(&folder.join(region.database))?;
        terminal.say(format!("\n{}", orders_table(&store, 100)?));
        worst = worst.or_worse(exit);
    }
    worst = worst.or_worse(further_passes(&folder, &sage, common, terminal)?);
    where_things_are(&folder, terminal);
    if arguments.serve {
        serve(&folder, terminal, &clock);
        return Ok(Exit::Done);
    }
    // Held orders are what the demonstration is meant to show, so they are no failure of it.
    Ok(if worst == Exit::Attention {
        Exit::Done
    } else {
        worst
    })
}

/// Pushes the first region's quantities (the simulated listings start with other ones, so all of them change), and
/// posts its settlements.
///
/// Day end and A/R posting run before the settlements, as a bookkeeper runs them every evening; in the end the
/// bookkeeper posts what is open, the balances are shown, and the reconciliation proves them.
fn further_passes(folder: &Path, sage: &Sage, common: &Common, terminal: &Terminal) -> Result<Exit> {
    let region = &REGIONS[0];
    let mut worst = Exit::Done;
    for words in [
        ["push-inventory", "--dry-run"].as_slice(),
        &["push-inventory", "--allow-mass-change"],
        &["post-settlements"],
    ] {
        if words[0] == "post-settlements" {
            sage.run_day_end();
            sage.post_invoice_batches();
        }
        worst = worst.or_worse(shown(folder, words, common, terminal));
    }
    let store = Store::open_to_read(&folder.join(region.database))?;
    terminal.say(format!("\n{}", settlements_table(&store, 100)?));
    sage.post_everything();
    balances(sage, terminal);
    Ok(worst.or_worse(shown(folder, &["reconcile", "--show", "3"], common, terminal)))
}

/// Runs a command for the first region, under its own command line.
fn shown(folder: &Path, words: &[&str], common: &Common, terminal: &Terminal) -> Exit {
    let region = &REGIONS[0];
    terminal.say(format!(
        "\n== {}: ml-connector --config {} {}",
        region.marketplace,
        region.file,
        words.join(" ")
    ));
    let exit = command(&folder.join(region.file), common, words);
    terminal.say(format!("-> exit status {} ({})", exit.code(), meaning(exit)));
    exit
}

fn balances(sage: &Sage, terminal: &Terminal) {
    terminal.say("\nThe bookkeeper posts every open batch. Balances of the simulated Sage, debit positive:");
    for (account, what) in [
        (
            "1100",
            "accounts receivable: invoices that no settlement has paid yet",
        ),
        ("1180", "clearing: settled orders that have no invoice yet"),
        ("4000", "sales"),
        ("4050", "shipping, gift wrap and promotions"),
        ("1030", "payouts in transit"),
    ] {
        terminal.say(format!(
            "  {account}  {:>12}  {what}",
            sage.balance(account).to_string()
        ));
    }
}

fn folder(arguments: &Arguments) -> Result<PathBuf> {
    let folder = match &arguments.dir {
        Some(folder) => folder.clone(),
        None => {
            let stamp = Clock::system().now().format("%Y%m%d-%H%M%S-%6f");
            std::env::temp_dir().join(format!("ml-connector-demo-{stamp}"))
        }
    };
    if folder.join("config.toml").exists() {
        return Err(super::fault::usage(format!(
            "{} holds a config.toml already, and the demo overwrites nothing\nhint: name another folder",
            folder.display()
        )));
    }
    fs::create_dir_all(&folder)
        .with_context(|| format!("the folder {} could not be made", folder.display()))?;
    Ok(folder)
}

fn items_table() -> String {
    let mut table = csv::Writer::from_writer(Vec::new());
    let rows = CATALOGUE.iter().filter_map(|product| match product.mapping {
        Mapping::Table(rows) => Some((product.sku, rows)),
        _ => None,
    });
    // Writing to memory cannot fail.
    let _ = table.write_record(["seller_sku", "item", "units_per_sku"]);
    for (sku, parts) in rows {
        for (item, units) in parts {
            let _ = table.write_record([sku, item, &units.to_string()]);
        }
    }
    table
        .into_inner()
        .ok()
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .unwrap_or_default()
}

fn configuration(
    region: &Region,
    seller: &str,
    amazon: &Amazon,
    sage: &Sage,
    start: chrono::DateTime<chrono::Utc>,
) -> String {
    let Region {
        database,
        region,
        marketplace,
        customer,
        tax,
        ..
    } = region;
    format!(
        r#"# Written by `ml-connector demo`: the same keys as in config.example.toml, for simulators on this machine.

[database]
path = "{database}"

[encryption]
key_file = "ml-connector.key"

[amazon]
region = "{region}"
seller_id = "{seller}"
marketplaces = ["{marketplace}"]
endpoint = "{}"
token_endpoint = "{}"

[sage300]
url = "{}"
company = "SAMLTD"
time_zone = "America/New_York"

[orders]
start = "{}"
location = "MAIN"
fba_location = "FBA"

[[orders.customers]]
marketplace = "{marketplace}"
customer = "{customer}"

[[orders.tax]]
marketplace = "{marketplace}"
rule = "{tax}"

[orders.charges]
shipping = "SHIP"
gift_wrap = "WRAP"
promotion = "PROMO"
tax = "TAX"
cod = "COD"
tip = "TIP"
other = "OTHER"

[items]
table = "items.csv"

[settlements]
start = "{}"
bank_account = "1030"
carried_forward = "1190"
reserve = "1195"
amazon_balance = "2110"
clearing = "1180"
unmatched = "1185"
pre_cutover = "1186"
rate_type = "SP"
rounding = "6995"

[settlements.accounts]
refunds = "4190"
seller-tax = "2210"
marketplace-tax = "2215"
fees = "6100"
fba-fees = "6110"
tax-on-fees = "6150"
advertising = "6120"
reimbursements = "4290"
liquidations = "4295"
chargebacks = "6130"
loans-and-debt = "2190"
adjustments = "6140"
sales = "4010"

[receivables]
clear_by = "adjustment"

[inventory]
costing = "posting"
locations = ["MAIN"]
"#,
        amazon.url(),
        amazon.token_url(),
        sage.url(),
        start.date_naive(),
        // Settlements from the first one on, so that no reserve comes from before the books.
        (start - TimeDelta::days(30)).date_naive(),
    )
}

fn store_credentials(config: &Config, amazon: &AmazonSettings, clock: &Clock) -> Result<()> {
    let desk = Desk::open(config, Duration::from_secs(5), clock)?;
    let vault = desk.vault_or_new(config)?;
    let sage = SageSettings::default();
    let secret = |text: &str| SecretString::from(text.to_owned());
    let first = amazon
        .client_secrets
        .first()
        .map(String::as_str)
        .unwrap_or_default();
    let values = [
        (System::Amazon, "client_id", secret(&amazon.client_id)),
        (System::Amazon, "client_secret", secret(first)),
        (
            System::Amazon,
            "refresh_token",
            secret(amazon.refresh_token.as_deref().unwrap_or_default()),
        ),
        (System::Sage300, "user", secret(&sage.user)),
        (System::Sage300, "password", secret(&sage.password)),
    ];
    desk.change(|change| {
        for (system, name, value) in &values {
            let binding = Binding {
                system: system.word(),
                name,
                host: system.host(config),
            };
            secrets::keep(change, &vault, &binding, value, desk.now)?;
        }
        Ok(())
    })
}

/// The very command line that a user would type.
fn command(config: &Path, common: &Common, words: &[&str]) -> Exit {
    let mut line: Vec<OsString> = vec!["ml-connector".into(), "--config".into(), config.into()];
    if common.quiet {
        line.push("--quiet".into());
    }
    line.extend(std::iter::repeat_n(
        "--verbose".into(),
        usize::from(common.verbose),
    ));
    line.extend(words.iter().map(OsString::from));
    super::run(line)
}

fn meaning(exit: Exit) -> &'static str {
    Exit::TABLE
        .iter()
        .find(|(one, _)| *one == exit)
        .map_or("", |(_, words)| words)
}

fn where_things_are(folder: &Path, terminal: &Terminal) {
    terminal.say(format!("\nEverything is in {}:", folder.display()));
    for (name, what) in [
        (
            "config.toml, europe.toml",
            "one configuration for each Amazon region",
        ),
        ("items.csv", "which Sage items each SKU is made of"),
        ("ml-connector.key", "the key that seals the stored credentials"),
        (
            "north-america.db, europe.db",
            "records, audit log, watermarks: one database each",
        ),
    ] {
        terminal.say(format!("  {name:28} {what}"));
    }
}

fn serve(folder: &Path, terminal: &Terminal, clock: &Clock) {
    let program =
        std::env::current_exe().map_or_else(|_| "ml-connector".into(), |path| path.display().to_string());
    let config = folder.join("config.toml");
    terminal.say("\nThe simulators stay up until Ctrl-C. In another terminal, try:");
    for words in [
        "pull-orders",
        "pull-orders --dry-run --since 2020-01-01",
        "push-inventory --dry-run",
        "post-settlements --dry-run",
        "reconcile",
        "status",
        "audit verify",
        "credentials list",
    ] {
        terminal.say(format!("  {program} --config {} {words}", config.display()));
    }
    while clock.sleep(Duration::from_secs(3_600)) {}
}
