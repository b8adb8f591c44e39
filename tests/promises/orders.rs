//! `pull-orders`: once each, to the cent, whatever happens on the way.

use std::collections::BTreeMap;
use std::time::Duration;

use ml_connector::money::Amount;
use ml_connector::sandbox::amazon::Settings as AmazonSettings;
use ml_connector::sandbox::sage300::{Company, Settings as SageSettings};
use ml_connector::sandbox::world::World;
use ml_connector::sandbox::{Fault, Rule};
use ml_connector::store::{Chain, Store};
use serde_json::Value;

use crate::harness::{Bench, now};

/// Invoices in Sage by Amazon order id: each with its total.
pub fn invoices(bench: &Bench) -> BTreeMap<String, Vec<Amount>> {
    let mut found: BTreeMap<String, Vec<Amount>> = BTreeMap::new();
    for row in bench.sage.rows("OEInvoices") {
        let order = row["OrderNumber"].as_str().unwrap().to_owned();
        found
            .entry(order)
            .or_default()
            .push(Amount::parse(&row["InvoiceTotalWithTax"].to_string()).unwrap());
    }
    found
}

/// What must stand in Sage: every order of the world that is shipped and can be mapped, with its true total.
pub fn truth(bench: &Bench) -> BTreeMap<String, Amount> {
    let at = bench.amazon.clock().now();
    let world = bench.amazon.world();
    let skipped = [
        "an item that nobody mapped",
        "a barcode that Sage knows twice",
        "from another channel, without money",
    ];
    let held = |scenario: &str| skipped.contains(&scenario) || scenario.contains("does not say");
    let orders = world
        .orders
        .iter()
        .filter(|order| order.marketplace.id == "ATVPDKIKX0DER");
    let start = bench.start();
    let due = orders.filter(|order| {
        order.created.date_naive() >= start && order.status(at) == "SHIPPED" && !held(order.scenario)
    });
    due.map(|order| (order.id.clone(), order.truth().invoice_total))
        .collect()
}

/// The books are right: every due order once, with Amazon's total, and nothing else; the chain is whole.
#[track_caller]
pub fn assert_books_are_right(bench: &Bench) {
    let invoices = invoices(bench);
    for (order, totals) in &invoices {
        assert_eq!(totals.len(), 1, "{order} stands {} times in Sage", totals.len());
    }
    let found: BTreeMap<_, _> = invoices
        .iter()
        .map(|(order, totals)| (order.clone(), totals[0]))
        .collect();
    assert_eq!(found, truth(bench));
    assert!(
        bench.store().verify_audit().unwrap().is_ok(),
        "the audit chain is broken"
    );
}

#[test]
fn every_shipped_order_stands_in_sage_once_and_to_the_cent() {
    let bench = Bench::small();
    let ran = bench.run(&["pull-orders"]).expect(3);
    assert!(ran.stdout.contains("unmapped-item"), "{}", ran.stdout);
    assert_books_are_right(&bench);
    let before = bench.sage.requests().len();
    bench.run(&["pull-orders"]).expect(3);
    let posts = bench.sage.requests()[before..]
        .iter()
        .filter(|request| request.method == "POST")
        .count();
    assert_eq!(posts, 0, "a second run posts nothing");
    assert_books_are_right(&bench);
}

#[test]
fn orders_that_ship_later_follow_and_a_cancelled_one_never_does() {
    let bench = Bench::small();
    bench.run(&["pull-orders"]).expect(3);
    for _ in 0..3 {
        bench.advance(Duration::from_secs(12 * 3_600));
        bench.run(&["pull-orders"]).expect(3);
    }
    assert_books_are_right(&bench);
}

#[test]
fn a_hold_heals_by_itself_once_its_cause_is_mended() {
    let bench = Bench::small();
    bench.run(&["pull-orders"]).expect(3);
    let order = bench
        .amazon
        .world()
        .orders
        .scenario("an item that nobody mapped")
        .clone();
    assert!(!invoices(&bench).contains_key(&order.id));
    let table = std::fs::read_to_string(bench.path("items.csv")).unwrap();
    bench.write("items.csv", &format!("{table}NO-MAP-77,LAMP01,1\n"));
    bench.run(&["pull-orders"]).expect(3);
    assert_eq!(invoices(&bench)[&order.id], [order.truth().invoice_total]);
}

