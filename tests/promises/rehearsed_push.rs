//! A rehearsed push ends with the status of the push, counts what it counts, and says what it says.

use std::time::Duration;

use ml_connector::sandbox::world::{Channel, Fate};
use serde_json::Value;

use crate::harness::{Bench, Ran};
use crate::inventory::{SECTION, many, pull};

const PUSH: &[&str] = &["--json", "push-inventory", "--allow-mass-change"];

/// Rehearses a push and then does it: both end with this status, and these counts are the same.
#[track_caller]
fn rehearsed(bench: &Bench, words: &[&str], status: i32, counts: &[&str]) -> (Ran, Ran) {
    let dry: Vec<_> = words.iter().copied().chain(["--dry-run"]).collect();
    let (dry, done) = (bench.run(&dry).expect(status), bench.run(words).expect(status));
    let of = |ran: &Ran, name: &str| ran.json()["counts"][name].clone();
    for name in counts {
        assert_eq!(
            of(&dry, name),
            of(&done, name),
            "{name}: {}\n{}",
            dry.stdout,
            done.stdout
        );
        assert_ne!(of(&dry, name), Value::Null, "{name}");
    }
    (dry, done)
}

const COUNTS: &[&str] = &["compared", "same", "drifted", "confirmed", "held"];

#[test]
fn what_the_guard_stops_would_send_nothing() {
    let bench = many(20, SECTION);
    for index in 0..6 {
        crate::inventory::stock(&bench, &format!("SKU-{index:05}"), "MAIN", "0", "0");
    }
    let dry = bench.run(&["push-inventory", "--dry-run"]).expect(3);
    assert!(
        dry.stdout.contains("none of 20 SKUs would be sent a quantity") && dry.stdout.contains("go to zero"),
        "{}",
        dry.stdout
    );
    let dry = bench.run(&["--json", "push-inventory", "--dry-run"]).expect(3);
    assert_eq!(dry.json()["counts"]["would-send"], 0, "{}", dry.stdout);
    bench.run(&["push-inventory"]).expect(3);
}

#[test]
fn what_is_right_or_held_or_decided_counts_in_a_rehearsal_as_in_the_push() {
    let bench = many(6, SECTION);
    bench.run(PUSH).expect(0);
    bench.advance(Duration::from_secs(3_600));
    pull(&bench);
    rehearsed(&bench, PUSH, 0, COUNTS);
    // Offered under two channels: held, in the push of another SKU too, until a person decides that it is left.
    let other = Channel {
        code: "AMAZON_NA".into(),
        quantity: 7,
        lead_time: None,
    };
    bench
        .amazon
        .world()
        .listing_mut("SKU-00001")
        .unwrap()
        .channels
        .push(other);
    rehearsed(&bench, PUSH, 3, COUNTS);
    let named = ["--json", "push-inventory", "--sku", "SKU-00002"];
    rehearsed(&bench, &named, 3, COUNTS);
    bench
        .run(&["resolve", "SKU-00001", "--skip", "--because", "sold out of hand"])
        .expect(0);
    rehearsed(&bench, PUSH, 0, COUNTS);
    rehearsed(&bench, &named, 0, COUNTS);
}

#[test]
fn what_amazon_accepted_and_did_not_apply_is_told_in_a_rehearsal() {
    let bench = many(3, SECTION);
    bench.amazon.world().listing_mut("SKU-00001").unwrap().fate = Fate::Forgotten;
    bench.run(PUSH).expect(0);
    bench.advance(Duration::from_secs(7_200));
    pull(&bench);
    let (dry, done) = rehearsed(&bench, PUSH, 3, COUNTS);
    for ran in [dry, done] {
        assert!(
            ran.stderr.contains("was not applied") && ran.stderr.contains("hint:"),
            "{}",
            ran.stderr
        );
    }
}
