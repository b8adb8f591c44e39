//! Orders read by Amazon's bulk report: the same invoices as by listing, each once, and nothing lost whatever comes of it.

use std::collections::BTreeMap;
use std::time::Duration;

use chrono::{DateTime, Utc};
use ml_connector::books::record::{Kind, State};
use ml_connector::sandbox::amazon::{DiscountSign, Lag, OddFile, Settings as AmazonSettings, Throttle};
use ml_connector::sandbox::sage300::{Company, Settings as SageSettings};
use ml_connector::sandbox::world::{PLANTED, World};
use serde_json::Value;

use crate::harness::{Bench, Ran, now};
use crate::orders::assert_books_are_right;

const REPORTS: &str = "/reports/2021-06-30/reports";
const LISTED: &str = "/orders/2026-01-01/orders";

const STATES: [State; 8] = [
    State::Staged,
    State::Held,
    State::Ready,
    State::Sending,
    State::Uncertain,
    State::Posted,
    State::Failed,
    State::Skipped,
];

/// How the United States' tax is treated; with it the report tells enough of taxed orders.
const COLLECTED: &str = "[[orders.tax]]\nmarketplace = \"US\"\nrule = \"marketplace-collects\"\n";

fn bench(world: World, settings: AmazonSettings, more: &str) -> Bench {
    let bench = Bench::new(world, Company::demo(), settings, SageSettings::default());
    if !more.is_empty() {
        let text = std::fs::read_to_string(bench.path("config.toml")).unwrap();
        bench.write("config.toml", &format!("{text}\n{more}"));
    }
    bench
}

/// What became of every order: its state, its reason, and its document with its lines in an order of their own.
fn outcomes(bench: &Bench) -> BTreeMap<String, (State, String, Value)> {
    let records = bench.store().records_in(Kind::Order, &STATES, 0, usize::MAX).unwrap();
    let document = |text: Option<&String>| {
        let mut document: Value = text.map_or(Value::Null, |text| serde_json::from_str(text).unwrap());
        if let Some(lines) = document["OrderDetails"].as_array_mut() {
            lines.sort_by_key(Value::to_string);
        }
        document
    };
    let of = |record: &ml_connector::store::Record| {
        let reason = record.reason.clone().unwrap_or_default();
        (record.state, reason, document(record.document.as_ref()))
    };
    records.iter().map(|record| (record.key.clone(), of(record))).collect()
}

fn count(bench: &Bench, method: &str, path: &str) -> usize {
    let requests = bench.amazon.requests();
    let is = |path_of: &str| match path.strip_suffix('/') {
        Some(stem) => path_of.starts_with(stem) && path_of.len() > stem.len() + 1 && path_of.contains(path),
        None => path_of.split('?').next() == Some(path),
    };
    requests.iter().filter(|one| one.method == method && is(&one.path)).count()
}

fn settings() -> AmazonSettings {
    AmazonSettings::unthrottled()
}

/// A seller of whom Amazon ships most, over some weeks.
fn weeks(seed: u64) -> World {
    let start: DateTime<Utc> = "2026-02-02T05:00:00Z".parse().unwrap();
    World::year_of(seed, start, 40, 80)
}

fn at_the_end(world: World, settings: AmazonSettings, more: &str) -> Bench {
    let bench = bench(world, settings, more);
    let end: DateTime<Utc> = "2026-03-14T14:00:00Z".parse().unwrap();
    bench.amazon.clock().set(end);
    bench.sage.clock().set(end);
    bench
}

fn ended(ran: &Ran) -> bool {
    matches!(ran.status, Some(0 | 3))
}

#[test]
fn both_ways_make_the_same_invoices() {
    for (seed, more, collectors, sign) in [
        (1, "", false, DiscountSign::Negative),
        (2, COLLECTED, false, DiscountSign::Positive),
        (3, "", true, DiscountSign::Negative),
        (4, COLLECTED, true, DiscountSign::Positive),
    ] {
        let with = || AmazonSettings {
            report_names_collectors: collectors,
            discount_sign: sign,
            ..settings()
        };
        let listed = at_the_end(weeks(seed), with(), more);
        let ran = listed.run(&["-q", "pull-orders", "--via", "api"]);
        assert!(ended(&ran), "{ran:?}");
        let told = at_the_end(weeks(seed), with(), more);
        let ran = told.run(&["pull-orders", "--via", "report"]);
        assert!(ended(&ran), "{ran:?}");
        assert_eq!(outcomes(&told), outcomes(&listed), "seed {seed}");
        assert_books_are_right(&told);
        let json = told.run(&["--json", "pull-orders", "--since", "2026-02-02", "--via", "report"]).json();
        println!("seed {seed}: {json}\n{}", ran.stderr);
        let asked = count(&told, "GET", &format!("{LISTED}/"));
        assert!(asked < outcomes(&told).len(), "{asked}");
        assert_eq!(outcomes(&told), outcomes(&listed), "read again, seed {seed}");
        // What it says of recipients is kept nowhere and told nowhere.
        let kept = std::fs::read(told.path("db.sqlite")).unwrap();
        assert!(!kept.windows(PLANTED.len()).any(|some| some == PLANTED.as_bytes()));
        assert!(!ran.stderr.contains(PLANTED) && !ran.stdout.contains(PLANTED));
        told.run(&["-q", "audit", "verify"]).expect(0);
    }
}

