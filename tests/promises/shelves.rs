//! Many items are read from Sage by whole tables, and only of the locations that are named.

use ml_connector::sandbox::{Fault, Rule};
use serde_json::{Value, json};

use crate::harness::Bench;
use crate::inventory::{SECTION, many};

const COUNT: u64 = 400;

/// The rows of a dry run by SKU, and the requests for stock that it took.
fn offers(bench: &Bench) -> (Vec<Value>, Vec<String>) {
    let before = bench.sage.requests().len();
    let shown = bench.run(&["-q", "--json", "push-inventory", "--dry-run"]);
    assert!(matches!(shown.status, Some(0 | 3)), "{shown:?}");
    let asked = bench.sage.requests()[before..]
        .iter()
        .filter(|request| request.path.contains("ICLocationDetails"))
        .map(|request| format!("{:?}", request.query))
        .collect();
    (shown.json()["rows"].as_array().unwrap().clone(), asked)
}

#[test]
fn only_the_named_locations_of_a_whole_table_are_read() {
    let bench = many(COUNT, SECTION);
    for index in 0..COUNT {
        for location in ["B1", "B2", "B3"] {
            let item = format!("SKU-{index:05}");
            bench.sage.company().add(
                "ICLocationDetails",
                json!({ "ItemNumber": item, "Location": location, "QuantityOnHand": 7, "QuantityCommitted": 0 }),
            );
        }
    }
    let (rows, asked) = offers(&bench);
    // 400 items at the two locations of the configuration are eight pages; at all five, or item by item, over twenty.
    assert!(asked.len() <= 10, "{}: {asked:#?}", asked.len());
    assert_eq!(rows.len() as u64, COUNT);
    assert!(rows.iter().all(|row| row["offer"] == 100), "{rows:#?}");
}

#[test]
fn a_sage_that_does_not_filter_by_location_is_asked_item_by_item() {
    let bench = many(COUNT, SECTION);
    let refusal = json!({ "error": { "code": "", "message": { "value": "Could not find a property named 'Location'" } } });
    // The first question for stock is how many rows those locations have.
    let rule = Rule::once(Fault::Status(400, refusal.to_string())).path("ICLocationDetails");
    bench.sage.faults().add(rule);
    let (rows, asked) = offers(&bench);
    assert!(asked.len() > 20, "{asked:#?}");
    assert!(rows.iter().all(|row| row["offer"] == 100), "{rows:#?}");
}
