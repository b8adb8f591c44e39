//! What `reconcile` promises: it proves a clean world, names what people did to the cent, and writes nothing.

use std::sync::{Arc, Mutex};

use chrono::{Datelike, TimeDelta};
use serde_json::{Value, json};

use ml_connector::money::Amount;
use ml_connector::sandbox::{Fault, Request, Response, Rule};

use crate::harness::{Bench, Ran};
use crate::settlements::{self, amount, configure};

/// Orders pulled and settlements posted.
pub fn posted() -> Bench {
    let bench = settlements::ready();
    bench.run(&["post-settlements"]);
    bench
}

/// The command with its JSON document.
pub fn reconciled(bench: &Bench, words: &[&str]) -> (Ran, Value) {
    let words: Vec<&str> = ["--json", "reconcile"].iter().chain(words).copied().collect();
    let ran = bench.run(&words);
    let document = ran.json();
    (ran, document)
}

pub fn line<'a>(document: &'a Value, name: &str) -> &'a Value {
    let lines = document["lines"].as_array().unwrap();
    let found = lines
        .iter()
        .find(|line| line["line"] == name && line["currency"] == "USD");
    found.unwrap_or_else(|| panic!("no line {name} in {document:#}"))
}

pub fn money(value: &Value) -> Amount {
    Amount::parse(value.as_str().unwrap_or_else(|| panic!("{value}"))).unwrap()
}

/// The items of a line that differ: key and difference.
fn differing(line: &Value) -> Vec<(String, Amount)> {
    let items = line["orders"].as_array().unwrap();
    let all = items.iter().map(|item| {
        let key = item["key"].as_str().unwrap().to_owned();
        (key, money(&item["difference"]))
    });
    all.filter(|(_, by)| !by.is_zero()).collect()
}

#[track_caller]
pub fn assert_proves(document: &Value) {
    for line in document["lines"].as_array().unwrap() {
        assert_eq!(line["standing"], "proves", "{line:#}");
    }
}

/// A journal that a person keys in and posts.
pub fn book_by_hand(bench: &Bench, account: &str, sum: &str, reference: &str) {
    book_by_hand_in(bench, account, (sum, sum), "USD", reference);
}

/// The same in a currency: its own amount, and the company's.
pub fn book_by_hand_in(
    bench: &Bench,
    account: &str,
    (source, home): (&str, &str),
    currency: &str,
    reference: &str,
) {
    let taken = bench.sage.rows("GLJournalBatches").len();
    let number = format!("{:06}", 900 + taken);
    let day = bench.sage.clock().now().date_naive();
    let figure = |sum: Amount| -> Value { serde_json::from_str(&sum.to_string()).unwrap() };
    let detail = |account: &str, source: Amount, home: Amount| {
        json!({ "AccountNumber": account, "Amount": figure(home), "SourceCurrencyAmount": figure(source),
                "SourceCurrency": currency, "Description": "by hand", "Reference": reference,
                "TransactionNumber": "0000000020" })
    };
    let (source, home) = (Amount::parse(source).unwrap(), Amount::parse(home).unwrap());
    let batch = json!({
        "BatchNumber": number, "Status": "Open", "Description": "a person's", "SourceLedger": "GL",
        "JournalHeaders": [{
            "BatchNumber": number, "EntryNumber": "00001", "SourceLedger": "GL", "SourceType": "JE",
            "Description": "a person's", "PostingDate": format!("{day}T00:00:00Z"),
            "FiscalYear": day.year().to_string(), "FiscalPeriod": day.month().to_string(),
            "JournalDetails": [detail(account, source, home), detail("6990", -source, -home)],
        }],
    });
    bench.sage.company().add("GLJournalBatches", batch);
    assert!(bench.sage.post_gl_batch(&number));
}

