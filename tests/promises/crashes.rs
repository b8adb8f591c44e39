//! Crashes: each command killed at every numbered point, and again with the power cut at each of them.
//!
//! After each the command is started again until it has nothing to do. Then every order stands in Sage once,
//! every settlement once, every quantity is right, nothing is lost, and the audit chain is whole.

use std::process::Command;
use std::time::Duration;

use ml_connector::sandbox::amazon::{Lag, Settings as AmazonSettings};
use ml_connector::sandbox::sage300::{Company, Settings as SageSettings};
use ml_connector::sandbox::world::{Dice, World};

use crate::credit_notes;
use crate::harness::{Bench, now};
use crate::inventory::{SECTION, many, pull, quantity, stock};
use crate::killing::{self, at_every_point};
use crate::orders::assert_books_are_right;
use crate::power::{Disk, assert_intents_are_on_the_disk};
use crate::receivables::{self, BY_ADJUSTMENT, BY_RECEIPT};
use crate::settlements::{assert_ledger_is_right, ready};
use crate::twice;
use crate::via_report;

/// What is killed, and what must hold after it.
struct Rehearsal {
    what: &'static str,
    bench: fn() -> Bench,
    /// `ORDER` stands for an order that is in Sage.
    words: &'static [&'static str],
    /// Runs it until nothing is left to do, and asserts that all is right.
    then: fn(&Bench),
    /// What stands on the page that tells how it is proven, behind the number of points that there are at least.
    told: &'static str,
}

impl Rehearsal {
    fn killed(&self) {
        let points = at_every_point(self.what, |point| {
            let bench = (self.bench)();
            let killed = killing::kill(self.command(&bench), point).is_killed();
            if killed {
                assert_intents_are_on_the_disk(&bench);
                self.assert_all_is_right(&bench);
            }
            killed
        });
        assert!(
            points >= killing::told(self.told),
            "only {points} points were passed"
        );
    }

    /// As [`Rehearsal::killed`], and what the disk had not been told to keep is lost.
    fn power_cut(&self) {
        if Disk::of(&(self.bench)()).is_none() {
            return;
        }
        let seed = killing::number_of("ML_CONNECTOR_SEED", 1);
        let what = format!("{}, power cut, ML_CONNECTOR_SEED={seed}", self.what);
        let points = at_every_point(&what, |point| {
            let bench = (self.bench)();
            let disk = Disk::of(&bench).unwrap();
            let killed = killing::kill(disk.under(self.command(&bench)), point).is_killed();
            if killed {
                disk.cut(&bench, &mut Dice::at(seed, point));
                assert_intents_are_on_the_disk(&bench);
                self.assert_all_is_right(&bench);
            }
            killed
        });
        assert!(
            points >= killing::told(self.told),
            "only {points} points were passed"
        );
    }

    fn command(&self, bench: &Bench) -> Command {
        let order = |word: &str| match word {
            "ORDER" => credit_notes::an_order(bench),
            word => word.to_owned(),
        };
        let words: Vec<String> = self.words.iter().map(|word| order(word)).collect();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        bench.command(&words)
    }

    fn assert_all_is_right(&self, bench: &Bench) {
        (self.then)(bench);
        bench.run(&["-q", "audit", "verify"]).expect(0);
    }
}

/// Runs a command until it ends with this status, a little later each time.
#[track_caller]
fn until(bench: &Bench, words: &[&str], status: i32) {
    for _ in 0..4 {
        if bench.run(words).status == Some(status) {
            return;
        }
        bench.advance(Duration::from_secs(31 * 60));
    }
    bench.run(words).expect(status);
}

const ORDERS: Rehearsal = Rehearsal {
    what: "pull-orders",
    bench: Bench::small,
    words: &["-q", "pull-orders"],
    then: |bench| {
        until(bench, &["-q", "pull-orders"], 3);
        assert_books_are_right(bench);
    },
    told: "of `pull-orders`, 270",
};

/// Each page is sent while the next ones are read.
const ORDERS_BY_PAGES: Rehearsal = Rehearsal {
    what: "pull-orders, page by page",
    bench: || {
        let settings = AmazonSettings {
            largest_page: 5,
            ..AmazonSettings::unthrottled()
        };
        Bench::new(
            World::small(7, now()),
            Company::demo(),
            settings,
            SageSettings::default(),
        )
    },
    ..ORDERS
};

