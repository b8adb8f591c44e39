//! What becomes of one quantity holds up no other: a person's word, a failing SKU, a listing that went away.

use std::sync::Arc;
use std::time::Duration;

use ml_connector::books::record::State;
use ml_connector::sandbox::amazon::Lag;
use ml_connector::sandbox::world::Channel;
use ml_connector::sandbox::{Fault, Request, Response, Rule};
use serde_json::{Value, json};

use crate::field::{order, serve};
use crate::harness::Bench;
use crate::inventory::{SECTION, many, patches, pull, quantity, record, stock};

const PUSH: &[&str] = &["push-inventory", "--allow-mass-change"];
const SETTLED: Duration = Duration::from_secs(600);

fn state(bench: &Bench, sku: &str) -> State {
    record(bench, sku).unwrap().state
}

/// What Amazon offers of a listing from now on.
fn offered(bench: &Bench, sku: &str, quantity: i64) {
    bench.amazon.world().listing_mut(sku).unwrap().channels[0].quantity = quantity;
}

/// The patches of a SKU.
fn sent(bench: &Bench, sku: &str) -> Vec<Value> {
    let all = patches(bench);
    let own = all.iter().filter(|one| one.path.ends_with(sku));
    own.map(|one| one.json()["patches"][0]["value"][0]["quantity"].clone())
        .collect()
}

fn later(bench: &Bench) {
    bench.advance(SETTLED);
    pull(bench);
}

#[test]
fn one_sku_that_a_person_skipped_stops_no_other() {
    let bench = many(6, SECTION);
    let found = bench.sage.rows("ICLocationDetails");
    bench
        .sage
        .company()
        .rows_mut("ICLocationDetails")
        .retain(|row| row["ItemNumber"] != "SKU-00001");
    bench.run(PUSH).expect(3);
    assert_eq!(state(&bench, "SKU-00001"), State::Held);
    let word = ["resolve", "SKU-00001", "--skip", "--because", "sold by telephone"];
    bench.run(&word).expect(0);
    // Sage shows it again, and another SKU changes.
    *bench.sage.company().rows_mut("ICLocationDetails") = found;
    stock(&bench, "SKU-00002", "MAIN", "40", "0");
    later(&bench);
    let ran = bench.run(PUSH).expect(0);
    assert!(
        ran.stdout.contains("1 left out by a person's word"),
        "{}",
        ran.stdout
    );
    assert_eq!(sent(&bench, "SKU-00002"), [json!(100), json!(40)]);
    // It stays skipped also where Amazon shows the right quantity.
    offered(&bench, "SKU-00001", 100);
    later(&bench);
    bench.run(PUSH).expect(0);
    assert!(sent(&bench, "SKU-00001").is_empty());
    assert_eq!(state(&bench, "SKU-00001"), State::Skipped);
    offered(&bench, "SKU-00001", 7);
    let again = [
        "resolve",
        "SKU-00001",
        "--reopen",
        "--because",
        "sold on Amazon again",
    ];
    bench.run(&again).expect(0);
    later(&bench);
    bench.run(PUSH).expect(0);
    assert_eq!(sent(&bench, "SKU-00001"), [json!(100)]);
    bench.run(&["-q", "audit", "verify"]).expect(0);
}

#[test]
fn units_sold_as_a_kit_are_taken_off_each_item_that_can_be_counted() {
    let bench = many(3, SECTION);
    bench.write("items.csv", "seller_sku,item\nKIT,SKU-00000\nKIT,SKU-00001\n");
    stock(&bench, "SKU-00000", "MAIN", "5", "0");
    for row in bench.sage.company().rows_mut("ICItems") {
        if row["ItemNumber"] == "SKU-00001" {
            row["Status"] = json!(false);
        }
    }
    let mut kits = order("114-7000001-7000001", &["KIT"], "50.00");
    kits["orderItems"][0]["quantityOrdered"] = json!(5);
    serve(&bench, vec![kits]);
    pull(&bench);
    let shown = bench.run(&[
        "-q",
        "--json",
        "push-inventory",
        "--dry-run",
        "--sku",
        "SKU-00000",
    ]);
    assert_eq!(shown.json()["rows"][0]["offer"], 0, "{shown:?}");
}

