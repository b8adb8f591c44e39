//! What people settle in A/R by hand after this program's own advice ends the story: `reconcile` reads it, names it, and
//! proves as far as Sage shows where it went.

use serde_json::{Value, json};

use ml_connector::money::Amount;

use crate::harness::Bench;
use crate::receivables::{evening, ready};
use crate::reconcile::{assert_proves, book_by_hand, line, money, reconciled};
use crate::settlements::amount;

/// A person's batch on documents of A/R, posted: each with what is taken off it, against an account or through a bank.
pub fn by_hand(bench: &Bench, number: u64, of: &[(Value, Amount)], against: Result<&str, &str>) {
    let kind = if against.is_ok() { "AD" } else { "CA" };
    let day = bench.sage.clock().now().date_naive();
    let figure = |sum: Amount| -> Value { serde_json::from_str(&sum.to_string()).unwrap() };
    let entry = |(document, sum): &(Value, Amount)| {
        let mut line = json!({
            "CustomerNumber": document["CustomerNumber"], "DocumentNumber": document["DocumentNumber"],
            "TotalCustomerCreditAmount": figure(*sum), "TotalCustomerDebitAmount": 0,
        });
        match against {
            Ok(account) => {
                line["AdjustmentGLDistributions"] =
                    json!([{ "DistributionAmount": figure(-*sum), "DistributionGLAccount": account }]);
            }
            Err(_) => line["CustomerReceiptAmount"] = figure(*sum),
        }
        json!({
            "BatchType": kind, "BatchNumber": number, "EntryNumber": 1, "CustomerNumber": document["CustomerNumber"],
            "CustomerCurrencyCode": "USD", "PostingDate": format!("{day}T00:00:00Z"), "EntryReference": "by hand",
            "AppliedReceiptsAdjustments": [line],
        })
    };
    let entries: Vec<Value> = of.iter().map(entry).collect();
    let mut batch = json!({
        "BatchRecordType": kind, "BatchNumber": number, "BatchStatus": "Open", "Description": "a person's",
        "ReceiptsAdjustments": entries,
    });
    if let Err(bank) = against {
        batch["BankCode"] = json!(bank);
    }
    bench.sage.company().add("ARReceiptAndAdjustmentBatches", batch);
    assert!(bench.sage.post_receipt_batch(kind, number));
}

/// Orders with what the journals put on `clearing` for them, and their open invoice, where it is just that.
fn paid_and_open(bench: &Bench) -> Vec<(String, Value, Amount)> {
    let (_, document) = reconciled(bench, &[]);
    let clearing = line(&document, "clearing")["orders"].as_array().unwrap().clone();
    let documents = bench.sage.rows("ARPostedDocuments");
    let of = |item: &Value| {
        let order = item["key"].as_str().unwrap().to_owned();
        let paid = -money(&item["sage"]);
        let invoice = documents.iter().find(|row| {
            row["PONumber"] == json!(order)
                && row["CurrencyCode"] == "USD"
                && amount(&row["CustomerCurrencyAmountDue"]) == paid
        })?;
        Some((order, invoice.clone(), paid))
    };
    clearing.iter().filter_map(of).collect()
}

/// Everything is posted and nothing of it cleared: this company clears by hand.
fn uncleared() -> Bench {
    let bench = ready("");
    evening(&bench);
    bench.run(&["-q", "post-settlements"]).expect(0);
    bench.sage.post_everything();
    bench
}

