//! What people did in Sage while the program did not look.

use serde_json::{Value, json};

use super::ground::Ground;
use crate::harness::Bench;
use crate::receivables::{ar_batches, evening};
use crate::settlements::batches;

const LEDGER: &str = "GLJournalBatches";
const RECEIVABLES: &str = "ARReceiptAndAdjustmentBatches";

/// What they did, as far as the counts must know of it.
#[derive(Debug, Default)]
pub struct Meanwhile {
    /// What stands there now by their hand: name and by how much.
    pub changes: Vec<(String, i64)>,
    /// Batches that were posted and then cleared, where no history is kept.
    pub cleared_ledger: Vec<Value>,
    pub cleared_receivables: Vec<Value>,
}

pub type Deed = fn(&Ground) -> Meanwhile;

pub const PEOPLE: [(&str, Deed); 11] = [
    ("nothing", |_| Meanwhile::default()),
    ("posted G/L", post_ledger),
    ("posted A/R", post_receivables),
    ("posted both", post_both),
    ("retitled", retitle),
    ("retitled and posted", |ground| {
        retitle(ground);
        post_both(ground)
    }),
    ("moved lines", move_lines),
    ("moved lines and posted", |ground| {
        move_lines(ground);
        post_both(ground)
    }),
    ("deleted", delete),
    ("keyed an invoice", key_an_invoice),
    ("keyed a credit note", key_a_credit_note),
];

/// Takes out of a list what is posted, as a company does that keeps no history.
fn clear(bench: &Bench, resource: &str, status: &str) -> Vec<Value> {
    if bench.sage.settings().keep_history {
        return Vec::new();
    }
    let mut company = bench.sage.company();
    let rows = std::mem::take(company.rows_mut(resource));
    let (cleared, kept) = rows.into_iter().partition(|row| row[status] == "Posted");
    *company.rows_mut(resource) = kept;
    cleared
}

/// Takes out of both ledgers' lists what is posted.
pub fn take_posted(bench: &Bench, meanwhile: &mut Meanwhile) {
    meanwhile.cleared_ledger.extend(clear(bench, LEDGER, "Status"));
    meanwhile
        .cleared_receivables
        .extend(clear(bench, RECEIVABLES, "BatchStatus"));
}

fn post_ledger(ground: &Ground) -> Meanwhile {
    crate::year::post_all(&ground.bench);
    Meanwhile {
        cleared_ledger: clear(&ground.bench, LEDGER, "Status"),
        ..Meanwhile::default()
    }
}

fn post_receivables(ground: &Ground) -> Meanwhile {
    for batch in ar_batches(&ground.bench) {
        let kind = batch["BatchRecordType"].as_str().unwrap();
        ground
            .bench
            .sage
            .post_receipt_batch(kind, batch["BatchNumber"].as_u64().unwrap());
    }
    let cleared_receivables = clear(&ground.bench, RECEIVABLES, "BatchStatus");
    Meanwhile {
        cleared_receivables,
        ..Meanwhile::default()
    }
}

fn post_both(ground: &Ground) -> Meanwhile {
    let ledger = post_ledger(ground);
    Meanwhile {
        cleared_ledger: ledger.cleared_ledger,
        ..post_receivables(ground)
    }
}

fn retitle(ground: &Ground) -> Meanwhile {
    let mut company = ground.bench.sage.company();
    for (at, batch) in company.rows_mut(LEDGER).iter_mut().enumerate() {
        let was = batch["Description"].as_str().unwrap().to_owned();
        let now = [
            format!("{was} reviewed"),
            format!("OK {was}"),
            String::new(),
            "payout".to_owned(),
        ];
        let now = json!(now[at % now.len()]);
        batch["JournalHeaders"][0]["Description"] = now.clone();
        batch["Description"] = now;
    }
    for batch in company.rows_mut(RECEIVABLES) {
        batch["Description"] = json!("Amazon, reviewed");
    }
    Meanwhile::default()
}

