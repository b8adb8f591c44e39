//! Who collects the tax: what Amazon plainly says, never the seller by silence.

use ml_connector::books::record::State;
use ml_connector::sandbox::sage300::{Company, Settings as SageSettings};
use serde_json::{Value, json};

use super::{bench_with, order, serve, standing};
use crate::harness::Bench;
use crate::orders::invoices;

/// An order of 30.00 with 2.10 of tax, and what Amazon says of it; nothing when it says nothing.
fn taxed(id: &str, tax: &Value) -> Value {
    let mut order = order(id, &["MUG-BLU"], "30.00");
    let money = |amount: &str| json!({ "amount": amount, "currencyCode": "USD" });
    let item = &mut order["orderItems"][0];
    let breakdowns = item["proceeds"]["breakdowns"].as_array_mut().unwrap();
    breakdowns.push(json!({ "type": "TAX", "subtotal": money("2.10") }));
    item["proceeds"]["proceedsTotal"] = money("32.10");
    if !tax.is_null() {
        item["tax"] = tax.clone();
    }
    order["proceeds"]["grandTotal"] = money("32.10");
    order
}

fn as_flagged(bench: &Bench) {
    let text = std::fs::read_to_string(bench.path("config.toml")).unwrap();
    bench.write("config.toml", &text.replace("flagged-else-seller", "as-flagged"));
}

#[test]
fn only_what_amazon_plainly_says_is_invoiced() {
    let by = |model: &str, party: &str| json!({ "taxCollections": [{ "model": model, "responsibleParty": party }] });
    let said = [
        (by("MARKETPLACE_FACILITATOR", "Amazon Services, Inc."), "30.00"),
        (by("MarketplaceFacilitator", "Amazon Services, Inc."), "30.00"),
        (
            by("LOW_VALUE_GOODS", "Amazon Commercial Services Pty Ltd"),
            "30.00",
        ),
        (
            json!({ "taxCollections": [{ "responsibleParty": "Amazon Services, Inc." }] }),
            "30.00",
        ),
        (
            json!({ "taxCalculationBreakdowns": [{ "reportingScheme": "IOSS" }] }),
            "30.00",
        ),
        (by("LOW_VALUE_GOODS", "Somebody Ltd"), "held"),
        (json!({ "taxCollections": [{}] }), "held"),
        (
            json!({ "taxCalculationBreakdowns": [{ "reportingScheme": "NEW_SCHEME" }] }),
            "held",
        ),
        (Value::Null, "held"),
    ];
    let bench = bench_with(Company::demo(), SageSettings::default());
    as_flagged(&bench);
    let id = |number: usize| format!("115-{number:07}-1000001");
    let orders = said
        .iter()
        .enumerate()
        .map(|(number, (tax, _))| taxed(&id(number), tax));
    serve(&bench, orders.collect());
    bench.run(&["pull-orders"]).expect(3);
    for (number, (tax, expect)) in said.iter().enumerate() {
        let found = match standing(&bench, &id(number)) {
            (State::Held, reason) => {
                assert_eq!(reason, "tax-unknown", "{tax}");
                "held".to_owned()
            }
            _ => invoices(&bench)[&id(number)][0].to_string(),
        };
        assert_eq!(&found, expect, "{tax}");
    }
}
