//! A batch of ours that a person deleted or changed in Sage before posting it: told once, in one story everywhere, with a way
//! that ends it.

use ml_connector::books::record::{Kind, State};
use ml_connector::money::Amount;
use ml_connector::store::Record;
use serde_json::{Value, json};

use crate::harness::Bench;
use crate::receivables::{self, BY_ADJUSTMENT, ar_batches, evening};
use crate::reconcile::{assert_proves, reconciled};
use crate::settlements::{self, amount, batches};

/// The journal of the newest settlement that has one only.
fn a_journal(bench: &Bench) -> Record {
    let store = bench.store();
    let mut all = store.records_in(Kind::Journal, &[State::Posted], 0, 99).unwrap();
    all.retain(|one| {
        let parts = store
            .parts(Kind::Journal, one.parent.as_deref().unwrap())
            .unwrap();
        parts.len() == 1 && one.currency.is_some_and(|currency| currency.code() == "USD")
    });
    all.pop().expect("a settlement of one period")
}

fn number_of(bench: &Bench, key: &str) -> String {
    let all = batches(bench);
    let batch = all.iter().find(|batch| batch["Description"] == key).unwrap();
    batch["BatchNumber"].as_str().unwrap().to_owned()
}

fn kinds(bench: &Bench) -> Vec<String> {
    let open = bench.store().open_exceptions().unwrap();
    open.into_iter().map(|one| one.kind).collect()
}

fn cleared(bench: &Bench, settlement: &str) -> usize {
    bench.store().parts(Kind::ReceiptBatch, settlement).unwrap().len()
}

#[test]
fn a_journal_that_was_deleted_is_given_up_and_everything_says_so() {
    let bench = receivables::ready(BY_ADJUSTMENT);
    bench.run(&["post-settlements"]).expect(0);
    let journal = a_journal(&bench);
    let (key, settlement) = (journal.key.as_str(), journal.parent.clone().unwrap());
    let number = number_of(&bench, key);
    let give_up = ["resolve", key, "--skip", "--because", "entered with another date"];
    let refused = bench.run(&give_up).expect(2);
    assert!(refused.stderr.contains("cannot be skipped"), "{}", refused.stderr);
    bench.sage.delete_gl_batch(&number);
    // Its invoices are in A/R now, and nothing is cleared against a journal that is not there.
    evening(&bench);
    bench.run(&["post-settlements"]).expect(3);
    assert_eq!(kinds(&bench), ["deleted-in-sage"]);
    assert_eq!(cleared(&bench, &settlement), 0);
    let store = bench.store();
    let waiting = store.parts(Kind::Receipt, &settlement).unwrap();
    assert!(!waiting.is_empty());
    for payment in &waiting {
        assert_eq!(payment.reason.as_deref(), Some("journal-deleted"), "{payment:?}");
    }
    let status = bench.run(&["status"]).expect(3).stdout;
    assert!(status.contains(&format!("{key} was deleted in Sage")), "{status}");
    assert!(status.contains(&format!("resolve \"{key}\" --skip")), "{status}");
    let to_post = bench.run(&["--json", "status"]).json()["to_post"]["batches"]["gl"].clone();
    assert!(!to_post.as_array().unwrap().contains(&json!(number)), "{to_post}");
    let told = bench.run(&["reconcile"]).expect(7).stdout;
    for words in [
        format!("{key} is not in Sage: batch {number} was deleted there"),
        format!("resolve \"{key}\" --skip"),
    ] {
        assert!(told.contains(&words), "{words}: {told}");
    }
    // What it says ends it.
    let ran = bench.run(&give_up).expect(0);
    assert!(ran.stdout.contains("it is given up"), "{}", ran.stdout);
    assert_eq!(kinds(&bench), [""; 0]);
    bench.run(&["post-settlements"]).expect(0);
    assert_eq!(cleared(&bench, &settlement), 0);
    for payment in bench.store().parts(Kind::Receipt, &settlement).unwrap() {
        let reason = payment.reason.as_deref();
        assert_eq!(
            (payment.state, reason),
            (State::Skipped, Some("given-up")),
            "{payment:?}"
        );
    }
    let (ran, document) = reconciled(&bench, &[]);
    assert_proves(&document);
    ran.expect(0);
    let status = bench.run(&["status"]).stdout;
    assert!(!status.contains("was deleted"), "{status}");
    let trace = bench.run(&["audit", "trace", key]).expect(0).stdout;
    assert!(trace.contains("entered with another date"), "{trace}");
    bench.run(&["audit", "verify"]).expect(0);
    // Lifted, it goes to Sage once more, and is cleared as any other.
    let words = [
        "resolve",
        &settlement,
        "--reopen",
        "--because",
        "it was not entered after all",
    ];
    bench.run(&words).expect(0);
    bench.run(&["post-settlements"]).expect(0);
    let again = batches(&bench);
    let live = again
        .iter()
        .filter(|batch| batch["Description"] == key && batch["Status"] != "Deleted");
    assert_eq!(live.count(), 1);
    assert!(cleared(&bench, &settlement) > 0);
    let (ran, document) = reconciled(&bench, &[]);
    assert_proves(&document);
    ran.expect(0);
    bench.run(&["audit", "verify"]).expect(0);
}

