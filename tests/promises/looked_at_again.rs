//! Exceptions are looked at again in every run: those that stop a customer first, and of very many each in its turn.

use std::sync::Arc;

use ml_connector::sandbox::amazon::Settings as AmazonSettings;
use ml_connector::sandbox::http::{Request, Response};
use ml_connector::sandbox::sage300::{Company, Settings as SageSettings};
use ml_connector::sandbox::world::World;
use ml_connector::sandbox::{Fault, Rule};
use serde_json::{Value, json};

use crate::harness::{Bench, now};

/// More than one run looks at again.
const ORDERS: u64 = 520;

fn open(bench: &Bench, kind: &str) -> Vec<String> {
    let open = bench.store().open_exceptions().unwrap();
    let of = open.into_iter().filter(|one| one.kind == kind);
    of.map(|one| one.key).collect()
}

fn not_invoiced(_: &Request, usual: Response) -> Response {
    let mut order: Value = serde_json::from_slice(&usual.body).unwrap();
    order["LastInvoiceNumber"] = json!("");
    Response::json(usual.status, &order)
}

#[test]
fn what_stops_a_customer_is_looked_at_first_and_the_others_by_turns() {
    let world = World::large(3, now(), ORDERS);
    let amazon = AmazonSettings::unthrottled();
    let bench = Bench::new(world, Company::demo(), amazon, SageSettings::default());
    // Sage invoices none of them, and the last one has another total.
    let last = |request: &Request, usual: Response| {
        let usual = not_invoiced(request, usual);
        let mut order: Value = serde_json::from_slice(&usual.body).unwrap();
        order["OrderTotal"] = json!(13.2);
        Response::json(usual.status, &order)
    };
    let post = |rule: Rule| rule.method("POST").path("OE/OEOrders");
    let faults = bench.sage.faults();
    let most = usize::try_from(ORDERS).unwrap() - 1;
    faults.add(post(
        Rule::always(Fault::Changed(Arc::new(not_invoiced))).times(most),
    ));
    faults.add(post(Rule::always(Fault::Changed(Arc::new(last)))));
    let none = |_: &Request, usual: Response| Response::json(usual.status, &json!({ "value": [] }));
    let invoices = Rule::always(Fault::Changed(Arc::new(none)));
    faults.add(invoices.method("GET").path("OE/OEInvoices"));
    bench.run(&["-q", "pull-orders"]).expect(3);
    let without = open(&bench, "no-invoice");
    assert!(without.len() > 510, "{}", without.len());
    let stopping = open(&bench, "differs-in-sage");
    let [stopping] = stopping.as_slice() else {
        panic!("{stopping:?}")
    };
    let place = without.iter().position(|one| one == stopping);
    assert!(place >= Some(500), "{place:?}");

    // A person invoices that one in Sage, and the last of the others; these stay as they are.
    faults.clear();
    let other = without.iter().rfind(|one| *one != stopping).unwrap();
    let is_mended = |row: &Value| row["OrderNumber"] == **stopping || row["OrderNumber"] == **other;
    {
        let mut company = bench.sage.company();
        company.rows_mut("OEInvoices").retain(is_mended);
        for order in company.rows_mut("OEOrders") {
            if !is_mended(order) {
                order["LastInvoiceNumber"] = json!("");
            }
        }
    }
    bench.run(&["-q", "pull-orders"]).expect(3);
    assert!(open(&bench, "differs-in-sage").is_empty(), "its customer goes on");
    assert!(
        open(&bench, "no-invoice").contains(other),
        "its turn had not come yet"
    );
    bench.run(&["-q", "pull-orders"]).expect(3);
    assert_eq!(open(&bench, "no-invoice").len(), without.len() - 2);
    bench.run(&["-q", "audit", "verify"]).expect(0);
}
