//! `reconcile` reads whole tables where that is fewer requests than asking for each order: both ways find the same, and
//! every order that a person tampered with.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Value, json};

use ml_connector::money::Amount;
use ml_connector::sandbox::amazon::Settings as AmazonSettings;
use ml_connector::sandbox::sage300::{Company, Settings as SageSettings};
use ml_connector::sandbox::world::World;
use ml_connector::sandbox::{Fault, Request, Response, Rule};

use crate::harness::{Bench, now};
use crate::reconcile::{money, reconciled};
use crate::settlements::amount;

/// Enough orders that asking for each is more requests than reading the table.
const ORDERS: u64 = 260;

/// What becomes of an order in Sage, one after the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    Open,
    Paid,
    PaidInPart,
    PaidTwice,
    Changed,
    Deleted,
    BeforeDayEnd,
    MovedToALaterDay,
    OfAnotherCustomer,
    InAnotherCurrency,
}

const FATES: [Fate; 14] = [
    Fate::Paid,
    Fate::Paid,
    Fate::Open,
    Fate::PaidInPart,
    Fate::Paid,
    Fate::PaidTwice,
    Fate::Changed,
    Fate::Paid,
    Fate::Deleted,
    Fate::BeforeDayEnd,
    Fate::MovedToALaterDay,
    Fate::Paid,
    Fate::OfAnotherCustomer,
    Fate::InAnotherCurrency,
];

fn figure(sum: Amount) -> Value {
    serde_json::from_str(&sum.to_string()).unwrap()
}

/// Orders in A/R, to each of which something happened that this program did not do; tells the fate of each order.
pub fn tampered(step: usize) -> (Bench, BTreeMap<String, (Fate, Amount)>) {
    let world = World::large(3, now(), ORDERS);
    let settings = AmazonSettings::unthrottled();
    let bench = Bench::new(world, Company::demo(), settings, SageSettings::default());
    bench.run(&["-q", "pull-orders"]);
    bench.sage.run_day_end();
    bench.sage.post_invoice_batches();
    let mut fates = BTreeMap::new();
    let mut company = bench.sage.company();
    let mut gone = Vec::new();
    let documents = company.rows_mut("ARPostedDocuments");
    for (at, row) in documents.iter_mut().enumerate() {
        let fate = FATES[(at * step) % FATES.len()];
        let total = amount(&row["CustomerCurrencyInvoiceAmount"]);
        let order = row["PONumber"].as_str().unwrap().to_owned();
        let cent = Amount::parse("0.01").unwrap();
        let due = match fate {
            Fate::Paid | Fate::OfAnotherCustomer => Amount::ZERO,
            Fate::PaidInPart => cent,
            Fate::PaidTwice => -total,
            Fate::Changed => total + cent,
            _ => total,
        };
        row["CustomerCurrencyAmountDue"] = figure(due);
        match fate {
            Fate::Deleted => gone.push((row["OrderNumber"].clone(), true)),
            Fate::BeforeDayEnd => gone.push((row["OrderNumber"].clone(), false)),
            Fate::MovedToALaterDay => row["PostingDate"] = json!("2026-06-01T00:00:00Z"),
            Fate::OfAnotherCustomer => row["CustomerNumber"] = json!("SOMEBODY"),
            Fate::InAnotherCurrency => row["CurrencyCode"] = json!("EUR"),
            _ => {}
        }
        fates.insert(order, (fate, total));
    }
    let is_gone = |row: &Value| gone.iter().any(|(number, _)| *number == row["OrderNumber"]);
    documents.retain(|row| !is_gone(row));
    let by_hand = json!({ "CustomerNumber": documents[0]["CustomerNumber"], "DocumentNumber": "BYHAND1",
        "OrderNumber": "", "PONumber": "", "DocumentType": "Invoice", "DocumentDate": "2026-03-01T00:00:00Z",
        "PostingDate": "2026-03-01T00:00:00Z", "CurrencyCode": "USD", "CustomerCurrencyInvoiceAmount": 5,
        "CustomerCurrencyAmountDue": 5, "FunctionalCurrencyAmountDue": 5 });
    documents.push(by_hand);
    let is_nowhere = |row: &Value| {
        gone.iter()
            .any(|(number, nowhere)| *nowhere && *number == row["OrderNumber"])
    };
    company.rows_mut("OEInvoices").retain(|row| !is_nowhere(row));
    drop(company);
    (bench, fates)
}

