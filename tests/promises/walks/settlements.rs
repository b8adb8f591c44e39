//! What holds a settlement or a part of it, and what is said of it once it is in Sage.

use std::sync::Arc;
use std::time::Duration;

use ml_connector::books::record::{Kind, State};
use ml_connector::sandbox::http::{Request, Response};
use ml_connector::sandbox::{Fault, Rule};
use serde_json::{Value, json};

use super::{assert_advised, assert_told, open_kinds, standing};
use crate::credit_notes::closed_lately;
use crate::harness::Bench;
use crate::settlement_names::report;
use crate::settlement_sources::download;
use crate::settlements::{
    assert_ledger_is_right, batches, configure, lose_sage_after_the_first_batch, posts, ready,
};

const ONE: &str = "18000039595";
const DAY: Duration = Duration::from_secs(86_400);

fn held_for(bench: &Bench, code: &str) -> Option<String> {
    let states = [State::Staged, State::Held];
    let held = bench
        .store()
        .records_in(Kind::Settlement, &states, 0, 99)
        .unwrap();
    let of_code = held.into_iter().find(|one| one.reason.as_deref() == Some(code));
    of_code.map(|one| one.key)
}

fn is_in_sage(bench: &Bench, id: &str) -> bool {
    let mut all = batches(bench).into_iter();
    all.any(|batch| batch["Status"] != "Deleted" && batch["Description"].as_str().unwrap().contains(id))
}

#[test]
fn what_amazon_does_not_give_for_a_day_is_posted_from_its_file() {
    let bench = ready();
    let refusal = r#"{"errors":[{"code":"Unauthorized","message":"Access is denied.","details":""}]}"#;
    let rule = Rule::always(Fault::Status(403, refusal.to_owned()));
    bench.amazon.faults().add(rule.path(&format!("-{ONE}")));
    bench.run(&["post-settlements"]);
    bench.advance(DAY + Duration::from_secs(3_600));
    bench.run(&["post-settlements"]).expect(3);
    assert!(held_for(&bench, "amazon-fails").is_some());
    assert_advised(&bench, "amazon-fails");
    // Amazon goes on to refuse; a person downloads the report in Seller Central.
    bench.write("report.txt", &download(&bench, ONE));
    bench.run(&["post-settlements", "--file", "report.txt"]).expect(0);
    assert_eq!(held_for(&bench, "amazon-fails"), None);
    bench.run(&["post-settlements"]).expect(0);
    assert_ledger_is_right(&bench);
}

#[test]
fn a_group_whose_id_is_too_long_for_a_key_is_linked_by_its_report() {
    let bench = ready();
    let group = "g".repeat(58);
    for one in &mut bench.amazon.world().settlements {
        if one.settlement_id == ONE {
            one.group_id.clone_from(&group);
            one.report = false;
        }
    }
    // Nor do its transactions name the settlement.
    let unnamed = |request: &Request, mut answer: Response| {
        if request.raw_query.contains("gggggggg") {
            let mut body: Value = serde_json::from_slice(&answer.body).unwrap();
            let payload = if body["payload"].is_object() {
                &mut body["payload"]
            } else {
                &mut body
            };
            for one in payload["transactions"].as_array_mut().into_iter().flatten() {
                one["relatedIdentifiers"]
                    .as_array_mut()
                    .unwrap()
                    .retain(|of| of["relatedIdentifierName"] != "SETTLEMENT_ID");
            }
            answer.body = body.to_string().into_bytes();
        }
        answer
    };
    let rule = Rule::always(Fault::Changed(Arc::new(unnamed)));
    bench.amazon.faults().add(rule.path("/transactions"));
    bench.run(&["post-settlements"]).expect(3);
    assert_eq!(held_for(&bench, "key-too-long"), Some(group));
    assert_advised(&bench, "key-too-long");
    bench.write("report.txt", &download(&bench, ONE));
    bench.run(&["post-settlements", "--file", "report.txt"]).expect(0);
    bench.run(&["post-settlements"]).expect(0);
    assert_eq!(held_for(&bench, "key-too-long"), None);
    assert_ledger_is_right(&bench);
}

#[test]
fn a_batch_that_was_deleted_is_sent_again_or_left() {
    for again in [true, false] {
        let bench = ready();
        lose_sage_after_the_first_batch(&bench);
        bench.sage.delete_gl_batch("000001");
        bench.run(&["post-settlements"]).expect(3);
        assert_eq!(open_kinds(&bench), ["deleted-in-sage"]);
        assert_told(&bench, "deleted-in-sage");
        let key = bench.store().open_exceptions().unwrap()[0].key.clone();
        let before = posts(&bench);
        if again {
            bench
                .run(&["replay", "--record", &key, "--even-if-posted"])
                .expect(0);
        } else {
            bench
                .run(&["resolve", &key, "--because", "entered another way"])
                .expect(0);
        }
        bench.run(&["post-settlements"]).expect(0);
        assert_eq!(open_kinds(&bench), [""; 0]);
        assert_eq!(posts(&bench) - before, usize::from(again));
        if again {
            assert_ledger_is_right(&bench);
        }
    }
}

