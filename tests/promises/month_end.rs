//! What a controller is promised at a month's end: every account agrees with the trial balance, and a cent is named.

use std::collections::BTreeMap;

use ml_connector::money::Amount;
use serde_json::Value;

use crate::harness::Bench;
use crate::reconcile::{assert_proves, book_by_hand, money, posted, reconciled};
use crate::settlements::amount;
use crate::year::trial;

/// Accounts of the configuration, and the control account.
const ACCOUNTS: [&str; 19] = [
    "1030", "1190", "1195", "2110", "1180", "1185", "1186", "6995", "4190", "2210", "2215", "6100", "6110",
    "6150", "6120", "4290", "4295", "6140", "1100",
];

/// What each account holds in the company's currency by the lines of a document.
pub fn closing(document: &Value) -> BTreeMap<String, Amount> {
    let mut sums = BTreeMap::new();
    for line in document["lines"].as_array().unwrap() {
        let functional = &line["movement"]["functional"];
        if functional.is_object() && line["line"] != "receivables" {
            let of = ["opening", "by_settlements", "by_receivables", "by_hand"];
            let moved: Amount = of.iter().map(|name| money(&functional[*name])).sum();
            assert_eq!(moved, money(&functional["closing"]), "{line:#}");
            *sums
                .entry(line["where"].as_str().unwrap().to_owned())
                .or_insert(Amount::ZERO) += moved;
        }
    }
    sums
}

#[test]
fn every_account_agrees_with_the_trial_balance_of_every_period() {
    let bench = posted();
    bench.sage.post_everything();
    let trial = trial::in_sage(&bench);
    for end in ["2026-01-31", "2026-02-28", "2026-03-18"] {
        let (ran, document) = reconciled(&bench, &["--as-of", end]);
        assert_proves(&document);
        ran.expect(0);
        assert_eq!(document["period"], end[..7]);
        let found = closing(&document);
        for account in ACCOUNTS {
            let until = trial
                .iter()
                .filter(|((of, period), _)| of == account && period.as_str() <= &end[..7]);
            let right: Amount = until.map(|(_, sum)| *sum).sum();
            assert_eq!(found.get(account), Some(&right), "{account} at {end}");
        }
    }
}

#[test]
fn a_cent_that_a_person_books_anywhere_is_named() {
    let bench = posted();
    bench.sage.post_everything();
    for account in ACCOUNTS {
        book_by_hand(&bench, account, "0.01", &format!("cent on {account}"));
    }
    let (ran, document) = reconciled(&bench, &[]);
    ran.expect(7);
    let lines = document["lines"].as_array().unwrap();
    for account in ACCOUNTS {
        let line = lines
            .iter()
            .find(|line| line["where"] == account && line["currency"] == "USD")
            .unwrap_or_else(|| panic!("no line for {account}"));
        let named = line["orders"].to_string().contains(&format!("cent on {account}"));
        assert!(named, "{line:#}");
        assert_eq!(line["movement"]["functional"]["by_hand"], "0.01", "{line:#}");
    }
    let standing = |account: &str| {
        let line = lines
            .iter()
            .find(|line| line["where"] == account && line["currency"] == "USD");
        line.unwrap()["standing"].as_str().unwrap().to_owned()
    };
    for strict in ["1180", "1195", "2110", "1190", "2215", "1030", "1185", "1100"] {
        assert_eq!(standing(strict), "differs", "{strict}");
    }
    assert_eq!(standing("6100"), "proves", "others use it too");
    let shown = bench.run(&["reconcile"]).expect(7).stdout;
    assert!(shown.contains("by hand") && shown.contains("opening"), "{shown}");
}

#[test]
fn a_payout_that_reached_the_bank_is_taken_up_and_its_account_proves() {
    let bench = posted();
    bench.sage.post_everything();
    let deposits: Vec<Amount> = bench
        .sage
        .rows("GLPostedTransactions")
        .iter()
        .filter(|row| row["AccountNumber"] == "1030" && row["SourceCurrencyCode"] == "USD")
        .map(|row| amount(&row["JournalTransactionAmount"]))
        .collect();
    book_by_hand(&bench, "1030", &(-deposits[0]).to_string(), "bank statement 12");
    let (ran, document) = reconciled(&bench, &[]);
    assert_proves(&document);
    ran.expect(0);
}

#[test]
fn what_people_applied_after_a_period_is_put_back_and_the_control_account_agrees() {
    let bench = posted();
    bench.sage.post_everything();
    by_hand_receipt(&bench, "2026-03-10");
    for end in ["2026-02-28", "2026-03-09", "2026-03-18"] {
        let (_, document) = reconciled(&bench, &["--as-of", end]);
        let lines = document["lines"].as_array().unwrap();
        let line = |name: &str| {
            lines
                .iter()
                .find(|line| line["line"] == name && line["currency"] == "USD")
                .unwrap()
        };
        assert_eq!(
            line("control_account")["standing"],
            "proves",
            "{end}: {:#}",
            line("control_account")
        );
        assert_eq!(line("control_account")["records"], line("receivables")["sage"]);
    }
}

