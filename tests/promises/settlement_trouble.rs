//! What Amazon's answers to one settlement stop: that one, for a day; then a person sees it. Never another one.

use std::sync::Arc;
use std::time::Duration;

use ml_connector::sandbox::{Fault, Rule};

use crate::harness::Bench;
use crate::settlements::{assert_ledger_is_right, batches, configure, ready};

/// The settlement that meets trouble, among others that do not.
const ONE: &str = "18000039595";

fn is_posted(bench: &Bench, id: &str) -> bool {
    let of = |batch: &serde_json::Value| batch["Description"].as_str().unwrap().contains(id);
    batches(bench).iter().any(of)
}

/// The others are posted at once; the one is held after a day, and posted when Amazon answers again.
fn lasts(bench: &Bench, rule: Rule, words: &str) {
    bench.amazon.faults().add(rule);
    bench.run(&["post-settlements"]);
    assert!(!is_posted(bench, ONE));
    assert!(batches(bench).len() >= 3, "the others go on");
    bench.advance(Duration::from_secs(25 * 3600));
    let ran = bench.run(&["post-settlements"]).expect(3);
    for told in ["amazon-fails", words, "`post-settlements --file REPORT`"] {
        assert!(ran.stdout.contains(told), "{told}: {}", ran.stdout);
    }
    bench.amazon.faults().clear();
    bench.run(&["post-settlements"]).expect(0);
    assert!(is_posted(bench, ONE));
    assert_ledger_is_right(bench);
}

#[test]
fn a_document_that_is_refused_for_good_stops_only_its_own_settlement() {
    let refusal = r#"{"errors":[{"code":"Unauthorized","message":"Access to requested resource is denied.","details":""}]}"#;
    let rule = Rule::always(Fault::Status(403, refusal.to_owned()));
    lasts(&ready(), rule.path(&format!("-{ONE}")), "denied");
}

#[test]
fn a_document_that_is_always_cut_off_stops_only_its_own_settlement() {
    let rule = Rule::always(Fault::CutOff);
    lasts(&ready(), rule.path(&format!("-{ONE}")), "getReportDocument");
}

#[test]
fn transactions_that_fail_for_good_stop_only_their_own_settlement() {
    let bench = ready();
    let group = {
        let world = bench.amazon.world();
        let mut all = world.settlements.iter();
        all.find(|one| one.settlement_id == ONE).unwrap().group_id.clone()
    };
    let fault = Fault::Changed(Arc::new(move |request, mut answer| {
        if request.raw_query.contains(&group) {
            answer.status = 503;
            answer.body =
                br#"{"errors":[{"code":"InternalFailure","message":"We encountered an internal error."}]}"#
                    .to_vec();
        }
        answer
    }));
    lasts(
        &bench,
        Rule::always(fault).path("/transactions"),
        "listTransactions",
    );
}

#[test]
fn an_old_rate_holds_and_names_the_key() {
    let bench = ready();
    for table in bench.sage.company().rows_mut("CSCurrencyRates") {
        for rate in table["CurrencyRateDetail"].as_array_mut().unwrap() {
            rate["RateDate"] = serde_json::json!("2025-12-01T00:00:00Z");
        }
    }
    let ran = bench.run(&["post-settlements"]).expect(3);
    for told in ["rate-missing", "rate_max_age", "2025-12-01"] {
        assert!(ran.stdout.contains(told), "{told}: {}", ran.stdout);
    }
    configure(
        &bench,
        &[(
            "rate_type = \"SP\"",
            "rate_type = \"SP\"\nrate_max_age = \"366 days\"",
        )],
    );
    bench.run(&["post-settlements"]).expect(0);
    assert_ledger_is_right(&bench);
}

#[test]
fn a_lasting_refusal_becomes_a_hold_with_amazons_words_and_the_way_out() {
    let bench = ready();
    let refusal = r#"{"errors":[{"code":"NotFound","message":"No such document","details":""}]}"#;
    let rule = Rule::always(Fault::Status(404, refusal.to_owned()));
    bench
        .amazon
        .faults()
        .add(rule.path("/reports/2021-06-30/documents"));
    let ran = bench.run(&["post-settlements"]);
    assert!(
        ran.stderr.matches("warning: settlement ").count() >= 4,
        "each is tried: {}",
        ran.stderr
    );
    assert!(!ran.stdout.contains("amazon-fails"), "{}", ran.stdout);
    bench.advance(Duration::from_secs(25 * 3600));
    let ran = bench.run(&["post-settlements"]).expect(3);
    assert!(ran.stdout.contains("amazon-fails"), "{}", ran.stdout);
    let status = bench.run(&["status"]);
    assert!(status.stdout.contains("amazon-fails"), "{}", status.stdout);
    bench.amazon.faults().clear();
    bench.run(&["post-settlements"]).expect(0);
    assert_ledger_is_right(&bench);
}

#[test]
fn a_total_that_amazon_states_later_is_taken_over() {
    let bench = ready();
    let id = {
        let mut world = bench.amazon.world();
        let mut all = world.settlements.iter_mut();
        let one = all.find(|one| one.settlement_id == "18000039595").unwrap();
        one.total_shown = false;
        one.report = false;
        one.settlement_id.clone()
    };
    bench.run(&["post-settlements"]);
    let stands = || {
        batches(&bench)
            .iter()
            .any(|batch| batch["Description"].as_str().unwrap().contains(&id))
    };
    assert!(!stands(), "without a total nothing is proven");
    for one in &mut bench.amazon.world().settlements {
        one.total_shown |= one.settlement_id == id;
    }
    bench.run(&["post-settlements"]);
    bench.run(&["post-settlements"]).expect(0);
    assert!(stands());
}
