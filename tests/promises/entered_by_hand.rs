//! A settlement that a person entered in G/L, and left out here, proves: its entries are known by the settlement's id.

use ml_connector::books::record::{Kind, State};
use serde_json::{Value, json};

use crate::harness::Bench;
use crate::reconcile::{assert_proves, reconciled};
use crate::settlements::ready;

/// A person enters what the parts of a settlement would have put, in an entry of each day, and posts it.
fn enter(bench: &Bench, settlement: &str) {
    for (number, part) in (800..).zip(bench.store().parts(Kind::Journal, settlement).unwrap()) {
        let mut batch: Value = serde_json::from_str(part.document.as_deref().unwrap()).unwrap();
        let number = format!("{number:06}");
        batch["BatchNumber"] = json!(number);
        batch["Status"] = json!("Open");
        batch["Description"] = json!("Amazon payout");
        for header in batch["JournalHeaders"].as_array_mut().unwrap() {
            header["BatchNumber"] = json!(number);
            header["EntryNumber"] = json!("00001");
            header["Description"] = json!("Amazon payout");
            let day = header["PostingDate"].as_str().unwrap().to_owned();
            header["FiscalYear"] = json!(day[..4]);
            header["FiscalPeriod"] = json!(day[5..7].trim_start_matches('0'));
            for line in header["JournalDetails"].as_array_mut().unwrap() {
                line["Reference"] = json!(format!("payout {settlement}"));
                line["Description"] = json!("by hand");
            }
        }
        bench.sage.company().add("GLJournalBatches", batch);
        assert!(bench.sage.post_gl_batch(&number));
    }
}

#[test]
fn a_settlement_that_is_entered_with_its_id_and_left_out_proves() {
    let bench = ready();
    bench.sage.settings().leave_partial_batch = false;
    bench.sage.settings().locked_for_ledger = vec![(2026, 2)];
    bench.run(&["post-settlements"]).expect(3);
    let store = bench.store();
    let failed = store
        .records_in(Kind::Settlement, &[State::Held, State::Failed], 0, 9)
        .unwrap();
    let has_parts =
        |one: &&ml_connector::store::Record| !store.parts(Kind::Journal, &one.key).unwrap().is_empty();
    let failed = failed.iter().find(has_parts).unwrap();
    bench.sage.settings().locked_for_ledger.clear();
    bench
        .run(&["resolve", &failed.key, "--skip", "--because", "entered by hand"])
        .expect(0);
    enter(&bench, &failed.key);
    bench.run(&["replay"]);
    bench.run(&["post-settlements"]);
    bench.sage.post_everything();
    let (ran, document) = reconciled(&bench, &[]);
    assert_proves(&document);
    ran.expect(0);
    let text = document.to_string();
    let words = format!(
        "settlement {}, which was left out here, as a person entered it",
        failed.key
    );
    assert!(text.contains(&words), "{document:#}");
}
