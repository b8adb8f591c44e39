//! Amazon's own words: its sandbox answers through the program, and every request held against its model.

use std::collections::BTreeMap;
use std::fs;

use ml_connector::books::record::Kind;
use ml_connector::money::Amount;
use ml_connector::sandbox::{Recorded, Request, Response, SandboxClock, Server};
use serde_json::Value;

use crate::harness::{Bench, Program, shared};

fn read(name: &str) -> Option<Value> {
    let path = shared(&format!("spapi-models/{name}"))?;
    Some(serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap())
}

/// Amazon's 200 answers to an operation, with their orders.
fn pairs(operation: &str) -> Vec<Value> {
    let Some(all) = read("sandbox-pairs.extracted.json") else {
        return Vec::new();
    };
    let wanted = |pair: &&Value| pair["operationId"] == operation && pair["status"] == "200";
    all.as_array().unwrap().iter().filter(wanted).cloned().collect()
}

/// An Amazon that gives one answer, once; further pages are empty.
fn amazon_that_says(answer: Value) -> Server {
    let answered = std::sync::atomic::AtomicBool::new(false);
    Server::start_on(0, SandboxClock::at(crate::harness::now()), "Amazon's sandbox answers", move |request: &Request| {
        if request.path.ends_with("/auth/o2/token") {
            return Response::json(200, &serde_json::json!({ "access_token": "Atza|x", "expires_in": 3600, "token_type": "bearer" }));
        }
        if answered.swap(true, std::sync::atomic::Ordering::SeqCst) {
            return Response::json(200, &serde_json::json!({ "orders": [], "lastUpdatedBefore": "2025-01-01T00:00:00Z" }));
        }
        Response::json(200, &answer)
    })
    .unwrap()
}

const REGIONS: [(&str, &str); 6] = [
    ("A1VC38T7YXB528", "fe"),
    ("A1F83G8C2ARO7P", "eu"),
    ("A33AVAJ2PDY3EV", "eu"),
    ("A2Q3Y263D00KWC", "na"),
    ("ATVPDKIKX0DER", "na"),
    ("A2EUQ1WTGCTBG2", "na"),
];

/// Reads one answer with the program and compares what was stored with what Amazon said.
fn feed(answer: &Value, orders: &[Value], by_id: bool) {
    let server = amazon_that_says(answer.clone());
    let marketplace = orders[0]["salesChannel"]["marketplaceId"].as_str().unwrap();
    let region = REGIONS
        .iter()
        .find(|(id, _)| *id == marketplace)
        .map(|(_, region)| *region)
        .unwrap();
    let program = Program::new(&format!(
        r#"[database]
path = "db.sqlite"
[encryption]
key_file = "key"
[amazon]
region = "{region}"
seller_id = "A3SIMULATED1"
marketplaces = ["{marketplace}"]
endpoint = "{0}"
token_endpoint = "{0}"
[sage300]
url = "http://127.0.0.1:9/Sage300WebApi"
company = "SAMLTD"
time_zone = "America/New_York"
[orders]
start = "2024-01-01"
[[orders.customers]]
marketplace = "{marketplace}"
customer = "AMZ"
"#,
        server.url()
    ));
    program.store_credentials("id", "secret", "token");
    let id = orders[0]["orderId"].as_str().unwrap();
    let words = if by_id {
        vec!["pull-orders", "--order", id]
    } else {
        vec!["pull-orders"]
    };
    let ran = program.run(&words);
    assert!(
        matches!(ran.status, Some(0 | 3 | 4)),
        "{}{}",
        ran.stdout,
        ran.stderr
    );
    for order in orders {
        let id = order["orderId"].as_str().unwrap();
        let record = program
            .store()
            .record(Kind::Order, id)
            .unwrap()
            .unwrap_or_else(|| panic!("{id} was lost"));
        let total = &order["proceeds"]["grandTotal"];
        let stated = Amount::parse(total["amount"].as_str().unwrap()).unwrap();
        assert_eq!(record.amount, Some(stated), "{id}");
        assert_eq!(
            record.currency.map(|currency| currency.to_string()).as_deref(),
            total["currencyCode"].as_str()
        );
        let content = record.content.unwrap();
        for buyer in [
            "John Smith",
            "Feliz Natal",
            "addressLine1",
            "buyer-email",
            "Test company name",
            "trackingNumber",
        ] {
            assert!(!content.contains(buyer), "{buyer} was stored");
        }
    }
}

