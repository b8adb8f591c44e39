//! Orders read by Amazon's bulk report: the same invoices as by listing, each once, and nothing lost whatever comes of it.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use chrono::{DateTime, Utc};
use ml_connector::books::record::{Kind, State};
use ml_connector::sandbox::amazon::{DiscountSign, Lag, OddFile, Settings as AmazonSettings, Throttle};
use ml_connector::sandbox::sage300::{Company, Settings as SageSettings};
use ml_connector::sandbox::world::marketplaces::by_country;
use ml_connector::sandbox::world::{PLANTED, World};
use ml_connector::sandbox::{Fault, Rule};
use ml_connector::store::Store;
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

/// How the United States' tax is treated: with the second the report tells enough of taxed orders.
const FLAGGED: &str = "flagged-else-seller";
const COLLECTED: &str = "marketplace-collects";

fn bench(world: World, settings: AmazonSettings, rule: &str) -> Bench {
    let bench = Bench::new(world, Company::demo(), settings, SageSettings::default());
    rule_is(&bench, rule);
    bench
}

fn rule_is(bench: &Bench, rule: &str) {
    let text = bench.configuration("");
    assert!(text.contains(FLAGGED));
    bench.write("config.toml", &text.replace(FLAGGED, rule));
}

/// A seller of whom Amazon ships everything and collects all taxes: so many orders of four weeks.
pub fn bench_by_amazon(orders: u64) -> Bench {
    bench(World::large_by_amazon(3, now(), orders), settings(), COLLECTED)
}

/// What became of every order: its state, its reason, and its document with its lines in an order of their own.
fn outcomes(bench: &Bench) -> BTreeMap<String, (State, String, Value)> {
    let records = bench
        .store()
        .records_in(Kind::Order, &STATES, 0, usize::MAX)
        .unwrap();
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
    records
        .iter()
        .map(|record| (record.key.clone(), of(record)))
        .collect()
}

/// How many orders are kept as the report told them.
pub fn outcomes_from_report(bench: &Bench) -> usize {
    let records = bench
        .store()
        .records_in(Kind::Order, &STATES, 0, usize::MAX)
        .unwrap();
    let told = |content: &String| content.contains("\"fromReport\":true");
    records
        .iter()
        .filter(|one| one.content.as_ref().is_some_and(told))
        .count()
}

/// How many bulk reports of orders were asked for.
pub fn reports(bench: &Bench) -> usize {
    let requests = bench.amazon.requests();
    let posts = requests
        .iter()
        .filter(|one| one.method == "POST" && one.path == REPORTS);
    let kind = |json: Value| json["reportType"].as_str().unwrap_or_default().to_owned();
    posts
        .filter(|one| kind(one.json()).contains("ALL_ORDERS"))
        .count()
}

/// The orders that were asked for by their ids.
fn asked_for(bench: &Bench) -> Vec<String> {
    let requests = bench.amazon.requests();
    let ids = requests.iter().filter_map(|one| one.path.strip_prefix(LISTED));
    let ids = ids.filter_map(|rest| rest.strip_prefix('/'));
    ids.map(str::to_owned).collect()
}

/// Amazon announces rates at which nothing has to be waited for; else the program keeps to the documented ones by itself.
fn settings() -> AmazonSettings {
    AmazonSettings {
        throttle: Throttle::Times(100_000),
        ..AmazonSettings::unthrottled()
    }
}

/// Ten weeks from the cut-over on are three reports.
const PARTS: usize = 3;

