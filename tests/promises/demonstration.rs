//! What the demonstration leaves in its simulated Sage: every account in every period is what its world says.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};

use chrono::TimeDelta;
use ml_connector::money::{Amount, Currency, Rate};
use ml_connector::sandbox::world::{Order, World};
use serde_json::Value;

use crate::harness::{now, temporary_folder};
use crate::settlements::amount;
use crate::year::trial::{self, Trial};

/// Orders that nobody can invoice, or that are not to be.
const NOT_INVOICED: [&str; 7] = [
    "an item that nobody mapped",
    "a barcode that Sage knows twice",
    "cancelled before shipping",
    "from another channel, without money",
    "one of four cancelled; the money does not say which it covers",
    "cannot be fulfilled, not from Amazon's shop",
    "not shipped yet",
];

/// The demonstration, served at a fixed moment.
struct Demo {
    child: Child,
    sage: String,
    _folder: tempfile::TempDir,
}

impl Demo {
    fn start() -> Self {
        let folder = temporary_folder();
        let mut child = Command::new(env!("CARGO_BIN_EXE_ml-connector"))
            .args(["-v", "-v", "demo", "--serve", "--seed", "7", "--dir"])
            .arg(folder.path().join("demo"))
            .env("ML_CONNECTOR_NOW", now().to_rfc3339())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut told = child.stderr.take().unwrap();
        let told = std::thread::spawn(move || {
            let mut words = String::new();
            let _ = told.read_to_string(&mut words);
            words
        });
        let lines = BufReader::new(child.stdout.take().unwrap())
            .lines()
            .map_while(Result::ok);
        let mut sage = String::new();
        let mut printed = String::new();
        for line in lines {
            if let Some(url) = line.strip_prefix("simulated Sage 300 at ") {
                url.clone_into(&mut sage);
            }
            printed.push_str(&line);
            printed.push('\n');
            if line.contains("Ctrl-C ends") {
                child.stdin.as_mut().unwrap().write_all(b"\n").unwrap();
            }
            if line.starts_with("it is evening") {
                break;
            }
        }
        let demo = Self {
            child,
            sage,
            _folder: folder,
        };
        assert!(printed.contains("it is evening"), "{printed}\n{:?}", told.join());
        // What an account holds in euros is told in dollars too, and not as if it held dollars besides.
        assert!(printed.contains("EUR in USD"), "{printed}");
        demo
    }