#[test]
fn a_lost_answer_after_the_commit_never_doubles_an_order() {
    for fault in [
        Fault::ResetAfter,
        Fault::CutOff,
        Fault::Garbage,
        Fault::TimeoutAfter(Duration::from_secs(4)),
    ] {
        let bench = Bench::small();
        bench
            .sage
            .faults()
            .add(Rule::once(fault).method("POST").path("OEOrders").skip(2));
        bench.run(&["pull-orders"]);
        bench.sage.faults().clear();
        bench.run(&["pull-orders"]).expect(3);
        assert_books_are_right(&bench);
        // It was looked up, and was never for a moment thought not to be there.
        let mut events = Vec::new();
        let row = |row: ml_connector::store::AuditRow| {
            events.push(row.event);
            true
        };
        bench.store().each_audit_row(0, row).unwrap();
        assert!(events.iter().any(|event| event == "found"), "{events:?}");
        assert!(!events.iter().any(|event| event == "not-found"), "{events:?}");
    }
}

#[test]
fn a_fault_before_the_commit_loses_no_order() {
    for fault in [Fault::Refuse, Fault::ResetBefore, Fault::Html503] {
        let bench = Bench::small();
        bench.sage.faults().add(
            Rule::always(fault)
                .method("POST")
                .path("OEOrders")
                .skip(1)
                .times(3),
        );
        bench.run(&["pull-orders"]);
        bench.sage.faults().clear();
        bench.run(&["pull-orders"]).expect(3);
        assert_books_are_right(&bench);
    }
}

#[test]
fn day_end_is_waited_for_and_is_no_duplicate() {
    let bench = Bench::small();
    bench.sage.settings().day_end_running = true;
    bench.run(&["pull-orders"]).expect(4);
    assert!(invoices(&bench).is_empty());
    bench.sage.settings().day_end_running = false;
    bench.run(&["pull-orders"]).expect(3);
    assert_books_are_right(&bench);
}

#[test]
fn a_lost_database_posts_nothing_again() {
    let bench = Bench::small();
    bench.run(&["pull-orders"]).expect(3);
    let right = invoices(&bench);
    for keep_history in [true, false] {
        for posted in [false, true] {
            bench.sage.settings().keep_history = keep_history;
            bench.sage.run_day_end();
            if posted {
                bench.sage.post_invoice_batches();
            }
            forget_the_database(&bench);
            let before = bench.sage.requests().len();
            bench.run(&["pull-orders"]).expect(3);
            let posts = bench.sage.requests()[before..]
                .iter()
                .filter(|request| request.method == "POST")
                .count();
            assert_eq!(posts, 0, "history kept: {keep_history}, posted: {posted}");
        }
    }
    assert!(!right.is_empty());
}

/// A new database with the same credentials, as after a disaster.
fn forget_the_database(bench: &Bench) {
    for name in ["db.sqlite", "db.sqlite-wal", "db.sqlite-shm"] {
        let _ = std::fs::remove_file(bench.path(name));
    }
    bench.store_credentials();
}

#[test]
fn an_order_that_a_person_keyed_in_is_never_invoiced_twice() {
    let bench = Bench::small();
    let by_hand = truth(&bench).keys().next().unwrap().clone();
    bench.sage.company().add(
        "OEOrders",
        serde_json::json!({ "OrderUniquifier": 9_001, "OrderNumber": "ORD000077", "CustomerNumber": "AMZ-US",
                            "PurchaseOrderNumber": by_hand, "OrderReference": "" }),
    );
    bench.run(&["pull-orders"]).expect(3);
    assert!(!invoices(&bench).contains_key(&by_hand));
    let exceptions = bench.store().open_exceptions().unwrap();
    assert!(
        exceptions
            .iter()
            .any(|open| open.kind == "already-in-sage" && open.key == by_hand)
    );
}

#[test]
fn a_difference_in_sage_stops_its_customer_until_a_person_looks() {
    let bench = Bench::small();
    // Sage taxes the customer on top: the invoice is not what was sent.
    for row in bench.sage.company().rows_mut("ARCustomers") {
        row["TaxGroup"] = serde_json::json!("VATDE");
    }
    bench.run(&["pull-orders"]).expect(3);
    let exceptions = bench.store().open_exceptions().unwrap();
    assert!(
        exceptions.iter().any(|open| open.kind == "differs-in-sage"),
        "{exceptions:?}"
    );
    assert!(
        invoices(&bench).len() <= 10,
        "nothing further was sent after the first group"
    );
}

#[test]
fn a_dry_run_sends_and_readies_nothing() {
    let bench = Bench::small();
    let ran = bench.run(&["--json", "pull-orders", "--dry-run"]);
    assert_eq!(ran.status, Some(3), "as the real run would end: {}", ran.stderr);
    let document = ran.json();
    assert_eq!(
        document["documents"].as_array().unwrap().len(),
        truth(&bench).len()
    );
    assert!(
        bench
            .sage
            .requests()
            .iter()
            .all(|request| request.method == "GET")
    );
    assert!(
        bench
            .store()
            .open_counts()
            .unwrap()
            .iter()
            .all(|count| count.state.word() == "staged")
    );
}