/// A seller over some weeks, of whom Amazon ships everything where it collects all taxes, else most.
fn weeks(seed: u64, settings: AmazonSettings, rule: &str) -> Bench {
    let start: DateTime<Utc> = "2026-02-02T05:00:00Z".parse().unwrap();
    let by_amazon = if rule == COLLECTED { 100 } else { 80 };
    let bench = bench(World::year_of(seed, start, 40, by_amazon), settings, rule);
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
    for (seed, rule, collectors, sign) in [
        (1, FLAGGED, false, DiscountSign::Negative),
        (2, COLLECTED, false, DiscountSign::Positive),
        (3, FLAGGED, true, DiscountSign::Negative),
        (4, COLLECTED, true, DiscountSign::Positive),
    ] {
        let with = || AmazonSettings {
            report_names_collectors: collectors,
            discount_sign: sign,
            ..settings()
        };
        let listed = weeks(seed, with(), rule);
        let ran = listed.run(&["-q", "pull-orders", "--via", "api"]);
        assert!(ended(&ran), "{ran:?}");
        let told = weeks(seed, with(), rule);
        let ran = told.run(&["pull-orders", "--via", "report"]);
        assert!(ended(&ran), "{ran:?}");
        assert_eq!(outcomes(&told), outcomes(&listed), "seed {seed}");
        assert_books_are_right(&told);
        let again = told.run(&[
            "--json",
            "pull-orders",
            "--since",
            "2026-02-02",
            "--via",
            "report",
        ]);
        println!("seed {seed}: {}\n{}", again.json(), ran.stderr);
        let asked = asked_for(&told).len();
        let all = outcomes(&told).len();
        println!("seed {seed}: {asked} of {all} orders were asked for by their ids");
        let taken = outcomes_from_report(&told);
        println!("seed {seed}: {taken} of {all} were taken from the report");
        assert_eq!(taken > all / 4, seed != 1, "{taken} of {all}");
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
    let asked = reports(&told);
    for _ in 0..3 {
        told.advance(Duration::from_secs(12 * 3_600));
        told.run(&["-q", "pull-orders", "--via", "auto"]).expect(3);
    }
    assert_books_are_right(&told);
    // A short stretch is listed: no further report was asked for.
    assert_eq!(reports(&told), asked);
}

#[test]
fn a_report_in_flight_survives_the_run_and_is_never_asked_for_twice() {
    let bench = weeks(5, settings(), COLLECTED);
    bench.amazon.settings().reports_take = Lag::Never;
    let run = ["pull-orders", "--via", "report", "--max-wait", "0s"];
    for _ in 0..2 {
        let ran = bench.run(&run).expect(4);
        assert!(
            ran.stderr.contains("goes on with the same report"),
            "{}",
            ran.stderr
        );
        bench.advance(Duration::from_secs(600));
    }
    assert_eq!(reports(&bench), PARTS);
    assert!(bench.store().watermarks().unwrap().is_empty(), "nothing was read");
    bench.amazon.settings().reports_take = Lag::Reads(0);
    let ran = bench.run(&["-q", "pull-orders", "--via", "report"]);
    assert!(ended(&ran), "{ran:?}");
    assert_eq!(reports(&bench), PARTS);
    assert_books_are_right(&bench);
}

/// What was asked of a listing, or of an order by its id, each request as it was.
fn asked_of_orders(bench: &Bench) -> Vec<String> {
    let requests = bench.amazon.requests();
    let of_orders = requests.iter().filter(|one| one.path.starts_with(LISTED));
    of_orders
        .map(|one| format!("{} {:?}", one.path, one.query))
        .collect()
}

#[test]
fn runs_that_are_out_of_patience_every_minute_come_to_an_end_and_read_nothing_twice() {
    let slow = AmazonSettings {
        throttle: Throttle::Documented,
        ..settings()
    };
    let bench = weeks(6, slow, FLAGGED);
    // Nothing is left of what Amazon gives at once: each page of a listing takes three minutes.
    for operation in ["searchOrders", "getOrder", "createReport"] {
        let used_up = (0, None, bench.amazon.clock().now());
        let store = Store::open(&bench.path("db.sqlite")).unwrap();
        store.keep_budget(operation, &used_up).unwrap();
    }
    let mut runs = 0;
    loop {
        let ran = bench.run(&["-q", "pull-orders", "--via", "report", "--max-wait", "0s"]);
        runs += 1;
        if ended(&ran) {
            break;
        }
        assert_eq!(ran.status, Some(4), "{ran:?}");
        assert!(runs < 400, "it comes to no end: {ran:?}");
        bench.advance(Duration::from_secs(60));
    }
    assert!(runs > 10, "{runs} runs were enough");
    let mut asked = asked_of_orders(&bench);
    let all = asked.len();
    asked.sort();
    asked.dedup();
    assert_eq!(asked.len(), all, "something was asked for twice");
    assert_eq!(reports(&bench), PARTS);
    assert_books_are_right(&bench);
}

#[test]
fn each_shop_is_held_against_amazons_own_records() {
    let shops = ["US", "CA", "MX"].map(by_country);
    let bench = || {
        let start: DateTime<Utc> = "2026-02-02T05:00:00Z".parse().unwrap();
        let mut company = Company::demo();
        company.add_customer("AMZ-CA", "Harbour Lane CA", "CAD", "NOTAX");
        company.add_customer("AMZ-MX", "Harbour Lane MX", "MXN", "NOTAX");
        let settings = AmazonSettings {
            report_names_collectors: true,
            ..settings()
        };
        let world = World::year_in(11, start, 40, 90, &shops);
        let bench = Bench::new(world, company, settings, SageSettings::default());
        let rows = [("Amazon.ca", "AMZ-CA"), ("Amazon.com.mx", "AMZ-MX")].map(|(shop, customer)| {
            format!(
                "[[orders.customers]]\nmarketplace = \"{shop}\"\ncustomer = \"{customer}\"\n\
                 [[orders.tax]]\nmarketplace = \"{shop}\"\nrule = \"{COLLECTED}\"\n"
            )
        });
        let text = bench.configuration("").replace(FLAGGED, COLLECTED);
        let text = text.replace(
            "[\"Amazon.com\"]",
            "[\"Amazon.com\", \"Amazon.ca\", \"Amazon.com.mx\"]",
        );
        let text = text.replace("[orders.charges]", &format!("{}[orders.charges]", rows.concat()));
        bench.write("config.toml", &text);
        let end: DateTime<Utc> = "2026-03-14T14:00:00Z".parse().unwrap();
        bench.amazon.clock().set(end);
        bench.sage.clock().set(end);
        bench
    };
    let (listed, told) = (bench(), bench());
    let ran = listed.run(&["-q", "pull-orders", "--via", "api"]);
    assert!(ended(&ran), "{ran:?}");
    let ran = told.run(&["pull-orders", "--via", "report"]);
    assert!(ended(&ran), "{ran:?}");
    assert_eq!(outcomes(&told), outcomes(&listed));
    assert!(
        outcomes_from_report(&told) > 50,
        "{}",
        outcomes_from_report(&told)
    );
    // The prices of one shop are told wrongly, which is noticed however many orders the others have.
    let wrong = bench();
    wrong.amazon.settings().odd_orders_report = OddFile::OtherPrices("Amazon.ca");
    let ran = wrong.run(&["pull-orders", "--via", "report"]);
    assert!(ended(&ran), "{ran:?}");
    assert!(
        ran.stderr.contains("otherwise than Amazon's own record"),
        "{}",
        ran.stderr
    );
    assert_eq!(outcomes(&wrong), outcomes(&listed));
}

#[test]
fn what_is_sure_is_sent_before_the_rest_is_asked_for() {
    let bench = bench(World::large_by_amazon(4, now(), 900), settings(), COLLECTED);
    let asked = Arc::new(AtomicUsize::new(0));
    let before = Arc::new(AtomicUsize::new(usize::MAX));
    let (count, seen, first) = (Arc::clone(&asked), Arc::clone(&asked), Arc::clone(&before));
    let counted = Fault::Before(Arc::new(move |_| {
        count.fetch_add(1, Ordering::SeqCst);
    }));
    let noted = Fault::Before(Arc::new(move |_| {
        first.fetch_min(seen.load(Ordering::SeqCst), Ordering::SeqCst);
    }));
    bench
        .amazon
        .faults()
        .add(Rule::always(counted).path(&format!("{LISTED}/")));
    bench
        .sage
        .faults()
        .add(Rule::always(noted).method("POST").path("OE/OEOrders"));
    let ran = bench.run(&["-q", "pull-orders", "--via", "report"]);
    assert!(ended(&ran), "{ran:?}");
    let (all, before) = (asked.load(Ordering::SeqCst), before.load(Ordering::SeqCst));
    assert!(before <= 10 && all > before + 10, "{before} of {all}");
}

/// Runs a pull again and again, Amazon's clock so many minutes on each time; how many it took.
fn minutes(bench: &Bench, words: &[&str], step: u64) -> (u64, String) {
    let mut said = String::new();
    for run in 0..80 {
        let ran = bench.run(words);
        said += &ran.stderr;
        if ended(&ran) {
            return (run * step, said);
        }
        assert_eq!(ran.status, Some(4), "{ran:?}");
        bench.advance(Duration::from_secs(60 * step));
    }
    panic!("it comes to no end: {said}");
}

/// The number of minutes behind some words.
fn told_minutes(said: &str, behind: &str) -> u64 {
    let (_, rest) = said
        .split_once(behind)
        .unwrap_or_else(|| panic!("{behind}: {said}"));
    let words: Vec<&str> = rest.split_whitespace().collect();
    if words.starts_with(&["less", "than", "two"]) {
        return 1;
    }
    assert_eq!(
        words[1].trim_end_matches([':', '.', ',', ';']),
        "minutes",
        "{rest}"
    );
    words[0].parse().unwrap()
}

#[test]
fn the_time_that_is_told_is_the_time_that_it_takes() {
    let slow = || AmazonSettings {
        throttle: Throttle::Documented,
        ..settings()
    };
    // Fifteen pages, and eleven more of which Amazon gives five at once.
    let listed = bench(World::large_by_amazon(3, now(), 2_600), slow(), COLLECTED);
    let words = ["pull-orders", "--via", "api", "--max-wait", "0s"];
    let (took, said) = minutes(&listed, &words, 3);
    let told = told_minutes(&said, "Listing them takes about");
    assert!(
        told.abs_diff(took) <= 4,
        "told {told} minutes, took {took}: {said}"
    );
    assert!(said.contains("as configured"), "{said}");
    let by_report = bench(World::large_by_amazon(3, now(), 2_600), slow(), COLLECTED);
    by_report.amazon.settings().reports_take = Lag::Reads(0);
    let words = ["pull-orders", "--via", "report", "--max-wait", "0s"];
    let (took, said) = minutes(&by_report, &words, 1);
    let told = told_minutes(&said, "one every 2 seconds:");
    assert!(
        told.abs_diff(took) <= 4,
        "told {told} minutes, took {took}: {said}"
    );
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
        (OddFile::TabInQuotes, ""),
        (OddFile::Repeated, ""),
        (OddFile::Nothing, "no column `amazon-order-id`"),
        (OddFile::Page, "no column `amazon-order-id`"),
    ];
    let listed = weeks(7, settings(), COLLECTED);
    listed.run(&["-q", "pull-orders"]);
    let right = outcomes(&listed);
    for (odd, words) in cases {
        let bench = weeks(7, settings(), COLLECTED);
        bench.amazon.settings().odd_orders_report = odd;
        let ran = bench.run(&["pull-orders", "--via", "report"]);
        assert!(ended(&ran), "{odd:?} {ran:?}");
        assert!(ran.stderr.contains(words), "{odd:?} {}", ran.stderr);
        // Of the weeks before the first order there is nothing to report, which Amazon says by cancelling it.
        let listed = ran.stderr.matches("listed instead").count();
        assert_eq!(listed > 1, !words.is_empty(), "{odd:?} {}", ran.stderr);
        assert_eq!(outcomes(&bench), right, "{odd:?}");
        assert_books_are_right(&bench);
    }
}

