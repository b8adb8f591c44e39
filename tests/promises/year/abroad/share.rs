//! What the world says of one currency: in its own amounts, and in the company's.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use ml_connector::money::{Amount, Currency, Rate};
use ml_connector::sandbox::world::{Order, Settlement, World};
use serde_json::Value;

use super::{Market, marketplace};
use crate::harness::Bench;
use crate::settlements::amount;
use crate::year::books;
use crate::year::trial::{self, Trial};

/// What Sage's table says of a currency on a day.
fn rate(bench: &Bench, currency: &str, day: NaiveDate) -> Rate {
    let table = bench.sage.rows("CSCurrencyRates");
    let rows = table[0]["CurrencyRateDetail"].as_array().unwrap();
    let row = rows.iter().find(|row| {
        row["FromCurrency"] == currency && row["RateDate"].as_str().unwrap().starts_with(&day.to_string())
    });
    Rate::parse(&row.unwrap_or_else(|| panic!("no rate of {currency} on {day}"))["Rate"].to_string()).unwrap()
}

fn dollars(rate: Rate, sum: Amount) -> Amount {
    rate.multiply(sum, Currency::USD).unwrap()
}

/// The tax in each posted invoice, by order; as many parts of a hundred as the country's law says, to the cent a line.
fn taxes(bench: &Bench, world: &World, market: &Market) -> BTreeMap<String, Amount> {
    let mut found = BTreeMap::new();
    for row in bench.sage.rows("ARPostedDocuments") {
        if row["CustomerNumber"] != market.1 || row["DocumentType"] != "Invoice" {
            continue;
        }
        let order = world.orders.get(row["OrderNumber"].as_str().unwrap()).unwrap();
        let minor = |sum: Amount| sum.minor(Currency::USD).unwrap();
        let tax = amount(&row["CustomerCurrencyTaxAmount"]);
        let (total, tax_minor) = (minor(order.truth().invoice_total), minor(tax));
        let percent = i128::from(market.4);
        // An item, its shipping, its wrap, its promotion, and kits of two items: each is rounded by itself.
        let most = i128::try_from(order.lines.len()).unwrap() * 6 * (100 + percent);
        assert!(
            (tax_minor * (100 + percent) - total * percent).abs() <= most,
            "{}: {tax} of tax in {total}",
            order.id
        );
        found.insert(order.id, tax);
    }
    found
}

/// What invoices credit for goods and charges is one account here: how tax is divided over lines is Sage's.
pub fn with_sales_as_one(trial: Trial) -> Trial {
    merged(trial, &["4000", "4050"], "sales")
}

/// In the company's currency the last line of an invoice takes what rounding leaves: which is that is Sage's.
pub fn with_invoices_as_one(trial: Trial) -> Trial {
    merged(trial, &["4000", "4050", "2210"], "sales and tax")
}

fn merged(trial: Trial, accounts: &[&str], name: &str) -> Trial {
    let mut merged = Trial::new();
    for ((account, period), sum) in trial {
        let account = if accounts.contains(&account.as_str()) {
            name.to_owned()
        } else {
            account
        };
        *merged.entry((account, period)).or_default() += sum;
    }
    merged.retain(|_, sum| !sum.is_zero());
    merged
}

/// What was settled and invoiced in one currency, at a moment.
pub struct Share<'a> {
    bench: &'a Bench,
    market: &'a Market,
    world: World,
    pub invoiced: BTreeSet<String>,
    taxes: BTreeMap<String, Amount>,
    credited: books::Credited,
    at: DateTime<Utc>,
}

impl<'a> Share<'a> {
    pub fn of(bench: &'a Bench, market: &'a Market) -> Self {
        let mut world = bench.amazon.world().clone();
        world
            .settlements
            .retain(|one| one.marketplace == marketplace(market));
        let invoiced = books::invoices_in(bench).into_keys();
        let invoiced = invoiced
            .filter(|id| world.orders.get(id).unwrap().marketplace == marketplace(market))
            .collect();
        let taxes = taxes(bench, &world, market);
        Self {
            bench,
            market,
            world,
            invoiced,
            taxes,
            credited: books::Credited::default(),
            at: bench.amazon.clock().now(),
        }
    }

