//! What holds the clearing of an invoice.

use ml_connector::books::record::{Kind, State};
use serde_json::{Value, json};

use super::{assert_advised, assert_told, config, open_kinds, standing};
use crate::credit_notes::{closed_lately, proposals};
use crate::harness::Bench;
use crate::receivables::{
    BY_ADJUSTMENT, BY_RECEIPT, ar_batches, assert_cleared, configure, evening, held_after, journals_posted,
    lose_the_first, pull_orders_of_euros, ready,
};

fn post(bench: &Bench, status: i32) {
    bench.run(&["post-settlements"]).expect(status);
}

/// The pairs of order and settlement that are held for a reason.
fn held_for(bench: &Bench, code: &str) -> Vec<String> {
    let held = bench
        .store()
        .records_in(Kind::Receipt, &[State::Held], 0, 99)
        .unwrap();
    let of_code = held.into_iter().filter(|one| one.reason.as_deref() == Some(code));
    of_code.map(|one| one.key).collect()
}

fn resolve(bench: &Bench, key: &str, word: &str) {
    bench
        .run(&["resolve", key, word, "--because", "moved by a journal"])
        .expect(0);
}

fn document(bench: &Bench, number: &str, change: impl Fn(&mut Value)) {
    for row in bench.sage.company().rows_mut("ARPostedDocuments") {
        if row["DocumentNumber"] == number {
            change(row);
        }
    }
}

#[test]
fn what_was_given_back_before_its_invoice_is_moved_by_a_person() {
    let bench = ready(BY_ADJUSTMENT);
    evening(&bench);
    pull_orders_of_euros(&bench);
    bench.run(&["post-settlements"]);
    post(&bench, 3);
    let held = held_for(&bench, "refunded-uninvoiced");
    assert!(!held.is_empty());
    assert_advised(&bench, "refunded-uninvoiced");
    // As the words say: the order is skipped; what is left is a pair that no invoice will ever meet.
    for pair in &held {
        resolve(&bench, pair.split('/').next().unwrap(), "--skip");
    }
    post(&bench, 3);
    assert_eq!(held_for(&bench, "no-invoice").len(), held.len());
    assert_advised(&bench, "no-invoice");
    for pair in &held {
        resolve(&bench, pair, "--skip");
    }
    bench.run(&["post-settlements"]);
    for pair in &held {
        let found = standing(&bench, Kind::Receipt, pair);
        assert_eq!(found, (State::Skipped, "decided".to_owned()), "{pair}");
    }
    bench.run(&["-q", "audit", "verify"]).expect(0);
}

#[test]
fn a_company_that_cannot_be_cleared_one_way_is_cleared_the_other() {
    let bench = journals_posted(BY_RECEIPT);
    bench.sage.settings().receipt_types = vec!["Prepayment".into()];
    post(&bench, 3);
    assert!(!held_for(&bench, "clear-by-unproven").is_empty());
    assert_advised(&bench, "clear-by-unproven");
    configure(&bench, BY_ADJUSTMENT);
    post(&bench, 0);
    assert_eq!(held_for(&bench, "clear-by-unproven"), [""; 0]);
    assert_cleared(&bench);
}

#[test]
fn a_batch_that_would_raise_its_invoices_is_deleted_and_receipts_clear_them() {
    let bench = journals_posted(BY_ADJUSTMENT);
    bench.sage.settings().positive_adjustment_reduces = true;
    post(&bench, 3);
    assert_eq!(open_kinds(&bench), ["wrong-direction"]);
    assert_told(&bench, "wrong-direction");
    let key = ar_batches(&bench)[0]["Description"].as_str().unwrap().to_owned();
    bench.sage.delete_receipt_batch("AD", 1);
    configure(&bench, BY_RECEIPT);
    bench
        .run(&[
            "resolve",
            &key,
            "--skip",
            "--because",
            "deleted; receipts from now on",
        ])
        .expect(0);
    let found = standing(&bench, Kind::ReceiptBatch, &key);
    assert_eq!(found, (State::Skipped, "replanned".to_owned()));
    post(&bench, 0);
    assert_eq!(open_kinds(&bench), [""; 0]);
    assert_cleared(&bench);
}

#[test]
fn what_a_person_undoes_in_sage_heals_by_itself() {
    let whole =
        |row: &mut Value| row["CustomerCurrencyAmountDue"] = row["CustomerCurrencyInvoiceAmount"].clone();
    let (bench, key, reason) = held_after(|row| row["CustomerCurrencyAmountDue"] = json!(0.01));
    assert_eq!(reason, "invoice-settled");
    assert_advised(&bench, "invoice-settled");
    for row in bench.sage.company().rows_mut("ARPostedDocuments") {
        if row["CustomerCurrencyAmountDue"] == json!(0.01) {
            whole(row);
        }
    }
    post(&bench, 0);
    assert_ne!(standing(&bench, Kind::Receipt, &key).0, State::Held);
    assert_cleared(&bench);

    let (bench, key, reason) = held_after(|row| row["CurrencyCode"] = json!("CAD"));
    assert_eq!(reason, "invoice-currency");
    assert_advised(&bench, "invoice-currency");
    for row in bench.sage.company().rows_mut("ARPostedDocuments") {
        if row["CurrencyCode"] == "CAD" {
            row["CurrencyCode"] = json!("USD");
        }
    }
    post(&bench, 0);
    assert_ne!(standing(&bench, Kind::Receipt, &key).0, State::Held);
    assert_cleared(&bench);
}

