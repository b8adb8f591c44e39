//! A simulated year: a run of every command each day on a moving clock, with a random world, random faults and
//! people at work. At the end the books of the simulated Sage equal the books computed from the world.
//!
//! Short in an ordinary run. A long one:
//! `ML_CONNECTOR_YEAR_DAYS=365 ML_CONNECTOR_SEEDS=20 cargo test --release --test promises year -- --nocapture`

mod abroad;
pub mod books;
mod people;
pub mod trial;
pub mod weather;

use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use ml_connector::money::Amount;
use ml_connector::sandbox::amazon::{Lag, Settings as AmazonSettings};
use ml_connector::sandbox::sage300::{Company, Settings as SageSettings};
use ml_connector::sandbox::world::catalogue::{CATALOGUE, Mapping};
use ml_connector::sandbox::world::{Dice, Fate, World};

use self::people::People;
pub use self::people::{post_all, tidy};
use self::weather::Weather;
use crate::harness::Bench;
use crate::killing::{number_of, with_every_seed};
use crate::receivables::{self, BY_ADJUSTMENT, BY_RECEIPT};
use crate::settlements::section;

/// Two month ends and the change to daylight-saving time lie in the first 45 days, New Year in the first 340.
const START: &str = "2026-01-28T05:00:00Z";
const PULL: [&str; 4] = ["-q", "pull-orders", "--max-wait", "1s"];
const POST: [&str; 4] = ["-q", "post-settlements", "--max-wait", "1s"];
const PUSH: [&str; 5] = ["-q", "push-inventory", "--allow-mass-change", "--max-wait", "1s"];

#[test]
fn a_year_of_faults_ends_with_the_books_of_the_world() {
    let days = i64::try_from(number_of("ML_CONNECTOR_YEAR_DAYS", 45)).unwrap();
    with_every_seed("a simulated year", 2, |seed| {
        let begun = Instant::now();
        let mut year = Year::begin(seed, days);
        (0..days).for_each(|day| year.day(day));
        year.end(days);
        let Weather {
            runs,
            faults,
            kills,
            power_cuts,
            ..
        } = year.weather;
        let People {
            edits,
            titles,
            entries,
            deletions,
            secrets,
            keyed_in,
            credited,
            ..
        } = year.people;
        println!(
            "seed {seed}: {days} days, {} orders, {} settlements, {runs} runs, {faults} faults, {kills} kills, \
             {power_cuts} power cuts, {edits} batches edited, {titles} retitled, {entries} entries moved, {deletions} deleted and sent again, {keyed_in} orders \
             keyed in and {} given back by hand, {secrets} secrets renewed; {} balances of accounts in periods compared, every cent agrees ({:?})",
            books::invoices_in(&year.bench).len(),
            year.settled,
            credited.len(),
            year.compared,
            begun.elapsed()
        );
    });
}

struct Year {
    bench: Bench,
    dice: Dice,
    start: DateTime<Utc>,
    weather: Weather,
    people: People,
    settled: usize,
    /// Accounts times periods that were compared.
    compared: usize,
    clears: bool,
    costs: bool,
    /// The days on which the machine stood still: over the end of a month.
    outage: std::ops::Range<i64>,
}

impl Year {
    fn begin(seed: u64, days: i64) -> Self {
        let start: DateTime<Utc> = START.parse().unwrap();
        let mut dice = Dice::new(seed ^ 0x9EA2);
        let mut amazon = AmazonSettings::unthrottled();
        amazon.listings_take = Lag::Seconds(60);
        amazon.largest_page = usize::try_from(*dice.pick(&[3, 10, 100])).unwrap();
        amazon.transactions_page = usize::try_from(*dice.pick(&[7, 100])).unwrap();
        amazon.quirks.out_of_order = dice.percent(30);
        amazon.quirks.growing_pages = dice.percent(30);
        amazon.quirks.duplicate_page = dice.percent(30);
        let sage = SageSettings {
            keep_history: dice.percent(50),
            costs_goods: dice.percent(50),
            ..SageSettings::default()
        };
        let costs = sage.costs_goods;
        let mut world = World::year_of(seed, start, days, *dice.pick(&[10, 50, 100]));
        // The door sign forgets every change: that is another promise's story.
        world
            .listings
            .iter_mut()
            .for_each(|listing| listing.fate = Fate::Applied);
        let bench = Bench::new(world, Company::demo(), amazon, sage);
        let clearing = *dice.pick(&["", BY_ADJUSTMENT, BY_RECEIPT]);
        let outage = 29 + dice.between(0, 9);
        let further = format!(
            "{}{clearing}[inventory]\ncosting = \"posting\"\nlocations = [\"MAIN\"]\nmax_order_age = \"7 d\"\n",
            section(&bench, &[])
        );
        let text = bench.configuration(&further).replace("\"3 s\"", "\"1 s\"");
        bench.write("config.toml", &text);
        Self {
            bench,
            dice,
            start,
            weather: Weather::default(),
            people: People::default(),
            settled: 0,
            compared: 0,
            clears: !clearing.is_empty(),
            costs,
            outage: 29..outage,
        }
    }

