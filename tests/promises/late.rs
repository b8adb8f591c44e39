//! A commit that comes late: Sage is still busy with a document when the program has long stopped waiting for it.

use std::sync::Arc;
use std::sync::mpsc::{Sender, channel};
use std::time::{Duration, Instant};

use ml_connector::sandbox::{Fault, Rule};

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
