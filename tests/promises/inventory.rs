//! `push-inventory`: what can be ordered is what is there to ship; nothing absent becomes zero, nothing of
//! Amazon's is touched.

use std::time::Duration;

use ml_connector::books::record::{Kind, State};
use ml_connector::money::Quantity;
use ml_connector::sandbox::amazon::{Lag, Settings as AmazonSettings, Throttle};
use ml_connector::sandbox::sage300::{Company, Settings as SageSettings};
use ml_connector::sandbox::world::{Fate, Listing, World};
use ml_connector::sandbox::{Fault, Recorded, Rule};
use ml_connector::store::{AuditRow, Record};
use serde_json::{Value, json};

use crate::harness::{Bench, now};

pub const SECTION: &str = "[inventory]\ncosting = \"posting\"\nlocations = [\"MAIN\"]\n";

/// The small world, its orders pulled, with an inventory section.
pub fn bench(section: &str) -> Bench {
    let bench = Bench::small();
    bench.write("config.toml", &bench.configuration(section));
    bench.amazon.settings().listings_take = Lag::Seconds(60);
    pull(&bench);
    bench
}

pub fn pull(bench: &Bench) {
    let ran = bench.run(&["-q", "pull-orders"]);
    assert!(matches!(ran.status, Some(0 | 3)), "{ran:?}");
}

/// Many plain listings `SKU-00000` and on, with an item of 100 in stock for each, and no orders.
pub fn many(count: u64, section: &str) -> Bench {
    many_with(
        count,
        section,
        AmazonSettings::unthrottled(),
        SageSettings::default(),
    )
}

pub fn many_with(count: u64, section: &str, amazon: AmazonSettings, sage: SageSettings) -> Bench {
    let amazon = AmazonSettings {
        listings_take: Lag::Seconds(60),
        ..amazon
    };
    let mut company = Company::demo();
    for index in 0..count {
        company.add_item(&format!("SKU-{index:05}"), "1.00");
    }
    let bench = Bench::new(World::with_listings(5, now(), count), company, amazon, sage);
    bench.write("items.csv", "seller_sku,item\n");
    bench.write("config.toml", &bench.configuration(section));
    pull(&bench);
    bench
}

/// Sets the figures of an item at a location.
pub fn stock(bench: &Bench, item: &str, location: &str, on_hand: &str, committed: &str) {
    let number = |text: &str| serde_json::from_str::<Value>(text).unwrap();
    let mut company = bench.sage.company();
    for row in company.rows_mut("ICLocationDetails") {
        if row["ItemNumber"] == item && row["Location"] == location {
            row["QuantityOnHand"] = number(on_hand);
            row["QuantityCommitted"] = number(committed);
        }
    }
}

fn figure(value: &Value) -> Quantity {
    Quantity::parse(&value.to_string()).unwrap()
}

pub fn patches(bench: &Bench) -> Vec<Recorded> {
    let mut requests = bench.amazon.requests();
    requests.retain(|request| request.method == "PATCH");
    requests
}

fn listing(bench: &Bench, sku: &str) -> Listing {
    bench.amazon.world().listing(sku).unwrap().clone()
}

pub fn quantity(bench: &Bench, sku: &str) -> i64 {
    listing(bench, sku).quantity().unwrap()
}

pub fn record(bench: &Bench, sku: &str) -> Option<Record> {
    bench.store().record(Kind::Quantity, sku).unwrap()
}

fn trace(bench: &Bench, sku: &str) -> Vec<AuditRow> {
    let mut rows = Vec::new();
    bench
        .store()
        .each_audit_row(0, |row| {
            if row.kind == "quantity" && row.key == sku {
                rows.push(row);
            }
            true
        })
        .unwrap();
    rows
}

