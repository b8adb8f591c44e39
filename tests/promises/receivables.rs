//! What clearing promises: each settlement's money meets its invoices once, and both accounts prove to zero.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use ml_connector::books::record::{Kind, State};
use ml_connector::money::Amount;
use ml_connector::sandbox::world::Part;
use ml_connector::sandbox::{Fault, Rule};
use serde_json::{Value, json};

use crate::harness::{Bench, Ran};
use crate::killing::at_every_point;
use crate::overdue::{a_settled_order, unpay};
use crate::settlements::{amount, section};

pub const BY_ADJUSTMENT: &str = "[receivables]\nclear_by = \"adjustment\"\n";
pub const BY_RECEIPT: &str = "[receivables]\nclear_by = \"receipt\"\nbank_code = \"AMZUSD\"\n";

/// A bench whose orders are pulled, with settlements and receivables configured.
pub fn ready(receivables: &str) -> Bench {
    let bench = Bench::small();
    configure(&bench, receivables);
    bench.run(&["-q", "pull-orders"]);
    bench
}

pub fn configure(bench: &Bench, receivables: &str) {
    let text = format!("{}{receivables}", section(bench, &[]));
    bench.write("config.toml", &bench.configuration(&text));
}

/// Day end and A/R posting, as a company runs them every evening.
pub fn evening(bench: &Bench) {
    bench.sage.run_day_end();
    bench.sage.post_invoice_batches();
}

pub fn ar_batches(bench: &Bench) -> Vec<Value> {
    bench.sage.rows("ARReceiptAndAdjustmentBatches")
}

/// The applied lines of every live batch: document, amount from the invoice's side.
fn applied(bench: &Bench) -> Vec<(String, Amount)> {
    let live = ar_batches(bench)
        .into_iter()
        .filter(|batch| batch["BatchStatus"] != "Deleted");
    let entries = live.flat_map(|batch| batch["ReceiptsAdjustments"].as_array().unwrap().clone());
    let lines = entries.flat_map(|entry| entry["AppliedReceiptsAdjustments"].as_array().unwrap().clone());
    lines
        .map(|line| {
            let by = amount(&line["TotalCustomerCreditAmount"]) - amount(&line["TotalCustomerDebitAmount"]);
            (line["DocumentNumber"].as_str().unwrap().to_owned(), by)
        })
        .collect()
}

/// What the journals put on `clearing`, by order, as the settlements' own lines in the world say.
fn settled(bench: &Bench) -> BTreeMap<String, Amount> {
    let at = bench.amazon.clock().now();
    let start = bench.start().and_hms_opt(5, 0, 0).unwrap().and_utc();
    let world = bench.amazon.world();
    let due = world
        .settlements
        .iter()
        .filter(|one| one.end >= start && one.end < at - chrono::TimeDelta::hours(48))
        .filter(|one| one.marketplace.id == "ATVPDKIKX0DER");
    let mut sums: BTreeMap<String, Amount> = BTreeMap::new();
    let entries = due.flat_map(|one| &one.entries);
    for entry in entries.filter(|entry| entry.kind == "Shipment" && entry.posted >= start) {
        let sold = [
            "ProductCharges",
            "Shipping",
            "GiftWrap",
            "COD",
            "Promotions",
            "Tip",
            "Tax",
        ];
        let parts = entry.all_parts().filter(|part| sold.contains(&part.path[0]));
        let sum: Amount = parts.map(|part| part.amount).sum();
        *sums
            .entry(entry.order_id.clone().unwrap_or_default())
            .or_default() += sum;
    }
    sums
}

/// What settlements took off the documents of each order.
#[derive(Debug, Default)]
pub struct Met {
    pub invoices: BTreeMap<String, Amount>,
    /// Of credit notes, below zero.
    pub notes: BTreeMap<String, Amount>,
}

/// After everything open was posted: each invoice is reduced by exactly what its settlements paid, `clearing` holds
/// only what has no invoice, and A/R is the sum of what is open.
#[track_caller]
pub fn assert_cleared(bench: &Bench) {
    let met = Met {
        invoices: settled(bench),
        notes: BTreeMap::new(),
    };
    assert_met(bench, &met);
}

