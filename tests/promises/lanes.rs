//! Posting while reading goes on: the first order is in Sage before the last page is read, and lanes give way.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use ml_connector::sandbox::amazon::Settings as AmazonSettings;
use ml_connector::sandbox::http::{Request, Response};
use ml_connector::sandbox::sage300::{Company, Settings as SageSettings};
use ml_connector::sandbox::world::World;
use ml_connector::sandbox::world::marketplaces::by_country;
use ml_connector::sandbox::{Fault, Recorded, Rule};
use serde_json::{Value, json};

use crate::harness::{Bench, now};

fn many(orders: u64) -> Bench {
    Bench::new(
        World::large(3, now(), orders),
        Company::demo(),
        AmazonSettings::unthrottled(),
        SageSettings::default(),
    )
}

/// What Sage says that has too many requests.
const TOO_MANY: &str =
    r#"{"error":{"code":"TooManyRequests","message":{"lang":"en-US","value":"Too many requests."}}}"#;

fn with_lanes(bench: &Bench, lanes: usize) {
    bench.set_sage(&format!("max_concurrent_posts = {lanes}"));
}

/// Every order of the world is in Sage, and none twice.
#[track_caller]
fn assert_each_once(bench: &Bench, orders: usize) {
    let numbers: Vec<String> = bench
        .sage
        .rows("OEOrders")
        .iter()
        .map(|order| order["OrderNumber"].to_string())
        .collect();
    let once: BTreeSet<_> = numbers.iter().collect();
    assert_eq!((once.len(), numbers.len()), (orders, orders));
}

#[test]
fn the_first_order_is_in_sage_before_the_last_page_is_asked_for() {
    let bench = many(250);
    let posts = Arc::new(AtomicUsize::new(0));
    let (counted, at_last_page) = (Arc::clone(&posts), Arc::new(AtomicUsize::new(0)));
    let count = Fault::After(Arc::new(move |_| {
        counted.fetch_add(1, Ordering::SeqCst);
    }));
    bench
        .sage
        .faults()
        .add(Rule::always(count).method("POST").path("OE/OEOrders"));
    let (seen, noted) = (Arc::clone(&posts), Arc::clone(&at_last_page));
    let note = Fault::Before(Arc::new(move |_| {
        noted.store(seen.load(Ordering::SeqCst), Ordering::SeqCst);
    }));
    let searched = Rule::always(note).path("/orders/2026-01-01/orders");
    bench.amazon.faults().add(searched);
    let ran = bench.run(&["-q", "pull-orders"]);
    assert!(matches!(ran.status, Some(0 | 3)), "{ran:?}");
    assert!(at_last_page.load(Ordering::SeqCst) > 100, "{at_last_page:?}");
    assert_each_once(&bench, posts.load(Ordering::SeqCst));
    bench.run(&["-q", "audit", "verify"]).expect(0);
}

#[test]
fn too_many_requests_leaves_one_lane_and_loses_nothing() {
    let bench = many(60);
    // Beside which a busy machine does not look like a Sage that slows down.
    bench.sage.take(Duration::from_millis(30));
    let rule = Rule::once(Fault::Status(429, TOO_MANY.to_owned())).skip(9);
    bench.sage.faults().add(rule.method("POST").path("OE/OEOrders"));
    bench.run(&["-q", "pull-orders"]).expect(4);
    let after_one = bench.sage.rows("OEOrders").len();
    assert!(after_one > 40, "the others went on, one at a time: {after_one}");
    let ran = bench.run(&["-q", "pull-orders"]);
    assert!(matches!(ran.status, Some(0 | 3)), "{ran:?}");
    assert_each_once(&bench, after_one + 1);
}

#[test]
fn questions_share_the_lanes_with_what_is_sent() {
    let bench = many(150);
    with_lanes(&bench, 3);
    bench.sage.recorder().clear();
    bench.sage.take(Duration::from_millis(20));
    let ran = bench.run(&["-q", "pull-orders"]);
    assert!(matches!(ran.status, Some(0 | 3)), "{ran:?}");
    assert_each_once(&bench, 150);
    let requests = bench.sage.requests();
    let connections = |of: &[Recorded]| -> usize {
        let all: BTreeSet<u64> = of.iter().map(|request| request.connection).collect();
        all.len()
    };
    let first = requests
        .iter()
        .position(|request| request.method == "POST")
        .unwrap();
    let before = connections(&requests[..first]);
    assert!(
        (2..=3).contains(&before),
        "asked at once before the first post: {before}"
    );
    // One more than documents: while every lane has one on its way, one question is asked at a time.
    assert!(connections(&requests) <= 4, "{}", connections(&requests));
}

