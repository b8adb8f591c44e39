//! Reports: wrong ones, and those that must be asked for.

use chrono::{DateTime, TimeDelta, Utc};

use super::super::Settings;
use super::Caller;
use super::finances::*;
use crate::money::Amount;

#[test]
fn a_report_can_be_wrong_by_a_cent_and_repeat_its_head() {
    let caller = Caller::small(Settings {
        repeat_report_head: true,
        ..Settings::unthrottled()
    });
    caller.amazon.world().settlements[5].report_off_by = 1;
    let (id, total) = {
        let world = caller.amazon.world();
        (
            world.settlements[5].settlement_id.clone(),
            world.settlements[5].total,
        )
    };
    let document = caller
        .get(&format!(
            "{REPORTS}/documents/amzn1.spdoc.1.4.sim.settlement-{total}-{id}"
        ))
        .json();
    let text = String::from_utf8(unzipped(
        &download(&caller, document["url"].as_str().unwrap()).body,
    ))
    .unwrap();
    let rows = rows(&text);
    assert!(
        rows.len() > 20
            && rows
                .iter()
                .all(|row| row["total-amount"] == (total + Amount::parse("0.01").unwrap()).to_string())
    );
}

#[test]
fn the_listing_report_is_asked_for_and_settlements_are_not() {
    let caller = Caller::small(Settings::unthrottled());
    let ask = |kind: &str| {
        let body = format!(r#"{{"reportType":"{kind}","marketplaceIds":["ATVPDKIKX0DER"]}}"#);
        caller.send("POST", &format!("{REPORTS}/reports"), body.as_bytes())
    };
    assert_eq!(ask("GET_V2_SETTLEMENT_REPORT_DATA_FLAT_FILE_V2").status, 400);
    let created = ask("GET_MERCHANT_LISTINGS_ALL_DATA");
    assert_eq!(created.status, 202);
    let target = format!(
        "{REPORTS}/reports/{}",
        created.json()["reportId"].as_str().unwrap()
    );
    assert_eq!(caller.get(&target).json()["processingStatus"], "IN_QUEUE");
    let done = caller.get(&target).json();
    let id = done["reportDocumentId"].as_str().unwrap();
    let document = caller.get(&format!("{REPORTS}/documents/{id}")).json();
    let text = download(&caller, document["url"].as_str().unwrap()).text();
    assert!(
        text.starts_with("item-name\t") && text.contains("CAFÉ-TASSE-GRÜN") && text.contains("AMAZON_NA")
    );
    assert_eq!(text.lines().count(), 17);
}

#[test]
fn shipments_are_of_a_month_at_the_most_and_of_amazons_own_warehouses() {
    let caller = Caller::small(Settings::unthrottled());
    let now = caller.amazon.clock().now();
    let ask = |days: i64, until: DateTime<Utc>| {
        let from = until - TimeDelta::days(days);
        let body = serde_json::json!({
            "reportType": "GET_AMAZON_FULFILLED_SHIPMENTS_DATA_GENERAL", "marketplaceIds": ["ATVPDKIKX0DER"],
            "dataStartTime": from.to_rfc3339(), "dataEndTime": until.to_rfc3339(),
        });
        caller.send("POST", &format!("{REPORTS}/reports"), body.to_string().as_bytes())
    };
    assert_eq!(ask(20, now + TimeDelta::hours(1)).status, 400);
    let made = |created: super::Got| {
        let id = created.json()["reportId"].as_str().unwrap().to_owned();
        caller.get(&format!("{REPORTS}/reports/{id}"));
        caller.get(&format!("{REPORTS}/reports/{id}")).json()
    };
    assert_eq!(made(ask(40, now))["processingStatus"], "FATAL");
    let before = now - TimeDelta::days(400);
    assert_eq!(made(ask(20, before))["processingStatus"], "CANCELLED");
    let done = made(ask(30, now));
    let document = done["reportDocumentId"].as_str().unwrap();
    let document = caller.get(&format!("{REPORTS}/documents/{document}")).json();
    let text = download(&caller, document["url"].as_str().unwrap()).text();
    let rows = rows(&text);
    let world = caller.amazon.world();
    assert!(!rows.is_empty());
    for row in &rows {
        let order = world.orders.get(row["amazon-order-id"]).unwrap();
        assert_eq!(order.fulfilled_by, "AMAZON");
        let shipped: DateTime<Utc> = row["shipment-date"].parse().unwrap();
        assert!(
            order
                .events
                .iter()
                .any(|event| event.at.timestamp() == shipped.timestamp())
        );
    }
}