/// Each of a month's orders is read by its id, since the report tells too little of it.
const BY_REPORT: Rehearsal = Rehearsal {
    what: "pull-orders --via report",
    bench: Bench::small,
    words: &["-q", "pull-orders", "--via", "report"],
    then: |bench| {
        until(bench, &["-q", "pull-orders", "--via", "report"], 3);
        assert_books_are_right(bench);
        // The weeks since the cut-over are two reports.
        assert_eq!(via_report::reports(bench), 2, "a report is asked for once");
    },
    told: "of `pull-orders --via report`,",
};

/// Two reports are on their way at once, and tell most orders for sure.
const TOLD_FOR_SURE: Rehearsal = Rehearsal {
    what: "pull-orders --via report, most told for sure",
    bench: || via_report::bench_by_amazon(12),
    words: &["-q", "pull-orders", "--via", "report"],
    then: |bench| {
        until(bench, &["-q", "pull-orders", "--via", "report"], 0);
        assert_books_are_right(bench);
        assert!(via_report::outcomes_from_report(bench) > 0);
        assert_eq!(via_report::reports(bench), 2, "a report is asked for once");
    },
    told: "of it where most is told for sure,",
};

const SETTLEMENTS: Rehearsal = Rehearsal {
    what: "post-settlements",
    bench: ready,
    words: &["-q", "post-settlements"],
    then: |bench| {
        until(bench, &["-q", "post-settlements"], 0);
        assert_ledger_is_right(bench);
    },
    told: "of `post-settlements`, 95",
};

const QUANTITIES: Rehearsal = Rehearsal {
    what: "push-inventory by patches",
    bench: || {
        let bench = many(4, SECTION);
        (0..4).for_each(|index| stock(&bench, &format!("SKU-{index:05}"), "MAIN", "37", "0"));
        bench
    },
    words: &["-q", "push-inventory"],
    then: |bench| {
        assert_quantities_become(bench, 4, 37);
    },
    told: "of `push-inventory` by patches",
};

const FEED: Rehearsal = Rehearsal {
    what: "push-inventory by a feed",
    bench: || {
        let bench = many(6, &format!("{SECTION}feed_threshold = 5\n"));
        bench.amazon.settings().feeds_take = Lag::Reads(1);
        bench
    },
    words: &["-q", "push-inventory", "--allow-mass-change"],
    then: |bench| {
        assert_quantities_become(bench, 6, 100);
    },
    told: "of `push-inventory` by a feed",
};

/// Pulls and pushes until Amazon shows it: accepted is not applied.
fn assert_quantities_become(bench: &Bench, count: u64, right: i64) {
    for _ in 0..2 {
        bench.advance(Duration::from_secs(600));
        pull(bench);
        until(bench, &["-q", "push-inventory", "--allow-mass-change"], 0);
    }
    for index in 0..count {
        assert_eq!(quantity(bench, &format!("SKU-{index:05}")), right);
    }
}

const REPLAY: Rehearsal = Rehearsal {
    what: "replay",
    bench: || {
        let bench = Bench::small();
        bench.sage.settings().required_optional_fields = vec!["CHANNEL".into()];
        bench.run(&["-q", "pull-orders"]).expect(3);
        assert!(bench.sage.rows("OEOrders").is_empty());
        let mended = bench.configuration("[orders.optional_fields]\nCHANNEL = \"AMAZON\"\n");
        bench.write("config.toml", &mended);
        bench
    },
    words: &["-q", "replay"],
    then: |bench| {
        until(bench, &["-q", "replay"], 3);
        until(bench, &["-q", "pull-orders"], 3);
        assert_books_are_right(bench);
    },
    told: "of `replay`, 25",
};

const CREDIT_NOTE: Rehearsal = Rehearsal {
    what: "resolve --credit-note",
    bench: credit_notes::pulled,
    words: &[
        "-q",
        "resolve",
        "ORDER",
        "--credit-note",
        "--because",
        "cancelled",
    ],
    then: |bench| {
        // Nothing was decided yet, or the next pass brings it to its end.
        until(bench, &["-q", "pull-orders"], 3);
        let order = credit_notes::an_order(bench);
        if bench.sage.rows("OECreditDebitNotes").is_empty() {
            let words = ["-q", "resolve", &order, "--credit-note", "--because", "cancelled"];
            bench.run(&words).expect(0);
        }
        credit_notes::assert_given_back_once(bench, &order);
    },
    told: "of `resolve --credit-note`",
};