/// Amazon refuses one of the orders that the report does not tell for sure, whatever is done.
#[test]
fn an_order_that_cannot_be_had_by_its_id_stops_no_other_and_is_asked_for_again() {
    let whole = weeks(5, settings(), FLAGGED);
    whole.run(&["-q", "pull-orders", "--via", "report"]);
    let (right, asked) = (outcomes(&whole), asked_for(&whole));
    let id = asked.last().unwrap();
    assert_eq!(asked.iter().filter(|one| *one == id).count(), 1);
    let bench = weeks(5, settings(), FLAGGED);
    let refused = r#"{ "errors": [{ "code": "InvalidInput", "message": "no" }] }"#;
    let rule = Rule::always(Fault::Status(400, refused.to_owned()));
    bench.amazon.faults().add(rule.path(&format!("^{LISTED}/{id}")));
    let ran = bench.run(&["pull-orders", "--via", "report"]).expect(4);
    assert!(
        ran.stderr.contains(&format!("order {id} was not read")),
        "{}",
        ran.stderr
    );
    let mut others = outcomes(&bench);
    let (state, reason, _) = others.remove(id).unwrap();
    assert_eq!((state, reason.as_str()), (State::Held, "unreadable"));
    let but_one = right.iter().filter(|(key, _)| *key != id);
    assert!(others.iter().eq(but_one));
    // Its hold is told once, and the same answer changes nothing of it.
    let told = bench.store().record(Kind::Order, id).unwrap().unwrap();
    bench.advance(Duration::from_secs(600));
    bench.run(&["-q", "pull-orders"]).expect(4);
    let again = bench.store().record(Kind::Order, id).unwrap().unwrap();
    assert_eq!(told.detail, again.detail);
    bench.amazon.faults().clear();
    bench.advance(Duration::from_secs(600));
    bench.run(&["-q", "pull-orders"]);
    assert_eq!(outcomes(&bench).get(id), right.get(id));
    assert_books_are_right(&bench);
}

