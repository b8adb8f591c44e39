//! What was sent once stays in sight: nothing that goes missing on either side is taken for done.

use std::sync::Arc;
use std::time::Duration;

use ml_connector::books::record::State;
use ml_connector::sandbox::amazon::Lag;
use ml_connector::sandbox::{Fault, Request, Response, Rule};
use serde_json::{Value, json};

use crate::harness::Bench;
use crate::inventory::{SECTION, many, patches, pull, quantity, record, stock};

const PUSH: &[&str] = &["push-inventory", "--allow-mass-change"];
const SETTLED: Duration = Duration::from_secs(600);
const A_DAY: Duration = Duration::from_secs(25 * 3600);

fn state(bench: &Bench, sku: &str) -> (State, String) {
    let record = record(bench, sku).unwrap();
    (record.state, record.reason.unwrap_or_default())
}

fn later(bench: &Bench, by: Duration) {
    bench.advance(by);
    pull(bench);
}

/// Many listings, sent and seen.
fn sent(count: u64) -> Bench {
    let bench = many(count, SECTION);
    bench.run(PUSH).expect(0);
    later(&bench, SETTLED);
    bench.run(PUSH).expect(0);
    bench
}

fn without_item(bench: &Bench, number: &str) -> Vec<Value> {
    let found = bench.sage.rows("ICItems");
    let mut company = bench.sage.company();
    company
        .rows_mut("ICItems")
        .retain(|row| row["ItemNumber"] != number);
    found
}

#[test]
fn a_sku_whose_item_sage_shows_no_more_is_held() {
    let bench = sent(6);
    let found = without_item(&bench, "SKU-00001");
    for _ in 0..2 {
        let ran = bench.run(PUSH).expect(3);
        assert!(ran.stdout.contains("SKU-00001"), "{}", ran.stdout);
        assert_eq!(
            state(&bench, "SKU-00001"),
            (State::Held, "unmapped-item".to_owned())
        );
        assert_eq!(quantity(&bench, "SKU-00001"), 100);
        bench.run(&["push-inventory", "--dry-run"]).expect(3);
    }
    // Sage shows it again.
    *bench.sage.company().rows_mut("ICItems") = found;
    bench.run(PUSH).expect(0);
    assert_eq!(state(&bench, "SKU-00001").0, State::Posted);
}

#[test]
fn a_row_that_was_lost_from_the_table_holds_its_sku_until_a_person_decides() {
    let bench = many(6, SECTION);
    let mut extra = bench.amazon.world().listing("SKU-00000").unwrap().clone();
    extra.sku = "EXTRA".to_owned();
    extra.asin = "B0NOTHING1".to_owned();
    bench.amazon.world().listings.push(extra);
    bench.write("items.csv", "seller_sku,item\nEXTRA,SKU-00000\n");
    bench.run(PUSH).expect(0);
    later(&bench, SETTLED);
    bench.write("items.csv", "seller_sku,item\n");
    let ran = bench.run(PUSH).expect(3);
    assert!(ran.stdout.contains("EXTRA,"), "{}", ran.stdout);
    assert_eq!(state(&bench, "EXTRA"), (State::Held, "unmapped-item".to_owned()));
    let word = ["resolve", "EXTRA", "--skip", "--because", "sold elsewhere"];
    bench.run(&word).expect(0);
    bench.run(PUSH).expect(0);
}

#[test]
fn a_listing_that_vanished_is_told_of_once_and_planned_again_when_it_is_back() {
    let bench = sent(6);
    let gone = bench.amazon.world().listing("SKU-00001").unwrap().clone();
    bench.amazon.world().listings.retain(|one| one.sku != "SKU-00001");
    bench.run(PUSH).expect(3);
    assert_eq!(state(&bench, "SKU-00001"), (State::Held, "not-listed".to_owned()));
    bench.run(PUSH).expect(0);
    assert_eq!(
        state(&bench, "SKU-00001"),
        (State::Skipped, "not-listed".to_owned())
    );
    stock(&bench, "SKU-00001", "MAIN", "7", "0");
    bench.amazon.world().listings.push(gone);
    bench.run(PUSH).expect(0);
    later(&bench, SETTLED);
    bench.run(PUSH).expect(0);
    assert_eq!(quantity(&bench, "SKU-00001"), 7);
    bench.run(&["-q", "audit", "verify"]).expect(0);
}