/// The same where people gave orders back by notes: each of those is reduced by exactly what was taken back of its order.
#[track_caller]
pub fn assert_met(bench: &Bench, expected: &Met) {
    bench.sage.post_everything();
    let (mut open, mut invoiced) = (Amount::ZERO, Amount::ZERO);
    let mut met = BTreeSet::new();
    let documents = bench.sage.rows("ARPostedDocuments");
    let (notes, invoices): (Vec<&Value>, Vec<&Value>) = documents
        .iter()
        .partition(|document| document["DocumentType"] == "CreditNote");
    let mut numbers = BTreeMap::new();
    for document in invoices.iter().chain(&notes) {
        let is_note = document["DocumentType"] == "CreditNote";
        let total = amount(&document["CustomerCurrencyInvoiceAmount"]);
        let due = amount(&document["CustomerCurrencyAmountDue"]);
        open += due;
        invoiced += total;
        // A person who keys an order in gives it another number; Amazon's stands as the customer's, on its invoice.
        let number = document["OrderNumber"].as_str().unwrap_or_default();
        let known = numbers.get(number).copied();
        let order = document["PONumber"].as_str().or(known).unwrap_or(number);
        numbers.insert(number, order);
        let of = if is_note {
            &expected.notes
        } else {
            &expected.invoices
        };
        let taken = of.get(order).copied().unwrap_or_default();
        assert_eq!(
            total - due,
            taken,
            "{order}: {total} in all, {due} due, {document}"
        );
        met.insert((order.to_owned(), is_note));
    }
    for order in expected.notes.keys() {
        assert!(met.contains(&(order.clone(), true)), "{order} has no note");
    }
    assert_eq!(in_dollars(bench, "1100"), open, "A/R is what is open");
    let has_invoice = |order: &String| met.contains(&(order.clone(), false));
    let without: Amount = expected
        .invoices
        .iter()
        .filter(|(order, _)| !has_invoice(order) && clears(bench, order))
        .map(|(_, sum)| *sum)
        .sum();
    assert_eq!(
        in_dollars(bench, "1180"),
        -without,
        "clearing holds what has no invoice"
    );
    let revenue = bench.sage.rows("GLPostedTransactions").into_iter();
    let revenue = revenue.filter(|row| row["SourceTypeCode"] == "IN" && row["AccountNumber"] != "1100");
    assert_eq!(
        revenue
            .map(|row| amount(&row["JournalTransactionAmount"]))
            .sum::<Amount>(),
        -invoiced,
        "revenue and tax are the invoices"
    );
    bench.run(&["-q", "audit", "verify"]).expect(0);
}

/// What was posted to an account in dollars: the small world settles euros too, whose orders it does not pull.
fn in_dollars(bench: &Bench, account: &str) -> Amount {
    let rows = bench.sage.rows("GLPostedTransactions").into_iter();
    let rows = rows.filter(|row| row["AccountNumber"] == account && row["SourceCurrencyCode"] == "USD");
    rows.map(|row| amount(&row["SourceCurrencyAmount"])).sum()
}

/// Whether the sale lines of an order go to `clearing`: orders of before the cut-over do not.
fn clears(bench: &Bench, order: &str) -> bool {
    let store = bench.store();
    let record = store.record(Kind::Order, order).unwrap();
    record.is_some_and(|record| record.state != State::Skipped)
}

#[test]
fn each_settlement_clears_its_invoices_by_adjustments() {
    let bench = ready(BY_ADJUSTMENT);
    bench.run(&["post-settlements"]).expect(0);
    assert!(ar_batches(&bench).is_empty(), "nothing has reached A/R");
    evening(&bench);
    let dry = bench
        .run(&["--json", "post-settlements", "--dry-run"])
        .expect(0)
        .json();
    assert!(!dry["receivables"]["batches"].as_array().unwrap().is_empty());
    assert!(ar_batches(&bench).is_empty(), "a dry run sends nothing");
    let ran = bench.run(&["post-settlements"]).expect(0);
    assert!(ran.stdout.contains("Dr clearing, Cr A/R"), "{}", ran.stdout);
    let sent = ar_batches(&bench);
    assert!(
        sent.iter()
            .all(|batch| batch["BatchStatus"] == "Open" && batch["BatchRecordType"] == "AD")
    );
    for batch in &sent {
        let key = &batch["Description"];
        assert!(key.as_str().unwrap().starts_with("AMZ-AR "), "{key}");
        for entry in batch["ReceiptsAdjustments"].as_array().unwrap() {
            assert_eq!(entry["EntryReference"], *key);
        }
    }
    let once = applied(&bench);
    bench.run(&["post-settlements"]).expect(0);
    assert_eq!(applied(&bench), once, "a second run has nothing to do");
    assert_cleared(&bench);
}

#[test]
fn each_settlement_clears_its_invoices_by_receipts() {
    let bench = ready(BY_RECEIPT);
    evening(&bench);
    bench.run(&["post-settlements"]).expect(0);
    let sent = ar_batches(&bench);
    assert!(
        sent.iter()
            .any(|batch| batch["BatchRecordType"] == "CA" && batch["BankCode"] == "AMZUSD")
    );
    let written = [
        "audit",
        "export",
        "--output",
        "receipts.csv",
        "--what",
        "receipts",
    ];
    bench.run(&written).expect(0);
    let mut rows = csv::Reader::from_path(bench.path("receipts.csv")).unwrap();
    let rows: Vec<csv::StringRecord> = rows.records().map(Result::unwrap).collect();
    let posted = rows.iter().filter(|row| &row[2] == "posted");
    let sum: Amount = posted.map(|row| Amount::parse(&row[6]).unwrap()).sum();
    let right: Amount = applied(&bench).iter().map(|(_, sum)| *sum).sum();
    assert_eq!(sum, right, "the export holds what was applied");
    assert_cleared(&bench);
    let receipts = bench.sage.rows("ARPostedReceipts");
    assert!(!receipts.is_empty());
}

#[test]
fn without_the_section_nothing_happens() {
    let bench = ready("");
    evening(&bench);
    bench.run(&["post-settlements"]).expect(0);
    assert!(ar_batches(&bench).is_empty());
    let asked = bench.sage.requests();
    assert!(asked.iter().all(|request| !request.path.contains("ARReceipt")));
    let store = bench.store();
    assert!(
        store
            .records_in(Kind::Receipt, &State::ALL, 0, 9)
            .unwrap()
            .is_empty()
    );
}

/// The journals are in Sage and their invoices in A/R; only clearing is left to do.
pub fn journals_posted(receivables: &str) -> Bench {
    let bench = ready("");
    evening(&bench);
    bench.run(&["-q", "post-settlements"]).expect(0);
    configure(&bench, receivables);
    bench
}

