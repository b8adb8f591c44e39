use serde_json::Value;

use super::super::{DiscountSign, Quirks, Settings};
use super::model::Model;
use super::{Caller, now};
use crate::money::Amount;
use crate::sandbox::world::{PLANTED, World};

const SEARCH: &str = "/orders/2026-01-01/orders";
const ALL: &str = "PROCEEDS,FULFILLMENT,TAX,PROMOTION,CANCELLATION";
const EVERYTHING: &str = "BUYER,RECIPIENT,PROCEEDS,EXPENSE,PROMOTION,CANCELLATION,FULFILLMENT,PACKAGES,TAX,PAYMENT,FULFILLMENT_ORDERS";
const AFTER: &str = "lastUpdatedAfter=2026-10-01T00:00:00Z";

fn ids(answer: &Value) -> Vec<String> {
    answer["orders"]
        .as_array()
        .unwrap()
        .iter()
        .map(|order| order["orderId"].as_str().unwrap().to_owned())
        .collect()
}

fn encoded(token: &str) -> String {
    token.replace('+', "%2B").replace('/', "%2F").replace('=', "%3D")
}

/// All pages, one after another; at most 50.
fn pages(caller: &Caller, query: &str) -> Vec<Value> {
    let mut pages = vec![caller.get(&format!("{SEARCH}?{query}")).json()];
    while let Some(token) = pages.last().unwrap()["pagination"]["nextToken"].as_str()
        && pages.len() < 50
    {
        pages.push(
            caller
                .get(&format!("{SEARCH}?{query}&paginationToken={}", encoded(token)))
                .json(),
        );
    }
    pages
}

#[test]
fn every_answer_fits_the_model() {
    let Some(model) = Model::read("orders_2026-01-01.json") else {
        return;
    };
    for (sign, whole) in [(DiscountSign::Negative, false), (DiscountSign::Positive, true)] {
        let quirks = Quirks {
            whole_seconds: whole,
            ..Quirks::default()
        };
        let caller = Caller::small(Settings {
            discount_sign: sign,
            quirks,
            ..Settings::unthrottled()
        });
        for data in [
            "",
            &format!("&includedData={ALL}"),
            &format!("&includedData={EVERYTHING}"),
        ] {
            let answer = caller.get(&format!("{SEARCH}?{AFTER}{data}")).json();
            assert!(answer["orders"].as_array().unwrap().len() > 25);
            assert_eq!(
                model.faults("SearchOrdersResponse", &answer),
                Vec::<String>::new()
            );
        }
        let id = caller.amazon.world().orders.scenario("delivery tip").id.clone();
        let answer = caller
            .get(&format!("{SEARCH}/{id}?includedData={EVERYTHING}"))
            .json();
        assert_eq!(model.faults("GetOrderResponse", &answer), Vec::<String>::new());
    }
}

#[test]
fn money_and_personal_data_come_only_when_asked_for() {
    let caller = Caller::small(Settings::unthrottled());
    let bare = caller.get(&format!("{SEARCH}?{AFTER}")).text();
    for word in [
        "amount",
        "fulfillmentStatus",
        "taxCollections",
        "buyer\"",
        "promotionId",
        "giftMessage",
    ] {
        assert!(!bare.contains(word), "{word}");
    }
    let usual = caller.get(&format!("{SEARCH}?{AFTER}&includedData={ALL}")).text();
    assert!(!usual.contains("buyerName") && !usual.contains("deliveryAddress"));
    assert!(usual.contains(&format!("Happy birthday from {PLANTED}")) && usual.contains("customizedUrl"));
    assert!(
        caller
            .get(&format!("{SEARCH}?{AFTER}&includedData=BUYER"))
            .text()
            .contains(PLANTED)
    );
    caller.amazon.settings().refused_datasets = vec!["TAX".into()];
    assert_eq!(
        caller.get(&format!("{SEARCH}?{AFTER}&includedData={ALL}")).status,
        403
    );
    assert_eq!(
        caller
            .get(&format!("{SEARCH}?{AFTER}&includedData=PROCEEDS"))
            .status,
        200
    );
}