#[test]
fn a_wrong_password_is_tried_once_however_much_is_asked_at_once() {
    let settings = SageSettings {
        password: "another one".to_owned(),
        ..SageSettings::default()
    };
    let world = World::large(3, now(), 20);
    let bench = Bench::new(world, Company::demo(), AmazonSettings::unthrottled(), settings);
    bench.run(&["-q", "pull-orders"]).expect(5);
    assert_eq!(bench.sage.requests().len(), 1);
    bench.run(&["-q", "pull-orders"]).expect(5);
    assert_eq!(bench.sage.requests().len(), 1);
}

/// An order without an item waits for the plan after the reading, which knows what was asked while pages came.
#[test]
fn no_item_is_asked_for_twice_in_a_pull() {
    let bench = many(150);
    let without_an_item = |_: &Request, usual: Response| {
        let mut page: Value = serde_json::from_slice(&usual.body).unwrap();
        page["orders"][0]["orderItems"][0]["product"] = json!({ "sellerSku": "NOWHERE1" });
        Response::json(usual.status, &page)
    };
    let rule = Rule::once(Fault::Changed(Arc::new(without_an_item)));
    bench.amazon.faults().add(rule.path("/orders/2026-01-01/orders"));
    bench.run(&["-q", "pull-orders"]).expect(3);
    assert_each_once(&bench, 149);
    let requests = bench.sage.requests();
    let of_it = requests.iter().filter(|request| {
        let filters = request.query.iter().any(|(_, value)| value.contains("NOWHERE1"));
        request.path.contains("IC/ICItems") && filters
    });
    assert_eq!(of_it.count(), 1);
}

/// What came with the page before is still on its way then, and the end of it is written all the same.
#[test]
fn the_next_page_is_read_while_documents_are_on_their_way() {
    let bench = many(250);
    let (posts, asked) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let (counted, seen, noted) = (Arc::clone(&posts), Arc::clone(&posts), Arc::clone(&asked));
    let count = Fault::After(Arc::new(move |_| {
        counted.fetch_add(1, Ordering::SeqCst);
    }));
    let post = Rule::always(count).method("POST").path("OE/OEOrders");
    bench.sage.faults().add(post);
    // The first page is asked for before anything is sent.
    let note = Fault::Before(Arc::new(move |_| {
        noted.store(seen.load(Ordering::SeqCst), Ordering::SeqCst);
    }));
    let second = Rule::once(note).skip(1);
    bench
        .amazon
        .faults()
        .add(second.path("/orders/2026-01-01/orders"));
    bench.sage.take(Duration::from_millis(30));
    let ran = bench.run(&["-q", "pull-orders"]);
    assert!(matches!(ran.status, Some(0 | 3)), "{ran:?}");
    let asked = asked.load(Ordering::SeqCst);
    assert!((1..95).contains(&asked), "{asked} of the first page were there");
    assert_each_once(&bench, posts.load(Ordering::SeqCst));
    bench.run(&["-q", "audit", "verify"]).expect(0);
}

/// An order that Amazon lists again, changed, while its invoice is on its way: the change is seen, and not taken for what
/// was invoiced.
#[test]
fn an_order_that_changes_while_it_is_on_its_way_is_compared_with_its_invoice() {
    let bench = many(150);
    let first: Arc<Mutex<Option<Value>>> = Arc::default();
    let changed = move |_: &Request, usual: Response| {
        let mut page: Value = serde_json::from_slice(&usual.body).unwrap();
        let mut first = first.lock().unwrap();
        let Some(mut again) = first.take() else {
            // The last of the page is the last on its way.
            *first = page["orders"].as_array().unwrap().last().cloned();
            return usual;
        };
        again["lastUpdatedTime"] = page["lastUpdatedBefore"].clone();
        again["fulfillment"]["fulfillmentStatus"] = json!("CANCELLED");
        page["orders"].as_array_mut().unwrap().push(again);
        Response::json(usual.status, &page)
    };
    let rule = Rule::always(Fault::Changed(Arc::new(changed)));
    bench.amazon.faults().add(rule.path("/orders/2026-01-01/orders"));
    bench.sage.take(Duration::from_millis(30));
    bench.run(&["-q", "pull-orders"]).expect(3);
    let open = bench.store().open_exceptions().unwrap();
    let kinds: Vec<&str> = open.iter().map(|one| one.kind.as_str()).collect();
    assert_eq!(kinds, ["cancelled-after-invoice"]);
    bench.run(&["-q", "audit", "verify"]).expect(0);
}

