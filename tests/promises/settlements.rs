//! What `post-settlements` promises, tried by running it against both simulators.

use std::time::Duration;

use serde_json::Value;

use ml_connector::money::Amount;
use ml_connector::sandbox::configuration::SETTLEMENT_ACCOUNTS;
use ml_connector::sandbox::{Fault, Rule};

use crate::harness::Bench;

/// Every account of the simulated company that settlements need.
pub fn section(bench: &Bench, changed: &[(&str, &str)]) -> String {
    let start = bench.start();
    let mut text = format!(
        r#"[settlements]
start = "{start}"
{SETTLEMENT_ACCOUNTS}"#
    );
    for (from, to) in changed {
        assert!(text.contains(from), "{from}");
        text = text.replace(from, to);
    }
    text
}

pub fn configure(bench: &Bench, changed: &[(&str, &str)]) {
    bench.write("config.toml", &bench.configuration(&section(bench, changed)));
}

/// A bench whose orders are pulled and whose settlements are configured.
pub fn ready() -> Bench {
    let bench = Bench::small();
    configure(&bench, &[]);
    bench.run(&["pull-orders"]);
    bench
}

pub fn batches(bench: &Bench) -> Vec<Value> {
    bench.sage.rows("GLJournalBatches")
}

pub fn amount(value: &Value) -> Amount {
    Amount::parse(&value.to_string()).unwrap()
}

pub fn lines(batch: &Value) -> Vec<Value> {
    batch["JournalHeaders"][0]["JournalDetails"]
        .as_array()
        .unwrap()
        .clone()
}

/// What all live batches put on an account, in the settlements' own currencies.
pub fn on(bench: &Bench, account: &str) -> Amount {
    let live = batches(bench)
        .into_iter()
        .filter(|batch| batch["Status"] != "Deleted");
    live.flat_map(|batch| lines(&batch))
        .filter(|line| line["AccountNumber"] == account)
        .map(|line| amount(&line["SourceCurrencyAmount"]))
        .sum()
}

/// Every settlement of the world that is due, once: each batch balanced, each deposit equal to the cent.
#[track_caller]
pub fn assert_ledger_is_right(bench: &Bench) {
    let mut keys = Vec::new();
    for batch in batches(bench) {
        if batch["Status"] == "Deleted" {
            continue;
        }
        assert_eq!(batch["JournalHeaders"].as_array().unwrap().len(), 1);
        let sum: Amount = lines(&batch).iter().map(|line| amount(&line["Amount"])).sum();
        assert!(sum.is_zero(), "{batch}");
        keys.push(batch["Description"].as_str().unwrap().to_owned());
    }
    let mut once = keys.clone();
    once.sort();
    once.dedup();
    assert_eq!(once.len(), keys.len(), "a batch stands twice in Sage: {keys:?}");
    let due: Vec<(String, Amount)> = {
        let world = bench.amazon.world();
        let at = bench.amazon.clock().now();
        // Midnight in New York.
        let start = bench.start().and_hms_opt(5, 0, 0).unwrap().and_utc();
        let settlements = world
            .settlements
            .iter()
            .filter(|one| one.end >= start && one.end < at - chrono::TimeDelta::hours(48));
        settlements
            .map(|one| (one.settlement_id.clone(), one.total))
            .collect()
    };
    assert!(due.len() >= 4);
    for (id, total) in due {
        let ours: Vec<Value> = batches(bench)
            .into_iter()
            .filter(|batch| {
                batch["Status"] != "Deleted" && batch["Description"].as_str().unwrap().contains(&id)
            })
            .collect();
        let deposit: Amount = ours
            .iter()
            .flat_map(lines)
            .filter(|line| {
                let text = line["Description"].as_str().unwrap();
                text.starts_with("Payout") || text.starts_with("Balance owed")
            })
            .map(|line| amount(&line["SourceCurrencyAmount"]))
            .sum();
        assert!(!ours.is_empty(), "settlement {id} is not in Sage");
        assert_eq!(deposit, total, "settlement {id}");
    }
    assert_eq!(
        on(bench, "1190"),
        Amount::ZERO,
        "carried forward is zero over the parts"
    );
    assert_eq!(on(bench, "2215"), Amount::ZERO, "marketplace tax meets itself");
    assert!(bench.store().verify_audit().unwrap().is_ok());
}

