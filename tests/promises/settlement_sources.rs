//! `post-settlements` and its sources: proofs, links, files, names nobody knows, orders in every state.

use std::collections::BTreeMap;
use std::time::Duration;

use ml_connector::money::Amount;

use crate::harness::Bench;
use crate::settlements::{amount, assert_ledger_is_right, batches, configure, lines, on, posts, ready};

/// What each batch puts on each account.
pub fn ledger(bench: &Bench) -> BTreeMap<(String, String), Amount> {
    let mut sums = BTreeMap::new();
    for batch in batches(bench) {
        for line in lines(&batch) {
            let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
            let key = (text(&batch["Description"]), text(&line["AccountNumber"]));
            *sums.entry(key).or_insert(Amount::ZERO) += amount(&line["Amount"]);
        }
    }
    sums.retain(|_, sum: &mut Amount| !sum.is_zero());
    sums
}

/// The settlement report of the world, as a person downloads it.
fn download(bench: &Bench, id: &str) -> String {
    String::from_utf8(bench.amazon.settlement_report(id).unwrap()).unwrap()
}

#[test]
fn both_sources_give_the_same_journals() {
    let (one, other) = (ready(), ready());
    one.run(&["post-settlements"]).expect(0);
    configure(&other, &[("bank_account", "source = \"report\"\nbank_account")]);
    let ran = other.run(&["post-settlements"]).expect(0);
    assert!(
        ran.stdout.contains("from the settlement report"),
        "{}",
        ran.stdout
    );
    assert_ledger_is_right(&other);
    assert_eq!(ledger(&one), ledger(&other));
    // Switching the source posts nothing twice.
    let before = posts(&other);
    configure(&other, &[]);
    other.run(&["post-settlements"]).expect(0);
    assert_eq!(posts(&other), before);
}

#[test]
fn a_total_that_does_not_prove_is_held_and_the_report_may_overrule_it() {
    let bench = ready();
    for settlement in &mut bench.amazon.world().settlements {
        if settlement.settlement_id == "18000039595" {
            settlement.total += Amount::parse("0.01").unwrap();
            settlement.report = false;
        }
    }
    let ran = bench.run(&["post-settlements"]).expect(7);
    assert!(
        ran.stdout.contains("difference -0.01") && ran.stdout.contains("NOT PROVEN"),
        "{}",
        ran.stdout
    );
    assert!(
        batches(&bench)
            .iter()
            .all(|batch| !batch["Description"].as_str().unwrap().contains("18000039595"))
    );
    assert!(batches(&bench).len() > 3, "the others are not stopped");
    bench.run(&["post-settlements"]).expect(3);
    for settlement in &mut bench.amazon.world().settlements {
        if settlement.settlement_id == "18000039595" {
            settlement.total -= Amount::parse("0.01").unwrap();
            settlement.report = true;
        }
    }
    bench.run(&["post-settlements"]).expect(0);
    assert_ledger_is_right(&bench);
}

#[test]
fn a_group_without_a_total_waits_for_its_report() {
    let bench = ready();
    let show = |shown: bool, report: bool| {
        for settlement in &mut bench.amazon.world().settlements {
            if settlement.settlement_id == "18000039595" {
                settlement.total_shown = shown;
                settlement.report = report;
            }
        }
    };
    show(false, false);
    let ran = bench.run(&["post-settlements"]).expect(3);
    assert!(ran.stdout.contains("waits-for-amazon"), "{}", ran.stdout);
    show(false, true);
    bench.run(&["post-settlements"]).expect(0);
    assert_ledger_is_right(&bench);
}

#[test]
fn a_group_that_was_open_is_found_when_it_closes() {
    let bench = ready();
    bench.run(&["post-settlements"]).expect(0);
    let before = batches(&bench).len();
    bench.advance(Duration::from_secs(8 * 86_400));
    bench.run(&["pull-orders"]);
    bench.run(&["post-settlements"]);
    assert!(batches(&bench).len() > before);
    assert_ledger_is_right(&bench);
}

