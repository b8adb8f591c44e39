//! Promises that could once be broken without any test noticing.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use ml_connector::books::record::State;
use ml_connector::sandbox::sage300::{Company, Settings as SageSettings};
use ml_connector::sandbox::{Fault, Request, Response, Rule, Server};
use serde_json::{Value, json};

use super::{bench_with, order, sent, serve};
use crate::harness::Bench;
use crate::settlements::{batches, configure, ready};

fn id(number: usize) -> String {
    format!("118-{number:07}-1000001")
}

fn one_posted() -> Bench {
    let bench = bench_with(Company::demo(), SageSettings::default());
    serve(&bench, vec![order(&id(1), &["MUG-BLU"], "12.00")]);
    bench.run(&["pull-orders"]).expect(0);
    bench
}

fn open_kinds(bench: &Bench) -> Vec<String> {
    let open = bench.store().open_exceptions().unwrap();
    open.into_iter().map(|exception| exception.kind).collect()
}

#[test]
fn totals_are_read_again_right_before_posting() {
    let bench = ready();
    // A question for a few seconds is the last look at one group before its journal is sent.
    let answer = move |request: &Request, usual: Response| {
        let at = |name: &str| {
            request
                .query_value(name)
                .and_then(|text| text.parse::<DateTime<Utc>>().ok())
        };
        let narrow = at("FinancialEventGroupStartedAfter")
            .zip(at("FinancialEventGroupStartedBefore"))
            .is_some_and(|(after, before)| before - after < TimeDelta::minutes(1));
        if !narrow {
            return usual;
        }
        let mut body: Value = serde_json::from_slice(&usual.body).unwrap();
        let groups = body["payload"]["FinancialEventGroupList"].as_array_mut().unwrap();
        for group in groups {
            group["OriginalTotal"]["CurrencyAmount"] = json!(1.25);
        }
        Response::json(200, &body)
    };
    let path = "^/finances/v0/financialEventGroups";
    bench
        .amazon
        .faults()
        .add(Rule::always(Fault::Changed(Arc::new(answer))).path(path));
    bench.run(&["post-settlements"]);
    assert_eq!(
        batches(&bench).len(),
        0,
        "a journal was posted beside totals that had changed"
    );
}

#[test]
fn an_order_that_changes_after_its_invoice_is_an_exception() {
    let bench = one_posted();
    let mut newer = order(&id(1), &["MUG-BLU"], "11.00");
    newer["lastUpdatedTime"] = json!("2026-03-18T10:00:00Z");
    serve(&bench, vec![newer]);
    bench.run(&["pull-orders"]).expect(3);
    assert_eq!(open_kinds(&bench), ["changed-after-invoice"]);
    let open = bench.store().open_exceptions().unwrap();
    assert!(
        open[0].figures.contains("12.00") && open[0].figures.contains("11.00"),
        "{}",
        open[0].figures
    );
    assert_eq!(sent(&bench, "OEOrders"), 1);
}

#[test]
fn what_differs_after_the_invoice_is_named_though_the_total_is_the_same() {
    let bench = one_posted();
    let mut newer = order(&id(1), &["MUG-BLU"], "12.00");
    let mut read_again = |path: &str, value: Value, day: u32| {
        newer["lastUpdatedTime"] = json!(format!("2026-03-{day}T10:00:00Z"));
        *newer.pointer_mut(path).unwrap() = value;
        serve(&bench, vec![newer.clone()]);
        bench.run(&["pull-orders"]).expect(3);
        bench.store().open_exceptions().unwrap().remove(0).figures
    };
    let first = read_again("/orderItems/0/product/sellerSku", json!("PEN#12"), 18);
    assert!(first.contains("SKU `PEN#12`, not `MUG-BLU`"), "{first}");
    bench.run(&["resolve", &id(1), "--because", "renamed"]).expect(0);
    let second = read_again("/orderItems/0/fulfillment/quantityFulfilled", json!(0), 19);
    assert!(second.contains("0 shipped, not 1"), "{second}");
}

#[test]
fn the_quantity_in_sages_invoice_is_compared() {
    let bench = bench_with(Company::demo(), SageSettings::default());
    serve(&bench, vec![order(&id(1), &["MUG-BLU"], "12.00")]);
    let answer = |_: &Request, usual: Response| {
        let mut body: Value = serde_json::from_slice(&usual.body).unwrap();
        for row in body["value"].as_array_mut().into_iter().flatten() {
            for line in row["InvoiceDetails"].as_array_mut().into_iter().flatten() {
                line["QuantityShipped"] = json!(3);
            }
        }
        Response::json(usual.status, &body)
    };
    let rule = Rule::always(Fault::Changed(Arc::new(answer)))
        .method("GET")
        .path("OEInvoices");
    bench.sage.faults().add(rule);
    bench.run(&["pull-orders"]).expect(3);
    assert_eq!(open_kinds(&bench), ["differs-in-sage"]);
    let open = bench.store().open_exceptions().unwrap();
    assert!(open[0].figures.contains('3'), "{}", open[0].figures);
}

