//! The trial balance of every fiscal period: as the world says it must be, and as Sage has it.
//!
//! None of the program's own code has a part in it: Sage's side is built from its posted lines, the world's from
//! orders and settlements.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Utc};
use chrono_tz::America::New_York;
use ml_connector::money::{Amount, Quantity};
use ml_connector::sandbox::world::catalogue::by_sku;
use ml_connector::sandbox::world::{Entry, Order, Settlement, World};
use serde_json::Value;

use super::books::{Credited, account_of, on_clearing};
use crate::harness::Bench;
use crate::settlements::amount;

/// By account and fiscal period, such as `2026-03`: debit positive, nothing left out but zero.
pub type Trial = BTreeMap<(String, String), Amount>;

/// A company's day.
pub fn day(at: DateTime<Utc>) -> NaiveDate {
    at.with_timezone(&New_York).date_naive()
}

/// The fiscal period of a day; the simulated company's periods are months.
pub fn period(day: NaiveDate) -> String {
    format!("{}-{:02}", day.year(), day.month())
}

/// What is posted in Sage, in the company's currency.
pub fn in_sage(bench: &Bench) -> Trial {
    posted(bench, "JournalTransactionAmount")
}

/// What is posted in Sage, in the documents' own currency.
pub fn in_source_currency(bench: &Bench) -> Trial {
    posted(bench, "SourceCurrencyAmount")
}

/// What is posted in Sage of documents in one currency.
pub fn posted_in(bench: &Bench, column: &str, currency: &str) -> Trial {
    summed(
        bench
            .sage
            .rows("GLPostedTransactions")
            .iter()
            .filter(|row| row["SourceCurrencyCode"] == currency),
        column,
    )
}

fn posted(bench: &Bench, column: &str) -> Trial {
    summed(bench.sage.rows("GLPostedTransactions").iter(), column)
}

/// Posted lines by account and fiscal period.
pub fn summed<'a>(rows: impl Iterator<Item = &'a Value>, column: &str) -> Trial {
    let mut trial = Trial::new();
    for row in rows {
        let key = (row["AccountNumber"].as_str().unwrap().to_owned(), period_of(row));
        *trial.entry(key).or_default() += amount(&row[column]);
    }
    trial.retain(|_, sum| !sum.is_zero());
    trial
}

/// The fiscal period of a posted line.
pub fn period_of(row: &Value) -> String {
    let text = |name: &str| row[name].as_str().unwrap().to_owned();
    let number: u32 = text("FiscalPeriod").parse().unwrap();
    format!("{}-{number:02}", text("FiscalYear"))
}

/// When an order counts as shipped: the seller's own package, Amazon's posting of the sale.
pub fn shipped_on(world: &World, order: &Order) -> Option<NaiveDate> {
    let shipped = order.shipped_at()?;
    if order.fulfilled_by != "AMAZON" {
        return Some(day(shipped));
    }
    let sold = world.settlements.iter().flat_map(|one| &one.entries);
    let sold = sold.filter(|entry| entry.kind == "Shipment" && entry.order_id.as_ref() == Some(&order.id));
    let posted = sold.map(|entry| {
        entry
            .deferred
            .as_ref()
            .map_or(entry.posted, |deferred| deferred.posted)
    });
    Some(day(posted.max().unwrap_or(shipped)))
}

/// What the world says of one company.
pub struct Expected<'a> {
    pub world: &'a World,
    /// The moment of the comparison.
    pub at: DateTime<Utc>,
    /// Orders of which Sage has the invoice.
    pub invoiced: &'a BTreeSet<String>,
    /// The cut-over, a day in UTC: what was ordered earlier has its invoice elsewhere.
    pub cut_over: Option<NaiveDate>,
    /// What people gave back by a note that they made in Sage.
    pub credited: &'a Credited,
    /// Whether settlements clear the receivables.
    pub clears: bool,
    /// Whether day end costs what was shipped, and what one unit of an item costs.
    pub costs: Option<&'a BTreeMap<String, Amount>>,
}

