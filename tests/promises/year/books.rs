//! The books as they must be, computed from the world alone: none of the program's own code has a part in it.
//!
//! The world says what was sold, settled and shipped, and the people of the year say what they did by hand.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use ml_connector::money::Amount;
use ml_connector::sandbox::world::catalogue::by_sku;
use ml_connector::sandbox::world::{Entry, Order, Part, Settlement, World};
use serde_json::Value;

use super::trial::{day, period};
use crate::harness::Bench;
use crate::receivables::Met;
use crate::settlements::{amount, batches, lines};

/// What each account holds: debit positive, accounts at zero left out.
pub type Ledger = BTreeMap<String, Amount>;

/// What each invoice is, by order.
pub type Invoices = BTreeMap<String, Amount>;

/// The orders shipped by a time, each with the total its invoice must have.
pub fn invoices_of(world: &World, at: DateTime<Utc>) -> Invoices {
    let shipped = world.orders.iter().filter(|order| order.status(at) == "SHIPPED");
    shipped
        .map(|order| (order.id.clone(), order.truth().invoice_total))
        .collect()
}

/// What stands in Sage, wherever day end and posting have brought it: each invoice counted once.
#[track_caller]
pub fn invoices_in(bench: &Bench) -> Invoices {
    let uncosted = |row: &Value| row["InvoiceStatus"] == "Documentshippednotcosted";
    let invoices = bench.sage.rows("OEInvoices").into_iter().filter(uncosted);
    let open = bench.sage.rows("ARInvoiceBatches").into_iter();
    let open = open
        .filter(|batch| batch["BatchStatus"] == "Open")
        .flat_map(|batch| batch["Invoices"].as_array().cloned().unwrap_or_default())
        .filter(|row| row["DocumentType"] != "CreditNote");
    let posted = bench.sage.rows("ARPostedDocuments").into_iter();
    let posted = posted.filter(|row| row["DocumentType"] == "Invoice");
    // A person who keys an order in gives it another number; Amazon's stands as the customer's.
    let all = invoices
        .map(|row| {
            (
                row["PurchaseOrderNumber"].clone(),
                row["InvoiceTotalWithTax"].clone(),
            )
        })
        .chain(open.map(|row| (row["PONumber"].clone(), row["DocumentTotalIncludingTax"].clone())))
        .chain(posted.map(|row| {
            (
                row["PONumber"].clone(),
                row["CustomerCurrencyInvoiceAmount"].clone(),
            )
        }));
    let mut found = Invoices::new();
    for (order, total) in all {
        let order = order.as_str().unwrap().to_owned();
        let before = found.insert(order.clone(), amount(&total));
        assert_eq!(before, None, "{order} is invoiced twice");
    }
    found
}

/// What a person gave back in Sage: by order the fiscal period of the note and its total.
pub type Credited = BTreeMap<String, (String, Amount)>;

/// What the settlements that ended more than 48 hours before a time must have put on each account.
pub fn ledger_of(world: &World, at: DateTime<Utc>, credited: &Credited) -> Ledger {
    let mut ledger = Ledger::new();
    let mut add = |account: &str, sum: Amount| *ledger.entry(account.to_owned()).or_default() += sum;
    for one in &world.settlements {
        if one.end >= at - TimeDelta::hours(48) {
            continue;
        }
        let total: Amount = one.beginning + one.entries.iter().map(Entry::amount).sum::<Amount>();
        add(if total > Amount::ZERO { "1030" } else { "2110" }, total);
        add("2110", -one.beginning);
        for entry in &one.entries {
            for part in entry.all_parts() {
                add(account_of(entry, part, credited), -part.amount);
            }
        }
    }
    ledger.retain(|_, sum| !sum.is_zero());
    ledger
}

/// Where an amount of an entry belongs: what is paid back of an order that a note gave back meets the note on `clearing`.
pub fn account_of(entry: &Entry, part: &Part, credited: &Credited) -> &'static str {
    let account = account(entry.kind, part);
    let is_credited = entry
        .order_id
        .as_ref()
        .is_some_and(|id| credited.contains_key(id));
    let is_back = ["Refund", "Chargeback"].contains(&entry.kind) && ["4190", "2210"].contains(&account);
    if is_back && is_credited { "1180" } else { account }
}

/// What a settlement put on `clearing`, by order and fiscal period: what is above zero meets the order's invoice, what is
/// below zero the note that gave it back. What one of them pays and takes back within a period is one sum: where that is
/// zero, A/R is left as it is, and the note stands against its invoice.
pub fn on_clearing(one: &Settlement, credited: &Credited) -> BTreeMap<(String, String), Amount> {
    let mut sums = BTreeMap::new();
    for entry in &one.entries {
        for part in entry.all_parts() {
            if account_of(entry, part, credited) == "1180" {
                let key = (entry.order_id.clone().unwrap(), period(day(entry.posted)));
                *sums.entry(key).or_default() += part.amount;
            }
        }
    }
    sums
}