/// The offer of a SKU in a dry run.
fn offer(bench: &Bench, sku: &str) -> Value {
    let shown = bench.run(&["-q", "--json", "push-inventory", "--dry-run", "--sku", sku]);
    // A SKU that is held ends it as it would end the real run.
    assert!(matches!(shown.status, Some(0 | 3)), "{shown:?}");
    shown.json()["rows"][0].clone()
}

#[track_caller]
fn assert_amazons_is_untouched(bench: &Bench) {
    let world = bench.amazon.world();
    for listing in &world.listings {
        let default = listing.channels.iter().any(|channel| channel.code == "DEFAULT");
        let amazons = ["BLENDER-FBA", "SCALE-FBA"].contains(&listing.sku.as_str());
        assert!(
            !(amazons && default),
            "{} was given a channel of the seller",
            listing.sku
        );
    }
    drop(world);
    for request in bench.amazon.requests() {
        let text = String::from_utf8_lossy(&request.body).into_owned() + &request.path;
        let writes = matches!(request.method.as_str(), "PATCH" | "PUT");
        assert!(
            !(writes && (text.contains("-FBA") || text.contains("TOWEL-L"))),
            "{text}"
        );
    }
}

#[test]
fn quantities_go_out_are_read_back_and_amazons_own_are_untouched() {
    let bench = bench(SECTION);
    let lead = |bench: &Bench, sku: &str| listing(bench, sku).channels[0].lead_time;
    bench.amazon.world().listing_mut("LAMP-DESK-01").unwrap().channels[0].lead_time = Some(7);
    let before = listing(&bench, "LAMP-DESK-01");

    // The first push shows everything as changed: the guard stops it, and says how to go on.
    let ran = bench.run(&["push-inventory"]).expect(3);
    assert!(ran.stderr.contains("--allow-mass-change"), "{}", ran.stderr);
    assert!(patches(&bench).is_empty());

    bench.run(&["push-inventory", "--allow-mass-change"]).expect(3);
    let expected = offer(&bench, "LAMP-DESK-01");
    let sent = patches(&bench);
    assert!(sent.len() > 5);
    let body = sent
        .iter()
        .find(|request| request.path.ends_with("LAMP-DESK-01"))
        .unwrap()
        .json();
    assert_eq!(body["productType"], "LAMP");
    assert_eq!(body["patches"][0]["op"], "merge");
    assert_eq!(
        body["patches"][0]["value"],
        json!([{ "fulfillment_channel_code": "DEFAULT", "quantity": expected["offer"] }])
    );
    assert_amazons_is_untouched(&bench);

    bench.advance(Duration::from_secs(20 * 60));
    pull(&bench);
    let ran = bench.run(&["push-inventory"]).expect(3);
    assert!(ran.stdout.contains("confirmed"), "{}", ran.stdout);
    assert_eq!(json!(quantity(&bench, "LAMP-DESK-01")), expected["offer"]);
    assert_eq!(lead(&bench, "LAMP-DESK-01"), Some(7), "lead time is kept");
    assert_eq!(record(&bench, "LAMP-DESK-01").unwrap().state, State::Posted);
    bench
        .run(&[
            "audit",
            "export",
            "--what",
            "quantities",
            "--output",
            "quantities.csv",
        ])
        .expect(0);
    let export = std::fs::read_to_string(bench.path("quantities.csv")).unwrap();
    let row = format!(
        "LAMP-DESK-01,posted,,,{},{},",
        before.quantity().unwrap(),
        expected["offer"]
    );
    assert!(export.contains(&row), "{export}");
    let events: Vec<_> = trace(&bench, "LAMP-DESK-01")
        .into_iter()
        .map(|row| (row.event, row.sage))
        .collect();
    let words = format!("quantity {} -> {}", before.quantity().unwrap(), expected["offer"]);
    for event in ["planned", "sending", "accepted", "confirmed"] {
        assert!(
            events.contains(&(event.to_owned(), words.clone())),
            "{event} {words}: {events:?}"
        );
    }

    // The sign forgets every change: accepted, but not applied, with both figures.
    let drift: Vec<_> = trace(&bench, "SIGN-CUSTOM")
        .into_iter()
        .filter(|row| row.event == "not-applied")
        .collect();
    assert_eq!(drift.len(), 1);
    assert!(ran.stderr.contains("SIGN-CUSTOM"), "{}", ran.stderr);
    // The towels stand under both channels, the novelty under no item.
    assert_eq!(
        record(&bench, "TOWEL-L").unwrap().reason.as_deref(),
        Some("both-channels")
    );
    assert!(record(&bench, "NO-MAP-77").is_none());
    assert_amazons_is_untouched(&bench);
}

