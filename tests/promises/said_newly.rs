//! What Amazon says newly of an order it had told before: what does not read is no silence, what is taken back is over, and
//! words that nobody knows decide nothing.

use std::time::Duration;

use ml_connector::books::record::{Kind, State};
use ml_connector::sandbox::sage300::{Company, Settings as SageSettings};
use ml_connector::sandbox::{Fault, Rule};
use serde_json::{Value, json};

use crate::field::{bench_with, order, serve};
use crate::harness::Bench;
use crate::stated_tax::states;
use crate::vat_refunds::{SCENARIO, german};

const ID: &str = "111-0000001-0000001";
const HOUR: Duration = Duration::from_secs(3_600);

fn standing(bench: &Bench) -> (State, String) {
    let record = bench.store().record(Kind::Order, ID).unwrap().unwrap();
    (record.state, record.reason.unwrap_or_default())
}

fn open_kinds(bench: &Bench) -> Vec<String> {
    let open = bench.store().open_exceptions().unwrap();
    open.into_iter().map(|one| one.kind).collect()
}

/// The order as it is at an hour of the 18th.
fn at(hour: u32, change: impl Fn(&mut Value)) -> Value {
    let mut order = order(ID, &["MUG-BLU"], "12.00");
    order["lastUpdatedTime"] = json!(format!("2026-03-18T{hour:02}:00:00Z"));
    change(&mut order);
    order
}

fn cancelled(order: &mut Value) {
    order["fulfillment"]["fulfillmentStatus"] = json!("CANCELLED");
    order["orderItems"][0]["fulfillment"] = json!({ "quantityFulfilled": 0, "quantityUnfulfilled": 0 });
}

fn garbled(order: &mut Value) {
    order["orderItems"][0]["quantityOrdered"] = Value::Null;
}

/// Orders are not taken while this holds.
fn sage_is_busy(bench: &Bench) {
    let refused = r#"{ "error": { "code": "Busy", "message": { "lang": "en-US", "value": "later" } } }"#;
    let rule = Rule::always(Fault::Status(503, refused.to_owned()));
    bench.sage.faults().add(rule.method("POST").path("OEOrders"));
}

#[test]
fn what_does_not_read_newly_holds_what_was_not_sent_and_is_asked_for_again() {
    for ends_cancelled in [true, false] {
        let bench = bench_with(Company::demo(), SageSettings::default());
        serve(&bench, vec![at(1, |_| {})]);
        sage_is_busy(&bench);
        bench.run(&["pull-orders"]);
        assert_ne!(standing(&bench).0, State::Posted);
        bench.sage.faults().clear();
        serve(&bench, vec![at(2, garbled)]);
        bench.advance(HOUR);
        bench.run(&["pull-orders"]).expect(3);
        assert_eq!(standing(&bench), (State::Held, "newer-unreadable".to_owned()));
        // It stays so however often it is planned.
        bench.run(&["pull-orders"]).expect(3);
        assert!(bench.sage.rows("OEOrders").is_empty());
        if ends_cancelled {
            serve(&bench, vec![at(2, cancelled)]);
            bench.run(&["pull-orders"]).expect(0);
            assert_eq!(standing(&bench), (State::Skipped, "cancelled".to_owned()));
        } else {
            serve(&bench, vec![at(1, |_| {})]);
            bench.run(&["pull-orders"]).expect(0);
            assert_eq!(standing(&bench).0, State::Posted);
        }
    }
}

#[test]
fn what_does_not_read_newly_of_an_invoiced_order_is_told_until_it_reads() {
    let bench = bench_with(Company::demo(), SageSettings::default());
    serve(&bench, vec![at(1, |_| {})]);
    bench.run(&["pull-orders"]).expect(0);
    serve(&bench, vec![at(2, garbled)]);
    bench.advance(HOUR);
    bench.run(&["pull-orders"]).expect(3);
    assert_eq!(open_kinds(&bench), ["changed-after-invoice"]);
    bench.run(&["pull-orders"]).expect(3);
    // As it was, in a later version.
    serve(&bench, vec![at(3, |_| {})]);
    bench.advance(HOUR);
    bench.run(&["pull-orders"]).expect(0);
    assert!(open_kinds(&bench).is_empty());
}