#[test]
fn a_clean_world_proves_before_and_after_posting() {
    let bench = posted();
    let before = bench.sage.requests().len();
    let (ran, document) = reconciled(&bench, &[]);
    assert_proves(&document);
    ran.expect(0);
    let clearing = line(&document, "clearing");
    assert!(money(&clearing["sage"]).is_zero(), "nothing is posted yet");
    assert!(!money(&clearing["open"]).is_zero(), "the batches are open");
    let sent: Vec<_> = bench.sage.requests()[before..]
        .iter()
        .filter(|request| request.method != "GET")
        .map(|request| request.path.clone())
        .collect();
    assert!(sent.is_empty(), "reading only, and yet {sent:?}");
    bench.sage.post_everything();
    let (ran, document) = reconciled(&bench, &[]);
    assert_proves(&document);
    ran.expect(0);
    let clearing = line(&document, "clearing");
    assert!(money(&clearing["open"]).is_zero());
    let rows = bench.sage.rows("GLPostedTransactions");
    let dollars = rows
        .iter()
        .filter(|row| row["AccountNumber"] == "1180" && row["SourceCurrencyCode"] == "USD");
    let booked: Amount = dollars.map(|row| amount(&row["SourceCurrencyAmount"])).sum();
    assert_eq!(money(&clearing["sage"]), booked);
    let receivables = line(&document, "receivables");
    assert_eq!(
        money(&receivables["sage"]),
        bench.sage.balance("1100"),
        "the control account"
    );
    assert!(bench.store().verify_audit().unwrap().is_ok());
}

#[test]
fn amazons_own_balances_prove_today_and_on_earlier_days() {
    let bench = posted();
    for back in [0, 3, 9, 24] {
        let day = (bench.now - TimeDelta::days(back)).date_naive().to_string();
        let (_, document) = reconciled(&bench, &["--as-of", &day]);
        let balances = line(&document, "balances");
        assert_eq!(balances["standing"], "proves", "{day}: {balances:#}");
        assert!(!money(&balances["amazon"]).is_zero(), "{day}: {balances:#}");
    }
}

#[test]
fn without_access_to_balances_the_rest_still_proves() {
    let bench = posted();
    bench.amazon.settings().balances = false;
    let (ran, document) = reconciled(&bench, &[]);
    ran.expect(0);
    assert_eq!(line(&document, "balances")["standing"], "no-access");
    assert_eq!(line(&document, "clearing")["standing"], "proves");
}

#[test]
fn what_a_person_books_into_clearing_is_named_to_the_cent_with_its_order() {
    let bench = posted();
    bench.sage.post_everything();
    let order = bench.sage.rows("ARPostedDocuments")[0]["OrderNumber"]
        .as_str()
        .unwrap()
        .to_owned();
    book_by_hand(&bench, "1180", "3.33", &format!("write off {order}"));
    let (ran, document) = reconciled(&bench, &[]);
    ran.expect(7);
    let clearing = line(&document, "clearing");
    assert_eq!(clearing["standing"], "differs");
    assert_eq!(money(&clearing["difference"]), Amount::parse("3.33").unwrap());
    assert_eq!(
        differing(clearing),
        [(order.clone(), Amount::parse("3.33").unwrap())]
    );
    assert_eq!(line(&document, "receivables")["standing"], "proves");
    let shown = bench.run(&["reconcile"]).expect(7).stdout;
    assert!(shown.contains("3.33") && shown.contains(&order), "{shown}");
    assert!(shown.contains("not from this program"), "{shown}");
}

#[test]
fn an_account_in_two_notations_is_read_once_where_a_filter_of_both_is_refused() {
    let bench = posted();
    bench.sage.post_everything();
    book_by_hand(&bench, "1180", "0.31", "BY HAND");
    for account in bench.sage.company().rows_mut("GLAccounts") {
        if account["UnformattedAccount"] == "1180" {
            account["AccountNumber"] = json!("1180-");
        }
    }
    // The same lines under either notation, as a server may answer that compares without them.
    let lines = Mutex::new(None::<Response>);
    let answer = move |request: &Request, usual: Response| {
        let filter = request.query_value("$filter").unwrap_or_default();
        if !request.path.contains("GLPostedTransactions") {
            return usual;
        }
        if filter.contains(" or ") {
            return Response::html(404, "<html><body>404.15 - Query String Too Long</body></html>");
        }
        let mut lines = lines.lock().unwrap();
        if filter.contains("'1180'") {
            *lines = Some(usual.clone());
        }
        match lines.clone() {
            Some(same) if filter.contains("'1180-'") => same,
            _ => usual,
        }
    };
    let rule = Rule::always(Fault::Changed(Arc::new(answer)));
    bench.sage.faults().add(rule);
    let (ran, document) = reconciled(&bench, &[]);
    ran.expect(7);
    let clearing = line(&document, "clearing");
    let found = differing(clearing);
    assert_eq!(found.len(), 1, "{clearing:#}");
    assert_eq!(found[0].1, Amount::parse("0.31").unwrap());
}

