//! A settlement of many pages, and of many orders that nobody has read: nothing of it is read twice, however often a
//! run is interrupted.

use std::collections::BTreeMap;
use std::time::Duration;

use ml_connector::sandbox::amazon::{Settings as AmazonSettings, Throttle};
use ml_connector::sandbox::sage300::{Company, Settings as SageSettings};
use ml_connector::sandbox::world::World;

use crate::harness::{Bench, now};
use crate::settlements::{batches, configure, on};

const ONLY: [(&str, &str); 1] = [("bank_account", "mode = \"settlement-only\"\nbank_account")];

/// One closed settlement of so many sales, so many on a page.
fn large(sales: u64, page: usize, throttle: Throttle, changed: &[(&str, &str)]) -> Bench {
    let settings = AmazonSettings {
        throttle,
        transactions_page: page,
        ..AmazonSettings::unthrottled()
    };
    let world = World::large_settlement(3, now(), sales);
    let bench = Bench::new(world, Company::demo(), settings, SageSettings::default());
    configure(&bench, changed);
    bench
}

/// The settlement stands in Sage once, to the cent.
#[track_caller]
fn assert_deposit_is_right(bench: &Bench) {
    let total = bench.amazon.world().settlements[0].total;
    assert_eq!(on(bench, "1030"), total);
}

/// How often each page of transactions was asked for, by its parameters.
fn pages(bench: &Bench) -> BTreeMap<String, usize> {
    let mut pages = BTreeMap::new();
    for request in bench.amazon.requests() {
        if request.path.ends_with("/transactions") {
            *pages.entry(format!("{:?}", request.query)).or_default() += 1;
        }
    }
    pages
}

/// Each page was asked for once; on a machine with much to do one answer may have been too late and asked for again.
fn read_once(pages: &BTreeMap<String, usize>) -> bool {
    pages.values().sum::<usize>() <= pages.len() + 1
}

/// Runs until the settlement is in Sage, so much later each time; how many runs it took.
fn until_posted(bench: &Bench, later: Duration) -> usize {
    for run in 1..40 {
        let ran = bench.run(&["-q", "post-settlements", "--max-wait", "1s"]);
        if !batches(bench).is_empty() {
            bench.run(&["-q", "post-settlements"]).expect(0);
            assert_deposit_is_right(bench);
            bench.run(&["-q", "audit", "verify"]).expect(0);
            return run;
        }
        assert_eq!(ran.status, Some(4), "{ran:?}");
        bench.advance(later);
    }
    panic!("it is never finished");
}

#[test]
fn a_page_is_read_once_over_runs_that_follow_each_other_while_its_token_lives() {
    // 40 pages, ten at once and then one in two seconds.
    let bench = large(120, 3, Throttle::Documented, &ONLY);
    let runs = until_posted(&bench, Duration::from_secs(60));
    assert!(runs > 3, "{runs}");
    let pages = pages(&bench);
    assert!(read_once(&pages), "{pages:?}");
    assert_eq!(pages.len(), 41);
}

#[test]
fn runs_that_come_after_their_token_has_ended_go_on_where_the_pages_ended() {
    let bench = large(120, 3, Throttle::Documented, &ONLY);
    let runs = until_posted(&bench, Duration::from_secs(3_600));
    let pages = pages(&bench);
    assert!(read_once(&pages), "{pages:?}");
    // Each run reads the last second of the one before it once more.
    assert!(pages.len() <= 41 + runs, "{} pages, {runs} runs", pages.len());
}

#[test]
fn a_run_that_is_killed_between_pages_loses_none() {
    let bench = large(40, 3, Throttle::Off, &ONLY);
    let mut killed = 0;
    for point in [12, 14, 16, 18, 20] {
        killed += usize::from(bench.kill_at(&["-q", "post-settlements"], point).is_killed());
    }
    assert_eq!(killed, 5);
    until_posted(&bench, Duration::from_secs(60));
    let repeated = pages(&bench).values().filter(|count| **count > 1).count();
    // Killed between an answer and its keeping, that page was never there.
    assert!(repeated <= killed, "{:?}", pages(&bench));
}

#[test]
fn of_a_hundred_pages_and_more_the_report_is_read_in_their_place() {
    let bench = large(130, 1, Throttle::Off, &ONLY);
    until_posted(&bench, Duration::from_secs(60));
    assert_eq!(pages(&bench).len(), 100);
    let without = large(130, 1, Throttle::Off, &ONLY);
    without
        .amazon
        .world()
        .settlements
        .iter_mut()
        .for_each(|one| one.report = false);
    until_posted(&without, Duration::from_secs(60));
    assert!(pages(&without).len() > 130);
}

#[test]
fn many_orders_that_nobody_read_are_searched_by_their_time() {
    let bench = large(400, 100, Throttle::Times(1_000_000), &[]);
    bench.run(&["-q", "post-settlements"]).expect(0);
    assert!(!batches(&bench).is_empty());
    let requests = bench.amazon.requests();
    let of_orders: Vec<_> = requests
        .iter()
        .filter(|request| request.path.starts_with("/orders/"))
        .collect();
    assert!(of_orders.len() <= 6, "{}", of_orders.len());
    assert_deposit_is_right(&bench);
}

#[test]
fn a_search_for_orders_goes_on_where_the_rate_ended_it() {
    // 33 pages, of which the bucket gives 20 at once; what is left is asked for by id meanwhile.
    let bench = large(330, 100, Throttle::Documented, &[]);
    bench.amazon.settings().largest_page = 10;
    let mut searched = Vec::new();
    for _ in 0..12 {
        let ran = bench.run(&["-q", "post-settlements", "--max-wait", "1s"]);
        if !batches(&bench).is_empty() {
            break;
        }
        assert_eq!(ran.status, Some(4), "{ran:?}");
        bench.advance(Duration::from_secs(600));
    }
    assert!(!batches(&bench).is_empty());
    for request in bench.amazon.requests() {
        if request.path == "/orders/2026-01-01/orders" {
            searched.push(format!("{:?}", request.query));
        }
    }
    let once: std::collections::BTreeSet<_> = searched.iter().collect();
    assert_eq!(once.len(), searched.len(), "no page is searched twice");
    assert_deposit_is_right(&bench);
}