/// A kit counts one of its items in a unit that Sage has no factor of: how much of it is sold, nobody knows.
#[test]
fn what_a_sold_kit_takes_in_a_unit_without_a_factor_holds_the_item_s_own_listing() {
    let bench = many(3, SECTION);
    bench.write(
        "items.csv",
        "seller_sku,item,units_per_sku,uom\nKIT,SKU-00000,1,CRATE\nKIT,SKU-00001,2,\n",
    );
    stock(&bench, "SKU-00001", "MAIN", "11", "0");
    let row = |sku: &str| {
        let words = ["-q", "--json", "push-inventory", "--dry-run", "--sku", sku];
        bench.run(&words).json()["rows"][0].clone()
    };
    assert_eq!(row("SKU-00000")["reason"], "", "nothing is sold yet");
    let before = row("SKU-00001")["offer"].as_u64().unwrap();
    let mut kits = order("114-7000001-7000001", &["KIT"], "50.00");
    kits["orderItems"][0]["quantityOrdered"] = json!(3);
    serve(&bench, vec![kits]);
    pull(&bench);
    let held = row("SKU-00000");
    assert_eq!(held["reason"], "unit-of-measure", "{held:#}");
    assert!(held.to_string().contains("3 of SKU `KIT` are sold"), "{held:#}");
    assert_eq!(row("SKU-00001")["offer"].as_u64(), Some(before - 6));
    // The row is corrected, as the reason advises: it is computed again.
    bench.write(
        "items.csv",
        "seller_sku,item,units_per_sku,uom\nKIT,SKU-00000,1,\nKIT,SKU-00001,2,\n",
    );
    assert_eq!(row("SKU-00000")["reason"], "");
}

/// A listing whose quantity is no number stops none of the others.
#[test]
fn a_quantity_that_is_no_number_stops_no_other_listing() {
    for figure in [json!("many"), json!("7"), json!(2.5)] {
        let bench = many(3, SECTION);
        let spoil = move |_: &Request, mut answer: Response| {
            let mut body: Value = serde_json::from_slice(&answer.body).unwrap();
            for item in body["items"].as_array_mut().into_iter().flatten() {
                if item["sku"] == "SKU-00001" {
                    item["fulfillmentAvailability"][0]["quantity"] = figure.clone();
                }
            }
            answer.body = serde_json::to_vec(&body).unwrap();
            answer
        };
        let rule = Rule::always(Fault::Changed(Arc::new(spoil)));
        bench
            .amazon
            .faults()
            .add(rule.method("GET").path("/listings/2021-08-01/items"));
        bench.run(PUSH).expect(0);
        for sku in ["SKU-00000", "SKU-00001", "SKU-00002"] {
            assert_eq!(sent(&bench, sku), [json!(100)], "{sku}");
        }
    }
}

/// A report whose answer was lost is being made: it is found again, and no second one is asked for.
#[test]
fn a_report_whose_answer_was_lost_is_not_asked_for_twice() {
    for fault in [
        Fault::ResetAfter,
        Fault::CutOff,
        Fault::TimeoutAfter(Duration::from_millis(200)),
    ] {
        let bench = many(3, SECTION);
        let rule = Rule::once(fault.clone());
        bench
            .amazon
            .faults()
            .add(rule.method("POST").path("/reports/2021-06-30/reports"));
        let ran = bench.run(PUSH).expect(0);
        assert!(
            !ran.stderr.contains("report of all listings"),
            "{fault:?}: {}",
            ran.stderr
        );
        assert_eq!(asked_for_listings(&bench), 1, "{fault:?}");
    }
    // What never came is asked for once more.
    let bench = many(3, SECTION);
    let rule = Rule::once(Fault::ResetBefore);
    bench
        .amazon
        .faults()
        .add(rule.method("POST").path("/reports/2021-06-30/reports"));
    bench.run(PUSH).expect(0);
    assert_eq!(asked_for_listings(&bench), 2);
}

/// What happens to a listing.
type Comes = fn(&Bench);