#[test]
fn a_deleted_batch_is_named_with_every_order_in_it() {
    let bench = posted();
    let batch = bench.sage.rows("GLJournalBatches")[0].clone();
    bench.sage.delete_gl_batch(batch["BatchNumber"].as_str().unwrap());
    let (ran, document) = reconciled(&bench, &[]);
    ran.expect(7);
    let clearing = line(&document, "clearing");
    let on_account: Amount = settlements::lines(&batch)
        .iter()
        .filter(|line| line["AccountNumber"] == "1180")
        .map(|line| amount(&line["SourceCurrencyAmount"]))
        .sum();
    assert_eq!(money(&clearing["difference"]), -on_account);
    let found = differing(clearing);
    assert!(found.len() > 1, "{found:?}");
    assert_eq!(found.iter().map(|(_, by)| *by).sum::<Amount>(), -on_account);
    let key = batch["Description"].as_str().unwrap();
    assert!(
        clearing["orders"]
            .to_string()
            .contains(&format!("{key} is not in Sage")),
        "{clearing:#}"
    );
}

#[test]
fn an_invoice_that_a_person_changed_is_named() {
    let bench = posted();
    bench.sage.run_day_end();
    bench.sage.post_invoice_batches();
    let (ran, _) = reconciled(&bench, &[]);
    ran.expect(0);
    let order = {
        let mut company = bench.sage.company();
        let document = &mut company.rows_mut("ARPostedDocuments")[0];
        let due = amount(&document["CustomerCurrencyAmountDue"]) - Amount::parse("0.07").unwrap();
        document["CustomerCurrencyAmountDue"] = serde_json::from_str(&due.to_string()).unwrap();
        document["OrderNumber"].as_str().unwrap().to_owned()
    };
    let (ran, document) = reconciled(&bench, &[]);
    ran.expect(7);
    let receivables = line(&document, "receivables");
    assert_eq!(
        differing(receivables),
        [(order, Amount::parse("-0.07").unwrap())],
        "{receivables:#}"
    );
    assert_eq!(line(&document, "clearing")["standing"], "proves");
}

#[test]
fn an_invoice_of_another_sort_on_the_customer_and_one_that_vanished_are_named() {
    let bench = posted();
    bench.sage.run_day_end();
    bench.sage.post_invoice_batches();
    let gone = {
        let mut company = bench.sage.company();
        let gone = company.rows_mut("ARPostedDocuments").remove(0);
        company
            .rows_mut("OEInvoices")
            .retain(|invoice| invoice["OrderNumber"] != gone["OrderNumber"]);
        let mut strange = gone.clone();
        strange["DocumentNumber"] = json!("MANUAL-1");
        strange["OrderNumber"] = Value::Null;
        strange["PONumber"] = Value::Null;
        strange["CustomerCurrencyAmountDue"] = json!(12.5);
        company.add("ARPostedDocuments", strange);
        gone
    };
    let (ran, document) = reconciled(&bench, &[]);
    ran.expect(7);
    let found = differing(line(&document, "receivables"));
    let lost = amount(&gone["CustomerCurrencyInvoiceAmount"]);
    let order = gone["OrderNumber"].as_str().unwrap().to_owned();
    assert!(found.contains(&(order, -lost)), "{found:?}");
    assert!(
        found.contains(&("MANUAL-1".to_owned(), Amount::parse("12.5").unwrap())),
        "{found:?}"
    );
    assert_eq!(found.len(), 2, "{found:?}");
}

#[test]
fn the_file_and_the_document_have_every_order_and_add_up() {
    let bench = posted();
    let (ran, document) = reconciled(&bench, &["--output", "month-end.csv"]);
    ran.expect(0);
    let mut file = csv::Reader::from_path(bench.path("month-end.csv")).unwrap();
    let head: Vec<String> = file.headers().unwrap().iter().map(str::to_owned).collect();
    assert_eq!(
        head.join(","),
        "as_of,line,where,currency,key,sage,open,records,amazon,difference,standing,words,others,opening,\
         by_settlements,by_receivables,by_hand,closing,functional_opening,functional_by_settlements,\
         functional_by_receivables,functional_by_hand,functional_closing"
    );
    let rows: Vec<csv::StringRecord> = file.records().map(|row| row.unwrap()).collect();
    for line in document["lines"].as_array().unwrap() {
        let (name, code) = (line["line"].as_str().unwrap(), line["currency"].as_str().unwrap());
        let own: Vec<_> = rows
            .iter()
            .filter(|row| &row[1] == name && &row[3] == code)
            .collect();
        assert_eq!(&own[0][4], "", "first the line itself");
        assert_eq!(own.len() - 1, line["orders"].as_array().unwrap().len());
        for (column, field) in [(5, "sage"), (6, "open"), (7, "records")] {
            let Some(whole) = line[field].as_str() else {
                continue;
            };
            assert_eq!(&own[0][column], whole);
            let sum: Amount = own[1..]
                .iter()
                .map(|row| Amount::parse(&row[column]).unwrap())
                .sum();
            assert_eq!(sum, Amount::parse(whole).unwrap(), "{name} {field}");
        }
    }
    assert!(line(&document, "clearing")["orders"].as_array().unwrap().len() > 3);
}