    /// Every row of a resource, as Sage's own Web API shows them.
    fn rows(&self, resource: &str) -> Vec<Value> {
        let (host, path) = self.sage.trim_start_matches("http://").split_once('/').unwrap();
        let mut all = Vec::new();
        loop {
            let target = format!("/{path}/v1.0/-/SAMLTD/{resource}?$skip={}", all.len());
            let mut stream = TcpStream::connect(host).unwrap();
            let request = format!(
                "GET {target} HTTP/1.1\r\nHost: {host}\r\nAuthorization: Basic V0VCQVBJOlNpbXVsYXRlZC1QYXNzMQ==\r\n\
                 Content-Type: application/json\r\nConnection: close\r\n\r\n"
            );
            stream.write_all(request.as_bytes()).unwrap();
            let mut answer = String::new();
            stream.read_to_string(&mut answer).unwrap();
            let (_, body) = answer.split_once("\r\n\r\n").unwrap();
            let body: Value = serde_json::from_str(body).unwrap_or_else(|error| panic!("{error}: {answer}"));
            let rows = body["value"].as_array().unwrap().clone();
            let count = rows.len();
            all.extend(rows);
            if count == 0 || body["@odata.nextLink"].is_null() {
                return all;
            }
        }
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What stands in A/R of one type: by order its document.
fn documents(demo: &Demo, kind: &str) -> BTreeMap<String, Value> {
    let rows = demo.rows("AR/ARPostedDocuments").into_iter();
    let rows = rows.filter(|row| row["DocumentType"] == kind);
    rows.map(|row| (row["OrderNumber"].as_str().unwrap().to_owned(), row))
        .collect()
}

/// How the tax in a price is divided over an invoice's lines is Sage's, so there it is one.
fn merged(trial: Trial) -> Trial {
    let mut merged = Trial::new();
    for ((account, period), sum) in trial {
        let account = match account.as_str() {
            "4000" | "4050" | "2210" => "sales and tax".to_owned(),
            _ => account,
        };
        *merged.entry((account, period)).or_default() += sum;
    }
    merged.retain(|_, sum| !sum.is_zero());
    merged
}

fn of_currency(rows: &[Value], currency: &str, column: &str) -> Trial {
    let rows = rows.iter().filter(|row| row["SourceCurrencyCode"] == currency);
    trial::summed(rows, column)
}

/// Orders with their days, as the world has them at the demonstration's moment.
fn shipped_orders(world: &World, country: &str) -> Vec<Order> {
    let at = now();
    let orders = world
        .orders
        .iter()
        .filter(|order| order.marketplace.country == country);
    orders.filter(|order| order.status(at) == "SHIPPED").collect()
}

#[test]
fn the_demonstration_s_ledger_is_what_its_world_says_account_by_account_and_period_by_period() {
    let demo = Demo::start();
    let world = World::small(7, now());
    let start = now().date_naive() - TimeDelta::days(30);
    let rows = demo.rows("GL/GLPostedTransactions");
    let (invoices, notes) = (documents(&demo, "Invoice"), documents(&demo, "CreditNote"));
    // What is invoiced is every order that can be.
    let right: BTreeSet<String> = ["US", "DE"]
        .into_iter()
        .flat_map(|country| shipped_orders(&world, country))
        .filter(|order| order.created.date_naive() >= start && !NOT_INVOICED.contains(&order.scenario))
        // Amazon names no collector of their tax where it has named one before: whose it is, a person says.
        .filter(|order| order.truth().seller_tax.is_zero())
        .map(|order| order.id)
        .collect();
    let invoiced: BTreeSet<String> = invoices.keys().cloned().collect();
    let missing: Vec<_> = right
        .symmetric_difference(&invoiced)
        .map(|id| world.orders.get(id).unwrap().scenario)
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
    assert_eq!(notes.len(), 1, "one order was given back");

    let dollars = trial::Expected {
        world: &of_country(&world, "US"),
        at: now(),
        invoiced: &of_place(&world, &invoiced, "US"),
        cut_over: Some(start),
        credited: &Default::default(),
        clears: true,
        costs: None,
    };
    let mut expected = dollars.trial();
    for id in notes.keys() {
        give_back(&world.orders.get(id).unwrap(), &mut expected);
    }
    expected.retain(|_, sum| !sum.is_zero());
    let mut compared = trial::assert_equal(&of_currency(&rows, "USD", "JournalTransactionAmount"), &expected);

    let euros = trial::Expected {
        world: &World::empty(7, now(), Vec::new()),
        invoiced: &BTreeSet::new(),
        ..dollars
    };
    let mut expected = euros.trial();
    let mut home = Trial::new();
    let rate = Rate::parse("1.0850").unwrap();
    for order in of_place(&world, &invoiced, "DE") {
        let order = world.orders.get(&order).unwrap();
        let period = trial::period(trial::shipped_on(&world, &order).unwrap());
        let total = order.truth().invoice_total;
        for (trial, total) in [
            (&mut expected, total),
            (&mut home, rate.multiply(total, Currency::USD).unwrap()),
        ] {
            *trial.entry(("1100".into(), period.clone())).or_default() += total;
            *trial.entry(("sales and tax".into(), period.clone())).or_default() -= total;
        }
    }
    for (expected, column) in [
        (expected, "SourceCurrencyAmount"),
        (home, "JournalTransactionAmount"),
    ] {
        compared += trial::assert_equal(&merged(of_currency(&rows, "EUR", column)), &expected);
    }
    println!("the demonstration: {compared} balances of accounts in periods compared");
    assert!(compared > 25, "{compared}");
    let sums: Amount = rows
        .iter()
        .map(|row| amount(&row["JournalTransactionAmount"]))
        .sum();
    assert_eq!(sums, Amount::ZERO);
}

fn of_country(world: &World, country: &str) -> World {
    let mut world = world.clone();
    world.settlements.retain(|one| one.marketplace.country == country);
    world
}

fn of_place(world: &World, ids: &BTreeSet<String>, country: &str) -> BTreeSet<String> {
    let is_there = |id: &&String| world.orders.get(id).unwrap().marketplace.country == country;
    ids.iter().filter(is_there).cloned().collect()
}

/// The credit note of an order that was cancelled after its invoice, on the day of the demonstration.
fn give_back(order: &Order, trial: &mut Trial) {
    let period = trial::period(trial::day(now()));
    let goods: Amount = order.lines.iter().map(|line| line.item).sum();
    let truth = order.truth();
    for (account, sum) in [
        ("1100", -truth.invoice_total),
        ("4000", goods),
        ("4050", truth.invoice_total - goods - truth.seller_tax),
        ("2210", truth.seller_tax),
    ] {
        *trial.entry((account.to_owned(), period.clone())).or_default() += sum;
    }
}
