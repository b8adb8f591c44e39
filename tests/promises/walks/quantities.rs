//! What holds a quantity, and what leaves one alone.

use std::time::Duration;

use ml_connector::books::reason;
use ml_connector::books::record::{Kind, State};
use ml_connector::sandbox::amazon::Lag;
use ml_connector::sandbox::world::{Channel, Fate, Listing};
use serde_json::json;

use super::{assert_advised, standing};
use crate::harness::Bench;
use crate::inventory::{SECTION, many, pull, quantity};

const PUSH: &[&str] = &["push-inventory", "--allow-mass-change"];
const SETTLED: Duration = Duration::from_secs(600);

/// How a hold of a SKU is made, and what a person does when its advice is followed.
struct Walk {
    code: &'static str,
    sku: &'static str,
    makes: fn(&Bench, &str),
    follows: fn(&Bench, &str),
}

fn listing(bench: &Bench, sku: &str, change: impl Fn(&mut Listing)) {
    change(bench.amazon.world().listing_mut(sku).unwrap());
}

fn channel(code: &str) -> Channel {
    Channel {
        code: code.to_owned(),
        quantity: 7,
        lead_time: None,
    }
}

fn out_of_stock_records(bench: &Bench, sku: &str) {
    let mut company = bench.sage.company();
    company
        .rows_mut("ICLocationDetails")
        .retain(|row| row["ItemNumber"] != sku);
}

fn in_stock_records(bench: &Bench, sku: &str) {
    bench.sage.company().add(
        "ICLocationDetails",
        json!({ "ItemNumber": sku, "Location": "MAIN", "QuantityOnHand": 100, "QuantityCommitted": 0 }),
    );
}

const WALKS: &[Walk] = &[
    Walk {
        code: "item-absent",
        sku: "SKU-00001",
        makes: out_of_stock_records,
        follows: in_stock_records,
    },
    Walk {
        code: "channel-unknown",
        sku: "SKU-00002",
        makes: |bench, sku| listing(bench, sku, |one| one.channels.clear()),
        follows: |bench, sku| listing(bench, sku, |one| one.channels.push(channel("DEFAULT"))),
    },
    Walk {
        code: "channel-unknown",
        sku: "SKU-00006",
        makes: |bench, sku| listing(bench, sku, |one| one.channels[0].code = "MFN".to_owned()),
        follows: |bench, sku| listing(bench, sku, |one| one.channels[0].code = "DEFAULT".to_owned()),
    },
    Walk {
        code: "both-channels",
        sku: "SKU-00003",
        makes: |bench, sku| listing(bench, sku, |one| one.channels.push(channel("AMAZON_NA"))),
        follows: |bench, sku| {
            listing(bench, sku, |one| {
                one.channels.retain(|one| one.code == "DEFAULT");
            });
        },
    },
    Walk {
        code: "no-product-type",
        sku: "SKU-00004",
        makes: |bench, sku| listing(bench, sku, |one| one.product_type.clear()),
        follows: |bench, sku| listing(bench, sku, |one| one.product_type = "LAMP".to_owned()),
    },
    Walk {
        code: "listing-refused",
        sku: "SKU-00005",
        makes: |bench, sku| listing(bench, sku, |one| one.fate = Fate::Invalid),
        follows: |bench, sku| listing(bench, sku, |one| one.fate = Fate::Applied),
    },
];

#[test]
fn every_hold_of_a_quantity_ends_when_its_advice_is_followed() {
    let bench = many(8, SECTION);
    WALKS.iter().for_each(|walk| (walk.makes)(&bench, walk.sku));
    bench.run(PUSH).expect(3);
    for walk in WALKS {
        let (state, code) = standing(&bench, Kind::Quantity, walk.sku);
        assert!(
            matches!(state, State::Held | State::Failed),
            "{}: {state}",
            walk.code
        );
        assert_eq!(code, walk.code);
        assert_advised(&bench, walk.code);
        (walk.follows)(&bench, walk.sku);
    }
    bench.advance(SETTLED);
    pull(&bench);
    bench.run(PUSH).expect(0);
    bench.advance(SETTLED);
    pull(&bench);
    bench.run(PUSH).expect(0);
    for walk in WALKS {
        let (state, _) = standing(&bench, Kind::Quantity, walk.sku);
        assert_eq!(
            (state, quantity(&bench, walk.sku)),
            (State::Posted, 100),
            "{}",
            walk.code
        );
    }
    bench.run(&["status"]).expect(0);
    bench.run(&["-q", "audit", "verify"]).expect(0);
}

