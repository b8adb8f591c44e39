//! What takes too long or goes too far is said, and what is over ends by itself.

use std::time::Duration;

use chrono::TimeDelta;
use serde_json::json;

use ml_connector::books::record::{Kind, State};
use ml_connector::money::Amount;
use ml_connector::sandbox::world::Entry;

use crate::credit_notes::credit;
use crate::harness::Bench;
use crate::settlements::{
    assert_ledger_is_right, batches, configure, lose_sage_after_the_first_batch, ready,
};
use crate::vat_refunds::named;

const DAY: Duration = Duration::from_secs(86_400);

/// The open exceptions of a kind: keys and figures.
fn open(bench: &Bench, kind: &str) -> Vec<(String, String)> {
    let all = bench.store().open_exceptions().unwrap();
    let of_kind = all.into_iter().filter(|one| one.kind == kind);
    of_kind.map(|one| (one.key, one.figures)).collect()
}

#[track_caller]
fn figures_of(bench: &Bench, kind: &str, key: &str) -> Option<String> {
    open(bench, kind)
        .into_iter()
        .find(|(of, _)| of == key)
        .map(|(_, figures)| figures)
}

fn pass(bench: &Bench) {
    for words in [["-q", "pull-orders"], ["-q", "post-settlements"]] {
        let ran = bench.run(&words);
        assert!(matches!(ran.status, Some(0 | 3)), "{words:?}: {ran:?}");
    }
}

/// An order of the United States that a settlement which is due pays, shipped and posted by both passes.
pub fn a_settled_order(bench: &Bench) -> String {
    let world = bench.amazon.world();
    let start = bench.start().and_hms_opt(5, 0, 0).unwrap().and_utc();
    let due = world
        .settlements
        .iter()
        .filter(|one| one.marketplace.id == "ATVPDKIKX0DER" && one.end >= start)
        .filter(|one| one.end < bench.now - TimeDelta::days(3));
    let sold = due
        .flat_map(|one| &one.entries)
        .filter(|entry| entry.kind == "Shipment" && entry.deferred.is_none());
    let plain = |id: &String| {
        let order = world.orders.iter().find(|order| order.id == *id);
        order.is_some_and(|order| {
            order.created > start
                && order.truth().invoice_total > Amount::ZERO
                && order.lines.iter().all(|line| line.ships == line.quantity)
        })
    };
    sold.filter_map(|entry| entry.order_id.clone())
        .find(plain)
        .expect("the world settles a sale")
}

/// Takes an order's sales out of every settlement, and returns them.
pub fn unpay(bench: &Bench, order: &str) -> Vec<Entry> {
    let mut taken = Vec::new();
    let mut world = bench.amazon.world();
    for settlement in &mut world.settlements {
        let of = |entry: &Entry| entry.order_id.as_deref() == Some(order);
        let out: Vec<Entry> = settlement
            .entries
            .iter()
            .filter(|entry| of(entry))
            .cloned()
            .collect();
        settlement.entries.retain(|entry| !of(entry));
        settlement.total -= out.iter().map(Entry::amount).sum::<Amount>();
        taken.extend(out);
    }
    taken
}

/// An order that a settlement pays, as Amazon has not shipped it; with it, a way to let Amazon ship it now.
fn not_shipped(bench: &Bench) -> String {
    configure(bench, &[]);
    let key = a_settled_order(bench);
    let shipped = {
        let world = bench.amazon.world();
        world.orders.get(&key).unwrap().shipped_at().unwrap()
    };
    turns(bench, &key, ("UNSHIPPED", shipped));
    key
}

fn turns(bench: &Bench, key: &str, (status, at): (&str, chrono::DateTime<chrono::Utc>)) {
    let mut world = bench.amazon.world();
    let order = world.orders.get_mut(key).unwrap();
    order.events.retain(|event| event.status != "SHIPPED");
    order.then(at, status);
}

fn ships(bench: &Bench, key: &str) {
    turns(bench, key, ("SHIPPED", bench.amazon.clock().now()));
    bench.advance(DAY / 24);
    pass(bench);
}

fn standing(bench: &Bench, key: &str) -> (State, String) {
    let record = bench.store().record(Kind::Order, key).unwrap().unwrap();
    (record.state, record.reason.unwrap_or_default())
}