#[test]
fn an_earlier_day_leaves_out_what_came_later_and_a_day_to_come_is_refused() {
    let bench = posted();
    bench.sage.post_everything();
    let (_, today) = reconciled(&bench, &[]);
    for back in [4, 12, 20] {
        let day = (bench.now - TimeDelta::days(back)).date_naive().to_string();
        let (ran, document) = reconciled(&bench, &["--as-of", &day]);
        assert_eq!(document["as_of"], day);
        assert_proves(&document);
        ran.expect(0);
        let sums = |document| money(&line(document, "receivables")["records"]);
        assert!(sums(&document) <= sums(&today), "{day}");
    }
    let tomorrow = (bench.now + TimeDelta::days(2)).date_naive().to_string();
    let ran = bench.run(&["reconcile", "--as-of", &tomorrow]).expect(2);
    assert!(ran.stderr.contains("still to come"), "{}", ran.stderr);
    bench.run(&["reconcile", "--as-of", "October"]).expect(2);
}

#[test]
fn it_works_while_a_pass_holds_the_lock_and_without_settlements() {
    let bench = Bench::small();
    bench.run(&["pull-orders"]);
    let (ran, document) = reconciled(&bench, &[]);
    ran.expect(0);
    assert_proves(&document);
    let names: Vec<_> = document["lines"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| line["line"].clone())
        .collect();
    assert!(names.contains(&json!("receivables")) && !names.contains(&json!("clearing")));
    configure(&bench, &[]);
    let clock = ml_connector::clock::Clock::system();
    let lock = ml_connector::store::PassLock::take(
        &bench.path("db.sqlite"),
        std::time::Duration::from_secs(1),
        &clock,
    );
    assert!(lock.is_ok());
    bench.run(&["reconcile"]).expect(0);
}

#[test]
fn a_ledger_that_is_down_or_not_shown_is_said_line_by_line() {
    let bench = posted();
    bench.sage.settings().missing_resources = vec!["GLPostedTransactions".to_owned()];
    let (ran, document) = reconciled(&bench, &[]);
    ran.expect(3);
    assert_eq!(line(&document, "clearing")["standing"], "not-asked");
    assert!(line(&document, "clearing")["why"].as_str().is_some());
    assert_eq!(line(&document, "receivables")["standing"], "proves");
    assert_eq!(line(&document, "balances")["standing"], "proves");
}

#[test]
fn lines_that_sage_no_longer_shows_are_missed() {
    let bench = posted();
    bench.sage.post_everything();
    reconciled(&bench, &[]).0.expect(0);
    for set in bench.sage.company().rows_mut("GLAccountFiscalSets") {
        if set["AccountNumber"] == "1195" {
            let change = amount(&set["Period1NetChange"]) + Amount::parse("0.01").unwrap();
            set["Period1NetChange"] = serde_json::from_str(&change.to_string()).unwrap();
        }
    }
    let (ran, document) = reconciled(&bench, &[]);
    ran.expect(3);
    let reserve = line(&document, "reserve");
    assert_eq!(reserve["standing"], "not-asked");
    assert!(
        reserve["why"].as_str().unwrap().contains("GLAccountFiscalSets"),
        "{reserve:#}"
    );
    assert_eq!(line(&document, "clearing")["standing"], "proves");
}

/// Settlements posted and their invoices cleared by open A/R batches.
fn cleared(receivables: &str) -> Bench {
    let bench = crate::receivables::ready(receivables);
    bench.sage.run_day_end();
    bench.sage.post_invoice_batches();
    bench.run(&["post-settlements"]);
    assert!(!crate::receivables::ar_batches(&bench).is_empty());
    bench
}