#[test]
fn parameters_are_checked() {
    let caller = Caller::small(Settings::unthrottled());
    for (query, status) in [
        ("", 400),
        (
            "createdAfter=2026-10-01T00:00:00Z&lastUpdatedAfter=2026-10-01T00:00:00Z",
            400,
        ),
        (
            "lastUpdatedAfter=2026-10-01T00:00:00Z&createdBefore=2026-10-02T00:00:00Z",
            400,
        ),
        (
            "lastUpdatedAfter=2026-10-05T00:00:00Z&lastUpdatedBefore=2026-10-04T00:00:00Z",
            400,
        ),
        (
            "lastUpdatedAfter=2026-10-05T00:00:00Z&lastUpdatedBefore=2026-10-20T11:59:00Z",
            400,
        ),
        ("lastUpdatedAfter=2026-10-20T11:59:00Z", 400),
        (
            "lastUpdatedAfter=2026-10-05T00:00:00Z&lastUpdatedBefore=2026-10-20T11:57:00Z",
            200,
        ),
        ("lastUpdatedAfter=yesterday", 400),
        ("lastUpdatedAfter=2026-10-05T00:00:00Z&maxResultsPerPage=101", 400),
        ("lastUpdatedAfter=2026-10-05T00:00:00Z&MaxResultsPerPage=10", 400),
        (
            "lastUpdatedAfter=2026-10-05T00:00:00Z&includedData=PROCEEDS&includedData=TAX",
            400,
        ),
        ("lastUpdatedAfter=2026-10-05T00:00:00Z&includedData=MONEY", 400),
        (
            "lastUpdatedAfter=2026-10-05T00:00:00Z&marketplaceIds=A2ZV50J4W1RKNI",
            403,
        ),
        (
            "lastUpdatedAfter=2026-10-05T00:00:00Z&marketplaceIds=ATVPDKIKX0DER%2CA1PA6795UKMFR9",
            200,
        ),
        ("lastUpdatedAfter=2026-10-05T00:00:00Z&paginationToken=x", 400),
    ] {
        assert_eq!(caller.get(&format!("{SEARCH}?{query}")).status, status, "{query}");
    }
    assert_eq!(caller.get(&format!("{SEARCH}/111-1111111-1111111")).status, 404);
    assert_eq!(caller.get(&format!("{SEARCH}/nonsense")).status, 400);
}

#[test]
fn pages_hold_every_order_once_and_tokens_are_bound() {
    let all = [
        crate::sandbox::world::marketplaces::by_country("US"),
        crate::sandbox::world::marketplaces::by_country("CA"),
    ];
    let caller = Caller::new(World::with_orders(5, now(), 230, &all), Settings::unthrottled());
    let pages = pages(&caller, AFTER);
    let seen: Vec<String> = pages.iter().flat_map(ids).collect();
    let wanted: std::collections::BTreeSet<String> = caller
        .amazon
        .world()
        .orders
        .iter()
        .map(|order| order.id)
        .collect();
    assert_eq!((pages.len(), seen.len()), (3, 230));
    assert_eq!(
        seen.into_iter().collect::<std::collections::BTreeSet<_>>(),
        wanted
    );
    let token = encoded(pages[0]["pagination"]["nextToken"].as_str().unwrap());
    let with = |query: &str| caller.get(&format!("{SEARCH}?{query}&paginationToken={token}"));
    assert_eq!(
        with(&format!("{AFTER}&maxResultsPerPage=7&includedData=PROCEEDS")).status,
        200
    );
    let changed = with("lastUpdatedAfter=2026-10-01T00:00:01Z");
    assert!(changed.status == 400 && changed.text().contains("All parameters must match"));
    caller.amazon.settings().token_life = 90_000;
    let caller = Caller {
        token: caller.form("simulated-secret", "simulated-refresh-token").json()["access_token"]
            .as_str()
            .unwrap()
            .into(),
        ..caller
    };
    caller.amazon.clock().advance(chrono::TimeDelta::hours(24));
    assert_eq!(
        caller
            .get(&format!("{SEARCH}?{AFTER}&paginationToken={token}"))
            .status,
        400
    );
}