#[test]
fn a_dry_run_shows_each_step_and_sends_nothing() {
    let bench = bench(&format!("{SECTION}ratio = \"0.9\"\nbuffer = 2\ncap = 50\n"));
    stock(&bench, "LAMP01", "MAIN", "25.5", "3");
    let row = offer(&bench, "LAMP-DESK-01");
    let available = figure(&row["items"][0]["available"]).ten_thousandths();
    let floored = i64::try_from(available * 9 / 100_000).unwrap();
    assert!(available <= 225_000, "{row}");
    assert_eq!(
        (&row["floored"], &row["less_buffer"]),
        (&json!(floored), &json!(floored - 2)),
        "{row}"
    );
    assert_eq!(row["offer"], json!((floored - 2).max(0)));
    let ran = bench
        .run(&["-q", "push-inventory", "--dry-run", "--validate"])
        .expect(3);
    assert!(ran.stdout.contains("Amazon would take it"), "{}", ran.stdout);
    assert!(
        patches(&bench)
            .iter()
            .all(|patch| patch.query_value("mode") == Some("VALIDATION_PREVIEW"))
    );
    assert!(record(&bench, "LAMP-DESK-01").is_none());
}

#[test]
fn a_sentence_that_holds_for_many_listings_stands_once_with_all_of_them() {
    let bench = many(24, SECTION);
    let table = (0..24).map(|index| format!("SKU-{index:05},SKU-00000\n"));
    bench.write(
        "items.csv",
        &format!("seller_sku,item\n{}", table.collect::<String>()),
    );
    bench
        .sage
        .company()
        .rows_mut("ICLocationDetails")
        .retain(|row| row["ItemNumber"] != "SKU-00000");
    for words in [&["push-inventory", "--dry-run"][..], &["push-inventory"]] {
        let out = bench.run(words).expect(3).stdout;
        assert_eq!(out.matches("24 records: ").count(), 1, "{out}");
        assert_eq!(out.matches("item-absent").count(), 1, "{out}");
        for index in 0..24 {
            let key = format!("SKU-{index:05}");
            assert!(out.contains(&key), "{key} is not in\n{out}");
        }
    }
}

#[test]
fn orders_that_sage_cannot_know_are_taken_off() {
    let bench = bench(SECTION);
    let open: i64 = {
        let at = bench.amazon.clock().now();
        let world = bench.amazon.world();
        let orders = world
            .orders
            .iter()
            .filter(|order| order.marketplace.id == "ATVPDKIKX0DER" && order.status(at) == "PENDING");
        orders.count() as i64
    };
    assert!(open > 0, "the world has pending orders");
    // What is available for all items together is what Sage has, less what is open in this database.
    let shown = bench
        .run(&["-q", "--json", "push-inventory", "--dry-run"])
        .expect(3)
        .json();
    let less = shown["rows"].as_array().unwrap().iter().any(|row| {
        let items = row["items"].as_array().cloned().unwrap_or_default();
        items.iter().any(|item| {
            let rows = bench.sage.rows("ICLocationDetails");
            let on_hand = rows
                .iter()
                .find(|row| row["ItemNumber"] == item["item"] && row["Location"] == "MAIN")
                .map(|row| figure(&row["QuantityOnHand"]));
            on_hand.is_some_and(|on_hand| figure(&item["available"]) < on_hand)
        })
    });
    assert!(less);
}

