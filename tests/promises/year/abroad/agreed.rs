//! Every account of every period, in each currency and in the company's; and what `reconcile` says of them.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{NaiveDate, TimeDelta};
use ml_connector::money::Amount;

use super::Market;
use super::share::{Share, with_invoices_as_one, with_sales_as_one};
use crate::harness::Bench;
use crate::month_end::closing;
use crate::reconcile::{assert_proves, reconciled};
use crate::year::trial::{self, Trial};

/// Every account in every period, in each currency and in the company's; says how many were compared.
pub fn assert_books(bench: &Bench, markets: &[Market], realised: bool) -> usize {
    trial::assert_cut_off(bench);
    let (mut compared, mut home, mut rests) = (0, Trial::new(), BTreeMap::new());
    for market in markets {
        let share = Share::of(bench, market);
        assert!(share.invoiced.len() > 40, "{}", share.invoiced.len());
        let found = trial::posted_in(bench, "SourceCurrencyAmount", share.currency());
        let expected = with_sales_as_one(share.in_its_currency());
        compared += trial::assert_equal(&with_sales_as_one(found), &expected);
        let (trial, left) = share.in_dollars(realised);
        for (key, sum) in trial {
            *home.entry(key).or_default() += sum;
        }
        rests.extend(left);
    }
    for (key, sum) in costs(bench, markets) {
        *home.entry(key).or_default() += sum;
    }
    home.retain(|_, sum| !sum.is_zero());
    let found = with_invoices_as_one(trial::in_sage(bench));
    compared += trial::assert_equal(&found, &home);
    assert_rests(bench, &rests);
    compared
}

/// The cost of what was shipped, in the company's own currency.
fn costs(bench: &Bench, markets: &[Market]) -> Trial {
    let costs = trial::costs(bench);
    let mut all = Trial::new();
    for market in markets {
        let share = Share::of(bench, market);
        let expected = trial::Expected {
            costs: Some(&costs),
            ..share.expected()
        };
        for ((account, period), sum) in expected.trial() {
            if ["5000", "1300"].contains(&account.as_str()) {
                *all.entry((account, period)).or_default() += sum;
            }
        }
    }
    all
}

/// `reconcile` names what is left of each order, and says what the bookkeeper does about it.
fn assert_rests(bench: &Bench, rests: &BTreeMap<String, Amount>) {
    let (ran, document) = reconciled(bench, &["--show", "500"]);
    assert_proves(&document);
    ran.expect(0);
    let lines = document["lines"].as_array().unwrap();
    let line = lines
        .iter()
        .find(|line| line["line"] == "exchange_rests")
        .unwrap();
    let named: BTreeMap<String, Amount> = line["orders"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| {
            let rest = Amount::parse(item["sage"].as_str().unwrap()).unwrap();
            (item["key"].as_str().unwrap().to_owned(), rest)
        })
        .collect();
    assert_eq!(&named, rests);
    let says = line["notes"]
        .to_string()
        .contains("post an adjustment of it in A/R");
    assert_eq!(says, !rests.is_empty(), "{line:#}");
}

/// Of each past period's end `reconcile` says what the trial balance says.
pub fn assert_as_of(bench: &Bench) {
    let all = trial::in_sage(bench);
    let periods: BTreeSet<String> = all.keys().map(|(_, period)| period.clone()).collect();
    let now = bench.sage.clock().now();
    for period in periods {
        let first: NaiveDate = format!("{period}-01").parse().unwrap();
        let last = first + chrono::Months::new(1) - TimeDelta::days(1);
        let last = last.min(trial::day(now)).to_string();
        let (_, document) = reconciled(bench, &["--as-of", &last]);
        assert_proves(&document);
        let found = closing(&document);
        assert!(found.len() > 10, "{found:?}");
        for (account, sum) in found {
            let until = all.iter().filter(|((of, at), _)| *of == account && *at <= period);
            let right: Amount = until.map(|(_, sum)| *sum).sum();
            assert_eq!(sum, right, "{account} as of {last}");
        }
    }
}
