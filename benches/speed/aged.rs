//! A database of a million orders: what must not grow with the years. It takes a quarter of an hour to write, so it runs
//! only when it is named; `ML_CONNECTOR_BENCH_ORDERS` is how many orders, when not a million.

use chrono::TimeDelta;
use ml_connector::books::record::{Kind, State};
use ml_connector::money::{Amount, Currency};
use ml_connector::store::{Change, NewRecord, Record, Scope, Step, Store, hash_of};

use crate::age;
use crate::figures::Sheet;
use crate::harness::Bench;
use crate::stage::{count_or, database_bytes, many_orders, on_average, real, run};

/// Before the others were pulled, the written ones begin.
const YEAR: TimeDelta = TimeDelta::days(365);

/// Seconds between two orders: a million in a year.
const APART: i64 = 31;

/// Orders of one commit.
const TOGETHER: u64 = 1_000;

/// Runs with nothing to do and an auditor's questions on such a database.
pub fn million(sheet: &mut Sheet) {
    let orders = count_or(1_000_000);
    let bench = many_orders(200, 1_000_000);
    bench.amazon.recorder().keep(false);
    bench.sage.recorder().keep(false);
    run(&bench, &["-q", "pull-orders"]).done();
    grow(&bench, orders);
    sheet.told("orders in the database", real(orders), "");
    sheet.at_most(
        "database an order",
        real(database_bytes(&bench)) / real(orders),
        2_000.0,
        "bytes",
    );
    age::nothing_to_do(sheet, &bench);
    // From the middle of those that were written, and after all of them.
    let half = TimeDelta::seconds(i64::try_from(orders / 2).unwrap() * APART);
    let (since, never) = (bench.now - YEAR + half, bench.now + TimeDelta::days(30));
    let (since, never) = (since.to_rfc3339(), never.to_rfc3339());
    for words in [
        &["audit", "list", "--since", &since][..],
        &["audit", "list", "--since", &never],
        &["audit", "list", "--until", &since],
        &["audit", "list", "--until", &since, "--kind", "order"],
        &["audit", "list", "--run", "1"],
        &["audit", "list", "--reason", "decided"],
    ] {
        let what = format!("CPU of `{}`", words[..3].join(" "));
        sheet.at_most_if_told(&what, on_average(&bench, words, 5), 20.0, "ms");
    }
    age::questions(sheet, &bench);
}

/// Further orders like those that were pulled: each read, planned, sent and posted, by the store's own steps. Tells the
/// orders that they are like, one after the other and round again.
pub fn grow(bench: &Bench, orders: u64) -> Vec<String> {
    let store = Store::open(&bench.path("db.sqlite")).unwrap();
    let like = store.records_in(Kind::Order, &[State::Posted], 0, 200).unwrap();
    let like: Vec<Record> = like.into_iter().filter(|one| one.document.is_some()).collect();
    let run = store
        .begin_run(("pull-orders", Scope::Whole), "bench@bench", bench.now)
        .unwrap();
    for begun in (0..orders).step_by(usize::try_from(TOGETHER).unwrap()) {
        // A year of orders, a thousand at a time.
        let now = bench.now - YEAR + TimeDelta::seconds(i64::try_from(begun).unwrap() * APART);
        let mut change = store.begin(run, "A3SIMULATED1", "bench@bench", now).unwrap();
        for number in begun..orders.min(begun + TOGETHER) {
            let of = &like[usize::try_from(number).unwrap() % like.len()];
            let key = key_of(number);
            live(&mut change, &key, of, number);
        }
        change.commit().unwrap();
    }
    like.into_iter().map(|one| one.key).collect()
}

/// The Amazon order id of the order of a number.
pub fn key_of(number: u64) -> String {
    format!("222-{:07}-{:07}", number / 10_000_000, number % 10_000_000)
}

/// An order with another one's texts, as if the program had read, planned, sent and posted it.
pub fn live(change: &mut Change<'_>, key: &str, like: &Record, number: u64) {
    let renamed = |text: &Option<String>| text.as_ref().unwrap().replace(&like.key, key);
    let (content, document) = (&renamed(&like.content), &renamed(&like.document));
    let sage = renamed(&like.sage).replace("IN0", "IX0").replace("SH0", "SX0");
    let sage = &sage
        .replace("\"IX", &format!("\"IX{number}"))
        .replace("\"SX", &format!("\"SX{number}"));
    let (amount, currency): (Option<Amount>, Option<Currency>) = (like.amount, like.currency);
    let staged = NewRecord {
        kind: Kind::Order,
        key,
        parent: None,
        marketplace: like.marketplace.as_deref(),
        version: like.version,
        content: Some(content),
        amount,
        currency,
    };
    change.stage(&staged).unwrap();
    let hash = hash_of(document.as_bytes());
    let planned = Step {
        document: Some((document, &hash)),
        customer: like.customer.as_deref(),
        amount: amount.zip(currency),
        shipped: like.shipped,
        request_sha256: Some(&hash),
        ..Step::to(State::Ready, "planned")
    };
    let record = change.record(Kind::Order, key).unwrap().unwrap();
    change.step(&record, &planned).unwrap();
    let record = change.record(Kind::Order, key).unwrap().unwrap();
    let record = change.send(record).unwrap();
    let numbers: serde_json::Value = serde_json::from_str(sage).unwrap();
    let name = format!(
        "order {key} invoice {}",
        numbers["invoiceNumber"].as_str().unwrap()
    );
    let posted = Step {
        sage: Some(sage),
        sage_name: Some(&name),
        request_sha256: Some(&hash),
        ..Step::to(State::Posted, "posted")
    };
    change.step(&record, &posted).unwrap();
}