#[test]
fn a_shop_without_any_listing_is_never_done() {
    let bench = sent(6);
    let listings = bench.amazon.world().listings.clone();
    bench.amazon.world().listings.clear();
    for _ in 0..3 {
        let ran = bench.run(PUSH).expect(3);
        assert!(ran.stderr.contains("shows none of 6 SKUs"), "{}", ran.stderr);
        later(&bench, A_DAY);
    }
    bench.amazon.world().listings = listings;
    bench.run(PUSH).expect(0);
}

#[test]
fn an_empty_report_of_listings_forgets_none_and_is_asked_for_anew() {
    let bench = sent(6);
    // One that was never sent, for Amazon showed it as it is in Sage.
    for sku in ["SKU-00002", "SKU-00003"] {
        bench.amazon.world().listing_mut(sku).unwrap().channels[0].quantity = 100;
    }
    later(&bench, A_DAY);
    let listings = bench.amazon.world().listings.clone();
    let asked = |bench: &Bench| {
        let requests = bench.amazon.requests();
        let asked = requests
            .iter()
            .filter(|one| one.method == "POST" && one.path.ends_with("/reports"));
        asked.count()
    };
    let before = asked(&bench);
    // The report is made while Amazon shows none.
    bench.amazon.world().listings.clear();
    let ran = bench.run(PUSH).expect(3);
    assert!(ran.stderr.contains("6 were listed before"), "{}", ran.stderr);
    bench.amazon.world().listings = listings;
    let ran = bench.run(PUSH).expect(0);
    assert!(ran.stdout.contains("6 compared"), "{}", ran.stdout);
    assert_eq!(asked(&bench), before + 2);
}

#[test]
fn a_report_of_listings_that_is_never_made_is_asked_for_anew_after_a_day() {
    let bench = many(3, SECTION);
    bench.amazon.settings().reports_take = Lag::Never;
    bench.run(&["push-inventory", "--max-wait", "1s"]).expect(0);
    bench.amazon.settings().reports_take = Lag::Reads(0);
    let never = json!({ "reportId": "60000", "reportType": "GET_MERCHANT_LISTINGS_ALL_DATA",
                        "createdTime": "2026-03-18T12:00:00Z", "processingStatus": "IN_QUEUE" });
    let never = Rule::always(Fault::Status(200, never.to_string())).method("GET");
    bench
        .amazon
        .faults()
        .add(never.path("/reports/2021-06-30/reports/60000"));
    later(&bench, A_DAY);
    bench.run(PUSH).expect(0);
    assert_eq!(patches(&bench).len(), 3);
}

fn denied() -> Fault {
    let body = json!({ "errors": [{ "code": "Unauthorized", "message": "Access to requested resource is denied." }] });
    Fault::Status(403, body.to_string())
}

#[test]
fn one_sku_that_amazon_denies_stops_no_other() {
    let bench = many(12, SECTION);
    let rule = Rule::always(denied()).method("PATCH").path("SKU-00002");
    bench.amazon.faults().add(rule);
    let ran = bench.run(PUSH).expect(3);
    assert!(ran.stderr.contains("SKU-00002"), "{}", ran.stderr);
    for sku in ["SKU-00001", "SKU-00003", "SKU-00011"] {
        assert_eq!(state(&bench, sku).0, State::Posted, "{sku}");
    }
    assert_eq!(
        state(&bench, "SKU-00002"),
        (State::Failed, "listing-refused".to_owned())
    );
    // It is allowed again.
    bench.amazon.faults().clear();
    bench.run(PUSH).expect(0);
}

#[test]
fn a_missing_role_stops_the_push_after_a_few_skus() {
    for count in [3, 12] {
        let bench = many(count, SECTION);
        bench.amazon.faults().add(Rule::always(denied()).method("PATCH"));
        let ran = bench.run(PUSH).expect(5);
        assert!(ran.stderr.contains("role"), "{}", ran.stderr);
        assert!(patches(&bench).len() <= 5, "{}", patches(&bench).len());
    }
}

