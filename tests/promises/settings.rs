//! What the configuration changes: documents left open, lanes, customers by store name, periods, kits.

use serde_json::json;

use ml_connector::sandbox::{Fault, Rule};

use crate::harness::Bench;

fn posts(bench: &Bench) -> Vec<serde_json::Value> {
    let requests = bench.sage.requests();
    requests
        .iter()
        .filter(|request| request.method == "POST")
        .map(|request| request.json())
        .collect()
}

#[test]
fn an_open_order_is_left_for_a_person_to_ship() {
    let bench = Bench::small();
    let text = bench
        .configuration("")
        .replace("[orders]\n", "[orders]\ndocument = \"order\"\n");
    bench.write("config.toml", &text);
    bench.run(&["pull-orders"]).expect(3);
    assert!(bench.sage.rows("OEInvoices").is_empty());
    assert!(bench.sage.rows("OEOrders").len() > 10);
    assert!(bench.store().open_exceptions().unwrap().is_empty());
    for body in posts(&bench) {
        assert!(
            body.get("InvoiceWillBeProduced").is_none()
                && body["OrderDetails"][0].get("QuantityShipped").is_none()
        );
    }
}

#[test]
fn several_lanes_post_each_order_once() {
    let bench = Bench::small();
    bench.set_sage("max_concurrent_posts = 4");
    bench.run(&["pull-orders"]).expect(3);
    let mut numbers: Vec<_> = posts(&bench)
        .iter()
        .map(|body| body["OrderNumber"].to_string())
        .collect();
    let all = numbers.len();
    numbers.sort();
    numbers.dedup();
    assert!(all > 10 && numbers.len() == all);
}

#[test]
fn without_a_row_the_customer_is_the_one_of_the_store_s_name() {
    let bench = Bench::small();
    let row = "[[orders.customers]]\nmarketplace = \"Amazon.com\"\ncustomer = \"AMZ-US\"\n";
    bench.write("config.toml", &bench.configuration("").replace(row, ""));
    let ran = bench.run(&["pull-orders"]).expect(3);
    assert!(ran.stdout.contains("unmapped-customer"), "{}", ran.stdout);
    let store = bench.amazon.world().store_name.clone();
    for customer in bench.sage.company().rows_mut("ARCustomers") {
        if customer["CustomerNumber"] == "AMZ-US" {
            customer["CustomerName"] = json!(store);
        }
    }
    bench.run(&["pull-orders"]).expect(3);
    assert!(
        bench.sage.rows("OEInvoices").len() > 10,
        "the hold heals by itself"
    );
}

#[test]
fn a_customer_of_another_currency_is_no_customer_for_the_order() {
    let bench = Bench::small();
    bench.write(
        "config.toml",
        &bench
            .configuration("")
            .replace("customer = \"AMZ-US\"", "customer = \"AMZ-DE\""),
    );
    let ran = bench.run(&["pull-orders"]).expect(3);
    assert!(ran.stdout.contains("customer-currency"), "{}", ran.stdout);
    assert!(posts(&bench).is_empty());
}

#[test]
fn a_closed_period_holds_or_moves_by_setting() {
    let close = |bench: &Bench| {
        for year in bench.sage.company().rows_mut("CSFiscalCalendars") {
            if year["FiscalYear"] == "2026" {
                for period in 1..=3 {
                    year[format!("Period{period}Status")] = json!("Locked");
                }
            }
        }
    };
    let bench = Bench::small();
    close(&bench);
    let ran = bench.run(&["pull-orders"]).expect(3);
    assert!(ran.stdout.contains("period-closed"), "{}", ran.stdout);
    assert!(posts(&bench).is_empty());
    let text = bench
        .configuration("")
        .replace("[orders]\n", "[orders]\nlate = \"first-open\"\n");
    bench.write("config.toml", &text);
    bench.run(&["pull-orders"]).expect(3);
    let posted = posts(&bench);
    assert!(posted.len() > 10);
    assert!(
        posted
            .iter()
            .all(|body| body["InvoicePostingDate"] == "2026-04-01")
    );
}

