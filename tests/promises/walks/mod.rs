//! The advice of reasons and exceptions, followed to its end: each is made, its words are followed, and it is over.
//!
//! Those of orders stand beside the cases from the field, those of a report's settlement in `settlement_advice`.

mod orders;
mod quantities;
mod receivables;
mod settlements;

use ml_connector::books::record::{Kind, State};
use ml_connector::books::{exception, reason};

use crate::harness::Bench;

/// Fails unless people are shown what the table advises for a reason.
#[track_caller]
fn assert_advised(bench: &Bench, code: &str) {
    let advice = reason::of_code(code).unwrap().advice;
    let shown = bench.run(&["status"]).stdout;
    assert!(shown.contains(advice), "{code}: {shown}");
}

/// Fails unless people are shown what the table advises for a kind of exception.
#[track_caller]
fn assert_told(bench: &Bench, code: &str) {
    let advice = exception::of_code(code).unwrap().advice;
    let listed = bench.run(&["audit", "list", "--exceptions"]).stdout;
    assert!(
        listed.contains(code) && listed.contains(advice),
        "{code}: {listed}"
    );
}

/// State and reason of a record.
fn standing(bench: &Bench, kind: Kind, key: &str) -> (State, String) {
    let record = bench.store().record(kind, key).unwrap().unwrap();
    (record.state, record.reason.unwrap_or_default())
}

fn open_kinds(bench: &Bench) -> Vec<String> {
    let open = bench.store().open_exceptions().unwrap();
    open.into_iter().map(|one| one.kind).collect()
}

/// Writes another text in place of one in the configuration.
#[track_caller]
fn config(bench: &Bench, from: &str, to: &str) {
    let text = std::fs::read_to_string(bench.path("config.toml")).unwrap();
    assert!(text.contains(from), "{from} is not in {text}");
    bench.write("config.toml", &text.replace(from, to));
}
