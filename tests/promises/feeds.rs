//! Feeds of quantities: one for each marketplace, each message's end as its report says, and none that is waited for for ever.

use std::io::Write;
use std::sync::Arc;
use std::time::Duration;

use flate2::Compression;
use flate2::write::GzEncoder;
use ml_connector::books::record::State;
use ml_connector::sandbox::amazon::Lag;
use ml_connector::sandbox::world::Fate;
use ml_connector::sandbox::world::marketplaces::by_country;
use ml_connector::sandbox::{Fault, Request, Response, Rule};
use serde_json::{Value, json};

use crate::harness::Bench;
use crate::inventory::{SECTION, many, pull, quantity, record};

const PUSH: &[&str] = &["push-inventory", "--allow-mass-change"];
const SOON: &[&str] = &["push-inventory", "--allow-mass-change", "--max-wait", "2s"];
const SETTLED: Duration = Duration::from_secs(600);

/// A bench whose changes, from six on, go by a feed.
fn by_feeds(count: u64) -> Bench {
    many(count, &format!("{SECTION}feed_threshold = 5\n"))
}

/// The marketplaces of each feed that was asked for.
fn asked(bench: &Bench) -> Vec<Value> {
    let requests = bench.amazon.requests();
    let feeds = requests
        .iter()
        .filter(|one| one.method == "POST" && one.path.ends_with("/feeds"));
    feeds.map(|one| one.json()["marketplaceIds"].clone()).collect()
}

fn state(bench: &Bench, sku: &str) -> State {
    record(bench, sku).unwrap().state
}

/// Half of the listings are in the United States alone, the others in Canada alone.
fn two_shops() -> Bench {
    let bench = by_feeds(24);
    let (us, ca) = (by_country("US"), by_country("CA"));
    {
        let mut world = bench.amazon.world();
        world.marketplaces.push(ca);
        for (at, listing) in world.listings.iter_mut().enumerate() {
            listing.only_at = Some(if at % 2 == 0 { us.id } else { ca.id });
        }
    }
    let row = "[[orders.customers]]\nmarketplace = \"Amazon.ca\"\ncustomer = \"AMZ-CA\"\n\
               [[orders.tax]]\nmarketplace = \"Amazon.ca\"\nrule = \"flagged-else-seller\"\n";
    let text = std::fs::read_to_string(bench.path("config.toml")).unwrap();
    let text = text.replace("[\"Amazon.com\"]", "[\"Amazon.com\", \"Amazon.ca\"]");
    let text = text.replace("[orders.charges]", &format!("{row}[orders.charges]"));
    bench.write("config.toml", &text);
    pull(&bench);
    bench
}

#[test]
fn each_marketplace_gets_a_feed_of_its_own() {
    let bench = two_shops();
    bench.run(PUSH).expect(0);
    let (us, ca) = (by_country("US").id, by_country("CA").id);
    assert_eq!(asked(&bench), [json!([us]), json!([ca])]);
    bench.advance(SETTLED);
    pull(&bench);
    bench.run(PUSH).expect(0);
    for sku in ["SKU-00000", "SKU-00001", "SKU-00022", "SKU-00023"] {
        assert_eq!(quantity(&bench, sku), 100, "{sku}");
    }
    bench.run(&["-q", "audit", "verify"]).expect(0);
}

#[test]
fn the_next_run_picks_up_the_feeds_of_all_marketplaces() {
    let bench = two_shops();
    bench.amazon.settings().feeds_take = Lag::Never;
    let ran = bench.run(SOON).expect(4);
    assert_eq!(
        ran.stderr.matches("next run picks it up").count(),
        2,
        "{}",
        ran.stderr
    );
    bench.run(SOON).expect(4);
    assert_eq!(asked(&bench).len(), 2);
    assert_eq!(state(&bench, "SKU-00000"), State::Sending);
    assert_eq!(state(&bench, "SKU-00001"), State::Sending);
    bench.amazon.settings().feeds_take = Lag::Reads(0);
    bench.run(PUSH).expect(0);
    bench.advance(SETTLED);
    pull(&bench);
    bench.run(PUSH).expect(0);
    assert_eq!(asked(&bench).len(), 2);
    assert_eq!(
        (quantity(&bench, "SKU-00000"), quantity(&bench, "SKU-00001")),
        (100, 100)
    );
}

#[test]
fn a_refused_message_that_its_report_names_by_number_alone_is_no_accepted_one() {
    let bench = by_feeds(8);
    // The simulated Amazon leaves the SKU of every second message out, as its schema allows.
    for sku in ["SKU-00001", "SKU-00002"] {
        bench.amazon.world().listing_mut(sku).unwrap().fate = Fate::Invalid;
    }
    bench.run(PUSH).expect(3);
    for sku in ["SKU-00001", "SKU-00002"] {
        let refused = record(&bench, sku).unwrap();
        assert_eq!(refused.state, State::Failed, "{sku}");
        assert_eq!(refused.reason.as_deref(), Some("listing-refused"), "{sku}");
        assert!(refused.detail.unwrap().contains("batteries_required"), "{sku}");
    }
    assert_eq!(state(&bench, "SKU-00003"), State::Posted);
}

/// Has the processing reports of feeds say this instead.
fn report(bench: &Bench, report: &Value) {
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(report.to_string().as_bytes()).unwrap();
    let packed = packed.finish().unwrap();
    let changed = move |_: &Request, usual: Response| {
        let is_json = |(name, value): &(String, String)| name == "Content-Type" && value.contains("json");
        if usual.headers.iter().any(is_json) {
            Response::new(200, "application/json", packed.clone())
        } else {
            usual
        }
    };
    let rule = Rule::always(Fault::Changed(Arc::new(changed)));
    bench.amazon.faults().add(rule.method("GET").path("^/documents/"));
}

