//! Amazon where it answers otherwise than its model says.

use std::sync::Arc;
use std::time::Duration;

use ml_connector::books::record::{Kind, State};
use ml_connector::sandbox::amazon::Settings as AmazonSettings;
use ml_connector::sandbox::sage300::{Company, Settings as SageSettings};
use ml_connector::sandbox::world::World;
use ml_connector::sandbox::{Fault, Request, Response, Rule};
use serde_json::{Value, json};

use crate::harness::{Bench, now};
use crate::inventory;

fn with(change: impl Fn(&mut AmazonSettings)) -> Bench {
    let mut amazon = AmazonSettings::unthrottled();
    change(&mut amazon);
    Bench::new(
        World::small(7, now()),
        Company::demo(),
        amazon,
        SageSettings::default(),
    )
}

#[test]
fn a_listing_without_summaries_is_patched_with_its_product_type() {
    let bench = inventory::bench(inventory::SECTION);
    bench.amazon.settings().quirks.no_summaries = true;
    bench.run(&["push-inventory", "--allow-mass-change"]);
    let patches = inventory::patches(&bench);
    assert!(!patches.is_empty());
    for patch in patches {
        assert!(
            patch.json()["productType"]
                .as_str()
                .is_some_and(|word| !word.is_empty())
        );
    }
}

#[test]
fn a_seller_id_of_somebody_else_is_named() {
    let bench = inventory::bench(inventory::SECTION);
    let seller = bench.amazon.world().seller_id.clone();
    bench.amazon.world().seller_id = "ASOMEBODYELSE".to_owned();
    let ran = bench.run(&["push-inventory"]).expect(2);
    assert!(ran.stderr.contains("[amazon] seller_id"), "{}", ran.stderr);
    bench.amazon.world().seller_id = seller;
}

#[test]
fn a_bare_forbidden_names_the_role_and_a_web_page_is_no_answer() {
    let bench = with(|settings| {
        settings.quirks.bare_forbidden = true;
        settings.refused_datasets = vec!["PROCEEDS".to_owned()];
    });
    let ran = bench.run(&["pull-orders"]).expect(5);
    assert!(ran.stderr.contains("needs the role"), "{}", ran.stderr);
    let bench = with(|settings| settings.quirks.pages = true);
    let ran = bench.run(&["pull-orders", "--max-wait", "1s"]).expect(4);
    assert!(ran.stderr.contains("web page"), "{}", ran.stderr);
    assert!(bench.sage.rows("OEOrders").is_empty());
}

#[test]
fn an_order_without_a_readable_id_stands_in_the_way_only_until_a_person_has_looked() {
    let bench = inventory::bench(inventory::SECTION);
    let listed = |_: &Request, usual: Response| {
        let mut body: Value = serde_json::from_slice(&usual.body).unwrap();
        if let Some(orders) = body["orders"].as_array_mut() {
            orders.push(json!({ "orderId": "not an id!", "createdTime": "2026-03-18T09:00:00Z" }));
        }
        Response::json(usual.status, &body)
    };
    let rule = Rule::always(Fault::Changed(Arc::new(listed))).path("^/orders/2026-01-01/orders");
    bench.amazon.faults().add(rule);
    for _ in 0..2 {
        bench.advance(Duration::from_secs(30 * 60));
        bench.run(&["pull-orders"]).expect(3);
    }
    bench.advance(Duration::from_secs(24 * 3_600));
    bench.run(&["pull-orders"]).expect(3);
    bench.run(&["push-inventory", "--allow-mass-change"]).expect(4);
    let held = bench
        .store()
        .records_in(Kind::Order, &[State::Held], 0, 100)
        .unwrap();
    let nameless = held
        .iter()
        .find(|record| record.key.starts_with("unreadable-"))
        .unwrap();
    assert_eq!(
        held.iter()
            .filter(|record| record.key.starts_with("unreadable-"))
            .count(),
        1
    );
    let words = ["resolve", &nameless.key, "--skip", "--because", "looked it up"];
    bench.run(&words).expect(0);
    bench.run(&["pull-orders"]);
    let pushed = bench.run(&["push-inventory", "--allow-mass-change"]);
    assert_ne!(pushed.status, Some(4), "{}", pushed.stderr);
}
