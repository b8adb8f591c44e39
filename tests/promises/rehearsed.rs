//! A dry run ends with the status of the real one, also for what neither of them plans anew.

use std::collections::BTreeSet;

use ml_connector::books::record::{Kind, State};
use ml_connector::sandbox::{Fault, Rule};
use serde_json::{Value, json};

use crate::credit_notes::{closed_lately, proposals};
use crate::harness::Bench;
use crate::receivables::{self, BY_ADJUSTMENT, BY_RECEIPT, evening};
use crate::settlement_names::{report, settlement_only};
use crate::settlement_sources::download;
use crate::settlements::{assert_ledger_is_right, batches, ready};

/// The first order is refused for a reason that only a person can mend.
fn refused() -> Bench {
    let bench = Bench::small();
    let words = r#"{"error":{"code":"RecordInvalid","message":{"lang":"en-US","value":"Price list USA is not valid."}}}"#;
    let rule = Rule::once(Fault::Status(422, words.to_owned()));
    bench.sage.faults().add(rule.method("POST").path("OEOrders"));
    bench.run(&["pull-orders"]).expect(3);
    let held = bench.run(&["--json", "audit", "list", "--state", "held"]).json();
    for record in held["records"].as_array().unwrap() {
        let key = record["key"].as_str().unwrap();
        bench
            .run(&["resolve", key, "--skip", "--because", "by hand"])
            .expect(0);
    }
    bench
}

#[test]
fn a_refused_order_counts_in_a_rehearsal() {
    let bench = refused();
    let real = bench.run(&["pull-orders"]).status;
    assert_eq!(real, Some(3));
    assert_eq!(bench.run(&["pull-orders", "--dry-run"]).status, real);
    bench.run(&["replay"]).expect(0);
    bench.run(&["pull-orders", "--dry-run"]).expect(0);
}

#[test]
fn what_waits_for_amazon_is_counted_in_words_and_in_numbers_rehearsed_or_not() {
    let bench = Bench::small();
    let rehearsed = bench.run(&["--json", "pull-orders", "--dry-run"]).json();
    let real = bench.run(&["--json", "pull-orders"]).json();
    let waiting = real["counts"]["waiting"].as_u64().unwrap();
    assert!(waiting > 0, "{real:#}");
    for count in ["waiting", "skipped", "held"] {
        assert_eq!(rehearsed["counts"][count], real["counts"][count], "{count}");
    }
    let told = bench.run(&["pull-orders"]).stdout;
    assert!(told.contains(&format!("; {waiting} wait for Amazon")), "{told}");
}

#[test]
fn a_batch_without_an_answer_counts_in_a_rehearsal_and_so_does_what_waits_for_amazon() {
    let bench = ready();
    let waiting = |words: &[&str]| {
        let document = bench
            .run(&[&["--json", "post-settlements"], words].concat())
            .json();
        document["counts"]["waiting"].as_u64().unwrap()
    };
    let rehearsed = waiting(&["--dry-run"]);
    let rule = Rule::once(Fault::ResetBefore);
    bench
        .sage
        .faults()
        .add(rule.method("POST").path("GLJournalBatches"));
    assert_eq!(waiting(&[]), rehearsed);
    assert!(rehearsed > 0);
    bench.run(&["post-settlements"]).expect(4);
    bench.run(&["post-settlements", "--dry-run"]).expect(4);
}

/// The invoices are in A/R, and no settlement was posted yet.
fn before_the_first_journal(clear_by: &str) -> Bench {
    let bench = receivables::ready(clear_by);
    evening(&bench);
    bench
}

/// The texts of one field.
fn texts(rows: &Value, name: &str) -> BTreeSet<String> {
    let rows = rows.as_array().unwrap().iter();
    rows.map(|row| row[name].as_str().unwrap().to_owned()).collect()
}

/// A rehearsal counts what the real run counts, and would send what that has sent.
#[track_caller]
fn assert_counts(rehearsal: &Value, real: &Value) {
    for count in ["held", "waiting", "skipped", "clearing-held", "clearing-waiting"] {
        let told = |document: &Value| document["counts"][count].as_u64().unwrap_or_default();
        assert_eq!(told(rehearsal), told(real), "{count}: {rehearsal:#}");
    }
    assert_eq!(rehearsal["counts"]["would-send"], real["counts"]["posted"]);
}