#[test]
fn where_more_messages_are_invalid_than_are_named_none_of_the_others_is_called_accepted() {
    let bench = by_feeds(8);
    bench.amazon.world().listing_mut("SKU-00003").unwrap().fate = Fate::Invalid;
    report(
        &bench,
        &json!({
            "header": { "sellerId": "A", "version": "2.0", "feedId": "1" },
            "issues": [
                { "messageId": 3, "severity": "ERROR", "message": "no brand" },
                { "severity": "ERROR", "message": "one of the messages was lost on the way" },
            ],
            "summary": { "errors": 2, "warnings": 0, "messagesProcessed": 8, "messagesAccepted": 6, "messagesInvalid": 2 },
        }),
    );
    let ran = bench.run(PUSH).expect(4);
    assert!(
        ran.stderr.contains("one of the messages was lost"),
        "{}",
        ran.stderr
    );
    assert_eq!(
        record(&bench, "SKU-00002").unwrap().detail.unwrap().trim(),
        "no brand"
    );
    assert_eq!(state(&bench, "SKU-00002"), State::Failed);
    for sku in ["SKU-00003", "SKU-00004"] {
        assert_eq!(state(&bench, sku), State::Uncertain, "{sku}");
    }
    // What was applied is seen, what was not is sent again.
    bench.amazon.faults().clear();
    bench.amazon.world().listing_mut("SKU-00003").unwrap().fate = Fate::Applied;
    for _ in 0..2 {
        bench.advance(SETTLED);
        pull(&bench);
        bench.run(PUSH).expect(0);
    }
    assert_eq!(
        (quantity(&bench, "SKU-00003"), quantity(&bench, "SKU-00004")),
        (100, 100)
    );
}

#[test]
fn a_feed_that_amazon_gave_up_says_why() {
    let bench = by_feeds(8);
    let fatal = |request: &Request, usual: Response| {
        let mut feed: Value = serde_json::from_slice(&usual.body).unwrap();
        if request.method == "GET" && feed["processingStatus"] == "DONE" {
            feed["processingStatus"] = json!("FATAL");
        }
        Response::json(usual.status, &feed)
    };
    let rule = Rule::always(Fault::Changed(Arc::new(fatal)));
    bench.amazon.faults().add(rule.path("/feeds/2021-06-30/feeds/"));
    report(
        &bench,
        &json!({
            "header": { "sellerId": "A", "version": "2.0", "feedId": "1" },
            "issues": [{ "code": "4000001", "severity": "ERROR", "message": "The feed's header names another seller." }],
            "summary": { "errors": 1, "warnings": 0, "messagesProcessed": 0, "messagesAccepted": 0, "messagesInvalid": 0 },
        }),
    );
    let ran = bench.run(PUSH).expect(4);
    assert!(ran.stderr.contains("names another seller"), "{}", ran.stderr);
    let unclear = record(&bench, "SKU-00004").unwrap();
    assert_eq!(unclear.state, State::Uncertain);
    assert!(unclear.detail.unwrap().contains("names another seller"));
}

#[test]
fn a_feed_that_cannot_be_looked_at_is_given_up_after_three_days() {
    let bench = by_feeds(8);
    bench.amazon.settings().feeds_take = Lag::Never;
    bench.run(SOON).expect(4);
    let gone = json!({ "errors": [{ "code": "NotFound", "message": "Feed not found." }] });
    let gone = Rule::always(Fault::Status(404, gone.to_string()));
    bench.amazon.faults().add(gone.path("/feeds/2021-06-30/feeds/"));
    // Meanwhile whatever is not in it is offered as before.
    let apart = "seller_sku,item\nSKU-00000,SKU-00000\nEXTRA,SKU-00000\n";
    bench.write("items.csv", apart);
    let mut extra = bench.amazon.world().listing("SKU-00000").unwrap().clone();
    extra.sku = "EXTRA".to_owned();
    bench.amazon.world().listings.push(extra);
    let ran = bench.run(SOON).expect(4);
    assert!(ran.stderr.contains("feed 50000"), "{}", ran.stderr);
    assert_eq!(state(&bench, "EXTRA"), State::Posted);
    assert_eq!(state(&bench, "SKU-00001"), State::Sending);
    assert_eq!(asked(&bench).len(), 1);
    bench.advance(Duration::from_secs(3 * 24 * 3600 + 60));
    pull(&bench);
    let ran = bench.run(SOON).expect(4);
    assert!(ran.stderr.contains("three days"), "{}", ran.stderr);
    assert_eq!(asked(&bench).len(), 2, "its SKUs were planned and sent again");
    bench.amazon.faults().clear();
    bench.amazon.settings().feeds_take = Lag::Reads(0);
    bench.run(PUSH).expect(0);
    bench.advance(SETTLED);
    pull(&bench);
    bench.run(PUSH).expect(0);
    assert_eq!(quantity(&bench, "SKU-00001"), 100);
    bench.run(&["-q", "audit", "verify"]).expect(0);
}

#[test]
fn an_answer_to_create_feed_that_cannot_be_read_makes_no_second_feed() {
    let bench = by_feeds(8);
    let garbled = Rule::once(Fault::Garbage).method("POST");
    bench.amazon.faults().add(garbled.path("2021-06-30/feeds"));
    bench.run(PUSH).expect(0);
    bench.advance(SETTLED);
    pull(&bench);
    bench.run(PUSH).expect(0);
    assert_eq!(quantity(&bench, "SKU-00007"), 100);
    assert_eq!(asked(&bench).len(), 1);
}
