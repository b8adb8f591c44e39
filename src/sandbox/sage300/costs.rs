//! What goods cost: day end debits the cost of what was shipped and credits inventory, in the period of the shipment.

use serde_json::{Value, json};

use super::{Company, ledger};
use crate::money::{Amount, Quantity};

const GOODS: &str = "5000";
const INVENTORY: &str = "1300";

/// The accounts of goods.
pub(super) fn set_up(company: &mut Company) {
    for number in [GOODS, INVENTORY] {
        ledger::add_account(company, number, "Active", "Detail", "No");
    }
}

/// Costs what invoices shipped.
pub(super) fn of_invoices(company: &mut Company, invoices: &[Value]) {
    for invoice in invoices {
        let details = invoice["InvoiceDetails"].as_array().into_iter().flatten();
        let cost = details
            .map(|line| cost(company, &line["Item"], &line["QuantityShipped"]))
            .sum();
        let document = json!({ "PostingDate": invoice["PostingDate"], "CustomerNumber": invoice["CustomerNumber"],
                               "DocumentNumber": invoice["InvoiceNumber"], "EntryNumber": 1,
                               "BatchNumber": invoice["ShipmentNumber"] });
        post(company, &document, "SH", cost);
    }
}

/// Takes back the cost of what credit notes put on the shelf again.
pub(super) fn of_credit_notes(company: &mut Company) {
    let waiting: Vec<Value> = company
        .rows("OECreditDebitNotes")
        .iter()
        .filter(|note| note["CreditDebitNoteStatus"] == "Documentnotcosted")
        .cloned()
        .collect();
    for note in waiting {
        let details = note["CreditDebitDetails"].as_array().into_iter().flatten();
        let back = details
            .filter(|line| line["ReturnType"] == "ItemsReturnedToInventory" || line["ReturnType"].is_null());
        let cost: Amount = back
            .map(|line| cost(company, &line["Item"], &line["QuantityReturned"]))
            .sum();
        let document = json!({ "PostingDate": note["CreditDebitNoteDate"], "CustomerNumber": note["CustomerNumber"],
                               "DocumentNumber": note["CreditDebitNoteNumber"], "EntryNumber": 1,
                               "BatchNumber": note["CreditDebitNoteNumber"] });
        post(company, &document, "RE", -cost);
    }
}

fn cost(company: &Company, item: &Value, quantity: &Value) -> Amount {
    let Some(item) = item.as_str().filter(|item| !item.is_empty()) else {
        return Amount::ZERO;
    };
    let row = company.find("ICLocationDetails", "ItemNumber", item);
    let each = row
        .and_then(|row| Amount::parse(&row["AverageCost"].to_string()).ok())
        .unwrap_or_default();
    let quantity = Quantity::parse(&quantity.to_string()).unwrap_or_default();
    each.times_quantity(quantity).unwrap_or_default()
}

fn post(company: &mut Company, document: &Value, kind: &str, cost: Amount) {
    if cost.is_zero() {
        return;
    }
    for (account, amount) in [(GOODS, cost), (INVENTORY, -cost)] {
        ledger::add_posted(
            company,
            ("IC", kind),
            document,
            account,
            (amount, amount),
            &json!("USD"),
        );
    }
}

/// A unit in which an item is sold, and stocking units in one of it.
pub(super) fn unit_of(item: &Value, unit: &Value) -> (Value, Value) {
    let unit = if unit.is_string() {
        unit
    } else {
        &item["StockingUnitOfMeasure"]
    };
    let mut units = item["ItemUnitsOfMeasure"].as_array().into_iter().flatten();
    let found = units.find(|one| one["UnitOfMeasure"] == *unit);
    let factor = found.map_or(json!(1), |one| one["ConversionFactor"].clone());
    (unit.clone(), factor)
}
