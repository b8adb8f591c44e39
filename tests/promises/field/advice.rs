//! The advice of every reason ends what it is about: each hold is made, the words shown are followed, and it is over.

use std::collections::BTreeMap;
use std::sync::Arc;

use ml_connector::books::reason;
use ml_connector::books::record::{Kind, State};
use ml_connector::sandbox::sage300::{Company, Settings as SageSettings};
use ml_connector::sandbox::world::catalogue::CATALOGUE;
use ml_connector::sandbox::{Fault, Request, Response, Rule};
use serde_json::{Value, json};

use super::{bench_with, order, serve, standing};
use crate::harness::Bench;
use crate::orders_known_again::key_in_as;

/// How a hold is made, and what a person does when its advice is followed.
struct Walk {
    code: &'static str,
    /// The order as Amazon has it at first.
    at_first: fn(&str) -> Value,
    /// What else makes it so.
    makes: fn(&Bench),
    /// What is done about it.
    follows: fn(&Bench, &str),
    /// The order as Amazon has it then; the first again where nothing was to be mended there.
    then: fn(&str) -> Value,
}

fn nothing(_: &Bench) {}
fn wait(_: &Bench, _: &str) {}

fn plain(id: &str) -> Value {
    order(id, &["MUG-BLU"], "12.00")
}

/// As [`plain`], told by Amazon an hour later.
fn later(id: &str) -> Value {
    let mut order = plain(id);
    order["lastUpdatedTime"] = json!("2026-03-18T12:00:00Z");
    order
}

fn with_status(id: &str, status: &str, shipped: i64) -> Value {
    let mut order = plain(id);
    order["fulfillment"]["fulfillmentStatus"] = json!(status);
    order["orderItems"][0]["fulfillment"] =
        json!({ "quantityFulfilled": shipped, "quantityUnfulfilled": 1 - shipped });
    order
}

fn of_sku(id: &str, sku: &str) -> Value {
    order(id, &[sku], "12.00")
}

fn of_another_total(id: &str) -> Value {
    let mut order = plain(id);
    order["proceeds"]["grandTotal"]["amount"] = json!("12.10");
    order
}

fn partly_cancelled(id: &str) -> Value {
    let mut order = plain(id);
    order["orderItems"][0]["quantityOrdered"] = json!(3);
    order["orderItems"][0]["fulfillment"] = json!({ "quantityFulfilled": 2, "quantityUnfulfilled": 0 });
    order
}

fn without_sku(id: &str) -> Value {
    let mut order = plain(id);
    let product = order["orderItems"][0]["product"].as_object_mut().unwrap();
    product.remove("sellerSku").unwrap();
    order
}

/// Sage knows the barcode of this product under two items.
fn twice(id: &str) -> Value {
    let product = CATALOGUE.iter().find(|product| product.sku == "TOWEL-L").unwrap();
    let mut order = of_sku(id, product.sku);
    order["orderItems"][0]["product"]["asin"] = json!(product.asin);
    order
}

fn with_part(id: &str, kind: &str, amount: &str, total: &str) -> Value {
    let money = |amount: &str| json!({ "amount": amount, "currencyCode": "USD" });
    let mut order = plain(id);
    let item = &mut order["orderItems"][0];
    item["proceeds"]["breakdowns"]
        .as_array_mut()
        .unwrap()
        .push(json!({ "type": kind, "subtotal": money(amount) }));
    item["proceeds"]["proceedsTotal"] = money(total);
    order["proceeds"]["grandTotal"] = money(total);
    order
}

fn skip(bench: &Bench, id: &str) {
    bench
        .run(&["resolve", id, "--skip", "--because", "keyed in by hand"])
        .expect(0);
}

/// A person enters the order and invoices it, and says that this is it.
fn enter(bench: &Bench, id: &str) {
    let at: usize = id.split('-').nth(1).unwrap().parse().unwrap();
    key_in_as(bench, id, "12.00", 100 + at);
    bench
        .run(&["resolve", id, "--accept-sage", "--because", "keyed in by hand"])
        .expect(0);
    assert_eq!(standing(bench, id).0, State::Posted);
}

