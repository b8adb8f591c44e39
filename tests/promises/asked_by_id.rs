//! Orders that are asked for by their ids: one that Amazon does not give stops no other, and what Amazon told wrongly is asked
//! for again until it is right.

use std::sync::Arc;
use std::time::Duration;

use ml_connector::books::record::{Kind, State};
use ml_connector::sandbox::sage300::{Company, Settings as SageSettings};
use ml_connector::sandbox::{Fault, Request, Response, Rule};
use serde_json::{Value, json};

use crate::field::{bench_with, order};
use crate::harness::Bench;
use crate::settlements::{assert_ledger_is_right, configure};

const ORDERS: &str = "/orders/2026-01-01/orders";
const ONE: &str = "111-0000001-0000001";
const OTHER: &str = "111-0000002-0000002";

fn refuse(bench: &Bench, id: &str) {
    let refused = r#"{ "errors": [{ "code": "InvalidInput", "message": "no" }] }"#;
    let rule = Rule::always(Fault::Status(400, refused.to_owned()));
    bench.amazon.faults().add(rule.path(&format!("^{ORDERS}/{id}")));
}

/// Makes these the orders that Amazon lists, and those the ones that it gives by their ids.
fn tell(bench: &Bench, listed: Vec<Value>, by_id: Vec<Value>) {
    let bound = (bench.amazon.clock().now() - chrono::TimeDelta::minutes(3)).to_rfc3339();
    let answer = move |request: &Request, _: Response| {
        let last = request.segments.last().map(String::as_str).unwrap_or_default();
        if last == "orders" {
            return Response::json(200, &json!({ "orders": listed, "lastUpdatedBefore": bound }));
        }
        let order = by_id.iter().find(|order| order["orderId"] == last).unwrap();
        Response::json(200, &json!({ "order": order }))
    };
    let rule = Rule::always(Fault::Changed(Arc::new(answer)));
    bench.amazon.faults().add(rule.path(&format!("^{ORDERS}")));
}

fn standing(bench: &Bench, id: &str) -> (State, String) {
    let record = bench.store().record(Kind::Order, id).unwrap().unwrap();
    (record.state, record.reason.unwrap_or_default())
}

#[test]
fn of_two_orders_that_a_person_names_one_is_read_where_the_other_is_refused() {
    let bench = bench_with(Company::demo(), SageSettings::default());
    refuse(&bench, ONE);
    tell(&bench, Vec::new(), vec![order(OTHER, &["MUG-BLU"], "12.00")]);
    let ran = bench
        .run(&["pull-orders", "--order", ONE, "--order", OTHER])
        .expect(4);
    assert!(
        ran.stderr.contains(&format!("order {ONE} was not read")),
        "{}",
        ran.stderr
    );
    assert_eq!(standing(&bench, OTHER).0, State::Posted);
    assert!(bench.store().record(Kind::Order, ONE).unwrap().is_none());
}

/// Where nothing is answered, each order would wait for the same.
#[test]
fn an_amazon_that_is_away_is_asked_for_two_orders_and_no_more() {
    let bench = bench_with(Company::demo(), SageSettings::default());
    bench
        .amazon
        .faults()
        .add(Rule::always(Fault::Html503).path(&format!("^{ORDERS}/")));
    let names: Vec<String> = (1..=5).map(|at| format!("111-0000001-000000{at}")).collect();
    let mut words = vec!["pull-orders"];
    for name in &names {
        words.extend(["--order", name]);
    }
    bench.run(&words).expect(4);
    let mut asked: Vec<String> = bench.amazon.requests().into_iter().map(|one| one.path).collect();
    asked.retain(|path| path.starts_with(&format!("{ORDERS}/")));
    asked.dedup();
    assert_eq!(asked.len(), 2, "{asked:?}");
}

/// An order whose price Amazon had not worked out, and which it does not list again when it has.
#[test]
fn what_amazon_told_too_little_of_is_asked_for_again_though_it_is_not_listed() {
    let bench = bench_with(Company::demo(), SageSettings::default());
    let mut bare = order(ONE, &["MUG-BLU"], "12.00");
    bare.as_object_mut().unwrap().remove("proceeds");
    bare["orderItems"][0].as_object_mut().unwrap().remove("proceeds");
    tell(&bench, vec![bare.clone()], vec![bare]);
    bench.run(&["pull-orders"]).expect(3);
    assert_eq!(standing(&bench, ONE), (State::Held, "no-price".to_owned()));
    bench.amazon.faults().clear();
    tell(&bench, Vec::new(), vec![order(ONE, &["MUG-BLU"], "12.00")]);
    bench.advance(Duration::from_secs(60));
    bench.run(&["pull-orders"]).expect(0);
    assert_eq!(standing(&bench, ONE).0, State::Posted);
}