fn post(bench: &Bench, status: i32) -> Ran {
    bench.run(&["post-settlements"]).expect(status)
}

/// Every key stands in at most one live batch.
#[track_caller]
fn assert_once(bench: &Bench) {
    let live = ar_batches(bench)
        .into_iter()
        .filter(|batch| batch["BatchStatus"] != "Deleted");
    let mut keys: Vec<String> = live
        .map(|batch| batch["Description"].as_str().unwrap().to_owned())
        .collect();
    let count = keys.len();
    keys.sort();
    keys.dedup();
    assert_eq!(keys.len(), count, "a batch stands twice");
}

/// One settlement paid an order in March and in April: a line in a batch of each month, one run after the other.
#[test]
fn an_order_that_is_paid_in_two_months_is_cleared_in_two_runs() {
    let bench = ready(BY_ADJUSTMENT);
    evening(&bench);
    let order = a_settled_order(&bench);
    let taken = unpay(&bench, &order);
    let paid = {
        let mut world = bench.amazon.world();
        let market = world.orders.get(&order).unwrap().marketplace;
        let day = |text: &str| format!("{text}T12:00:00Z").parse().unwrap();
        let mut sale = taken.into_iter().find(|entry| entry.kind == "Shipment").unwrap();
        sale.posted = day("2026-03-30");
        let mut rest = sale.clone();
        rest.id.push_str("-2");
        rest.posted = day("2026-04-02");
        rest.items.truncate(1);
        rest.parts.clear();
        let price = sale.items[0].parts[0];
        let dollar = Amount::parse("1").unwrap();
        rest.items[0].parts = vec![Part {
            amount: dollar,
            ..price
        }];
        sale.items[0].parts[0].amount -= dollar;
        world.settle(market, day("2026-03-25"), day("2026-04-08"));
        let settlement = world.settlements.last_mut().unwrap();
        settlement.total += sale.amount() + rest.amount();
        settlement.entries.extend([sale, rest]);
        settlement.group_id.clone()
    };
    bench.advance(Duration::from_secs(26 * 86_400));
    bench.run(&["-q", "pull-orders"]);
    bench.run(&["-q", "post-settlements"]);
    let receipts = |bench: &Bench| {
        let receipts = bench
            .store()
            .records_in(Kind::Receipt, &State::ALL, 0, 999)
            .unwrap();
        let of_order = receipts.into_iter().filter(|one| one.key.contains(&order));
        of_order.filter(|one| one.key.contains(&paid)).collect::<Vec<_>>()
    };
    let waiting = |bench: &Bench| {
        let mut all = receipts(bench)
            .into_iter()
            .filter(|one| one.state == State::Staged);
        all.next().map(|one| (one.reason, all.next().is_none()))
    };
    assert_eq!(receipts(&bench).len(), 2, "{paid}");
    assert_eq!(waiting(&bench), Some((Some("next-batch".to_owned()), true)));
    bench.run(&["-q", "post-settlements"]);
    assert_eq!(waiting(&bench), None);
    assert_once(&bench);
    bench.sage.post_everything();
    let documents = bench.sage.rows("ARPostedDocuments");
    let invoice = documents.iter().find(|one| one["OrderNumber"] == order).unwrap();
    assert!(
        amount(&invoice["CustomerCurrencyAmountDue"]).is_zero(),
        "{invoice}"
    );
}

#[test]
fn clearing_is_killed_at_every_point() {
    for way in [BY_ADJUSTMENT, BY_RECEIPT] {
        let points = at_every_point("clearing", |point| {
            let bench = journals_posted(way);
            let killed = bench.kill_at(&["-q", "post-settlements"], point).is_killed();
            if killed {
                for _ in 0..3 {
                    if bench.run(&["-q", "post-settlements"]).status == Some(0) {
                        break;
                    }
                    bench.advance(Duration::from_secs(31 * 60));
                }
                bench.run(&["-q", "post-settlements"]).expect(0);
                assert_once(&bench);
                assert_cleared(&bench);
            }
            killed
        });
        assert!(points >= 15, "only {points} points were passed");
    }
}

#[test]
fn a_lost_answer_never_clears_twice() {
    for fault in [Fault::ResetAfter, Fault::CutOff, Fault::Garbage] {
        let bench = journals_posted(BY_ADJUSTMENT);
        let rule = Rule::once(fault).method("POST").path("ARReceiptAndAdjustment");
        bench.sage.faults().add(rule);
        post(&bench, 0);
        assert_once(&bench);
        assert_cleared(&bench);
    }
}

fn sends(bench: &Bench) -> usize {
    let requests = bench.sage.requests();
    requests
        .iter()
        .filter(|request| request.method == "POST" && request.path.contains("ARReceiptAndAdjustment"))
        .count()
}

#[test]
fn an_uncertain_clearing_waits_by_sages_clock() {
    let bench = journals_posted(BY_ADJUSTMENT);
    let rule = Rule::once(Fault::ResetBefore)
        .method("POST")
        .path("ARReceiptAndAdjustment");
    bench.sage.faults().add(rule);
    post(&bench, 4);
    let before = sends(&bench);
    post(&bench, 4);
    bench.advance(Duration::from_secs(20 * 60));
    post(&bench, 4);
    assert_eq!(sends(&bench), before, "it is not sent before the wait is over");
    bench.advance(Duration::from_secs(11 * 60));
    post(&bench, 0);
    assert_eq!(sends(&bench), before + 1);
    assert_once(&bench);
    assert_cleared(&bench);
}

