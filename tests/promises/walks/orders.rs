//! What is said of orders from before the cut-over, and of numbers that Sage cannot keep.

use std::time::Duration;

use ml_connector::books::record::{Kind, State};
use ml_connector::sandbox::sage300::{Company, Settings as SageSettings};
use ml_connector::sandbox::{Fault, Rule};

use serde_json::json;

use super::{assert_advised, assert_told, config, open_kinds, standing};
use crate::credit_notes::{an_order, pulled};
use crate::field::{bench_with, order, serve};
use crate::harness::Bench;
use crate::orders_known_again::key_in_as;

/// An invoiced order, met by a new database whose `start` lies after it.
fn before_a_later_start() -> (Bench, String, String) {
    let bench = pulled();
    let id = an_order(&bench);
    let (start, later) = (
        bench.start().to_string(),
        bench.amazon.clock().now().date_naive().to_string(),
    );
    config(&bench, &start, &later);
    bench.advance(Duration::from_secs(24 * 3_600));
    bench.forget("db.sqlite");
    bench.store_credentials();
    bench.run(&["pull-orders", "--order", &id]).expect(3);
    assert_eq!(open_kinds(&bench), ["invoiced-before-start"]);
    assert_told(&bench, "invoiced-before-start");
    (bench, id, start)
}

#[test]
fn an_order_in_sage_from_before_the_start_is_told_once() {
    let seen = |bench: &Bench, id: &str| {
        bench
            .run(&["resolve", id, "--because", "it is in no journal"])
            .expect(0);
        for _ in 0..2 {
            bench.advance(Duration::from_secs(3_600));
            bench.run(&["pull-orders", "--order", id]);
            assert_eq!(open_kinds(bench), [""; 0]);
            assert_eq!(standing(bench, Kind::Order, id).0, State::Posted);
        }
        bench.run(&["-q", "audit", "verify"]).expect(0);
    };
    // The start stays, and a person sees that the sale is booked once.
    let (bench, id, _) = before_a_later_start();
    seen(&bench, &id);
    // The start is set back to where it was.
    let (bench, id, start) = before_a_later_start();
    let later = (bench.amazon.clock().now() - chrono::TimeDelta::days(1))
        .date_naive()
        .to_string();
    config(&bench, &later, &start);
    seen(&bench, &id);
}

#[test]
fn an_order_whose_id_sage_cannot_keep_is_entered_by_hand() {
    let bench = bench_with(Company::demo(), SageSettings::default());
    let id = "116-0000001-100000100000";
    serve(&bench, vec![order(id, &["MUG-BLU"], "12.00")]);
    bench.run(&["pull-orders"]).expect(3);
    assert_eq!(
        standing(&bench, Kind::Order, id),
        (State::Held, "too-long".to_owned())
    );
    assert_advised(&bench, "too-long");
    let accept = [
        "resolve",
        id,
        "--accept-sage",
        "--because",
        "entered as ORD000815",
    ];
    let refused = bench.run(&accept).expect(2);
    assert!(
        refused.stderr.contains("as order reference"),
        "{}",
        refused.stderr
    );
    key_in_as(&bench, "", "12.00", 815);
    for order in bench.sage.company().rows_mut("OEOrders") {
        order["OrderReference"] = json!(id);
    }
    bench.run(&accept).expect(0);
    bench.run(&["pull-orders"]).expect(0);
    assert_eq!(standing(&bench, Kind::Order, id).0, State::Posted);
}

#[test]
fn orders_that_are_entered_by_hand_and_accepted_prove_with_their_settlements() {
    let bench = crate::harness::Bench::small();
    crate::receivables::configure(&bench, crate::receivables::BY_ADJUSTMENT);
    for item in bench.sage.company().rows_mut("ICItems") {
        item["SerialNumbers"] = json!(item["ItemNumber"] == "MUG-BLU");
    }
    bench.run(&["-q", "pull-orders"]);
    let held = bench
        .store()
        .records_in(Kind::Order, &[State::Held], 0, 1_000)
        .unwrap();
    let held: Vec<_> = held
        .into_iter()
        .filter(|one| {
            one.reason.as_deref() == Some("serial-or-lot")
                && one.currency.is_some_and(|one| one.code() == "USD")
        })
        .collect();
    assert!(!held.is_empty());
    assert_advised(&bench, "serial-or-lot");
    for (at, order) in held.iter().enumerate() {
        let total = bench
            .amazon
            .world()
            .orders
            .get(&order.key)
            .unwrap()
            .truth()
            .invoice_total;
        key_in_as(&bench, &order.key, &total.to_string(), 100 + at);
        bench
            .run(&["resolve", &order.key, "--accept-sage", "--because", "keyed in"])
            .expect(0);
        assert_eq!(standing(&bench, Kind::Order, &order.key).0, State::Posted);
    }
    crate::receivables::evening(&bench);
    for _ in 0..2 {
        bench.run(&["-q", "post-settlements"]);
        crate::receivables::evening(&bench);
    }
    bench.sage.post_everything();
    let (ran, document) = crate::reconcile::reconciled(&bench, &[]);
    crate::reconcile::assert_proves(&document);
    ran.expect(0);
}

#[test]
fn an_invoice_that_could_not_be_read_is_read_by_the_next_runs_or_judged_by_a_person() {
    for comes_back in [true, false] {
        let bench = bench_with(Company::demo(), SageSettings::default());
        let (id, other) = ("116-0000001-1000001", "116-0000002-1000001");
        serve(&bench, vec![order(id, &["MUG-BLU"], "12.00")]);
        let nothing = Rule::always(Fault::Status(200, r#"{"value":[]}"#.to_owned()));
        bench.sage.faults().add(nothing.method("GET").path("OEInvoices"));
        bench.run(&["pull-orders"]).expect(4);
        bench.run(&["pull-orders"]);
        assert_eq!(open_kinds(&bench), ["invoice-unread"]);
        assert_told(&bench, "invoice-unread");
        if comes_back {
            bench.sage.faults().clear();
        } else {
            bench
                .run(&["resolve", id, "--because", "compared by hand"])
                .expect(0);
        }
        serve(&bench, vec![order(other, &["MUG-BLU"], "13.00")]);
        for _ in 0..2 {
            bench.run(&["pull-orders"]);
            let open = bench.store().open_exceptions().unwrap();
            assert!(open.iter().all(|one| one.key != id), "{comes_back}: {open:?}");
        }
    }
}
