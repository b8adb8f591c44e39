//! What Sage shows after a send: only figures that differ stop a customer, and they stop it at once.

use std::sync::Arc;

use ml_connector::books::record::State;
use ml_connector::sandbox::sage300::{Company, Settings as SageSettings};
use ml_connector::sandbox::{Fault, Request, Response, Rule};
use serde_json::{Value, json};

use super::{bench_with, order, sent, serve, standing};
use crate::settlements;

fn id(number: usize) -> String {
    format!("119-{number:07}-1000001")
}

#[test]
fn an_invoice_that_is_not_shown_once_is_read_again_and_stops_nobody() {
    let bench = bench_with(Company::demo(), SageSettings::default());
    serve(&bench, vec![order(&id(1), &["MUG-BLU"], "12.00")]);
    let nothing = r#"{"@odata.context":"x","value":[]}"#.to_owned();
    let rule = Rule::always(Fault::Status(200, nothing))
        .method("GET")
        .path("OEInvoices")
        .skip(1)
        .times(1);
    bench.sage.faults().add(rule);
    bench.run(&["pull-orders"]).expect(4);
    assert_eq!(standing(&bench, &id(1)).0, State::Uncertain);
    assert!(bench.store().open_exceptions().unwrap().is_empty());
    serve(&bench, vec![order(&id(2), &["MUG-BLU"], "13.00")]);
    bench.run(&["pull-orders"]).expect(0);
    assert_eq!(
        [standing(&bench, &id(1)).0, standing(&bench, &id(2)).0],
        [State::Posted; 2]
    );
    assert_eq!(sent(&bench, "OEOrders"), 2);
}

#[test]
fn an_invoice_that_is_shown_without_its_total_is_read_again() {
    let bench = bench_with(Company::demo(), SageSettings::default());
    serve(&bench, vec![order(&id(1), &["MUG-BLU"], "12.00")]);
    let bare = |_: &Request, usual: Response| {
        let mut body: Value = serde_json::from_slice(&usual.body).unwrap();
        for row in body["value"].as_array_mut().into_iter().flatten() {
            row["InvoiceTotalWithTax"] = Value::Null;
        }
        Response::json(usual.status, &body)
    };
    let rule = Rule::always(Fault::Changed(Arc::new(bare))).method("GET");
    bench.sage.faults().add(rule.path("OEInvoices").times(2));
    bench.run(&["pull-orders"]).expect(4);
    assert_eq!(standing(&bench, &id(1)).0, State::Uncertain);
    bench.run(&["pull-orders"]).expect(0);
    assert_eq!(standing(&bench, &id(1)).0, State::Posted);
    assert!(bench.store().open_exceptions().unwrap().is_empty());
}

#[test]
fn an_invoice_that_is_never_shown_is_an_exception_that_stops_nobody() {
    let bench = bench_with(Company::demo(), SageSettings::default());
    serve(&bench, vec![order(&id(1), &["MUG-BLU"], "12.00")]);
    let nothing = r#"{"value":[]}"#.to_owned();
    bench.sage.faults().add(
        Rule::always(Fault::Status(200, nothing))
            .method("GET")
            .path("OEInvoices"),
    );
    bench.run(&["pull-orders"]).expect(4);
    serve(&bench, vec![order(&id(2), &["MUG-BLU"], "13.00")]);
    bench.run(&["pull-orders"]);
    assert_eq!(standing(&bench, &id(1)).0, State::Posted);
    let open = bench.store().open_exceptions().unwrap();
    assert!(open.len() == 1 && open[0].kind == "invoice-unread", "{open:?}");
    assert_eq!(sent(&bench, "OEOrders"), 2, "the customer is not stopped");
}

#[test]
fn a_wrong_total_in_the_answer_stops_its_customer_before_the_next_order() {
    let bench = bench_with(Company::demo(), SageSettings::default());
    let orders = (1..8).map(|number| order(&id(number), &["MUG-BLU"], "12.00"));
    serve(&bench, orders.collect());
    // Sage taxes what nobody expected it to tax.
    let taxed = |_: &Request, usual: Response| {
        let mut body: Value = serde_json::from_slice(&usual.body).unwrap();
        body["OrderTotal"] = json!(13.2);
        Response::json(usual.status, &body)
    };
    let rows = |_: &Request, usual: Response| {
        let mut body: Value = serde_json::from_slice(&usual.body).unwrap();
        for row in body["value"].as_array_mut().into_iter().flatten() {
            row["InvoiceTotalWithTax"] = json!(13.2);
        }
        Response::json(usual.status, &body)
    };
    let faults = bench.sage.faults();
    faults.add(
        Rule::always(Fault::Changed(Arc::new(taxed)))
            .method("POST")
            .path("OEOrders"),
    );
    faults.add(
        Rule::always(Fault::Changed(Arc::new(rows)))
            .method("GET")
            .path("OEInvoices"),
    );
    bench.run(&["pull-orders"]).expect(3);
    assert_eq!(sent(&bench, "OEOrders"), 1);
    let open = bench.store().open_exceptions().unwrap();
    assert!(open.iter().any(|one| one.kind == "differs-in-sage"), "{open:?}");
    let held = (1..8)
        .filter(|number| standing(&bench, &id(*number)) == (State::Held, "customer-stopped".to_owned()));
    assert_eq!(held.count(), 6);
}

#[test]
fn an_answer_that_does_not_name_the_batch_is_no_answer() {
    for nothing in ["{}", r#"{"value":[]}"#] {
        let bench = settlements::ready();
        let rule = Rule::always(Fault::Status(200, nothing.to_owned())).method("GET");
        bench.sage.faults().add(rule.path("GLJournalBatches(").times(1));
        bench.run(&["post-settlements"]);
        assert!(bench.store().open_exceptions().unwrap().is_empty(), "{nothing}");
        bench.run(&["post-settlements"]).expect(0);
        settlements::assert_ledger_is_right(&bench);
    }
}
