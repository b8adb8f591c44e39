//! A company of dollars that sells where buyers pay in other currencies: every account of every period in both, with
//! a rate of its own for each day, differences realised or left, goods costed, and prices that hold the tax.
//!
//! The world says what was sold and settled, and Sage's table what a currency was worth on a day. The tax is what the
//! invoices in Sage hold: proven against the rate, and from there on followed by order.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use ml_connector::money::{Amount, Currency, Rate};
use ml_connector::sandbox::amazon::Settings as AmazonSettings;
use ml_connector::sandbox::sage300::{Company, Settings as SageSettings};
use ml_connector::sandbox::world::marketplaces::by_country;
use ml_connector::sandbox::world::{Dice, Marketplace, World};
use serde_json::{Value, json};

use super::books;
use super::trial::{self, Trial};
use super::weather::Weather;
use crate::harness::Bench;
use crate::killing::with_every_seed;
use crate::month_end::closing;
use crate::receivables::evening;
use crate::reconcile::{assert_proves, reconciled};
use crate::settlements::{amount, section};

const START: &str = "2026-01-28T05:00:00Z";
const DAYS: i64 = 45;

/// Where the seller sells: country, customer, bank code, tax group, and the tax in a hundred.
type Market = (&'static str, &'static str, &'static str, &'static str, u32);
const GERMANY: Market = ("DE", "AMZ-DE", "AMZEUR", "VATDE", 19);
const BRITAIN: Market = ("GB", "AMZ-UK", "AMZGBP", "VATGB", 20);

fn marketplace(market: &Market) -> &'static Marketplace {
    by_country(market.0)
}

/// A company that keeps its books in dollars, with a customer, a bank and daily rates for each market.
fn company() -> Company {
    let mut company = Company::demo();
    company.add_customer("AMZ-UK", "Harbour Lane UK", "GBP", "VATGB");
    company.add_tax_group("VATGB", 20);
    company.add(
        "ARAccountSets",
        json!({ "AccountSetCode": "GBP", "Description": "GBP", "CurrencyCode": "GBP",
                "ReceivablesControlAccount": "1100", "ExchangeGainAccount": "6996" }),
    );
    company.add(
        "BKBanks",
        json!({ "BankCode": "AMZGBP", "Description": "Bank AMZGBP", "BankAccountNumber": "AMZGBP",
                "BankGLAccount": "1180", "StatementCurrency": "GBP" }),
    );
    let day = |text: &str| text.parse::<NaiveDate>().unwrap();
    let (first, last) = (day("2025-12-01"), day("2026-06-30"));
    company.vary_rates("EUR", first, last);
    for (step, day) in first.iter_days().take_while(|day| *day <= last).enumerate() {
        company.add_rate("GBP", day, &format!("1.2{:03}71", step * 53 % 800 + 100));
    }
    company
}

/// The seller's bench: nothing was read yet.
fn abroad(seed: u64, markets: &[Market], clearing: &str) -> Bench {
    let places: Vec<_> = markets.iter().map(marketplace).collect();
    let sage = SageSettings {
        costs_goods: true,
        ..SageSettings::default()
    };
    let bench = Bench::new(
        World::year_in(seed, START.parse().unwrap(), DAYS, 40, &places),
        company(),
        AmazonSettings::unthrottled(),
        sage,
    );
    let text = bench.configuration(&format!("{}{clearing}", section(&bench, &[])));
    let names: Vec<String> = places.iter().map(|at| format!("{:?}", at.name())).collect();
    let rows = markets.iter().map(|market| {
        let (name, customer) = (marketplace(market).name(), market.1);
        format!(
            "[[orders.customers]]\nmarketplace = \"{name}\"\ncustomer = \"{customer}\"\n\
             [[orders.tax]]\nmarketplace = \"{name}\"\nrule = \"prices-include-tax\"\n"
        )
    });
    let (before, rest) = text.split_once("[[orders.customers]]").unwrap();
    let (_, after) = rest.split_once("[orders.charges]").unwrap();
    let text = format!("{before}{}[orders.charges]{after}", rows.collect::<String>())
        .replace("region = \"na\"", "region = \"eu\"")
        .replace("[\"Amazon.com\"]", &format!("[{}]", names.join(", ")))
        .replace("\"3 s\"", "\"1 s\"");
    bench.write("config.toml", &text);
    bench
}

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
fn with_sales_as_one(trial: Trial) -> Trial {
    merged(trial, &["4000", "4050"], "sales")
}

/// In the company's currency the last line of an invoice takes what rounding leaves: which is that is Sage's.
fn with_invoices_as_one(trial: Trial) -> Trial {
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
struct Share<'a> {
    bench: &'a Bench,
    market: &'a Market,
    world: World,
    invoiced: BTreeSet<String>,
    taxes: BTreeMap<String, Amount>,
    at: DateTime<Utc>,
}