/// Rehearses the first posting and does it: what would be cleared, and what held, must be what is.
#[track_caller]
fn assert_rehearsed(bench: &Bench, held: &str) {
    let rehearsal = bench.run(&["--json", "post-settlements", "--dry-run"]);
    let shown = rehearsal.json();
    let told = bench.run(&["post-settlements", "--dry-run"]).stdout;
    let real = bench.run(&["--json", "post-settlements"]);
    assert_eq!(rehearsal.status, real.status, "{shown:#}\n{}", real.stdout);
    assert_counts(&shown, &real.json());
    let store = bench.store();
    let records = |kind, state: &[State]| store.records_in(kind, state, 0, usize::MAX).unwrap();
    let sent = records(Kind::ReceiptBatch, &State::ALL);
    let sent: BTreeSet<String> = sent.into_iter().map(|one| one.key).collect();
    assert_eq!(texts(&shown["receivables"]["batches"], "key"), sent);
    let not: BTreeSet<String> = records(Kind::Receipt, &[State::Staged, State::Held])
        .into_iter()
        .map(|one| one.key)
        .collect();
    assert_eq!(texts(&shown["receivables"]["not_sent"], "key"), not);
    let reasons: BTreeSet<String> = records(Kind::Receipt, &[State::Held])
        .into_iter()
        .filter_map(|one| one.reason)
        .collect();
    assert_eq!(reasons.into_iter().collect::<Vec<_>>().join(" "), held);
    for batch in shown["receivables"]["batches"].as_array().unwrap() {
        let key = batch["key"].as_str().unwrap();
        let kept = store.record(Kind::ReceiptBatch, key).unwrap().unwrap();
        let document: Value = serde_json::from_str(kept.document.as_deref().unwrap()).unwrap();
        assert_eq!(batch["document"], document, "{key}");
        assert!(told.contains(key), "{told}");
    }
}

#[test]
fn what_the_first_run_clears_is_rehearsed_with_its_journals() {
    for way in [BY_ADJUSTMENT, BY_RECEIPT] {
        let bench = before_the_first_journal(way);
        assert_rehearsed(&bench, "");
        assert!(!receivables::ar_batches(&bench).is_empty());
    }
}

#[test]
fn a_payment_that_the_first_run_holds_is_held_in_its_rehearsal() {
    let bench = before_the_first_journal(BY_ADJUSTMENT);
    for row in bench.sage.company().rows_mut("ARCustomers") {
        row["OnHold"] = json!("Yes");
    }
    assert_rehearsed(&bench, "customer-on-hold");
    let bench = before_the_first_journal(BY_RECEIPT);
    bench.sage.settings().receipt_types = vec!["Prepayment".into()];
    assert_rehearsed(&bench, "clear-by-unproven");
    assert!(receivables::ar_batches(&bench).is_empty());
}

#[test]
fn a_credit_note_that_the_run_proposes_is_proposed_in_its_rehearsal_and_lapses_in_it() {
    let bench = closed_lately();
    let rehearsed = || {
        let shown = bench.run(&["--json", "post-settlements", "--dry-run"]);
        (shown.status, texts(&shown.json()["would_propose"], "key"))
    };
    let (status, would) = rehearsed();
    let real = bench.run(&["post-settlements"]).expect(3);
    assert_eq!(status, real.status);
    assert!(!would.is_empty());
    assert_eq!(would, proposals(&bench).into_iter().collect::<BTreeSet<_>>());
    // Nobody has decided yet.
    assert_eq!(rehearsed(), (Some(3), BTreeSet::new()));
    bench.run(&["post-settlements"]).expect(3);
    let orders = bench.run(&["pull-orders", "--dry-run"]).status;
    assert_eq!(bench.run(&["pull-orders"]).status, orders);
    // The journal takes the refunds.
    bench.advance(std::time::Duration::from_secs(48 * 3_600));
    assert_eq!(rehearsed(), (Some(0), BTreeSet::new()));
    bench.run(&["post-settlements"]).expect(0);
}

