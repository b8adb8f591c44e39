//! `demo`: the main job against built-in simulators, in a folder of its own.
//!
//! It writes the same configuration, key and items table that a user would write, and then calls the same
//! commands. Nothing here knows how a pass works. `--fresh` leaves all of that to the user, to practise.

mod arguments;
mod folder;
mod many;
mod practice;
mod story;

use std::fs;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result};
use chrono::TimeDelta;

pub(super) use self::arguments::Arguments;
pub(super) use self::folder::items_table;
use self::folder::{REGIONS, configuration, folder, store_credentials};
use self::story::{Program, Story};

use super::fault;
use super::here::Here;
use crate::clock::Clock;
use crate::config::Config;
use crate::exit::Exit;
use crate::sandbox::SandboxClock;
use crate::sandbox::amazon::{Amazon, Settings as AmazonSettings, Throttle};
use crate::sandbox::sage300::{Company, Sage, Settings as SageSettings};
use crate::sandbox::world::World;
use crate::terminal::Terminal;

/// Runs the demonstration.
pub(super) fn run(arguments: &Arguments, here: &Here<'_>, program: Program<'_>) -> Result<Exit> {
    let Here {
        common,
        terminal,
        clock,
    } = *here;
    if common.json {
        return Err(fault::usage(
            "the demo shows what a person reads, and has no --json\nhint: each command of it has --json of its own",
        ));
    }
    let settings = AmazonSettings {
        throttle: arguments.time_scale.map_or(Throttle::Off, Throttle::Times),
        ..AmazonSettings::unthrottled()
    };
    let small = || World::small(arguments.seed, clock.now());
    let world = match arguments.orders {
        Some(orders) => World::large(arguments.seed, clock.now(), orders),
        // An account sees its own region and no other.
        None => small().of_region("NA"),
    };
    let start =
        |world| Amazon::start(world, settings.clone()).context("the simulated Amazon could not start");
    let amazon = start(world)?;
    let time = SandboxClock::new(clock.clone());
    let sage = Sage::start_on(0, time, Company::demo(), SageSettings::default())
        .context("the simulated Sage 300 could not start")?;
    sage.take(Duration::from_millis(arguments.sage_latency));
    if arguments.fresh {
        practice::first_day(&amazon, &settings, &sage, clock, terminal);
        practice::serve(sage, terminal, clock);
        return Ok(Exit::Done);
    }
    let folder = folder(arguments)?;
    let europe = start(small().of_region("EU"))?;
    terminal.say(format!(
        "simulated Amazon of North America at {}\nsimulated Amazon of Europe at {}\nsimulated Sage 300 at {}",
        amazon.url(),
        europe.url(),
        sage.url()
    ));
    furnish(&folder, [&amazon, &europe], &settings, &sage, clock)?;
    let story = Story {
        folder: &folder,
        amazon: &amazon,
        sage: &sage,
        common,
        terminal,
        program,
        now: clock.now(),
    };
    let worst = match arguments.orders {
        Some(orders) => story.many(orders),
        None => story.tell()?,
    };
    where_things_are(&folder, terminal);
    if arguments.serve {
        practice::commands_to_try(&folder, terminal);
        practice::serve(sage, terminal, clock);
        return Ok(Exit::Done);
    }
    terminal.say(
        "\nBoth simulators end here, so what was advised above finds nobody to ask: `ml-connector demo --serve` keeps them up.",
    );
    // Held orders are what the demonstration is meant to show, so they are no failure of it.
    Ok(if worst == Exit::Attention {
        Exit::Done
    } else {
        worst
    })
}

/// Writes what a user would have written, and stores the credentials.
fn furnish(
    folder: &Path,
    amazons: [&Amazon; 2],
    settings: &AmazonSettings,
    sage: &Sage,
    clock: &Clock,
) -> Result<()> {
    fs::write(folder.join("items.csv"), items_table())?;
    for (region, amazon) in REGIONS.iter().zip(amazons) {
        let text = configuration(region, amazon, sage, clock.now() - TimeDelta::days(30));
        let path = folder.join(region.file);
        fs::write(&path, text)?;
        store_credentials(&Config::load(&path)?, settings, clock)?;
    }
    Ok(())
}

fn where_things_are(folder: &Path, terminal: &Terminal) {
    terminal.say(format!("\nEverything is in {}:", folder.display()));
    for (name, what) in [
        (
            "config.toml, europe.toml",
            "one for each Amazon region, both on one company: `reconcile --also europe.toml` proves them together",
        ),
        ("items.csv", "which Sage items each SKU is made of"),
        ("ml-connector.key", "the key that seals the stored credentials"),
        (
            "north-america.db, europe.db",
            "records, audit log: one database each",
        ),
    ] {
        terminal.say(format!("  {name:28} {what}"));
    }
}