/// What changed of an invoiced order, told by the report and not to be had by its id, is asked for until it is had.
#[test]
fn a_change_that_cannot_be_had_by_its_id_is_asked_for_again() {
    let bench = weeks(5, settings(), FLAGGED);
    bench.run(&["-q", "pull-orders", "--via", "report"]);
    let store = bench.store();
    let posted = store.posted_last(Kind::Order, None, 1).unwrap().remove(0);
    let at = bench.amazon.clock().now();
    bench
        .amazon
        .world()
        .orders
        .get_mut(&posted.key)
        .unwrap()
        .then(at, "CANCELLED");
    bench.advance(Duration::from_secs(3 * 24 * 3_600));
    let rule = Rule::always(Fault::Html503).path(&format!("^{LISTED}/{}", posted.key));
    bench.amazon.faults().add(rule);
    bench.run(&["-q", "pull-orders", "--via", "report"]).expect(4);
    let cancelled = |bench: &Bench| {
        let open = bench.store().open_exceptions().unwrap();
        open.iter().any(|one| one.kind == "cancelled-after-invoice")
    };
    assert!(!cancelled(&bench));
    bench.amazon.faults().clear();
    bench.advance(Duration::from_secs(600));
    bench.run(&["-q", "pull-orders"]);
    assert!(cancelled(&bench));
}

