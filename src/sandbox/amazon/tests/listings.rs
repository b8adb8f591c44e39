use std::io::Read;

use serde_json::{Value, json};

use super::super::{Lag, Settings};
use super::Caller;
use super::model::Model;
use crate::sandbox::world::{Fate, Listing};

const ITEMS: &str = "/listings/2021-08-01/items/A3SIMULATED1";
const FEEDS: &str = "/feeds/2021-06-30";
const US: &str = "marketplaceIds=ATVPDKIKX0DER";

fn set(op: &str, quantity: i64) -> Value {
    json!({"productType": "PRODUCT", "patches": [{
        "op": op, "path": "/attributes/fulfillment_availability",
        "value": [{"fulfillment_channel_code": "DEFAULT", "quantity": quantity}],
    }]})
}

fn patch(caller: &Caller, sku: &str, query: &str, body: &Value) -> Value {
    let got = caller.send(
        "PATCH",
        &format!("{ITEMS}/{sku}?{US}{query}"),
        body.to_string().as_bytes(),
    );
    assert_eq!(got.status, 200, "{}", got.text());
    got.json()
}

fn read(caller: &Caller, sku: &str) -> Value {
    caller
        .get(&format!(
            "{ITEMS}/{sku}?{US}&includedData=fulfillmentAvailability,summaries,attributes,issues"
        ))
        .json()
}

fn listing(caller: &Caller, sku: &str) -> Listing {
    caller.amazon.world().listing(sku).unwrap().clone()
}

#[test]
fn a_patch_is_applied_after_it_was_read() {
    let caller = Caller::small(Settings::unthrottled());
    caller
        .amazon
        .world()
        .listing_mut("LAMP-DESK-01")
        .unwrap()
        .channels[0]
        .lead_time = Some(4);
    let before = listing(&caller, "LAMP-DESK-01");
    let preview = patch(
        &caller,
        "LAMP-DESK-01",
        "&mode=VALIDATION_PREVIEW",
        &set("merge", 71),
    );
    assert_eq!(preview["status"], "VALID");
    let answer = patch(&caller, "LAMP-DESK-01", "", &set("merge", 72));
    assert_eq!(answer["status"], "ACCEPTED");
    let first = read(&caller, "LAMP-DESK-01");
    assert_eq!(
        first["fulfillmentAvailability"][0]["quantity"],
        before.channels[0].quantity
    );
    let second = read(&caller, "LAMP-DESK-01");
    assert_eq!(second["fulfillmentAvailability"][0]["quantity"], 72);
    assert_eq!(listing(&caller, "LAMP-DESK-01").channels[0].lead_time, Some(4));
    caller.amazon.settings().listings_take = Lag::Seconds(0);
    patch(&caller, "LAMP-DESK-01", "", &set("replace", 3));
    let after = listing(&caller, "LAMP-DESK-01");
    assert_eq!(
        (after.channels[0].quantity, after.channels[0].lead_time),
        (3, None)
    );
    if let Some(model) = Model::read("listingsItems_2021-08-01.json") {
        assert_eq!(
            model.faults("ListingsItemSubmissionResponse", &answer),
            Vec::<String>::new()
        );
        assert_eq!(model.faults("Item", &second), Vec::<String>::new());
    }
}

#[test]
fn traps_are_there_to_fall_into() {
    let caller = Caller::small(Settings {
        listings_take: Lag::Reads(0),
        ..Settings::unthrottled()
    });
    patch(&caller, "BLENDER-FBA", "", &set("merge", 5));
    assert_eq!(listing(&caller, "BLENDER-FBA").channels.len(), 2);
    patch(&caller, "SIGN-CUSTOM", "", &set("merge", 99));
    assert_ne!(listing(&caller, "SIGN-CUSTOM").quantity(), Some(99));
    caller.amazon.world().listing_mut("PEN#12").unwrap().fate = Fate::Invalid;
    let refused = patch(&caller, "PEN%2312", "", &set("merge", 9));
    assert_eq!(
        (
            refused["status"].as_str(),
            refused["issues"][0]["severity"].as_str()
        ),
        (Some("INVALID"), Some("ERROR"))
    );
    assert_eq!(
        patch(&caller, "MUG-BLU", "", &set("merge", -1))["status"],
        "INVALID"
    );
    patch(&caller, "CABLE%2FUSB-C%2F2M", "", &set("merge", 8));
    assert_eq!(listing(&caller, "CABLE/USB-C/2M").quantity(), Some(8));
    patch(&caller, "CAF%C3%89-TASSE-GR%C3%9CN", "", &set("merge", 6));
    assert_eq!(listing(&caller, "CAFÉ-TASSE-GRÜN").quantity(), Some(6));
    let send = |target: &str| {
        caller
            .send("PATCH", target, set("merge", 1).to_string().as_bytes())
            .status
    };
    assert_eq!(send(&format!("{ITEMS}/CABLE/USB-C/2M?{US}")), 403);
    assert_eq!(send(&format!("{ITEMS}/NOTHING?{US}")), 404);
    // Amazon's answer to a wrong seller id (facts: "Invalid 'sellerId' and 'marketplaceId' combination").
    assert_eq!(
        send("/listings/2021-08-01/items/OTHER/MUG-BLU?marketplaceIds=ATVPDKIKX0DER"),
        400
    );
    caller.amazon.settings().refuse_awkward_skus = true;
    assert_eq!(send(&format!("{ITEMS}/CABLE%2FUSB-C%2F2M?{US}")), 403);
    assert_eq!(send(&format!("{ITEMS}/MUG-BLU?{US}")), 200);
}

