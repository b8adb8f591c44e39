//! What clearing promises: each settlement's money meets its invoices once, and both accounts prove to zero.

use std::collections::BTreeMap;

use ml_connector::books::record::{Kind, State};
use ml_connector::money::Amount;
use serde_json::Value;

use crate::harness::Bench;
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

/// After everything open was posted: each invoice is reduced by exactly what its settlements paid, `clearing` holds
/// only what has no invoice, and A/R is the sum of what is open.
#[track_caller]
pub fn assert_cleared(bench: &Bench) {
    bench.sage.post_everything();
    let settled = settled(bench);
    let (mut open, mut invoiced) = (Amount::ZERO, Amount::ZERO);
    let mut met = BTreeMap::new();
    for document in bench.sage.rows("ARPostedDocuments") {
        let order = document["OrderNumber"].as_str().unwrap().to_owned();
        let total = amount(&document["CustomerCurrencyInvoiceAmount"]);
        let due = amount(&document["CustomerCurrencyAmountDue"]);
        let paid = settled.get(&order).copied().unwrap_or_default();
        assert_eq!(total - due, paid, "{order}: {total} invoiced, {due} due");
        met.insert(order, ());
        open += due;
        invoiced += total;
    }
    assert_eq!(in_dollars(bench, "1100"), open, "A/R is what is open");
    let without: Amount = settled
        .iter()
        .filter(|(order, _)| !met.contains_key(*order) && clears(bench, order))
        .map(|(_, sum)| *sum)
        .sum();
    assert_eq!(
        in_dollars(bench, "1180"),
        -without,
        "clearing holds what has no invoice"
    );
    let revenue = ["4000", "4050", "2200"].map(|account| bench.sage.balance(account));
    assert_eq!(
        revenue.into_iter().sum::<Amount>(),
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
