//! Larger passes by seed: killed, cut off and lied to at random, again and again, until all is done.
//!
//! Few in an ordinary run. For hours: `ML_CONNECTOR_SEEDS=500 cargo test --release --test promises storm -- --nocapture`

use std::time::Duration;

use chrono::TimeDelta;
use ml_connector::sandbox::amazon::Settings as AmazonSettings;
use ml_connector::sandbox::sage300::{Company, Settings as SageSettings};
use ml_connector::sandbox::world::marketplaces::by_country;
use ml_connector::sandbox::world::{Dice, World};

use crate::harness::{Bench, now};
use crate::killing::with_every_seed;
use crate::orders::truth;
use crate::settlements::{configure, posts};
use crate::year::books::{invoices_in, ledger_in, ledger_of};
use crate::year::weather::Weather;

const PULL: [&str; 4] = ["-q", "pull-orders", "--max-wait", "1s"];
const POST: [&str; 4] = ["-q", "post-settlements", "--max-wait", "1s"];

#[test]
fn a_storm_over_larger_passes_changes_nothing() {
    with_every_seed("a storm", 3, |seed| {
        let mut dice = Dice::new(seed ^ 0x5708);
        let bench = bench(seed, &mut dice);
        let mut weather = Weather {
            killing: 45,
            ..Weather::default()
        };
        let mut restored = 0;
        for _ in 0..12 {
            weather.run(&bench, &PULL, &mut dice);
            weather.run(&bench, &POST, &mut dice);
            bench.advance(Duration::from_secs(
                60 * u64::try_from(dice.between(1, 40)).unwrap(),
            ));
            if dice.percent(25) {
                bench.sage.run_day_end();
            }
            // A backup is taken now and then, and once in a while comes back.
            if dice.percent(30) {
                bench.copy_database("db.sqlite", "backup");
            } else if dice.percent(15) && bench.path("backup").exists() {
                bench.copy_database("backup", "db.sqlite");
                // An older copy cannot know of what was sent before.
                bench.sage.recorder().clear();
                restored += 1;
            }
        }
        for _ in 0..3 {
            let _ = bench.run(&["-q", "replay"]);
            bench.run(&PULL);
            bench.run(&POST);
            bench.advance(Duration::from_secs(31 * 60));
        }
        bench.run(&PULL).expect(0);
        bench.run(&POST).expect(0);
        assert_eq!(invoices_in(&bench), truth(&bench));
        let at = bench.amazon.clock().now();
        let right = ledger_of(&bench.amazon.world(), at, &Default::default());
        assert_eq!(ledger_in(&bench), right);
        let before = posts(&bench);
        bench.run(&POST).expect(0);
        assert_eq!(posts(&bench), before, "a batch was sent again");
        bench.run(&["-q", "audit", "verify"]).expect(0);
        println!("storm {seed}: {weather:?}, {restored} backups restored");
    });
}

/// 120 orders of two weeks, and what three settlements paid for them.
fn bench(seed: u64, dice: &mut Dice) -> Bench {
    let us = by_country("US");
    let mut world = World::with_orders(seed, now(), 120, &[us]);
    for days in [13, 9, 6] {
        let (start, end) = (now() - TimeDelta::days(days), now() - TimeDelta::days(days - 3));
        world.settle(us, start, end);
    }
    let mut amazon = AmazonSettings::unthrottled();
    amazon.largest_page = usize::try_from(dice.between(5, 60)).unwrap();
    amazon.transactions_page = usize::try_from(dice.between(5, 60)).unwrap();
    let sage = SageSettings {
        keep_history: dice.percent(50),
        ..SageSettings::default()
    };
    let bench = Bench::new(world, Company::demo(), amazon, sage);
    configure(&bench, &[]);
    let text = std::fs::read_to_string(bench.path("config.toml")).unwrap();
    bench.write("config.toml", &text.replace("\"3 s\"", "\"1 s\""));
    bench
}
