//! `document = "order"`: persons make the invoices. Each is looked for, held against its order, and missed in the end where
//! Amazon has paid and nobody made one.

use std::time::Duration;

use ml_connector::books::record::{Kind, State};
use ml_connector::money::Amount;
use ml_connector::store::OpenException;
use serde_json::{Value, json};

use crate::harness::Bench;
use crate::settlements::{amount, section};

const DAY: Duration = Duration::from_secs(24 * 3_600);

/// The invoices that Sage makes of these orders by itself.
fn invoices() -> Vec<Value> {
    let bench = Bench::small();
    bench.run(&["-q", "pull-orders"]).expect(3);
    bench.sage.rows("OEInvoices")
}

/// A bench whose orders are left open in Sage.
fn left_open() -> Bench {
    let bench = Bench::small();
    let text = bench.configuration(&section(&bench, &[]));
    bench.write(
        "config.toml",
        &text.replace("[orders]\n", "[orders]\ndocument = \"order\"\n"),
    );
    bench.run(&["-q", "pull-orders"]).expect(3);
    assert!(bench.sage.rows("OEInvoices").is_empty());
    bench
}

/// A person invoices these orders in Sage.
fn invoice(bench: &Bench, invoices: &[Value]) {
    let mut company = bench.sage.company();
    for invoice in invoices {
        for order in company.rows_mut("OEOrders") {
            if order["OrderNumber"] == invoice["OrderNumber"] {
                order["LastInvoiceNumber"] = invoice["InvoiceNumber"].clone();
            }
        }
        company.add("OEInvoices", invoice.clone());
    }
}

fn open(bench: &Bench, kind: &str) -> Vec<OpenException> {
    let open = bench.store().open_exceptions().unwrap();
    open.into_iter().filter(|one| one.kind == kind).collect()
}

fn without_invoice(bench: &Bench) -> usize {
    bench.store().posted_orders(None, true, 0, 999).unwrap().len()
}

#[test]
fn each_is_found_by_a_later_run_and_held_against_its_order() {
    let mut made = invoices();
    let bench = left_open();
    let all = without_invoice(&bench);
    assert!(all > 10);
    bench.run(&["-q", "pull-orders"]).expect(3);
    assert_eq!(without_invoice(&bench), all, "nothing is made up");
    let total = amount(&made[0]["InvoiceTotalWithTax"]) + Amount::parse("2.00").unwrap();
    made[0]["InvoiceTotalWithTax"] = serde_json::from_str(&total.to_string()).unwrap();
    let wrong = made[0]["OrderNumber"].as_str().unwrap().to_owned();
    invoice(&bench, &made);
    bench.run(&["pull-orders"]).expect(3);
    assert_eq!(without_invoice(&bench), 0);
    let differs = open(&bench, "differs-in-sage");
    let [one] = differs.as_slice() else {
        panic!("{differs:?}");
    };
    assert_eq!((one.key.as_str(), &one.customer), (wrong.as_str(), &None));
    let record = bench.store().record(Kind::Order, &wrong).unwrap().unwrap();
    assert_eq!(record.state, State::Posted);
    // Corrected, it is as it should be.
    let number = made[0]["InvoiceNumber"].clone();
    for row in bench.sage.company().rows_mut("OEInvoices") {
        if row["InvoiceNumber"] == number {
            row["InvoiceTotalWithTax"] = invoices()[0]["InvoiceTotalWithTax"].clone();
        }
    }
    bench.run(&["-q", "pull-orders"]);
    assert!(open(&bench, "differs-in-sage").is_empty());
}

/// Of an order that a person invoices in parts nothing is learnt before all of it is invoiced: what is left is still owed.
#[test]
fn an_order_is_followed_until_all_of_it_is_invoiced() {
    let made = invoices();
    let bench = left_open();
    let all = without_invoice(&bench);
    let mut part = made[0].clone();
    for line in part["InvoiceDetails"].as_array_mut().unwrap() {
        line["QuantityShipped"] = json!(0);
    }
    invoice(&bench, &[part.clone()]);
    bench.run(&["-q", "pull-orders"]);
    assert_eq!(without_invoice(&bench), all);
    assert!(open(&bench, "differs-in-sage").is_empty());
    for row in bench.sage.company().rows_mut("OEInvoices") {
        if row["InvoiceNumber"] == part["InvoiceNumber"] {
            row["InvoiceDetails"] = made[0]["InvoiceDetails"].clone();
        }
    }
    bench.run(&["-q", "pull-orders"]);
    assert_eq!(without_invoice(&bench), all - 1);
}

#[test]
fn one_that_nobody_makes_though_amazon_paid_is_told_until_somebody_does() {
    let bench = left_open();
    bench.run(&["-q", "post-settlements"]);
    assert!(open(&bench, "no-invoice").is_empty());
    bench.advance(DAY * 90);
    // Nobody has looked for them yet.
    bench.run(&["-q", "post-settlements"]);
    assert!(open(&bench, "no-invoice").is_empty());
    bench.run(&["-q", "pull-orders"]);
    bench.run(&["-q", "post-settlements"]);
    let told = open(&bench, "no-invoice");
    assert!(!told.is_empty());
    assert!(
        told[0].figures.contains("nobody invoiced the order in Sage"),
        "{}",
        told[0].figures
    );
    // Of all but what came since.
    let made = invoices();
    invoice(&bench, &made);
    bench.run(&["-q", "pull-orders"]);
    let is_made = |one: &&OpenException| made.iter().any(|row| row["OrderNumber"] == json!(one.key));
    let left = open(&bench, "no-invoice");
    assert!(told.iter().any(|one| is_made(&one)));
    assert!(!left.iter().any(|one| is_made(&one)), "{left:?}");
}
