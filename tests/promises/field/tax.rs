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
        // An object that does not say it, under names of an older version, is silence.
        (json!({}), "held"),
        (json!({ "taxCollections": null }), "held"),
        (
            json!({ "TaxCollection": { "Model": "MarketplaceFacilitator" } }),
            "held",
        ),
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

#[test]
fn silence_is_no_answer_where_a_collector_was_named_before() {
    let bench = bench_with(Company::demo(), SageSettings::default());
    as_flagged(&bench);
    let nobody = json!({ "taxCollections": [] });
    let (first, second, third) = (
        "115-0000001-2000001",
        "115-0000002-2000001",
        "115-0000003-2000001",
    );
    serve(&bench, vec![taxed(first, &nobody)]);
    bench.run(&["pull-orders"]).expect(0);
    assert_eq!(
        invoices(&bench)[first][0].to_string(),
        "32.10",
        "nobody else was ever named"
    );
    let amazon = json!({ "taxCollections": [{ "model": "MARKETPLACE_FACILITATOR" }] });
    // The silent one comes first, and is held all the same.
    serve(&bench, vec![taxed(second, &nobody), taxed(third, &amazon)]);
    bench.run(&["pull-orders"]).expect(3);
    assert_eq!(standing(&bench, second), (State::Held, "tax-unknown".to_owned()));
    assert_eq!(invoices(&bench)[third][0].to_string(), "30.00");
    // The rule that the hold speaks of ends it.
    let text = std::fs::read_to_string(bench.path("config.toml")).unwrap();
    bench.write("config.toml", &text.replace("as-flagged", "flagged-else-seller"));
    bench.run(&["pull-orders"]).expect(0);
    assert_eq!(invoices(&bench)[second][0].to_string(), "32.10");
}

/// Goods of 30.00 with this discount and tax, of a total.
fn discounted(id: &str, discount: &str, tax: &str, total: &str) -> Value {
    let mut order = taxed(
        id,
        &json!({ "taxCollections": [{ "model": "MARKETPLACE_FACILITATOR" }] }),
    );
    let money = |amount: &str| json!({ "amount": amount, "currencyCode": "USD" });
    let proceeds = &mut order["orderItems"][0]["proceeds"];
    proceeds.as_object_mut().unwrap().remove("proceedsTotal");
    proceeds["breakdowns"][1]["subtotal"] = money(tax);
    let breakdowns = proceeds["breakdowns"].as_array_mut().unwrap();
    breakdowns.push(json!({ "type": "DISCOUNT", "subtotal": money(discount) }));
    order["proceeds"]["grandTotal"] = money(total);
    order
}

#[test]
fn of_two_readings_that_fit_one_total_the_marketplaces_own_is_taken() {
    let bench = bench_with(Company::demo(), SageSettings::default());
    let (unclear, plain) = ("115-0000001-3000001", "115-0000002-3000001");
    let both = discounted(unclear, "-2.10", "2.10", "30.00");
    serve(&bench, vec![both.clone()]);
    bench.run(&["pull-orders"]).expect(3);
    assert_eq!(
        standing(&bench, unclear),
        (State::Held, "two-readings".to_owned())
    );
    // Another order shows that this marketplace counts after discounts and with tax.
    serve(&bench, vec![both, discounted(plain, "-4.00", "2.10", "28.10")]);
    bench.run(&["pull-orders"]);
    bench.run(&["pull-orders"]).expect(0);
    assert_eq!(invoices(&bench)[plain][0].to_string(), "26.00");
    assert_eq!(invoices(&bench)[unclear][0].to_string(), "27.90");
}
