//! The fault matrix: each kind of request, each kind of fault; the pass ends with the right status, the next
//! one completes, and the books are right. The table is printed.

use std::time::Duration;

use ml_connector::sandbox::{Fault, Rule};

use crate::harness::Bench;
use crate::orders::assert_books_are_right;

/// A kind of request: which system, verb and path.
const REQUESTS: [(&str, bool, &str, &str); 9] = [
    ("sign-in to Amazon", true, "POST", "/auth/o2/token"),
    ("searchOrders", true, "GET", "/orders/2026-01-01/orders"),
    ("searchCatalogItems", true, "GET", "/catalog/"),
    ("read items", false, "GET", "/IC/ICItems"),
    ("read the customer", false, "GET", "/AR/ARCustomers"),
    ("read the calendar", false, "GET", "/CS/CSFiscalCalendars"),
    ("look up orders", false, "GET", "/OE/OEOrders"),
    ("post an order", false, "POST", "/OE/OEOrders"),
    ("read invoices", false, "GET", "/OE/OEInvoices"),
];

fn faults() -> Vec<(&'static str, Fault)> {
    vec![
        ("refused", Fault::Refuse),
        ("reset before", Fault::ResetBefore),
        ("reset after", Fault::ResetAfter),
        ("timeout after", Fault::TimeoutAfter(Duration::from_secs(2))),
        ("cut off", Fault::CutOff),
        ("garbage", Fault::Garbage),
        ("HTML 503", Fault::Html503),
        ("429", Fault::Status(429, String::new())),
        ("401", Fault::Status(401, String::new())),
        ("403 HTML", Fault::Status(403, "<html>Forbidden</html>".into())),
        ("500", Fault::Status(500, String::new())),
    ]
}

#[test]
fn every_fault_of_every_request_is_survived() {
    let faults = faults();
    let cases: Vec<_> = REQUESTS
        .iter()
        .flat_map(|request| {
            faults
                .iter()
                .map(move |(name, fault)| (*request, *name, fault.clone()))
        })
        .collect();
    let next = std::sync::atomic::AtomicUsize::new(0);
    let table = std::sync::Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..16 {
            scope.spawn(|| {
                loop {
                    let at = next.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
                    let Some((request, name, fault)) = cases.get(at) else {
                        break;
                    };
                    let status = one(*request, name, fault.clone());
                    table.lock().unwrap().push((at, status));
                }
            });
        }
    });
    let mut table = table.into_inner().unwrap();
    table.sort_unstable();
    assert_eq!(table.len(), cases.len());
    for (request, row) in REQUESTS.iter().zip(table.chunks(faults.len())) {
        let statuses: Vec<_> = row
            .iter()
            .zip(&faults)
            .map(|((_, s), (name, _))| format!("{name} {s}"))
            .collect();
        println!("{:20} {}", request.0, statuses.join(", "));
    }
}

/// One fault that lasts a whole run, then a run without it.
fn one(request: (&str, bool, &str, &str), name: &str, fault: Fault) -> i32 {
    let (what, amazon, method, path) = request;
    let bench = Bench::small();
    let text = bench
        .configuration("")
        .replace("\"3 s\"", "\"1 s\"")
        .replace("\"5 s\"", "\"1 s\"");
    bench.write("config.toml", &text);
    let rule = Rule::always(fault).method(method).path(path);
    let faults = if amazon {
        bench.amazon.faults()
    } else {
        bench.sage.faults()
    };
    faults.add(rule);
    let ran = bench.run(&["pull-orders", "--max-wait", "1s"]);
    let status = ran.status.unwrap_or(-1);
    assert!(
        matches!(status, 2..=5),
        "{what} / {name}: status {status}\n{}\n{}",
        ran.stdout,
        ran.stderr
    );
    faults.clear();
    // A 429 empties Amazon's budget, which fills with time.
    bench.advance(Duration::from_secs(3_600));
    for _ in 0..2 {
        bench.run(&["pull-orders"]);
    }
    // What a 403 without Sage's word refused for good is a person's to send again.
    let _ = bench.run(&["replay"]);
    assert_books_are_right(&bench);
    status
}