/// How many batches the program has posted so far.
pub fn posts(bench: &Bench) -> usize {
    let requests = bench.sage.requests();
    requests
        .iter()
        .filter(|request| request.method == "POST" && request.path.contains("GLJournalBatches"))
        .count()
}

#[test]
fn every_settlement_once_and_to_the_cent() {
    let bench = ready();
    let dry = bench
        .run(&["--json", "post-settlements", "--dry-run"])
        .expect(0)
        .json();
    assert!(batches(&bench).is_empty(), "a dry run sends nothing");
    let ran = bench.run(&["post-settlements"]).expect(0);
    assert!(
        ran.stdout.contains("proven") && ran.stdout.contains("credit"),
        "{}",
        ran.stdout
    );
    assert_ledger_is_right(&bench);
    let planned: Vec<&Value> = dry["settlements"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|one| one["batches"].as_array().unwrap())
        .map(|batch| &batch["document"])
        .collect();
    for (planned, sent) in planned.iter().zip(batches(&bench)) {
        assert_eq!(planned["Description"], sent["Description"]);
        assert_eq!(
            lines(planned).len(),
            lines(&sent).len(),
            "the dry run showed what was sent"
        );
    }
    let before = posts(&bench);
    bench.run(&["post-settlements"]).expect(0);
    assert_eq!(posts(&bench), before, "nothing is posted twice");
    assert_ledger_is_right(&bench);
}

#[test]
fn a_lost_answer_never_makes_a_second_batch() {
    for fault in [
        Fault::ResetAfter,
        Fault::CutOff,
        Fault::Garbage,
        Fault::TimeoutAfter(Duration::from_secs(4)),
    ] {
        let bench = ready();
        let rule = Rule::once(fault).method("POST").path("GLJournalBatches");
        bench.sage.faults().add(rule);
        let ran = bench.run(&["post-settlements"]).expect(0);
        assert!(ran.stdout.contains("0 failed, 0 uncertain"), "{}", ran.stdout);
        assert_ledger_is_right(&bench);
    }
}

#[test]
fn an_uncertain_batch_waits_by_sages_clock() {
    let bench = ready();
    let rule = Rule::once(Fault::ResetBefore)
        .method("POST")
        .path("GLJournalBatches");
    bench.sage.faults().add(rule);
    let ran = bench.run(&["post-settlements"]).expect(4);
    assert!(ran.stderr.contains("not sent again"), "{}", ran.stderr);
    let before = posts(&bench);
    bench.run(&["post-settlements"]).expect(4);
    // The run that only waits says so too, in its counts as in its words.
    assert!(ran.stdout.contains("0 failed, 1 uncertain"), "{}", ran.stdout);
    let waits = bench.run(&["post-settlements"]).expect(4).stdout;
    assert!(waits.contains("0 failed, 1 uncertain"), "{waits}");
    assert!(waits.contains("it may be sent from"), "{waits}");
    let document = bench.run(&["--json", "post-settlements"]).expect(4).json();
    assert_eq!(document["counts"]["uncertain"], 1, "{document:#}");
    bench.advance(Duration::from_secs(20 * 60));
    bench.run(&["post-settlements"]).expect(4);
    assert_eq!(posts(&bench), before, "it is not sent before the wait is over");
    bench.advance(Duration::from_secs(11 * 60));
    bench.run(&["post-settlements"]).expect(0);
    assert_eq!(posts(&bench), before + 1);
    assert_ledger_is_right(&bench);
}

