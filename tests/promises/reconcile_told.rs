//! What `reconcile` tells of its own records: whatever they explain is named with what ends it, and following that ends it.

use serde_json::{Value, json};

use ml_connector::books::record::Kind;

use crate::harness::Bench;
use crate::receivables::held_after;
use crate::reconcile::{assert_proves, book_by_hand, money, reconciled};
use crate::settlements;

/// The fiscal periods of a month, as the bookkeeper sets them.
fn set_month(bench: &Bench, month: u32, status: &str) {
    for year in bench.sage.company().rows_mut("CSFiscalCalendars") {
        if year["FiscalYear"] == "2026" {
            year[format!("Period{month}Status")] = json!(status);
        }
    }
}

/// The words of every item that differs, and every note, of all lines.
fn said(document: &Value) -> Vec<String> {
    let lines = document["lines"].as_array().unwrap();
    let mut words = Vec::new();
    for line in lines {
        let items = line["orders"].as_array().unwrap().iter();
        let differing =
            items.filter(|item| item["difference"].is_string() && !money(&item["difference"]).is_zero());
        let texts = differing.flat_map(|item| item["words"].as_array().unwrap());
        words.extend(
            texts
                .chain(line["notes"].as_array().unwrap())
                .map(|text| text.as_str().unwrap().to_owned()),
        );
    }
    words
}

#[test]
fn what_a_held_settlement_will_post_itself_is_never_to_be_booked_by_hand() {
    let bench = settlements::ready();
    set_month(&bench, 2, "Locked");
    bench.run(&["post-settlements"]).expect(3);
    assert!(!settlements::batches(&bench).is_empty());
    let (ran, document) = reconciled(&bench, &[]);
    ran.expect(7);
    let words = said(&document);
    let of_held: Vec<&String> = words
        .iter()
        .filter(|text| text.contains("not in Sage yet"))
        .collect();
    assert!(!of_held.is_empty(), "{words:#?}");
    for text in of_held {
        for part in [
            "is held (reason ",
            "it will post",
            "book nothing by hand",
            "to release it: ",
        ] {
            assert!(text.contains(part), "{part}: {text}");
        }
    }
    let by_hand = |text: &&String| text.contains("book it once by hand");
    assert_eq!(words.iter().find(by_hand), None, "{words:#?}");
    // What it says ends it.
    set_month(&bench, 2, "Open");
    bench.run(&["post-settlements"]).expect(0);
    let (ran, document) = reconciled(&bench, &[]);
    assert_proves(&document);
    ran.expect(0);
}

/// A cheque settled the invoice: the payment is accepted, and its money lies on `clearing` until a journal moves it.
#[test]
fn what_an_accepted_payment_leaves_on_clearing_is_listed_with_the_journal_that_ends_it() {
    let (bench, key, _) = held_after(|row| row["CustomerCurrencyAmountDue"] = json!(1));
    bench.sage.post_everything();
    let accept = ["resolve", &key, "--accept-sage", "--because", "paid by cheque"];
    let ran = bench.run(&accept).expect(0);
    let payment = bench.store().record(Kind::Receipt, &key).unwrap().unwrap();
    let (order, paid) = (
        key.split('/').next().unwrap(),
        payment.amount.unwrap().to_string(),
    );
    let settlement = payment.parent.unwrap();
    let entry = format!("debits {paid} to `clearing`");
    assert!(ran.stdout.contains(&entry), "{}", ran.stdout);
    let left = || {
        let (_, document) = reconciled(&bench, &[]);
        let words = said(&document).into_iter();
        words
            .filter(|text| text.contains("is left here"))
            .collect::<Vec<_>>()
    };
    let listed = left();
    assert_eq!(listed.len(), 1, "{listed:?}");
    for part in [
        order,
        &paid,
        &settlement,
        "others settled the invoice",
        "post a G/L journal that debits",
    ] {
        assert!(listed[0].contains(part), "{part}: {listed:?}");
    }
    let shown = bench.run(&["reconcile"]).stdout;
    assert!(shown.contains(&listed[0]), "{shown}");
    book_by_hand(&bench, "1180", &paid, &format!("cheque for {order}"));
    assert_eq!(left(), Vec::<String>::new());
    let (_, document) = reconciled(&bench, &[]);
    let mut lines = document["lines"].as_array().unwrap().iter();
    let clearing = lines.find(|line| line["line"] == "clearing" && line["currency"] == "USD");
    assert_eq!(clearing.unwrap()["standing"], "proves");
}

