//! An answer that does not name the batch that was asked for is no answer: nothing is deleted on its word.

use std::sync::Arc;

use ml_connector::books::record::Kind;
use ml_connector::sandbox::{Fault, Rule};
use serde_json::{Value, json};

use crate::harness::Bench;
use crate::settlements::{assert_ledger_is_right, ready};

/// Changes the body of every answer to a read of one batch by its key.
fn twisted(bench: &Bench, times: usize, twist: impl Fn(Value) -> Value + Send + Sync + 'static) {
    let change = move |_: &ml_connector::sandbox::Request, mut answer: ml_connector::sandbox::Response| {
        let body: Value = serde_json::from_slice(&answer.body).unwrap();
        answer.body = twist(body).to_string().into_bytes();
        answer
    };
    let rule = Rule::always(Fault::Changed(Arc::new(change)))
        .method("GET")
        .path("GLJournalBatches(")
        .times(times);
    bench.sage.faults().add(rule);
    lists_are_bare(bench);
}

/// Rows of a list leave the entries out, so that each batch is read by its key.
fn lists_are_bare(bench: &Bench) {
    let bare = |_: &ml_connector::sandbox::Request, mut answer: ml_connector::sandbox::Response| {
        if let Ok(mut body) = serde_json::from_slice::<Value>(&answer.body) {
            for row in body["value"].as_array_mut().into_iter().flatten() {
                row["JournalHeaders"] = Value::Null;
            }
            answer.body = body.to_string().into_bytes();
        }
        answer
    };
    let rule = Rule::always(Fault::Changed(Arc::new(bare)))
        .method("GET")
        .path("GLJournalBatches");
    bench.sage.faults().add(rule);
}

fn partial_batches(bench: &Bench) -> usize {
    let open = bench.store().open_exceptions().unwrap();
    open.iter().filter(|one| one.kind == "partial-batch").count()
}

#[test]
fn one_empty_object_is_asked_again() {
    let bench = ready();
    twisted(&bench, 1, |_| json!({}));
    bench.run(&["post-settlements"]);
    assert_eq!(partial_batches(&bench), 0);
    bench.run(&["post-settlements"]);
    assert_ledger_is_right(&bench);
}

#[test]
fn a_record_inside_a_feed_is_unwrapped() {
    let bench = ready();
    twisted(&bench, usize::MAX, |batch| json!({ "value": [batch] }));
    bench.run(&["post-settlements"]);
    assert_eq!(partial_batches(&bench), 0);
    assert_ledger_is_right(&bench);
}

#[test]
fn another_batch_or_none_for_good_leaves_the_outcome_open() {
    for odd in [
        json!({}),
        json!({ "BatchNumber": "999999", "JournalHeaders": [] }),
        json!({ "value": [] }),
    ] {
        let bench = ready();
        twisted(&bench, usize::MAX, move |_| odd.clone());
        let ran = bench.run(&["post-settlements"]);
        assert_eq!(ran.status, Some(4), "{ran:?}");
        assert_eq!(partial_batches(&bench), 0);
        assert!(bench.store().has_posted(Kind::Order).unwrap());
        bench.sage.faults().clear();
        bench.advance(std::time::Duration::from_secs(3_600));
        bench.run(&["post-settlements"]);
        assert_eq!(partial_batches(&bench), 0);
        assert_ledger_is_right(&bench);
    }
}