/// An entry goes to another open batch of A/R, and a line to another open batch of the ledger, each against suspense.
fn move_lines(ground: &Ground) -> Meanwhile {
    let mut company = ground.bench.sage.company();
    let rows = company.rows_mut(RECEIVABLES);
    let entries = |row: &Value| row["ReceiptsAdjustments"].as_array().unwrap().len();
    let from = (0..rows.len()).max_by_key(|at| entries(&rows[*at])).unwrap();
    let to = (0..rows.len()).find(|at| *at != from).unwrap();
    let mut entry = rows[from]["ReceiptsAdjustments"]
        .as_array_mut()
        .unwrap()
        .remove(0);
    entry["BatchNumber"] = rows[to]["BatchNumber"].clone();
    entry["EntryNumber"] = json!(900);
    rows[to]["ReceiptsAdjustments"]
        .as_array_mut()
        .unwrap()
        .push(entry);
    let rows = company.rows_mut(LEDGER);
    let details = |row: &Value| {
        row["JournalHeaders"][0]["JournalDetails"]
            .as_array()
            .unwrap()
            .len()
    };
    let from = (0..rows.len()).max_by_key(|at| details(&rows[*at])).unwrap();
    let to = (0..rows.len()).find(|at| *at != from).unwrap();
    let of =
        |row: &mut Value| std::mem::take(row["JournalHeaders"][0]["JournalDetails"].as_array_mut().unwrap());
    let mut lines = of(&mut rows[from]);
    let at = lines
        .iter()
        .position(|line| line["AccountNumber"] == "6120")
        .unwrap();
    let moved = lines.remove(at);
    let mut suspense = moved.clone();
    suspense["AccountNumber"] = json!("2250");
    suspense["Reference"] = json!("");
    suspense["Description"] = json!("suspense");
    let mut against = suspense.clone();
    for name in ["Amount", "SourceCurrencyAmount"] {
        let text = suspense[name].to_string();
        let other = text
            .strip_prefix('-')
            .map_or_else(|| format!("-{text}"), str::to_owned);
        against[name] = serde_json::from_str(&other).unwrap();
    }
    lines.push(suspense);
    rows[from]["JournalHeaders"][0]["JournalDetails"] = json!(lines);
    let mut lines = of(&mut rows[to]);
    lines.extend([moved, against]);
    rows[to]["JournalHeaders"][0]["JournalDetails"] = json!(lines);
    Meanwhile::default()
}

/// A batch of each ledger is deleted by mistake.
fn delete(ground: &Ground) -> Meanwhile {
    let all = batches(&ground.bench);
    ground
        .bench
        .sage
        .delete_gl_batch(all[all.len() / 2]["BatchNumber"].as_str().unwrap());
    let one = ar_batches(&ground.bench).remove(0);
    let kind = one["BatchRecordType"].as_str().unwrap();
    ground
        .bench
        .sage
        .delete_receipt_batch(kind, one["BatchNumber"].as_u64().unwrap());
    Meanwhile::default()
}

/// The order that nobody mapped is keyed in and invoiced by a person, for another amount.
fn key_an_invoice(ground: &Ground) -> Meanwhile {
    let id = ground
        .bench
        .amazon
        .world()
        .orders
        .scenario("an item that nobody mapped")
        .id
        .clone();
    let (mut order, mut invoice) = ground.template.clone();
    for (name, value) in [
        ("OrderUniquifier", json!(9_001)),
        ("OrderNumber", json!("ORD000077")),
        ("PurchaseOrderNumber", json!(id)),
        ("OrderReference", json!("")),
        ("LastInvoiceNumber", json!("IN900077")),
        ("LastShipmentNumber", json!("SH900077")),
    ] {
        order[name] = value;
    }
    for (name, value) in [
        ("InvoiceUniquifier", json!(9_001)),
        ("OrderNumber", json!("ORD000077")),
        ("InvoiceNumber", json!("IN900077")),
        ("ShipmentNumber", json!("SH900077")),
        ("PurchaseOrderNumber", json!(id)),
        ("Reference", json!("")),
        ("InvoiceStatus", json!("Documentshippednotcosted")),
    ] {
        invoice[name] = value;
    }
    for detail in invoice["InvoiceDetails"].as_array_mut().unwrap() {
        detail["OrderNumber"] = json!("ORD000077");
    }
    ground.bench.sage.company().add("OEOrders", order);
    ground.bench.sage.company().add("OEInvoices", invoice);
    evening(&ground.bench);
    Meanwhile {
        changes: vec![
            (format!("invoice of {id}"), 1),
            // What the settlement paid for the order meets it.
            ("25.99 applied to IN900077".to_owned(), 1),
        ],
        ..Meanwhile::default()
    }
}

/// The refunded order's invoice is given back by a note that a person made.
fn key_a_credit_note(ground: &Ground) -> Meanwhile {
    let id = {
        let world = ground.bench.amazon.world();
        world
            .orders
            .scenario("three units whose total does not divide")
            .id
            .clone()
    };
    let total = {
        let company = ground.bench.sage.company();
        let batches = company.rows("ARInvoiceBatches").iter();
        let mut invoices = batches.flat_map(|batch| batch["Invoices"].as_array().unwrap());
        invoices.find(|row| row["PONumber"] == id.as_str()).unwrap()["DocumentTotalIncludingTax"].clone()
    };
    let note = json!({
        "CNUniquifier": 900, "CreditDebitNoteNumber": "CN000042", "CustomerNumber": "AMZ-US",
        "CreditDebitNoteType": "CreditNote", "CreditDebitNoteStatus": "Documentnotcosted", "OrderNumber": id,
        "CreditDebitNoteDate": "2026-03-18T00:00:00Z", "CreditDebitNoteSourceCurr": "USD",
        "CreditDebitDetails": [{ "LineType": "Miscellaneous", "MiscellaneousChargesCode": "OTHER",
                                 "ExtendedAmountMiscellaneousCharge": total }],
    });
    ground.bench.sage.company().add("OECreditDebitNotes", note);
    Meanwhile {
        changes: vec![("note \"CN000042\"".to_owned(), 1)],
        ..Meanwhile::default()
    }
}