#[test]
fn what_was_sent_without_an_answer_ends_where_its_listing_is_left_alone() {
    let cases: [(&str, Comes, State); 4] = [
        (
            "amazon-fulfilled",
            |bench| {
                let amazons = Channel {
                    code: "AMAZON_NA".to_owned(),
                    quantity: 0,
                    lead_time: None,
                };
                bench.amazon.world().listing_mut("SKU-00002").unwrap().channels = vec![amazons];
            },
            State::Skipped,
        ),
        (
            "push-no",
            |bench| {
                bench.write("items.csv", "seller_sku,item,push\nSKU-00002,SKU-00002,no\n");
                offered(bench, "SKU-00002", 3);
            },
            State::Skipped,
        ),
        (
            "not-listed",
            |bench| bench.amazon.world().listings.retain(|one| one.sku != "SKU-00002"),
            State::Skipped,
        ),
        // It arrived, and is read back although nothing further is sent.
        (
            "",
            |bench| bench.write("items.csv", "seller_sku,item,push\nSKU-00002,SKU-00002,no\n"),
            State::Posted,
        ),
    ];
    for (code, comes, ends) in cases {
        // Named by the table or by Amazon's list, or by neither any more.
        for passed in [600, 25 * 3600] {
            let bench = many(3, SECTION);
            let lost = Rule::always(Fault::ResetAfter).method("PATCH").path("SKU-00002");
            bench.amazon.faults().add(lost);
            bench
                .run(&["push-inventory", "--allow-mass-change", "--max-wait", "1s"])
                .expect(4);
            assert_eq!(state(&bench, "SKU-00002"), State::Uncertain);
            bench.amazon.faults().clear();
            bench.advance(Duration::from_secs(passed));
            pull(&bench);
            // The change is applied before the listing changes.
            bench.run(&["-q", "push-inventory", "--dry-run"]);
            comes(&bench);
            bench.run(PUSH).expect(0);
            let record = record(&bench, "SKU-00002").unwrap();
            let reason = record.reason.unwrap_or_default();
            assert_eq!((record.state, reason.as_str()), (ends, code), "{passed}");
            if ends == State::Skipped {
                let detail = record.detail.unwrap();
                assert!(detail.contains("-> 100"), "{detail}");
            }
            bench.run(&["status"]).expect(0);
            bench.run(&["-q", "audit", "verify"]).expect(0);
        }
    }
}

#[test]
fn one_sku_that_amazon_fails_on_keeps_no_other_waiting() {
    let bench = many(6, SECTION);
    let fails = Rule::always(Fault::Status(500, String::new())).method("PATCH");
    bench.amazon.faults().add(fails.path("SKU-00002"));
    bench.run(PUSH).expect(4);
    assert_eq!(state(&bench, "SKU-00002"), State::Uncertain);
    for sku in ["SKU-00001", "SKU-00003", "SKU-00005"] {
        assert_eq!(state(&bench, sku), State::Posted, "{sku}");
    }
}

#[test]
fn a_figure_that_is_right_by_chance_is_sent_while_another_is_on_its_way() {
    // At once, and when Amazon has taken long enough for it to be told of the others: this one shows what Sage has.
    for (passed, status) in [(0, 0), (600, 3)] {
        let bench = many(3, SECTION);
        bench.amazon.settings().listings_take = Lag::Seconds(1_800);
        offered(&bench, "SKU-00001", 5);
        stock(&bench, "SKU-00001", "MAIN", "10", "0");
        bench.run(PUSH).expect(0);
        assert_eq!(sent(&bench, "SKU-00001"), [json!(10)]);
        // Amazon still shows 5, and five are left.
        bench.advance(Duration::from_secs(passed));
        pull(&bench);
        stock(&bench, "SKU-00001", "MAIN", "5", "0");
        let ran = bench.run(PUSH).expect(status);
        assert!(!ran.stderr.contains("SKU-00001"), "{}", ran.stderr);
        assert_eq!(sent(&bench, "SKU-00001"), [json!(10), json!(5)], "{passed}");
        bench.advance(Duration::from_secs(1_900));
        pull(&bench);
        bench.run(PUSH).expect(0);
        assert_eq!(quantity(&bench, "SKU-00001"), 5);
        assert_eq!(state(&bench, "SKU-00001"), State::Posted);
    }
}

/// How often the report of all listings was asked for.
fn asked_for_listings(bench: &Bench) -> usize {
    let requests = bench.amazon.requests();
    let asked = requests.iter().filter(|one| {
        one.method == "POST"
            && one.path.ends_with("/reports")
            && one.json()["reportType"] == "GET_MERCHANT_LISTINGS_ALL_DATA"
    });
    asked.count()
}