#[test]
fn optional_fields_that_the_company_demands_are_sent() {
    let bench = Bench::small();
    bench.sage.settings().required_optional_fields = vec!["CHANNEL".into()];
    bench.run(&["pull-orders"]).expect(3);
    assert!(bench.sage.rows("OEOrders").is_empty());
    bench.write(
        "config.toml",
        &bench.configuration("[orders.optional_fields]\nCHANNEL = \"AMAZON\"\n"),
    );
    // Refused by Sage for a reason that a person mends: sent again only when a person says so.
    bench.run(&["pull-orders"]).expect(3);
    assert!(bench.sage.rows("OEOrders").is_empty());
}

#[test]
fn a_kit_shares_its_price_to_the_cent() {
    let bench = Bench::small();
    bench.run(&["pull-orders"]).expect(3);
    let kit = bench
        .amazon
        .world()
        .orders
        .scenario("kit that shares its price over components")
        .clone();
    let body = posts(&bench)
        .into_iter()
        .find(|body| body["OrderNumber"] == kit.id.as_str())
        .unwrap();
    let items: Vec<_> = body["OrderDetails"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| line["Item"].clone())
        .collect();
    assert!(
        items.contains(&json!("KET170")) && items.contains(&json!("MUGGRN")),
        "{items:?}"
    );
}

#[test]
fn suggestions_are_printed_and_nothing_is_written() {
    let bench = Bench::small();
    bench.write("items.csv", "seller_sku,item\n");
    let before = std::fs::read(bench.path("items.csv")).unwrap();
    let ran = bench.run(&["items", "suggest"]).expect(0);
    let header = "seller_sku,item,units_per_sku,uom,location,push,buffer,cap\n";
    assert!(ran.stdout.starts_with(header), "{}", ran.stdout);
    assert!(ran.stderr.contains(", by its "), "{}", ran.stderr);
    assert!(
        ran.stdout.contains("PAN28CM,PAN-28"),
        "{}\n{}",
        ran.stdout,
        ran.stderr
    );
    assert_eq!(std::fs::read(bench.path("items.csv")).unwrap(), before);
    assert!(posts(&bench).is_empty());
    // What is printed is an items table as it stands.
    bench.write("items.csv", &ran.stdout);
    assert!(matches!(
        bench.run(&["pull-orders", "--dry-run"]).status,
        Some(0 | 3)
    ));
}

#[test]
fn a_key_can_be_changed_and_everything_still_opens() {
    let bench = Bench::small();
    let old = std::fs::read(bench.path("key")).unwrap();
    bench.run(&["credentials", "rotate-key"]).expect(0);
    assert_ne!(std::fs::read(bench.path("key")).unwrap(), old);
    bench.run(&["pull-orders"]).expect(3);
    bench.run(&["credentials", "remove", "sage300"]).expect(0);
    let ran = bench.run(&["pull-orders", "--since", "2026-03-01"]);
    assert!(ran.status == Some(3) || ran.status == Some(2), "{}", ran.stderr);
}

#[test]
fn how_long_sage_may_take_says_nothing_of_amazon() {
    let bench = Bench::small();
    let path = bench.path("config.toml");
    let text = std::fs::read_to_string(&path).unwrap();
    let (amazon, sage) = text.split_once("[sage300]").unwrap();
    let quick = sage.replace("\"5 s\"", "\"1 s\"");
    bench.write("config.toml", &format!("{amazon}[sage300]{quick}"));
    let late = Fault::Delay(std::time::Duration::from_millis(1_500));
    bench.amazon.faults().add(Rule::once(late).path("/orders/"));
    bench.run(&["pull-orders"]).expect(3);
    let asked = bench.amazon.requests();
    let asked = asked.iter().filter(|one| one.path.contains("/orders/")).count();
    assert_eq!(asked, 1, "the late answer was waited for");
}
