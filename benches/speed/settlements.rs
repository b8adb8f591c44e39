//! Settlements: of many sales in both modes, over interrupted runs, and of orders that nobody pulled.

use std::collections::BTreeMap;
use std::time::Duration;

use chrono::TimeDelta;
use ml_connector::sandbox::amazon::{Settings as AmazonSettings, Throttle};
use ml_connector::sandbox::configuration::SETTLEMENT_ACCOUNTS;
use ml_connector::sandbox::sage300::{Company, Settings as SageSettings};
use ml_connector::sandbox::world::World;

use crate::figures::Sheet;
use crate::harness::{Bench, now};
use crate::stage::{on_average, real, run};

fn large(sales: u64, times: u32, only: bool) -> Bench {
    large_of(World::large_settlement(3, now(), sales), times, only)
}

/// The stage of a large settlement, at so many times Amazon's rates, without invoices or with them.
pub fn large_of(world: World, times: u32, only: bool) -> Bench {
    let mut settings = AmazonSettings::unthrottled();
    settings.throttle = Throttle::Times(times);
    let bench = Bench::new(world, Company::demo(), settings, SageSettings::default());
    bench.amazon.recorder().keep(false);
    bench.sage.recorder().keep(false);
    let start = (bench.now - TimeDelta::days(60)).date_naive().to_string();
    let mut section = format!("[settlements]\nstart = \"{start}\"\n{SETTLEMENT_ACCOUNTS}");
    if only {
        section = section.replace("bank_account", "mode = \"settlement-only\"\nbank_account");
    }
    // The simulated Amazon makes a large settlement when it is first asked for it, which takes its time.
    let text = bench.configuration(&section);
    bench.write(
        "config.toml",
        &text.replace("read_timeout = \"5 s\"", "read_timeout = \"120 s\""),
    );
    bench
}

/// One settlement of many sales, without and with invoices, and the run after it.
pub fn both_modes(sheet: &mut Sheet) {
    only_of(sheet, 10_000);
    const INVOICED: u64 = 4_000;
    let bench = large(INVOICED, 1_000_000, false);
    run(&bench, &["-q", "pull-orders"]).done();
    let cost = run(&bench, &["-q", "post-settlements"]).done();
    assert!(!bench.sage.rows("GLJournalBatches").is_empty(), "{:?}", cost.ran);
    sheet.at_most_if_told("invoices: CPU of 4,000 sales", cost.millis_each(1), 64.0, "ms");
    sheet.at_most_if_told("invoices: memory at the most", cost.peak, 64.0, "MiB");
    let next = on_average(&bench, &["-q", "post-settlements"], 5);
    sheet.at_most_if_told("invoices: CPU of the next run", next, 50.0, "ms");
    bench.sage.post_everything();
    let before = bench.sage.recorder().count();
    let cost = run(&bench, &["-q", "reconcile"]).done();
    let requests = u64::try_from(bench.sage.recorder().count() - before).unwrap();
    // 3 s for 250,000.
    sheet.at_most_if_told("reconcile: CPU of 4,000 orders", cost.millis_each(1), 48.0, "ms");
    sheet.at_most_if_told("reconcile: memory at the most", cost.peak, 64.0, "MiB");
    sheet.told("reconcile: requests to Sage", real(requests), "");
}

/// One settlement of the size of the target, without invoices.
pub fn quarter_million(sheet: &mut Sheet) {
    only_of(sheet, 250_000);
}

fn only_of(sheet: &mut Sheet, sales: u64) {
    let bench = large(sales, 1_000_000, true);
    let cost = run(&bench, &["-q", "post-settlements"]).done();
    assert!(!bench.sage.rows("GLJournalBatches").is_empty(), "{:?}", cost.ran);
    // 4 s for 250,000.
    let target = real(sales) * 0.016;
    let what = format!("settlement-only: CPU of {sales} sales");
    sheet.at_most_if_told(&what, cost.millis_each(1), target, "ms");
    sheet.at_most_if_told("settlement-only: memory at the most", cost.peak, 64.0, "MiB");
}

/// A settlement that is read over several runs, since Amazon gives no more pages in the time a run may wait.
pub fn interrupted(sheet: &mut Sheet) {
    const SALES: u64 = 2_000;
    let bench = large(SALES, 1, true);
    bench.amazon.recorder().keep(true);
    bench.amazon.settings().transactions_page = 50;
    let mut runs = 0;
    while bench.sage.rows("GLJournalBatches").is_empty() && runs < 30 {
        run(&bench, &["-q", "post-settlements", "--max-wait", "2s"]);
        bench.advance(Duration::from_secs(60));
        runs += 1;
    }
    let mut pages: BTreeMap<String, u64> = BTreeMap::new();
    for request in bench.amazon.requests() {
        if request.path.ends_with("/transactions") {
            *pages.entry(format!("{:?}", request.query)).or_default() += 1;
        }
    }
    let all: u64 = pages.values().sum();
    sheet.told("interrupted settlement: runs", real(runs), "");
    sheet.at_most(
        "interrupted settlement: pages asked for",
        real(all),
        real(pages.len() as u64),
        "",
    );
}

/// A settlement that names orders which no pull has read.
pub fn unknown_orders(sheet: &mut Sheet) {
    const SALES: u64 = 4_000;
    let bench = large(SALES, 1_000_000, false);
    bench.amazon.recorder().keep(true);
    let cost = run(&bench, &["-q", "post-settlements"]);
    assert!(matches!(cost.ran.status, Some(0 | 3 | 4)), "{:?}", cost.ran);
    let asked = bench.amazon.requests();
    let of_orders = asked
        .iter()
        .filter(|one| one.path.starts_with("/orders/"))
        .count();
    sheet.at_most(
        "4,000 unknown orders: requests for them",
        real(of_orders as u64),
        80.0,
        "",
    );
}