#[test]
fn a_batch_that_was_never_posted_is_given_up_and_its_invoices_are_planned_anew() {
    let bench = journals_posted(BY_ADJUSTMENT);
    let key = lose_the_first(&bench);
    let line = &ar_batches(&bench)[0]["ReceiptsAdjustments"][0]["AppliedReceiptsAdjustments"][0];
    let number = line["DocumentNumber"].as_str().unwrap().to_owned();
    bench
        .sage
        .company()
        .rows_mut("ARReceiptAndAdjustmentBatches")
        .clear();
    document(&bench, &number, |row| {
        row["CustomerCurrencyAmountDue"] = json!(3.33)
    });
    post(&bench, 3);
    assert_eq!(
        standing(&bench, Kind::ReceiptBatch, &key),
        (State::Failed, "open-changed".to_owned())
    );
    assert_advised(&bench, "open-changed");
    resolve(&bench, &key, "--skip");
    assert_eq!(
        standing(&bench, Kind::ReceiptBatch, &key),
        (State::Skipped, "replanned".to_owned())
    );
    // Who touched the invoice took that back.
    document(&bench, &number, |row| {
        row["CustomerCurrencyAmountDue"] = row["CustomerCurrencyInvoiceAmount"].clone();
    });
    post(&bench, 0);
    assert_cleared(&bench);
}

/// Nothing is asked of a person while an invoice is still to come.
#[test]
fn what_waits_for_an_invoice_is_cleared_once_it_is_there() {
    let bench = ready(BY_ADJUSTMENT);
    config(
        &bench,
        "[[orders.customers]]\nmarketplace = \"Amazon.com\"\ncustomer = \"AMZ-US\"\n",
        "",
    );
    bench.forget("db.sqlite");
    bench.store_credentials();
    let fresh = ml_connector::sandbox::sage300::Company::demo();
    for of_orders in ["OEOrders", "OEInvoices", "OEShipments", "ARInvoiceBatches"] {
        *bench.sage.company().rows_mut(of_orders) = fresh.rows(of_orders).to_vec();
    }
    bench.run(&["-q", "pull-orders"]).expect(3);
    bench.run(&["-q", "post-settlements"]);
    let waiting = |code: &str| {
        let staged = bench
            .store()
            .records_in(Kind::Receipt, &[State::Staged], 0, 999)
            .unwrap();
        staged
            .iter()
            .filter(|one| one.reason.as_deref() == Some(code))
            .count()
    };
    assert!(waiting("not-invoiced") > 0);
    configure(&bench, BY_ADJUSTMENT);
    bench.run(&["-q", "pull-orders"]);
    bench.run(&["-q", "post-settlements"]);
    assert!(waiting("not-in-receivables") > 0);
    evening(&bench);
    bench.run(&["-q", "post-settlements"]);
    assert_eq!(waiting("not-in-receivables"), 0);
    assert!(!ar_batches(&bench).is_empty());
    assert_cleared(&bench);
}

#[test]
fn a_batch_that_still_stands_in_sage_is_not_given_up() {
    let bench = journals_posted(BY_ADJUSTMENT);
    post(&bench, 0);
    let key = ar_batches(&bench)[0]["Description"].as_str().unwrap().to_owned();
    let refused = bench
        .run(&["resolve", &key, "--skip", "--because", "no"])
        .expect(2);
    assert!(refused.stderr.contains("may stand in Sage"), "{}", refused.stderr);
    assert_eq!(standing(&bench, Kind::ReceiptBatch, &key).0, State::Posted);
    // One that a person deleted is: its invoices are cleared by the next one.
    bench.sage.delete_receipt_batch("AD", 1);
    post(&bench, 3);
    assert_eq!(open_kinds(&bench), ["deleted-in-sage"]);
    resolve(&bench, &key, "--skip");
    post(&bench, 0);
    assert_eq!(open_kinds(&bench), [""; 0]);
    assert_cleared(&bench);
}

#[test]
fn a_proposed_credit_note_is_made_or_left() {
    for word in ["--credit-note", "--skip"] {
        let bench = closed_lately();
        bench.run(&["-q", "post-settlements"]);
        assert_advised(&bench, "credit-note-proposed");
        let proposed = proposals(&bench);
        assert!(!proposed.is_empty());
        for order in &proposed {
            resolve(&bench, order, word);
        }
        bench.run(&["-q", "post-settlements"]);
        for order in &proposed {
            let (state, reason) = standing(&bench, Kind::CreditNote, order);
            match word {
                "--skip" => assert_eq!((state, reason.as_str()), (State::Skipped, "decided")),
                _ => assert_eq!(state, State::Posted),
            }
        }
        assert_eq!(proposals(&bench), [""; 0], "it is not proposed again");
    }
}

/// No input makes a plan that the program's own checks refuse; a database that somebody changed by hand does.
#[test]
fn what_the_program_cannot_vouch_for_is_left_out_by_a_person() {
    let bench = journals_posted("");
    post(&bench, 0);
    configure(&bench, BY_ADJUSTMENT);
    let connection = rusqlite::Connection::open(bench.path("db.sqlite")).unwrap();
    connection
        .execute_batch("UPDATE record SET state = 'skipped' WHERE kind = 'journal'")
        .unwrap();
    drop(connection);
    post(&bench, 3);
    let held = held_for(&bench, "unsound");
    assert!(!held.is_empty());
    assert_advised(&bench, "unsound");
    for pair in &held {
        resolve(&bench, pair, "--skip");
    }
    bench.run(&["post-settlements"]);
    assert_eq!(held_for(&bench, "unsound"), [""; 0]);
    assert!(ar_batches(&bench).is_empty(), "nothing was sent");
    // Who changed it is found out.
    bench.run(&["audit", "verify"]).expect(7);
}