fn line(bench: &Bench, line: &str) {
    let table = std::fs::read_to_string(bench.path("items.csv")).unwrap();
    bench.write("items.csv", &format!("{table}{line}\n"));
}

fn item(bench: &Bench, number: &str, property: &str, value: Value) {
    for row in bench.sage.company().rows_mut("ICItems") {
        if row["ItemNumber"] == number {
            row[property] = value.clone();
        }
    }
}

fn config(bench: &Bench, from: &str, to: &str) {
    let text = std::fs::read_to_string(bench.path("config.toml")).unwrap();
    assert!(text.contains(from), "{from} is not in {text}");
    bench.write("config.toml", &text.replace(from, to));
}

/// Every hold of an order that stands beside others in one pass.
const TOGETHER: &[Walk] = &[
    Walk {
        code: "pending",
        at_first: |id| with_status(id, "PENDING", 0),
        makes: nothing,
        follows: wait,
        then: later,
    },
    Walk {
        code: "unshipped",
        at_first: |id| with_status(id, "UNSHIPPED", 0),
        makes: nothing,
        follows: wait,
        then: later,
    },
    Walk {
        code: "partly-shipped",
        at_first: |id| with_status(id, "PARTIALLY_SHIPPED", 0),
        makes: nothing,
        follows: wait,
        then: later,
    },
    Walk {
        code: "unfulfillable",
        at_first: |id| with_status(id, "UNFULFILLABLE", 0),
        makes: nothing,
        follows: wait,
        then: later,
    },
    Walk {
        code: "tip-pending",
        at_first: |id| {
            let mut order = plain(id);
            let tip = json!({ "type": "DELIVERY_TIP", "status": "PENDING",
                              "subtotal": { "amount": "1.00", "currencyCode": "USD" } });
            order["proceeds"]["breakdowns"] = json!([tip]);
            order
        },
        makes: nothing,
        follows: wait,
        then: later,
    },
    Walk {
        code: "unknown-status",
        at_first: |id| with_status(id, "ON_THE_WAY", 1),
        makes: nothing,
        follows: enter,
        then: |id| with_status(id, "ON_THE_WAY", 1),
    },
    Walk {
        code: "unreadable",
        at_first: |id| {
            let mut order = plain(id);
            order["createdTime"] = json!("yesterday");
            order
        },
        makes: nothing,
        follows: wait,
        then: later,
    },
    Walk {
        code: "unmapped-item",
        at_first: |id| of_sku(id, "NOBODY-KNOWS"),
        makes: nothing,
        follows: |bench, _| line(bench, "NOBODY-KNOWS,MUG-BLU,1"),
        then: |id| of_sku(id, "NOBODY-KNOWS"),
    },
    Walk {
        code: "ambiguous-item",
        at_first: twice,
        makes: nothing,
        follows: |bench, _| line(bench, "TOWEL-L,TOWELL,1"),
        then: twice,
    },
    Walk {
        code: "item-unusable",
        at_first: |id| of_sku(id, "IDLE-1"),
        makes: |bench| {
            bench.sage.company().add_item("IDLE-1", "12.00");
            item(bench, "IDLE-1", "Status", json!(false));
        },
        follows: |bench, _| item(bench, "IDLE-1", "Status", json!(true)),
        then: |id| of_sku(id, "IDLE-1"),
    },
    Walk {
        code: "unit-of-measure",
        at_first: |id| of_sku(id, "IN-CRATES"),
        makes: |bench| {
            let table = std::fs::read_to_string(bench.path("items.csv")).unwrap();
            let table: Vec<String> = table
                .lines()
                .enumerate()
                .map(|(at, row)| {
                    if at == 0 {
                        format!("{row},uom")
                    } else {
                        format!("{row},")
                    }
                })
                .collect();
            bench.write(
                "items.csv",
                &format!("{}\nIN-CRATES,MUG-BLU,1,CRATE\n", table.join("\n")),
            );
        },
        follows: |bench, _| {
            let table = std::fs::read_to_string(bench.path("items.csv")).unwrap();
            bench.write("items.csv", &table.replace("1,CRATE", "1,EA"));
        },
        then: |id| of_sku(id, "IN-CRATES"),
    },
    Walk {
        code: "serial-or-lot",
        at_first: |id| of_sku(id, "CAMERA-1"),
        makes: |bench| {
            bench.sage.company().add_item("CAMERA-1", "12.00");
            item(bench, "CAMERA-1", "SerialNumbers", json!(true));
        },
        follows: enter,
        then: |id| of_sku(id, "CAMERA-1"),
    },
    Walk {
        code: "no-sku",
        at_first: without_sku,
        makes: nothing,
        follows: enter,
        then: without_sku,
    },
    Walk {
        code: "no-price",
        at_first: |id| {
            let mut order = plain(id);
            order.as_object_mut().unwrap().remove("proceeds");
            order["orderItems"][0].as_object_mut().unwrap().remove("proceeds");
            order
        },
        makes: nothing,
        follows: wait,
        then: later,
    },
    Walk {
        code: "total-mismatch",
        at_first: of_another_total,
        makes: nothing,
        follows: enter,
        then: of_another_total,
    },
    Walk {
        code: "tax-unknown",
        at_first: |id| with_part(id, "TAX", "1.65", "13.65"),
        makes: |bench| config(bench, "flagged-else-seller", "as-flagged"),
        follows: |bench, _| config(bench, "as-flagged", "marketplace-collects"),
        then: |id| with_part(id, "TAX", "1.65", "13.65"),
    },
    Walk {
        code: "part-cancelled",
        at_first: partly_cancelled,
        makes: nothing,
        follows: enter,
        then: partly_cancelled,
    },
    Walk {
        code: "contradictory",
        at_first: |id| with_status(id, "CANCELLED", 1),
        makes: nothing,
        follows: skip,
        then: |id| with_status(id, "CANCELLED", 1),
    },
    Walk {
        code: "unmapped-charge",
        at_first: |id| with_part(id, "GIFT_WRAP", "2.00", "14.00"),
        makes: |bench| config(bench, "gift_wrap = \"WRAP\"\n", ""),
        follows: |bench, _| {
            config(
                bench,
                "[orders.charges]\n",
                "[orders.charges]\ngift_wrap = \"WRAP\"\n",
            )
        },
        then: |id| with_part(id, "GIFT_WRAP", "2.00", "14.00"),
    },
    Walk {
        code: "already-in-sage",
        at_first: plain,
        makes: nothing,
        follows: |bench, id| {
            bench
                .run(&["resolve", id, "--skip", "--because", "it was keyed in"])
                .expect(0);
        },
        then: plain,
    },
];