#[test]
fn skus_that_always_fail_keep_those_behind_them_waiting_for_one_run_at_most() {
    let bench = many(12, SECTION);
    for sku in ["SKU-00002", "SKU-00003", "SKU-00004"] {
        let fails = Rule::always(Fault::Status(500, String::new())).method("PATCH");
        bench.amazon.faults().add(fails.path(sku));
    }
    // Each stops a run.
    for _ in 0..3 {
        let words = ["push-inventory", "--allow-mass-change", "--max-wait", "1s"];
        bench.run(&words).expect(4);
        assert_ne!(state(&bench, "SKU-00011").0, State::Posted);
    }
    bench
        .run(&["push-inventory", "--allow-mass-change", "--max-wait", "1s"])
        .expect(4);
    for sku in ["SKU-00001", "SKU-00005", "SKU-00011"] {
        assert_eq!(state(&bench, sku).0, State::Posted, "{sku}");
    }
    bench.amazon.faults().clear();
    later(&bench, SETTLED);
    bench.run(PUSH).expect(0);
    later(&bench, SETTLED);
    bench.run(PUSH).expect(0);
    assert_eq!(quantity(&bench, "SKU-00003"), 100);
}

#[test]
fn a_feed_whose_report_cannot_be_had_is_read_back_at_once() {
    let bench = many(12, &format!("{SECTION}feed_threshold = 5\n"));
    let gone = Rule::always(Fault::Status(404, String::new())).method("GET");
    bench
        .amazon
        .faults()
        .add(gone.path("/feeds/2021-06-30/documents/"));
    let ran = bench.run(PUSH).expect(4);
    assert!(ran.stderr.contains("cannot be read"), "{}", ran.stderr);
    assert_eq!(state(&bench, "SKU-00001").0, State::Uncertain);
    later(&bench, SETTLED);
    bench.run(PUSH).expect(0);
    assert_eq!(state(&bench, "SKU-00001").0, State::Posted);
    assert_eq!(quantity(&bench, "SKU-00011"), 100);
}

#[test]
fn a_feed_that_amazon_gave_up_without_a_word_is_told_of() {
    let bench = many(12, &format!("{SECTION}feed_threshold = 5\n"));
    let fatal = |_: &Request, usual: Response| {
        let mut feed: Value = serde_json::from_slice(&usual.body).unwrap();
        feed["processingStatus"] = json!("FATAL");
        feed.as_object_mut().unwrap().remove("resultFeedDocumentId");
        Response::json(usual.status, &feed)
    };
    let rule = Rule::once(Fault::Changed(Arc::new(fatal))).method("GET");
    bench.amazon.faults().add(rule.path("/feeds/2021-06-30/feeds/"));
    let ran = bench.run(PUSH).expect(4);
    assert!(ran.stderr.contains("without saying why"), "{}", ran.stderr);
    assert_eq!(state(&bench, "SKU-00001").0, State::Uncertain);
}

#[test]
fn a_figure_that_both_sides_agree_about_is_no_fault() {
    let bench = sent(3);
    stock(&bench, "SKU-00001", "MAIN", "95", "0");
    bench.amazon.world().listing_mut("SKU-00001").unwrap().channels[0].quantity = 94;
    bench.run(PUSH).expect(0);
    later(&bench, SETTLED);
    // One was sold on Amazon, and is in Sage by now.
    bench.amazon.world().listing_mut("SKU-00001").unwrap().channels[0].quantity = 94;
    stock(&bench, "SKU-00001", "MAIN", "94", "0");
    let ran = bench.run(PUSH).expect(0);
    assert!(!ran.stderr.contains("not applied"), "{}", ran.stderr);
}

#[test]
fn what_lies_in_amazons_warehouses_is_not_offered_as_the_sellers() {
    let bench = many(3, SECTION);
    for section in [
        "[inventory]\ncosting = \"posting\"\nlocations = [\"MAIN\", \"FBA\"]\n",
        "[inventory]\ncosting = \"posting\"\nsource = \"item-totals\"\n",
    ] {
        bench.write("config.toml", &bench.configuration(section));
        let ran = bench.run(&["push-inventory", "--dry-run"]).expect(2);
        assert!(ran.stderr.contains("fba_location"), "{}", ran.stderr);
    }
}

#[test]
fn a_row_that_ships_from_where_nothing_is_counted_is_warned_of() {
    let bench = many(3, SECTION);
    let words = "locations of the items table";
    bench.write("items.csv", "seller_sku,item,location\nPACK,SKU-00000,main\n");
    let ran = bench.run(&["check"]);
    assert!(!(ran.stdout + &ran.stderr).contains(words));
    bench.write("items.csv", "seller_sku,item,location\nPACK,SKU-00000,FBA\n");
    let ran = bench.run(&["check"]);
    let all = ran.stdout + &ran.stderr;
    assert!(all.contains(words) && all.contains("PACK"), "{all}");
}