#[test]
fn searches_page_by_page_and_by_identifier() {
    let caller = Caller::small(Settings::unthrottled());
    let first = caller
        .get(&format!(
            "{ITEMS}?{US}&pageSize=9&includedData=fulfillmentAvailability,summaries"
        ))
        .json();
    assert_eq!(
        (
            first["numberOfResults"].as_i64(),
            first["items"].as_array().unwrap().len()
        ),
        (Some(16), 9)
    );
    let fba = caller.get(&format!("{ITEMS}?{US}&identifiersType=SKU&identifiers=SCALE-FBA,KETTLE%201.7L&includedData=fulfillmentAvailability")).json();
    assert_eq!(fba["items"].as_array().unwrap().len(), 2);
    assert!(
        fba.to_string()
            .contains(r#"[{"fulfillmentChannelCode":"AMAZON_NA"}]"#),
        "{fba}"
    );
    assert_eq!(caller.get(&format!("{ITEMS}?{US}&identifiers=X")).status, 400);
    assert_eq!(caller.get(&format!("{ITEMS}?{US}&pageSize=21")).status, 400);
    if let Some(model) = Model::read("listingsItems_2021-08-01.json") {
        assert_eq!(model.faults("ItemSearchResults", &first), Vec::<String>::new());
    }
}

/// The id of the uploaded content of a feed.
fn input(caller: &Caller, messages: &Value) -> Value {
    let media_type = "application/json; charset=UTF-8";
    let made = caller.send(
        "POST",
        &format!("{FEEDS}/documents"),
        json!({"contentType": media_type}).to_string().as_bytes(),
    );
    assert_eq!(made.status, 201);
    let made = made.json();
    let target = made["url"]
        .as_str()
        .unwrap()
        .trim_start_matches("http://h")
        .to_owned();
    let body =
        json!({"header": {"sellerId": "A3SIMULATED1", "version": "2.0"}, "messages": messages}).to_string();
    assert_eq!(
        caller
            .raw("PUT", &target, "Content-Type: text/plain\r\n", body.as_bytes())
            .status,
        403
    );
    let put = caller.raw(
        "PUT",
        &target,
        &format!("Content-Type: {media_type}\r\n"),
        body.as_bytes(),
    );
    assert_eq!(put.status, 200);
    made["feedDocumentId"].clone()
}

fn feed(caller: &Caller, messages: &Value) -> String {
    let input = input(caller, messages);
    let body = json!({"feedType": "JSON_LISTINGS_FEED", "marketplaceIds": ["ATVPDKIKX0DER"], "inputFeedDocumentId": input});
    let created = caller.send("POST", &format!("{FEEDS}/feeds"), body.to_string().as_bytes());
    assert_eq!(created.status, 202, "{}", created.text());
    created.json()["feedId"].as_str().unwrap().to_owned()
}

#[test]
fn a_feed_of_listings_is_for_one_marketplace() {
    let caller = Caller::small(Settings::unthrottled());
    let body = json!({
        "feedType": "JSON_LISTINGS_FEED", "marketplaceIds": ["ATVPDKIKX0DER", "A2EUQ1WTGCTBG2"],
        "inputFeedDocumentId": input(&caller, &json!([])),
    });
    let refused = caller.send("POST", &format!("{FEEDS}/feeds"), body.to_string().as_bytes());
    assert_eq!(refused.status, 400);
    assert!(
        refused.text().contains("Expected a maximum of 1."),
        "{}",
        refused.text()
    );
}

#[test]
fn a_feed_goes_from_queue_to_report() {
    let caller = Caller::small(Settings {
        listings_take: Lag::Reads(0),
        ..Settings::unthrottled()
    });
    let message = |id: u64, sku: &str, quantity: i64| {
        let mut message = set("merge", quantity);
        message["messageId"] = json!(id);
        message["sku"] = json!(sku);
        message["operationType"] = json!("PATCH");
        message
    };
    let messages = json!([
        message(1, "CABLE/USB-C/2M", 44),
        message(2, "NOTHING", 1),
        message(3, "MUG-BLU", 45)
    ]);
    let id = feed(&caller, &messages);
    let second = feed(&caller, &json!([message(1, "MUG-BLU", 46)]));
    let status = |id: &str| caller.get(&format!("{FEEDS}/feeds/{id}")).json();
    assert_eq!(status(&id)["processingStatus"], "IN_QUEUE");
    assert_eq!(status(&second)["processingStatus"], "IN_QUEUE");
    assert_eq!(status(&id)["processingStatus"], "IN_PROGRESS");
    let done = status(&id);
    assert_eq!(done["processingStatus"], "DONE");
    let listed = caller
        .get(&format!("{FEEDS}/feeds?feedTypes=JSON_LISTINGS_FEED"))
        .json();
    let document = done["resultFeedDocumentId"].as_str().unwrap();
    let document = caller.get(&format!("{FEEDS}/documents/{document}")).json();
    let got = caller.raw(
        "GET",
        document["url"].as_str().unwrap().trim_start_matches("http://h"),
        "",
        b"",
    );
    let mut text = String::new();
    flate2::read::GzDecoder::new(&got.body[..])
        .read_to_string(&mut text)
        .unwrap();
    let report: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(
        (
            report["summary"]["messagesProcessed"].as_i64(),
            report["summary"]["messagesAccepted"].as_i64()
        ),
        (Some(3), Some(2))
    );
    // The schema lets an issue name its message by the number alone.
    let issue = &report["issues"][0];
    assert_eq!((issue["messageId"].as_u64(), issue.get("sku")), (Some(2), None));
    assert_eq!(listing(&caller, "CABLE/USB-C/2M").quantity(), Some(44));
    if let Some(model) = Model::read("feeds_2021-06-30.json") {
        assert_eq!(model.faults("GetFeedsResponse", &listed), Vec::<String>::new());
        assert_eq!(model.faults("Feed", &done), Vec::<String>::new());
        assert_eq!(model.faults("FeedDocument", &document), Vec::<String>::new());
    }
    caller.amazon.settings().throttle = super::super::Throttle::Documented;
    for _ in 0..3 {
        feed(&caller, &json!([message(1, "MUG-BLU", 1)]));
    }
    let body = json!({"feedType": "JSON_LISTINGS_FEED", "marketplaceIds": ["ATVPDKIKX0DER"], "inputFeedDocumentId": "amzn1.tortuga.4.sim.input-4"});
    assert_eq!(
        caller
            .send("POST", &format!("{FEEDS}/feeds"), body.to_string().as_bytes())
            .status,
        429
    );
}

#[test]
fn warehouse_stock_is_shown_with_details() {
    let caller = Caller::small(Settings::unthrottled());
    let base =
        format!("/fba/inventory/v1/summaries?granularityType=Marketplace&granularityId=ATVPDKIKX0DER&{US}");
    let plain = caller.get(&base).json();
    assert!(plain["payload"]["inventorySummaries"][0]["inventoryDetails"].is_null());
    let full = caller.get(&format!("{base}&details=true")).json();
    let rows = full["payload"]["inventorySummaries"].as_array().unwrap();
    let stock = caller.amazon.world().fba["BLENDER-FBA"].clone();
    assert_eq!(rows.len(), 2);
    assert_eq!(
        rows[0]["inventoryDetails"]["fulfillableQuantity"],
        stock.fulfillable
    );
    assert_eq!(
        caller
            .get("/fba/inventory/v1/summaries?marketplaceIds=ATVPDKIKX0DER")
            .status,
        400
    );
    if let Some(model) = Model::read("fbaInventory.json") {
        assert_eq!(
            model.faults("GetInventorySummariesResponse", &full),
            Vec::<String>::new()
        );
    }
}
