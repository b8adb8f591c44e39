//! What is open for a person's judgement, as every command ends with it: a status of 3 is never left unexplained.

use serde_json::{Value, json};

use crate::books::exception::ExceptionKind;
use crate::books::record::Kind;
use crate::store::OpenException;
use crate::terminal::Terminal;

/// How many are told in words; the JSON document has all of them.
const SHOWN: usize = 10;

/// Tells people what is open, what its figures are and what to do about it.
pub(super) fn say(open: &[OpenException], terminal: &Terminal) {
    for one in open.iter().take(SHOWN) {
        terminal.say(format!(
            "exception {} on {} {}: {}\n  {}",
            one.kind, one.record_kind, one.key, one.figures, one.advice
        ));
    }
    if open.len() > SHOWN {
        terminal.say(format!("… and {} more exceptions", open.len() - SHOWN));
    }
}

/// Tells people what the real run would open: records of one kind with their figures, and what to do about them.
pub(super) fn say_coming(kind: ExceptionKind, on: Kind, coming: &[(String, String)], terminal: &Terminal) {
    for (key, figures) in coming.iter().take(SHOWN) {
        let on = on.word();
        terminal.say(format!("exception {kind} would open on {on} {key}: {figures}"));
    }
    if coming.len() > SHOWN {
        terminal.say(format!("… and {} more exceptions", coming.len() - SHOWN));
    }
    if !coming.is_empty() {
        terminal.say(format!("  {}", kind.advice));
    }
}

/// What would open, for scripts.
pub(super) fn coming_in_json(kind: ExceptionKind, on: Kind, coming: &[(String, String)]) -> Vec<Value> {
    let shown = coming.iter().map(|(key, figures)| {
        json!({ "kind": kind.code, "record_kind": on.word(), "key": key, "figures": figures, "advice": kind.advice })
    });
    shown.collect()
}

/// All of them, for scripts.
pub fn to_json(open: &[OpenException]) -> Vec<Value> {
    let shown = open.iter().map(|one| {
        json!({
            "kind": one.kind, "record_kind": one.record_kind, "key": one.key, "figures": one.figures,
            "advice": one.advice, "opened_at": one.opened_at,
        })
    });
    shown.collect()
}