/// The answer to the first batch is lost, and Sage is gone before it can be asked; returns the batch's key.
pub fn lose_the_first(bench: &Bench) -> String {
    let faults = bench.sage.faults();
    let path = "ARReceiptAndAdjustment";
    faults.add(Rule::once(Fault::ResetAfter).method("POST").path(path));
    // Before the send, it is asked for what stands under the next keys, what is open, and under its own key.
    faults.add(Rule::always(Fault::ResetBefore).method("GET").path(path).skip(3));
    post(bench, 4);
    faults.clear();
    let sent = ar_batches(bench);
    assert_eq!(sent.len(), 1);
    sent[0]["Description"].as_str().unwrap().to_owned()
}

fn state(bench: &Bench, key: &str) -> (State, String) {
    let record = bench.store().record(Kind::ReceiptBatch, key).unwrap().unwrap();
    (record.state, record.reason.unwrap_or_default())
}

fn exceptions(bench: &Bench) -> Vec<String> {
    let open = bench.store().open_exceptions().unwrap();
    open.into_iter().map(|one| one.kind).collect()
}

#[test]
fn a_batch_that_was_posted_and_cleared_away_is_found_by_what_is_open() {
    let bench = journals_posted(BY_ADJUSTMENT);
    let key = lose_the_first(&bench);
    assert!(bench.sage.post_receipt_batch("AD", 1));
    bench
        .sage
        .company()
        .rows_mut("ARReceiptAndAdjustmentBatches")
        .clear();
    post(&bench, 0);
    assert_eq!(state(&bench, &key).0, State::Posted);
    let again = ar_batches(&bench);
    assert!(again.iter().all(|batch| batch["Description"] != key.as_str()));
    assert_cleared(&bench);
}

#[test]
fn what_is_open_decides_or_a_person_does() {
    let bench = journals_posted(BY_ADJUSTMENT);
    let key = lose_the_first(&bench);
    let document = applied(&bench)[0].0.clone();
    bench
        .sage
        .company()
        .rows_mut("ARReceiptAndAdjustmentBatches")
        .clear();
    for row in bench.sage.company().rows_mut("ARPostedDocuments") {
        if row["DocumentNumber"] == document.as_str() {
            row["CustomerCurrencyAmountDue"] = json!(3.33);
        }
    }
    post(&bench, 3);
    assert_eq!(state(&bench, &key), (State::Failed, "open-changed".to_owned()));
    let before = sends(&bench);
    post(&bench, 3);
    assert_eq!(sends(&bench), before, "a person decides");
    bench
        .run(&["resolve", &key, "--accept-sage", "--because", "it was posted"])
        .expect(0);
    assert_eq!(state(&bench, &key).0, State::Posted);
    post(&bench, 0);
    assert_eq!(sends(&bench), before);
}

#[test]
fn what_people_do_to_clearing_batches_is_seen() {
    // Deleted: not sent again, until a person says so.
    let bench = journals_posted(BY_ADJUSTMENT);
    let key = lose_the_first(&bench);
    bench.sage.delete_receipt_batch("AD", 1);
    post(&bench, 3);
    assert_eq!(exceptions(&bench), ["deleted-in-sage"]);
    bench.run(&["replay", "--record", &key]).expect(3);
    bench.run(&["replay", "--record", &key, "--even-if-posted"]);
    assert!(
        exceptions(&bench).is_empty(),
        "what was sent again closes it by itself"
    );
    post(&bench, 0);
    assert_once(&bench);
    assert_cleared(&bench);
    // Edited: a line was moved to another account.
    let bench = journals_posted(BY_ADJUSTMENT);
    lose_the_first(&bench);
    {
        let mut company = bench.sage.company();
        let batch = &mut company.rows_mut("ARReceiptAndAdjustmentBatches")[0];
        let line = &mut batch["ReceiptsAdjustments"][0]["AppliedReceiptsAdjustments"][0];
        line["AdjustmentGLDistributions"][0]["DistributionGLAccount"] = json!("4195");
    }
    post(&bench, 3);
    assert_eq!(exceptions(&bench), ["edited-in-sage"]);
    // Duplicate: another machine sent it too.
    let bench = journals_posted(BY_ADJUSTMENT);
    lose_the_first(&bench);
    let mut twin = ar_batches(&bench)[0].clone();
    twin["BatchNumber"] = json!(900);
    bench.sage.company().add("ARReceiptAndAdjustmentBatches", twin);
    let ran = post(&bench, 7);
    assert!(
        ran.stderr
            .contains("the open batch 900 is too much; delete the open batch that is named"),
        "{}",
        ran.stderr
    );
    // Partial: Sage broke off inside it. Once a person deleted it, it is sent whole.
    let bench = journals_posted(BY_ADJUSTMENT);
    let key = lose_the_first(&bench);
    bench.sage.company().rows_mut("ARReceiptAndAdjustmentBatches")[0]["ReceiptsAdjustments"] = json!([]);
    let ran = post(&bench, 3);
    assert!(ran.stdout.contains("batch 1 is incomplete"), "{}", ran.stdout);
    let before = sends(&bench);
    post(&bench, 3);
    assert_eq!(sends(&bench), before, "nothing is sent beside it");
    bench.sage.delete_receipt_batch("AD", 1);
    bench.run(&["resolve", &key, "--because", "deleted it"]);
    post(&bench, 0);
    assert_once(&bench);
    assert_cleared(&bench);
}