#[test]
fn old_orders_refuse_the_push() {
    let bench = bench(SECTION);
    bench.advance(Duration::from_secs(61 * 60));
    let ran = bench.run(&["push-inventory", "--allow-mass-change"]).expect(4);
    assert!(ran.stderr.contains("pull-orders"), "{}", ran.stderr);
    assert!(patches(&bench).is_empty());
}

#[test]
fn an_item_that_sage_does_not_return_is_held_and_never_zero() {
    let bench = many(8, SECTION);
    let before = quantity(&bench, "SKU-00003");
    bench
        .sage
        .company()
        .rows_mut("ICLocationDetails")
        .retain(|row| row["ItemNumber"] != "SKU-00003");
    bench.run(&["push-inventory", "--allow-mass-change"]).expect(3);
    assert_eq!(
        record(&bench, "SKU-00003").unwrap().reason.as_deref(),
        Some("item-absent")
    );
    // In stock at a location that is not named is not in stock.
    assert!(
        !patches(&bench)
            .iter()
            .any(|patch| patch.path.ends_with("SKU-00003"))
    );
    bench.advance(Duration::from_secs(600));
    pull(&bench);
    bench.run(&["push-inventory", "--allow-mass-change"]).expect(3);
    assert_eq!(quantity(&bench, "SKU-00003"), before);
    assert_eq!(quantity(&bench, "SKU-00004"), 100);
    // Back in Sage, it heals.
    bench.sage.company().add(
        "ICLocationDetails",
        json!({ "ItemNumber": "SKU-00003", "Location": "MAIN", "QuantityOnHand": 5, "QuantityCommitted": 0 }),
    );
    bench.run(&["push-inventory", "--allow-mass-change"]).expect(0);
    assert_eq!(record(&bench, "SKU-00003").unwrap().state, State::Posted);
}

#[test]
fn zero_is_not_believed_while_a_location_is_missing_and_nothing_counts_the_rows() {
    let section = SECTION.replace("[\"MAIN\"]", "[\"MAIN\", \"B1\"]");
    let bench = many(3, &section);
    let before = quantity(&bench, "SKU-00000");
    // Sage's answer breaks off without saying so: only empty shelves of one location, and no count.
    let rows: Vec<Value> = (0..3)
        .map(|index| {
            json!({ "ItemNumber": format!("SKU-{index:05}"), "Location": "MAIN", "QuantityOnHand": 0,
                    "QuantityCommitted": 0 })
        })
        .collect();
    let answer = json!({ "value": rows }).to_string();
    let rule = Rule::always(Fault::Status(200, answer)).path("ICLocationDetails");
    bench.sage.faults().add(rule);
    bench.run(&["push-inventory", "--allow-mass-change"]).expect(3);
    assert!(patches(&bench).is_empty());
    assert_eq!(quantity(&bench, "SKU-00000"), before);
    let reason = record(&bench, "SKU-00000").unwrap().reason;
    assert_eq!(reason.as_deref(), Some("item-absent"));
}