#[test]
fn a_bound_far_in_the_future_is_not_believed() {
    let bench = bench_with(Company::demo(), SageSettings::default());
    let orders = vec![order(&id(1), &["MUG-BLU"], "12.00")];
    let answer = move |_: &Request, _: Response| {
        Response::json(
            200,
            &json!({ "orders": orders, "lastUpdatedBefore": "2031-01-01T00:00:00Z" }),
        )
    };
    let rule = Rule::once(Fault::Changed(Arc::new(answer))).path("^/orders/2026-01-01/orders");
    bench.amazon.faults().add(rule);
    let ran = bench.run(&["pull-orders"]).expect(4);
    assert!(ran.stderr.contains("2031-01-01"), "{}", ran.stderr);
    // An order that changes afterwards is still read.
    serve(&bench, vec![order(&id(2), &["MUG-BLU"], "13.00")]);
    bench.run(&["pull-orders"]).expect(0);
    let after = bench
        .amazon
        .requests()
        .iter()
        .rev()
        .find_map(|request| request.query_value("lastUpdatedAfter").map(str::to_owned))
        .unwrap();
    assert!(after.as_str() < "2026-03-19", "read from {after} on");
    assert_eq!(sent(&bench, "OEOrders"), 2);
}

#[test]
fn a_report_with_another_total_is_a_reissue_though_finances_was_posted() {
    let bench = ready();
    configure(&bench, &[]);
    bench.run(&["post-settlements"]).expect(0);
    let report = String::from_utf8(bench.amazon.settlement_report("18000039595").unwrap()).unwrap();
    let report = report
        .replace("392.54", "402.54")
        .replacen("\t-1.50\t", "\t8.50\t", 1);
    bench.write("again.txt", &report);
    let before = batches(&bench).len();
    bench.run(&["post-settlements", "--file", "again.txt"]).expect(3);
    assert_eq!(open_kinds(&bench), ["reissued"]);
    let open = bench.store().open_exceptions().unwrap();
    assert!(
        open[0].figures.contains("392.54, now 402.54"),
        "{}",
        open[0].figures
    );
    assert_eq!(batches(&bench).len(), before);
}

#[test]
fn no_redirect_is_followed_to_another_live_host() {
    for status in [301, 302, 307, 308] {
        let other = Server::start(|_: &Request| Response::json(200, &json!({ "value": [] }))).unwrap();
        let location = format!("{}/elsewhere", other.url());
        let answer =
            move |_: &Request, _: Response| Response::empty(status).with_header("Location", &location);
        let moved = || Rule::always(Fault::Changed(Arc::new(answer.clone())));
        let bench = bench_with(Company::demo(), SageSettings::default());
        serve(&bench, vec![order(&id(1), &["MUG-BLU"], "12.00")]);
        bench.sage.faults().add(moved().method("POST"));
        bench.run(&["pull-orders"]);
        bench.sage.faults().clear();
        bench.sage.faults().add(moved());
        bench.run(&["pull-orders"]);
        bench.amazon.faults().clear();
        bench.amazon.faults().add(moved());
        bench.run(&["pull-orders", "--max-wait", "1s"]);
        assert_eq!(other.requests().len(), 0, "{status} was followed to another host");
    }
}

#[test]
fn a_dry_run_tells_of_what_cannot_be_read_and_ends_as_the_real_run_would() {
    let bench = bench_with(Company::demo(), SageSettings::default());
    let mut of_no_shop = order(&id(2), &["MUG-BLU"], "12.00");
    let shop = of_no_shop["salesChannel"].as_object_mut().unwrap();
    shop.remove("marketplaceId");
    let mut half_a_mug = order(&id(3), &["MUG-BLU"], "12.00");
    half_a_mug["orderItems"][0]["quantityOrdered"] = json!(1.5);
    serve(&bench, vec![of_no_shop, half_a_mug]);
    for words in [
        &["--json", "pull-orders", "--dry-run"][..],
        &["--json", "pull-orders"],
    ] {
        let ran = bench.run(words).expect(3);
        let held = ran.json()["held"].as_array().unwrap().clone();
        let reasons = held.iter().map(|one| one["reason"].as_str().unwrap());
        assert_eq!(
            reasons.collect::<Vec<_>>(),
            ["unreadable", "unreadable"],
            "{held:?}"
        );
        let told = ran.stdout.contains("marketplaceId") && ran.stdout.contains("quantityOrdered");
        assert!(told, "{}", ran.stdout);
    }
}

#[test]
fn an_order_of_less_than_nothing_is_no_invoice() {
    let bench = bench_with(Company::demo(), SageSettings::default());
    let mut odd = order(&id(4), &["MUG-BLU"], "10.00");
    let parts = odd["orderItems"][0]["proceeds"]["breakdowns"]
        .as_array_mut()
        .unwrap();
    parts.push(json!({ "type": "DISCOUNT", "subtotal": { "amount": "12.00", "currencyCode": "USD" } }));
    odd["orderItems"][0]["proceeds"]["proceedsTotal"]["amount"] = json!("-2.00");
    odd["proceeds"]["grandTotal"]["amount"] = json!("-2.00");
    serve(&bench, vec![odd]);
    bench.run(&["pull-orders"]).expect(3);
    assert_eq!(
        super::standing(&bench, &id(4)),
        (State::Held, "contradictory".to_owned())
    );
    assert_eq!(sent(&bench, "OEOrders"), 0);
}