/// The reason that one pair is held for, after something was done to the document of the first pair.
pub fn held_after(change: impl Fn(&mut Value)) -> (Bench, String, String) {
    let bench = journals_posted(BY_ADJUSTMENT);
    let dry = bench
        .run(&["--json", "post-settlements", "--dry-run"])
        .expect(0)
        .json();
    let line = &dry["receivables"]["batches"][0]["lines"][0];
    let (key, document) = (
        line["receipt"].as_str().unwrap(),
        line["document"].as_str().unwrap(),
    );
    for row in bench.sage.company().rows_mut("ARPostedDocuments") {
        if row["DocumentNumber"] == document {
            change(row);
        }
    }
    post(&bench, 3);
    let record = bench.store().record(Kind::Receipt, key).unwrap().unwrap();
    assert_eq!(record.state, State::Held, "{record:?}");
    assert!(
        applied(&bench).iter().all(|(number, _)| number != document),
        "nothing is applied to it"
    );
    assert!(!applied(&bench).is_empty(), "the others go on");
    (bench, record.key, record.reason.unwrap())
}

#[test]
fn an_invoice_that_a_person_settled_is_held() {
    let (bench, key, reason) = held_after(|row| row["CustomerCurrencyAmountDue"] = json!(1));
    assert_eq!(reason, "invoice-settled");
    bench
        .run(&["resolve", &key, "--accept-sage", "--because", "paid by cheque"])
        .expect(0);
    post(&bench, 0);
    bench.run(&["audit", "trace", &key]).expect(0);
}

#[test]
fn an_invoice_in_another_currency_is_held() {
    let (bench, key, reason) = held_after(|row| row["CurrencyCode"] = json!("CAD"));
    assert_eq!(reason, "invoice-currency");
    bench
        .run(&["resolve", &key, "--skip", "--because", "moved by a journal"])
        .expect(0);
    post(&bench, 0);
}

#[test]
fn a_customer_on_hold_is_held_and_heals() {
    let bench = journals_posted(BY_ADJUSTMENT);
    let hold = |word: &str| {
        for row in bench.sage.company().rows_mut("ARCustomers") {
            row["OnHold"] = json!(word);
        }
    };
    hold("Yes");
    post(&bench, 3);
    assert!(ar_batches(&bench).is_empty());
    let held = bench
        .store()
        .records_in(Kind::Receipt, &[State::Held], 0, 99)
        .unwrap();
    assert!(
        held.iter()
            .all(|one| one.reason.as_deref() == Some("customer-on-hold"))
    );
    hold("No");
    post(&bench, 0);
    assert_cleared(&bench);
}

#[test]
fn what_cannot_be_proven_clears_nothing() {
    let bench = journals_posted(BY_RECEIPT);
    let unproven = |bench: &Bench, words: &str| {
        let ran = post(bench, 3);
        assert!(ran.stdout.contains(words), "{}", ran.stdout);
        assert!(ar_batches(bench).is_empty());
        let checked = bench.run(&["check", "--online-only", "sage300"]);
        assert!(checked.stdout.contains(words), "{}", checked.stdout);
    };
    bench.sage.settings().receipt_types = vec!["Prepayment".into()];
    unproven(&bench, "only Prepayment");
    bench.sage.settings().enums_are_text = true;
    unproven(&bench, "the members of `ReceiptTransactionType`");
    bench.sage.settings().missing_resources = vec!["ARReceiptAndAdjustmentBatches".into()];
    unproven(&bench, "`ARReceiptAndAdjustmentBatches`");
    *bench.sage.settings() = ml_connector::sandbox::sage300::Settings::default();
    configure(&bench, &BY_RECEIPT.replace("AMZUSD", "MAIN"));
    unproven(&bench, "bank MAIN deposits to 1050");
    configure(&bench, BY_RECEIPT);
    post(&bench, 0);
    assert_cleared(&bench);
}

#[test]
fn a_refused_batch_is_planned_anew_by_replay() {
    let bench = journals_posted(BY_ADJUSTMENT);
    let month = |open: &str| {
        for row in bench.sage.company().rows_mut("GLAccounts") {
            if row["AccountNumber"] == "1180" {
                row["Status"] = json!(open);
            }
        }
    };
    month("Inactive");
    post(&bench, 3);
    let failed = bench
        .store()
        .records_in(Kind::ReceiptBatch, &[State::Failed], 0, 99)
        .unwrap();
    assert!(!failed.is_empty() && failed.iter().all(|one| one.reason.as_deref() == Some("refused")));
    month("Active");
    // What a refusal left behind is deleted by a person.
    for batch in ar_batches(&bench) {
        bench
            .sage
            .delete_receipt_batch("AD", batch["BatchNumber"].as_u64().unwrap());
    }
    bench.run(&["replay", "--kind", "receipt-batch"]);
    for one in bench.store().open_exceptions().unwrap() {
        bench.run(&["resolve", &one.key, "--because", "deleted"]);
    }
    post(&bench, 0);
    assert_once(&bench);
    assert_cleared(&bench);
}