fn id_of(at: usize) -> String {
    format!("116-{:07}-1000001", at + 1)
}

/// Whether a hold is over: the order is in Sage, or a person's word says what became of it.
#[track_caller]
fn assert_over(bench: &Bench, id: &str, code: &str) {
    let (state, left) = standing(bench, id);
    let is_over = match state {
        State::Posted => true,
        State::Skipped => left == "decided",
        _ => false,
    };
    assert!(
        is_over,
        "{code}: {state} {left}, {:?}",
        bench.store().record(Kind::Order, id)
    );
}

#[test]
fn every_hold_of_an_order_ends_when_its_advice_is_followed() {
    let bench = bench_with(Company::demo(), SageSettings::default());
    TOGETHER.iter().for_each(|walk| (walk.makes)(&bench));
    let by_hand = TOGETHER
        .iter()
        .position(|walk| walk.code == "already-in-sage")
        .unwrap();
    bench.sage.company().add(
        "OEOrders",
        json!({ "OrderUniquifier": 9_001, "OrderNumber": "ORD000077", "CustomerNumber": "AMZ-US",
                "PurchaseOrderNumber": id_of(by_hand), "OrderReference": "" }),
    );
    let ids = || TOGETHER.iter().enumerate().map(|(at, walk)| (id_of(at), walk));
    serve(&bench, ids().map(|(id, walk)| (walk.at_first)(&id)).collect());
    bench.run(&["pull-orders"]).expect(3);
    for (id, walk) in ids() {
        assert_eq!(
            standing(&bench, &id).1,
            walk.code,
            "{:?}",
            bench.store().record(Kind::Order, &id)
        );
    }
    // Each advice is shown where people look, in the words of the table.
    let shown = bench.run(&["status"]).stdout;
    for (_, walk) in ids() {
        let advice = reason::of_code(walk.code).unwrap().advice;
        assert!(shown.contains(advice), "{}: {shown}", walk.code);
    }
    bench.advance(std::time::Duration::from_secs(3_600));
    serve(&bench, ids().map(|(id, walk)| (walk.then)(&id)).collect());
    for (id, walk) in ids() {
        (walk.follows)(&bench, &id);
    }
    bench.run(&["pull-orders"]).expect(0);
    for (id, walk) in ids() {
        assert_over(&bench, &id, walk.code);
    }
    bench.run(&["-q", "audit", "verify"]).expect(0);
}