/// What the settlements that are due by a time must have taken off the documents of each order.
pub fn met(world: &World, at: DateTime<Utc>, credited: &Credited) -> Met {
    let mut met = Met::default();
    let due = |one: &&Settlement| one.end < at - TimeDelta::hours(48);
    for one in world.settlements.iter().filter(due) {
        for ((order, _), sum) in on_clearing(one, credited) {
            let is_back = sum.is_negative() && credited.contains_key(&order);
            let of = if is_back {
                &mut met.notes
            } else {
                &mut met.invoices
            };
            *of.entry(order).or_default() += sum;
        }
    }
    met
}

/// Where an amount belongs. Tax that the marketplace collects and keeps nets to nothing wherever it is put.
fn account(kind: &str, part: &Part) -> &'static str {
    match (part.path, kind) {
        (
            ["Tax", ..]
            | [
                "ProductCharges" | "Shipping" | "GiftWrap" | "COD" | "Promotions" | "Tip",
                ..,
            ],
            "Shipment",
        ) => "1180",
        (["Tax", ..], _) => "2210",
        (
            [
                "ProductCharges" | "Shipping" | "GiftWrap" | "COD" | "Promotions" | "Tip",
                ..,
            ],
            "Refund" | "Chargeback" | "GuaranteeClaim",
        ) => "4190",
        (["AmazonFees", "FBAPerUnitFulfillmentFee", "Tax"], _) => "6150",
        (["AmazonFees", "FBAPerUnitFulfillmentFee", ..], _) => "6110",
        (["FBAStorageFee" | "FBAInboundTransportationFee" | "FBARemovalFee"], _) => "6110",
        (["AmazonFees", ..] | ["Subscription" | "CouponParticipationFee"], _) => "6100",
        (["AdvertisingFee"], _) => "6120",
        (["FBAInventoryReimbursement"], _) => "4290",
        (["ReserveDebit" | "ReserveCredit"], _) => "1195",
        other => panic!("the year holds {other:?}, which these books do not know"),
    }
}

/// What the live batches put on each account, posted or not.
pub fn ledger_in(bench: &Bench) -> Ledger {
    let mut ledger = Ledger::new();
    for batch in batches(bench).iter().filter(|batch| batch["Status"] != "Deleted") {
        for line in lines(batch) {
            let account = line["AccountNumber"].as_str().unwrap().to_owned();
            *ledger.entry(account).or_default() += amount(&line["Amount"]);
        }
    }
    ledger.retain(|_, sum| !sum.is_zero());
    ledger
}

/// Units of each item that have left a location by a time.
pub fn shipped(world: &World, at: DateTime<Utc>, by_amazon: bool) -> BTreeMap<String, i64> {
    units(
        world.orders.iter().filter(|order| order.status(at) == "SHIPPED"),
        by_amazon,
    )
}

/// Units that buyers wait for: ordered from the seller's own stock and not shipped yet.
pub fn waiting(world: &World, at: DateTime<Utc>) -> BTreeMap<String, i64> {
    let open = ["PENDING", "UNSHIPPED", "PARTIALLY_SHIPPED"];
    units(
        world
            .orders
            .iter()
            .filter(|order| open.contains(&order.status(at))),
        false,
    )
}

fn units(orders: impl Iterator<Item = Order>, by_amazon: bool) -> BTreeMap<String, i64> {
    let mut units = BTreeMap::new();
    for order in orders.filter(|order| (order.fulfilled_by == "AMAZON") == by_amazon) {
        for line in &order.lines {
            for (item, count) in by_sku(&line.sku).sage_items() {
                *units.entry(item.to_owned()).or_default() += count * line.quantity;
            }
        }
    }
    units
}

/// Whole units that Sage has on hand of an item at a location.
pub fn on_hand(bench: &Bench, item: &str, location: &str) -> i64 {
    let rows = bench.sage.rows("ICLocationDetails");
    let row = rows
        .iter()
        .find(|row| row["ItemNumber"] == item && row["Location"] == location)
        .unwrap();
    units_in(&row["QuantityOnHand"])
}

/// A quantity that is whole.
pub fn units_in(value: &Value) -> i64 {
    let text = value.to_string();
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    assert!(fraction.chars().all(|digit| digit == '0'), "{text}");
    whole.parse().unwrap()
}
