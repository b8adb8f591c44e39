//! A commit that comes late: Sage is still busy with a document when the program has long stopped waiting for it.

use std::sync::Arc;
use std::sync::mpsc::{Sender, channel};
use std::time::{Duration, Instant};

use ml_connector::books::record::{Kind, State};
use ml_connector::sandbox::sage300::{Company, Settings as SageSettings};
use ml_connector::sandbox::{Fault, Rule};
use serde_json::{Value, json};

use crate::field::{bench_with, order, serve};
use crate::harness::Bench;
use crate::orders::assert_books_are_right;
use crate::settlements::{assert_ledger_is_right, batches, ready};

/// The next document of a resource is carried out only once the sender is dropped.
fn hold_back(bench: &Bench, resource: &str) -> Sender<()> {
    let text = std::fs::read_to_string(bench.path("config.toml")).unwrap();
    bench.write("config.toml", &text.replace("\"3 s\"", "\"1 s\""));
    let (sender, receiver) = channel();
    let receiver = std::sync::Mutex::new(receiver);
    let wait = Arc::new(move |_: &ml_connector::sandbox::Request| {
        let _ = receiver.lock().unwrap().recv();
    });
    let rule = Rule::once(Fault::Before(wait)).method("POST").path(resource);
    bench.sage.faults().add(rule);
    sender
}

#[test]
fn an_order_that_is_made_late_is_made_once() {
    let bench = Bench::small();
    let held = hold_back(&bench, "OEOrders");
    bench.run(&["-q", "pull-orders"]);
    drop(held);
    bench.run(&["-q", "pull-orders"]).expect(3);
    bench.run(&["-q", "pull-orders"]).expect(3);
    assert_books_are_right(&bench);
}

#[test]
fn a_batch_that_is_made_late_is_made_once() {
    let bench = ready();
    let held = hold_back(&bench, "GLJournalBatches");
    // The lookup right after the send finds nothing yet, and nothing is sent again before the wait is over.
    bench.run(&["-q", "post-settlements"]).expect(4);
    bench.run(&["-q", "post-settlements"]).expect(4);
    let made = batches(&bench).len();
    drop(held);
    let begun = Instant::now();
    while batches(&bench).len() == made {
        assert!(
            begun.elapsed() < Duration::from_secs(60),
            "it was never carried out"
        );
        std::thread::sleep(Duration::from_millis(10));
    }
    bench.advance(Duration::from_secs(31 * 60));
    bench.run(&["-q", "post-settlements"]).expect(0);
    assert_ledger_is_right(&bench);
}

const ID: &str = "118-0000001-1000001";

/// An order that was sent, got no answer and was not in Sage when it was looked up; with what was sent.
fn sent_in_vain() -> (Bench, Value) {
    let bench = bench_with(Company::demo(), SageSettings::default());
    serve(&bench, vec![order(ID, &["MUG-BLU"], "12.00")]);
    let lost = Rule::always(Fault::ResetBefore)
        .method("POST")
        .path("OE/OEOrders");
    bench.sage.faults().add(lost);
    bench.run(&["-q", "pull-orders"]);
    bench.sage.faults().clear();
    let record = bench.store().record(Kind::Order, ID).unwrap().unwrap();
    assert_eq!(record.state, State::Ready, "{record:?}");
    assert!(record.attempt > 0);
    let sent = bench.sage.requests().into_iter();
    let mut sent = sent.filter(|one| one.method == "POST" && one.path.ends_with("OEOrders"));
    let body = sent.next().unwrap().json();
    (bench, body)
}

/// Sage carries out what was sent, long after it was looked for.
fn arrives(bench: &Bench, sent: &Value) {
    bench.sage.key_in_order(sent).unwrap();
}

fn assert_taken_in(bench: &Bench, kinds: &[&str]) {
    let record = bench.store().record(Kind::Order, ID).unwrap().unwrap();
    assert_eq!(record.state, State::Posted, "{record:?}");
    assert_eq!(bench.sage.rows("OEInvoices").len(), 1);
    let open = bench.store().open_exceptions().unwrap();
    let open: Vec<&str> = open.iter().map(|one| one.kind.as_str()).collect();
    assert_eq!(open, kinds);
    bench.run(&["-q", "audit", "verify"]).expect(0);
}

#[test]
fn an_order_that_arrived_late_and_was_cancelled_meanwhile_is_not_left_out() {
    let (bench, sent) = sent_in_vain();
    arrives(&bench, &sent);
    let mut cancelled = order(ID, &["MUG-BLU"], "12.00");
    cancelled["lastUpdatedTime"] = json!("2026-03-18T10:00:00Z");
    cancelled["fulfillment"]["fulfillmentStatus"] = json!("CANCELLED");
    cancelled["orderItems"][0]["fulfillment"] = json!({ "quantityFulfilled": 0, "quantityUnfulfilled": 1 });
    serve(&bench, vec![cancelled]);
    bench.run(&["pull-orders"]).expect(3);
    assert_taken_in(&bench, &["cancelled-after-invoice"]);
}

#[test]
fn an_order_that_arrived_late_and_cannot_be_planned_any_more_is_not_held() {
    for day_end in [false, true] {
        let (bench, sent) = sent_in_vain();
        arrives(&bench, &sent);
        if day_end {
            // Gone from order entry and the invoices: only an invoice batch still has it.
            bench.sage.settings().keep_history = false;
            bench.sage.run_day_end();
        }
        let mut unclear = order(ID, &["MUG-BLU"], "12.00");
        unclear["lastUpdatedTime"] = json!("2026-03-18T10:00:00Z");
        unclear["proceeds"]["grandTotal"]["amount"] = json!("11.00");
        serve(&bench, vec![unclear]);
        bench.run(&["pull-orders"]).expect(3);
        let record = bench.store().record(Kind::Order, ID).unwrap().unwrap();
        assert_eq!(record.state, State::Posted, "{day_end}: {record:?}");
        let open = bench.store().open_exceptions().unwrap();
        let changed = open.iter().find(|one| one.kind == "changed-after-invoice");
        let figures = changed.map(|one| one.figures.as_str()).unwrap_or_default();
        assert!(
            figures.contains("invoiced from 12.00") && figures.contains("now says 11.00"),
            "{day_end}: {open:?}"
        );
    }
}

#[test]
fn a_word_does_not_give_up_an_order_that_arrived_late() {
    let (bench, sent) = sent_in_vain();
    arrives(&bench, &sent);
    let skip = ["resolve", ID, "--skip", "--because", "entered by hand"];
    let refused = bench.run(&skip).expect(2);
    assert!(
        refused.stderr.contains(ID) && refused.stderr.contains("stands in Sage"),
        "{}",
        refused.stderr
    );
    assert_taken_in(&bench, &[]);
    bench.run(&["-q", "pull-orders"]).expect(0);
}

#[test]
fn a_word_gives_up_an_order_that_never_arrived() {
    let (bench, _) = sent_in_vain();
    bench
        .run(&["resolve", ID, "--skip", "--because", "not wanted"])
        .expect(0);
    bench.run(&["-q", "pull-orders"]).expect(0);
    let record = bench.store().record(Kind::Order, ID).unwrap().unwrap();
    assert_eq!(record.state, State::Skipped);
    assert!(bench.sage.rows("OEInvoices").is_empty());
}