#[test]
fn an_empty_page_half_way_stops_the_pass() {
    let sage = SageSettings {
        page_size: 3,
        ..SageSettings::default()
    };
    let bench = many_with(12, SECTION, AmazonSettings::unthrottled(), sage);
    // The third page says that there is nothing more.
    bench.sage.faults().add(
        Rule::once(Fault::Status(200, r#"{"value":[]}"#.into()))
            .path("ICLocationDetails")
            .skip(2),
    );
    let ran = bench.run(&["push-inventory", "--allow-mass-change"]).expect(4);
    assert!(ran.stderr.contains("counts 24 rows"), "{}", ran.stderr);
    assert!(patches(&bench).is_empty());
    bench.run(&["push-inventory", "--allow-mass-change"]).expect(0);
}

#[test]
fn an_answer_of_amazons_without_its_listings_makes_none_of_them_unlisted() {
    let bench = many(6, SECTION);
    let told =
        r#"{"errors":[{"code":"InternalFailure","message":"try again"}],"items":[],"numberOfResults":0}"#;
    for body in [told, "{}", r#"{"items":null}"#] {
        let rule = Rule::always(Fault::Status(200, body.to_owned()));
        bench.amazon.faults().add(rule.path("/listings/2021-08-01/items"));
        let ran = bench.run(&["push-inventory", "--allow-mass-change"]).expect(4);
        assert!(!ran.stdout.contains("not-listed"), "{body}: {}", ran.stdout);
        bench.amazon.faults().clear();
    }
    assert!(patches(&bench).is_empty());
    bench.run(&["push-inventory", "--allow-mass-change"]).expect(0);
    assert!(!patches(&bench).is_empty());
}

#[test]
fn a_sage_without_location_details_is_refused_unless_totals_are_allowed() {
    let bench = many(6, SECTION);
    let bare = || {
        let xml = r#"<edmx:Edmx xmlns:edmx="x"><Schema><EntityContainer><EntitySet Name="ICItems"/></EntityContainer></Schema></edmx:Edmx>"#;
        bench.sage.faults().clear();
        bench
            .sage
            .faults()
            .add(Rule::always(Fault::Status(200, xml.into())).path("$metadata"));
        bench
            .sage
            .faults()
            .add(Rule::always(Fault::Status(404, String::new())).path("ICLocationDetails"));
    };
    bare();
    let ran = bench.run(&["push-inventory"]).expect(2);
    assert!(
        ran.stderr.contains("ICLocationDetails") && ran.stderr.contains("item-totals"),
        "{}",
        ran.stderr
    );
    bench.write(
        "config.toml",
        &bench
            .configuration("[inventory]\ncosting = \"posting\"\nsource = \"item-totals\"\n")
            .replace("fba_location = \"FBA\"\n", ""),
    );
    bench.run(&["push-inventory", "--allow-mass-change"]).expect(0);
    assert_eq!(patches(&bench).len(), 6);
}

#[test]
fn thirty_percent_at_zero_stop_the_pass_with_the_list() {
    let bench = many(20, SECTION);
    for index in 0..6 {
        stock(&bench, &format!("SKU-{index:05}"), "MAIN", "0", "0");
    }
    let section = format!("{SECTION}max_changed_percent = 100\n");
    bench.write("config.toml", &bench.configuration(&section));
    let ran = bench.run(&["push-inventory"]).expect(3);
    assert!(ran.stderr.contains("would go to zero"), "{}", ran.stderr);
    assert!(ran.stdout.contains("SKU-00005"), "{}", ran.stdout);
    assert!(patches(&bench).is_empty());
    bench.run(&["push-inventory", "--allow-mass-change"]).expect(0);
    bench.advance(Duration::from_secs(600));
    bench.run(&["push-inventory"]).expect(0);
    assert_eq!(quantity(&bench, "SKU-00005"), 0);
}

#[test]
fn kits_and_packs_share_stock_and_are_computed_by_themselves() {
    let bench = bench(SECTION);
    stock(&bench, "MUG-BLU", "MAIN", "10", "0");
    let (one, three) = (offer(&bench, "MUG-BLU"), offer(&bench, "MUG-BLU-3PK"));
    assert_eq!(one["items"][0]["item"], three["items"][0]["item"]);
    assert_eq!(three["offer"], json!(one["offer"].as_i64().unwrap() / 3));
    let shown = bench.run(&["-q", "push-inventory", "--dry-run"]).expect(3);
    assert!(
        shown.stdout.contains("shares stock with MUG-BLU-3PK"),
        "{}",
        shown.stdout
    );
    assert_eq!(
        offer(&bench, "KIT-BREAKFAST")["items"].as_array().unwrap().len(),
        2
    );
}

#[test]
fn an_answer_lost_after_a_patch_is_read_back() {
    let bench = many(6, SECTION);
    bench
        .amazon
        .faults()
        .add(Rule::always(Fault::ResetAfter).method("PATCH").path("SKU-00002"));
    let ran = bench
        .run(&["push-inventory", "--allow-mass-change", "--max-wait", "1s"])
        .expect(4);
    assert_eq!(
        record(&bench, "SKU-00002").unwrap().state,
        State::Uncertain,
        "{}",
        ran.stderr
    );
    bench.amazon.faults().clear();
    bench.advance(Duration::from_secs(600));
    bench.run(&["push-inventory", "--allow-mass-change"]).expect(0);
    let last = trace(&bench, "SKU-00002").pop().unwrap();
    assert_eq!(last.event, "confirmed");
    assert_eq!(quantity(&bench, "SKU-00002"), 100);
    bench.advance(Duration::from_secs(600));
    bench.run(&["push-inventory"]).expect(0);
    assert_eq!(quantity(&bench, "SKU-00005"), 100);
}

#[test]
fn a_200_that_says_invalid_is_a_refusal_with_its_issues() {
    let bench = many(6, SECTION);
    bench.amazon.world().listing_mut("SKU-00001").unwrap().fate = Fate::Invalid;
    let ran = bench.run(&["push-inventory", "--allow-mass-change"]).expect(3);
    let refused = record(&bench, "SKU-00001").unwrap();
    assert_eq!(refused.state, State::Failed);
    assert!(refused.detail.unwrap().contains("90220"), "{}", ran.stdout);
    assert_eq!(record(&bench, "SKU-00002").unwrap().state, State::Posted);
}

#[test]
fn many_changes_go_by_a_feed_that_the_next_run_picks_up() {
    let bench = many(12, &format!("{SECTION}feed_threshold = 5\n"));
    bench.amazon.settings().feeds_take = Lag::Never;
    let push = &["push-inventory", "--allow-mass-change", "--max-wait", "2s"];
    let ran = bench.run(push).expect(4);
    assert!(ran.stderr.contains("next run picks it up"), "{}", ran.stderr);
    assert!(patches(&bench).is_empty());
    assert_eq!(record(&bench, "SKU-00001").unwrap().state, State::Sending);
    let created = |bench: &Bench| {
        let requests = bench.amazon.requests();
        requests
            .iter()
            .filter(|one| one.method == "POST" && one.path.ends_with("/feeds"))
            .count()
    };
    // While it is open, its SKUs are left alone.
    bench.run(push).expect(4);
    assert_eq!((created(&bench), patches(&bench).len()), (1, 0));
    bench.amazon.settings().feeds_take = Lag::Reads(0);
    bench.run(push).expect(0);
    assert_eq!(record(&bench, "SKU-00001").unwrap().state, State::Posted);
    bench.advance(Duration::from_secs(600));
    bench.run(push).expect(0);
    assert_eq!(quantity(&bench, "SKU-00011"), 100);
    assert_eq!(created(&bench), 1);
}

#[test]
fn a_lost_answer_to_create_feed_makes_no_second_feed() {
    let bench = many(12, &format!("{SECTION}feed_threshold = 5\n"));
    bench.amazon.faults().add(
        Rule::once(Fault::ResetAfter)
            .method("POST")
            .path("2021-06-30/feeds"),
    );
    bench.run(&["push-inventory", "--allow-mass-change"]).expect(0);
    bench.advance(Duration::from_secs(600));
    bench.run(&["push-inventory"]).expect(0);
    assert_eq!(quantity(&bench, "SKU-00007"), 100);
    let requests = bench.amazon.requests();
    let creates = requests
        .iter()
        .filter(|one| one.method == "POST" && one.path.ends_with("/feeds"));
    assert_eq!(creates.count(), 1);
}

#[test]
fn skus_whose_path_is_refused_go_by_a_feed() {
    let bench = bench(SECTION);
    bench.amazon.settings().refuse_awkward_skus = true;
    bench.run(&["push-inventory", "--allow-mass-change"]).expect(3);
    bench.advance(Duration::from_secs(600));
    pull(&bench);
    bench.run(&["push-inventory"]).expect(3);
    for sku in ["CABLE/USB-C/2M", "PEN#12", "LED,WARM", "ROPE 10M & HOOK"] {
        assert_eq!(json!(quantity(&bench, sku)), offer(&bench, sku)["offer"], "{sku}");
    }
    assert_amazons_is_untouched(&bench);
}

#[test]
fn units_are_converted_or_held() {
    let bench = many(6, SECTION);
    bench.write(
        "items.csv",
        "seller_sku,item,units_per_sku,uom,push,buffer,cap\nSKU-00000,SKU-00000,1,BOX,,,\n\
         SKU-00001,SKU-00001,1,CRATE,,,\nSKU-00002,SKU-00002,1,,no,,\nSKU-00003,SKU-00003,1,,,7,30\n",
    );
    assert_eq!(offer(&bench, "SKU-00000")["offer"], 10);
    assert_eq!(offer(&bench, "SKU-00001")["reason"], "unit-of-measure");
    let held = ["-q", "push-inventory", "--dry-run", "--sku", "SKU-00001"];
    bench.run(&held).expect(3);
    let offered = ["-q", "push-inventory", "--dry-run", "--sku", "SKU-00000"];
    bench.run(&offered).expect(0);
    assert_eq!(offer(&bench, "SKU-00002")["reason"], "push-no");
    assert_eq!(offer(&bench, "SKU-00003")["offer"], 30);
}

#[test]
fn a_report_is_replaced_only_when_told_and_nothing_is_sent_before_that_is_known() {
    let bench = bench(SECTION);
    bench.write("report.csv", "last week's");
    let words = ["push-inventory", "--allow-mass-change", "--report", "report.csv"];
    let ran = bench.run(&words).expect(2);
    assert!(ran.stderr.contains("--replace"), "{}", ran.stderr);
    assert_eq!(
        std::fs::read_to_string(bench.path("report.csv")).unwrap(),
        "last week's"
    );
    assert!(bench.amazon.requests().iter().all(|one| one.method != "PATCH"));
    let mut words = words.to_vec();
    words.push("--replace");
    bench.run(&words).expect(3);
    let text = std::fs::read_to_string(bench.path("report.csv")).unwrap();
    assert!(text.starts_with("sku,"), "{text}");
}

#[test]
fn the_report_shows_both_sides_and_amazons_warehouses() {
    let bench = bench(SECTION);
    bench
        .run(&["push-inventory", "--dry-run", "--report", "report.csv"])
        .expect(3);
    let text = std::fs::read_to_string(bench.path("report.csv")).unwrap();
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let head = reader.headers().unwrap().clone();
    let at = |name: &str| head.iter().position(|column| column == name).unwrap();
    let rows: Vec<_> = reader.records().map(Result::unwrap).collect();
    let blender = rows.iter().find(|row| &row[at("sku")] == "BLENDER-FBA").unwrap();
    let (_, stock) = bench
        .amazon
        .world()
        .fba
        .iter()
        .find(|(sku, _)| sku.as_str() == "BLENDER-FBA")
        .map(|(a, b)| (a.clone(), b.clone()))
        .unwrap();
    assert_eq!(blender[at("fba_sellable")], stock.fulfillable.to_string());
    assert_eq!(&blender[at("channel")], "AMAZON_NA");
    assert!(!blender[at("sage_at_fba_location")].is_empty());
    assert!(
        rows.iter().any(|row| &row[at("sku")] == "NO-MAP-77"),
        "every listed SKU is there"
    );
    assert_eq!(
        std::fs::read_dir(bench.folder.path())
            .unwrap()
            .filter(|one| one
                .as_ref()
                .unwrap()
                .path()
                .extension()
                .is_some_and(|end| end == "part"))
            .count(),
        0
    );
}

#[test]
fn figures_that_are_too_old_are_read_again() {
    let bench = many(30, &format!("{SECTION}plan_life = \"1 s\"\n"));
    bench
        .amazon
        .faults()
        .add(Rule::always(Fault::Delay(Duration::from_millis(100))).method("PATCH"));
    let before = bench.amazon.requests().len();
    bench.run(&["push-inventory", "--allow-mass-change"]).expect(0);
    let requests = bench.amazon.requests().split_off(before);
    let sent = requests
        .iter()
        .filter(|request| request.method == "PATCH")
        .count();
    let searches = requests
        .iter()
        .filter(|request| request.query_value("identifiers").is_some())
        .count();
    assert_eq!(sent, 30, "each is sent once");
    assert!(
        searches >= 4,
        "two searches are one reading; there were {searches}"
    );
}

/// Figures for the manual: `ML_CONNECTOR_LOAD_LISTINGS=5000`, few in an ordinary run.
#[test]
fn many_unchanged_listings_are_compared_quickly() {
    let count = std::env::var("ML_CONNECTOR_LOAD_LISTINGS")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(100);
    let mut settings = AmazonSettings::unthrottled();
    settings.throttle = Throttle::Times(100_000);
    settings.listings_take = Lag::Seconds(0);
    let bench = many_with(count, SECTION, settings, SageSettings::default());
    for listing in &mut bench.amazon.world().listings {
        listing.channels[0].quantity = 100;
    }
    bench.amazon.recorder().keep(false);
    let begun = std::time::Instant::now();
    let (cpu, peak, ran) = bench.measured(&["-q", "push-inventory"]);
    println!(
        "{count} unchanged listings: {:?} wall, {cpu:?} CPU, {peak} KiB",
        begun.elapsed()
    );
    assert_eq!(ran.status, Some(0), "{}{}", ran.stdout, ran.stderr);
}

/// Patches go out as fast as Amazon's five a second allow, plus 5 %: `ML_CONNECTOR_LOAD_CHANGES=2000` for the manual.
#[test]
fn changes_take_the_time_that_the_budget_allows() {
    let count: u64 = std::env::var("ML_CONNECTOR_LOAD_CHANGES")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(40);
    let settings = AmazonSettings {
        throttle: Throttle::Documented,
        ..AmazonSettings::default()
    };
    let section = format!("{SECTION}feed_threshold = 1000000\n");
    let bench = many_with(count, &section, settings, SageSettings::default());
    let timed = |words: &[&str], status: i32| {
        let begun = std::time::Instant::now();
        bench.run(words).expect(status);
        begun.elapsed()
    };
    // So many changes would be refused without a word, which the dry run says by its status.
    let reading = timed(&["-q", "push-inventory", "--dry-run"], 3);
    bench.advance(Duration::from_secs(60));
    let all = timed(
        &["-q", "push-inventory", "--allow-mass-change", "--max-wait", "1h"],
        0,
    );
    let allowed = Duration::from_millis((count - 5) * 200);
    println!(
        "{count} changes: {:?} beside reading; the budget allows {allowed:?}",
        all.saturating_sub(reading)
    );
    assert!(
        all < reading + allowed * 105 / 100 + Duration::from_secs(2),
        "{all:?}"
    );
    let sent = patches(&bench).len() as u64;
    // Windows' clock steps by 16 ms, so that a token may be asked for a step too early, once; then it is asked again.
    let early = u64::from(cfg!(windows));
    assert!(
        (count..=count + early).contains(&sent),
        "{sent} patches: none was throttled"
    );
}