    /// In the small hours of New York, where the clocks are changed.
    fn day(&mut self, day: i64) {
        let at = self.start + TimeDelta::days(day) + TimeDelta::minutes(self.dice.between(30, 170));
        self.bench.amazon.clock().set(at);
        self.bench.sage.clock().set(at);
        // Amazon makes client secrets expire; the person notices on the next day.
        match day % 60 {
            30 => self.bench.amazon.settings().secret_expired = true,
            31 => self.people.renew(&self.bench),
            _ => {}
        }
        self.bench.sage.settings().day_end_running = self.dice.percent(4);
        if self.dice.percent(5) {
            self.bench.amazon.revoke_access_tokens();
        }
        let works = !self.outage.contains(&day);
        for words in [&PULL[..], &PUSH, &POST].into_iter().filter(|_| works) {
            self.weather.run(&self.bench, words, &mut self.dice);
            // Nothing is doubled on any day.
            books::invoices_in(&self.bench);
        }
        self.people.evening(&self.bench, day, &mut self.dice);
    }

    /// Fair weather until nothing is left to do; then every figure is compared.
    fn end(&mut self, days: i64) {
        let bench = &self.bench;
        bench.sage.settings().day_end_running = false;
        if bench.amazon.settings().secret_expired {
            self.people.renew(bench);
        }
        let at = self.quiet_moment(self.start + TimeDelta::days(days));
        bench.amazon.clock().set(at);
        bench.sage.clock().set(at);
        for _ in 0..4 {
            people::tidy(bench);
            for words in [&PULL[..], &PUSH, &POST] {
                let ran = bench.run(words);
                assert!(matches!(ran.status, Some(0 | 3 | 4)), "{words:?}: {ran:?}");
            }
            bench.advance(Duration::from_secs(31 * 60));
        }
        for words in [&PULL[..], &PUSH, &POST] {
            let ran = bench.run(words);
            assert!(matches!(ran.status, Some(0 | 3)), "{words:?}: {ran:?}");
        }
        bench.run(&["-q", "audit", "verify"]).expect(0);
        self.settled = self.assert_ledger(at);
        self.assert_invoices(at);
        self.assert_quantities(at);
        if self.clears {
            self.assert_cleared();
        }
        self.compared = self.assert_trial(at);
    }

    /// Once everything is posted, every account in every period is what the world says.
    fn assert_trial(&self, at: DateTime<Utc>) -> usize {
        self.bench.sage.post_everything();
        let world = self.bench.amazon.world().clone();
        let invoiced = books::invoices_in(&self.bench).into_keys().collect();
        let costs = self.costs.then(|| trial::costs(&self.bench));
        let expected = trial::Expected {
            world: &world,
            at,
            invoiced: &invoiced,
            cut_over: None,
            credited: &self.people.credited,
            clears: self.clears,
            costs: costs.as_ref(),
        };
        let mut expected = expected.trial();
        for (key, sum) in &self.people.moved_in {
            *expected.entry(key.clone()).or_default() += *sum;
        }
        trial::assert_cut_off(&self.bench);
        trial::assert_same(&self.bench, &expected)
    }