/// What cleared its invoices and can still be deleted is decided first.
#[test]
fn a_journal_whose_clearing_batch_is_open_is_given_up_after_that_one() {
    let bench = receivables::ready(BY_ADJUSTMENT);
    evening(&bench);
    bench.run(&["post-settlements"]).expect(0);
    let journal = a_journal(&bench);
    let (key, settlement) = (journal.key.as_str(), journal.parent.clone().unwrap());
    bench.sage.delete_gl_batch(&number_of(&bench, key));
    bench.run(&["-q", "post-settlements"]);
    let give_up = ["resolve", key, "--skip", "--because", "entered with another date"];
    let refused = bench.run(&give_up).expect(2);
    assert!(
        refused.stderr.contains("delete the batch in Sage"),
        "{}",
        refused.stderr
    );
    for batch in bench.store().parts(Kind::ReceiptBatch, &settlement).unwrap() {
        let all = ar_batches(&bench);
        let found = all
            .iter()
            .find(|one| one["Description"] == batch.key.as_str())
            .unwrap();
        bench
            .sage
            .delete_receipt_batch("AD", found["BatchNumber"].as_u64().unwrap());
    }
    bench.run(&give_up).expect(0);
    bench.run(&["-q", "post-settlements"]);
    assert_eq!(kinds(&bench), [""; 0]);
    let (ran, document) = reconciled(&bench, &[]);
    assert_proves(&document);
    ran.expect(0);
}

fn add(value: &mut Value, by: &str) {
    let sum = amount(value) + Amount::parse(by).unwrap();
    *value = serde_json::from_str(&sum.to_string()).unwrap();
}

#[test]
fn an_amount_that_a_person_changes_in_an_open_batch_is_told() {
    let bench = settlements::ready();
    bench.run(&["post-settlements"]).expect(0);
    let change = |by: [&str; 2]| {
        let mut company = bench.sage.company();
        let batch = &mut company.rows_mut("GLJournalBatches")[1];
        for (line, by) in by.iter().enumerate() {
            let line = &mut batch["JournalHeaders"][0]["JournalDetails"][line];
            for name in ["Amount", "SourceCurrencyAmount"] {
                add(&mut line[name], by);
            }
        }
    };
    change(["1.25", "-1.25"]);
    for _ in 0..2 {
        bench.run(&["post-settlements"]).expect(3);
        assert_eq!(kinds(&bench), ["edited-in-sage"]);
    }
    let figures = bench.store().open_exceptions().unwrap()[0].figures.clone();
    assert!(
        figures.contains("is gone") && figures.contains("was added"),
        "{figures}"
    );
    change(["-1.25", "1.25"]);
    bench.run(&["post-settlements"]).expect(0);
    assert_eq!(kinds(&bench), [""; 0]);
    // Decided, it is not told again.
    change(["2", "-2"]);
    bench.run(&["post-settlements"]).expect(3);
    let key = bench.store().open_exceptions().unwrap()[0].key.clone();
    bench
        .run(&["resolve", &key, "--because", "a fee was split"])
        .expect(0);
    bench.run(&["post-settlements"]).expect(0);
}

#[test]
fn an_amount_that_a_person_changes_in_an_open_clearing_batch_is_told() {
    let bench = receivables::ready(BY_ADJUSTMENT);
    evening(&bench);
    bench.run(&["post-settlements"]).expect(0);
    {
        let mut company = bench.sage.company();
        let batch = &mut company.rows_mut("ARReceiptAndAdjustmentBatches")[0];
        let line = &mut batch["ReceiptsAdjustments"][0]["AppliedReceiptsAdjustments"][0];
        add(
            &mut line["AdjustmentGLDistributions"][0]["DistributionAmount"],
            "0.50",
        );
    }
    bench.run(&["post-settlements"]).expect(3);
    assert_eq!(kinds(&bench), ["edited-in-sage"]);
}
