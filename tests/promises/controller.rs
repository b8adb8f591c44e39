//! What a controller looks up at a month's end: the bank's line, what was open on a day, and what exchange left behind.

use std::collections::BTreeMap;

use ml_connector::money::Amount;

use crate::harness::Bench;
use crate::month_end::closing;
use crate::receivables::{BY_ADJUSTMENT, BY_RECEIPT};
use crate::reconcile::{assert_proves, posted, reconciled};
use crate::settlements::{amount, lines};
use crate::vat_refunds::german;
use crate::year::trial;

/// An export's rows by the names of their columns.
fn exported(bench: &Bench, words: &[&str]) -> Vec<BTreeMap<String, String>> {
    let all = [
        &["audit", "export", "--output", "e.csv", "--replace", "--what"],
        words,
    ]
    .concat();
    bench.run(&all).expect(0);
    let mut reader = csv::Reader::from_path(bench.path("e.csv")).unwrap();
    let head = reader.headers().unwrap().clone();
    let rows = reader.records().map(Result::unwrap);
    rows.map(|row| {
        let cells = head.iter().map(str::to_owned).zip(row.iter().map(str::to_owned));
        cells.collect()
    })
    .collect()
}

#[test]
fn a_line_of_the_bank_leads_to_its_settlement_by_trace_id_and_by_amount() {
    let bench = posted();
    let deposits = exported(&bench, &["deposits"]);
    let expected: Vec<Amount> = crate::settlements::batches(&bench)
        .iter()
        .flat_map(lines)
        .filter(|line| line["AccountNumber"] == "1030")
        .map(|line| amount(&line["SourceCurrencyAmount"]))
        .collect();
    let paid: Vec<&BTreeMap<String, String>> =
        deposits.iter().filter(|row| !row["batch"].is_empty()).collect();
    assert_eq!(paid.len(), expected.len());
    for row in &paid {
        let sum = Amount::parse(&row["amount"]).unwrap();
        assert!(expected.contains(&sum), "{row:?}");
        assert!(
            !row["expected_date"].is_empty() && !row["age_days"].is_empty(),
            "{row:?}"
        );
        let trace = row["trace_id"].as_str();
        assert!(!trace.is_empty(), "{row:?}");
        let traced = bench.run(&["audit", "trace", trace]).expect(0).stdout;
        assert!(
            traced.contains(&row["batch"]) && traced.contains(&row["group"]),
            "{traced}"
        );
        let listed = bench.run(&["audit", "list", "--text", trace]).expect(0).stdout;
        assert!(listed.contains(&row["group"]), "{listed}");
    }
    // Two months earlier there were none.
    let earlier = exported(&bench, &["deposits", "--as-of", "2026-01-02"]);
    assert!(earlier.is_empty(), "{earlier:?}");
}

#[test]
fn what_is_open_on_a_day_is_what_was_invoiced_less_what_was_settled_by_then() {
    let bench = posted();
    bench.sage.run_day_end();
    bench.sage.post_everything();
    for day in ["2026-02-28", "2026-03-10"] {
        let rows = exported(&bench, &["clearing", "--as-of", day]);
        let until = |row: &serde_json::Value, name: &str| row[name].as_str().unwrap()[..10] <= *day;
        let documents = bench.sage.rows("ARPostedDocuments");
        let invoiced: Amount = documents
            .iter()
            .filter(|row| until(row, "PostingDate"))
            .map(|row| amount(&row["CustomerCurrencyInvoiceAmount"]))
            .sum();
        let sum = |name: &str| -> Amount { rows.iter().map(|row| Amount::parse(&row[name]).unwrap()).sum() };
        assert_eq!(sum("invoiced"), invoiced, "{day}");
        assert_eq!(sum("open"), sum("invoiced") - sum("settled"), "{day}");
        let cleared: Amount = bench
            .sage
            .rows("GLPostedTransactions")
            .iter()
            .filter(|row| row["AccountNumber"] == "1180" && until(row, "JournalDate"))
            .filter(|row| row["SourceLedgerCode"] == "GL" || row["SourceLedger"] == "GL")
            .map(|row| amount(&row["JournalTransactionAmount"]))
            .sum();
        assert_eq!(sum("settled"), -cleared, "{day}");
        for row in rows.iter().filter(|row| !row["posting_date"].is_empty()) {
            let days = |text: &str| text.parse::<chrono::NaiveDate>().unwrap();
            let age = (days(day) - days(&row["posting_date"])).num_days();
            assert_eq!(row["age_days"], age.to_string());
        }
    }
}