/// The page behind cannot be planned while the one before it is on its way: what that shows still stops its customer.
#[test]
fn a_page_that_cannot_be_planned_does_not_let_a_stopped_customer_go_on() {
    let bench = many(250);
    with_lanes(&bench, 3);
    let pages = Arc::new(AtomicUsize::new(0));
    let page = Arc::clone(&pages);
    let with_another_item = move |_: &Request, usual: Response| {
        if page.fetch_add(1, Ordering::SeqCst) != 1 {
            return usual;
        }
        let mut page: Value = serde_json::from_slice(&usual.body).unwrap();
        page["orders"][0]["orderItems"][0]["product"]["sellerSku"] = json!("LATER1");
        Response::json(usual.status, &page)
    };
    let rule = Rule::always(Fault::Changed(Arc::new(with_another_item)));
    bench.amazon.faults().add(rule.path("/orders/2026-01-01/orders"));
    let refused = Arc::new(AtomicUsize::new(0));
    let refusals = Arc::clone(&refused);
    // Sage refuses to tell of that item until the last page is read.
    let unless_read = move |request: &Request, usual: Response| {
        if !request.raw_query.contains("LATER1") || pages.load(Ordering::SeqCst) > 2 {
            return usual;
        }
        refusals.fetch_add(1, Ordering::SeqCst);
        Response::json(
            403,
            &json!({"error": {"code": "Forbidden", "message": {"value": "no"}}}),
        )
    };
    let rule = Rule::always(Fault::Changed(Arc::new(unless_read)));
    bench.sage.faults().add(rule.method("GET").path("IC/ICItems"));
    let differs: Arc<Mutex<Option<Value>>> = Arc::default();
    let differing = Arc::clone(&differs);
    let total = move |_: &Request, usual: Response| {
        let mut order: Value = serde_json::from_slice(&usual.body).unwrap();
        *differing.lock().unwrap() = Some(order["OrderNumber"].clone());
        order["OrderTotal"] = json!(13.2);
        Response::json(usual.status, &order)
    };
    let its_invoice = move |_: &Request, usual: Response| {
        let mut page: Value = serde_json::from_slice(&usual.body).unwrap();
        for row in page["value"].as_array_mut().into_iter().flatten() {
            if Some(&row["OrderNumber"]) == differs.lock().unwrap().as_ref() {
                row["InvoiceTotalWithTax"] = json!(13.2);
            }
        }
        Response::json(usual.status, &page)
    };
    let rule = Rule::always(Fault::Changed(Arc::new(its_invoice)));
    bench.sage.faults().add(rule.method("GET").path("OE/OEInvoices"));
    let rule = Rule::once(Fault::Changed(Arc::new(total))).skip(85);
    bench.sage.faults().add(rule.method("POST").path("OE/OEOrders"));
    bench.sage.take(Duration::from_millis(60));
    bench.run(&["-q", "pull-orders"]).expect(3);
    assert!(refused.load(Ordering::SeqCst) > 0, "the second page was planned");
    let requests = bench.sage.requests();
    let posts = requests.iter().filter(|request| request.method == "POST").count();
    assert!((86..=90).contains(&posts), "{posts} were sent");
}

/// So many of the orders that were sent left so often.
fn sent_so_often(requests: &[Recorded]) -> BTreeMap<usize, usize> {
    let mut of_order: BTreeMap<String, usize> = BTreeMap::new();
    for request in requests.iter().filter(|request| request.method == "POST") {
        let number = request.json()["OrderNumber"].to_string();
        *of_order.entry(number).or_default() += 1;
    }
    let mut so_often = BTreeMap::new();
    for times in of_order.into_values() {
        *so_often.entry(times).or_default() += 1;
    }
    so_often
}

