//! The demonstration's folder: configurations, items table and sealed credentials, as a user would write them.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, Result};
use chrono::TimeDelta;
use secrecy::SecretString;

use super::arguments::Arguments;
use crate::cli::fault;
use crate::clock::Clock;
use crate::config::Config;
use crate::pass::desk::Desk;
use crate::pass::secrets::{self, System};
use crate::sandbox::amazon::{Amazon, Settings as AmazonSettings};
use crate::sandbox::configuration::{CHARGES, SETTLEMENT_ACCOUNTS, systems};
use crate::sandbox::sage300::{Sage, Settings as SageSettings};
use crate::sandbox::world::catalogue::{CATALOGUE, Mapping};
use crate::vault::Binding;

/// The two configurations: Amazon keeps a seller's regions apart, so each has its own file and database.
pub(super) const REGIONS: [Region; 2] = [
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

/// One of them.
pub(super) struct Region {
    pub file: &'static str,
    pub database: &'static str,
    region: &'static str,
    pub marketplace: &'static str,
    customer: &'static str,
    tax: &'static str,
}

pub(super) fn folder(arguments: &Arguments) -> Result<PathBuf> {
    let folder = match &arguments.dir {
        // The configurations name files in it, which are looked for beside them.
        Some(folder) => std::path::absolute(folder)
            .with_context(|| format!("the folder {} has no whole path", folder.display()))?,
        None => {
            let stamp = Clock::system().now().format("%Y%m%d-%H%M%S-%6f");
            std::env::temp_dir().join(format!("ml-connector-demo-{stamp}"))
        }
    };
    if folder.join("config.toml").exists() {
        return Err(fault::usage(format!(
            "{} holds a config.toml already, and the demo overwrites nothing\nhint: name another folder",
            folder.display()
        )));
    }
    fs::create_dir_all(&folder)
        .with_context(|| format!("the folder {} could not be made", folder.display()))?;
    Ok(folder)
}

pub(in crate::cli) fn items_table() -> String {
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

pub(super) fn configuration(
    region: &Region,
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

{}
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

{CHARGES}
[items]
table = "items.csv"

[settlements]
start = "{}"
{SETTLEMENT_ACCOUNTS}
[receivables]
clear_by = "adjustment"

[inventory]
costing = "posting"
locations = ["MAIN"]
"#,
        systems(region, marketplace, amazon, sage),
        start.date_naive(),
        // Settlements from the first one on, so that no reserve comes from before the books.
        (start - TimeDelta::days(30)).date_naive(),
    )
}

pub(super) fn store_credentials(config: &Config, amazon: &AmazonSettings, clock: &Clock) -> Result<()> {
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