#[test]
fn a_change_that_amazon_dropped_is_sent_again_by_itself() {
    let bench = many(3, SECTION);
    listing(&bench, "SKU-00001", |one| one.fate = Fate::Forgotten);
    bench.run(PUSH).expect(0);
    bench.advance(SETTLED);
    pull(&bench);
    let ran = bench.run(PUSH).expect(3);
    let advice = reason::of_code("not-applied").unwrap().advice;
    assert!(
        ran.stderr.contains("SKU-00001") && ran.stderr.contains(advice),
        "{}",
        ran.stderr
    );
    let listed = bench.run(&["audit", "list", "--text", "not-applied"]).expect(0);
    assert!(listed.stdout.contains("SKU-00001"), "{}", listed.stdout);
    // A monitor that looks at the status alone sees it too.
    bench.run(&["status"]).expect(3);
    // The listing's issues are mended.
    listing(&bench, "SKU-00001", |one| one.fate = Fate::Applied);
    for _ in 0..2 {
        bench.advance(SETTLED);
        pull(&bench);
        bench.run(PUSH);
    }
    assert_eq!(quantity(&bench, "SKU-00001"), 100);
    bench.run(PUSH).expect(0);
    bench.run(&["status"]).expect(0);
}

/// What comes over a SKU.
type Comes = fn(&Bench);

/// Of what is not to be touched nothing is asked: what was held before is over by itself.
#[test]
fn what_is_not_to_be_touched_asks_for_nothing() {
    let cases: [(&str, Comes); 3] = [
        ("amazon-fulfilled", |bench| {
            listing(bench, "SKU-00001", |one| {
                one.channels = vec![channel("AMAZON_NA")]
            });
        }),
        ("push-no", |bench| {
            bench.write("items.csv", "seller_sku,item,push\nSKU-00001,SKU-00001,no\n");
        }),
        ("not-listed", |bench| {
            let mut world = bench.amazon.world();
            world.listings.retain(|one| one.sku != "SKU-00001");
        }),
    ];
    for (code, comes) in cases {
        let bench = many(3, SECTION);
        out_of_stock_records(&bench, "SKU-00001");
        bench.run(PUSH).expect(3);
        assert_eq!(standing(&bench, Kind::Quantity, "SKU-00001").0, State::Held);
        comes(&bench);
        bench.run(PUSH).expect(0);
        let found = standing(&bench, Kind::Quantity, "SKU-00001");
        assert_eq!(found, (State::Skipped, code.to_owned()));
        bench.run(&["status"]).expect(0);
    }
}

/// The reason that a rehearsal gives for leaving the SKU alone now.
fn left_alone(bench: &Bench) -> String {
    let shown = bench.run(&[
        "-q",
        "--json",
        "push-inventory",
        "--dry-run",
        "--sku",
        "SKU-00001",
    ]);
    let reason = &shown.json()["rows"][0]["reason"];
    reason.as_str().unwrap_or_default().to_owned()
}

#[test]
fn what_amazon_still_works_on_ends_by_itself() {
    let bench = many(3, SECTION);
    bench.run(PUSH).expect(0);
    assert_eq!(left_alone(&bench), "just-accepted");
    bench.advance(SETTLED);
    pull(&bench);
    bench.run(PUSH).expect(0);
    assert_eq!(
        (left_alone(&bench).as_str(), quantity(&bench, "SKU-00001")),
        ("", 100)
    );

    let bench = many(8, &format!("{SECTION}feed_threshold = 5\n"));
    bench.amazon.settings().feeds_take = Lag::Never;
    bench
        .run(&["push-inventory", "--allow-mass-change", "--max-wait", "2s"])
        .expect(4);
    assert_eq!(left_alone(&bench), "in-feed");
    bench.amazon.settings().feeds_take = Lag::Reads(0);
    bench.run(PUSH).expect(0);
    bench.advance(SETTLED);
    pull(&bench);
    bench.run(PUSH).expect(0);
    assert_eq!(
        (left_alone(&bench).as_str(), quantity(&bench, "SKU-00001")),
        ("", 100)
    );
}