#[test]
fn a_batch_that_would_raise_its_invoices_is_told_and_stops_the_rest() {
    let bench = journals_posted(BY_ADJUSTMENT);
    bench.sage.settings().positive_adjustment_reduces = true;
    post(&bench, 3);
    assert_eq!(exceptions(&bench), ["wrong-direction"]);
    assert_eq!(ar_batches(&bench).len(), 1, "no further batch is sent");
    post(&bench, 3);
    assert_eq!(ar_batches(&bench).len(), 1);
    // Deleted, and still nothing further: only a person knows that the next batch goes the right way.
    bench.sage.delete_receipt_batch("AD", 1);
    post(&bench, 3);
    assert!(exceptions(&bench).contains(&"wrong-direction".to_owned()));
    assert_eq!(ar_batches(&bench).len(), 1);
}

#[test]
fn late_invoices_are_taken_up_by_later_runs() {
    let bench = ready(BY_ADJUSTMENT);
    post(&bench, 0);
    // Only some of the invoices reach A/R at first.
    bench.sage.run_day_end();
    let late: Vec<Value> = {
        let mut company = bench.sage.company();
        let invoices = company.rows_mut("ARInvoiceBatches")[0]["Invoices"]
            .as_array_mut()
            .unwrap();
        let half = invoices.len() / 2;
        invoices.split_off(half)
    };
    bench.sage.post_invoice_batches();
    post(&bench, 0);
    let first = applied(&bench).len();
    let rest = json!({ "BatchNumber": 900, "BatchStatus": "Open", "Description": "later", "Invoices": late });
    bench.sage.company().add("ARInvoiceBatches", rest);
    bench.sage.post_invoice_batches();
    post(&bench, 0);
    assert!(applied(&bench).len() > first);
    let keys: Vec<_> = ar_batches(&bench)
        .iter()
        .map(|one| one["Description"].clone())
        .collect();
    assert!(
        keys.iter().any(|key| key.as_str().unwrap().ends_with(" 2")),
        "{keys:?}"
    );
    assert_once(&bench);
    assert_cleared(&bench);
}

#[test]
fn an_order_that_is_never_invoiced_says_so() {
    let bench = ready(BY_ADJUSTMENT);
    post(&bench, 0);
    let waiting = bench
        .store()
        .records_in(Kind::Receipt, &[State::Staged], 0, 99)
        .unwrap();
    let (_, order) = waiting
        .iter()
        .filter_map(|one| one.key.split('/').next().map(|order| (one, order.to_owned())))
        .find(|(_, order)| {
            let record = bench.store().record(Kind::Order, order).unwrap();
            record.is_some_and(|record| matches!(record.state, State::Staged | State::Held))
        })
        .expect("the world settles an order that has no invoice yet");
    bench
        .run(&["resolve", &order, "--skip", "--because", "sold as a sample"])
        .expect(0);
    evening(&bench);
    let ran = post(&bench, 3);
    assert!(ran.stdout.contains("no-invoice"), "{}", ran.stdout);
    // Where there never was an invoice nobody can have applied anything to it.
    let held = bench
        .store()
        .records_in(Kind::Receipt, &[State::Held], 0, 99)
        .unwrap();
    let payment = held.iter().find(|one| one.key.starts_with(&order)).unwrap();
    let accept = ["resolve", &payment.key, "--accept-sage", "--because", "x"];
    let refused = bench.run(&accept).expect(2);
    assert!(refused.stderr.contains("no document"), "{}", refused.stderr);
    let skip = ["resolve", &payment.key, "--skip", "--because", "a sample"];
    bench.run(&skip).expect(0);
}

/// A later settlement takes a part of an earlier sale back: the invoice is open again by exactly that much.
#[test]
fn what_a_later_settlement_takes_back_is_put_back() {
    for way in [BY_ADJUSTMENT, BY_RECEIPT] {
        let bench = Bench::small();
        let back = Amount::parse("-5").unwrap();
        let order = {
            let mut world = bench.amazon.world();
            let start = bench.start().and_hms_opt(5, 0, 0).unwrap().and_utc();
            let mut weeks: Vec<_> = world
                .settlements
                .iter_mut()
                .filter(|one| one.marketplace.id == "ATVPDKIKX0DER" && one.end >= start && one.report)
                .collect();
            weeks.sort_by_key(|one| one.end);
            let sold = |entry: &&ml_connector::sandbox::world::Entry| {
                entry.kind == "Shipment"
                    && entry.amount() > Amount::parse("20").unwrap()
                    && entry.posted >= start
            };
            let mut sale = weeks[1].entries.iter().find(sold).unwrap().clone();
            let week = &mut weeks[3];
            sale.id.push_str("-BACK");
            sale.posted = week.start + chrono::TimeDelta::hours(30);
            sale.deferred = None;
            sale.parts.clear();
            sale.items.truncate(1);
            sale.items[0]
                .parts
                .retain(|part| part.path[0] == "ProductCharges");
            sale.items[0].parts.truncate(1);
            sale.items[0].parts[0].amount = back;
            let order = sale.order_id.clone().unwrap();
            week.total += back;
            week.entries.push(sale);
            order
        };
        configure(&bench, way);
        bench.run(&["-q", "pull-orders"]);
        evening(&bench);
        let ran = bench.run(&["-q", "post-settlements"]);
        assert!(matches!(ran.status, Some(0 | 3)), "{ran:?}");
        let document = bench.sage.rows("ARPostedDocuments");
        let document = document
            .iter()
            .find(|row| row["OrderNumber"] == order.as_str())
            .unwrap();
        let number = document["DocumentNumber"].as_str().unwrap();
        let lines: Vec<Amount> = applied(&bench)
            .into_iter()
            .filter(|(of, _)| of == number)
            .map(|(_, sum)| sum)
            .collect();
        assert!(lines.len() == 2 && lines.contains(&back), "{order}: {lines:?}");
        assert_cleared(&bench);
    }
}