/// Sage refused the batches of all payments; what it left behind is deleted.
fn with_refused_batches() -> Bench {
    let bench = receivables::journals_posted(BY_ADJUSTMENT);
    let account = |word: &str| {
        for row in bench.sage.company().rows_mut("GLAccounts") {
            if row["AccountNumber"] == "1180" {
                row["Status"] = json!(word);
            }
        }
    };
    account("Inactive");
    bench.run(&["post-settlements"]).expect(3);
    account("Active");
    for batch in receivables::ar_batches(&bench) {
        let number = batch["BatchNumber"].as_u64().unwrap();
        bench.sage.delete_receipt_batch("AD", number);
    }
    bench
}

/// The document of the receivables, alone or among others.
fn of_receivables(document: &Value) -> &Value {
    let several = document["documents"].as_array().into_iter().flatten();
    let mut all = std::iter::once(document).chain(several);
    all.find(|one| one["receivables"].is_object())
        .unwrap_or_else(|| panic!("{document:#}"))
}

#[test]
fn what_a_replay_plans_anew_is_rehearsed_with_its_batches() {
    for words in [&["replay"][..], &["replay", "--kind", "receipt-batch"]] {
        let bench = with_refused_batches();
        let dry = [&["--json"], words, &["--dry-run"]].concat();
        let shown = bench.run(&dry).json();
        let told = bench.run(&[words, &["--dry-run"]].concat()).stdout;
        let before = bench
            .store()
            .records_in(Kind::ReceiptBatch, &[State::Posted], 0, 99)
            .unwrap();
        assert!(before.is_empty());
        bench.run(words);
        let store = bench.store();
        let sent = store
            .records_in(Kind::ReceiptBatch, &[State::Posted], 0, 99)
            .unwrap();
        assert!(!sent.is_empty());
        let batches = &of_receivables(&shown)["receivables"]["batches"];
        let keys: BTreeSet<String> = sent.iter().map(|one| one.key.clone()).collect();
        assert_eq!(texts(batches, "key"), keys, "{told}");
        for batch in batches.as_array().unwrap() {
            let kept = sent.iter().find(|one| batch["key"] == one.key.as_str()).unwrap();
            let document: Value = serde_json::from_str(kept.document.as_deref().unwrap()).unwrap();
            assert_eq!(batch["document"], document);
        }
        let words = match sent.len() {
            1 => "1 A/R batch would be sent".to_owned(),
            many => format!("{many} A/R batches would be sent"),
        };
        assert!(told.contains(&words), "{told}");
    }
}

/// What has to be posted in Sage stands there in the order of its numbers.
#[test]
fn what_is_to_be_posted_is_told_by_its_numbers() {
    let bench = before_the_first_journal(BY_ADJUSTMENT);
    let document = bench.run(&["--json", "post-settlements"]).json();
    for module in ["gl", "ar_adjustments"] {
        let numbers = document["to_post"][module].as_array().unwrap();
        let numbers: Vec<u64> = numbers
            .iter()
            .map(|one| one.as_str().unwrap().parse().unwrap())
            .collect();
        assert!(numbers.len() > 1 && numbers.is_sorted(), "{module}: {numbers:?}");
    }
}

/// The batches that a run tells to post, by ledger.
fn to_post(document: &Value) -> [BTreeSet<String>; 2] {
    ["gl", "ar_adjustments"].map(|module| {
        let numbers = document[module].as_array().unwrap().iter();
        numbers.map(|one| one.as_str().unwrap().to_owned()).collect()
    })
}

/// The answer to one batch of each ledger is lost: it is found by the look-up, and told like the others.
#[test]
fn a_batch_whose_answer_was_lost_is_told_to_be_posted() {
    let bench = before_the_first_journal(BY_ADJUSTMENT);
    for path in ["GLJournalBatches", "ARReceiptAndAdjustmentBatches"] {
        let rule = Rule::once(Fault::ResetAfter).method("POST").path(path);
        bench.sage.faults().add(rule);
    }
    let document = bench.run(&["--json", "post-settlements"]).json();
    assert!(document["counts"]["found"].as_u64() > Some(1), "{document:#}");
    let status = bench.run(&["--json", "status"]).json();
    assert_eq!(
        to_post(&document["to_post"]),
        to_post(&status["to_post"]["batches"])
    );
    // What the bookkeeper has posted is not told again.
    bench.sage.post_everything();
    let document = bench.run(&["--json", "post-settlements"]).json();
    assert_eq!(
        document["to_post"],
        json!({ "gl": [], "ar_receipts": [], "ar_adjustments": [] })
    );
}