/// Holds that concern every order of a pass, each on a bench of its own.
const ALONE: &[Walk] = &[
    Walk {
        code: "unmapped-customer",
        at_first: plain,
        makes: |bench| config(bench, CUSTOMER, ""),
        follows: |bench, _| {
            config(
                bench,
                "[orders.charges]\n",
                &format!("{CUSTOMER}[orders.charges]\n"),
            )
        },
        then: plain,
    },
    Walk {
        code: "ambiguous-customer",
        at_first: plain,
        makes: |bench| {
            config(bench, CUSTOMER, "");
            for number in ["STORE-1", "STORE-2"] {
                bench
                    .sage
                    .company()
                    .add_customer(number, "Harbour Lane Goods", "USD", "NOTAX");
            }
        },
        follows: |bench, _| {
            config(
                bench,
                "[orders.charges]\n",
                &format!("{CUSTOMER}[orders.charges]\n"),
            )
        },
        then: plain,
    },
    Walk {
        code: "customer-inactive",
        at_first: plain,
        makes: |bench| customer(bench, "Status", "Inactive"),
        follows: |bench, _| customer(bench, "Status", "Active"),
        then: plain,
    },
    Walk {
        code: "customer-currency",
        at_first: plain,
        makes: |bench| config(bench, "customer = \"AMZ-US\"", "customer = \"AMZ-DE\""),
        follows: |bench, _| config(bench, "customer = \"AMZ-DE\"", "customer = \"AMZ-US\""),
        then: plain,
    },
    Walk {
        code: "period-closed",
        at_first: plain,
        makes: |bench| march(bench, "Locked"),
        follows: |bench, _| march(bench, "Unlocked"),
        then: plain,
    },
    Walk {
        code: "busy",
        at_first: plain,
        makes: |bench| bench.sage.settings().day_end_running = true,
        follows: |bench, _| bench.sage.settings().day_end_running = false,
        then: plain,
    },
    Walk {
        code: "refused",
        at_first: plain,
        makes: |bench| {
            let words = r#"{"error":{"code":"FieldInvalid","message":{"value":"Item MUG-BLU is not on price list RTL."}}}"#;
            let refused = Fault::Status(400, words.to_owned());
            bench
                .sage
                .faults()
                .add(Rule::always(refused).method("POST").path("OEOrders"));
        },
        follows: |bench, id| {
            bench.sage.faults().clear();
            bench.run(&["pull-orders"]).expect(3);
            bench.run(&["replay", "--record", id]).expect(0);
        },
        then: plain,
    },
    Walk {
        code: "sign-in",
        at_first: plain,
        makes: |bench| {
            let words =
                r#"{"error":{"code":"Forbidden","message":{"value":"User WEBAPI may not post orders."}}}"#;
            let refused = Fault::Status(403, words.to_owned());
            bench
                .sage
                .faults()
                .add(Rule::always(refused).method("POST").path("OEOrders"));
        },
        follows: |bench, _| bench.sage.faults().clear(),
        then: plain,
    },
    Walk {
        code: "in-use",
        at_first: plain,
        makes: |bench| bench.sage.settings().held_writes = 1,
        follows: wait,
        then: plain,
    },
    Walk {
        code: "no-answer",
        at_first: plain,
        makes: |bench| {
            let faults = bench.sage.faults();
            faults.add(Rule::once(Fault::ResetAfter).method("POST").path("OEOrders"));
            faults.add(
                Rule::always(Fault::ResetBefore)
                    .method("GET")
                    .path("OEInvoices")
                    .skip(1),
            );
        },
        follows: |bench, _| bench.sage.faults().clear(),
        then: plain,
    },
    Walk {
        code: "decided",
        at_first: |id| of_sku(id, "NOBODY-KNOWS"),
        makes: nothing,
        follows: |bench, id| {
            line(bench, "NOBODY-KNOWS,MUG-BLU,1");
            bench
                .run(&["resolve", id, "--reopen", "--because", "it can be sent"])
                .expect(0);
        },
        then: |id| of_sku(id, "NOBODY-KNOWS"),
    },
];

