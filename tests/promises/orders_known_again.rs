//! Orders that stand in Sage are known again: cancelled since, held today, keyed in by hand, accepted by a person.

use std::time::Duration;

use ml_connector::books::record::{Kind, State};
use ml_connector::money::Amount;
use ml_connector::store::Record;
use serde_json::json;

use crate::credit_notes::{an_order, pulled};
use crate::harness::Bench;

fn order(bench: &Bench, id: &str) -> Record {
    bench.store().record(Kind::Order, id).unwrap().unwrap()
}

fn open_kinds(bench: &Bench, id: &str) -> Vec<String> {
    let open = bench.store().open_exceptions().unwrap();
    let of = open.into_iter().filter(|one| one.key == id);
    of.map(|one| one.kind).collect()
}

fn cancel(bench: &Bench, id: &str) {
    let at = bench.amazon.clock().now() + chrono::TimeDelta::hours(1);
    bench
        .amazon
        .world()
        .orders
        .get_mut(id)
        .unwrap()
        .then(at, "CANCELLED");
    bench.advance(Duration::from_secs(2 * 3_600));
}

pub fn orders_sent(bench: &Bench) -> usize {
    let requests = bench.sage.requests().into_iter();
    requests
        .filter(|one| one.method == "POST" && one.path.ends_with("OEOrders"))
        .count()
}

/// The database is lost; the secrets are stored anew.
pub fn lose_the_database(bench: &Bench) {
    bench.forget("db.sqlite");
    bench.store_credentials();
}

#[test]
fn an_order_that_was_cancelled_meanwhile_is_known_by_a_lost_database() {
    for (keeps_history, day_ends, posts) in [
        (true, false, false),
        (true, true, true),
        (false, true, false),
        (false, true, true),
    ] {
        let bench = pulled();
        let id = an_order(&bench);
        let before = order(&bench, &id);
        bench.sage.settings().keep_history = keeps_history;
        if day_ends {
            bench.sage.run_day_end();
        }
        if posts {
            bench.sage.post_invoice_batches();
        }
        cancel(&bench, &id);
        lose_the_database(&bench);
        let sent = orders_sent(&bench);
        bench.run(&["pull-orders"]).expect(3);
        let known = order(&bench, &id);
        assert_eq!(
            known.state,
            State::Posted,
            "{keeps_history} {day_ends} {posts}: {known:?}"
        );
        assert_eq!(known.amount, before.amount);
        assert_eq!(open_kinds(&bench, &id), ["cancelled-after-invoice"]);
        assert_eq!(orders_sent(&bench), sent);
        bench.run(&["pull-orders"]).expect(3);
        assert_eq!(order(&bench, &id).state, State::Posted);
        // What the exception advises ends it.
        bench
            .run(&["resolve", &id, "--because", "credited by hand in Sage"])
            .expect(0);
        assert!(open_kinds(&bench, &id).is_empty());
        bench.run(&["audit", "verify"]).expect(0);
    }
}

#[test]
fn a_backup_from_before_the_invoice_knows_a_cancelled_order_too() {
    let bench = Bench::small();
    bench
        .run(&["pull-orders", "--order", "113-0000000-9999999"])
        .expect(3);
    bench.copy_database("db.sqlite", "backup");
    bench.run(&["pull-orders"]).expect(3);
    let id = an_order(&bench);
    cancel(&bench, &id);
    bench.copy_database("backup", "db.sqlite");
    bench.run(&["pull-orders"]).expect(3);
    assert_eq!(order(&bench, &id).state, State::Posted);
    assert_eq!(open_kinds(&bench, &id), ["cancelled-after-invoice"]);
}

#[test]
fn an_order_that_would_be_held_today_is_known_by_a_lost_database() {
    let bench = pulled();
    let id = an_order(&bench);
    let before = order(&bench, &id);
    bench.write("items.csv", "seller_sku,item,units_per_sku\n");
    bench.sage.company().rows_mut("ICItems").clear();
    lose_the_database(&bench);
    bench.run(&["pull-orders"]).expect(3);
    let known = order(&bench, &id);
    assert_eq!(known.state, State::Posted, "{known:?}");
    assert_eq!(known.amount, before.amount);
    assert_eq!(known.customer, before.customer);
}