/// The invoice is posted in A/R, and the note of all of it still waits for day end: both count.
#[test]
fn a_credit_note_that_waits_beside_its_posted_invoice_counts() {
    let bench = crate::credit_notes::pulled();
    crate::receivables::evening(&bench);
    let order = crate::credit_notes::an_order(&bench);
    crate::credit_notes::credit(&bench, &order).expect(0);
    for step in 0..3 {
        let (_, document) = reconciled(&bench, &[]);
        let mut lines = document["lines"].as_array().unwrap().iter();
        let receivables = lines
            .find(|line| line["line"] == "receivables" && line["currency"] == "USD")
            .unwrap();
        assert_eq!(receivables["standing"], "proves", "step {step}: {receivables:#}");
        match step {
            0 => bench.sage.run_day_end(),
            _ => bench.sage.post_invoice_batches(),
        }
    }
}

/// A note whose answer was lost counts where Sage shows it, as an order does.
#[test]
fn a_credit_note_that_is_uncertain_counts_where_sage_has_it() {
    use ml_connector::sandbox::{Fault, Rule};
    let start = || {
        let bench = crate::credit_notes::pulled();
        crate::receivables::evening(&bench);
        let order = crate::credit_notes::an_order(&bench);
        (bench, order)
    };
    // What is asked before the note is sent; the answer to it, and what is asked after it, are lost.
    let asked = {
        let (bench, order) = start();
        let before = bench.sage.requests().len();
        crate::credit_notes::credit(&bench, &order).expect(0);
        let of_notes = bench.sage.requests().into_iter().skip(before);
        let of_notes = of_notes.filter(|one| one.path.contains("OECreditDebitNotes"));
        of_notes.take_while(|one| one.method == "GET").count()
    };
    let (bench, order) = start();
    let faults = bench.sage.faults();
    let of_notes = |rule: Rule, method: &str| rule.method(method).path("OECreditDebitNotes");
    faults.add(of_notes(Rule::once(Fault::ResetAfter), "POST"));
    faults.add(of_notes(Rule::always(Fault::ResetBefore), "GET").skip(asked));
    crate::credit_notes::credit(&bench, &order);
    bench.sage.faults().clear();
    let note = bench.store().record(Kind::CreditNote, &order).unwrap().unwrap();
    assert_eq!(note.state.word(), "uncertain", "{note:?}");
    assert_eq!(bench.sage.rows("OECreditDebitNotes").len(), 1);
    for _ in 0..3 {
        let (_, document) = reconciled(&bench, &[]);
        let mut lines = document["lines"].as_array().unwrap().iter();
        let receivables = lines
            .find(|line| line["line"] == "receivables" && line["currency"] == "USD")
            .unwrap();
        assert_eq!(receivables["standing"], "proves", "{receivables:#}");
        crate::receivables::evening(&bench);
    }
}

/// An order that a person left out, and a settlement pays it all the same: its sale is on `unmatched`, and that is said.
#[test]
fn the_sale_of_an_order_that_was_skipped_before_its_settlement_is_named() {
    let bench = crate::receivables::ready(crate::receivables::BY_ADJUSTMENT);
    let order = {
        let world = bench.amazon.world();
        let store = bench.store();
        let mut paid = world
            .settlements
            .iter()
            .flat_map(|one| &one.entries)
            .filter(|one| one.kind == "Shipment");
        let is_open = |order: &String| {
            let record = store.record(Kind::Order, order).unwrap();
            record.is_some_and(|one| matches!(one.state.word(), "held" | "staged"))
        };
        let order = paid.find_map(|one| one.order_id.clone().filter(is_open));
        order.expect("an order that is paid and not invoiced")
    };
    let skip = ["resolve", &order, "--skip", "--because", "a sample"];
    bench.run(&skip).expect(0);
    let dry = bench.run(&["--json", "post-settlements", "--dry-run"]).json();
    let of = |one: &Value| {
        one["skipped_orders"]
            .as_array()
            .into_iter()
            .flatten()
            .cloned()
            .collect::<Vec<_>>()
    };
    let all = dry["settlements"].as_array().unwrap();
    let found = all
        .iter()
        .find(|one| of(one).iter().any(|one| one["order"] == order.as_str()));
    let settlement = found.unwrap_or_else(|| panic!("{order} is in no settlement: {dry:#}"))["key"]
        .as_str()
        .unwrap();
    let ran = bench.run(&["post-settlements"]).expect(0);
    let words = format!("whose sales are booked to `unmatched`: {order} ");
    assert!(ran.stdout.contains(&words), "{}", ran.stdout);
    let page = bench.run(&["settlements", "show", settlement]).expect(0).stdout;
    let words = format!("Order {order} was skipped here (decided: a sample): its sale of ");
    assert!(page.contains(&words), "{page}");
    bench
        .run(&["settlements", "print", settlement, "--output", "page.html"])
        .expect(0);
    let page = std::fs::read_to_string(bench.path("page.html")).unwrap();
    assert!(page.contains(&words), "{page}");
}