impl Expected<'_> {
    /// Every account in every period.
    pub fn trial(&self) -> Trial {
        let mut trial = Trial::new();
        let mut posted = BTreeMap::new();
        for order in self
            .world
            .orders
            .iter()
            .filter(|order| self.invoiced.contains(&order.id))
        {
            let on = shipped_on(self.world, &order).unwrap();
            self.invoice(&order, &period(on), &mut trial);
            posted.insert(order.id.clone(), period(on));
        }
        for (period, total) in self.credited.values() {
            *trial.entry(("1100".into(), period.clone())).or_default() -= *total;
            *trial.entry(("4050".into(), period.clone())).or_default() += *total;
        }
        let due = |one: &&Settlement| one.end < self.at - TimeDelta::hours(48);
        for one in self.world.settlements.iter().filter(due) {
            self.settlement(one, &posted, &mut trial);
        }
        trial.retain(|_, sum| !sum.is_zero());
        trial
    }

    /// Whether an order was placed before the cut-over.
    fn is_earlier(&self, order: &str) -> bool {
        let placed = self
            .world
            .orders
            .get(order)
            .map(|order| order.created.date_naive());
        self.cut_over
            .zip(placed)
            .is_some_and(|(start, placed)| placed < start)
    }

    fn invoice(&self, order: &Order, period: &str, trial: &mut Trial) {
        let mut put = |account: &str, sum: Amount| {
            *trial.entry((account.to_owned(), period.to_owned())).or_default() += sum;
        };
        let goods: Amount = order.lines.iter().map(|line| line.item).sum();
        let truth = order.truth();
        put("1100", truth.invoice_total);
        put("4000", -goods);
        put("4050", goods + truth.seller_tax - truth.invoice_total);
        put("2210", -truth.seller_tax);
        let Some(costs) = self.costs else { return };
        for line in &order.lines {
            for (item, units) in by_sku(&line.sku).sage_items() {
                let units = Quantity::whole(units * line.ships);
                let cost = costs[item].times_quantity(units).unwrap();
                put("5000", cost);
                put("1300", -cost);
            }
        }
    }

    fn settlement(&self, one: &Settlement, invoices: &BTreeMap<String, String>, trial: &mut Trial) {
        let mut parts: BTreeMap<String, BTreeMap<String, Amount>> = BTreeMap::new();
        let mut put = |period: String, account: &str, sum: Amount| {
            *parts
                .entry(period)
                .or_default()
                .entry(account.to_owned())
                .or_default() += sum;
        };
        let total: Amount = one.beginning + one.entries.iter().map(Entry::amount).sum::<Amount>();
        if !one.beginning.is_zero() {
            // What a settlement begins with is owed to Amazon, or else what the one before it kept in reserve.
            let account = if one.beginning.is_negative() {
                "2110"
            } else {
                "1195"
            };
            put(period(day(one.start)), account, -one.beginning);
        }
        for entry in &one.entries {
            let in_period = period(day(entry.posted));
            for part in entry.all_parts() {
                let account = match (account_of(entry, part, self.credited), &entry.order_id) {
                    ("1180", Some(order)) if self.is_earlier(order) => "1186",
                    (account, _) => account,
                };
                put(in_period.clone(), account, -part.amount);
            }
        }
        let last = parts
            .keys()
            .next_back()
            .cloned()
            .unwrap_or_else(|| period(day(one.end)));
        for (period, sums) in parts {
            let rest: Amount = sums.values().copied().sum();
            for (account, sum) in sums {
                *trial.entry((account, period.clone())).or_default() += sum;
            }
            if period != last {
                *trial.entry(("1190".into(), period)).or_default() -= rest;
                *trial.entry(("1190".into(), last.clone())).or_default() += rest;
            }
        }
        let deposit = if total > Amount::ZERO { "1030" } else { "2110" };
        *trial.entry((deposit.into(), last)).or_default() += total;
        if !self.clears {
            return;
        }
        let cleared = on_clearing(one, self.credited).into_iter();
        for ((order, settled), sum) in cleared.filter(|((order, _), _)| !self.is_earlier(order)) {
            let note = self.credited.get(&order).filter(|_| sum.is_negative());
            let document = note.map(|(period, _)| period).or_else(|| invoices.get(&order));
            let Some(document) = document else {
                continue;
            };
            let cleared = document.clone().max(settled);
            *trial.entry(("1180".into(), cleared.clone())).or_default() += sum;
            *trial.entry(("1100".into(), cleared)).or_default() -= sum;
        }
    }
}