/// Nobody was told of what a killed run sent: the next one tells it.
#[test]
fn the_batches_of_killed_runs_are_told_by_the_next_one() {
    let bench = before_the_first_journal(BY_ADJUSTMENT);
    let count = || crate::settlements::batches(&bench).len() + receivables::ar_batches(&bench).len();
    let mut point = 20;
    while receivables::ar_batches(&bench).is_empty() {
        let before = count();
        let end = bench.kill_at(&["post-settlements"], point);
        assert!(end.is_killed(), "it was to be killed before it ended");
        if count() == before {
            point += 4;
        }
    }
    let document = bench.run(&["--json", "post-settlements"]).json();
    let status = bench.run(&["--json", "status"]).json();
    let told = to_post(&document["to_post"]);
    assert_eq!(told, to_post(&status["to_post"]["batches"]));
    assert!(told.iter().all(|numbers| !numbers.is_empty()), "{told:?}");
    let document = bench.run(&["--json", "post-settlements"]).json();
    assert_eq!(to_post(&document["to_post"]), [BTreeSet::new(), BTreeSet::new()]);
}

/// The batches in Sage whose title names a settlement.
fn of(bench: &Bench, id: &str) -> usize {
    let all = batches(bench).into_iter();
    all.filter(|batch| batch["Description"].as_str().unwrap().contains(id))
        .count()
}

#[test]
fn a_file_that_was_only_tried_is_posted_by_no_run_without_it() {
    let bench = settlement_only();
    bench.write("r.txt", &report(42_001, "Amazon.com", &[]));
    let rehearsal = ["--json", "post-settlements", "--file", "r.txt", "--dry-run"];
    let shown = bench.run(&rehearsal).expect(0).json();
    for words in [
        &["post-settlements"][..],
        &["post-settlements", "--settlement", "42001"],
    ] {
        bench.run(words);
        assert_eq!(of(&bench, "42001"), 0, "{words:?}");
    }
    let kept = bench.store().record(Kind::Settlement, "42001").unwrap().unwrap();
    assert_eq!(kept.reason.as_deref(), Some("rehearsed"));
    // It can be tried again, with the same figures; and who gives the file without `--dry-run` posts it.
    let again = bench.run(&rehearsal).expect(0).json();
    assert_eq!(
        shown["settlements"][0]["batches"],
        again["settlements"][0]["batches"]
    );
    bench.run(&["post-settlements"]);
    assert_eq!(of(&bench, "42001"), 0);
    bench.run(&["post-settlements", "--file", "r.txt"]).expect(0);
    assert_eq!(of(&bench, "42001"), 1);
    let sent = batches(&bench)
        .into_iter()
        .find(|batch| batch["Description"] == "AMZ 42001 2026-03");
    let document = &shown["settlements"][0]["batches"][0]["document"];
    let entries = sent.unwrap()["JournalHeaders"][0]["JournalDetails"]
        .as_array()
        .unwrap()
        .len();
    assert_eq!(
        document["JournalHeaders"][0]["JournalDetails"]
            .as_array()
            .unwrap()
            .len(),
        entries
    );
    bench.run(&["audit", "verify"]).expect(0);
}

/// What Amazon tells of a settlement is posted as if nobody had tried a file of it, before Amazon told of it or after.
#[test]
fn a_file_that_was_only_tried_changes_nothing_of_what_amazon_tells() {
    for is_known in [false, true] {
        let bench = ready();
        if is_known {
            bench.run(&["post-settlements", "--dry-run"]).expect(0);
        }
        let changed = download(&bench, "18000039595").replacen("\t-1.50\t", "\t-2.50\t", 1);
        bench.write("r.txt", &changed);
        let rehearsal = ["post-settlements", "--file", "r.txt", "--dry-run"];
        let ran = bench.run(&rehearsal);
        assert!(ran.stdout.contains("not-proven"), "{is_known}: {ran:?}");
        bench.run(&["post-settlements"]).expect(0);
        assert_ledger_is_right(&bench);
        assert_eq!(of(&bench, "18000039595"), 1);
        bench.run(&["audit", "verify"]).expect(0);
    }
}