#[test]
fn clearing_by_hand_through_the_clearing_account_proves_and_is_named() {
    for (against, place) in [(Ok("1180"), "account 1180"), (Err("AMZUSD"), "bank AMZUSD")] {
        let bench = uncleared();
        let all = paid_and_open(&bench);
        let of: Vec<_> = all
            .iter()
            .take(2)
            .map(|(_, row, sum)| (row.clone(), *sum))
            .collect();
        by_hand(&bench, 900, &of, against);
        let (ran, document) = reconciled(&bench, &[]);
        assert_proves(&document);
        ran.expect(0);
        let receivables = line(&document, "receivables");
        let text = receivables.to_string();
        assert!(
            text.contains("batch 900, entry 1 (by hand)") && text.contains(place),
            "{receivables:#}"
        );
        assert!(text.contains(all[0].2.to_string().as_str()), "{receivables:#}");
        let clearing = line(&document, "clearing");
        assert!(
            clearing.to_string().contains("batch 900, entry 1"),
            "{clearing:#}"
        );
        let others: Amount = clearing["orders"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| money(&one["others"]))
            .sum();
        assert_eq!(others, of.iter().map(|(_, sum)| *sum).sum());
        // On the day before nobody had done it.
        let before = (bench.now - chrono::TimeDelta::days(1)).date_naive().to_string();
        let (_, document) = reconciled(&bench, &["--as-of", &before]);
        assert_eq!(line(&document, "receivables")["standing"], "proves");
        assert!(!line(&document, "receivables").to_string().contains("batch 900"));
    }
}

#[test]
fn what_a_person_settled_elsewhere_closes_the_receivable_and_tells_the_journal_that_ends_the_rest() {
    let bench = uncleared();
    let (order, invoice, paid) = paid_and_open(&bench).remove(0);
    by_hand(&bench, 900, &[(invoice, paid)], Err("MAIN"));
    let (ran, document) = reconciled(&bench, &[]);
    assert_proves(&document);
    ran.expect(0);
    let notes = line(&document, "clearing")["notes"].to_string();
    let entry =
        format!("post a G/L journal that debits {paid} to this account and credits it to account 1050");
    assert!(notes.contains(&entry) && notes.contains(&order), "{notes}");
    book_by_hand(&bench, "1180", &paid.to_string(), &format!("moved {order}"));
    let (ran, document) = reconciled(&bench, &[]);
    assert_proves(&document);
    ran.expect(0);
    let notes = line(&document, "clearing")["notes"].to_string();
    assert!(!notes.contains(&order), "{notes}");
}

#[test]
fn a_write_off_of_what_nobody_paid_leaves_nothing_on_clearing() {
    let bench = ready("");
    let order = crate::overdue::a_settled_order(&bench);
    crate::overdue::unpay(&bench, &order);
    evening(&bench);
    bench.run(&["-q", "post-settlements"]);
    bench.sage.post_everything();
    let documents = bench.sage.rows("ARPostedDocuments");
    let open = documents
        .into_iter()
        .find(|row| row["PONumber"] == json!(order))
        .unwrap();
    let due = amount(&open["CustomerCurrencyAmountDue"]);
    let part = Amount::parse("1.25").unwrap();
    for (number, sum) in [(900, part), (901, due - part)] {
        by_hand(&bench, number, &[(open.clone(), sum)], Ok("6990"));
        let (_, document) = reconciled(&bench, &[]);
        for name in ["receivables", "clearing", "control_account"] {
            assert_eq!(line(&document, name)["standing"], "proves", "{document:#}");
        }
        let receivables = line(&document, "receivables");
        let text = receivables["notes"].to_string();
        assert!(
            text.contains(&format!("adjustment batch {number}, entry 1 (by hand)")),
            "{text}"
        );
        assert!(text.contains("against account 6990"), "{text}");
        let id = open["PONumber"].as_str().unwrap();
        assert!(!line(&document, "clearing")["notes"].to_string().contains(id));
    }
    // What no document tells is a difference still.
    {
        let mut company = bench.sage.company();
        let rows = company.rows_mut("ARPostedDocuments").iter_mut();
        let mut found = rows.filter(|row| row["DocumentNumber"] == open["DocumentNumber"]);
        found.next().unwrap()["CustomerCurrencyAmountDue"] = json!(0.5);
    }
    let (ran, document) = reconciled(&bench, &[]);
    ran.expect(7);
    assert_eq!(line(&document, "receivables")["standing"], "differs");
}