/// Every account in every period; says how many were compared.
#[track_caller]
pub fn assert_same(bench: &Bench, expected: &Trial) -> usize {
    assert_equal(&in_sage(bench), expected)
}

/// The same of any two.
#[track_caller]
pub fn assert_equal(found: &Trial, expected: &Trial) -> usize {
    let keys: BTreeSet<_> = found.keys().chain(expected.keys()).cloned().collect();
    let of = |trial: &Trial, key: &(String, String)| trial.get(key).copied().unwrap_or_default();
    let differing: Vec<String> = keys
        .iter()
        .filter(|key| of(found, key) != of(expected, key))
        .map(|key| {
            format!(
                "{} in {}: Sage has {}, the world {}",
                key.0,
                key.1,
                of(found, key),
                of(expected, key)
            )
        })
        .collect();
    assert!(differing.is_empty(), "{differing:#?}");
    keys.len()
}

/// No clearing stands before its invoice, and the control account is below zero at the end of no day and no period.
#[track_caller]
pub fn assert_cut_off(bench: &Bench) {
    let invoiced: BTreeMap<String, String> = bench
        .sage
        .rows("ARPostedDocuments")
        .iter()
        .map(|row| {
            let text = |name: &str| row[name].as_str().unwrap().to_owned();
            (text("DocumentNumber"), text("PostingDate"))
        })
        .collect();
    for batch in bench.sage.rows("ARReceiptAndAdjustmentBatches") {
        for entry in batch["ReceiptsAdjustments"].as_array().into_iter().flatten() {
            let day = entry["PostingDate"].as_str().unwrap();
            for line in entry["AppliedReceiptsAdjustments"]
                .as_array()
                .into_iter()
                .flatten()
            {
                let document = line["DocumentNumber"].as_str().unwrap();
                let posted = &invoiced[document];
                assert!(
                    day >= posted.as_str(),
                    "{document} of {posted} is cleared on {day}"
                );
            }
        }
    }
    // In each document's own currency: what exchange leaves on a document that is paid is no receivable.
    let mut ends: BTreeMap<(String, bool, String), Amount> = BTreeMap::new();
    let rows = bench.sage.rows("GLPostedTransactions");
    for row in rows.iter().filter(|row| row["AccountNumber"] == "1100") {
        let change = amount(&row["SourceCurrencyAmount"]);
        let text = |name: &str| row[name].as_str().unwrap().to_owned();
        let currency = text("SourceCurrencyCode");
        for (of_day, end) in [(true, text("JournalDate")), (false, period_of(row))] {
            *ends.entry((currency.clone(), of_day, end)).or_default() += change;
        }
    }
    let mut balances: BTreeMap<(String, bool), Amount> = BTreeMap::new();
    for ((currency, of_day, end), change) in ends {
        let balance = balances.entry((currency, of_day)).or_default();
        *balance += change;
        assert!(
            !balance.is_negative(),
            "the control account is {balance} at the end of {end}"
        );
    }
}

/// What one unit of each item costs in Sage.
pub fn costs(bench: &Bench) -> BTreeMap<String, Amount> {
    let rows = bench.sage.rows("ICLocationDetails").into_iter();
    rows.map(|row| {
        (
            row["ItemNumber"].as_str().unwrap().to_owned(),
            amount(&row["AverageCost"]),
        )
    })
    .collect()
}