#[test]
fn what_was_said_never_to_ship_is_asked_again_when_it_ships() {
    let bench = Bench::small();
    let key = not_shipped(&bench);
    pass(&bench);
    bench.advance(DAY * 45);
    pass(&bench);
    bench
        .run(&["resolve", &key, "--because", "it never ships"])
        .expect(0);
    assert_eq!(figures_of(&bench, "paid-not-shipped", &key), None);
    ships(&bench, &key);
    for _ in 0..2 {
        assert_eq!(
            standing(&bench, &key),
            (State::Held, "ships-after-all".to_owned())
        );
        let advice = ml_connector::books::reason::of_code("ships-after-all")
            .unwrap()
            .advice;
        assert!(bench.run(&["status"]).stdout.contains(advice));
        let listed = bench.run(&["audit", "list", "--state", "held"]).stdout;
        assert!(listed.contains("it never ships"), "{listed}");
        pass(&bench);
    }
    bench
        .run(&["resolve", &key, "--send", "--because", "it was found and shipped"])
        .expect(0);
    pass(&bench);
    assert_eq!(standing(&bench, &key).0, State::Posted);
    bench.run(&["-q", "audit", "verify"]).expect(0);
}

#[test]
fn an_order_that_was_left_out_before_it_shipped_is_asked_about_once_and_the_word_binds() {
    for reopens in [true, false] {
        let bench = Bench::small();
        let key = not_shipped(&bench);
        pass(&bench);
        bench
            .run(&["resolve", &key, "--skip", "--because", "it never ships"])
            .expect(0);
        ships(&bench, &key);
        let figures = figures_of(&bench, "ships-after-all", &key).expect("it is asked about");
        assert!(figures.contains("it never ships"), "{figures}");
        assert_eq!(standing(&bench, &key), (State::Skipped, "decided".to_owned()));
        let word = if reopens { &["--reopen"][..] } else { &[] };
        let words = [&["resolve", &key], word, &["--because", "seen"]].concat();
        bench.run(&words).expect(0);
        for _ in 0..2 {
            pass(&bench);
            assert_eq!(figures_of(&bench, "ships-after-all", &key), None);
        }
        let state = if reopens { State::Posted } else { State::Skipped };
        assert_eq!(standing(&bench, &key).0, state);
        bench.run(&["-q", "audit", "verify"]).expect(0);
    }
}

#[test]
fn an_order_that_is_paid_and_never_shipped_in_full_is_said_until_it_is() {
    let bench = Bench::small();
    configure(&bench, &[]);
    let key = a_settled_order(&bench);
    let end = |status: &str, at| {
        let mut world = bench.amazon.world();
        let order = world.orders.get_mut(&key).unwrap();
        order.events.retain(|event| event.status != "SHIPPED");
        order.then(at, status);
    };
    let shipped = {
        let world = bench.amazon.world();
        let order = world.orders.iter().find(|order| order.id == key).unwrap();
        order.shipped_at().unwrap()
    };
    end("PARTIALLY_SHIPPED", shipped);
    pass(&bench);
    assert_eq!(open(&bench, "paid-not-shipped"), []);
    bench.advance(DAY * 45);
    pass(&bench);
    let figures = figures_of(&bench, "paid-not-shipped", &key).expect("it waits for 45 days");
    assert!(figures.contains("partly-shipped"), "{figures}");
    pass(&bench);
    assert_eq!(
        figures_of(&bench, "paid-not-shipped", &key),
        Some(figures),
        "said once"
    );
    assert!(bench.run(&["status"]).stdout.contains("paid-not-shipped"));
    let now = bench.amazon.clock().now();
    end("SHIPPED", now);
    bench.advance(DAY / 24);
    pass(&bench);
    let record = bench.store().record(Kind::Order, &key).unwrap().unwrap();
    assert_eq!(record.state, State::Posted, "{record:?}");
    assert_eq!(figures_of(&bench, "paid-not-shipped", &key), None);
    bench.run(&["-q", "audit", "verify"]).expect(0);
}

#[test]
fn an_invoice_that_no_settlement_pays_is_said_on_its_day() {
    let bench = Bench::small();
    configure(
        &bench,
        &[(
            "[settlements]\n",
            "[settlements]\nunsettled_after = \"20 days\"\n",
        )],
    );
    let key = a_settled_order(&bench);
    let taken = unpay(&bench, &key);
    pass(&bench);
    bench.advance(DAY * 19);
    pass(&bench);
    assert_eq!(figures_of(&bench, "not-settled", &key), None);
    bench.advance(DAY * 2);
    pass(&bench);
    let figures = figures_of(&bench, "not-settled", &key).expect("21 days without a settlement");
    let invoices = bench.sage.rows("OEInvoices");
    let invoice = invoices.iter().find(|row| row["OrderNumber"] == json!(key));
    let day = &invoice.unwrap()["InvoiceDate"].as_str().unwrap()[..10];
    assert!(
        figures.contains(day) && figures.contains("USD"),
        "{figures}, {day}"
    );
    // A person who has seen it is not told again.
    let other = open(&bench, "not-settled").into_iter().find(|(of, _)| *of != key);
    if let Some((other, _)) = &other {
        bench
            .run(&["resolve", other, "--because", "paid by hand"])
            .expect(0);
    }
    // A late settlement pays it: nobody has to say so.
    {
        let now = bench.amazon.clock().now();
        let mut world = bench.amazon.world();
        let market = world
            .orders
            .iter()
            .find(|order| order.id == key)
            .unwrap()
            .marketplace;
        world.settle(market, now, now + TimeDelta::days(1));
        let late = world.settlements.last_mut().unwrap();
        for mut entry in taken {
            entry.posted = now + TimeDelta::hours(2);
            late.total += entry.amount();
            late.entries.push(entry);
        }
    }
    bench.advance(DAY * 5);
    pass(&bench);
    assert_eq!(figures_of(&bench, "not-settled", &key), None);
    if let Some((other, _)) = &other {
        assert_eq!(
            figures_of(&bench, "not-settled", other),
            None,
            "closed by a person"
        );
    }
    bench.run(&["-q", "audit", "verify"]).expect(0);
}

