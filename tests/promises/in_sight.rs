//! Many orders at once: the names in a whole place of Sage are read where that is fewer requests, and whatever stands
//! there is known again all the same.

use std::collections::BTreeSet;
use std::sync::Arc;

use ml_connector::books::record::{Kind, State};
use ml_connector::sandbox::amazon::Settings as AmazonSettings;
use ml_connector::sandbox::http::{Request, Response};
use ml_connector::sandbox::sage300::{Company, Settings as SageSettings};
use ml_connector::sandbox::world::World;
use ml_connector::sandbox::{Fault, Rule};
use serde_json::{Value, json};

use crate::harness::{Bench, now};

fn many(orders: u64, company: Company) -> Bench {
    Bench::new(
        World::large(3, now(), orders),
        company,
        AmazonSettings::unthrottled(),
        SageSettings::default(),
    )
}

fn pull(bench: &Bench) {
    let ran = bench.run(&["-q", "pull-orders"]);
    assert!(matches!(ran.status, Some(0 | 3)), "{ran:?}");
}

/// The order numbers that were sent, and how many questions were asked beside.
fn sent_and_asked(bench: &Bench) -> (Vec<String>, usize) {
    let requests = bench.sage.requests();
    let (posts, others): (Vec<_>, Vec<_>) = requests.iter().partition(|one| one.method == "POST");
    let number = |body: &[u8]| {
        let order: Value = serde_json::from_slice(body).unwrap();
        order["OrderNumber"].as_str().unwrap().to_owned()
    };
    let sent = posts.iter().map(|one| number(&one.body)).collect();
    (sent, others.len())
}

#[test]
fn many_orders_are_looked_up_in_few_requests() {
    let bench = many(300, Company::demo());
    pull(&bench);
    let (sent, asked) = sent_and_asked(&bench);
    assert!(sent.len() > 200, "{}", sent.len());
    assert!(asked * 100 <= sent.len() * 15, "{asked} for {}", sent.len());
    assert_eq!(bench.sage.rows("OEOrders").len(), sent.len());
}

/// Where nothing can be told of the whole, each is asked for as before.
#[test]
fn a_sage_that_does_not_count_or_order_its_rows_is_asked_for_each() {
    let uncounted: fn(&mut Value) = |feed| {
        feed.as_object_mut().unwrap().remove("@odata.count");
    };
    let turned: fn(&mut Value) = |feed| {
        if let Some(rows) = feed["value"].as_array_mut() {
            rows.reverse();
        }
    };
    let of_the_page: fn(&mut Value) = |feed| {
        if let Some(rows) = feed["value"].as_array() {
            feed["@odata.count"] = json!(rows.len());
        }
    };
    for change in [uncounted, turned, of_the_page] {
        let bench = many(120, Company::demo());
        pull(&bench);
        let before = bench.sage.rows("OEOrders").len();
        bench.forget("db.sqlite");
        bench.store_credentials();
        let changed = move |_: &Request, usual: Response| {
            let mut feed: Value = serde_json::from_slice(&usual.body).unwrap();
            change(&mut feed);
            Response::json(usual.status, &feed)
        };
        let changed = Fault::Changed(Arc::new(changed));
        let rule = Rule::always(changed).method("GET");
        bench.sage.faults().add(rule.path("OE/OE"));
        pull(&bench);
        assert_eq!(bench.sage.rows("OEOrders").len(), before);
        assert_all_posted(&bench, before);
    }
}

fn assert_all_posted(bench: &Bench, count: usize) {
    let all = bench.store().counts_of(Kind::Order).unwrap();
    let posted = all.iter().filter(|(state, ..)| *state == State::Posted);
    assert_eq!(
        posted.map(|(.., count)| *count).sum::<i64>(),
        i64::try_from(count).unwrap()
    );
}

#[test]
fn a_lost_database_knows_many_orders_again_wherever_they_stand() {
    for (keeps_history, day_ends, posts) in [
        (true, false, false),
        (true, true, true),
        (false, true, false),
        (false, true, true),
    ] {
        let bench = many(150, Company::demo());
        pull(&bench);
        let (sent, _) = sent_and_asked(&bench);
        bench.sage.settings().keep_history = keeps_history;
        if day_ends {
            bench.sage.run_day_end();
        }
        if posts {
            bench.sage.post_invoice_batches();
        }
        bench.forget("db.sqlite");
        bench.store_credentials();
        pull(&bench);
        assert_eq!(
            sent_and_asked(&bench).0.len(),
            sent.len(),
            "{keeps_history} {day_ends} {posts}"
        );
        assert_all_posted(&bench, sent.len());
    }
}

/// Under another number, in either field, padded, and behind more rows than a page has.
#[test]
fn what_a_person_keyed_in_is_met_among_many() {
    let bench = many(150, Company::demo());
    let twin = many(150, Company::demo());
    pull(&twin);
    let (ids, _) = sent_and_asked(&twin);
    let by_hand: BTreeSet<String> = ids.iter().step_by(7).cloned().collect();
    for index in 0..130 {
        let row = json!({
            "OrderUniquifier": 10 + 2 * index, "OrderNumber": format!("ORD{index:06}"), "CustomerNumber": "AMZ-US",
            "PurchaseOrderNumber": format!("4500{index:06}"), "OrderReference": null, "OrderTotal": 1.0,
        });
        bench.sage.company().add("OEOrders", row);
    }
    for (index, id) in by_hand.iter().enumerate() {
        let (field, other) = match index % 2 {
            0 => ("PurchaseOrderNumber", "OrderReference"),
            _ => ("OrderReference", "PurchaseOrderNumber"),
        };
        let row = json!({
            "OrderUniquifier": 1_000 + index, "OrderNumber": format!("HAND{index:05}"), "CustomerNumber": "AMZ-US",
            field: format!("{id}   "), other: "", "OrderTotal": 1.0,
        });
        bench.sage.company().add("OEOrders", row);
    }
    pull(&bench);
    let (sent, asked) = sent_and_asked(&bench);
    assert!(asked < 60, "{asked}");
    let expected: BTreeSet<String> = ids.iter().filter(|id| !by_hand.contains(*id)).cloned().collect();
    assert_eq!(sent.len(), expected.len());
    assert_eq!(sent.into_iter().collect::<BTreeSet<_>>(), expected);
}
