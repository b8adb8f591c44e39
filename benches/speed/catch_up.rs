//! A catch-up by Amazon's bulk report: how long Amazon takes, how soon the first order is in Sage, and what it costs.
//! `ML_CONNECTOR_BENCH_ORDERS` is how many orders, when not 50,000.

use std::collections::BTreeMap;

use ml_connector::books::record::Kind;
use ml_connector::sandbox::amazon::{Settings as AmazonSettings, Throttle};
use ml_connector::sandbox::sage300::{Company, Settings as SageSettings};
use ml_connector::sandbox::world::World;
use ml_connector::sandbox::{Fault, Rule};

use crate::figures::Sheet;
use crate::harness::{Bench, now};
use crate::stage::{Asked, count_or, database_bytes, real, run};

/// A seller of whom Amazon ships everything and collects all taxes.
fn stage(world: World, throttle: Throttle) -> Bench {
    let mut settings = AmazonSettings::unthrottled();
    settings.throttle = throttle;
    let bench = Bench::new(world, Company::demo(), settings, SageSettings::default());
    let text = bench.configuration("");
    bench.write(
        "config.toml",
        &text.replace("flagged-else-seller", "marketplace-collects"),
    );
    bench.sage.recorder().keep(false);
    bench
}

/// All of which the report tells everything, at Amazon's own rates; then a tenth of as many of which one in thirty has
/// to be asked for, at sixty times the rates.
pub fn by_report(sheet: &mut Sheet) {
    let orders = count_or(50_000);
    let plain = stage(World::large_and_plain(3, now(), orders), Throttle::Documented);
    pull(sheet, &plain, orders);
    let orders = orders / 10;
    let mixed = stage(World::large_by_amazon(3, now(), orders), Throttle::Times(60));
    pull(sheet, &mixed, orders);
}

/// What is left once Sage does not answer: a report of 250,000 orders is read and stored, and nothing is sent.
pub fn reading_alone(sheet: &mut Sheet) {
    let orders = count_or(250_000);
    let bench = stage(World::large_and_plain(3, now(), orders), Throttle::Documented);
    bench.sage.faults().add(Rule::always(Fault::Refuse));
    let cost = run(
        &bench,
        &["-q", "pull-orders", "--via", "report", "--max-wait", "1m"],
    );
    let counts = bench.store().counts_of(Kind::Order).unwrap();
    let read: i64 = counts.iter().map(|(_, _, count)| count).sum();
    sheet.told(
        "orders read by report, nothing sent",
        real(read.unsigned_abs()),
        "",
    );
    sheet.at_most("reading them", cost.wall.as_secs_f64() / 60.0, 20.0, "min");
    sheet.at_most_if_told("CPU of reading an order", cost.millis_each(orders), 0.37, "ms");
    sheet.at_most_if_told("memory of reading at the most", cost.peak, 64.0, "MiB");
}

/// The whole pull.
fn pull(sheet: &mut Sheet, bench: &Bench, orders: u64) {
    let amazon = bench.amazon.faults();
    let report = Asked::watch(amazon, |rule| {
        rule.method("POST").path("/reports/2021-06-30/reports")
    });
    let file = Asked::watch(amazon, |rule| rule.path("^/documents/"));
    let read = Asked::watch(amazon, |rule| rule.path("/orders/2026-01-01/orders"));
    let post = Asked::watch(bench.sage.faults(), |rule| {
        rule.method("POST").path("OE/OEOrders")
    });
    let words = ["-q", "pull-orders", "--via", "report", "--max-wait", "12h"];
    let cost = run(bench, &words).done();
    let posted = u64::try_from(bench.sage.rows("OEInvoices").len()).unwrap();
    sheet.told("orders pulled by report and invoiced", real(posted), "");
    let minutes = (read.last() - report.first()).as_secs_f64() / 60.0;
    sheet.at_most("Amazon asked, from first to last", minutes, 20.0, "min");
    let first = (post.first() - file.first()).as_secs_f64();
    sheet.at_most("first order in Sage after the file is asked for", first, 5.0, "s");
    sheet.told("the whole of that pull", cost.wall.as_secs_f64() / 60.0, "min");
    sheet.at_most_if_told("CPU an order", cost.millis_each(orders), 0.37, "ms");
    sheet.at_most_if_told("memory at the most", cost.peak, 64.0, "MiB");
    sheet.told(
        "database an order",
        real(database_bytes(bench)) / real(orders),
        "bytes",
    );
    for (operation, count) in requests(bench) {
        sheet.told(&format!("requests to Amazon, {operation}"), real(count), "");
    }
}

fn requests(bench: &Bench) -> BTreeMap<&'static str, u64> {
    let mut asked = BTreeMap::new();
    for request in bench.amazon.requests() {
        let parts: Vec<&str> = request.path.split('/').skip(1).collect();
        let operation = match parts.as_slice() {
            ["orders", _, "orders"] => "searchOrders",
            ["orders", _, "orders", _] => "getOrder",
            ["reports", ..] => "reports",
            ["finances", ..] => "finances",
            _ => "others",
        };
        *asked.entry(operation).or_default() += 1;
    }
    asked
}
