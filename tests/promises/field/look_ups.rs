//! Look-ups by many alternatives: one record each, in filters that every server takes.

use std::sync::Arc;

use ml_connector::books::record::State;
use ml_connector::sandbox::sage300::{Company, Settings as SageSettings};
use ml_connector::sandbox::{Fault, Request, Response, Rule};

use super::{bench_with, order, sent, serve, standing};

/// Sage items whose number is the same in both notations, of a length at which a filter of 1,750 bytes ends between
/// the two notations of one of them.
fn company_of(items: &[String]) -> Company {
    let mut company = Company::demo();
    for item in items {
        company.add_item(item, "5.00");
    }
    company
}

fn table_of(items: &[String]) -> String {
    let rows: String = items
        .iter()
        .map(|item| format!("SKU-{item},{item},1\n"))
        .collect();
    format!("seller_sku,item,units_per_sku\n{rows}")
}

fn id(number: usize) -> String {
    format!("114-{number:07}-1000001")
}

#[test]
fn one_item_is_one_item_wherever_a_filter_ends() {
    for length in 5..12 {
        let items: Vec<String> = (0..45)
            .map(|n| format!("{:A<length$}", format!("I{n:03}")))
            .collect();
        let bench = bench_with(company_of(&items), SageSettings::default());
        bench.write("items.csv", &table_of(&items));
        let mut orders: Vec<_> = (0..25)
            .map(|n| order(&id(n), &[&format!("SKU-{}", items[n])], "7.40"))
            .collect();
        let skus: Vec<String> = items[25..].iter().map(|item| format!("SKU-{item}")).collect();
        let skus: Vec<&str> = skus.iter().map(String::as_str).collect();
        orders.push(order(&id(99), &skus, "3.10"));
        serve(&bench, orders);
        let ran = bench.run(&["pull-orders"]);
        assert_eq!(
            ran.status,
            Some(0),
            "items of {length} characters:\n{}",
            ran.stdout
        );
        assert_eq!(sent(&bench, "OEOrders"), 26);
    }
}

#[test]
fn two_rows_may_name_one_item_in_both_notations() {
    let bench = bench_with(company_of(&["AB-1234".to_owned()]), SageSettings::default());
    bench.write(
        "items.csv",
        "seller_sku,item,units_per_sku\nONE,AB-1234,1\nTWO,AB1234,1\n",
    );
    serve(
        &bench,
        vec![order(&id(1), &["ONE"], "8.00"), order(&id(2), &["TWO"], "8.00")],
    );
    bench.run(&["pull-orders"]).expect(0);
    assert_eq!(standing(&bench, &id(2)).0, State::Posted);
}

#[test]
fn a_filter_that_is_refused_for_its_size_is_halved() {
    let page =
        |status: u16, words: &str| Response::html(status, &format!("<html><body>{words}</body></html>"));
    let refusals: [(usize, Response); 4] = [
        (19, page(404, "404.15 - Query String Too Long")),
        (9, page(414, "URI Too Long")),
        (
            5,
            Response::json(
                400,
                &serde_json::json!({ "error": { "code": "", "message": "Das Limit ist erreicht." } }),
            ),
        ),
        (
            2,
            Response::json(
                400,
                &serde_json::json!({ "Message": "The node count limit of '20' has been exceeded." }),
            ),
        ),
    ];
    for (most, refusal) in refusals {
        let items: Vec<String> = (0..12).map(|n| format!("ITEM-{n:02}")).collect();
        let bench = bench_with(company_of(&items), SageSettings::default());
        bench.write("items.csv", &table_of(&items));
        let orders = (0..12).map(|n| order(&id(n), &[&format!("SKU-{}", items[n])], "9.25"));
        serve(&bench, orders.collect());
        let answer = move |request: &Request, usual: Response| {
            let filter = request.query_value("$filter").unwrap_or_default();
            let refused = request.method == "GET" && filter.matches(" or ").count() >= most;
            if refused { refusal.clone() } else { usual }
        };
        bench
            .sage
            .faults()
            .add(Rule::always(Fault::Changed(Arc::new(answer))));
        let ran = bench.run(&["pull-orders"]);
        assert_eq!(
            ran.status,
            Some(0),
            "at most {most}:\n{}{}",
            ran.stdout,
            ran.stderr
        );
        assert_eq!(sent(&bench, "OEOrders"), 12);
    }
}

#[test]
fn no_filter_has_more_than_nineteen_alternatives() {
    let settings = SageSettings {
        most_nodes: None,
        ..SageSettings::default()
    };
    let items: Vec<String> = (0..60).map(|n| format!("X{n:02}")).collect();
    let bench = bench_with(company_of(&items), settings);
    bench.write("items.csv", &table_of(&items));
    let orders = (0..60).map(|n| order(&id(n), &[&format!("SKU-{}", items[n])], "1.00"));
    serve(&bench, orders.collect());
    bench.run(&["pull-orders"]).expect(0);
    let most = bench
        .sage
        .requests()
        .iter()
        .filter_map(|request| request.query_value("$filter"))
        .map(|filter| filter.matches(" or ").count() + 1)
        .max();
    assert_eq!(most, Some(19));
}
