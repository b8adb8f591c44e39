//! A settlement of 250,000 sales whose orders are all invoiced: as it should be, and with what a bookkeeper meets in
//! so many. `ML_CONNECTOR_BENCH_SALES` is how many sales, when not that many.

use ml_connector::books::record::{Kind, State};
use ml_connector::money::Amount;
use ml_connector::sandbox::world::{Order, World};
use ml_connector::store::{Record, Scope, Store};

use crate::aged::live;
use crate::figures::Sheet;
use crate::harness::{Bench, now};
use crate::settlements::large_of;
use crate::stage::{on_average, real, run};

/// Orders of one commit.
const TOGETHER: usize = 1_000;

/// Of the settlement that is not as it should be: sales that differ by cents, that have no invoice, and that are told
/// twice.
const OFF: usize = 300;
const WITHOUT: usize = 50;
const TWICE: usize = 3;

fn count() -> u64 {
    let asked = std::env::var("ML_CONNECTOR_BENCH_SALES");
    asked.ok().and_then(|text| text.parse().ok()).unwrap_or(250_000)
}

/// By the report and by pages of transactions, and by a report that differs from the invoices.
pub fn quarter_million(sheet: &mut Sheet) {
    let sales = count();
    let bench = stage(sales, |_, _| {}, |_| true, |_, amount| amount);
    posted_and_again(sheet, &bench, sales, "by report");
    let no_report = |world: &mut World, _: &[Order]| {
        world.settlements.iter_mut().for_each(|one| one.report = false);
    };
    let bench = stage(sales, no_report, |_| true, |_, amount| amount);
    posted_and_again(sheet, &bench, sales, "by pages");
    drop(bench);
    let bench = uneven(sales);
    posted_and_again(sheet, &bench, sales, "uneven");
    for words in [
        &["status"][..],
        &["-q", "replay", "--dry-run"],
        &["audit", "verify"],
    ] {
        let cost = run(&bench, words);
        let what = format!("uneven: CPU of `{}`", words.join(" "));
        sheet.told(&what, cost.millis_each(1).unwrap_or_default(), "ms");
    }
}

/// One whose sales differ from their invoices here and there.
fn uneven(sales: u64) -> Bench {
    let each = usize::try_from(sales).unwrap() / (OFF + WITHOUT + TWICE + 1);
    let twice = move |world: &mut World, orders: &[Order]| tell_twice(world, orders, each);
    let is_there = move |at: usize| at % each != 1 || at / each >= WITHOUT;
    let off = move |at: usize, amount: Amount| {
        let cents = if at.is_multiple_of(2 * each) {
            "0.03"
        } else {
            "-0.02"
        };
        match at.is_multiple_of(each) && (WITHOUT..WITHOUT + OFF).contains(&(at / each)) {
            true => amount + Amount::parse(cents).unwrap(),
            false => amount,
        }
    };
    stage(sales, twice, is_there, off)
}

/// The last few sales once more, under ids of their own.
fn tell_twice(world: &mut World, orders: &[Order], each: usize) {
    let settlement = world.settlements.last_mut().unwrap();
    let of_world = world.orders.clone();
    for number in 1..=TWICE {
        let mut again = settlement.entry(orders.len() - number * each, &of_world).unwrap();
        again.id.push_str("-AGAIN");
        settlement.entries.push(again);
    }
    settlement.total = settlement.balance(&of_world, settlement.end);
}

fn posted_and_again(sheet: &mut Sheet, bench: &Bench, sales: u64, how: &str) {
    let cost = run(bench, &["-q", "post-settlements"]).done();
    assert!(!bench.sage.rows("GLJournalBatches").is_empty(), "{:?}", cost.ran);
    // 4 s for 250,000.
    let what = format!("invoices, {how}: CPU of {sales} sales");
    sheet.at_most_if_told(&what, cost.millis_each(1), real(sales) * 0.016, "ms");
    let what = format!("invoices, {how}: memory at the most");
    sheet.at_most_if_told(&what, cost.peak, 64.0, "MiB");
    let next = on_average(bench, &["-q", "post-settlements"], 3);
    let what = format!("invoices, {how}: CPU of the next run");
    sheet.at_most_if_told(&what, next, 50.0, "ms");
}

/// A settlement of so many sales beside the invoices of their orders: those that are there, each for its amount.
fn stage(
    sales: u64,
    change: impl Fn(&mut World, &[Order]),
    is_there: impl Fn(usize) -> bool,
    amount: impl Fn(usize, Amount) -> Amount,
) -> Bench {
    let mut world = World::large_settlement(3, now(), sales);
    let orders: Vec<Order> = world.orders.iter().collect();
    change(&mut world, &orders);
    let bench = large_of(world, 1_000_000, false);
    let first = &orders[0];
    run(&bench, &["-q", "pull-orders", "--order", &first.id]).done();
    let store = Store::open(&bench.path("db.sqlite")).unwrap();
    let like = store.record(Kind::Order, &first.id).unwrap().unwrap();
    assert_eq!(like.state, State::Posted);
    let run = store
        .begin_run(("pull-orders", Scope::Whole), "bench@bench", bench.now)
        .unwrap();
    let wanted = orders.iter().enumerate().skip(1).filter(|(at, _)| is_there(*at));
    let wanted: Vec<(usize, &Order)> = wanted.collect();
    for some in wanted.chunks(TOGETHER) {
        // Written when they were shipped.
        let (_, last) = some[some.len() - 1];
        let now = last.shipped_at().unwrap();
        let mut change = store.begin(run, "A3SIMULATED1", "bench@bench", now).unwrap();
        for (at, order) in some {
            let own = Record {
                amount: Some(amount(*at, order.truth().invoice_total)),
                shipped: order.shipped_at(),
                ..like.clone()
            };
            live(&mut change, &order.id, &own, u64::try_from(*at).unwrap());
        }
        change.commit().unwrap();
    }
    bench
}