const CUSTOMER: &str = "[[orders.customers]]\nmarketplace = \"Amazon.com\"\ncustomer = \"AMZ-US\"\n";

fn customer(bench: &Bench, property: &str, value: &str) {
    for row in bench.sage.company().rows_mut("ARCustomers") {
        row[property] = json!(value);
    }
}

fn march(bench: &Bench, status: &str) {
    for year in bench.sage.company().rows_mut("CSFiscalCalendars") {
        if year["FiscalYear"] == "2026" {
            year["Period3Status"] = json!(status);
        }
    }
}

#[test]
fn what_holds_a_whole_pass_ends_when_its_advice_is_followed() {
    let id = id_of(0);
    for walk in ALONE {
        let bench = bench_with(Company::demo(), SageSettings::default());
        (walk.makes)(&bench);
        serve(&bench, vec![(walk.at_first)(&id)]);
        bench.run(&["pull-orders"]);
        if walk.code == "decided" {
            skip(&bench, &id);
        }
        assert_eq!(
            standing(&bench, &id).1,
            walk.code,
            "{:?}",
            bench.store().record(Kind::Order, &id)
        );
        (walk.follows)(&bench, &id);
        serve(&bench, vec![(walk.then)(&id)]);
        bench.run(&["pull-orders"]).expect(0);
        assert_eq!(standing(&bench, &id).0, State::Posted, "{}", walk.code);
    }
}

/// What is decided for good, without anything to do: the order stays so in every later run.
#[test]
fn what_is_left_out_for_good_asks_for_nothing() {
    let bench = bench_with(Company::demo(), SageSettings::default());
    let mut replacement = plain(&id_of(3));
    replacement["associatedOrders"] =
        json!([{ "orderId": "116-9999999-1000001", "associationType": "REPLACEMENT_ORIGINAL_ID" }]);
    replacement["proceeds"] = json!(null);
    replacement["orderItems"][0]["proceeds"] = json!(null);
    let mut elsewhere = plain(&id_of(2));
    elsewhere["salesChannel"] = json!({ "channelName": "NON_AMAZON" });
    let mut old = plain(&id_of(0));
    old["createdTime"] = json!("2026-01-01T10:00:00Z");
    config(&bench, "[orders]\n", "[orders]\nreplacements = \"skip\"\n");
    let all = BTreeMap::from([
        ("before-cutover", old),
        ("cancelled", with_status(&id_of(1), "CANCELLED", 0)),
        ("not-amazon", elsewhere),
        ("replacement", replacement),
    ]);
    serve(&bench, all.values().cloned().collect());
    for _ in 0..2 {
        bench.run(&["pull-orders"]).expect(0);
        for (code, order) in &all {
            let found = standing(&bench, order["orderId"].as_str().unwrap());
            assert_eq!(found, (State::Skipped, (*code).to_owned()));
        }
    }
}