/// A person pays a part of the oldest invoice by an adjustment, outside of this program.
fn by_hand_receipt(bench: &Bench, day: &str) {
    use serde_json::json;
    let documents = bench.sage.rows("ARPostedDocuments");
    let oldest = documents
        .iter()
        .min_by_key(|row| row["PostingDate"].as_str().unwrap().to_owned())
        .unwrap();
    let batch = json!({
        "BatchRecordType": "AD", "BatchNumber": 900, "BatchStatus": "Open", "Description": "a person's",
        "ReceiptsAdjustments": [{
            "BatchType": "AD", "BatchNumber": 900, "EntryNumber": 1, "CustomerNumber": oldest["CustomerNumber"],
            "CustomerCurrencyCode": "USD", "PostingDate": format!("{day}T00:00:00Z"), "EntryReference": "by hand",
            "AppliedReceiptsAdjustments": [{
                "CustomerNumber": oldest["CustomerNumber"], "DocumentNumber": oldest["DocumentNumber"],
                "TotalCustomerCreditAmount": 1.25, "TotalCustomerDebitAmount": 0,
                "AdjustmentGLDistributions": [{ "DistributionAmount": -1.25, "DistributionGLAccount": "6990" }],
            }],
        }],
    });
    bench.sage.company().add("ARReceiptAndAdjustmentBatches", batch);
    assert!(bench.sage.post_receipt_batch("AD", 900));
}

/// A seller of whom Amazon ships so many orders of a hundred, over two month ends; nothing was read yet.
pub fn unread(by_amazon: i64) -> Bench {
    use ml_connector::sandbox::amazon::Settings as AmazonSettings;
    use ml_connector::sandbox::sage300::{Company, Settings as SageSettings};
    use ml_connector::sandbox::world::World;
    let start = "2026-01-28T05:00:00Z".parse().unwrap();
    let sage = SageSettings {
        costs_goods: true,
        ..SageSettings::default()
    };
    let bench = Bench::new(
        World::year_of(23, start, 45, by_amazon),
        Company::demo(),
        AmazonSettings::unthrottled(),
        sage,
    );
    crate::receivables::configure(&bench, crate::receivables::BY_ADJUSTMENT);
    bench
}

/// Both passes and the evening of the day, until nothing is left to do.
pub fn work(bench: &Bench) {
    for _ in 0..4 {
        bench.run(&["-q", "pull-orders"]);
        bench.run(&["-q", "post-settlements"]);
        crate::receivables::evening(bench);
        bench.advance(std::time::Duration::from_secs(31 * 60));
    }
    bench.sage.post_everything();
}

#[track_caller]
pub fn assert_trial(bench: &Bench) -> usize {
    let world = bench.amazon.world().clone();
    let invoiced = crate::year::books::invoices_in(bench).into_keys().collect();
    let costs = trial::costs(bench);
    let expected = trial::Expected {
        world: &world,
        at: bench.amazon.clock().now(),
        invoiced: &invoiced,
        credited: &Default::default(),
        clears: true,
        costs: Some(&costs),
    };
    assert!(invoiced.len() > 40, "{}", invoiced.len());
    trial::assert_cut_off(bench);
    trial::assert_same(bench, &expected.trial())
}

pub fn at(bench: &Bench, time: &str) {
    let time = time.parse().unwrap();
    bench.amazon.clock().set(time);
    bench.sage.clock().set(time);
}

#[test]
fn sales_that_amazon_shipped_stand_in_their_own_month_however_late_they_are_read() {
    let bench = unread(100);
    at(&bench, "2026-04-21T14:00:00Z");
    let before = bench.amazon.requests().len();
    bench.run(&["-q", "pull-orders"]);
    let asked = bench.amazon.requests()[before..]
        .iter()
        .filter(|request| request.path.contains("/transactions"))
        .count();
    work(&bench);
    let compared = assert_trial(&bench);
    let orders = crate::year::books::invoices_in(&bench).len();
    println!(
        "{orders} orders shipped by Amazon: {asked} requests for ship dates; {compared} balances compared"
    );
    assert!(asked * 10 <= orders, "{asked} requests for {orders} orders");
    let (ran, document) = reconciled(&bench, &["--as-of", "2026-02-28"]);
    assert_proves(&document);
    ran.expect(0);
}

#[test]
fn an_outage_over_a_months_end_moves_nothing() {
    let bench = unread(60);
    for time in [
        "2026-02-20T14:00:00Z",
        "2026-03-04T14:00:00Z",
        "2026-03-20T14:00:00Z",
    ] {
        at(&bench, time);
        work(&bench);
    }
    assert_trial(&bench);
}

#[test]
fn a_database_that_is_lost_over_a_months_end_moves_nothing() {
    let bench = unread(100);
    at(&bench, "2026-02-20T14:00:00Z");
    work(&bench);
    bench.forget("db.sqlite");
    bench.store_credentials();
    at(&bench, "2026-03-20T14:00:00Z");
    work(&bench);
    bench.forget("db.sqlite");
    bench.store_credentials();
    at(&bench, "2026-04-21T14:00:00Z");
    work(&bench);
    assert_trial(&bench);
}