    /// Once every invoice has reached A/R, each is reduced by exactly what its settlements paid.
    fn assert_cleared(&self) {
        for _ in 0..3 {
            receivables::evening(&self.bench);
            self.bench.run(&POST);
            self.bench.advance(Duration::from_secs(31 * 60));
        }
        self.bench.run(&POST);
        let at = self.bench.amazon.clock().now();
        let met = books::met(&self.bench.amazon.world(), at, &self.people.credited);
        receivables::assert_met(&self.bench, &met);
    }

    /// Nothing happens in the three hours round it, so that what Amazon shows is what is true.
    fn quiet_moment(&self, from: DateTime<Utc>) -> DateTime<Utc> {
        let world = self.bench.amazon.world();
        let loud = |at: &DateTime<Utc>| {
            let near = |other: DateTime<Utc>| (other - *at).num_minutes().abs() < 190;
            world
                .orders
                .iter()
                .any(|order| order.events.iter().any(|event| near(event.at)))
                || world
                    .settlements
                    .iter()
                    .any(|one| near(one.end + TimeDelta::hours(48)))
        };
        (0..2_000)
            .map(|quarter| from + TimeDelta::minutes(15 * quarter))
            .find(|at| !loud(at))
            .unwrap()
    }

    fn assert_invoices(&self, at: DateTime<Utc>) {
        assert_eq!(
            books::invoices_in(&self.bench),
            books::invoices_of(&self.bench.amazon.world(), at)
        );
    }

    /// Every account, before and after the bookkeeper has posted what is open; says how many settlements it were.
    fn assert_ledger(&self, at: DateTime<Utc>) -> usize {
        let mut right = books::ledger_of(&self.bench.amazon.world(), at, &self.people.credited);
        for (account, sum) in &self.people.moved {
            *right.entry(account.clone()).or_default() += *sum;
        }
        right.retain(|_, sum| !sum.is_zero());
        assert_eq!(books::ledger_in(&self.bench), right);
        people::post_all(&self.bench);
        // Clearing is emptied by the A/R batches, and invoices credit tax: see `assert_cleared` and `assert_trial`.
        let cleared = |account: &str| account == "2210" || (self.clears && account == "1180");
        for (account, sum) in right.iter().filter(|(account, _)| !cleared(account)) {
            assert_eq!(self.bench.sage.balance(account), *sum, "account {account}");
        }
        assert_eq!(right.values().copied().sum::<Amount>(), Amount::ZERO);
        let due = |end: DateTime<Utc>| end < at - TimeDelta::hours(48);
        self.bench
            .amazon
            .world()
            .settlements
            .iter()
            .filter(|one| due(one.end))
            .count()
    }

    /// Sage's shelves hold what came in less what went out, and every listing offers what is left.
    fn assert_quantities(&self, at: DateTime<Utc>) {
        let world = self.bench.amazon.world();
        let (own, amazons) = (
            books::shipped(&world, at, false),
            books::shipped(&world, at, true),
        );
        let waiting = books::waiting(&world, at);
        let received = |item: &str, location: &str| {
            let key = (item.to_owned(), location.to_owned());
            self.people.received.get(&key).copied().unwrap_or_default()
        };
        let of = |units: &std::collections::BTreeMap<String, i64>, item: &str| {
            units.get(item).copied().unwrap_or_default()
        };
        let left = |item: &str| 100 + received(item, "MAIN") - of(&own, item);
        for product in &CATALOGUE {
            for (item, _) in product.sage_items() {
                let there = |location| books::on_hand(&self.bench, item, location);
                assert_eq!(there("MAIN"), left(item), "{item} on hand");
                let amazons = 40 + received(item, "FBA") - of(&amazons, item);
                assert_eq!(there("FBA"), amazons, "{item} at Amazon");
            }
            if product.by_amazon || matches!(product.mapping, Mapping::Unmapped | Mapping::TwoItems(..)) {
                continue;
            }
            let offer = product.sage_items().into_iter();
            let offer = offer.map(|(item, units)| (left(item) - of(&waiting, item)).div_euclid(units));
            let offer = offer.min().unwrap().max(0);
            let shown = world.listing(product.sku).unwrap().quantity();
            assert_eq!(shown, Some(offer), "{} on Amazon", product.sku);
        }
    }
}