#[test]
fn an_order_from_before_a_later_start_is_known_and_told() {
    let bench = pulled();
    let id = an_order(&bench);
    let later = bench.amazon.clock().now().date_naive();
    let text = std::fs::read_to_string(bench.path("config.toml")).unwrap();
    let start = bench.start().to_string();
    bench.write("config.toml", &text.replace(&start, &later.to_string()));
    bench.advance(Duration::from_secs(24 * 3_600));
    lose_the_database(&bench);
    bench.run(&["pull-orders", "--order", &id]).expect(3);
    assert_eq!(order(&bench, &id).state, State::Posted);
    assert_eq!(open_kinds(&bench, &id), ["invoiced-before-start"]);
}

#[test]
fn a_healthy_database_asks_sage_no_more_than_once_of_what_it_leaves_out() {
    let bench = pulled();
    bench.advance(Duration::from_secs(3_600));
    bench.run(&["pull-orders"]);
    bench.sage.recorder().clear();
    bench.advance(Duration::from_secs(60));
    bench.run(&["pull-orders"]);
    let asked: Vec<_> = bench
        .sage
        .requests()
        .into_iter()
        .filter(|one| one.path.contains("OE/OE") || one.path.contains("ARPostedDocuments"))
        .collect();
    assert!(asked.is_empty(), "{asked:?}");
}

/// Day end puts an invoice and the note that gave it back into one batch, under one order number.
#[test]
fn a_credit_note_that_is_not_posted_yet_is_not_taken_for_the_invoice() {
    for is_partial in [false, true] {
        let bench = pulled();
        let id = an_order(&bench);
        let before = order(&bench, &id);
        let number = |record: &Record| {
            let sage: serde_json::Value = serde_json::from_str(record.sage.as_deref().unwrap()).unwrap();
            sage["invoiceNumber"].clone()
        };
        crate::credit_notes::credit(&bench, &id).expect(0);
        bench.sage.settings().keep_history = false;
        bench.sage.run_day_end();
        for batch in bench.sage.company().rows_mut("ARInvoiceBatches") {
            let documents = batch["Invoices"].as_array_mut().into_iter().flatten();
            for note in documents.filter(|one| is_partial && one["DocumentType"] == "CreditNote") {
                note["DocumentTotalIncludingTax"] = json!(1.25);
            }
        }
        lose_the_database(&bench);
        bench.run(&["pull-orders"]).expect(3);
        let known = order(&bench, &id);
        assert_eq!(known.state, State::Posted);
        assert_eq!(known.amount, before.amount);
        assert_eq!(number(&known), number(&before), "{known:?}");
        assert!(
            open_kinds(&bench, &id).is_empty(),
            "{:?}",
            open_kinds(&bench, &id)
        );
    }
}

/// An order that a person keyed in and invoiced, for another amount than Amazon's.
fn key_in(bench: &Bench, id: &str, total: &str) {
    key_in_as(bench, id, total, 77);
}

/// The same under a number; day end takes its invoice along.
pub fn key_in_as(bench: &Bench, id: &str, total: &str, number: usize) {
    let figure: serde_json::Value = serde_json::from_str(total).unwrap();
    let (order, invoice) = (format!("ORD{number:06}"), format!("IN{}", 900_000 + number));
    let mut company = bench.sage.company();
    company.add(
        "OEOrders",
        json!({ "OrderUniquifier": 9_000 + number, "OrderNumber": order, "CustomerNumber": "AMZ-US",
                "PurchaseOrderNumber": id, "OrderReference": "", "OrderTotal": figure,
                "LastInvoiceNumber": invoice }),
    );
    company.add(
        "OEInvoices",
        json!({ "InvoiceUniquifier": 9_000 + number, "InvoiceNumber": invoice, "OrderNumber": order,
                "CustomerNumber": "AMZ-US", "InvoiceSourceCurrency": "USD", "InvoiceDate": "2026-03-17T00:00:00Z",
                "PostingDate": "2026-03-17T00:00:00Z", "PurchaseOrderNumber": id, "ShipmentNumber": "",
                "InvoiceStatus": "Documentshippednotcosted", "InvoiceTotalWithTax": figure,
                "InvoiceDetails": [{ "ExtendedShippedPriceMiscellaneousCha": figure }] }),
    );
}