    pub fn currency(&self) -> &'static str {
        marketplace(self.market).currency
    }

    pub fn expected(&self) -> trial::Expected<'_> {
        trial::Expected {
            world: &self.world,
            at: self.at,
            invoiced: &self.invoiced,
            cut_over: None,
            credited: &self.credited,
            clears: true,
            costs: None,
        }
    }

    /// In the currency's own amounts: as the world has it, the tax taken out of what was sold and given back.
    pub fn in_its_currency(&self) -> Trial {
        let mut trial = self.expected().trial();
        let mut moves = |from: &str, period: String, tax: Amount| {
            *trial.entry((from.to_owned(), period.clone())).or_default() += tax;
            *trial.entry(("2210".to_owned(), period)).or_default() -= tax;
        };
        for order in &self.invoiced {
            let posted = trial::shipped_on(&self.world, &self.world.orders.get(order).unwrap()).unwrap();
            moves("4000", trial::period(posted), self.taxes[order]);
        }
        for settlement in self.due() {
            let back = settlement
                .entries
                .iter()
                .filter(|entry| ["Refund", "Chargeback"].contains(&entry.kind));
            for entry in back {
                let tax = self.taxes.get(entry.order_id.as_ref().unwrap());
                let period = trial::period(trial::day(entry.posted));
                // All of it is given back, so all of its tax.
                moves("4190", period, -tax.copied().unwrap_or_default());
            }
        }
        trial.retain(|_, sum| !sum.is_zero());
        trial
    }

    fn due(&self) -> impl Iterator<Item = &Settlement> {
        let at = self.at;
        let all = self.world.settlements.iter();
        all.filter(move |one| one.end < at - TimeDelta::hours(48))
    }

    /// The day of an invoice. Of what Amazon ships the exact one is asked for only where the period depends on it.
    fn posted_on(&self, order: &Order) -> NaiveDate {
        let shipped = trial::shipped_on(&self.world, order).unwrap();
        let documents = self.bench.sage.rows("ARPostedDocuments");
        let document = documents
            .iter()
            .find(|row| row["OrderNumber"] == order.id.as_str())
            .unwrap();
        let posted: NaiveDate = document["PostingDate"].as_str().unwrap()[..10].parse().unwrap();
        assert_eq!(trial::period(posted), trial::period(shipped), "{}", order.id);
        assert!(
            posted == shipped || order.fulfilled_by == "AMAZON",
            "{}",
            order.id
        );
        posted
    }

    /// The rate of a settlement: that of the day on which it ended, for its journals and its clearing.
    fn rate_of(&self, settlement: &Settlement) -> Rate {
        rate(self.bench, self.currency(), trial::day(settlement.end))
    }

    /// In dollars: journals line by line, invoices at their own day's rate, clearing at the settlement's; and what is
    /// left on each order.
    pub fn in_dollars(&self, realised: bool) -> (Trial, BTreeMap<String, Amount>) {
        let mut trial = self.journals();
        let mut put = |account: &str, period: &str, sum: Amount| {
            *trial.entry((account.to_owned(), period.to_owned())).or_default() += sum;
        };
        let mut open = BTreeMap::new();
        for id in &self.invoiced {
            let order = self.world.orders.get(id).unwrap();
            let posted = self.posted_on(&order);
            let at = rate(self.bench, self.currency(), posted);
            let home = dollars(at, order.truth().invoice_total);
            put("1100", &trial::period(posted), home);
            put("sales and tax", &trial::period(posted), -home);
            open.insert(id.clone(), (trial::period(posted), home));
        }
        let mut rests = BTreeMap::new();
        for settlement in self.due() {
            let at = self.rate_of(settlement);
            for entry in settlement.entries.iter().filter(|entry| entry.kind == "Shipment") {
                let id = entry.order_id.clone().unwrap();
                let Some((invoiced, home)) = open.get(&id).cloned() else {
                    continue;
                };
                let sold = entry.all_parts();
                let sold = sold.filter(|part| books::account_of(entry, part, &self.credited) == "1180");
                let now = dollars(at, sold.map(|part| part.amount).sum());
                let period = invoiced.max(trial::period(trial::day(entry.posted)));
                let taken = if realised { home } else { now };
                put("1180", &period, now);
                put("1100", &period, -taken);
                put("6996", &period, taken - now);
                if home != taken {
                    rests.insert(id, home - taken);
                }
            }
        }
        trial.retain(|_, sum| !sum.is_zero());
        (trial, rests)
    }

    /// Each line of the journals at its settlement's rate; rounding balances each entry, and is cents.
    fn journals(&self) -> Trial {
        let mut trial = Trial::new();
        let mut entries: BTreeMap<String, Amount> = BTreeMap::new();
        let rows = self.bench.sage.rows("GLPostedTransactions");
        let ours =
            |row: &&Value| row["SourceCurrencyCode"] == self.currency() && row["SourceLedgerCode"] == "GL";
        for row in rows.iter().filter(ours) {
            let said = row["JournalDetailReference"].as_str().unwrap();
            let is_of = |one: &&Settlement| said.contains(&one.group_id) || said.contains(&one.settlement_id);
            let settlement = self.due().find(is_of).unwrap_or_else(|| panic!("{row:#}"));
            let source = amount(&row["SourceCurrencyAmount"]);
            let home = dollars(self.rate_of(settlement), source);
            let key = (
                row["AccountNumber"].as_str().unwrap().to_owned(),
                trial::period_of(row),
            );
            let account = if key.0 == "2210" {
                "sales and tax".to_owned()
            } else {
                key.0
            };
            let batch = row["BatchNumber"].as_str().unwrap();
            *trial.entry((account, key.1.clone())).or_default() += home;
            *entries.entry(format!("{batch} {}", key.1)).or_default() += home;
        }
        for (entry, off) in entries {
            assert!(
                off.abs() < Amount::parse("0.30").unwrap(),
                "{entry} is off by {off}"
            );
            let (_, period) = entry.split_once(' ').unwrap();
            *trial.entry(("6995".to_owned(), period.to_owned())).or_default() -= off;
        }
        trial
    }
}