#[test]
fn a_report_of_listings_that_cannot_be_had_is_asked_for_anew() {
    let bench = many(3, SECTION);
    bench.amazon.settings().reports_take = Lag::Never;
    bench.run(&["push-inventory", "--max-wait", "1s"]).expect(0);
    bench.amazon.settings().reports_take = Lag::Reads(0);
    let gone = json!({ "errors": [{ "code": "NotFound", "message": "Report not found." }] });
    let gone = Rule::always(Fault::Status(404, gone.to_string()));
    bench
        .amazon
        .faults()
        .add(gone.path("/reports/2021-06-30/reports/60000"));
    let ran = bench.run(PUSH).expect(0);
    assert!(ran.stderr.contains("report of all listings"), "{}", ran.stderr);
    bench.run(PUSH).expect(0);
    assert_eq!(asked_for_listings(&bench), 2);
    assert_eq!(sent(&bench, "SKU-00001"), [json!(100)]);
}

#[test]
fn a_report_of_no_listing_is_an_empty_list() {
    let bench = many(3, SECTION);
    bench.amazon.world().listings.clear();
    for _ in 0..2 {
        let ran = bench.run(PUSH).expect(0);
        assert!(!ran.stderr.contains("report of all listings"), "{}", ran.stderr);
    }
    assert_eq!(asked_for_listings(&bench), 1);
}

#[test]
fn a_sku_that_is_not_to_be_pushed_asks_for_nothing_whoever_ships_it() {
    let bench = many(5, SECTION);
    {
        let mut world = bench.amazon.world();
        world.listing_mut("SKU-00001").unwrap().channels.clear();
        let both = world.listing_mut("SKU-00002").unwrap();
        both.channels.push(Channel {
            code: "AMAZON_NA".to_owned(),
            quantity: 0,
            lead_time: None,
        });
    }
    bench.run(PUSH).expect(3);
    bench.write(
        "items.csv",
        "seller_sku,item,push\nSKU-00001,SKU-00001,no\nSKU-00002,SKU-00002,no\n",
    );
    bench.run(PUSH).expect(0);
    for sku in ["SKU-00001", "SKU-00002"] {
        let record = record(&bench, sku).unwrap();
        assert_eq!(
            (record.state, record.reason.as_deref()),
            (State::Skipped, Some("push-no"))
        );
    }
    bench.run(&["status"]).expect(0);
}

/// Thirty listings that Amazon shows as they are in Sage, but for these many, whose patches take their time.
fn slow(changed: u64) -> Bench {
    let bench = many(30, &format!("{SECTION}plan_life = \"3 s\"\n"));
    for _ in 0..2 {
        bench.run(PUSH).expect(0);
        later(&bench);
    }
    for index in 0..30 {
        let shown = if index < changed { 5 } else { 100 };
        offered(&bench, &format!("SKU-{index:05}"), shown);
    }
    let delay = Fault::Delay(Duration::from_millis(400));
    bench.amazon.faults().add(Rule::always(delay).method("PATCH"));
    bench
}

#[test]
fn what_is_held_is_counted_once_however_often_the_figures_are_read() {
    let bench = slow(25);
    let held = bench.amazon.world().listing("SKU-00029").unwrap().sku.clone();
    bench
        .sage
        .company()
        .rows_mut("ICLocationDetails")
        .retain(|row| row["ItemNumber"] != *held);
    let ran = bench.run(PUSH).expect(3);
    assert!(ran.stderr.contains("they are read again"), "{}", ran.stderr);
    assert!(ran.stdout.contains("30 compared"), "{}", ran.stdout);
    assert!(ran.stdout.contains("1 held"), "{}", ran.stdout);
}

#[test]
fn a_guard_that_stops_after_something_was_sent_does_not_deny_it() {
    let bench = slow(14);
    // Once the figures are read again, Amazon shows every listing otherwise.
    let all_at_one = |_: &Request, usual: Response| {
        let mut page: Value = serde_json::from_slice(&usual.body).unwrap();
        for item in page["items"].as_array_mut().unwrap() {
            item["fulfillmentAvailability"] = json!([{ "fulfillmentChannelCode": "DEFAULT", "quantity": 1 }]);
        }
        Response::json(usual.status, &page)
    };
    let again = Rule::always(Fault::Changed(Arc::new(all_at_one))).method("GET");
    bench
        .amazon
        .faults()
        .add(again.path("/listings/2021-08-01/items").skip(2));
    let before = patches(&bench).len();
    let ran = bench.run(&["push-inventory"]).expect(3);
    assert!(patches(&bench).len() > before, "{}", ran.stderr);
    assert!(ran.stderr.contains("nothing further was sent"), "{}", ran.stderr);
    assert!(!ran.stderr.contains("nothing was sent"), "{}", ran.stderr);
}
