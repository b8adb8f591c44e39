//! `reconcile` of a quarter of a million orders, written into the database and into the simulated Sage: nearly all of
//! them paid long ago, or all of them open. It takes minutes to write, so it runs only when it is named;
//! `ML_CONNECTOR_BENCH_ORDERS` is how many orders, when not 250,000.

use std::collections::BTreeMap;
use std::time::Instant;

use ml_connector::money::Amount;
use ml_connector::sandbox::sage300::Company;
use serde_json::{Value, json};

use crate::aged::{grow, key_of};
use crate::figures::Sheet;
use crate::harness::Bench;
use crate::stage::{many_orders, real, run};

/// What lets a run rely on an earlier one with the same words.
const SINCE_LAST: &str = "--since-last";

fn count() -> u64 {
    let asked = std::env::var("ML_CONNECTOR_BENCH_ORDERS");
    asked.ok().and_then(|text| text.parse().ok()).unwrap_or(250_000)
}

/// What became of an order in Sage.
#[derive(Clone, Copy, PartialEq)]
enum Fate {
    Open,
    /// A person cleared it.
    Cleared,
    /// It stands in A/R with another amount.
    Changed,
}

/// Without `[receivables]`: people cleared all but one in fifty; then nothing is cleared; then one in a hundred has
/// another amount; before, Sage knows of none.
pub fn quarter_million(sheet: &mut Sheet) {
    let orders = count();
    let bench = many_orders(200, 1_000_000);
    bench.amazon.recorder().keep(false);
    run(&bench, &["-q", "pull-orders"]).done();
    bench.sage.post_everything();
    let like = grow(&bench, orders);
    let before = bench.sage.company().clone();
    measure(sheet, &bench, "Sage knows none", &[]);
    let every = |rest: u64, one: Fate, others: Fate| {
        move |number: u64| if number.is_multiple_of(rest) { one } else { others }
    };
    let worlds = [
        ("2 % open", every(50, Fate::Open, Fate::Cleared)),
        ("all open", every(1, Fate::Open, Fate::Open)),
        (
            "all open, 1 % with another amount",
            every(100, Fate::Changed, Fate::Open),
        ),
    ];
    for (world, fate) in worlds {
        *bench.sage.company() = before.clone();
        fill(&mut bench.sage.company(), &like, orders, fate);
        measure(sheet, &bench, world, &[]);
        run(&bench, &["-q", "reconcile", SINCE_LAST]);
        measure(sheet, &bench, &format!("{world}, {SINCE_LAST}"), &[SINCE_LAST]);
    }
}

/// Posted documents like those that are there, each of an order of its own.
fn fill(company: &mut Company, like: &[String], orders: u64, fate: impl Fn(u64) -> Fate) {
    let documents: BTreeMap<String, Value> = company
        .rows("ARPostedDocuments")
        .iter()
        .filter_map(|row| Some((row["PONumber"].as_str()?.to_owned(), row.clone())))
        .collect();
    let of_control = |row: &&Value| row["AccountNumber"] == "1100" && row["SourceLedgerCode"] == "AR";
    let lines: Vec<Value> = company.rows("GLPostedTransactions").to_vec();
    let lines: BTreeMap<&str, &Value> = lines
        .iter()
        .filter(of_control)
        .filter_map(|row| Some((row["JournalDetailReference"].as_str()?, row)))
        .collect();
    let mut sets: BTreeMap<(String, String), Amount> = BTreeMap::new();
    let figure = |text: String| serde_json::from_str::<Value>(&text).unwrap();
    for number in 0..orders {
        let of = &like[usize::try_from(number).unwrap() % like.len()];
        let mut document = documents[of].clone();
        let mut line = lines[document["DocumentNumber"].as_str().unwrap()].clone();
        // As `aged::live` names the invoice of its record.
        let of_like = document["DocumentNumber"].as_str().unwrap().replace("IN0", "IX0");
        let name = json!(of_like.replace("IX", &format!("IX{number}")));
        document["OrderNumber"] = json!(key_of(number));
        document["PONumber"] = json!(key_of(number));
        document["DocumentNumber"] = name.clone();
        line["JournalDetailReference"] = name;
        let mut paid = line.clone();
        let is_cleared = fate(number) == Fate::Cleared;
        let change = Amount::parse(&line["JournalTransactionAmount"].to_string()).unwrap();
        *sets.entry(set_of(&line)).or_default() += if is_cleared { Amount::ZERO } else { change };
        company.add("GLPostedTransactions", line);
        let due = ["CustomerCurrencyAmountDue", "FunctionalCurrencyAmountDue"];
        match fate(number) {
            Fate::Open => {}
            Fate::Changed => due.iter().for_each(|name| document[*name] = json!(0.01)),
            Fate::Cleared => {
                due.iter().for_each(|name| document[*name] = json!(0));
                document["FullyPaid"] = json!("Yes");
                for name in ["JournalTransactionAmount", "SourceCurrencyAmount"] {
                    paid[name] = figure(format!("-{}", paid[name]));
                }
                company.add("GLPostedTransactions", paid);
            }
        }
        company.add("ARPostedDocuments", document);
    }
    // Sage's own sums of a year are those of its lines.
    for set in company.rows_mut("GLAccountFiscalSets") {
        for ((year, period), change) in &sets {
            if set["AccountNumber"] == "1100" && set["FiscalSetYear"] == *year {
                let before = Amount::parse(&set[period].to_string()).unwrap();
                set[period] = figure((before + *change).to_string());
            }
        }
    }
}

/// In which yearly set a line counts, and as what.
fn set_of(line: &Value) -> (String, String) {
    let text = |name: &str| line[name].as_str().unwrap().to_owned();
    (
        text("FiscalYear"),
        format!("Period{}NetChange", text("FiscalPeriod")),
    )
}

fn measure(sheet: &mut Sheet, bench: &Bench, world: &str, words: &[&str]) {
    bench.sage.recorder().clear();
    let begun = Instant::now();
    let cost = run(bench, &[&["-q", "reconcile"], words].concat());
    assert!(
        matches!(cost.ran.status, Some(0 | 3 | 7)),
        "{:?}",
        cost.ran.stderr
    );
    let mut paths: BTreeMap<String, u64> = BTreeMap::new();
    for request in bench.sage.requests() {
        let name = request.path.rsplit('/').next().unwrap_or_default();
        let name = name.split('(').next().unwrap_or_default();
        *paths.entry(name.to_owned()).or_default() += 1;
    }
    let what = |figure: &str| format!("reconcile, {world}: {figure}");
    sheet.at_most_if_told(&what("CPU"), cost.millis_each(1), 3_000.0, "ms");
    sheet.at_most_if_told(&what("memory at the most"), cost.peak, 64.0, "MiB");
    sheet.told(&what("requests to Sage"), real(paths.values().sum()), "");
    for (path, count) in paths {
        sheet.told(&what(&path), real(count), "");
    }
    sheet.told(&what("wall"), begun.elapsed().as_secs_f64(), "s");
    let lines = cost.ran.stdout.lines().filter(|line| line.contains("USD"));
    lines.take(3).for_each(|line| println!("    {line}"));
}