#[test]
fn an_invoice_that_was_given_back_waits_for_no_settlement() {
    for is_given_back_first in [true, false] {
        let bench = Bench::small();
        let wait = "[settlements]\nunsettled_after = \"20 days\"\n";
        configure(&bench, &[("[settlements]\n", wait)]);
        let key = a_settled_order(&bench);
        unpay(&bench, &key);
        pass(&bench);
        if is_given_back_first {
            credit(&bench, &key).expect(0);
        }
        bench.advance(DAY * 21);
        pass(&bench);
        let told = figures_of(&bench, "not-settled", &key);
        assert_eq!(told.is_some(), !is_given_back_first, "{told:?}");
        if !is_given_back_first {
            credit(&bench, &key).expect(0);
        }
        pass(&bench);
        assert_eq!(figures_of(&bench, "not-settled", &key), None);
        bench.run(&["-q", "audit", "verify"]).expect(0);
    }
}

#[test]
fn refunds_and_claims_above_the_invoice_are_said() {
    refunds_above_the_invoice_are_said(|_| ());
    refunds_above_the_invoice_are_said(named("GuaranteeClaim", "A-to-z Guarantee Refund"));
}

/// Given back seven times: by a refund, and by six more, changed by `makes`.
fn refunds_above_the_invoice_are_said(makes: impl Fn(&mut Entry)) {
    let bench = Bench::small();
    configure(&bench, &[]);
    bench.run(&["-q", "pull-orders"]).expect(3);
    let posted = |key: &str| {
        let record = bench.store().record(Kind::Order, key).unwrap();
        record.is_some_and(|record| record.state == State::Posted)
    };
    let key = {
        let mut world = bench.amazon.world();
        let start = bench.start().and_hms_opt(5, 0, 0).unwrap().and_utc();
        let due = bench.now - TimeDelta::hours(48);
        let mut found = None;
        for settlement in &mut world.settlements {
            if settlement.end < start || settlement.end > due {
                continue;
            }
            let refund =
                |entry: &&Entry| entry.kind == "Refund" && entry.order_id.as_deref().is_some_and(&posted);
            let Some(refund) = settlement.entries.iter().find(refund).cloned() else {
                continue;
            };
            for copy in 2..8 {
                let mut again = refund.clone();
                again.id.push_str(&format!("-{copy}"));
                makes(&mut again);
                settlement.total += again.amount();
                settlement.entries.push(again);
            }
            found = refund.order_id;
            break;
        }
        found.expect("the world gives something back of a posted order")
    };
    pass(&bench);
    let figures = figures_of(&bench, "refunded-above-invoice", &key).expect("given back seven times");
    let invoiced = bench
        .store()
        .record(Kind::Order, &key)
        .unwrap()
        .unwrap()
        .amount
        .unwrap();
    assert!(
        figures.contains(&format!("above the invoice of {invoiced}")),
        "{figures}"
    );
    assert_eq!(open(&bench, "refunded-above-invoice").len(), 1);
    bench
        .run(&["resolve", &key, "--because", "claimed back"])
        .expect(0);
    pass(&bench);
    assert_eq!(open(&bench, "refunded-above-invoice"), []);
}

