//! A company of dollars that sells where buyers pay in other currencies: every account of every period in both, with
//! a rate of its own for each day, differences realised or left, goods costed, and prices that hold the tax.
//!
//! The world says what was sold and settled, and Sage's table what a currency was worth on a day. The tax is what the
//! invoices in Sage hold: proven against the rate, and from there on followed by order.

mod agreed;
mod share;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use ml_connector::money::Amount;
use ml_connector::sandbox::amazon::Settings as AmazonSettings;
use ml_connector::sandbox::sage300::{Company, Settings as SageSettings};
use ml_connector::sandbox::world::marketplaces::by_country;
use ml_connector::sandbox::world::{Dice, Marketplace, World};
use serde_json::json;

use self::agreed::{assert_as_of, assert_books};
use super::books;
use super::trial;
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
fn a_cent_by_hand_is_named_in_either_currency_and_in_the_companys_alone() {
    let clearing = "[receivables]\nclear_by = \"receipt\"\nbank_code = \"AMZEUR\"\n";
    let bench = abroad(1, &[GERMANY], clearing);
    crate::month_end::at(&bench, "2026-05-05T14:00:00Z");
    crate::month_end::work(&bench);
    let (_, document) = reconciled(&bench, &[]);
    assert_proves(&document);
    // In dollars, in euros, and of the company's currency alone, as a revaluation books it.
    let kinds = [
        ("USD", "0.01", "0.01"),
        ("EUR", "0.01", "0.02"),
        ("EUR", "0.00", "0.03"),
    ];
    for (currency, source, home) in kinds {
        for account in crate::month_end::ACCOUNTS {
            let words = format!("{home} on {account}");
            crate::reconcile::book_by_hand_in(&bench, account, (source, home), currency, &words);
        }
    }
    let (ran, document) = reconciled(&bench, &["--show", "99"]);
    ran.expect(7);
    let lines = document["lines"].as_array().unwrap();
    for account in crate::month_end::ACCOUNTS {
        for (currency, _, home) in kinds {
            let words = format!("{home} on {account}");
            let named = lines.iter().any(|line| {
                line["where"] == account
                    && line["currency"] == currency
                    && (line["orders"].to_string() + &line["notes"].to_string()).contains(&words)
            });
            let of_account: Vec<_> = lines.iter().filter(|line| line["where"] == account).collect();
            assert!(named, "{words} in {currency}: {of_account:#?}");
        }
    }
    for strict in ["1180", "1195", "2110", "1190", "2215", "1030", "1185", "1100"] {
        for currency in ["USD", "EUR"] {
            let line = lines
                .iter()
                .find(|line| line["where"] == strict && line["currency"] == currency);
            let line = line.unwrap_or_else(|| panic!("no line of {strict} in {currency}"));
            assert_eq!(line["standing"], "differs", "{line:#}");
        }
    }
    for (account, sum) in closing(&document) {
        let all = trial::in_sage(&bench);
        let right: Amount = all
            .iter()
            .filter(|((of, _), _)| *of == account)
            .map(|(_, sum)| *sum)
            .sum();
        assert_eq!(sum, right, "{account}");
    }
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