impl<'a> Share<'a> {
    fn of(bench: &'a Bench, market: &'a Market) -> Self {
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
            at: bench.amazon.clock().now(),
        }
    }

    fn currency(&self) -> &'static str {
        marketplace(self.market).currency
    }

    fn expected(&self) -> trial::Expected<'_> {
        trial::Expected {
            world: &self.world,
            at: self.at,
            invoiced: &self.invoiced,
            cut_over: None,
            clears: true,
            costs: None,
        }
    }

    /// In the currency's own amounts: as the world has it, the tax taken out of what was sold and given back.
    fn in_its_currency(&self) -> Trial {
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

    fn due(&self) -> impl Iterator<Item = &ml_connector::sandbox::world::Settlement> {
        let at = self.at;
        let all = self.world.settlements.iter();
        all.filter(move |one| one.end < at - TimeDelta::hours(48))
    }

    /// The day of an invoice. Of what Amazon ships the exact one is asked for only where the period depends on it.
    fn posted_on(&self, order: &ml_connector::sandbox::world::Order) -> NaiveDate {
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
    fn rate_of(&self, settlement: &ml_connector::sandbox::world::Settlement) -> Rate {
        rate(self.bench, self.currency(), trial::day(settlement.end))
    }

    /// In dollars: journals line by line, invoices at their own day's rate, clearing at the settlement's; and what is
    /// left on each order.
    fn in_dollars(&self, realised: bool) -> (Trial, BTreeMap<String, Amount>) {
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
                let sold = sold.filter(|part| books::account(entry.kind, part) == "1180");
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
            let is_of = |one: &&ml_connector::sandbox::world::Settlement| {
                said.contains(&one.group_id) || said.contains(&one.settlement_id)
            };
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

/// Every account in every period, in each currency and in the company's; says how many were compared.
fn assert_books(bench: &Bench, markets: &[Market], realised: bool) -> usize {
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
fn assert_as_of(bench: &Bench) {
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

/// Days of work under faults, kills and power cuts, and the evenings of the company.
fn live(bench: &Bench, seed: u64) {
    let mut dice = Dice::new(seed ^ 0xAB0A);
    let mut weather = Weather::default();
    let start: DateTime<Utc> = START.parse().unwrap();
    // Over the first month's end nobody works.
    for day in (0..DAYS + 3).filter(|day| !(2..7).contains(day)) {
        let at = start + TimeDelta::days(day) + TimeDelta::minutes(dice.between(30, 170));
        bench.amazon.clock().set(at);
        bench.sage.clock().set(at);
        for pass in ["pull-orders", "post-settlements"] {
            weather.run(bench, &["-q", pass, "--max-wait", "1s"], &mut dice);
        }
        if dice.percent(40) {
            evening(bench);
        }
        if dice.percent(10) {
            bench.sage.post_everything();
        }
        if day % 7 == 6 {
            super::people::tidy(bench);
        }
    }
    let at: DateTime<Utc> = "2026-05-05T14:00:00Z".parse().unwrap();
    bench.amazon.clock().set(at);
    bench.sage.clock().set(at);
    for _ in 0..3 {
        super::people::tidy(bench);
        crate::month_end::work(bench);
    }
}

fn whole(seed: u64, markets: &[Market], clearing: &str, realised: bool) {
    let bench = abroad(seed, markets, clearing);
    live(&bench, seed);
    let compared = assert_books(&bench, markets, realised);
    assert_as_of(&bench);
    let names: Vec<_> = markets
        .iter()
        .map(|market| marketplace(market).currency)
        .collect();
    println!(
        "seed {seed}: {} invoices in {} of a company of dollars, {}: {compared} balances of accounts in periods compared",
        books::invoices_in(&bench).len(),
        names.join(" and "),
        if realised {
            "differences realised"
        } else {
            "differences left"
        },
    );
}

#[test]
fn in_euros_every_account_agrees_in_both_currencies_where_differences_are_realised() {
    let clearing = format!(
        "[receivables]\nclear_by = \"receipt\"\nbank_code = \"{}\"\n",
        GERMANY.2
    );
    with_every_seed("a quarter in euros", 1, |seed| {
        whole(seed, &[GERMANY], &clearing, true);
    });
}

#[test]
fn in_euros_and_pounds_receipts_go_to_a_bank_of_each_and_realise_every_difference() {
    let clearing =
        "[receivables]\nclear_by = \"receipt\"\nbank_code = { EUR = \"AMZEUR\", GBP = \"AMZGBP\" }\n";
    with_every_seed("a quarter in euros and pounds, by receipts", 1, |seed| {
        whole(seed, &[GERMANY, BRITAIN], clearing, true);
    });
}

#[test]
fn a_currency_without_a_bank_is_named_and_the_other_goes_on() {
    let clearing = "[receivables]\nclear_by = \"receipt\"\nbank_code = { EUR = \"AMZEUR\" }\n";
    let bench = abroad(1, &[GERMANY, BRITAIN], clearing);
    crate::month_end::at(&bench, "2026-05-05T14:00:00Z");
    let check = bench.run(&["check"]).stdout;
    let words = "bank_code names no bank for GBP";
    assert!(
        check.contains(words) && check.contains("on bank AMZEUR"),
        "{check}"
    );
    crate::month_end::work(&bench);
    let ran = bench.run(&["post-settlements"]).expect(3);
    assert!(ran.stdout.contains(words), "{}", ran.stdout);
    let open = |customer: &str| -> Amount {
        let documents = bench.sage.rows("ARPostedDocuments").into_iter();
        let documents =
            documents.filter(|row| row["CustomerNumber"] == customer && row["FullyPaid"] == "Yes");
        documents
            .map(|row| amount(&row["CustomerCurrencyInvoiceAmount"]))
            .sum()
    };
    assert!(open("AMZ-DE") > Amount::ZERO && open("AMZ-UK").is_zero());
    let text = std::fs::read_to_string(bench.path("config.toml")).unwrap();
    let mended = text.replace("EUR = \"AMZEUR\"", "EUR = \"AMZEUR\", GBP = \"AMZGBP\"");
    bench.write("config.toml", &mended);
    crate::month_end::work(&bench);
    bench.run(&["post-settlements"]).expect(0);
    assert_books(&bench, &[GERMANY, BRITAIN], true);
}

#[test]
fn in_euros_and_pounds_every_account_agrees_and_what_is_left_is_named_by_order() {
    with_every_seed("a quarter in euros and pounds", 1, |seed| {
        whole(
            seed,
            &[GERMANY, BRITAIN],
            crate::receivables::BY_ADJUSTMENT,
            false,
        );
    });
}