/// All leave while pages come; once more behind them, until one gets no clear answer again: a Sage that takes long to say
/// nothing is not waited for by each of them twice.
#[test]
fn what_gets_no_clear_answer_leaves_once_more_at_the_most_until_one_gets_none_again() {
    let bench = many(150);
    let rule = Rule::always(Fault::ResetBefore).method("POST");
    bench.sage.faults().add(rule.path("OE/OEOrders"));
    bench.run(&["-q", "pull-orders"]).expect(4);
    let so_often = sent_so_often(&bench.sage.requests());
    // With two lanes, two may be on their way when the first of them shows it.
    let twice = so_often.get(&2).copied().unwrap_or_default();
    assert!((1..=2).contains(&twice), "{so_often:?}");
    assert_eq!(so_often.get(&1), Some(&(150 - twice)), "{so_often:?}");
    bench.sage.faults().clear();
    let ran = bench.run(&["-q", "pull-orders"]);
    assert!(matches!(ran.status, Some(0 | 3)), "{ran:?}");
    assert_each_once(&bench, 150);
}

/// What is lost once on its way is sent once more in the same run, all of it.
#[test]
fn what_was_lost_on_its_way_is_sent_once_more() {
    let bench = many(150);
    let rule = Rule::always(Fault::ResetBefore).times(40).method("POST");
    bench.sage.faults().add(rule.path("OE/OEOrders"));
    let ran = bench.run(&["-q", "pull-orders"]);
    assert!(matches!(ran.status, Some(0 | 3)), "{ran:?}");
    assert_eq!(
        sent_so_often(&bench.sage.requests()),
        BTreeMap::from([(1, 110), (2, 40)])
    );
    assert_each_once(&bench, 150);
}

/// A Sage that turns a document away while the first page is sent is asked for nothing else but what became of the documents
/// on their way: no page behind is planned or sent, not even once all is read.
#[test]
fn nothing_is_begun_once_sage_turned_a_document_away() {
    let bench = many(250);
    with_lanes(&bench, 1);
    let rule = Rule::once(Fault::Status(429, TOO_MANY.to_owned())).skip(20);
    bench.sage.faults().add(rule.method("POST").path("OE/OEOrders"));
    bench.sage.take(Duration::from_millis(10));
    bench.run(&["-q", "pull-orders"]).expect(4);
    let posts = |requests: &[Recorded]| requests.iter().filter(|one| one.method == "POST").count();
    let requests = bench.sage.requests();
    assert_eq!(posts(&requests), 21);
    let refused = requests
        .iter()
        .rposition(|request| request.method == "POST")
        .unwrap();
    let asked = requests[refused..].iter().filter(|one| one.method == "GET");
    let asked: BTreeSet<&str> = asked.map(|one| one.path.rsplit('/').next().unwrap()).collect();
    let places = [
        "AROpenDocuments",
        "ARPostedDocuments",
        "ARInvoiceBatches",
        "OEInvoices",
        "OEOrders",
    ];
    let others: Vec<_> = asked.iter().filter(|one| !places.contains(one)).collect();
    assert!(others.is_empty(), "{others:?} was asked for");
    bench.sage.take(Duration::ZERO);
    let ran = bench.run(&["-q", "pull-orders"]);
    assert!(matches!(ran.status, Some(0 | 3)), "{ran:?}");
    assert_each_once(&bench, 250);
}

/// Three groups may be on their way when Sage stops answering questions: one series of attempts shows that, not three.
#[test]
fn a_sage_that_cannot_be_asked_after_a_send_is_not_asked_group_by_group() {
    let bench = many(250);
    let (down, asked) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let (sent, counted) = (Arc::clone(&down), Arc::clone(&asked));
    let count = Fault::After(Arc::new(move |_| {
        sent.fetch_add(1, Ordering::SeqCst);
    }));
    let rule = Rule::always(count).method("POST").path("OE/OEOrders");
    bench.sage.faults().add(rule);
    let unless_few = move |_: &Request, usual: Response| {
        if down.load(Ordering::SeqCst) < 60 {
            return usual;
        }
        counted.fetch_add(1, Ordering::SeqCst);
        Response::json(503, &json!({}))
    };
    let rule = Rule::always(Fault::Changed(Arc::new(unless_few)));
    bench.sage.faults().add(rule.method("GET"));
    bench.sage.take(Duration::from_millis(20));
    bench.run(&["-q", "pull-orders"]).expect(4);
    let asked = asked.load(Ordering::SeqCst);
    // For the answers and for the group behind, four times each and once by the other lane.
    assert!((4..=10).contains(&asked), "asked {asked} times");
    bench.sage.faults().clear();
    let ran = bench.run(&["-q", "pull-orders"]);
    assert!(matches!(ran.status, Some(0 | 3)), "{ran:?}");
    assert_each_once(&bench, 250);
}

