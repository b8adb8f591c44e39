//! A settlement and its two ids: what an odd answer says of them must neither join two settlements nor hold one.

use std::sync::Arc;

use serde_json::{Value, json};

use ml_connector::sandbox::http::{Request, Response};
use ml_connector::sandbox::{Fault, Rule};

use crate::harness::Bench;
use crate::settlements::{assert_ledger_is_right, batches, posts, ready};

/// A settlement that is posted in two parts before the one below, and one whose answer is made odd.
const EARLIER: &str = "18000031676";
const ODD: &str = "18000039595";

fn group_of(bench: &Bench, id: &str) -> String {
    let world = bench.amazon.world();
    let found = world.settlements.iter().find(|one| one.settlement_id == id);
    found.unwrap().group_id.clone()
}

/// Amazon lists no report of the odd settlement: only its transactions say which one it is.
fn hide_the_report(bench: &Bench) {
    for settlement in &mut bench.amazon.world().settlements {
        settlement.report &= settlement.settlement_id != ODD;
    }
}

/// Changes what Amazon answers for the transactions of a group.
fn change_transactions(bench: &Bench, group: &str, change: fn(&mut Vec<Value>)) {
    let group = group.to_owned();
    let rewrite = move |request: &Request, answer: Response| {
        if request.query_value("relatedIdentifierValue") != Some(&group) {
            return answer;
        }
        let mut body: Value = serde_json::from_slice(&answer.body).unwrap();
        let page = if body["payload"].is_object() {
            &mut body["payload"]
        } else {
            &mut body
        };
        change(page["transactions"].as_array_mut().unwrap());
        Response {
            body: body.to_string().into_bytes(),
            ..answer
        }
    };
    let rule = Rule::always(Fault::Changed(Arc::new(rewrite)));
    bench
        .amazon
        .faults()
        .add(rule.path("/finances/2024-06-19/transactions"));
}

/// A transaction of no money that names a settlement, and a group where there is one.
fn foreign(settlement: &str, group: Option<&str>, status: &str) -> Value {
    let mut ids =
        vec![json!({"relatedIdentifierName": "SETTLEMENT_ID", "relatedIdentifierValue": settlement})];
    ids.extend(group.map(
        |group| json!({"relatedIdentifierName": "FINANCIAL_EVENT_GROUP_ID", "relatedIdentifierValue": group}),
    ));
    json!({
        "transactionId": "foreign", "transactionStatus": status, "transactionType": "Shipment",
        "postedDate": "2026-03-01T00:00:00Z", "relatedIdentifiers": ids,
        "totalAmount": {"currencyCode": "USD", "currencyAmount": 0},
    })
}

fn rename(list: &mut [Value], settlement: &str) {
    for transaction in list {
        for id in transaction["relatedIdentifiers"].as_array_mut().unwrap() {
            if id["relatedIdentifierName"] == "SETTLEMENT_ID" {
                id["relatedIdentifierValue"] = json!(settlement);
            }
        }
    }
}

#[test]
fn a_foreign_transaction_links_nothing() {
    let changes: [fn(&mut Vec<Value>); 4] = [
        |list| list.insert(0, foreign(EARLIER, None, "DEFERRED_RELEASED")),
        |list| list.insert(0, foreign(EARLIER, Some("another"), "RELEASED")),
        |list| list.insert(0, foreign(EARLIER, None, "RELEASED")),
        |list| rename(list, EARLIER),
    ];
    for (at, change) in changes.into_iter().enumerate() {
        let bench = ready();
        // The first two are no transactions of this group, so that its own still say which settlement it is.
        if at < 2 {
            hide_the_report(&bench);
        }
        change_transactions(&bench, &group_of(&bench, ODD), change);
        let ran = bench.run(&["post-settlements"]).expect(0);
        assert_ledger_is_right(&bench);
        let said = match at {
            2 => ran.stderr.contains("name several settlement ids"),
            _ => !ran.stderr.contains("settlement ids"),
        };
        assert!(said, "{at}: {}", ran.stderr);
    }
}

#[test]
fn without_its_report_a_settlement_that_names_another_one_stands_under_its_group() {
    let bench = ready();
    hide_the_report(&bench);
    let group = group_of(&bench, ODD);
    change_transactions(&bench, &group, |list| rename(list, EARLIER));
    let ran = bench.run(&["post-settlements"]).expect(0);
    assert!(ran.stderr.contains("they are not linked"), "{}", ran.stderr);
    let keys: Vec<Value> = batches(&bench)
        .iter()
        .map(|one| one["Description"].clone())
        .collect();
    let of = |id: &str| {
        keys.iter()
            .filter(|key| key.as_str().unwrap().contains(id))
            .count()
    };
    assert_eq!((of(EARLIER), of(&group), of(ODD)), (2, 1, 0), "{keys:?}");
    // Once Amazon tells it right, nothing is posted again.
    let before = posts(&bench);
    bench.amazon.faults().clear();
    bench.run(&["post-settlements"]).expect(0);
    assert_eq!(posts(&bench), before);
}

#[test]
fn a_wrong_link_gives_way_to_the_right_one() {
    // The first run learns an id that no settlement has, and the settlement is not ready to be posted.
    let bench = ready();
    let show = |shown: bool| {
        for settlement in &mut bench.amazon.world().settlements {
            if settlement.settlement_id == ODD {
                settlement.total_shown = shown;
                settlement.report = shown;
            }
        }
    };
    show(false);
    change_transactions(&bench, &group_of(&bench, ODD), |list| rename(list, "18000099999"));
    bench.run(&["post-settlements"]).expect(3);
    bench.amazon.faults().clear();
    show(true);
    bench.run(&["post-settlements"]);
    bench.run(&["post-settlements"]).expect(0);
    assert_ledger_is_right(&bench);
}
