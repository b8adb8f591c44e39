//! Words that Amazon has added to orders and to transactions: the books come out as without them.

use std::sync::Arc;

use ml_connector::sandbox::sage300::{Company, Settings as SageSettings};
use ml_connector::sandbox::{Fault, Request, Response, Rule};
use serde_json::{Value, json};

use super::{bench_with, order, serve, standing};
use crate::harness::Bench;
use crate::orders::invoices;
use crate::settlements;
use ml_connector::books::record::State;

/// Changes every answer to a path.
fn twisted(bench: &Bench, path: &str, twist: impl Fn(&mut Value) + Send + Sync + 'static) {
    let change = move |_: &Request, mut answer: Response| {
        if let Ok(mut body) = serde_json::from_slice::<Value>(&answer.body) {
            twist(&mut body);
            answer.body = body.to_string().into_bytes();
        }
        answer
    };
    bench
        .amazon
        .faults()
        .add(Rule::always(Fault::Changed(Arc::new(change))).path(path));
}

/// Adds to every order an association, and to every line a designation of its price, that no version of ours knows.
fn orders_say(body: &mut Value, designation: &str) {
    let mut several: Vec<&mut Value> = Vec::new();
    for (name, value) in body.as_object_mut().into_iter().flatten() {
        match name.as_str() {
            "order" => several.push(value),
            "orders" => several.extend(value.as_array_mut().into_iter().flatten()),
            _ => {}
        }
    }
    for order in several {
        let other = json!({
            "orderId": "111-7654321-7654321", "associationType": "WARRANTY",
            "associatedOrderItems": [{ "orderItemId": "1", "asin": "B0WARRANTY" }],
        });
        match order.get_mut("associatedOrders").and_then(Value::as_array_mut) {
            Some(all) => all.insert(0, other),
            None => order["associatedOrders"] = json!([other]),
        }
        for item in order["orderItems"].as_array_mut().into_iter().flatten() {
            if item["product"]["price"].is_object() {
                item["product"]["price"]["priceDesignation"] = json!(designation);
            }
        }
    }
}

/// Puts identifiers before those of every transaction that look like the ones which are read.
fn transactions_say(body: &mut Value) {
    let page = if body["payload"].is_object() {
        &mut body["payload"]
    } else {
        body
    };
    for transaction in page["transactions"].as_array_mut().into_iter().flatten() {
        if let Some(all) = transaction["relatedIdentifiers"].as_array_mut() {
            let new = [
                ("OBFUSCATED_SHIPMENT_ID", "111-7654321-7654321"),
                ("EVENT_GROUP_ID", "99999999999"),
                ("SAFET_CLAIM_ID", "111-7654321-7654322"),
            ];
            for (name, value) in new {
                all.insert(
                    0,
                    json!({ "relatedIdentifierName": name, "relatedIdentifierValue": value }),
                );
            }
        }
    }
}

/// What stands in Sage once orders and settlements went through.
fn books(twist: impl Fn(&Bench)) -> Vec<Vec<Value>> {
    let bench = Bench::small();
    settlements::configure(&bench, &[]);
    // One at a time, so that Sage numbers them alike.
    bench.set_sage("max_concurrent_posts = 1");
    twist(&bench);
    bench.run(&["pull-orders"]).expect(3);
    bench.run(&["post-settlements"]).expect(0);
    settlements::assert_ledger_is_right(&bench);
    let rows = ["OEOrders", "OEInvoices", "GLJournalBatches"];
    rows.into_iter().map(|name| bench.sage.rows(name)).collect()
}

#[test]
fn new_words_of_amazon_change_nothing() {
    let plain = books(|_| {});
    for designation in ["QUANTITY_PRICE", "DISTRIBUTOR_PRICE"] {
        let with_new_words = books(|bench| {
            twisted(bench, "^/orders/2026-01-01/orders", move |body| {
                orders_say(body, designation);
            });
            twisted(bench, "^/finances/2024-06-19/transactions", transactions_say);
        });
        assert!(plain == with_new_words, "{designation} changed the books");
    }
}

#[test]
fn a_warranty_is_no_replacement() {
    let bench = bench_with(Company::demo(), SageSettings::default());
    let text = std::fs::read_to_string(bench.path("config.toml")).unwrap();
    let skips = text.replace("[orders]\n", "[orders]\nreplacements = \"skip\"\n");
    bench.write("config.toml", &skips);
    let id = "115-0000001-4000001";
    let mut body = json!({ "order": order(id, &["MUG-BLU"], "12.00") });
    orders_say(&mut body, "QUANTITY_PRICE");
    serve(&bench, vec![body["order"].clone()]);
    bench.run(&["pull-orders"]).expect(0);
    assert_eq!(standing(&bench, id).0, State::Posted);
    assert_eq!(invoices(&bench)[id][0].to_string(), "12.00");
}
