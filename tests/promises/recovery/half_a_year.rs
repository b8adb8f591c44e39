//! A database that is lost after half a year, in a company whose bookkeeper has long posted everything: settlements are
//! met first as files, then from Amazon, then as reports.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use ml_connector::sandbox::amazon::Settings as AmazonSettings;
use ml_connector::sandbox::sage300::{Company, Settings as SageSettings};
use ml_connector::sandbox::world::World;

use super::ground::held;
use super::people::{Meanwhile, take_posted};
use super::stands::Standing;
use crate::harness::Bench;
use crate::killing::Told;
use crate::receivables::{BY_ADJUSTMENT, BY_RECEIPT, evening};
use crate::settlements::section;

const START: &str = "2026-01-02T05:00:00Z";
const DAYS: i64 = 182;
const PULL: [&str; 2] = ["-q", "pull-orders"];
const POST: [&str; 2] = ["-q", "post-settlements"];

struct HalfYear {
    bench: Bench,
    clearing: &'static str,
    /// What was posted and then cleared away.
    cleared: Meanwhile,
}

impl HalfYear {
    fn new(clearing: &'static str, keeps_history: bool) -> Self {
        let start: DateTime<Utc> = START.parse().unwrap();
        let sage = SageSettings {
            keep_history: keeps_history,
            ..SageSettings::default()
        };
        let bench = Bench::new(
            World::year_of(41, start, DAYS, 50),
            Company::demo(),
            AmazonSettings::unthrottled(),
            sage,
        );
        let year = Self {
            bench,
            clearing,
            cleared: Meanwhile::default(),
        };
        year.configure("America/New_York", "finances");
        year
    }

    fn configure(&self, zone: &str, source: &str) {
        let line = format!("source = \"{source}\"\nbank_account");
        let text = format!(
            "{}{}",
            section(&self.bench, &[("bank_account", &line)]),
            self.clearing
        );
        let text = self.bench.configuration(&text);
        self.bench
            .write("config.toml", &text.replace("America/New_York", zone));
    }

    fn run(&self, words: &[&str]) {
        let ran = self.bench.run(words);
        assert!(matches!(ran.status, Some(0 | 3)), "{words:?}: {ran:?}");
    }

    fn live(&mut self) {
        for day in (14..=DAYS).step_by(14) {
            let at = self.bench.now + TimeDelta::days(day) + TimeDelta::hours(1);
            self.bench.amazon.clock().set(at);
            self.bench.sage.clock().set(at);
            self.run(&PULL);
            evening(&self.bench);
            self.run(&POST);
            if day % 28 == 0 {
                self.bench.sage.post_everything();
                take_posted(&self.bench, &mut self.cleared);
            }
        }
    }

    fn standing(&self) -> Standing {
        Standing::in_sage(&self.bench, &self.cleared)
    }

    /// The settlements that ended by now, oldest first.
    fn settlements(&self) -> Vec<String> {
        let now = self.bench.amazon.clock().now();
        let world = self.bench.amazon.world();
        let ended = world
            .settlements
            .iter()
            .filter(|one| one.end < now - TimeDelta::hours(48));
        ended.map(|one| one.settlement_id.clone()).collect()
    }

    fn lose_the_database(&self) {
        self.bench.forget("db.sqlite");
        self.bench.store_credentials();
    }
}

#[test]
fn a_database_that_is_lost_after_half_a_year_doubles_and_loses_nothing() {
    let tried = [
        (BY_ADJUSTMENT, false, "America/New_York", "report"),
        (BY_RECEIPT, true, "Asia/Tokyo", "finances"),
        (BY_RECEIPT, false, "America/New_York", "finances"),
    ];
    std::thread::scope(|scope| {
        for (clearing, keeps_history, zone, source) in tried {
            scope.spawn(move || lost(clearing, keeps_history, (zone, source)));
        }
    });
}

fn lost(clearing: &'static str, keeps_history: bool, (zone, source): (&str, &str)) {
    let way = clearing.lines().nth(1).unwrap();
    let what = format!("{way}, history kept: {keeps_history}, then {zone}, {source}");
    let _told = Told(what.clone());
    let mut year = HalfYear::new(clearing, keeps_history);
    year.live();
    year.run(&PULL);
    year.run(&POST);
    let (before, held_before) = (year.standing(), held(&year.bench));
    year.bench.run(&["-q", "reconcile"]).expect(0);
    year.lose_the_database();
    year.configure(zone, source);
    let all = year.settlements();
    assert!(all.len() > 10, "{}", all.len());
    for id in all.iter().skip(3).step_by(3) {
        let text = crate::settlement_sources::download(&year.bench, id);
        year.bench.write("s.txt", &text);
        year.run(&["-q", "post-settlements", "--file", "s.txt"]);
    }
    year.run(&PULL);
    year.run(&POST);
    year.run(&["-q", "post-settlements", "--since", "2026-01-02"]);
    year.configure(zone, "report");
    year.run(&POST);
    let (twice, lost) = year.standing().beside(&before);
    assert!(
        twice.is_empty() && lost.is_empty(),
        "twice {twice:?}\nlost {lost:?}"
    );
    let now = held(&year.bench);
    let new: Vec<_> = now.difference(&held_before).collect();
    assert!(new.is_empty(), "{new:?}");
    let open = year.bench.store().open_exceptions().unwrap();
    println!(
        "half a year, {what}: {} settlements, {} told",
        all.len(),
        open.len()
    );
    for key in open.into_iter().map(|one| one.key).collect::<BTreeSet<_>>() {
        let words = ["-q", "resolve", &key, "--because", "looked at, and right"];
        year.bench.run(&words).expect(0);
    }
    let ran = year.bench.run(&["reconcile"]);
    assert_eq!(ran.status, Some(0), "{}", ran.stdout);
}