#[test]
fn two_batches_that_are_both_posted_are_reversed_by_a_person() {
    let bench = ready();
    lose_sage_after_the_first_batch(&bench);
    let mut twin = batches(&bench)[0].clone();
    twin["BatchNumber"] = json!("000900");
    bench.sage.company().add("GLJournalBatches", twin);
    assert!(bench.sage.post_gl_batch("000001") && bench.sage.post_gl_batch("000900"));
    bench.run(&["post-settlements"]).expect(7);
    assert_eq!(open_kinds(&bench), ["duplicate-batch"]);
    assert_told(&bench, "duplicate-batch");
    let key = bench.store().open_exceptions().unwrap()[0].key.clone();
    bench
        .run(&["resolve", &key, "--because", "entry of 000900 reversed"])
        .expect(0);
    for _ in 0..2 {
        bench.run(&["post-settlements"]).expect(0);
        assert_eq!(open_kinds(&bench), [""; 0]);
    }
}

#[test]
fn a_currency_that_the_company_does_not_keep_is_left_out_here() {
    let bench = ready();
    let one_currency = |_: &Request, usual: Response| {
        let mut body: Value = serde_json::from_slice(&usual.body).unwrap();
        match body["value"].as_array_mut() {
            Some(rows) => rows.iter_mut().for_each(|row| row["Multicurrency"] = json!("No")),
            None => body["Multicurrency"] = json!("No"),
        }
        Response::json(usual.status, &body)
    };
    let rule = Rule::always(Fault::Changed(Arc::new(one_currency)));
    bench.sage.faults().add(rule.path("CSCompanyProfile"));
    bench.run(&["post-settlements"]).expect(3);
    let key = held_for(&bench, "currency").unwrap();
    assert_advised(&bench, "currency");
    bench
        .run(&[
            "resolve",
            &key,
            "--skip",
            "--because",
            "posted in the company in EUR",
        ])
        .expect(0);
    bench.run(&["post-settlements"]).expect(0);
    assert_eq!(
        standing(&bench, Kind::Settlement, &key),
        (State::Skipped, "decided".to_owned())
    );
}

#[test]
fn a_settlement_that_is_too_new_waits_by_itself() {
    let bench = closed_lately();
    bench.run(&["-q", "post-settlements"]);
    assert!(held_for(&bench, "too-new").is_some());
    bench.advance(DAY * 2);
    bench.run(&["-q", "post-settlements"]).expect(0);
    assert_eq!(held_for(&bench, "too-new"), None);
    assert_ledger_is_right(&bench);
}

#[test]
fn orders_that_nobody_can_read_are_decided_or_read_later() {
    for word in [true, false] {
        let bench = Bench::small();
        configure(&bench, &[]);
        bench.write("r.txt", &report(44_001, "Amazon.com", &[]));
        bench.run(&["credentials", "remove", "amazon"]).expect(0);
        bench.run(&["post-settlements", "--file", "r.txt"]);
        let key = held_for(&bench, "orders-unread").unwrap();
        assert!(batches(&bench).is_empty());
        if word {
            bench
                .run(&["resolve", &key, "--because", "there is no access here"])
                .expect(0);
        } else {
            bench.store_credentials();
        }
        bench.run(&["post-settlements", "--file", "r.txt"]).expect(0);
        assert!(is_in_sage(&bench, "44001"));
        assert_eq!(held_for(&bench, "orders-unread"), None);
    }
}

#[test]
fn two_records_that_are_one_settlement_need_no_word() {
    let bench = ready();
    // Read from a file whose period begins some days earlier, so that only the transactions tell which group it is.
    let text = download(&bench, ONE);
    let mut rows: Vec<String> = text.lines().map(str::to_owned).collect();
    let mut cells: Vec<String> = rows[1].split('\t').map(str::to_owned).collect();
    cells[1] = "2026-02-20 03:00:00 UTC".to_owned();
    rows[1] = cells.join("\t");
    bench.write("report.txt", &(rows.join("\n") + "\n"));
    bench.run(&["post-settlements", "--file", "report.txt"]).expect(0);
    bench.run(&["post-settlements"]).expect(0);
    let skipped = bench
        .store()
        .records_in(Kind::Settlement, &[State::Skipped], 0, 99)
        .unwrap();
    let one = skipped
        .iter()
        .find(|one| one.reason.as_deref() == Some("same-settlement"));
    assert!(one.is_some(), "{skipped:?}");
    assert_ledger_is_right(&bench);
}
