//! When Amazon shipped an order, where Finances do not tell it: its report of fulfilled shipments, else the order's last
//! change; never the day of the run.

use std::collections::BTreeMap;
use std::time::Duration;

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::America::New_York;
use ml_connector::sandbox::amazon::{Lag, Settings as AmazonSettings};
use ml_connector::sandbox::sage300::{Company, Settings as SageSettings};
use ml_connector::sandbox::world::{Order, PLANTED, World};
use ml_connector::sandbox::{Fault, Rule};

use crate::harness::Bench;

const FIRST_RUN: &str = "2026-04-21T14:00:00Z";
const REPORTS: &str = "/reports/2021-06-30/reports";

/// A seller of whom Amazon ships everything, over two month ends, read for the first time weeks later by an app that
/// may not see Finances.
fn unread() -> Bench {
    let start = "2026-01-28T05:00:00Z".parse().unwrap();
    let bench = Bench::new(
        World::year_of(23, start, 45, 100),
        Company::demo(),
        AmazonSettings::unthrottled(),
        SageSettings::default(),
    );
    let denied = Fault::Status(403, r#"{"errors":[{"code":"Unauthorized","message":"Access to requested resource is denied.","details":""}]}"#.into());
    bench
        .amazon
        .faults()
        .add(Rule::always(denied).path("/finances/2024-06-19/transactions"));
    let now = FIRST_RUN.parse().unwrap();
    bench.amazon.clock().set(now);
    bench.sage.clock().set(now);
    bench
}

fn day(at: DateTime<Utc>) -> NaiveDate {
    at.with_timezone(&New_York).date_naive()
}

/// The posting date of each invoice, by order.
fn posted(bench: &Bench) -> BTreeMap<String, NaiveDate> {
    bench.sage.run_day_end();
    bench.sage.post_everything();
    let rows = bench.sage.rows("ARPostedDocuments").into_iter();
    rows.map(|row| {
        let text = |name: &str| row[name].as_str().unwrap().to_owned();
        (text("OrderNumber"), text("PostingDate")[..10].parse().unwrap())
    })
    .collect()
}

/// The orders that are shipped now.
fn shipped(bench: &Bench) -> Vec<Order> {
    let now = bench.amazon.clock().now();
    let world = bench.amazon.world();
    world
        .orders
        .iter()
        .filter(|order| order.status(now) == "SHIPPED")
        .collect()
}

fn asked(bench: &Bench) -> usize {
    let requests = bench.amazon.requests();
    requests
        .iter()
        .filter(|one| one.method == "POST" && one.path.contains(REPORTS))
        .count()
}

fn months(days: &BTreeMap<String, NaiveDate>) -> BTreeMap<String, String> {
    days.iter()
        .map(|(order, day)| (order.clone(), day.format("%Y-%m").to_string()))
        .collect()
}

#[test]
fn the_report_of_fulfilled_shipments_tells_where_finances_do_not() {
    let bench = unread();
    let ran = bench.run(&["-v", "pull-orders"]).expect(0);
    assert!(ran.stderr.contains("Finance and Accounting"), "{}", ran.stderr);
    let right: BTreeMap<_, _> = shipped(&bench)
        .iter()
        .map(|order| (order.id.clone(), day(order.shipped_at().unwrap())))
        .collect();
    assert!(right.len() > 60, "{}", right.len());
    let found = posted(&bench);
    assert_eq!(months(&found), months(&right));
    println!("{} orders: {} reports asked for", right.len(), asked(&bench));
    assert!(asked(&bench) <= 4, "{}", asked(&bench));
    // What it says of buyers is looked at by nobody.
    let kept = std::fs::read(bench.path("db.sqlite")).unwrap();
    let planted = PLANTED.as_bytes();
    assert!(!kept.windows(planted.len()).any(|some| some == planted));
    assert!(!ran.stderr.contains(PLANTED) && !ran.stdout.contains(PLANTED));
}

/// A stretch of time that is longer than runs may wait is not begun anew for ever: each run gets some orders further.
#[test]
fn a_stretch_that_no_run_can_read_to_its_end_is_no_wait_for_ever() {
    let bench = unread();
    bench.amazon.faults().clear();
    bench.amazon.settings().transactions_page = 2;
    let run = ["-q", "pull-orders", "--max-wait", "1s"];
    let mut statuses = Vec::new();
    while statuses.last() != Some(&Some(0)) {
        let ran = bench.run(&run);
        assert!(matches!(ran.status, Some(0 | 4)), "{ran:?}");
        let told = ran.stderr.matches("would have to wait").count();
        assert!(told <= 2, "{told} times in one run:\n{}", ran.stderr);
        statuses.push(ran.status);
        assert!(statuses.len() < 12, "{statuses:?}");
        bench.advance(Duration::from_secs(3_600));
    }
    assert!(statuses.len() > 2, "the stretch was read at once: {statuses:?}");
    let right: BTreeMap<_, _> = shipped(&bench)
        .iter()
        .map(|order| (order.id.clone(), day(order.shipped_at().unwrap())))
        .collect();
    assert_eq!(months(&posted(&bench)), months(&right));
}

#[test]
fn orders_wait_for_a_report_that_is_still_being_made_and_the_next_run_collects_it() {
    let bench = unread();
    bench.amazon.settings().reports_take = Lag::Never;
    let run = ["-q", "pull-orders", "--max-wait", "0s"];
    let ran = bench.run(&run).expect(4);
    assert!(
        ran.stderr.contains("report of fulfilled shipments"),
        "{}",
        ran.stderr
    );
    let first = posted(&bench);
    let right: BTreeMap<_, _> = shipped(&bench)
        .iter()
        .map(|order| (order.id.clone(), day(order.shipped_at().unwrap())))
        .collect();
    assert!(first.len() < right.len(), "nothing depended on it");
    bench.amazon.settings().reports_take = Lag::Reads(0);
    let before = asked(&bench);
    bench.advance(Duration::from_secs(60));
    bench.run(&run).expect(0);
    assert_eq!(asked(&bench), before, "what was asked for is not asked for again");
    assert_eq!(months(&posted(&bench)), months(&right));
}

#[test]
fn without_either_source_the_last_change_dates_an_order_and_never_the_run() {
    let never_made = |bench: &Bench| {
        bench.amazon.settings().reports_take = Lag::Never;
        bench.run(&["-q", "pull-orders", "--max-wait", "0s"]).expect(4);
        bench.advance(Duration::from_secs(7 * 3_600));
    };
    let refused = |bench: &Bench| {
        let fault = Fault::Status(403, r#"{"errors":[{"code":"Unauthorized","message":"Access to requested resource is denied.","details":""}]}"#.into());
        bench
            .amazon
            .faults()
            .add(Rule::always(fault).method("POST").path(REPORTS));
    };
    for (what, makes) in [
        ("never made", &never_made as &dyn Fn(&Bench)),
        ("refused", &refused),
    ] {
        let bench = unread();
        makes(&bench);
        let mut ran = bench.run(&["pull-orders", "--max-wait", "0s"]);
        // Each stretch of days has its own report, and each of them its own patience.
        for _ in 0..3 {
            if ran.status == Some(0) {
                break;
            }
            bench.advance(Duration::from_secs(7 * 3_600));
            ran = bench.run(&["pull-orders", "--max-wait", "0s"]);
        }
        ran.expect(0);
        let now = bench.amazon.clock().now();
        let right: BTreeMap<_, _> = shipped(&bench)
            .iter()
            .map(|order| (order.id.clone(), day(order.state(now).unwrap().at)))
            .collect();
        assert_eq!(months(&posted(&bench)), months(&right), "{what}");
    }
}

#[test]
fn what_finances_tell_is_not_asked_for_again() {
    let bench = unread();
    bench.amazon.faults().clear();
    bench.run(&["-q", "pull-orders"]).expect(0);
    assert_eq!(asked(&bench), 0);
}