#[test]
fn an_order_that_amazon_knows_no_more_is_asked_for_until_a_person_ends_it() {
    let bench = bench_with(Company::demo(), SageSettings::default());
    let mut bare = order(ONE, &["MUG-BLU"], "12.00");
    bare["orderItems"][0]["product"]
        .as_object_mut()
        .unwrap()
        .remove("sellerSku");
    tell(&bench, vec![bare.clone()], vec![bare]);
    bench.run(&["pull-orders"]).expect(3);
    assert_eq!(standing(&bench, ONE), (State::Held, "no-sku".to_owned()));
    bench.amazon.faults().clear();
    let gone = r#"{ "errors": [{ "code": "NotFound", "message": "no" }] }"#;
    let rule = Rule::always(Fault::Status(404, gone.to_owned()));
    bench.amazon.faults().add(rule.path(&format!("^{ORDERS}/")));
    bench.advance(Duration::from_secs(60));
    let ran = bench.run(&["pull-orders"]).expect(3);
    let advice = format!("resolve {ONE} --skip");
    assert!(ran.stderr.contains(&advice), "{}", ran.stderr);
    bench
        .run(&["resolve", ONE, "--skip", "--because", "it is no order of ours"])
        .expect(0);
    bench.run(&["pull-orders"]).expect(0);
}

#[test]
fn a_settlement_waits_for_the_order_that_cannot_be_had_and_reads_the_others() {
    let asked = |bench: &Bench| -> Vec<String> {
        let requests = bench.amazon.requests();
        let ids = requests.iter().filter_map(|one| one.path.strip_prefix(ORDERS));
        ids.filter_map(|rest| rest.strip_prefix('/'))
            .map(str::to_owned)
            .collect()
    };
    let whole = Bench::small();
    configure(&whole, &[]);
    whole.run(&["post-settlements"]);
    let ids = asked(&whole);
    assert!(ids.len() > 1, "{ids:?}");
    let bench = Bench::small();
    configure(&bench, &[]);
    refuse(&bench, &ids[0]);
    bench.run(&["post-settlements"]);
    let settlements = bench
        .store()
        .records_in(Kind::Settlement, &[State::Staged, State::Held], 0, 99)
        .unwrap();
    let waiting = settlements
        .iter()
        .find(|one| one.reason.as_deref() == Some("orders-unread"))
        .unwrap();
    assert!(waiting.detail.as_ref().unwrap().contains(&ids[0]), "{waiting:?}");
    let known = |id: &String| bench.store().record(Kind::Order, id).unwrap().is_some();
    assert!(!known(&ids[0]));
    assert!(ids.iter().skip(1).any(known));
    bench.amazon.faults().clear();
    bench.run(&["post-settlements"]);
    assert!(known(&ids[0]));
    assert_ledger_is_right(&bench);
}

/// More orders than are asked for in a run, held for good, keep none that waits from being asked for.
#[test]
fn what_is_held_for_good_keeps_nothing_that_waits() {
    let bench = bench_with(Company::demo(), SageSettings::default());
    let id = |number: usize| format!("111-{number:07}-0000009");
    let bare = |number: usize| {
        let mut order = order(&id(number), &["MUG-BLU"], "12.00");
        let product = order["orderItems"][0]["product"].as_object_mut().unwrap();
        product.remove("sellerSku");
        order
    };
    let mut waiting = order(ONE, &["MUG-BLU"], "12.00");
    waiting["fulfillment"]["fulfillmentStatus"] = json!("UNSHIPPED");
    waiting["orderItems"][0]["fulfillment"] = json!({ "quantityFulfilled": 0, "quantityUnfulfilled": 1 });
    let mut all: Vec<Value> = (0..20).map(bare).collect();
    all.push(waiting);
    tell(&bench, all.clone(), all.clone());
    bench.run(&["-q", "pull-orders"]).expect(3);
    // It ships, and no list tells of it.
    bench.amazon.faults().clear();
    all.pop();
    all.push(order(ONE, &["MUG-BLU"], "12.00"));
    tell(&bench, Vec::new(), all);
    bench.advance(Duration::from_secs(5 * 24 * 3_600));
    bench.run(&["-q", "pull-orders"]).expect(3);
    assert_eq!(standing(&bench, ONE).0, State::Posted);
}