/// Sage's answer to an order, or what it shows of its invoice, as it would be with this property.
fn sage_says(bench: &Bench, method: &str, resource: &str, property: &'static str, value: Value) {
    let change = move |_: &Request, usual: Response| {
        let mut body: Value = serde_json::from_slice(&usual.body).unwrap();
        match body["value"].as_array_mut() {
            Some(rows) => rows.iter_mut().for_each(|row| row[property] = value.clone()),
            None => body[property] = value.clone(),
        }
        Response::json(usual.status, &body)
    };
    let rule = Rule::always(Fault::Changed(Arc::new(change)));
    bench.sage.faults().add(rule.method(method).path(resource));
}

fn open_kinds(bench: &Bench) -> Vec<String> {
    let open = bench.store().open_exceptions().unwrap();
    open.into_iter().map(|one| one.kind).collect()
}

#[test]
fn a_stopped_customer_goes_on_once_the_difference_is_dealt_with() {
    let bench = bench_with(Company::demo(), SageSettings::default());
    serve(&bench, (0..4).map(|at| plain(&id_of(at))).collect());
    sage_says(&bench, "POST", "OEOrders", "OrderTotal", json!(13.2));
    sage_says(&bench, "GET", "OEInvoices", "InvoiceTotalWithTax", json!(13.2));
    bench.run(&["pull-orders"]).expect(3);
    assert_eq!(open_kinds(&bench), ["differs-in-sage"]);
    let stopped = (0..4).filter(|at| standing(&bench, &id_of(*at)).1 == "customer-stopped");
    assert_eq!(stopped.count(), 3);
    // The invoice is corrected in Sage: the next run sees it, and the others go on with the one after.
    bench.sage.faults().clear();
    bench.run(&["pull-orders"]);
    assert!(open_kinds(&bench).is_empty());
    bench.run(&["pull-orders"]).expect(0);
    for at in 0..4 {
        assert_over(&bench, &id_of(at), "customer-stopped");
    }
    bench.run(&["-q", "audit", "verify"]).expect(0);
}

#[test]
fn a_difference_that_a_person_has_judged_is_not_told_again() {
    let bench = bench_with(Company::demo(), SageSettings::default());
    let id = id_of(0);
    serve(&bench, vec![plain(&id)]);
    sage_says(&bench, "POST", "OEOrders", "OrderTotal", json!(13.2));
    sage_says(&bench, "GET", "OEInvoices", "InvoiceTotalWithTax", json!(13.2));
    bench.run(&["pull-orders"]).expect(3);
    bench.run(&["pull-orders"]).expect(3);
    bench
        .run(&["resolve", &id, "--because", "Sage is right"])
        .expect(0);
    bench.run(&["pull-orders"]).expect(0);
    assert!(open_kinds(&bench).is_empty());
}

#[test]
fn what_a_person_has_seen_of_an_order_is_not_told_again() {
    // What Sage remarked.
    let bench = bench_with(Company::demo(), SageSettings::default());
    let id = id_of(0);
    serve(&bench, vec![plain(&id)]);
    sage_says(&bench, "POST", "OEOrders", "OverCreditLimit", json!(true));
    bench.run(&["pull-orders"]).expect(3);
    assert_eq!(open_kinds(&bench), ["remark-of-sage"]);
    bench
        .run(&["resolve", &id, "--because", "raised the limit"])
        .expect(0);
    bench.run(&["pull-orders"]).expect(0);
    // What Amazon changed after the invoice.
    let bench = bench_with(Company::demo(), SageSettings::default());
    serve(&bench, vec![plain(&id)]);
    bench.run(&["pull-orders"]).expect(0);
    let mut cheaper = order(&id, &["MUG-BLU"], "11.00");
    cheaper["lastUpdatedTime"] = json!("2026-03-18T12:00:00Z");
    serve(&bench, vec![cheaper]);
    bench.advance(std::time::Duration::from_secs(3_600));
    bench.run(&["pull-orders"]).expect(3);
    assert_eq!(open_kinds(&bench), ["changed-after-invoice"]);
    bench
        .run(&["resolve", &id, "--because", "credited 1.00"])
        .expect(0);
    bench.advance(std::time::Duration::from_secs(3_600));
    bench.run(&["pull-orders"]).expect(0);
    assert!(open_kinds(&bench).is_empty());
}