#[test]
fn the_small_world_comes_out_the_same_and_a_daily_pull_follows() {
    let listed = Bench::small();
    listed.run(&["-q", "pull-orders"]).expect(3);
    let told = Bench::small();
    told.run(&["-q", "pull-orders", "--via", "report"]).expect(3);
    assert_eq!(outcomes(&told), outcomes(&listed));
    for _ in 0..3 {
        told.advance(Duration::from_secs(12 * 3_600));
        told.run(&["-q", "pull-orders", "--via", "auto"]).expect(3);
    }
    assert_books_are_right(&told);
    // A short stretch is listed: no further report was asked for.
    assert_eq!(count(&told, "POST", REPORTS), 1);
}

#[test]
fn a_report_in_flight_survives_the_run_and_is_never_asked_for_twice() {
    let bench = at_the_end(weeks(5), settings(), COLLECTED);
    bench.amazon.settings().reports_take = Lag::Never;
    let run = ["pull-orders", "--via", "report", "--max-wait", "0s"];
    for _ in 0..2 {
        let ran = bench.run(&run).expect(4);
        assert!(ran.stderr.contains("goes on with the same report"), "{}", ran.stderr);
        bench.advance(Duration::from_secs(600));
    }
    // Forty days are two reports.
    assert_eq!(count(&bench, "POST", REPORTS), 2);
    assert!(bench.store().watermarks().unwrap().is_empty(), "nothing was read");
    bench.amazon.settings().reports_take = Lag::Reads(0);
    let ran = bench.run(&run);
    assert!(ended(&ran), "{ran:?}");
    assert_eq!(count(&bench, "POST", REPORTS), 2);
    assert_books_are_right(&bench);
}

#[test]
fn a_run_that_is_out_of_patience_reads_nothing_twice() {
    let slow = AmazonSettings {
        throttle: Throttle::Documented,
        ..settings()
    };
    let bench = at_the_end(weeks(6), slow, "");
    let mut runs = 0;
    loop {
        let ran = bench.run(&["-q", "pull-orders", "--via", "report", "--max-wait", "0s"]);
        runs += 1;
        if ended(&ran) {
            break;
        }
        assert_eq!(ran.status, Some(4), "{ran:?}");
        assert!(runs < 60, "it comes to no end");
        bench.advance(Duration::from_secs(240));
    }
    assert!(runs > 1, "one run was enough");
    let mut asked = BTreeMap::new();
    for one in bench.amazon.requests() {
        if one.path.starts_with(&format!("{LISTED}/")) {
            *asked.entry(one.path.split('?').next().unwrap().to_owned()).or_insert(0) += 1;
        }
    }
    let twice: Vec<_> = asked.iter().filter(|(_, times)| **times > 1).collect();
    assert!(twice.is_empty(), "{twice:?}");
    assert_eq!(count(&bench, "POST", REPORTS), 2);
    assert_books_are_right(&bench);
}

#[test]
fn whatever_is_wrong_with_the_file_is_told_and_loses_nothing() {
    let cases = [
        (OddFile::Cancelled, "cancelled"),
        (OddFile::Fatal, "could not make"),
        (OddFile::HeaderOnly, "has no row"),
        (OddFile::CutOff, "cut off"),
        (OddFile::CutBetweenRows, "lacks order"),
        (OddFile::Without("item-tax"), "no column `item-tax`"),
        (OddFile::Latin1, ""),
        (OddFile::Marked, ""),
        (OddFile::Scattered, ""),
    ];
    let listed = at_the_end(weeks(7), settings(), COLLECTED);
    listed.run(&["-q", "pull-orders"]);
    let right = outcomes(&listed);
    for (odd, words) in cases {
        let bench = at_the_end(weeks(7), settings(), COLLECTED);
        bench.amazon.settings().odd_orders_report = odd;
        let ran = bench.run(&["pull-orders", "--via", "report"]);
        assert!(ended(&ran), "{odd:?} {ran:?}");
        assert!(ran.stderr.contains(words), "{odd:?} {}", ran.stderr);
        assert_eq!(ran.stderr.contains("listed instead"), !words.is_empty(), "{odd:?} {}", ran.stderr);
        assert_eq!(outcomes(&bench), right, "{odd:?}");
        assert_books_are_right(&bench);
    }
}

