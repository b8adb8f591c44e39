//! What `post-settlements` promises, tried by running it against both simulators.

use std::time::Duration;

use serde_json::Value;

use ml_connector::books::record::{Kind, State};
use ml_connector::money::Amount;
use ml_connector::sandbox::amazon::Settings as AmazonSettings;
use ml_connector::sandbox::sage300::{Company, Settings as SageSettings};
use ml_connector::sandbox::world::World;
use ml_connector::sandbox::{Fault, Rule};

use crate::harness::{Bench, now};

/// Every account of the simulated company that settlements need.
fn section(bench: &Bench, changed: &[(&str, &str)]) -> String {
    let start = bench.start();
    let mut text = format!(
        r#"[settlements]
start = "{start}"
bank_account = "1030"
carried_forward = "1190"
reserve = "1195"
amazon_balance = "2110"
clearing = "1180"
unmatched = "1185"
pre_cutover = "1186"
[settlements.accounts]
refunds = "4190"
seller-tax = "2210"
marketplace-tax = "2215"
fees = "6100"
fba-fees = "6110"
tax-on-fees = "6150"
advertising = "6120"
reimbursements = "4290"
liquidations = "4295"
chargebacks = "6130"
loans-and-debt = "2190"
adjustments = "6140"
sales = "4010"
"#
    );
    for (from, to) in changed {
        assert!(text.contains(from), "{from}");
        text = text.replace(from, to);
    }
    text
}

fn configure(bench: &Bench, changed: &[(&str, &str)]) {
    bench.write("config.toml", &bench.configuration(&section(bench, changed)));
}

#[test]
fn smoke() {
    let bench = Bench::small();
    configure(&bench, &[]);
    let pulled = bench.run(&["pull-orders"]);
    println!("{} {}", pulled.stdout, pulled.stderr);
    for settlement in &bench.amazon.world().settlements {
        println!(
            "{} {} {} {}..{} total {} begin {} shown {} report {} sales {}",
            settlement.scenario, settlement.group_id, settlement.settlement_id, settlement.start, settlement.end,
            settlement.total, settlement.beginning, settlement.total_shown, settlement.report, settlement.sales
        );
    }
    let ran = bench.run(&["post-settlements", "--dry-run"]);
    println!("{:?}\n{}\n{}", ran.status, ran.stdout, ran.stderr);
    let ran = bench.run(&["post-settlements"]);
    println!("{:?}\n{}\n{}", ran.status, ran.stdout, ran.stderr);
    panic!();
}