#[test]
fn one_order_by_its_id_moves_no_watermark() {
    let bench = Bench::small();
    let id = truth(&bench).keys().next().unwrap().clone();
    bench.run(&["pull-orders", "--order", &id]).expect(0);
    assert_eq!(invoices(&bench).len(), 1);
    assert!(bench.store().watermarks().unwrap().is_empty());
    bench
        .run(&["pull-orders", "--order", "113-0000000-0000000"])
        .expect(3);
}

#[test]
fn pages_survive_a_run_and_many_orders_fit() {
    let mut settings = AmazonSettings::unthrottled();
    settings.largest_page = 40;
    let us = ml_connector::sandbox::world::marketplaces::by_country("US");
    let world = World::with_orders(3, now(), 300, &[us]);
    let bench = Bench::new(world, Company::demo(), settings, SageSettings::default());
    bench
        .amazon
        .faults()
        .add(Rule::always(Fault::Refuse).path("/orders/").skip(3).times(20));
    bench.run(&["pull-orders"]).expect(4);
    assert!(
        bench.store().cursor("orders/ATVPDKIKX0DER").unwrap().is_some(),
        "the place is kept"
    );
    bench.amazon.faults().clear();
    bench.run(&["pull-orders"]);
    let invoices = invoices(&bench);
    assert!(invoices.values().all(|totals| totals.len() == 1));
    assert!(invoices.len() > 250, "{} invoices", invoices.len());
}

#[test]
fn oddities_of_amazon_s_pages_do_no_harm() {
    type Odd = fn(&mut AmazonSettings);
    let odd: [Odd; 6] = [
        |s| s.quirks.duplicate_page = true,
        |s| s.quirks.out_of_order = true,
        |s| s.quirks.growing_pages = true,
        |s| s.quirks.empty_first_page = true,
        |s| s.quirks.unknown_fields = true,
        |s| s.quirks.whole_seconds = true,
    ];
    for change in odd {
        let mut settings = AmazonSettings::unthrottled();
        settings.largest_page = 7;
        change(&mut settings);
        let bench = Bench::new(
            World::small(7, now()),
            Company::demo(),
            settings,
            SageSettings::default(),
        );
        bench.run(&["pull-orders"]).expect(3);
        assert_books_are_right(&bench);
    }
}

#[test]
fn a_token_that_points_to_itself_ends_the_run_and_not_the_program() {
    let mut settings = AmazonSettings::unthrottled();
    settings.largest_page = 5;
    settings.quirks.repeated_token = true;
    let bench = Bench::new(
        World::small(7, now()),
        Company::demo(),
        settings,
        SageSettings::default(),
    );
    bench.run(&["pull-orders"]).expect(4);
    assert!(
        bench.store().watermarks().unwrap().is_empty(),
        "a window that was not read moves nothing"
    );
    bench.amazon.settings().quirks.repeated_token = false;
    bench.run(&["pull-orders"]).expect(3);
    assert_books_are_right(&bench);
}

#[test]
fn sign_in_faults_are_told_apart() {
    type Broken = fn(&Bench);
    let cases: [(Broken, i32, &str); 6] = [
        (
            |b| b.amazon.settings().client_secrets = vec!["another".into()],
            5,
            "invalid_client",
        ),
        (|b| b.amazon.settings().refresh_token = None, 5, "invalid_grant"),
        (
            |b| b.amazon.settings().secret_expired = true,
            5,
            "secret has expired",
        ),
        (
            |b| b.sage.settings().password = "another".into(),
            5,
            "refuses the sign-in",
        ),
        (
            |b| b.sage.settings().denied_modules.push("OE".into()),
            5,
            "Sage 300 Web API",
        ),
        (|b| b.sage.company().name = "OTHERS".into(), 2, "company"),
    ];
    for (break_it, status, words) in cases {
        let bench = Bench::small();
        break_it(&bench);
        let ran = bench.run(&["pull-orders"]).expect(status);
        assert!(ran.stderr.contains(words), "{words} is not in:\n{}", ran.stderr);
    }
}

#[test]
fn tax_data_that_are_refused_are_done_without() {
    let mut settings = AmazonSettings::unthrottled();
    settings.refused_datasets = vec!["TAX".into()];
    let bench = Bench::new(
        World::small(7, now()),
        Company::demo(),
        settings,
        SageSettings::default(),
    );
    let ran = bench.run(&["pull-orders"]).expect(3);
    assert!(ran.stdout.contains("tax-unknown"), "{}", ran.stdout);
}