#[test]
fn an_order_that_a_person_invoices_in_sage_is_followed() {
    let bench = Bench::small();
    bench.run(&["-q", "pull-orders"]).expect(3);
    let key = crate::credit_notes::an_order(&bench);
    // Sage lost the invoice, and then the order is met by a new database: it is there without one.
    let invoice = {
        let mut company = bench.sage.company();
        let at = company
            .rows("OEInvoices")
            .iter()
            .position(|row| row["OrderNumber"] == json!(key));
        let invoice = company.rows_mut("OEInvoices").remove(at.unwrap());
        for order in company.rows_mut("OEOrders") {
            if order["OrderNumber"] == json!(key) {
                order["LastInvoiceNumber"] = json!("");
                order["OrderCompleted"] = json!("No");
            }
        }
        for batch in company.rows_mut("ARInvoiceBatches") {
            if let Some(documents) = batch["Invoices"].as_array_mut() {
                documents.retain(|document| document["OrderNumber"] != json!(key));
            }
        }
        company
            .rows_mut("ARPostedDocuments")
            .retain(|row| row["OrderNumber"] != json!(key));
        invoice
    };
    bench.forget("db.sqlite");
    bench.store_credentials();
    bench.run(&["-q", "pull-orders"]).expect(3);
    assert!(
        figures_of(&bench, "no-invoice", &key).is_some(),
        "{:?}",
        bench.store().open_exceptions()
    );
    // A person invoices it.
    {
        let mut company = bench.sage.company();
        for order in company.rows_mut("OEOrders") {
            if order["OrderNumber"] == json!(key) {
                order["LastInvoiceNumber"] = invoice["InvoiceNumber"].clone();
            }
        }
        company.add("OEInvoices", invoice.clone());
    }
    bench.run(&["-q", "pull-orders"]);
    assert_eq!(figures_of(&bench, "no-invoice", &key), None);
    let record = bench.store().record(Kind::Order, &key).unwrap().unwrap();
    let number = invoice["InvoiceNumber"].as_str().unwrap();
    assert!(record.sage.unwrap().contains(number), "its number is kept");
    bench.run(&["-q", "audit", "verify"]).expect(0);
}

#[test]
fn a_batch_that_stands_twice_is_heard_beside_a_key_that_is_gone() {
    let bench = ready();
    lose_sage_after_the_first_batch(&bench);
    let mut twin = batches(&bench)[0].clone();
    twin["BatchNumber"] = json!("000900");
    bench.sage.company().add("GLJournalBatches", twin);
    bench.run(&["post-settlements"]).expect(7);
    std::fs::rename(bench.path("key"), bench.path("key-elsewhere")).unwrap();
    bench.run(&["post-settlements"]).expect(2);
    bench.run(&["status"]).expect(7);
}

#[test]
fn a_batch_that_was_put_right_needs_no_word() {
    // Another machine's twin is deleted.
    let bench = ready();
    lose_sage_after_the_first_batch(&bench);
    let mut twin = batches(&bench)[0].clone();
    twin["BatchNumber"] = json!("000900");
    bench.sage.company().add("GLJournalBatches", twin);
    bench.run(&["post-settlements"]).expect(7);
    assert_eq!(open(&bench, "duplicate-batch").len(), 1);
    // As long as it stands there: the run that met it is no other than those after it.
    bench.run(&["status"]).expect(7);
    bench.run(&["post-settlements"]).expect(7);
    bench.run(&["status"]).expect(7);
    bench.sage.delete_gl_batch("000900");
    bench.run(&["post-settlements"]).expect(0);
    // What the pull left is held still.
    bench.run(&["status"]).expect(3);
    assert_ledger_is_right(&bench);
    // A line that somebody moved is moved back.
    let bench = ready();
    lose_sage_after_the_first_batch(&bench);
    let account = |bench: &Bench, to: &serde_json::Value| {
        let mut company = bench.sage.company();
        let line = &mut company.rows_mut("GLJournalBatches")[0]["JournalHeaders"][0]["JournalDetails"][0];
        std::mem::replace(&mut line["AccountNumber"], to.clone())
    };
    let was = account(&bench, &json!("4195"));
    bench.run(&["post-settlements"]).expect(3);
    assert_eq!(open(&bench, "edited-in-sage").len(), 1);
    account(&bench, &was);
    bench.run(&["post-settlements"]).expect(0);
    assert_eq!(open(&bench, "edited-in-sage"), []);
}

#[test]
fn what_a_refusal_left_behind_is_over_once_it_is_deleted() {
    let bench = ready();
    bench.sage.settings().locked_for_ledger = vec![(2026, 2)];
    bench.run(&["post-settlements"]).expect(3);
    let left = open(&bench, "partial-batch");
    assert!(!left.is_empty(), "{:?}", bench.store().open_exceptions());
    bench.sage.settings().locked_for_ledger.clear();
    let numbers: Vec<String> = batches(&bench)
        .iter()
        .filter(|batch| batch["Status"] != "Deleted")
        .map(|batch| batch["BatchNumber"].as_str().unwrap().to_owned())
        .filter(|number| left.iter().any(|(_, figures)| figures.contains(number.as_str())))
        .collect();
    bench.run(&["post-settlements"]);
    assert_eq!(
        open(&bench, "partial-batch").len(),
        left.len(),
        "it still stands there"
    );
    for number in &numbers {
        bench.sage.delete_gl_batch(number);
    }
    bench.run(&["post-settlements"]);
    bench.run(&["post-settlements"]).expect(0);
    assert_eq!(open(&bench, "partial-batch"), []);
    assert_ledger_is_right(&bench);
}
