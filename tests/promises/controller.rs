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

/// `1234.50` as banks of several countries write it.
fn as_banks_write(sum: &str) -> [String; 5] {
    let (whole, cents) = sum.split_once('.').unwrap();
    let grouped = |mark: &str| match whole.len() {
        0..=3 => whole.to_owned(),
        long => format!("{}{mark}{}", &whole[..long - 3], &whole[long - 3..]),
    };
    [
        sum.to_owned(),
        format!("{},{cents}", whole),
        format!("{}.{cents}", grouped(",")),
        format!("{},{cents} €", grouped(".")),
        format!("USD {}.{cents}", grouped("'")),
    ]
}

#[test]
fn a_payout_in_the_banks_own_currency_is_found_by_what_the_bank_shows() {
    let bench = crate::settlements::ready();
    bench.amazon.faults().add(converted());
    bench.run(&["-q", "post-settlements"]);
    let rows = exported(&bench, &["deposits"]);
    let row = rows.iter().find(|row| !row["bank_amount"].is_empty()).unwrap();
    assert_eq!(
        (row["bank_amount"].as_str(), row["bank_currency"].as_str()),
        ("12345.67", "CAD")
    );
    for written in ["12345.67", "12,345.67", "12.345,67", "CAD 12 345,67"] {
        let traced = bench.run(&["audit", "trace", written]).expect(0).stdout;
        assert!(traced.contains(&row["batch"]), "{written}: {traced}");
    }
}

/// Amazon paid the first group out in another currency.
fn converted() -> ml_connector::sandbox::Rule {
    use ml_connector::sandbox::{Fault, Request, Response, Rule};
    let change = |_: &Request, usual: Response| {
        let mut body: serde_json::Value = serde_json::from_slice(&usual.body).unwrap();
        let groups = body["payload"]["FinancialEventGroupList"].as_array_mut();
        let paid = groups.into_iter().flatten().find(|group| {
            group["ProcessingStatus"] == "Closed"
                && amount(&group["OriginalTotal"]["CurrencyAmount"]) > Amount::ZERO
        });
        if let Some(group) = paid {
            group["ConvertedTotal"] =
                serde_json::json!({ "CurrencyCode": "CAD", "CurrencyAmount": 12345.67 });
        }
        Response::json(usual.status, &body)
    };
    Rule::always(Fault::Changed(std::sync::Arc::new(change))).path("financialEventGroups")
}

/// Every column of an invoice against what Sage and the world say.
#[test]
fn the_table_of_invoices_says_what_sage_and_amazon_say() {
    let home = posted();
    let abroad = german("finances");
    abroad.run(&["-q", "pull-orders"]);
    for (bench, holds_tax) in [(home, false), (abroad, true)] {
        let world = bench.amazon.world().clone();
        let all = exported(&bench, &["invoices"]);
        let rows = all.iter().filter(|row| row["state"] == "posted");
        let invoices = bench.sage.rows("OEInvoices");
        let mut taxed = 0;
        let mut count = 0;
        for row in rows {
            let id = row["amazon_order"].as_str();
            let invoice = invoices.iter().find(|one| one["OrderNumber"] == id).unwrap();
            let day = |name: &str| invoice[name].as_str().unwrap()[..10].to_owned();
            let order = world.orders.get(id).unwrap();
            assert_eq!(row["sage_invoice"], invoice["InvoiceNumber"].as_str().unwrap());
            assert_eq!(row["sage_order"], id);
            assert_eq!(row["order_date"], trial::day(order.created).to_string(), "{id}");
            assert_eq!(row["invoice_date"], day("InvoiceDate"), "{id}");
            assert_eq!(row["posting_date"], day("PostingDate"), "{id}");
            assert_eq!(row["fiscal_period"], day("PostingDate")[..7], "{id}");
            let shipped = trial::shipped_on(&world, &order).unwrap().to_string();
            assert_eq!(row["ship_date"], row["posting_date"], "{id}");
            // Of Amazon's own shipments the exact day is asked for only where the period depends on it.
            if order.fulfilled_by == "AMAZON" {
                assert_eq!(row["fiscal_period"], shipped[..7], "{id}");
            } else {
                assert_eq!(row["ship_date"], shipped, "{id}");
            }
            let tax = Amount::parse(&row["tax"]).unwrap_or_else(|_| panic!("{row:?}"));
            if holds_tax {
                assert_eq!(tax, amount(&invoice["TotalTaxAmount"]), "{id}");
            } else {
                assert_eq!(tax, order.truth().seller_tax, "{id}");
            }
            let total = Amount::parse(&row["total"]).unwrap();
            assert_eq!(total, amount(&invoice["InvoiceTotalWithTax"]), "{id}");
            assert_eq!(
                row["currency"],
                invoice["InvoiceSourceCurrency"].as_str().unwrap()
            );
            taxed += usize::from(!tax.is_zero());
            count += 1;
        }
        assert!(
            taxed > 0 && count > usize::from(!holds_tax) * 10,
            "{taxed} of {count}"
        );
    }
}

#[test]
fn check_prefers_receipts_for_customers_in_a_foreign_currency_and_says_why() {
    let bench = german("finances");
    let text = std::fs::read_to_string(bench.path("config.toml")).unwrap();
    let said = |clearing: &str| {
        let clearing = clearing.replace("AMZUSD", "AMZEUR");
        bench.write("config.toml", &format!("{text}{clearing}"));
        let out = bench.run(&["check"]).stdout;
        out.lines()
            .find(|line| line.contains("clearing in a foreign currency"))
            .map(str::to_owned)
    };
    let words = said(BY_ADJUSTMENT).unwrap();
    for part in [
        "warning",
        "AMZ-DE",
        "clear_by = \"receipt\"",
        "different rates of exchange",
        "exchange_rests",
    ] {
        assert!(words.contains(part), "{words}");
    }
    // The advice ends it, and a company of dollars with buyers of dollars hears nothing of it.
    assert_eq!(said(BY_RECEIPT), None);
    let home = posted();
    crate::receivables::configure(&home, BY_ADJUSTMENT);
    let out = home.run(&["check"]).stdout;
    assert!(!out.contains("foreign currency"), "{out}");
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
        // The records that stand so now are found by the same words, and by the settlement's other id.
        for text in [trace, &row["settlement"]] {
            let words = ["audit", "list", "--state", "posted", "--text", text];
            let standing = bench.run(&words).expect(0).stdout;
            for told in [
                format!("settlement {}:", row["group"]),
                format!(" {} ", row["settlement"]),
            ] {
                assert!(standing.contains(&told), "{text}: {told} in {standing}");
            }
        }
        for written in as_banks_write(&row["amount"]) {
            let traced = bench.run(&["audit", "trace", &written]).expect(0).stdout;
            assert!(traced.contains(&row["batch"]), "{written}: {traced}");
            let listed = bench.run(&["audit", "list", "--text", &written]).expect(0).stdout;
            assert!(
                listed.contains(&row["group"]) && listed.contains(&row["settlement"]),
                "{written}: {listed}"
            );
        }
    }
    // No payout is so.
    bench.run(&["audit", "trace", "1.31"]).expect(2);
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
            cut_over: None,
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
