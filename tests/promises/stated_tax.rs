//! Where prices hold the tax, Sage divides them: a tax that Amazon states otherwise is told, and its word ends it.

use std::sync::Arc;

use ml_connector::sandbox::{Fault, Request, Response, Rule};
use serde_json::{Value, json};

use crate::harness::Bench;
use crate::vat_refunds::{SCENARIO, german};

const ORDERS: &str = "^/orders/2026-01-01/orders";

/// Amazon states this tax of the order, of the first line alone; who collects it only where it shows that.
pub fn states(bench: &Bench, id: &str, tax: &'static str, is_denied: bool) {
    let id = id.to_owned();
    let rewrite = move |request: &Request, answer: Response| {
        let asks = |value: &str| value.split(',').any(|one| one == "TAX");
        if is_denied && request.query_value("includedData").is_some_and(asks) {
            let words = json!({ "errors": [{ "code": "Unauthorized", "message": "no" }] });
            return Response::json(403, &words);
        }
        let Ok(mut body) = serde_json::from_slice::<Value>(&answer.body) else {
            return answer;
        };
        for order in body["orders"].as_array_mut().into_iter().flatten() {
            if order["orderId"] != id.as_str() {
                continue;
            }
            let parts = order["orderItems"][0]["proceeds"]["breakdowns"]
                .as_array_mut()
                .unwrap();
            parts.retain(|part| part["type"] != "TAX");
            let money = json!({ "amount": tax, "currencyCode": "EUR" });
            parts.push(json!({ "type": "TAX", "subtotal": money }));
        }
        Response::json(200, &body)
    };
    let rule = Rule::always(Fault::Changed(Arc::new(rewrite)));
    bench.amazon.faults().add(rule.path(ORDERS));
}

fn open(bench: &Bench) -> Vec<(String, String, String)> {
    let open = bench.store().open_exceptions().unwrap();
    open.into_iter()
        .map(|one| (one.key, one.kind, one.figures))
        .collect()
}

#[test]
fn a_tax_that_amazon_states_otherwise_is_told_until_a_person_has_judged_it() {
    for (tax, is_told) in [("0.00", false), ("1.00", true), ("", false)] {
        let bench = german("finances");
        let id = bench.amazon.world().orders.scenario(SCENARIO).id.clone();
        if !tax.is_empty() {
            states(&bench, &id, tax, false);
        }
        bench.run(&["pull-orders"]);
        let told: Vec<_> = open(&bench)
            .into_iter()
            .filter(|(_, kind, _)| kind == "tax-differs")
            .collect();
        if !is_told {
            assert!(told.is_empty(), "{told:?}");
            continue;
        }
        let [(key, _, figures)] = told.as_slice() else {
            panic!("{tax}: {told:?}");
        };
        assert_eq!(key, &id);
        assert!(figures.contains(&format!("Amazon states {tax} EUR")), "{figures}");
        bench
            .run(&["resolve", &id, "--because", "moved 1.00 to 2300 by a journal"])
            .expect(0);
        bench.run(&["pull-orders"]);
        assert!(!open(&bench).iter().any(|(_, kind, _)| kind == "tax-differs"));
    }
}