#[test]
fn an_expired_access_token_is_renewed_in_mid_pass() {
    let mut settings = AmazonSettings::unthrottled();
    settings.largest_page = 5;
    let bench = Bench::new(
        World::small(7, now()),
        Company::demo(),
        settings,
        SageSettings::default(),
    );
    bench.run(&["pull-orders", "--order", "113-0000000-0000000"]);
    bench.amazon.revoke_access_tokens();
    bench.run(&["pull-orders"]).expect(3);
    assert_books_are_right(&bench);
}

#[test]
fn no_secret_and_no_buyer_is_ever_written_down() {
    let bench = Bench::small();
    let mut all = String::new();
    for words in [
        &["-v", "-v", "pull-orders"][..],
        &["pull-orders", "--dry-run"],
        &["credentials", "list"],
        &["--json", "pull-orders"],
    ] {
        let ran = bench.run(words);
        all.push_str(&ran.stdout);
        all.push_str(&ran.stderr);
    }
    let mut bytes = Vec::new();
    for entry in std::fs::read_dir(bench.folder.path()).unwrap() {
        bytes.extend(std::fs::read(entry.unwrap().path()).unwrap());
    }
    let sage = SageSettings::default();
    let settings = bench.amazon.settings().clone();
    let refresh = settings.refresh_token.unwrap();
    for secret in [
        sage.password.as_str(),
        settings.client_secrets[0].as_str(),
        refresh.as_str(),
        "Atza|",
        ml_connector::sandbox::world::PLANTED,
    ] {
        assert!(!all.contains(secret), "{secret} was printed");
        let found = bytes
            .windows(secret.len())
            .any(|window| window == secret.as_bytes());
        assert!(!found, "{secret} stands in a file");
    }
    let asked = bench.amazon.requests();
    let data: Vec<_> = asked
        .iter()
        .filter_map(|request| request.query_value("includedData"))
        .collect();
    assert!(
        !data.is_empty()
            && data
                .iter()
                .all(|asked| !asked.contains("BUYER") && !asked.contains("RECIPIENT"))
    );
}

#[test]
fn the_audit_log_tells_the_whole_life_of_an_order() {
    let bench = Bench::small();
    bench.run(&["pull-orders"]).expect(3);
    let id = truth(&bench).keys().next().unwrap().clone();
    let mut events = Vec::new();
    let store: Store = bench.store();
    store
        .each_audit_row(0, |row| {
            if row.key == id {
                events.push(row.event);
            }
            true
        })
        .unwrap();
    assert_eq!(events, ["read", "planned", "sending", "posted"]);
    let head: Chain = store.audit_head().unwrap();
    assert_eq!(store.verify_audit().unwrap(), Ok(head));
}

#[test]
fn json_is_one_document() {
    let bench = Bench::small();
    let document: Value = bench.run(&["--json", "pull-orders"]).expect(3).json();
    assert_eq!(document["version"], 1);
    assert_eq!(document["status"], 3);
    assert!(document["new_since_last_run"].as_u64().unwrap() > 0);
    assert_eq!(
        bench.run(&["--json", "pull-orders"]).expect(3).json()["new_since_last_run"],
        0
    );
}

#[test]
fn a_restored_backup_sends_nothing_again_even_without_history() {
    let bench = Bench::small();
    let copy = |from: &str, to: &str| {
        for end in ["", "-wal", "-shm"] {
            let _ = std::fs::remove_file(bench.path(&format!("{to}{end}")));
            let _ = std::fs::copy(
                bench.path(&format!("{from}{end}")),
                bench.path(&format!("{to}{end}")),
            );
        }
    };
    let first = truth(&bench).keys().next().unwrap().clone();
    bench.run(&["pull-orders", "--order", &first]).expect(0);
    copy("db.sqlite", "backup");
    bench.run(&["pull-orders"]).expect(3);
    let posted = bench.sage.rows("OEInvoices").len();
    // Day end takes completed orders and invoices out of sight; they stand in an open A/R batch.
    bench.sage.settings().keep_history = false;
    bench.sage.run_day_end();
    copy("backup", "db.sqlite");
    bench.advance(Duration::from_secs(9 * 3_600));
    let before = bench.sage.requests().len();
    bench.run(&["pull-orders"]).expect(3);
    let requests = bench.sage.requests();
    let again: Vec<_> = requests[before..]
        .iter()
        .filter(|request| request.method == "POST")
        .collect();
    let new = bench.sage.rows("OEInvoices").len();
    assert_eq!(
        again.len(),
        new,
        "only orders that shipped meanwhile are posted ({posted} before)"
    );
    assert!(new < 3);
}
