//! Two accounts at Amazon, each with its own configuration and database, on one company in Sage.

use ml_connector::sandbox::SandboxClock;
use ml_connector::sandbox::amazon::{Amazon, Settings as AmazonSettings};
use ml_connector::sandbox::sage300::{Company, Settings as SageSettings};
use ml_connector::sandbox::world::World;

use crate::harness::{Bench, Ran, both_systems, now};
use crate::receivables::{BY_ADJUSTMENT, BY_RECEIPT, ar_batches, evening};
use crate::settlements::{batches, section};
use crate::twice::run_other;

/// North America by `config.toml`, Europe by `other.toml`.
struct Both {
    bench: Bench,
    europe: Amazon,
}

impl Both {
    fn new(clearing: &str) -> Self {
        let world = World::small(7, now());
        let bench = Bench::new(
            world.clone().of_region("NA"),
            Company::demo(),
            AmazonSettings::unthrottled(),
            SageSettings::default(),
        );
        let clock = SandboxClock::at(now());
        let mut world = world.of_region("EU");
        world.seller_id = "A2EUROPEANSELLER".to_owned();
        let europe = Amazon::start_on(0, clock, world, AmazonSettings::unthrottled()).unwrap();
        let text = bench.configuration(&format!("{}{clearing}", section(&bench, &[])));
        bench.write("config.toml", &text);
        let own = both_systems("na", "Amazon.com", &bench.amazon, &bench.sage);
        assert!(text.contains(&own));
        let others = both_systems("eu", "Amazon.de", &europe, &bench.sage);
        let text = text
            .replace(&own, &others)
            .replace("db.sqlite", "other.sqlite")
            .replace("Amazon.com", "Amazon.de")
            .replace("AMZ-US", "AMZ-DE")
            .replace("AMZUSD", "AMZEUR")
            .replace("flagged-else-seller", "prices-include-tax");
        bench.write("other.toml", &text);
        let both = Self { bench, europe };
        both.store_credentials();
        both
    }

    /// Of the second account: the bench itself stores those of the first.
    fn store_credentials(&self) {
        let own = std::fs::read_to_string(self.bench.path("config.toml")).unwrap();
        let other = std::fs::read_to_string(self.bench.path("other.toml")).unwrap();
        self.bench.write("config.toml", &other);
        self.bench.store_credentials();
        self.bench.write("config.toml", &own);
    }

    fn run(&self, words: &[&str]) -> [Ran; 2] {
        [self.bench.run(words), run_other(&self.bench, words)]
    }

    fn work(&self) {
        for _ in 0..3 {
            for words in [["-q", "pull-orders"], ["-q", "post-settlements"]] {
                for ran in self.run(&words) {
                    assert!(matches!(ran.status, Some(0 | 3)), "{words:?}: {ran:?}");
                }
            }
            evening(&self.bench);
            self.bench.advance(std::time::Duration::from_secs(31 * 60));
            self.europe.clock().set(self.bench.amazon.clock().now());
        }
    }

    /// Each configuration alone names the other's documents as such; with the other one both prove.
    #[track_caller]
    fn assert_proves(&self) {
        for alone in self.run(&["reconcile"]) {
            assert!(
                alone.stdout.contains("of another ml-connector configuration"),
                "{}",
                alone.stdout
            );
            let strange = ["is not from this program", "not from this program"];
            let names = |words: &&str| alone.stdout.contains(words);
            assert_eq!(
                strange.iter().find(|words| names(words)),
                None,
                "{}",
                alone.stdout
            );
        }
        self.bench.run(&["reconcile", "--also", "other.toml"]).expect(0);
        run_other(&self.bench, &["reconcile", "--also", "config.toml"]).expect(0);
    }

    fn counts(&self) -> (usize, usize) {
        (batches(&self.bench).len(), ar_batches(&self.bench).len())
    }

    /// How many orders are invoiced, each of them once.
    #[track_caller]
    fn invoiced(&self) -> usize {
        crate::year::books::invoices_in(&self.bench).len()
    }
}

#[test]
fn two_sellers_on_one_company_prove_together_and_name_each_other_alone() {
    for clearing in [BY_ADJUSTMENT, BY_RECEIPT] {
        let both = Both::new(clearing);
        both.work();
        let ((journals, cleared), orders) = (both.counts(), both.invoiced());
        assert!(
            orders > 20 && journals > 5 && cleared > 3,
            "{orders} {journals} {cleared}"
        );
        both.assert_proves();
        both.bench.sage.post_everything();
        both.assert_proves();
    }
}

/// One of both loses its database: it knows its own documents again, and takes in none of the other's.
#[test]
fn a_lost_database_takes_in_nothing_of_the_other_seller() {
    let both = Both::new(BY_ADJUSTMENT);
    both.work();
    both.bench.sage.post_everything();
    let (before, invoiced) = (both.counts(), both.invoiced());
    for database in ["db.sqlite", "other.sqlite"] {
        both.bench.forget(database);
        match database {
            "db.sqlite" => both.bench.store_credentials(),
            _ => both.store_credentials(),
        }
        both.work();
        both.bench.sage.post_everything();
        assert_eq!(both.counts(), before, "nothing is sent twice");
        // The clock goes on, and with it what is shipped.
        assert!(both.invoiced() >= invoiced);
        both.assert_proves();
    }
}