/// The first group is in Sage, and the database cannot keep that: the run says so, and sends nothing behind it.
#[test]
fn an_end_that_cannot_be_written_while_pages_come_ends_the_run() {
    let bench = many(250);
    let file = rusqlite::Connection::open(bench.path("db.sqlite")).unwrap();
    file.execute_batch(
        "CREATE TRIGGER full BEFORE UPDATE ON record WHEN new.id = 1 AND new.state = 'posted' \
         BEGIN SELECT RAISE(ABORT, 'there is no room'); END",
    )
    .unwrap();
    let ran = bench.run(&["-q", "pull-orders"]);
    assert_eq!(ran.status, Some(1), "{ran:?}");
    assert!(ran.stderr.contains("there is no room"), "{ran:?}");
    let sent = bench.sage.rows("OEOrders").len();
    assert!(sent < 100, "{sent} of 250 were sent");
    file.execute_batch("DROP TRIGGER full").unwrap();
    let ran = bench.run(&["-q", "pull-orders"]);
    assert!(matches!(ran.status, Some(0 | 3)), "{ran:?}");
    assert_each_once(&bench, 250);
    bench.run(&["-q", "audit", "verify"]).expect(0);
}

/// A product may have its barcode in one country's catalogue and none in another's.
#[test]
fn barcodes_of_one_country_stand_for_no_other() {
    let (us, ca) = (by_country("US"), by_country("CA"));
    let mut company = Company::demo();
    company.add_customer("AMZ-CA", "Harbour Lane CA", "CAD", "NOTAX");
    let world = World::with_orders(3, now(), 150, &[us, ca]);
    let bench = Bench::new(
        world,
        company,
        AmazonSettings::unthrottled(),
        SageSettings::default(),
    );
    let row = "[[orders.customers]]\nmarketplace = \"Amazon.ca\"\ncustomer = \"AMZ-CA\"\n\
               [[orders.tax]]\nmarketplace = \"Amazon.ca\"\nrule = \"flagged-else-seller\"\n";
    let text = std::fs::read_to_string(bench.path("config.toml")).unwrap();
    let text = text.replace("[\"Amazon.com\"]", "[\"Amazon.com\", \"Amazon.ca\"]");
    let text = text.replace("[orders.charges]", &format!("{row}[orders.charges]"));
    bench.write("config.toml", &text);
    let only_in_canada = move |request: &Request, usual: Response| {
        let asked = request
            .query
            .iter()
            .find(|(name, _)| name == "marketplaceIds")
            .unwrap();
        if asked.1 == ca.id {
            return usual;
        }
        let mut page: Value = serde_json::from_slice(&usual.body).unwrap();
        for item in page["items"].as_array_mut().unwrap() {
            item["identifiers"] = json!([{ "marketplaceId": asked.1, "identifiers": [] }]);
        }
        Response::json(usual.status, &page)
    };
    let rule = Rule::always(Fault::Changed(Arc::new(only_in_canada)));
    bench.amazon.faults().add(rule.path("/catalog/"));
    bench.run(&["-q", "pull-orders"]).expect(3);
    let in_sage: BTreeSet<String> = bench
        .sage
        .rows("OEOrders")
        .iter()
        .map(|order| order["OrderNumber"].as_str().unwrap().to_owned())
        .collect();
    let world = bench.amazon.world();
    let of_it = world
        .orders
        .iter()
        .filter(|order| order.lines.iter().any(|line| line.sku == "PAN28CM"));
    let (there, not): (Vec<_>, Vec<_>) = of_it.partition(|order| in_sage.contains(&order.id));
    assert!(!there.is_empty() && there.iter().all(|order| order.marketplace.id == ca.id));
    assert!(!not.is_empty() && not.iter().all(|order| order.marketplace.id == us.id));
}
