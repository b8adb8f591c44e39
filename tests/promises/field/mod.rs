//! Sage and Amazon as public reports show them: each case from the field is a test, with figures of its own.

mod advice;
mod amazon;
mod broken;
mod deleted;
mod each_switch;
mod locks;
mod look_ups;
mod new_words;
mod read_back;
mod refusals;
mod sign_in;
mod tax;

use std::sync::Arc;

use ml_connector::books::record::{Kind, State};
use ml_connector::sandbox::sage300::{Company, Settings as SageSettings};
use ml_connector::sandbox::world::World;
use ml_connector::sandbox::{Fault, Request, Response, Rule};
use serde_json::{Value, json};

use crate::harness::{Bench, now};

/// A bench without orders of its own, and a Sage that behaves so.
pub fn bench_with(company: Company, sage: SageSettings) -> Bench {
    let amazon = ml_connector::sandbox::amazon::Settings::unthrottled();
    Bench::new(World::small(7, now()), company, amazon, sage)
}

/// A shipped order of the United States with one line a SKU, a unit each at this price.
pub fn order(id: &str, skus: &[&str], price: &str) -> Value {
    let money = |amount: &str| json!({ "amount": amount, "currencyCode": "USD" });
    let line = |(number, sku): (usize, &&str)| {
        json!({
            "orderItemId": format!("{}", 1_000 + number), "quantityOrdered": 1,
            "product": { "sellerSku": sku, "price": { "unitPrice": money(price) } },
            "proceeds": { "proceedsTotal": money(price), "breakdowns": [{ "type": "ITEM", "subtotal": money(price) }] },
            "fulfillment": { "quantityFulfilled": 1, "quantityUnfulfilled": 0 },
        })
    };
    let lines: Vec<Value> = skus.iter().enumerate().map(line).collect();
    let whole = ml_connector::money::Amount::parse(price)
        .unwrap()
        .times(i64::try_from(skus.len()).unwrap())
        .unwrap();
    json!({
        "orderId": id, "createdTime": "2026-03-16T10:00:00Z", "lastUpdatedTime": "2026-03-17T10:00:00Z",
        "salesChannel": { "channelName": "AMAZON", "marketplaceId": "ATVPDKIKX0DER", "marketplaceName": "Amazon.com" },
        "fulfillment": { "fulfillmentStatus": "SHIPPED", "fulfilledBy": "MERCHANT" },
        "packages": [{ "packageReferenceId": "1", "shipTime": "2026-03-17T10:00:00Z" }],
        "orderItems": lines,
        "proceeds": { "grandTotal": money(&whole.to_string()) },
    })
}

/// Makes these the only orders that Amazon has.
pub fn serve(bench: &Bench, orders: Vec<Value>) {
    let bound = (bench.amazon.clock().now() - chrono::TimeDelta::minutes(3)).to_rfc3339();
    let answer = move |request: &Request, _: Response| {
        let last = request.segments.last().map(String::as_str).unwrap_or_default();
        if last == "orders" {
            return Response::json(200, &json!({ "orders": orders, "lastUpdatedBefore": bound }));
        }
        match orders.iter().find(|order| order["orderId"] == last) {
            Some(order) => Response::json(200, &json!({ "order": order })),
            None => Response::json(
                404,
                &json!({ "errors": [{ "code": "NotFound", "message": "no" }] }),
            ),
        }
    };
    let rule = Rule::always(Fault::Changed(Arc::new(answer))).path("^/orders/2026-01-01/orders");
    bench.amazon.faults().clear();
    bench.amazon.faults().add(rule);
}

/// State and reason of an order.
fn standing(bench: &Bench, id: &str) -> (State, String) {
    let record = bench.store().record(Kind::Order, id).unwrap().unwrap();
    (record.state, record.reason.unwrap_or_default())
}

/// How many documents were posted to a resource.
fn sent(bench: &Bench, resource: &str) -> usize {
    let requests = bench.sage.requests();
    let posts = requests.iter().filter(|request| request.method == "POST");
    posts.filter(|request| request.path.ends_with(resource)).count()
}
