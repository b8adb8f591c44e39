//! A person recovers as the manual says, and follows the words that are shown.

use std::time::Duration;

use ml_connector::books::record::Kind;

use super::Outcome;
use super::ground::{Ground, held};
use super::people::Meanwhile;
use crate::harness::Ran;
use crate::settlements::batches;

/// Both passes, then what is told is followed and both run again, until nothing is left to be said.
pub fn recover(ground: &Ground, _meanwhile: &Meanwhile, outcome: &mut Outcome) {
    both(ground, outcome);
    outcome.held_at_first += new_holds(ground).len();
    for open in ground.bench.store().open_exceptions().unwrap() {
        *outcome.told.entry(open.kind).or_default() += 1;
    }
    for _ in 0..3 {
        if !follow(ground, outcome) {
            break;
        }
        ground.bench.advance(Duration::from_secs(31 * 60));
        both(ground, outcome);
    }
    outcome.held.extend(new_holds(ground));
    prove(ground, outcome);
}

fn new_holds(ground: &Ground) -> Vec<String> {
    held(&ground.bench).difference(&ground.held).cloned().collect()
}

fn both(ground: &Ground, outcome: &mut Outcome) {
    let pulled = ground.bench.run(&["-q", "pull-orders"]);
    let passes = ground.pass();
    for ran in std::iter::once(pulled).chain(passes) {
        if !matches!(ran.status, Some(0 | 3 | 4 | 7)) {
            outcome.broken.push(format!("{ran:?}"));
        }
    }
}

/// Does what the words say; whether there was anything to do.
fn follow(ground: &Ground, outcome: &mut Outcome) -> bool {
    let mut did = false;
    let mut told = |ran: Ran, what: &str| {
        did = true;
        if !matches!(ran.status, Some(0 | 3 | 4)) {
            outcome.broken.push(format!("{what}: {ran:?}"));
        }
    };
    for open in ground.bench.store().open_exceptions().unwrap() {
        let key = open.key.as_str();
        // Its hold is what the word is about.
        if open.kind == "already-in-sage" {
            continue;
        }
        let ran = match open.kind.as_str() {
            "deleted-in-sage" => ground
                .bench
                .run(&["-q", "replay", "--record", key, "--even-if-posted"]),
            _ => ground
                .bench
                .run(&["-q", "resolve", key, "--because", "looked at, and right"]),
        };
        told(ran, &format!("{} of {key}", open.kind));
    }
    let mut did_more = false;
    for hold in new_holds(ground) {
        let words: Vec<&str> = hold.split(' ').collect();
        let (reason, key) = (words[words.len() - 1], words[1..words.len() - 2].join(" "));
        // The batches that are named are deleted while they are open, and the next pass sends it.
        if reason == "otherwise-in-sage" && delete_named(ground, &key) {
            did_more = true;
            continue;
        }
        let accepted = [
            "already-in-sage",
            "perhaps-in-sage",
            "otherwise-in-sage",
            "invoice-settled",
        ];
        if accepted.contains(&reason) {
            let words = [
                "-q",
                "resolve",
                &key,
                "--accept-sage",
                "--because",
                "it is this one",
            ];
            told(ground.bench.run(&words), &hold);
        }
    }
    // What waits only for time.
    did || did_more || !new_holds(ground).is_empty()
}

/// Whether the batches that a hold names are open, and now deleted.
fn delete_named(ground: &Ground, key: &str) -> bool {
    let store = ground.bench.store();
    let Some(held) = store.record(Kind::Settlement, key).unwrap() else {
        return false;
    };
    let detail = held.detail.unwrap_or_default();
    let named: Vec<String> = batches(&ground.bench)
        .iter()
        .filter(|batch| batch["Status"] == "Open")
        .map(|batch| batch["BatchNumber"].as_str().unwrap().to_owned())
        .filter(|number| detail.contains(number.as_str()))
        .collect();
    named
        .iter()
        .for_each(|number| ground.bench.sage.delete_gl_batch(number));
    !named.is_empty()
}

fn prove(ground: &Ground, outcome: &mut Outcome) {
    let verified = ground.bench.run(&["-q", "audit", "verify"]);
    if verified.status != Some(0) {
        outcome.broken.push(format!("{verified:?}"));
    }
    let ran = ground.bench.run(&["reconcile"]);
    if ran.status != Some(0) {
        let why = ground.bench.store().open_exceptions().unwrap();
        if why.is_empty() {
            outcome.unproven.push(ran.stdout);
        }
    }
}