const NEW_KEY: Rehearsal = Rehearsal {
    what: "credentials rotate-key",
    bench: Bench::small,
    words: &["-q", "credentials", "rotate-key"],
    then: |bench| {
        // Every secret opens, whichever key is at work; and the key can be changed again.
        bench.run(&["-q", "credentials", "rotate-key"]).expect(0);
        bench.run(&["-q", "pull-orders"]).expect(3);
        assert_books_are_right(bench);
    },
    told: "of `credentials rotate-key` |",
};

const RECEIPTS: Rehearsal = Rehearsal {
    what: "post-settlements clears by adjustments",
    bench: || cleared_by(BY_ADJUSTMENT),
    words: &["-q", "post-settlements"],
    then: assert_all_is_cleared,
    told: "of its clearing by adjustments",
};

const BY_BANK: Rehearsal = Rehearsal {
    what: "post-settlements clears by receipts",
    bench: || cleared_by(BY_RECEIPT),
    words: &["-q", "post-settlements"],
    then: assert_all_is_cleared,
    told: "of its clearing by receipts",
};

/// The journals stand in Sage, and the invoices have reached A/R: only the clearing is left to do.
fn cleared_by(section: &str) -> Bench {
    let bench = receivables::ready(section);
    bench.run(&["-q", "post-settlements"]).expect(0);
    receivables::evening(&bench);
    bench
}

fn assert_all_is_cleared(bench: &Bench) {
    until(bench, &["-q", "post-settlements"], 0);
    receivables::assert_cleared(bench);
}

/// In a moment: the sweeps would only find it when they have run for minutes.
#[test]
fn the_page_tells_how_many_points_every_command_has() {
    let all = [
        &ORDERS,
        &ORDERS_BY_PAGES,
        &BY_REPORT,
        &TOLD_FOR_SURE,
        &SETTLEMENTS,
        &QUANTITIES,
        &FEED,
        &REPLAY,
        &CREDIT_NOTE,
        &NEW_KEY,
        &RECEIPTS,
        &BY_BANK,
    ];
    for rehearsal in all {
        assert!(killing::told(rehearsal.told) > 0, "{}", rehearsal.what);
    }
    for words in twice::TOLD {
        assert!(killing::told(words) > 0, "{words}");
    }
}

#[test]
fn clearing_is_killed_at_every_point() {
    RECEIPTS.killed();
    RECEIPTS.power_cut();
    BY_BANK.killed();
}

#[test]
fn pull_orders_is_killed_at_every_point() {
    ORDERS.killed();
}

#[test]
fn pull_orders_page_by_page_is_killed_at_every_point() {
    ORDERS_BY_PAGES.killed();
}

#[test]
fn pull_orders_page_by_page_loses_its_power_at_every_point() {
    ORDERS_BY_PAGES.power_cut();
}

#[test]
fn pull_orders_loses_its_power_at_every_point() {
    ORDERS.power_cut();
}

#[test]
fn reading_by_report_is_killed_at_every_point() {
    BY_REPORT.killed();
    TOLD_FOR_SURE.killed();
}

#[test]
fn reading_by_report_loses_its_power_at_every_point() {
    TOLD_FOR_SURE.power_cut();
}

#[test]
fn post_settlements_is_killed_at_every_point() {
    SETTLEMENTS.killed();
}

#[test]
fn post_settlements_loses_its_power_at_every_point() {
    SETTLEMENTS.power_cut();
}

#[test]
fn push_inventory_is_killed_at_every_point() {
    QUANTITIES.killed();
    FEED.killed();
}

#[test]
fn push_inventory_loses_its_power_at_every_point() {
    QUANTITIES.power_cut();
    FEED.power_cut();
}

#[test]
fn replay_is_killed_at_every_point() {
    REPLAY.killed();
    REPLAY.power_cut();
}

#[test]
fn a_credit_note_is_killed_at_every_point() {
    CREDIT_NOTE.killed();
    CREDIT_NOTE.power_cut();
}

#[test]
fn a_change_of_key_is_killed_at_every_point() {
    NEW_KEY.killed();
    NEW_KEY.power_cut();
}