#[test]
fn a_cancellation_that_amazon_takes_back_is_over_and_an_older_version_ends_nothing() {
    let bench = bench_with(Company::demo(), SageSettings::default());
    serve(&bench, vec![at(1, |_| {})]);
    bench.run(&["pull-orders"]).expect(0);
    serve(&bench, vec![at(4, cancelled)]);
    bench.advance(HOUR);
    bench.run(&["pull-orders"]).expect(3);
    assert_eq!(open_kinds(&bench), ["cancelled-after-invoice"]);
    for (hour, ends) in [(1, 3), (3, 3), (5, 0)] {
        serve(&bench, vec![at(hour, |_| {})]);
        bench.advance(HOUR);
        bench.run(&["pull-orders"]).expect(ends);
        assert_eq!(open_kinds(&bench).is_empty(), ends == 0, "{hour}");
    }
}

#[test]
fn a_sales_channel_that_nobody_knows_is_held() {
    let bench = bench_with(Company::demo(), SageSettings::default());
    let from = |channel: &str| {
        let channel = json!(channel);
        at(1, move |order| {
            order["salesChannel"]["channelName"] = channel.clone()
        })
    };
    serve(&bench, vec![from("AMAZON_OUTLET")]);
    let ran = bench.run(&["pull-orders"]).expect(3);
    assert_eq!(standing(&bench), (State::Held, "unknown-status".to_owned()));
    assert!(ran.stdout.contains("AMAZON_OUTLET"), "{}", ran.stdout);
    serve(&bench, vec![from("Amazon")]);
    bench.run(&["pull-orders"]).expect(0);
    assert_eq!(standing(&bench).0, State::Posted);
}

/// A parcel that was cancelled never left, and nothing leaves before it is ordered.
#[test]
fn an_invoice_is_dated_by_what_left() {
    let parcel = |status: &str, at: &str| json!({ "packageReferenceId": at, "shipTime": at, "packageStatus": { "status": status } });
    let packages = [
        parcel("DELIVERED", "2026-03-16T20:00:00Z"),
        parcel("CANCELLED", "2026-03-17T20:00:00Z"),
        parcel("SHIPPED", "2025-03-17T20:00:00Z"),
    ];
    let bench = bench_with(Company::demo(), SageSettings::default());
    serve(
        &bench,
        vec![at(1, |order| order["packages"] = json!(packages.clone()))],
    );
    bench.run(&["pull-orders"]).expect(0);
    let sent = bench.sage.requests();
    let sent = sent
        .iter()
        .find(|one| one.method == "POST" && one.path.ends_with("OEOrders"));
    let document = sent.unwrap().json();
    let date = document["InvoicePostingDate"].as_str().unwrap();
    assert!(date.starts_with("2026-03-16"), "{date}");
}

#[test]
fn tax_that_amazon_does_not_show_is_not_the_sellers_because_prices_hold_it() {
    let bench = german("finances");
    let id = bench.amazon.world().orders.scenario(SCENARIO).id.clone();
    states(&bench, &id, "1.00", true);
    bench.run(&["pull-orders"]).expect(3);
    let standing = || {
        let record = bench.store().record(Kind::Order, &id).unwrap().unwrap();
        (record.state, record.reason.unwrap_or_default())
    };
    assert_eq!(standing(), (State::Held, "tax-unknown".to_owned()));
    // Granted, it is asked for again by itself.
    bench.amazon.faults().clear();
    bench.run(&["pull-orders"]);
    assert_eq!(standing().0, State::Posted);
}