#[test]
fn a_setting_that_asks_more_reads_an_order_again_before_it_is_invoiced() {
    let bench = at_the_end(weeks(8), settings(), COLLECTED);
    // Nothing can be sent: every order stays as it was read.
    let text = std::fs::read_to_string(bench.path("config.toml")).unwrap();
    bench.run(&["-q", "pull-orders", "--via", "report", "--dry-run"]);
    assert!(bench.sage.rows("OEOrders").is_empty());
    bench.write("config.toml", &text.replace("rule = \"marketplace-collects\"", "rule = \"as-flagged\""));
    let ran = bench.run(&["-q", "pull-orders"]);
    assert!(ended(&ran), "{ran:?}");
    assert_books_are_right(&bench);
}

#[test]
fn an_order_that_changes_after_its_invoice_is_compared_with_what_the_report_told() {
    let bench = at_the_end(weeks(9), settings(), COLLECTED);
    let ran = bench.run(&["-q", "pull-orders", "--via", "report"]);
    assert!(ended(&ran), "{ran:?}");
    bench.advance(Duration::from_secs(7_200));
    let (id, now) = {
        let records = bench.store().records_in(Kind::Order, &[State::Posted], 0, usize::MAX).unwrap();
        let told = records.iter().find(|one| one.content.as_ref().unwrap().contains("fromReport"));
        (told.unwrap().key.clone(), bench.amazon.clock().now())
    };
    let touched = now - chrono::TimeDelta::minutes(20);
    bench.amazon.world().orders.get_mut(&id).unwrap().then(touched, "SHIPPED");
    let ran = bench.run(&["-q", "pull-orders"]);
    assert!(ended(&ran), "{ran:?}");
    assert!(!ran.stderr.contains("changed-after-invoice"), "{}", ran.stderr);
    {
        let mut world = bench.amazon.world();
        let order = world.orders.get_mut(&id).unwrap();
        order.lines[0].shipping += order.marketplace.cents(500);
        order.then(now + chrono::TimeDelta::minutes(10), "SHIPPED");
    }
    bench.advance(Duration::from_secs(3_600));
    let ran = bench.run(&["pull-orders"]).expect(3);
    assert!(ran.stderr.contains("changed-after-invoice"), "{}", ran.stderr);
}

#[test]
fn the_faster_way_is_weighed_and_told_before_it_is_gone() {
    let many = AmazonSettings {
        throttle: Throttle::Times(100_000),
        largest_page: 10,
        ..settings()
    };
    let world = World::large_by_amazon(3, now(), 400);
    let bench = bench(world, many, COLLECTED);
    let ran = bench.run(&["pull-orders", "--via", "auto"]);
    assert!(ended(&ran), "{ran:?}");
    assert!(ran.stderr.contains("Listing them takes about"), "{}", ran.stderr);
    assert_books_are_right(&bench);
}

/// `ML_CONNECTOR_LOAD_ORDERS=50000` for the figures of the manual, at Amazon's rates on a scaled clock.
#[test]
fn a_catch_up_by_report_is_read_in_minutes() {
    let orders = std::env::var("ML_CONNECTOR_LOAD_ORDERS").ok().and_then(|text| text.parse().ok()).unwrap_or(600);
    let scaled = AmazonSettings {
        throttle: Throttle::Times(100),
        ..settings()
    };
    let bench = bench(World::large_by_amazon(3, now(), orders), scaled, COLLECTED);
    bench.amazon.recorder().keep(false);
    bench.sage.recorder().keep(false);
    let begun = std::time::Instant::now();
    let (cpu, peak, ran) = bench.measured(&["pull-orders", "--via", "report", "--max-wait", "2h"]);
    println!("{orders} orders: {:?} wall, {cpu:?} CPU, {peak} KiB\n{}\n{}", begun.elapsed(), ran.stdout, ran.stderr);
    assert!(ended(&ran), "{ran:?}");
    assert!(ran.stderr.contains("are told for sure"), "{}", ran.stderr);
}