#[test]
fn cleared_receivables_prove_while_their_batches_are_open_and_after() {
    for way in [crate::receivables::BY_ADJUSTMENT, crate::receivables::BY_RECEIPT] {
        let bench = cleared(way);
        let (ran, document) = reconciled(&bench, &[]);
        assert_proves(&document);
        ran.expect(0);
        let receivables = line(&document, "receivables");
        assert!(money(&receivables["open"]).is_negative(), "{receivables:#}");
        bench.sage.post_everything();
        let (ran, document) = reconciled(&bench, &[]);
        assert_proves(&document);
        ran.expect(0);
        let receivables = line(&document, "receivables");
        assert!(money(&receivables["open"]).is_zero());
        assert_eq!(money(&receivables["sage"]), bench.sage.balance("1100"));
        for back in [3, 8] {
            let day = (bench.now - TimeDelta::days(back)).date_naive().to_string();
            let (_, document) = reconciled(&bench, &["--as-of", &day]);
            assert_proves(&document);
        }
    }
}

#[test]
fn a_deleted_batch_of_receipts_is_named_in_both_accounts() {
    let bench = cleared(crate::receivables::BY_ADJUSTMENT);
    let batch = crate::receivables::ar_batches(&bench)[0].clone();
    bench
        .sage
        .delete_receipt_batch("AD", batch["BatchNumber"].as_u64().unwrap());
    let (ran, document) = reconciled(&bench, &[]);
    ran.expect(7);
    let (receivables, clearing) = (line(&document, "receivables"), line(&document, "clearing"));
    let applied: Amount = batch["ReceiptsAdjustments"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|entry| entry["AppliedReceiptsAdjustments"].as_array().unwrap())
        .map(|line| amount(&line["TotalCustomerCreditAmount"]) - amount(&line["TotalCustomerDebitAmount"]))
        .sum();
    assert_eq!(money(&receivables["difference"]), applied);
    assert_eq!(money(&clearing["difference"]), -applied);
    let orders = |line| -> Vec<String> {
        let mut keys: Vec<String> = differing(line).into_iter().map(|(key, _)| key).collect();
        keys.sort();
        keys
    };
    assert_eq!(orders(receivables), orders(clearing));
    assert!(!orders(clearing).is_empty());
}

#[test]
fn what_settlements_before_the_cut_over_left_must_be_booked_once() {
    let bench = Bench::small();
    let later = (bench.now - TimeDelta::days(22)).date_naive().to_string();
    let begin = format!("start = \"{}\"\nbank_account", bench.start());
    configure(&bench, &[(&begin, &format!("start = \"{later}\"\nbank_account"))]);
    bench.run(&["pull-orders"]);
    bench.run(&["post-settlements"]);
    let (_, document) = reconciled(&bench, &[]);
    let missing: Vec<(&str, Amount)> = [("reserve", "1195"), ("amazon_balance", "2110")]
        .iter()
        .flat_map(|(name, account)| {
            differing(line(&document, name))
                .into_iter()
                .map(|(_, by)| (*account, -by))
        })
        .collect();
    assert!(!missing.is_empty(), "{document:#}");
    for (account, sum) in missing {
        book_by_hand(&bench, account, &sum.to_string(), "opening balance");
    }
    let (ran, document) = reconciled(&bench, &[]);
    assert_proves(&document);
    ran.expect(0);
}

#[test]
fn the_demo_ends_with_a_reconciliation_that_proves() {
    let folder = crate::harness::temporary_folder();
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_ml-connector"))
        .args(["demo", "--dir", folder.path().to_str().unwrap()])
        .output()
        .unwrap();
    let ran = Ran::of(output).expect(0);
    let last = ran.stdout.split("reconcile --show 3").nth(1).unwrap();
    assert!(last.contains(" 0 differ, 0 could not be asked"), "{last}");
    assert!(
        last.contains("`ml-connector demo --serve` keeps them up"),
        "{last}"
    );
}

