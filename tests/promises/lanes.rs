//! Posting while reading goes on: the first order is in Sage before the last page is read, and lanes give way.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use ml_connector::sandbox::amazon::Settings as AmazonSettings;
use ml_connector::sandbox::http::{Request, Response};
use ml_connector::sandbox::sage300::{Company, Settings as SageSettings};
use ml_connector::sandbox::world::World;
use ml_connector::sandbox::{Fault, Recorded, Rule};
use serde_json::{Value, json};

use crate::harness::{Bench, now};

fn many(orders: u64) -> Bench {
    Bench::new(
        World::large(3, now(), orders),
        Company::demo(),
        AmazonSettings::unthrottled(),
        SageSettings::default(),
    )
}

/// Every order of the world is in Sage, and none twice.
#[track_caller]
fn assert_each_once(bench: &Bench, orders: usize) {
    let numbers: Vec<String> = bench
        .sage
        .rows("OEOrders")
        .iter()
        .map(|order| order["OrderNumber"].to_string())
        .collect();
    let once: BTreeSet<_> = numbers.iter().collect();
    assert_eq!((once.len(), numbers.len()), (orders, orders));
}

#[test]
fn the_first_order_is_in_sage_before_the_last_page_is_asked_for() {
    let bench = many(250);
    let posts = Arc::new(AtomicUsize::new(0));
    let (counted, at_last_page) = (Arc::clone(&posts), Arc::new(AtomicUsize::new(0)));
    let count = Fault::After(Arc::new(move |_| {
        counted.fetch_add(1, Ordering::SeqCst);
    }));
    bench
        .sage
        .faults()
        .add(Rule::always(count).method("POST").path("OE/OEOrders"));
    let (seen, noted) = (Arc::clone(&posts), Arc::clone(&at_last_page));
    let note = Fault::Before(Arc::new(move |_| {
        noted.store(seen.load(Ordering::SeqCst), Ordering::SeqCst);
    }));
    let searched = Rule::always(note).path("/orders/2026-01-01/orders");
    bench.amazon.faults().add(searched);
    let ran = bench.run(&["-q", "pull-orders"]);
    assert!(matches!(ran.status, Some(0 | 3)), "{ran:?}");
    assert!(at_last_page.load(Ordering::SeqCst) > 100, "{at_last_page:?}");
    assert_each_once(&bench, posts.load(Ordering::SeqCst));
    bench.run(&["-q", "audit", "verify"]).expect(0);
}

#[test]
fn too_many_requests_leaves_one_lane_and_loses_nothing() {
    let bench = many(60);
    let words =
        r#"{"error":{"code":"TooManyRequests","message":{"lang":"en-US","value":"Too many requests."}}}"#;
    let rule = Rule::once(Fault::Status(429, words.to_owned())).skip(9);
    bench.sage.faults().add(rule.method("POST").path("OE/OEOrders"));
    bench.run(&["-q", "pull-orders"]).expect(4);
    let after_one = bench.sage.rows("OEOrders").len();
    assert!(after_one > 40, "the others went on, one at a time: {after_one}");
    let ran = bench.run(&["-q", "pull-orders"]);
    assert!(matches!(ran.status, Some(0 | 3)), "{ran:?}");
    assert_each_once(&bench, after_one + 1);
}

#[test]
fn questions_share_the_lanes_with_what_is_sent() {
    let bench = many(150);
    let text = std::fs::read_to_string(bench.path("config.toml")).unwrap();
    let key = "read_timeout = \"5 s\"";
    bench.write(
        "config.toml",
        &text.replace(key, &format!("{key}\nmax_concurrent_posts = 3")),
    );
    bench.sage.recorder().clear();
    bench.sage.take(Duration::from_millis(20));
    let ran = bench.run(&["-q", "pull-orders"]);
    assert!(matches!(ran.status, Some(0 | 3)), "{ran:?}");
    assert_each_once(&bench, 150);
    let requests = bench.sage.requests();
    let connections = |of: &[Recorded]| -> usize {
        let all: BTreeSet<u64> = of.iter().map(|request| request.connection).collect();
        all.len()
    };
    let first = requests
        .iter()
        .position(|request| request.method == "POST")
        .unwrap();
    let before = connections(&requests[..first]);
    assert!(
        (2..=3).contains(&before),
        "asked at once before the first post: {before}"
    );
    // One more than documents: while every lane has one on its way, one question is asked at a time.
    assert!(connections(&requests) <= 4, "{}", connections(&requests));
}

#[test]
fn a_wrong_password_is_tried_once_however_much_is_asked_at_once() {
    let settings = SageSettings {
        password: "another one".to_owned(),
        ..SageSettings::default()
    };
    let world = World::large(3, now(), 20);
    let bench = Bench::new(world, Company::demo(), AmazonSettings::unthrottled(), settings);
    bench.run(&["-q", "pull-orders"]).expect(5);
    assert_eq!(bench.sage.requests().len(), 1);
    bench.run(&["-q", "pull-orders"]).expect(5);
    assert_eq!(bench.sage.requests().len(), 1);
}

/// An order without an item waits for the plan after the reading, which knows what was asked while pages came.
#[test]
fn no_item_is_asked_for_twice_in_a_pull() {
    let bench = many(150);
    let without_an_item = |_: &Request, usual: Response| {
        let mut page: Value = serde_json::from_slice(&usual.body).unwrap();
        page["orders"][0]["orderItems"][0]["product"] = json!({ "sellerSku": "NOWHERE1" });
        Response::json(usual.status, &page)
    };
    let rule = Rule::once(Fault::Changed(Arc::new(without_an_item)));
    bench.amazon.faults().add(rule.path("/orders/2026-01-01/orders"));
    bench.run(&["-q", "pull-orders"]).expect(3);
    assert_each_once(&bench, 149);
    let requests = bench.sage.requests();
    let of_it = requests.iter().filter(|request| {
        let filters = request.query.iter().any(|(_, value)| value.contains("NOWHERE1"));
        request.path.contains("IC/ICItems") && filters
    });
    assert_eq!(of_it.count(), 1);
}