#[test]
fn a_setting_that_asks_more_reads_an_order_again_before_it_is_invoiced() {
    let bench = weeks(8, settings(), COLLECTED);
    // Nothing can be sent: every order stays as it was read.
    bench.run(&["-q", "pull-orders", "--via", "report", "--dry-run"]);
    assert!(bench.sage.rows("OEOrders").is_empty());
    rule_is(&bench, FLAGGED);
    let ran = bench.run(&["-q", "pull-orders"]);
    assert!(ended(&ran), "{ran:?}");
    assert_books_are_right(&bench);
}

#[test]
fn an_order_that_changes_after_its_invoice_is_compared_with_what_the_report_told() {
    let bench = weeks(9, settings(), COLLECTED);
    let ran = bench.run(&["-q", "pull-orders", "--via", "report"]);
    assert!(ended(&ran), "{ran:?}");
    bench.advance(Duration::from_secs(7_200));
    let (id, now) = {
        let records = bench
            .store()
            .records_in(Kind::Order, &[State::Posted], 0, usize::MAX)
            .unwrap();
        let told = records
            .iter()
            .find(|one| one.content.as_ref().unwrap().contains("fromReport"));
        (told.unwrap().key.clone(), bench.amazon.clock().now())
    };
    let touched = now - chrono::TimeDelta::minutes(20);
    bench
        .amazon
        .world()
        .orders
        .get_mut(&id)
        .unwrap()
        .then(touched, "SHIPPED");
    let ran = bench.run(&["-q", "pull-orders"]);
    assert!(ended(&ran), "{ran:?}");
    assert!(!ran.stdout.contains("changed-after-invoice"), "{}", ran.stdout);
    {
        let mut world = bench.amazon.world();
        let order = world.orders.get_mut(&id).unwrap();
        order.lines[0].shipping += order.marketplace.cents(500);
        order.then(now + chrono::TimeDelta::minutes(10), "SHIPPED");
    }
    bench.advance(Duration::from_secs(3_600));
    let ran = bench.run(&["pull-orders"]).expect(3);
    assert!(ran.stdout.contains("changed-after-invoice"), "{}", ran.stdout);
    // By its SKU: the report has no ids of lines.
    assert!(ran.stdout.contains("`: shipping "), "{}", ran.stdout);
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
    let orders = std::env::var("ML_CONNECTOR_LOAD_ORDERS")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(600);
    let scaled = AmazonSettings {
        throttle: Throttle::Times(100),
        ..settings()
    };
    let bench = bench(World::large_by_amazon(3, now(), orders), scaled, COLLECTED);
    bench.amazon.recorder().keep(false);
    bench.sage.recorder().keep(false);
    let begun = std::time::Instant::now();
    let (cpu, peak, ran) = bench.measured(&["pull-orders", "--via", "report", "--max-wait", "2h"]);
    println!(
        "{orders} orders: {:?} wall, {cpu:?} CPU, {peak} KiB\n{}\n{}",
        begun.elapsed(),
        ran.stdout,
        ran.stderr
    );
    assert!(ended(&ran), "{ran:?}");
    assert!(ran.stderr.contains("are told for sure"), "{}", ran.stderr);
}
