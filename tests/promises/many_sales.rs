//! Settlements of many sales, of which some differ from their invoices, are told twice or were never read: what is said
//! of them, and what stands in Sage, is the same to the byte however fast they are read. What was said before stands in
//! `many_sales.txt`.

use std::fmt::Write;
use std::io::Read;

use flate2::read::GzDecoder;
use ml_connector::money::Amount;
use ml_connector::sandbox::amazon::{Settings as AmazonSettings, Throttle};
use ml_connector::sandbox::sage300::{Company, Settings as SageSettings};
use ml_connector::sandbox::world::World;
use ml_connector::store::hash_of;

use crate::harness::{Bench, now};
use crate::settlements::{batches, configure, lines, on};

const SALES: usize = 300;

const DAY: std::time::Duration = std::time::Duration::from_secs(86_400);

const ONLY: (&str, &str) = ("bank_account", "mode = \"settlement-only\"\nbank_account");

const REPORT: (&str, &str) = ("bank_account", "source = \"report\"\nbank_account");

const CEILING: (&str, &str) = (
    "bank_account",
    "order_variance = \"6990\"\norder_variance_ceiling = \"0.02\"\nbank_account",
);

/// Every 25th sale is told again for a few cents, every 40th again as a whole, and one is of no order.
fn uneven(changed: &[(&str, &str)], has_report: bool) -> Bench {
    let mut world = World::large_settlement(3, now(), SALES as u64);
    let orders = world.orders.clone();
    let settlement = &mut world.settlements[0];
    let mut further = Vec::new();
    for at in (0..SALES).filter(|at| at % 25 == 3 || at % 40 == 7) {
        let mut again = settlement.entry(at, &orders).unwrap();
        again.id.push_str("-AGAIN");
        if at % 25 == 3 {
            again.items.truncate(1);
            again.items[0].parts.truncate(1);
            again.items[0].parts[0].amount =
                Amount::parse(if at.is_multiple_of(2) { "0.02" } else { "-0.03" }).unwrap();
        }
        further.push(again);
    }
    further[0].order_id = None;
    settlement.entries.extend(further);
    settlement.report = has_report;
    settlement.total = settlement.balance(&orders, settlement.end);
    let settings = AmazonSettings {
        throttle: Throttle::Off,
        ..AmazonSettings::unthrottled()
    };
    let bench = Bench::new(world, Company::demo(), settings, SageSettings::default());
    configure(&bench, changed);
    bench
}

/// What stands in Sage, and what this database says of it.
fn told(bench: &Bench) -> String {
    let mut text = String::new();
    for batch in batches(bench) {
        writeln!(text, "{}", batch["Description"]).unwrap();
        for line in lines(&batch) {
            let cells =
                ["AccountNumber", "Amount", "Description", "Reference"].map(|name| line[name].to_string());
            writeln!(text, "  {}", cells.join(" ")).unwrap();
        }
    }
    let store = bench.store();
    let key = bench.amazon.world().settlements[0].group_id.clone();
    for row in store.audit_of("settlement", &key).unwrap() {
        writeln!(text, "{} {} {} {}", row.event, row.amount, row.reason, row.sage).unwrap();
    }
    let mut shares = String::new();
    store
        .each_settled_by(&key, |one| {
            writeln!(
                shares,
                "{} {:?} {:?} {}",
                one.order, one.journal, one.role, one.amount
            )
            .unwrap();
            true
        })
        .unwrap();
    writeln!(
        text,
        "{} shares {}",
        shares.lines().count(),
        hash_of(shares.as_bytes())
    )
    .unwrap();
    store
        .each_piece(&key, |piece| {
            for packed in [piece.lines, piece.shares] {
                let mut lines = Vec::new();
                GzDecoder::new(packed.unwrap().as_slice())
                    .read_to_end(&mut lines)
                    .unwrap();
                writeln!(text, "{} lines {}", piece.count, hash_of(&lines)).unwrap();
            }
            true
        })
        .unwrap();
    for one in store.open_exceptions().unwrap() {
        writeln!(text, "{} {} {}", one.kind, one.key, one.figures).unwrap();
    }
    text
}

/// A word, the status of each run, and what is told after the first and the last.
fn story(name: &str, changed: &[(&str, &str)], has_report: bool) -> String {
    let bench = uneven(changed, has_report);
    let mut text = format!("== {name}\n");
    if changed.first() != Some(&ONLY) {
        bench.run(&["-q", "pull-orders"]).expect(0);
    }
    for days in [0, 0, 40, 1] {
        bench.advance(days * DAY);
        let ran = bench.run(&["-q", "post-settlements"]);
        writeln!(text, "after {days} days: {:?}", ran.status).unwrap();
    }
    let total = bench.amazon.world().settlements[0].total;
    assert_eq!(on(&bench, "1030"), total, "{name}");
    bench.run(&["-q", "audit", "verify"]).expect(0);
    text + &told(&bench)
}

#[test]
fn what_is_said_of_many_sales_is_what_was_said_before() {
    let stories = [
        story("without invoices", &[ONLY], true),
        story("invoices, by the transactions", &[], true),
        story("invoices, by the transactions, without a report", &[], false),
        story("invoices, by the report", &[REPORT], true),
        story("invoices, by the report, a ceiling", &[REPORT, CEILING], true),
    ];
    let said = stories.concat();
    let before = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/promises/many_sales.txt");
    let before = std::fs::read_to_string(before).unwrap().replace("\r\n", "\n");
    for (number, (said, before)) in said.lines().zip(before.lines()).enumerate() {
        assert_eq!(said, before, "line {}", number + 1);
    }
    assert_eq!(said.lines().count(), before.lines().count(), "{said}");
}
