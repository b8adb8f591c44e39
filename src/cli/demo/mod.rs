//! `demo`: the main job against built-in simulators, in a folder of its own.
//!
//! It writes the same configuration, key and items table that a user would write, and then calls the same
//! commands. Nothing here knows how a pass works.

mod arguments;
mod folder;

use std::ffi::OsString;
use std::fs;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result};
use chrono::TimeDelta;

pub(super) use self::arguments::Arguments;
use self::folder::{REGIONS, configuration, folder, items_table, store_credentials};
use super::{Common, fault};
use crate::clock::Clock;
use crate::config::Config;
use crate::exit::Exit;
use crate::pass::orders::orders_table;
use crate::pass::settlements::settlements_table;
use crate::sandbox::amazon::{Amazon, Settings as AmazonSettings};
use crate::sandbox::sage300::{Company, Sage, Settings as SageSettings};
use crate::sandbox::world::World;
use crate::store::Store;
use crate::terminal::Terminal;

/// The program, called with a whole command line.
type Program<'a> = &'a dyn Fn(Vec<OsString>) -> Exit;

/// Runs the demonstration.
pub(super) fn run(
    arguments: &Arguments,
    common: &Common,
    terminal: &Terminal,
    program: Program<'_>,
) -> Result<Exit> {
    if common.json {
        return Err(fault::usage(
            "the demo shows what a person reads, and has no --json\nhint: each command of it has --json of its own",
        ));
    }
    let folder = folder(arguments)?;
    let clock = Clock::system();
    let world = World::small(arguments.seed, clock.now());
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
        let text = configuration(region, &amazon, &sage, clock.now() - TimeDelta::days(30));
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
        let exit = command(&path, common, program, &["pull-orders"]);
        terminal.say(format!("-> exit status {} ({})", exit.code(), meaning(exit)));
        let store = Store::open_to_read(&folder.join(region.database))?;
        terminal.say(format!("\n{}", orders_table(&store, 100)?));
        worst = worst.or_worse(exit);
    }
    worst = worst.or_worse(further_passes(
        &folder,
        &sage,
        &Stage {
            common,
            terminal,
            program,
        },
    )?);
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

/// Where commands are shown and run.
struct Stage<'a> {
    common: &'a Common,
    terminal: &'a Terminal,
    program: Program<'a>,
}

/// Pushes the first region's quantities (the simulated listings start with other ones, so all of them change), and
/// posts its settlements.
///
/// Day end and A/R posting run before the settlements, as a bookkeeper runs them every evening; in the end the
/// bookkeeper posts what is open, the balances are shown, and the reconciliation proves them.
fn further_passes(folder: &Path, sage: &Sage, stage: &Stage<'_>) -> Result<Exit> {
    let terminal = stage.terminal;
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
        worst = worst.or_worse(shown(folder, words, stage));
    }
    let store = Store::open_to_read(&folder.join(region.database))?;
    terminal.say(format!("\n{}", settlements_table(&store, 100)?));
    sage.post_everything();
    balances(sage, terminal);
    Ok(worst.or_worse(shown(folder, &["reconcile", "--show", "3"], stage)))
}

/// Runs a command for the first region, under its own command line.
fn shown(folder: &Path, words: &[&str], stage: &Stage<'_>) -> Exit {
    let (region, terminal) = (&REGIONS[0], stage.terminal);
    terminal.say(format!(
        "\n== {}: ml-connector --config {} {}",
        region.marketplace,
        region.file,
        words.join(" ")
    ));
    let exit = command(&folder.join(region.file), stage.common, stage.program, words);
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

/// The very command line that a user would type.
fn command(config: &Path, common: &Common, program: Program<'_>, words: &[&str]) -> Exit {
    let mut line: Vec<OsString> = vec!["ml-connector".into(), "--config".into(), config.into()];
    if common.quiet {
        line.push("--quiet".into());
    }
    line.extend(std::iter::repeat_n(
        "--verbose".into(),
        usize::from(common.verbose),
    ));
    line.extend(words.iter().map(OsString::from));
    program(line)
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