/// A world in which an order is paid by one settlement and given back in full, by the same or by a later one.
pub fn with_an_order_given_back(later: bool) -> (Bench, String) {
    let bench = Bench::small();
    let order = {
        let mut world = bench.amazon.world();
        let start = bench.start().and_hms_opt(5, 0, 0).unwrap().and_utc();
        let mut weeks: Vec<_> = world
            .settlements
            .iter_mut()
            .filter(|one| one.marketplace.id == "ATVPDKIKX0DER" && one.end >= start && one.report)
            .collect();
        weeks.sort_by_key(|one| one.end);
        let is_sale = |entry: &&ml_connector::sandbox::world::Entry| {
            let sum = entry.amount();
            entry.kind == "Shipment" && sum > Amount::parse("20").unwrap() && entry.posted >= start
        };
        let sale = weeks[1].entries.iter().find(is_sale).unwrap().clone();
        let week = &mut weeks[if later { 3 } else { 1 }];
        let mut back = sale.clone();
        back.id.push_str("-BACK");
        (back.kind, back.description) = ("Refund", "Refund Order");
        back.deferred = None;
        if later {
            back.posted = week.start + chrono::TimeDelta::hours(30);
        }
        let items = back.items.iter_mut().flat_map(|item| &mut item.parts);
        items
            .chain(&mut back.parts)
            .for_each(|part| part.amount = -part.amount);
        week.total += back.amount();
        week.entries.push(back);
        sale.order_id.unwrap()
    };
    (bench, order)
}

/// A person gives the whole invoice back by a note.
fn note_by_hand(bench: &Bench, order: &str) -> Amount {
    note_by_hand_of(bench, order, None)
}

/// A person gives a part of the invoice back by a note, or all of it; the invoice's total.
pub fn note_by_hand_of(bench: &Bench, order: &str, part: Option<&str>) -> Amount {
    let documents = bench.sage.rows("ARPostedDocuments");
    let invoice = documents.iter().find(|row| row["PONumber"] == order).unwrap();
    let total = &invoice["CustomerCurrencyInvoiceAmount"];
    let sum: Value = part.map_or_else(|| total.clone(), |part| serde_json::from_str(part).unwrap());
    let note = json!({
        "CreditDebitNoteNumber": "CN900000", "CreditDebitNoteType": "CreditNote",
        "CustomerNumber": invoice["CustomerNumber"], "InvoiceNumber": invoice["DocumentNumber"],
        "CreditDebitNoteDate": "2026-03-18T00:00:00Z",
        "CreditDebitDetails": [{ "LineType": "Miscellaneous", "MiscellaneousChargesCode": "OTHER",
                                 "ExtendedAmountMiscellaneousCharge": sum }],
    });
    bench.sage.key_in_credit_note(&note).unwrap();
    amount(total)
}

/// What was applied to the documents of an order: to its invoice, and to the note.
pub fn applied_to(bench: &Bench, order: &str) -> [Vec<Amount>; 2] {
    let documents = bench.sage.rows("ARPostedDocuments");
    let invoice = documents.iter().find(|row| row["PONumber"] == order).unwrap();
    let invoice = invoice["DocumentNumber"].as_str().unwrap();
    [invoice, "CN900000"].map(|number| {
        let of = applied(bench)
            .into_iter()
            .filter(|(document, _)| document == number);
        of.map(|(_, sum)| sum).collect()
    })
}

/// Sage has the note, and A/R not yet: what the settlement took back waits for it, and never opens the invoice again.
#[test]
fn what_a_note_gave_back_waits_until_the_note_is_in_receivables() {
    for way in [BY_ADJUSTMENT, BY_RECEIPT] {
        // One that names its order in A/R, and one that is known by its number alone.
        for is_named in [true, false] {
            let (bench, order) = with_an_order_given_back(true);
            configure(&bench, way);
            bench.run(&["-q", "pull-orders"]);
            evening(&bench);
            let total = note_by_hand(&bench, &order);
            for _ in 0..2 {
                let ran = bench.run(&["post-settlements"]);
                assert!(matches!(ran.status, Some(0 | 3)), "{ran:?}");
                assert_eq!(
                    applied_to(&bench, &order),
                    [vec![total], vec![]],
                    "{}",
                    ran.stdout
                );
            }
            let waits = bench.store().records_under(Kind::Receipt, &order).unwrap();
            let waits = waits.iter().filter(|one| one.state == State::Staged);
            let said: Vec<_> = waits
                .map(|one| (one.reason.clone(), one.detail.clone()))
                .collect();
            assert_eq!(said.len(), 1, "{said:?}");
            assert_eq!(said[0].0.as_deref(), Some("not-in-receivables"));
            assert!(said[0].1.as_deref().unwrap().contains("CN900000"), "{said:?}");
            evening(&bench);
            if !is_named {
                for row in bench.sage.company().rows_mut("ARPostedDocuments") {
                    if row["DocumentNumber"] == "CN900000" {
                        row["OrderNumber"] = json!("");
                    }
                }
            }
            bench.run(&["post-settlements"]);
            assert_eq!(applied_to(&bench, &order), [vec![total], vec![-total]], "{way}");
            bench.run(&["-q", "post-settlements"]);
            assert_eq!(applied_to(&bench, &order), [vec![total], vec![-total]], "{way}");
            if is_named {
                let (invoices, notes) = (settled(&bench), BTreeMap::from([(order, -total)]));
                assert_met(&bench, &Met { invoices, notes });
            }
        }
    }
}