#[test]
fn what_a_person_keyed_in_is_accepted_with_sage_s_own_figures() {
    let bench = Bench::small();
    let id = bench
        .amazon
        .world()
        .orders
        .scenario("one unit, no tax")
        .id
        .clone();
    key_in(&bench, &id, "30.00");
    bench.run(&["pull-orders"]).expect(3);
    assert_eq!(order(&bench, &id).state, State::Held);
    let planned = order(&bench, &id).amount.unwrap();
    // The difference is told, and nothing is taken without a reason.
    let refused = bench.run(&["resolve", &id, "--accept-sage"]).expect(2);
    for figure in ["30.00", &planned.to_string(), "--because"] {
        assert!(refused.stderr.contains(figure), "{figure}: {}", refused.stderr);
    }
    assert_eq!(order(&bench, &id).state, State::Held);
    let taken = bench
        .run(&[
            "resolve",
            &id,
            "--accept-sage",
            "--because",
            "a dearer one was sent",
        ])
        .expect(0);
    assert!(
        taken.stdout.contains("30.00") && taken.stdout.contains(&planned.to_string()),
        "{}",
        taken.stdout
    );
    let known = order(&bench, &id);
    assert_eq!(known.state, State::Posted);
    assert_eq!(known.amount, Amount::parse("30.00").ok());
    let sage: serde_json::Value = serde_json::from_str(known.sage.as_deref().unwrap()).unwrap();
    assert_eq!(sage["invoiceNumber"], "IN900077");
    assert_eq!(sage["orderNumber"], "ORD000077");
    bench
        .run(&[
            "audit",
            "export",
            "--what",
            "clearing",
            "--output",
            "clearing.csv",
        ])
        .expect(0);
    let table = std::fs::read_to_string(bench.path("clearing.csv")).unwrap();
    let row = table.lines().find(|line| line.starts_with(&id)).unwrap();
    assert!(row.contains("30.00") && row.contains("IN900077"), "{row}");
    bench.run(&["resolve", &id, "--accept-sage"]).expect(2);
}

#[test]
fn what_was_keyed_in_as_planned_needs_no_reason() {
    let bench = Bench::small();
    let id = bench
        .amazon
        .world()
        .orders
        .scenario("one unit, no tax")
        .id
        .clone();
    let total = {
        let world = bench.amazon.world();
        world.orders.get(&id).unwrap().truth().invoice_total.to_string()
    };
    key_in(&bench, &id, &total);
    {
        let mut company = bench.sage.company();
        for invoice in company.rows_mut("OEInvoices") {
            invoice["InvoiceDate"] = serde_json::Value::Null;
        }
    }
    bench.run(&["pull-orders"]).expect(3);
    bench.run(&["resolve", &id, "--accept-sage"]).expect(0);
    assert_eq!(order(&bench, &id).state, State::Posted);
}

#[test]
fn an_order_left_out_by_an_older_version_is_accepted_from_sage() {
    let bench = pulled();
    let id = an_order(&bench);
    let before = order(&bench, &id);
    // Sage had lost sight of the order when the database was new: it was left out as cancelled.
    let hidden = std::mem::take(bench.sage.company().rows_mut("OEOrders"));
    let invoices = std::mem::take(bench.sage.company().rows_mut("OEInvoices"));
    cancel(&bench, &id);
    lose_the_database(&bench);
    bench.run(&["pull-orders", "--order", &id]).expect(0);
    assert_eq!(order(&bench, &id).state, State::Skipped);
    *bench.sage.company().rows_mut("OEOrders") = hidden;
    *bench.sage.company().rows_mut("OEInvoices") = invoices;
    let ran = bench
        .run(&["resolve", &id, "--accept-sage", "--because", "it stands there"])
        .expect(0);
    assert!(!ran.stderr.contains("bug"), "{}", ran.stderr);
    assert_eq!(order(&bench, &id).state, State::Posted);
    assert_eq!(order(&bench, &id).amount, before.amount);
    assert_eq!(open_kinds(&bench, &id), ["cancelled-after-invoice"]);
}
