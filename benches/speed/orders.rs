//! Orders: what one costs, how lanes share Sage's latency, and how soon the first invoice of a long pull is there.

use std::collections::BTreeSet;
use std::time::Duration;

use crate::age;
use crate::figures::Sheet;
use crate::stage::{self, Asked, many_orders, real, run};

const ORDERS: u64 = 4_000;

/// A pull of many orders, then runs with nothing to do and the questions of an auditor on the same database.
pub fn pull(sheet: &mut Sheet) {
    let bench = many_orders(ORDERS, 1_000_000);
    bench.amazon.recorder().keep(false);
    bench.sage.recorder().clear();
    let cost = run(&bench, &["-q", "pull-orders"]).done();
    let posted = u64::try_from(bench.sage.rows("OEInvoices").len()).unwrap();
    sheet.told("orders pulled and invoiced", real(posted), "");
    sheet.at_most_if_told("CPU an order", cost.millis_each(ORDERS), 0.37, "ms");
    sheet.at_most_if_told("memory of a pull at the most", cost.peak, 16.0, "MiB");
    let requests = bench.sage.requests();
    let asked = u64::try_from(requests.len()).unwrap();
    sheet.at_most("requests to Sage an order", real(asked) / real(posted), 1.15, "");
    let posts: BTreeSet<u64> = requests
        .iter()
        .filter(|request| request.method == "POST")
        .map(|request| request.connection)
        .collect();
    sheet.at_most("connections for all posts", real(posts.len() as u64), 2.0, "");
    let bytes = real(stage::database_bytes(&bench)) / real(ORDERS);
    sheet.at_most("database an order", bytes, 2_000.0, "bytes");
    bench.sage.recorder().keep(false);
    age::nothing_to_do(sheet, &bench);
    age::questions(sheet, &bench);
}

/// The same orders with Sage at a latency: one lane, and more.
pub fn lanes(sheet: &mut Sheet) {
    lanes_at(sheet, Duration::from_millis(50));
}

/// The same with a Sage that is slower than most, and one that is slower than any.
pub fn latency(sheet: &mut Sheet) {
    lanes_at(sheet, Duration::from_millis(200));
    lanes_at(sheet, Duration::from_secs(1));
}

fn lanes_at(sheet: &mut Sheet, latency: Duration) {
    const FEW: u64 = 200;
    for lanes in [1_u32, 2, 4, 8] {
        let bench = many_orders(FEW, 1_000_000);
        let key = "read_timeout = \"5 s\"";
        stage::configured(&bench, key, &format!("\nmax_concurrent_posts = {lanes}"));
        bench.sage.take(latency);
        let cost = run(&bench, &["-q", "pull-orders"]).done();
        bench.sage.take(Duration::ZERO);
        let posted = u64::try_from(bench.sage.rows("OEInvoices").len()).unwrap();
        let alone = real(posted) * latency.as_secs_f64() / f64::from(lanes);
        let what = format!("{FEW} orders, Sage at {} ms, lanes: {lanes}", latency.as_millis());
        sheet.at_most(&what, cost.wall.as_secs_f64(), alone * 1.05, "s");
    }
}

/// A pull whose pages come slowly: how long after the first of them the first order is in Sage.
pub fn first_invoice(sheet: &mut Sheet) {
    // 25 pages: the bucket's 20 at once, then one every 3 seconds at 60 times Amazon's rate.
    let bench = many_orders(2_500, 60);
    let page = Asked::watch(bench.amazon.faults(), |rule| {
        rule.path("/orders/2026-01-01/orders")
    });
    let post = Asked::watch(bench.sage.faults(), |rule| {
        rule.method("POST").path("OE/OEOrders")
    });
    let cost = run(&bench, &["-q", "pull-orders"]).done();
    let first = (post.first() - page.first()).as_secs_f64();
    sheet.at_most("first order in Sage after the first page", first, 5.0, "s");
    sheet.told("the whole of that pull", cost.wall.as_secs_f64(), "s");
}