#[test]
fn amazons_total_is_the_sum_of_what_it_shows() {
    for sign in [DiscountSign::Negative, DiscountSign::Positive] {
        let caller = Caller::small(Settings {
            discount_sign: sign,
            ..Settings::unthrottled()
        });
        let answer = caller.get(&format!("{SEARCH}?{AFTER}&includedData={ALL}")).json();
        let mut shown = 0;
        for order in answer["orders"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|order| order["proceeds"].is_object())
        {
            let mut sum = Amount::ZERO;
            for part in order["proceeds"]["breakdowns"].as_array().unwrap() {
                let amount = Amount::parse(part["subtotal"]["amount"].as_str().unwrap()).unwrap();
                sum += if part["type"] == "DISCOUNT" {
                    -amount.abs()
                } else {
                    amount
                };
            }
            let truth = caller
                .amazon
                .world()
                .orders
                .get(order["orderId"].as_str().unwrap())
                .unwrap()
                .truth();
            let total = Amount::parse(order["proceeds"]["grandTotal"]["amount"].as_str().unwrap()).unwrap();
            assert_eq!((sum, total), (truth.grand_total, truth.grand_total), "{order}");
            shown += 1;
        }
        assert!(shown > 20);
    }
}

#[test]
fn quirks_do_what_they_say() {
    let world = || World::large(9, now(), 40);
    let query = format!("{AFTER}&maxResultsPerPage=15&includedData=FULFILLMENT");
    let run = |quirks: Quirks| {
        let caller = Caller::new(
            world(),
            Settings {
                quirks,
                ..Settings::unthrottled()
            },
        );
        pages(&caller, &query)
    };
    let duplicate = run(Quirks {
        duplicate_page: true,
        ..Quirks::default()
    });
    assert_eq!(ids(&duplicate[0]), ids(&duplicate[1]));
    assert_eq!(duplicate.iter().map(|page| ids(page).len()).sum::<usize>(), 55);
    let repeated = run(Quirks {
        repeated_token: true,
        ..Quirks::default()
    });
    assert_eq!(repeated.len(), 50);
    let growing = run(Quirks {
        growing_pages: true,
        ..Quirks::default()
    });
    assert_eq!(
        growing.iter().map(|page| ids(page).len()).collect::<Vec<_>>(),
        [15, 18, 13]
    );
    let empty = run(Quirks {
        empty_first_page: true,
        ..Quirks::default()
    });
    assert_eq!(
        empty.iter().map(|page| ids(page).len()).collect::<Vec<_>>(),
        [0, 15, 15, 10]
    );
    let strange = run(Quirks {
        unknown_status: true,
        unknown_fields: true,
        ..Quirks::default()
    });
    assert!(
        strange[0].to_string().contains("AWAITING_DRONE") && strange[0].to_string().contains("xNewIn2027")
    );
}

#[test]
fn orders_change_as_time_goes_on() {
    let caller = Caller::small(Settings {
        token_life: 1_000_000,
        ..Settings::unthrottled()
    });
    let id = caller
        .amazon
        .world()
        .orders
        .scenario("not shipped yet")
        .id
        .clone();
    let status = || {
        let order = caller
            .get(&format!("{SEARCH}/{id}?includedData=FULFILLMENT"))
            .json();
        order["order"]["fulfillment"]["fulfillmentStatus"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    assert_eq!(status(), "UNSHIPPED");
    caller.amazon.clock().advance(chrono::TimeDelta::hours(4));
    assert_eq!(status(), "SHIPPED");
    let now = caller.amazon.clock().now();
    caller.amazon.world().orders.get_mut(&id).unwrap().cancel(now);
    assert_eq!(status(), "CANCELLED");
}