#[test]
fn a_credit_note_proves_on_its_way_and_in_the_receivables() {
    let bench = crate::credit_notes::pulled();
    let order = crate::credit_notes::an_order(&bench);
    let words = ["resolve", &order, "--credit-note", "--because", "sent back"];
    bench.run(&words).expect(0);
    for step in 0..3 {
        let (_, document) = reconciled(&bench, &[]);
        let receivables = line(&document, "receivables");
        assert_eq!(receivables["standing"], "proves", "step {step}: {receivables:#}");
        match step {
            0 => bench.sage.run_day_end(),
            _ => bench.sage.post_invoice_batches(),
        }
    }
    let (_, document) = reconciled(&bench, &[]);
    let receivables = line(&document, "receivables");
    assert_eq!(
        money(&receivables["sage"]),
        bench.sage.balance("1100"),
        "{receivables:#}"
    );
}

#[test]
fn an_uncertain_journal_counts_where_sage_has_it() {
    use ml_connector::sandbox::{Fault, Rule};
    let bench = settlements::ready();
    bench.sage.faults().add(
        Rule::once(Fault::ResetAfter)
            .method("POST")
            .path("GLJournalBatches"),
    );
    bench.run(&["post-settlements"]);
    let (_, document) = reconciled(&bench, &[]);
    for name in ["clearing", "reserve", "amazon_balance", "carried_forward"] {
        let found = line(&document, name);
        assert!(differing(found).is_empty(), "{found:#}");
    }
}

/// Two accounts on one company: each names the other's documents as such, and together they prove.
#[test]
fn two_configurations_of_one_company_are_proven_together() {
    let bench = crate::receivables::ready(crate::receivables::BY_ADJUSTMENT);
    crate::receivables::evening(&bench);
    bench.run(&["-q", "post-settlements"]);
    let text = std::fs::read_to_string(bench.path("config.toml")).unwrap();
    bench.write("other.toml", &text.replace("db.sqlite", "other.sqlite"));
    // The other one has sent nothing of its own yet.
    bench.copy_database("db.sqlite", "kept");
    bench.forget("db.sqlite");
    bench.store_credentials();
    bench.copy_database("db.sqlite", "other.sqlite");
    bench.copy_database("kept", "db.sqlite");
    let other =
        |words: &[&str]| crate::harness::Ran::of(bench.command_with("other.toml", words).output().unwrap());
    let alone = other(&["reconcile"]).expect(7);
    assert!(
        alone.stdout.contains("of another ml-connector configuration"),
        "{}",
        alone.stdout
    );
    assert!(
        !alone.stdout.contains("is not from this program"),
        "{}",
        alone.stdout
    );
    let together = other(&["reconcile", "--also", "config.toml"]).expect(0);
    let own = "of this configuration alone";
    assert!(
        together.stdout.contains(own) && !alone.stdout.contains(own),
        "{}",
        together.stdout
    );
    bench.run(&["reconcile", "--also", "other.toml"]).expect(0);
    bench.run(&["reconcile", "--also", "config.toml"]).expect(2);
    // The folder of a month proves by the same rule.
    let fill = |folder: &str, also: &[&str]| {
        let words = ["--json", "month-end", "--period", "2026-03", "--output", folder];
        other(&[&words, also].concat()).json()["does_not"].clone()
    };
    assert!(!fill("alone", &[]).as_array().unwrap().is_empty());
    let together = fill("together", &["--also", "config.toml"]);
    assert!(together.as_array().unwrap().is_empty(), "{together:#}");
}

#[test]
fn a_control_account_whose_history_was_cleared_says_of_which_year() {
    let bench = cleared(crate::receivables::BY_ADJUSTMENT);
    bench.sage.post_everything();
    let (ran, document) = reconciled(&bench, &[]);
    ran.expect(0);
    assert_eq!(line(&document, "control_account")["standing"], "proves");
    {
        let mut company = bench.sage.company();
        let lines = company.rows_mut("GLPostedTransactions");
        let of_account = |row: &Value| row["AccountNumber"] == "1100";
        let most = lines.iter().filter(|row| of_account(row)).count() / 2;
        let mut gone = 0;
        lines.retain(|row| {
            gone += usize::from(of_account(row));
            !of_account(row) || gone > most
        });
    }
    for words in [&[][..], &["--since-last"]] {
        let (ran, document) = reconciled(&bench, words);
        ran.expect(7);
        let account = line(&document, "control_account");
        let notes = account["notes"].to_string();
        for said in [
            "account 1100 changed by",
            "in fiscal year 2026",
            "such as by cleared history",
        ] {
            assert!(notes.contains(said), "{said}: {account:#}");
        }
        assert!(!notes.contains("still to be created"), "{account:#}");
    }
}