#[test]
fn what_people_do_to_batches_is_seen() {
    let bench = ready();
    lose_sage_after_the_first_batch(&bench);
    bench.sage.delete_gl_batch("000001");
    bench.run(&["post-settlements"]).expect(3);
    let open = bench.store().open_exceptions().unwrap();
    assert_eq!(open.len(), 1);
    assert_eq!(open[0].kind, "deleted-in-sage");
    assert!(batches(&bench).len() > 3, "the others go on");
    assert_eq!(
        batches(&bench)
            .iter()
            .filter(|batch| batch["Description"] == open[0].key.as_str())
            .count(),
        1,
        "a deleted batch is not sent again"
    );
}

/// The answer to the first batch is lost, and Sage is gone before it can be asked.
pub fn lose_sage_after_the_first_batch(bench: &Bench) {
    let faults = bench.sage.faults();
    faults.add(
        Rule::once(Fault::ResetAfter)
            .method("POST")
            .path("GLJournalBatches"),
    );
    faults.add(
        Rule::always(Fault::ResetBefore)
            .method("GET")
            .path("GLJournalBatches")
            // Before the send of a new database: what nobody posted, every title in two requests, and its own.
            .skip(4),
    );
    bench.run(&["post-settlements"]).expect(4);
    bench.sage.faults().clear();
    assert_eq!(batches(bench).len(), 1);
}

#[test]
fn a_batch_that_was_posted_and_cleared_is_found_in_its_lines() {
    let bench = ready();
    lose_sage_after_the_first_batch(&bench);
    assert!(bench.sage.post_gl_batch("000001"));
    bench.sage.company().rows_mut("GLJournalBatches").clear();
    bench.run(&["post-settlements"]).expect(0);
    let key = "AMZ 18000023757 2026-02";
    assert!(
        batches(&bench).iter().all(|batch| batch["Description"] != key),
        "it is in the posted lines"
    );
    assert!(bench.store().open_exceptions().unwrap().is_empty());
}

#[test]
fn edits_duplicates_and_partial_batches_are_told_apart() {
    // Edited: two lines were moved to another account by a person.
    let bench = ready();
    lose_sage_after_the_first_batch(&bench);
    bench.sage.company().rows_mut("GLJournalBatches")[0]["JournalHeaders"][0]["JournalDetails"][0]["AccountNumber"] =
        serde_json::json!("4195");
    bench.run(&["post-settlements"]).expect(3);
    assert_eq!(bench.store().open_exceptions().unwrap()[0].kind, "edited-in-sage");
    // Duplicate: another machine posted it too.
    let bench = ready();
    lose_sage_after_the_first_batch(&bench);
    let mut twin = batches(&bench)[0].clone();
    twin["BatchNumber"] = serde_json::json!("000900");
    bench.sage.company().add("GLJournalBatches", twin);
    let ran = bench.run(&["post-settlements"]).expect(7);
    assert!(
        ran.stderr
            .contains("the open batch 000900 is too much; delete the open batch that is named"),
        "{}",
        ran.stderr
    );
    bench.sage.delete_gl_batch("000900");
    let key = bench.store().open_exceptions().unwrap()[0].key.clone();
    bench
        .run(&["resolve", &key, "--because", "deleted the second one"])
        .expect(0);
    bench.run(&["post-settlements"]).expect(0);
    assert_ledger_is_right(&bench);
    // Partial: Sage broke off inside it. Once a person deleted it, it is sent whole.
    let bench = ready();
    lose_sage_after_the_first_batch(&bench);
    bench.sage.company().rows_mut("GLJournalBatches")[0]["JournalHeaders"] = serde_json::json!([]);
    let ran = bench.run(&["post-settlements"]).expect(3);
    assert!(
        ran.stdout.contains("batch 000001 is incomplete"),
        "{}",
        ran.stdout
    );
    let before = posts(&bench);
    bench.run(&["post-settlements"]).expect(3);
    assert_eq!(posts(&bench), before, "nothing is sent beside it");
    bench.sage.delete_gl_batch("000001");
    let key = bench.store().open_exceptions().unwrap()[0].key.clone();
    bench.run(&["resolve", &key, "--because", "deleted it"]);
    bench.run(&["post-settlements"]).expect(0);
    assert_ledger_is_right(&bench);
}