/// A refund of a part meets the note that gave the whole back, with that part alone.
#[test]
fn a_refund_that_is_smaller_than_its_note_takes_that_much_of_it() {
    for way in [BY_ADJUSTMENT, BY_RECEIPT] {
        let (bench, order) = with_an_order_given_back(true);
        let part = only_a_part_is_given_back(&bench, &order);
        configure(&bench, way);
        bench.run(&["-q", "pull-orders"]);
        evening(&bench);
        let total = note_by_hand(&bench, &order);
        evening(&bench);
        for _ in 0..2 {
            let ran = bench.run(&["post-settlements"]);
            assert!(matches!(ran.status, Some(0 | 3)), "{ran:?}");
            assert_eq!(applied_to(&bench, &order), [vec![total], vec![-part]], "{way}");
        }
    }
}

/// Amazon gives back the price alone, less than the buyer paid; how much.
fn only_a_part_is_given_back(bench: &Bench, order: &str) -> Amount {
    let mut world = bench.amazon.world();
    let weeks = &mut world.settlements;
    let week = weeks.iter_mut().find(|week| {
        let is_back = |entry: &ml_connector::sandbox::world::Entry| entry.id.ends_with("-BACK");
        week.entries.iter().any(is_back)
    });
    let week = week.unwrap();
    let back = week.entries.iter_mut().find(|entry| entry.id.ends_with("-BACK"));
    let back = back.unwrap();
    assert_eq!(back.order_id.as_deref(), Some(order));
    let before = back.amount();
    let part = Amount::parse("5").unwrap();
    back.parts.clear();
    back.items.truncate(1);
    back.items[0].parts.retain(|one| one.path[0] == "ProductCharges");
    back.items[0].parts.truncate(1);
    back.items[0].parts[0].amount = -part;
    let now = back.amount();
    week.total += now - before;
    part
}

/// What one settlement pays and takes back leaves nothing on `clearing`: the note stands against its invoice.
#[test]
fn what_one_settlement_pays_and_takes_back_is_left_to_the_note() {
    let (bench, order) = with_an_order_given_back(false);
    configure(&bench, BY_ADJUSTMENT);
    bench.run(&["-q", "pull-orders"]);
    evening(&bench);
    let total = note_by_hand(&bench, &order);
    evening(&bench);
    for _ in 0..2 {
        let ran = bench.run(&["post-settlements"]);
        assert!(matches!(ran.status, Some(0 | 3)), "{ran:?}");
    }
    assert_eq!(applied_to(&bench, &order), [vec![], vec![]]);
    bench.sage.post_everything();
    let documents = bench.sage.rows("ARPostedDocuments");
    let due = |is: &dyn Fn(&Value) -> bool| {
        let row = documents.iter().find(|row| is(row)).unwrap();
        amount(&row["CustomerCurrencyAmountDue"])
    };
    assert_eq!(due(&|row| row["PONumber"] == order.as_str()), total);
    assert_eq!(due(&|row| row["DocumentNumber"] == "CN900000"), -total);
    let mut invoices = settled(&bench);
    invoices.insert(order, Amount::ZERO);
    let notes = BTreeMap::new();
    assert_met(&bench, &Met { invoices, notes });
}

/// The settlement of euros names orders that are known here then and have no customer, so no invoice either.
pub(crate) fn pull_orders_of_euros(bench: &Bench) {
    let ids: Vec<String> = {
        let world = bench.amazon.world();
        let euros = world
            .settlements
            .iter()
            .filter(|one| one.marketplace.country == "DE");
        let entries = euros.flat_map(|one| one.entries.iter());
        entries.filter_map(|entry| entry.order_id.clone()).collect()
    };
    for id in ids {
        bench.run(&["-q", "pull-orders", "--order", &id]);
    }
}

#[test]
fn an_order_refunded_before_its_invoice_is_held() {
    let bench = ready(BY_ADJUSTMENT);
    evening(&bench);
    pull_orders_of_euros(&bench);
    bench.run(&["post-settlements"]);
    let ran = post(&bench, 3);
    assert!(ran.stdout.contains("refunded-uninvoiced"), "{}", ran.stdout);
}

#[test]
fn several_invoices_of_one_order_are_held() {
    let bench = journals_posted(BY_ADJUSTMENT);
    let dry = bench
        .run(&["--json", "post-settlements", "--dry-run"])
        .expect(0)
        .json();
    let line = &dry["receivables"]["batches"][0]["lines"][0];
    let mut twin = {
        let rows = bench.sage.rows("ARPostedDocuments");
        rows.into_iter()
            .find(|row| row["DocumentNumber"] == line["document"])
            .unwrap()
    };
    twin["DocumentNumber"] = json!("IN900000");
    bench.sage.company().add("ARPostedDocuments", twin);
    let ran = post(&bench, 3);
    assert!(ran.stdout.contains("several-invoices"), "{}", ran.stdout);
    let key = line["receipt"].as_str().unwrap();
    bench
        .run(&["resolve", key, "--accept-sage", "--because", "cleared by hand"])
        .expect(0);
    post(&bench, 0);
}