#[test]
fn a_file_alone_is_enough_and_the_api_posts_nothing_twice() {
    let bench = ready();
    bench.write("report.txt", &download(&bench, "18000039595"));
    let file = ["post-settlements", "--file", "report.txt"];
    let ran = bench.run(&file).expect(3);
    assert!(ran.stdout.contains("unlinked"), "{}", ran.stdout);
    assert_eq!(
        posts(&bench),
        0,
        "a new database cannot know whether it was posted under the other id"
    );
    bench
        .run(&[
            "resolve",
            "18000039595",
            "--because",
            "this is our first settlement",
        ])
        .expect(0);
    let asked = bench.amazon.requests().len();
    bench.run(&file).expect(0);
    assert_eq!(posts(&bench), 1);
    assert!(
        bench.amazon.requests()[asked..]
            .iter()
            .all(|request| !request.path.contains("/finances/"))
    );
    bench.run(&file).expect(0);
    assert_eq!(posts(&bench), 1);
    bench.run(&["post-settlements"]).expect(0);
    assert_ledger_is_right(&bench);
}

#[test]
fn a_reissued_settlement_is_shown_by_type_and_never_posted_again() {
    let bench = ready();
    configure(&bench, &[("bank_account", "source = \"report\"\nbank_account")]);
    bench.run(&["post-settlements"]).expect(0);
    let before = posts(&bench);
    let report = download(&bench, "18000039595")
        .replace("392.54", "402.54")
        .replacen("\t-1.50\t", "\t8.50\t", 1);
    bench.write("again.txt", &report);
    bench.run(&["post-settlements", "--file", "again.txt"]).expect(3);
    assert_eq!(posts(&bench), before);
    let open = bench.store().open_exceptions().unwrap();
    assert_eq!(open[0].kind, "reissued");
    assert!(
        open[0].figures.contains("392.54, now 402.54"),
        "{}",
        open[0].figures
    );
    assert!(
        open[0].figures.contains("posted -1.50, now 8.50"),
        "{}",
        open[0].figures
    );
}

#[test]
fn a_name_that_nobody_knows_holds_its_settlement_until_a_rule_maps_it() {
    let bench = ready();
    {
        let mut world = bench.amazon.world();
        let settlement = world
            .settlements
            .iter_mut()
            .find(|one| one.settlement_id == "18000047514")
            .unwrap();
        let entry = settlement
            .entries
            .iter_mut()
            .find(|entry| entry.kind == "ProductAdsPayment")
            .unwrap();
        entry.kind = "MoonshotEvent";
        for part in &mut entry.parts {
            part.path = &["MoonshotSurcharge"];
            part.row = ["MoonshotEvent", "Moonshot Surcharge", "Moonshot Surcharge"];
        }
    }
    let ran = bench.run(&["post-settlements"]).expect(3);
    assert!(
        ran.stdout.contains("[[settlements.rules]]") && ran.stdout.contains("MoonshotSurcharge"),
        "{}",
        ran.stdout
    );
    assert!(
        batches(&bench)
            .iter()
            .all(|batch| !batch["Description"].as_str().unwrap().contains("18000047514"))
    );
    let rule = "[[settlements.rules]]\nbreakdown = \"**/MoonshotSurcharge\"\ncategory = \"advertising\"\n[settlements.accounts]";
    configure(&bench, &[("[settlements.accounts]", rule)]);
    bench.run(&["post-settlements"]).expect(0);
    assert_ledger_is_right(&bench);
}

#[test]
fn orders_that_are_held_or_unread_still_clear_and_never_become_revenue() {
    // Nothing was pulled before: every order is read by its id first.
    let bench = Bench::small();
    configure(&bench, &[]);
    bench.run(&["post-settlements"]).expect(0);
    assert_ledger_is_right(&bench);
    let clearing = on(&bench, "1180");
    assert!(clearing < Amount::ZERO);
    assert_eq!(
        on(&bench, "4010"),
        Amount::ZERO,
        "revenue comes from invoices only"
    );
    let pulled = ready();
    pulled.run(&["post-settlements"]).expect(0);
    assert_eq!(
        clearing,
        on(&pulled, "1180"),
        "the state of an order changes nothing"
    );
}

#[test]
fn the_modes_exclude_each_other() {
    let bench = ready();
    configure(
        &bench,
        &[("bank_account", "mode = \"settlement-only\"\nbank_account")],
    );
    let ran = bench.run(&["post-settlements"]).expect(2);
    assert!(ran.stderr.contains("orders are open"), "{}", ran.stderr);
    bench.run(&["pull-orders"]).expect(2);
    let bench = Bench::small();
    configure(
        &bench,
        &[("bank_account", "mode = \"settlement-only\"\nbank_account")],
    );
    bench.run(&["post-settlements"]).expect(0);
    assert_ledger_is_right(&bench);
    assert!(on(&bench, "4010") < Amount::ZERO);
}
