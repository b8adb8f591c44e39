//! What Amazon's answers to one settlement stop: that one, for a day; then a person sees it. Never another one.

use std::sync::Arc;
use std::time::Duration;

use ml_connector::sandbox::{Fault, Request, Response, Rule};

use crate::harness::Bench;
use crate::settlements::{assert_ledger_is_right, batches, configure, lines, ready};

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
fn a_company_of_one_currency_holds_what_is_foreign_and_posts_its_own() {
    let bench = ready();
    for profile in bench.sage.company().rows_mut("CSCompanyProfile") {
        profile["Multicurrency"] = serde_json::json!("No");
    }
    let rehearsal = ["--json", "post-settlements", "--dry-run"];
    let document = bench.run(&rehearsal).expect(3).json();
    bench.run(&["post-settlements"]).expect(3);
    let mut held = document["not_sent"].as_array().unwrap().iter();
    let held = held.find(|one| one["reason"] == "currency").unwrap();
    let detail = held["detail"].as_str().unwrap();
    for told in ["it is in EUR", "keeps USD only", "--skip --because"] {
        assert!(detail.contains(told), "{told}: {detail}");
    }
    assert!(batches(&bench).len() >= 3, "what is in its own currency goes on");
    for line in batches(&bench).iter().flat_map(lines) {
        for key in ["SourceCurrency", "CurrencyRateTable", "CurrencyRate"] {
            assert!(line[key].is_null() || line[key] == "USD", "{key}: {line}");
        }
    }
    // Posted elsewhere, which a person says; nothing asks again.
    let key = held["key"].as_str().unwrap();
    let words = [
        "resolve",
        key,
        "--skip",
        "--because",
        "posted in the company in Ireland",
    ];
    bench.run(&words).expect(0);
    bench.run(&["post-settlements"]).expect(0);
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

/// Whether a settlement's group shows its total, and whether a report of it is listed.
fn show(bench: &Bench, id: &str, is_shown: bool) {
    let mut world = bench.amazon.world();
    let one = world.settlements.iter_mut().find(|one| one.settlement_id == id);
    let one = one.unwrap();
    (one.total_shown, one.report) = (is_shown, is_shown);
}

#[test]
fn of_groups_of_one_period_each_takes_its_own_later_total() {
    let bench = ready();
    // Met first as a file, so that it has a record of its own id; then two groups of its period, neither with a total
    // and so with no currency to be told apart by.
    let report = bench.amazon.settlement_report(ONE).unwrap();
    std::fs::write(bench.path("one.txt"), report).unwrap();
    let foreign = {
        let mut world = bench.amazon.world();
        let one = world
            .settlements
            .iter()
            .find(|one| one.settlement_id == ONE)
            .unwrap();
        let period = (one.start, one.end);
        let now = bench.amazon.clock().now();
        let mut others = world.settlements.iter_mut();
        let other = others
            .find(|one| one.marketplace.currency == "EUR" && one.end < now)
            .unwrap();
        (other.start, other.end) = period;
        other.settlement_id.clone()
    };
    show(&bench, ONE, false);
    show(&bench, &foreign, false);
    bench.run(&["post-settlements", "--file", "one.txt", "--dry-run"]);
    for _ in 0..2 {
        bench.run(&["post-settlements"]);
    }
    assert!(!is_posted(&bench, &foreign), "without a total nothing is proven");
    for one in &mut bench.amazon.world().settlements {
        one.total_shown = true;
    }
    for _ in 0..2 {
        bench.run(&["post-settlements"]);
    }
    let ran = bench.run(&["post-settlements"]).expect(0);
    assert!(!ran.stderr.contains("its totals changed"), "{}", ran.stderr);
    assert!(is_posted(&bench, ONE) && is_posted(&bench, &foreign));
    assert_ledger_is_right(&bench);
}

#[test]
fn totals_of_two_groups_that_are_stated_one_after_the_other_reach_their_own() {
    let bench = ready();
    let other = {
        let world = bench.amazon.world();
        let (start, now) = (
            bench.start().and_hms_opt(5, 0, 0).unwrap().and_utc(),
            bench.amazon.clock().now(),
        );
        let due = world
            .settlements
            .iter()
            .filter(|one| one.end >= start && one.end < now - chrono::TimeDelta::hours(72));
        let mut others = due.filter(|one| one.settlement_id != ONE);
        others.next().unwrap().settlement_id.clone()
    };
    for id in [ONE, &other] {
        show(&bench, id, false);
    }
    bench.run(&["post-settlements"]);
    for id in [ONE, &other] {
        assert!(!is_posted(&bench, id), "without a total nothing is proven");
    }
    show(&bench, &other, true);
    bench.run(&["post-settlements"]);
    bench.run(&["post-settlements"]);
    assert!(is_posted(&bench, &other) && !is_posted(&bench, ONE));
    show(&bench, ONE, true);
    bench.run(&["post-settlements"]);
    bench.run(&["post-settlements"]).expect(0);
    assert!(is_posted(&bench, ONE));
    assert_ledger_is_right(&bench);
}

#[test]
fn a_page_that_stands_between_is_not_amazons_word_that_it_has_no_such_order() {
    let (bench, twin) = (Bench::small(), Bench::small());
    for one in [&bench, &twin] {
        configure(one, &[]);
    }
    // What is of a marketplace that is not configured goes there by the configuration.
    twin.run(&["post-settlements"]);
    let right = crate::settlements::on(&twin, "1185");
    for body in ["", "<html><body>Not here</body></html>", "{}"] {
        let rule = Rule::always(Fault::Status(404, body.to_owned()));
        bench.amazon.faults().add(rule.path("/orders/2026-01-01/orders"));
        let ran = bench.run(&["post-settlements"]);
        assert_ne!(ran.status, Some(0), "{body}: {}{}", ran.stdout, ran.stderr);
        let unmatched = crate::settlements::on(&bench, "1185");
        assert_eq!(unmatched, right, "{body}");
        bench.amazon.faults().clear();
    }
    bench.run(&["post-settlements"]);
    assert!(!batches(&bench).is_empty());
}

#[test]
fn an_answer_of_success_without_its_list_or_with_an_error_says_not_that_there_is_nothing() {
    let bench = ready();
    let told =
        r#"{"errors":[{"code":"InternalFailure","message":"try again"}],"payload":{"transactions":[]}}"#;
    let (transactions, groups) = (
        "/finances/2024-06-19/transactions",
        "/finances/v0/financialEventGroups",
    );
    for (path, body) in [
        (groups, told),
        (groups, r#"{"payload":null}"#),
        (transactions, told),
        (transactions, "{}"),
    ] {
        let rule = Rule::always(Fault::Status(200, body.to_owned()));
        bench.amazon.faults().add(rule.path(path));
        let ran = bench.run(&["post-settlements"]);
        assert_eq!(ran.status, Some(4), "{path} {body}: {}{}", ran.stdout, ran.stderr);
        bench.amazon.faults().clear();
    }
    bench.run(&["post-settlements"]).expect(0);
    assert_ledger_is_right(&bench);
}

#[test]
fn a_group_that_cannot_be_read_stops_no_other() {
    let bench = ready();
    let odd = |_: &Request, mut answer: Response| {
        let mut body: serde_json::Value = serde_json::from_slice(&answer.body).unwrap();
        let groups = body["payload"]["FinancialEventGroupList"].as_array_mut().unwrap();
        groups[0]["ConvertedTotal"] = serde_json::json!({ "CurrencyCode": "" });
        groups[0]["FundTransferDate"] = serde_json::json!("bad");
        groups.push(serde_json::json!({ "ProcessingStatus": 5 }));
        answer.body = body.to_string().into_bytes();
        answer
    };
    let rule = Rule::always(Fault::Changed(Arc::new(odd)));
    bench
        .amazon
        .faults()
        .add(rule.path("/finances/v0/financialEventGroups"));
    let ran = bench.run(&["post-settlements"]).expect(3);
    assert!(ran.stderr.contains("without an id"), "{}", ran.stderr);
    bench.amazon.faults().clear();
    bench.run(&["post-settlements"]).expect(0);
    assert_ledger_is_right(&bench);
}
