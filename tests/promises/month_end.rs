//! What a controller is promised at a month's end: every account agrees with the trial balance, and a cent is named.

use std::collections::BTreeMap;

use ml_connector::money::Amount;
use serde_json::Value;

use crate::harness::Bench;
use crate::reconcile::{assert_proves, book_by_hand, money, posted, reconciled};
use crate::settlements::amount;
use crate::year::trial;

/// Accounts of the configuration, and the control account.
pub const ACCOUNTS: [&str; 19] = [
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
        cut_over: None,
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

#[test]
fn a_period_that_has_not_ended_is_told_and_one_that_has_not_begun_is_refused() {
    let bench = posted();
    let fill = |period: &str, further: &[&str]| {
        let words = ["month-end", "--period", period, "--output", period];
        bench.run(&[further, &words].concat())
    };
    // It is the middle of March.
    let ran = fill("2026-03", &[]);
    assert!(ran.stdout.contains("the period has not ended"), "{}", ran.stdout);
    let page = std::fs::read_to_string(bench.path("2026-03/month-end-2026-03.html")).unwrap();
    assert!(page.contains("the period has not ended"), "{page}");
    let document = fill("2026-02", &["--json"]).json();
    assert_eq!(document["is_over"], true, "{document:#}");
    let page = std::fs::read_to_string(bench.path("2026-02/month-end-2026-02.html")).unwrap();
    assert!(!page.contains("has not ended"), "{page}");
    let refused = fill("2026-04", &[]).expect(2).stderr;
    assert!(refused.contains("still to come"), "{refused}");
    assert!(!bench.path("2026-04").exists());
}

#[test]
fn a_folder_that_is_filled_again_holds_nothing_of_the_earlier_filling() {
    let bench = posted();
    let names = || {
        let entries = std::fs::read_dir(bench.path("march")).unwrap();
        let mut names: Vec<String> = entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    };
    let fill = |further: &[&str]| {
        let words = ["--json", "month-end", "--period", "2026-03", "--output", "march"];
        let document = bench.run(&[&words, further].concat()).json();
        let files = document["files"].as_array().unwrap().iter();
        let mut files: Vec<String> = files
            .map(|file| file["name"].as_str().unwrap().to_owned())
            .collect();
        files.push("month-end-2026-03.html".to_owned());
        files.sort();
        (document, files)
    };
    let (_, first) = fill(&[]);
    assert_eq!(names(), first);
    // What a person puts there, and what they wrote into a file of the folder, is theirs.
    bench.write("march/notes.txt", "asked the bank about the payout of the 5th");
    bench.write("march/variances-2026-03.csv", "with notes of mine");
    bench.advance(std::time::Duration::from_secs(86_400));
    let (document, second) = fill(&["--replace", "--format", "xlsx"]);
    let mut expected = second.clone();
    expected.extend(["notes.txt".to_owned(), "variances-2026-03.csv".to_owned()]);
    expected.sort();
    assert_eq!(names(), expected, "{document:#}");
    let of_the_day = |names: &[String]| {
        let mut names = names.iter();
        names.find(|name| name.starts_with("reconcile-")).unwrap().clone()
    };
    let (before, after) = (of_the_day(&first), of_the_day(&second));
    assert!(
        before.trim_end_matches(".csv") < after.trim_end_matches(".xlsx"),
        "{before} {after}"
    );
    let removed = document["removed"].as_array().unwrap();
    assert!(removed.contains(&serde_json::json!(before)), "{document:#}");
    assert_eq!(
        document["left_as_changed"],
        serde_json::json!(["variances-2026-03.csv"])
    );
    // The same once more takes nothing away.
    let (document, third) = fill(&["--replace", "--format", "xlsx"]);
    assert_eq!(third, second);
    assert_eq!(document["removed"], serde_json::json!([]));
}

#[test]
fn a_batch_of_ours_that_was_given_another_title_is_put_back_once() {
    let bench = posted();
    bench.sage.post_everything();
    let batches = "ARReceiptAndAdjustmentBatches";
    for row in bench.sage.company().rows_mut(batches) {
        row["Description"] = serde_json::json!("Amazon, reviewed");
    }
    let (_, document) = reconciled(&bench, &["--as-of", "2026-02-28"]);
    for line in document["lines"].as_array().unwrap() {
        if line["line"] == "receivables" || line["line"] == "control_account" {
            assert_eq!(line["standing"], "proves", "{line:#}");
        }
    }
}

#[test]
fn a_month_end_that_could_not_ask_ends_as_a_reconciliation_does() {
    use ml_connector::sandbox::{Fault, Rule};
    let bench = posted();
    let rule = Rule::always(Fault::Html503).path("GLPostedTransactions");
    bench.sage.faults().add(rule);
    let reconciled = bench.run(&["reconcile", "--as-of", "2026-02-28"]);
    assert_eq!(reconciled.status, Some(4), "{}", reconciled.stdout);
    let folder = "february";
    let ended = bench.run(&["--json", "month-end", "--period", "2026-02", "--output", folder]);
    assert_eq!(ended.status, reconciled.status, "{}", ended.stdout);
    assert_eq!(ended.json()["status"], 4);
}

/// A folder holds the head of its own month; two months share none.
#[test]
fn each_month_has_the_head_of_the_log_under_its_own_name() {
    let bench = posted();
    for period in ["2026-02", "2026-03"] {
        let words = ["month-end", "--period", period, "--output", "year", "--replace"];
        bench.run(&words);
    }
    for period in ["2026-02", "2026-03"] {
        let head = std::fs::read_to_string(bench.path(&format!("year/audit-head-{period}.txt")));
        assert!(head.unwrap().starts_with("rows "), "{period}");
    }
    assert!(!bench.path("year/audit-head.txt").exists());
}

/// Whoever was killed while it wrote leaves a file that nobody reads: the next filling takes it away, and nothing else.
#[test]
fn what_a_killed_filling_left_half_written_is_cleared_by_the_next_one() {
    let bench = posted();
    let words = ["--json", "month-end", "--period", "2026-03", "--output", "march"];
    std::fs::create_dir(bench.path("march")).unwrap();
    for name in [
        "invoices-2026-03.csv.4711.part",
        "month-end-2026-03.html.12.part",
        "settlement-18000047514-2026-03.html.12.part",
        "invoices-2026-02.csv.4711.part",
        "minutes.part",
        "notes.txt.12.part",
        "invoices-2026-03.csv.draft.part",
    ] {
        bench.write(&format!("march/{name}"), "half a row");
    }
    let document = bench.run(&[&words[..], &["--replace"]].concat()).json();
    let mut left: Vec<String> = std::fs::read_dir(bench.path("march"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.ends_with(".part"))
        .collect();
    left.sort();
    let others = [
        "invoices-2026-02.csv.4711.part",
        "invoices-2026-03.csv.draft.part",
        "minutes.part",
        "notes.txt.12.part",
    ];
    assert_eq!(left, others);
    let removed = document["removed"].to_string();
    assert!(removed.contains("invoices-2026-03.csv.4711.part"), "{removed}");
}

/// What was given back by notes is found where an accountant looks, whoever made the note.
#[test]
fn the_credit_notes_of_a_month_stand_in_a_table_of_their_own() {
    use crate::credit_notes::{an_order, credit, make_by_hand, pulled};
    let bench = pulled();
    let order = an_order(&bench);
    credit(&bench, &order).expect(0);
    let by_hand = {
        let invoices = bench.sage.rows("OEInvoices");
        let mut orders = invoices
            .iter()
            .map(|row| row["OrderNumber"].as_str().unwrap().to_owned());
        orders.find(|other| *other != order).unwrap()
    };
    make_by_hand(
        &bench,
        &by_hand,
        "CN000042",
        serde_json::json!({ "Reference": by_hand }),
    );
    let words = [
        "resolve",
        &by_hand,
        "--credit-note-by-hand",
        "CN000042",
        "--because",
        "Ann made it",
    ];
    bench.run(&words).expect(0);
    let rows = |words: &[&str]| {
        bench
            .run(&[&["audit", "export", "--what", "credit-notes"], words].concat())
            .expect(0);
        let mut table = csv::Reader::from_path(bench.path("notes.csv")).unwrap();
        table
            .deserialize()
            .map(Result::unwrap)
            .collect::<Vec<BTreeMap<String, String>>>()
    };
    let all = rows(&["--output", "notes.csv"]);
    assert_eq!(all.len(), 2, "{all:?}");
    let store = bench.store();
    for (id, number, by) in [
        (&order, format!("CN{order}"), "ml-connector"),
        (&by_hand, "CN000042".to_owned(), "hand"),
    ] {
        let row = all.iter().find(|row| row["amazon_order"] == *id).unwrap();
        let invoices = bench.sage.rows("OEInvoices");
        let invoice = invoices
            .iter()
            .find(|row| row["OrderNumber"] == id.as_str())
            .unwrap();
        assert_eq!(row["credit_note"], number);
        assert_eq!(row["made_by"], by);
        assert_eq!(row["state"], "posted");
        assert_eq!(row["sage_invoice"], invoice["InvoiceNumber"].as_str().unwrap());
        assert_eq!(row["customer"], "AMZ-US");
        assert_eq!(row["currency"], "USD");
        let known = store
            .record(ml_connector::books::record::Kind::Order, id)
            .unwrap()
            .unwrap();
        assert_eq!(
            Amount::parse(&row["amount"]).unwrap(),
            known.amount.unwrap(),
            "{row:?}"
        );
        assert_eq!(row["note_date"], "2026-03-18");
        assert_eq!(row["fiscal_period"], "2026-03");
    }
    let of = |period: &str| rows(&["--period", period, "--output", "notes.csv", "--replace"]).len();
    assert_eq!((of("2026-03"), of("2026-02")), (2, 0));
    bench.write(
        "config.toml",
        &bench.configuration(&crate::settlements::section(&bench, &[])),
    );
    let words = ["--json", "month-end", "--period", "2026-03", "--output", "march"];
    let document = bench.run(&words).json();
    let mut files = document["files"].as_array().unwrap().iter();
    let file = files
        .find(|file| file["name"] == "credit-notes-2026-03.csv")
        .unwrap();
    assert_eq!(file["rows"], 2);
}
