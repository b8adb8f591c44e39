//! What is sold is not offered again, however its sale and its item are named.

use std::time::Duration;

use ml_connector::sandbox::{Fault, Rule};
use serde_json::{Value, json};

use crate::field::{order, serve};
use crate::harness::Bench;
use crate::inventory::{SECTION, many, pull, stock};

/// The row of a SKU in a dry run.
fn row(bench: &Bench, sku: &str) -> Value {
    let shown = bench.run(&["-q", "--json", "push-inventory", "--dry-run", "--sku", sku]);
    assert!(matches!(shown.status, Some(0 | 3)), "{shown:?}");
    shown.json()["rows"][0].clone()
}

/// An order of so many units of one SKU.
fn units(id: &str, sku: &str, units: i64) -> Value {
    let mut order = order(id, &[sku], "50.00");
    order["orderItems"][0]["quantityOrdered"] = json!(units);
    order
}

/// Gives every item that has this number another property.
fn item(bench: &Bench, number: &str, property: &str, value: &Value) {
    for row in bench.sage.company().rows_mut("ICItems") {
        if row["ItemNumber"] == number {
            row[property] = value.clone();
        }
    }
}

#[test]
fn an_item_in_another_case_is_the_same_item() {
    let bench = many(3, SECTION);
    bench.write("items.csv", "seller_sku,item\nPACK,sku-00000\n");
    stock(&bench, "SKU-00000", "MAIN", "5", "0");
    let mut pending = units("114-7000001-7000001", "PACK", 5);
    pending["fulfillment"]["fulfillmentStatus"] = json!("PENDING");
    serve(&bench, vec![pending]);
    pull(&bench);
    assert_eq!(row(&bench, "SKU-00000")["offer"], 0);
    // Its orders find the item too.
    let id = "114-7000002-7000002";
    serve(&bench, vec![order(id, &["PACK"], "12.00")]);
    bench.advance(Duration::from_secs(600));
    pull(&bench);
    let record = bench
        .store()
        .record(ml_connector::books::record::Kind::Order, id)
        .unwrap()
        .unwrap();
    assert_ne!(record.reason.as_deref(), Some("unmapped-item"), "{record:?}");
}

/// A SKU that orders find by its barcode: its orders wait for a person where the item has lots, or where two items fit.
#[test]
fn what_the_orders_cannot_map_is_sold_all_the_same() {
    for (fits_two, gone) in [(false, false), (false, true), (true, false), (true, true)] {
        let bench = many(4, SECTION);
        let listing = bench.amazon.world().listing("SKU-00002").unwrap().clone();
        let asin = listing.asin.clone();
        // The product of SKU-00002 is kept under other numbers, which are sold by themselves as well.
        {
            let mut company = bench.sage.company();
            for row in company.rows_mut("ICItems") {
                if row["ItemNumber"] == "SKU-00002" {
                    row["ItemNumber"] = json!("OTHER");
                    row["UnformattedItemNumber"] = json!("OTHER");
                }
            }
        }
        let code = "4006381333931";
        bench.write("items.csv", "seller_sku,item\nOWN,SKU-00000\n");
        item(&bench, "SKU-00000", "UnformattedItemNumber", &json!(code));
        item(&bench, "SKU-00000", "LotNumbers", &json!(true));
        if fits_two {
            item(&bench, "SKU-00001", "ItemNumber", &json!(code));
        }
        let answer = json!({ "numberOfResults": 1, "items": [{ "asin": asin, "identifiers": [{
            "marketplaceId": "ATVPDKIKX0DER",
            "identifiers": [{ "identifierType": "EAN", "identifier": code }] }] }] });
        let mut sold = units("114-7000001-7000001", "SKU-00002", 60);
        sold["orderItems"][0]["product"]["asin"] = json!(asin);
        serve(&bench, vec![sold]);
        let catalogue = Rule::always(Fault::Status(200, answer.to_string())).path("/catalog/");
        bench.amazon.faults().add(catalogue);
        pull(&bench);
        if gone {
            bench.amazon.world().listings.retain(|one| one.sku != "SKU-00002");
        }
        let own = row(&bench, "SKU-00000");
        if fits_two {
            assert_eq!(own["reason"], "ambiguous-item", "{gone} {own:#}");
        } else {
            assert_eq!(own["offer"], 40, "{gone} {own:#}");
        }
    }
}

const DAY_END: &str = "[inventory]\ncosting = \"day-end\"\nlocations = [\"MAIN\"]\n";

fn invoice(bench: &Bench, number: &str, order: &str, lines: &Value) {
    let uniquifier = 9_000_000 + bench.sage.rows("OEInvoices").len();
    bench.sage.company().add(
        "OEInvoices",
        json!({ "InvoiceUniquifier": uniquifier, "InvoiceNumber": number,
                "OrderNumber": order, "CustomerNumber": "1400", "InvoiceStatus": "Documentshippednotcosted",
                "InvoiceDetails": lines }),
    );
}

fn line(item: &str, location: &str, units: i64, conversion: i64) -> Value {
    json!({ "LineType": "Item", "Item": item, "Location": location, "QuantityShipped": units,
            "InvoiceUnitOfMeasure": "EA", "UnitConversion": conversion })
}

#[test]
fn what_day_end_has_not_costed_is_taken_off_to_whomever_it_was_sold() {
    let bench = many(3, DAY_END);
    assert_eq!(row(&bench, "SKU-00000")["offer"], 100);
    invoice(
        &bench,
        "IN-SHOP-1",
        "SHOP-1",
        &json!([
            line("SKU-00000", "MAIN", 3, 10),
            line("SKU-00000", "FBA", 7, 1),
            line("SKU-00001", "MAIN", 4, 1)
        ]),
    );
    assert_eq!(row(&bench, "SKU-00000")["offer"], 70);
    assert_eq!(row(&bench, "SKU-00001")["offer"], 96);
    assert_eq!(row(&bench, "SKU-00002")["offer"], 100);
    // An order of this database is not taken off twice.
    let id = "114-7000001-7000001";
    serve(&bench, vec![units(id, "SKU-00002", 5)]);
    pull(&bench);
    // The simulated Sage relieves the one that was shipped when it invoices it, and the order is taken off until day end has surely run.
    assert_eq!(row(&bench, "SKU-00002")["offer"], 94);
    invoice(&bench, "IN-OWN-1", id, &json!([line("SKU-00002", "MAIN", 5, 1)]));
    assert_eq!(row(&bench, "SKU-00002")["offer"], 94);
}

#[test]
fn a_sage_that_does_not_say_what_is_not_costed_is_told_of() {
    let bench = many(3, DAY_END);
    let refusal = json!({ "error": { "code": "", "message": { "value": "Could not find a property named 'InvoiceStatus'" } } });
    let rule = Rule::always(Fault::Status(400, refusal.to_string())).path("OEInvoices");
    bench.sage.faults().add(rule);
    let ran = bench.run(&["push-inventory", "--dry-run", "--sku", "SKU-00000"]);
    assert!(ran.stderr.contains("day end has not costed"), "{}", ran.stderr);
    assert!(ran.stderr.contains("run Sage's day end"), "{}", ran.stderr);
}