#[test]
fn amazon_s_own_sandbox_answers_are_read_without_loss() {
    for pair in pairs("searchOrders") {
        feed(
            &pair["response"],
            pair["response"]["orders"].as_array().unwrap(),
            false,
        );
    }
    for pair in pairs("getOrder") {
        feed(
            &pair["response"],
            std::slice::from_ref(&pair["response"]["order"]),
            true,
        );
    }
}

/// Every parameter that the model of an operation knows, by its name, with its words where it has some.
fn parameters(model: &Value, path: &str) -> BTreeMap<String, Vec<String>> {
    let list = model["paths"][path]["get"]["parameters"].as_array().unwrap();
    let words = |parameter: &Value| {
        let words = parameter["items"]["enum"]
            .as_array()
            .or(parameter["enum"].as_array());
        words
            .into_iter()
            .flatten()
            .filter_map(|word| word.as_str().map(str::to_owned))
            .collect()
    };
    list.iter()
        .map(|parameter| (parameter["name"].as_str().unwrap().to_owned(), words(parameter)))
        .collect()
}

fn check(request: &Recorded, known: &BTreeMap<String, Vec<String>>) {
    for (name, value) in &request.query {
        let words = known
            .get(name)
            .unwrap_or_else(|| panic!("{} knows no parameter {name}", request.path));
        if !words.is_empty() {
            for word in value.split(',') {
                assert!(words.iter().any(|known| known == word), "{name} knows no {word}");
            }
        }
    }
}

#[test]
fn every_request_of_a_pass_keeps_to_amazon_s_models() {
    let Some(orders) = read("orders_2026-01-01.json") else {
        return;
    };
    let catalogue = read("catalogItems_2022-04-01.json").unwrap();
    let search = parameters(&orders, "/orders/2026-01-01/orders");
    let one = parameters(&orders, "/orders/2026-01-01/orders/{orderId}");
    let items = parameters(&catalogue, "/catalog/2022-04-01/items");
    let bench = Bench::small();
    bench.run(&["pull-orders"]).expect(3);
    bench
        .run(&["pull-orders", "--since", "2026-03-01", "--until", "2026-03-17"])
        .expect(3);
    let id = bench.amazon.world().orders.iter().next().unwrap().id;
    bench.run(&["pull-orders", "--order", &id]);
    let mut seen = 0;
    for request in bench.amazon.requests() {
        match request.path.as_str() {
            "/orders/2026-01-01/orders" => check(&request, &search),
            "/catalog/2022-04-01/items" => check(&request, &items),
            path if path.starts_with("/orders/2026-01-01/orders/") => check(&request, &one),
            "/auth/o2/token" => {}
            path => panic!("the pass asked for {path}"),
        }
        seen += 1;
    }
    assert!(seen >= 4);
}

/// Names in the order of their first appearance, so that a body can be held against Sage's samples.
fn names_in_order(text: &str) -> Vec<String> {
    let mut names = Vec::new();
    for part in text.split('"').skip(1).step_by(2) {
        let is_name = text.contains(&format!("\"{part}\":")) || text.contains(&format!("\"{part}\" :"));
        if is_name && !names.iter().any(|known| known == part) {
            names.push(part.to_owned());
        }
    }
    names
}

#[test]
fn orders_keep_to_the_order_of_properties_in_sage_s_samples() {
    let Some(path) = shared("sage300-payloads/OEOrders_WithShipmentsandInvoice.json") else {
        return;
    };
    let sample = names_in_order(&fs::read_to_string(path).unwrap());
    let bench = Bench::small();
    bench.run(&["pull-orders"]).expect(3);
    let mut compared = 0;
    for request in bench
        .sage
        .requests()
        .iter()
        .filter(|request| request.method == "POST")
    {
        let text = String::from_utf8_lossy(&request.body);
        let ours: Vec<_> = names_in_order(&text)
            .into_iter()
            .filter(|name| sample.contains(name))
            .collect();
        let theirs: Vec<_> = sample
            .iter()
            .filter(|name| ours.contains(name))
            .cloned()
            .collect();
        assert_eq!(ours, theirs, "{text}");
        compared += 1;
    }
    assert!(compared > 10);
}