/// From now on Sage does not say how many rows a table has.
fn without_counts(bench: &Bench) {
    let silent = |_: &Request, usual: Response| {
        let Ok(mut body) = serde_json::from_slice::<Value>(&usual.body) else {
            return usual;
        };
        let counted = body.as_object_mut().and_then(|body| body.remove("@odata.count"));
        match counted {
            Some(_) => Response::json(200, &body),
            None => usual,
        }
    };
    bench
        .sage
        .faults()
        .add(Rule::always(Fault::Changed(Arc::new(silent))));
}

fn asked_by_name(bench: &Bench, from: usize) -> usize {
    let by_name = |text: &str| text.contains("OrderNumber eq") || text.contains("PONumber eq");
    let all = bench.sage.requests();
    all[from..]
        .iter()
        .filter(|one| one.path.ends_with("/ARPostedDocuments"))
        .filter(|one| {
            one.query
                .iter()
                .any(|(name, value)| name == "$filter" && by_name(value))
        })
        .count()
}

#[test]
fn both_ways_find_the_same_and_every_tampered_order() {
    for (step, day) in [(1, None), (3, None), (5, Some("2026-03-10"))] {
        let (bench, fates) = tampered(step);
        assert!(fates.len() > 200, "{}", fates.len());
        let words: Vec<&str> = day.iter().flat_map(|day| ["--as-of", day]).collect();
        let before = bench.sage.requests().len();
        let (_, whole) = reconciled(&bench, &words);
        let rest_by_name = asked_by_name(&bench, before);
        without_counts(&bench);
        let before = bench.sage.requests().len();
        let (_, named) = reconciled(&bench, &words);
        let by_name = asked_by_name(&bench, before);
        // What a whole table did not show is asked for once more, and nothing else.
        assert!(
            (by_name > 10 && rest_by_name * 2 < by_name) || day.is_some(),
            "{rest_by_name} against {by_name}"
        );
        assert_eq!(whole["lines"], named["lines"]);
        if day.is_none() {
            each_is_told(&whole, &fates);
        }
    }
}

/// The difference of each order is what happened to it.
fn each_is_told(document: &Value, fates: &BTreeMap<String, (Fate, Amount)>) {
    let mut by: BTreeMap<&str, Amount> = BTreeMap::new();
    let lines = document["lines"].as_array().unwrap();
    for line in lines.iter().filter(|line| line["line"] == "receivables") {
        for item in line["orders"].as_array().unwrap() {
            let sum = by.entry(item["key"].as_str().unwrap()).or_default();
            *sum += money(&item["difference"]);
        }
    }
    assert_eq!(by.get("BYHAND1").copied(), Some(Amount::parse("5").unwrap()));
    let cent = Amount::parse("0.01").unwrap();
    for (order, (fate, total)) in fates {
        let expected = match fate {
            // What people paid, this program does not know of.
            Fate::Paid | Fate::Deleted | Fate::OfAnotherCustomer | Fate::MovedToALaterDay => -*total,
            Fate::PaidInPart => cent - *total,
            Fate::PaidTwice => -*total - *total,
            Fate::Changed => cent,
            Fate::Open | Fate::BeforeDayEnd | Fate::InAnotherCurrency => Amount::ZERO,
        };
        assert_eq!(
            by.get(order.as_str()).copied().unwrap_or_default(),
            expected,
            "{order}: {fate:?}"
        );
    }
}