/// A German company's month with rates that change each day, everything posted.
fn in_euros(clearing: &str) -> Bench {
    let bench = open_in_euros(clearing);
    bench.sage.post_everything();
    bench
}

/// The same while the bookkeeper has not posted the batches of either ledger.
pub fn open_in_euros(clearing: &str) -> Bench {
    let bench = german("finances");
    let text = std::fs::read_to_string(bench.path("config.toml")).unwrap();
    bench.write(
        "config.toml",
        &format!("{text}{}", clearing.replace("AMZUSD", "AMZEUR")),
    );
    let today = bench.sage.clock().now().date_naive();
    let (first, last) = (today - chrono::Days::new(120), today + chrono::Days::new(5));
    bench.sage.company().vary_rates("EUR", first, last);
    for _ in 0..4 {
        bench.run(&["-q", "pull-orders"]);
        bench.run(&["-q", "post-settlements"]);
        crate::receivables::evening(&bench);
        bench.advance(std::time::Duration::from_secs(31 * 60));
    }
    bench
}

#[test]
fn rests_of_exchange_are_named_by_order_and_every_account_agrees_in_the_companys_currency() {
    for (clearing, leaves) in [(BY_ADJUSTMENT, true), (BY_RECEIPT, false)] {
        let bench = in_euros(clearing);
        let documents = bench.sage.rows("ARPostedDocuments");
        let rests: BTreeMap<String, Amount> = documents
            .iter()
            .filter(|row| amount(&row["CustomerCurrencyAmountDue"]).is_zero())
            .map(|row| {
                let order = row["OrderNumber"].as_str().unwrap().to_owned();
                (order, amount(&row["FunctionalCurrencyAmountDue"]))
            })
            .filter(|(_, rest)| !rest.is_zero())
            .collect();
        assert_eq!(!rests.is_empty(), leaves, "{clearing}: {rests:?}");
        let (_, document) = reconciled(&bench, &["--show", "50"]);
        assert_proves(&document);
        let all = document["lines"].as_array().unwrap();
        let line = all.iter().find(|line| line["line"] == "exchange_rests").unwrap();
        let named: BTreeMap<String, Amount> = line["orders"]
            .as_array()
            .unwrap()
            .iter()
            .map(|item| {
                let rest = Amount::parse(item["sage"].as_str().unwrap()).unwrap();
                (item["key"].as_str().unwrap().to_owned(), rest)
            })
            .collect();
        assert_eq!(named, rests, "{clearing}");
        assert_eq!(
            line["notes"].to_string().contains("adjustment"),
            leaves,
            "{line:#}"
        );
        let trial = trial::in_sage(&bench);
        let mut accounts = 0;
        for (account, sum) in closing(&document) {
            let right: Amount = trial
                .iter()
                .filter(|((of, _), _)| *of == account)
                .map(|(_, sum)| *sum)
                .sum();
            assert_eq!(sum, right, "{account}, {clearing}");
            accounts += 1;
        }
        assert!(accounts > 15, "{accounts}");
    }
}

/// What invoices credit and refunds debit as one account: how much of it is tax is proven order by order elsewhere.
fn with_sales_as_one(trial: &trial::Trial) -> trial::Trial {
    let mut merged = trial::Trial::new();
    for ((account, period), sum) in trial {
        let account = match account.as_str() {
            "4000" | "4050" | "4190" | "2210" => "sales and tax",
            other => other,
        };
        *merged.entry((account.to_owned(), period.clone())).or_default() += *sum;
    }
    merged.retain(|_, sum| !sum.is_zero());
    merged
}

#[test]
fn every_account_of_every_period_is_what_the_world_says_in_the_documents_own_currency() {
    for clearing in [BY_ADJUSTMENT, BY_RECEIPT] {
        let bench = in_euros(clearing);
        let world = bench.amazon.world().clone();
        let invoiced = crate::year::books::invoices_in(&bench).into_keys().collect();
        let expected = trial::Expected {
            world: &world,
            at: bench.amazon.clock().now(),
            invoiced: &invoiced,
            credited: &Default::default(),
            clears: true,
            costs: None,
        };
        let expected = with_sales_as_one(&expected.trial());
        let found = with_sales_as_one(&trial::in_source_currency(&bench));
        let compared = trial::assert_equal(&found, &expected);
        println!(
            "{} invoices in euros: {compared} balances compared",
            invoiced.len()
        );
        assert!(compared > 8, "{compared}");
        trial::assert_cut_off(&bench);
    }
}
