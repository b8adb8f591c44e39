//! Credit notes of order entry: against an invoice, never for more than it, their number unique.

use serde_json::{Value, json};

use super::company::{number_of, part_of};
use super::refusal::Refusal;
use super::{Company, Settings, revenue};
use crate::money::{Amount, Quantity};

const LENGTHS: [(&str, usize); 5] = [
    ("CreditDebitNoteNumber", 22),
    ("InvoiceNumber", 22),
    ("CustomerNumber", 12),
    ("Reference", 60),
    ("Description", 60),
];

/// Creates a note; what it returns is the answer.
pub(super) fn create(company: &mut Company, settings: &Settings, body: &Value) -> Result<Value, Refusal> {
    for (name, longest) in LENGTHS {
        let text = body[name].as_str().unwrap_or_default();
        if text.chars().count() > longest {
            return Err(Refusal::field(format!(
                "{name} is longer than {longest} characters."
            )));
        }
    }
    if body["CreditDebitNoteType"] != "CreditNote" {
        return Err(Refusal::field(
            "Credit/Debit Note Type is invalid: only credit notes are simulated.".into(),
        ));
    }
    let number = number(company, settings, body)?;
    let invoice = invoice(company, body)?;
    check_date(company, body)?;
    let details = body["CreditDebitDetails"].as_array().cloned().unwrap_or_default();
    if details.is_empty() {
        return Err(Refusal::field("The credit note has no details.".into()));
    }
    let mut lines = Vec::new();
    for detail in &details {
        lines.push(line(company, settings, detail)?);
    }
    let total = total_of(company, body);
    if settings.limits_notes {
        check_total(company, &invoice, total)?;
    }
    for line in &lines {
        take_back(company, line);
    }
    let uniquifier = company.next("credit note");
    let mut note = body.clone();
    note["CNUniquifier"] = json!(uniquifier);
    note["CreditDebitNoteNumber"] = json!(number);
    note["OrderNumber"] = invoice["OrderNumber"].clone();
    note["CreditDebitNoteSourceCurr"] = invoice["InvoiceSourceCurrency"].clone();
    note["CreditDebitNoteStatus"] = json!("Documentnotcosted");
    if settings.has_property("CreditDebitNote", "CreditDebitNoteTotal") {
        note["CreditDebitNoteTotal"] = number_of(&total.to_string());
    }
    for (at, detail) in note["CreditDebitDetails"]
        .as_array_mut()
        .into_iter()
        .flatten()
        .enumerate()
    {
        detail["CNUniquifier"] = json!(uniquifier);
        detail["LineNumber"] = json!(32 * (at + 1));
    }
    company.add("OECreditDebitNotes", note.clone());
    Ok(note)
}

/// The lines in the form of an invoice's, for what they debit.
fn receivable_lines(company: &Company, note: &Value) -> Vec<Value> {
    let lines = note["CreditDebitDetails"].as_array().into_iter().flatten();
    let customer = note["CustomerNumber"].as_str().unwrap_or_default();
    lines
        .map(|line| {
            let percent = company.tax_percent(customer, line["Item"].as_str(), line);
            let tax = revenue::included_tax(extended(line), percent);
            revenue::of_line(&json!({
                "MiscellaneousChargesCode": line["MiscellaneousChargesCode"], "TaxIncluded1": line["TaxIncluded1"],
                "ExtendedShippedPriceMiscellaneousCha": number_of(&extended(line).to_string()),
                "TaxAmount1": number_of(&tax.to_string()),
            }))
        })
        .collect()
}

/// What a note comes to with its tax: a line that does not hold its tax is taxed on top, as an invoice's is.
fn total_of(company: &Company, note: &Value) -> Amount {
    let lines = note["CreditDebitDetails"].as_array().into_iter().flatten();
    let customer = note["CustomerNumber"].as_str().unwrap_or_default();
    lines
        .map(|line| {
            let on_top = if line["TaxIncluded1"] == true {
                Amount::ZERO
            } else {
                let percent = company.tax_percent(customer, line["Item"].as_str(), line);
                part_of(extended(line), percent, 100)
            };
            extended(line) + on_top
        })
        .sum()
}

fn extended(line: &Value) -> Amount {
    let amount = |value: &Value| Amount::parse(&value.to_string()).ok();
    match amount(&line["ExtendedAmountMiscellaneousCharge"]) {
        Some(charge) => charge,
        None => {
            let quantity = Quantity::parse(&line["QuantityReturned"].to_string()).unwrap_or_default();
            let price = amount(&line["UnitPrice"]).unwrap_or_default();
            price.times_quantity(quantity).unwrap_or_default()
        }
    }
}

fn number(company: &mut Company, settings: &Settings, body: &Value) -> Result<String, Refusal> {
    let number = match body["CreditDebitNoteNumber"].as_str().map(str::trim) {
        Some("") => return Err(Refusal::field("The credit note number is blank.".into())),
        Some(number) => number.to_uppercase(),
        None => format!("CN{:06}", company.next("credit note number")),
    };
    if company
        .find("OECreditDebitNotes", "CreditDebitNoteNumber", &number)
        .is_some()
    {
        let code = if settings.duplicate_code == "FieldInvalid" {
            "FieldInvalid"
        } else {
            "RecordDuplicate"
        };
        let message =
            format!("Document {number} already exists. Specify a document number that is not in use.");
        return Err(Refusal::business(code, message));
    }
    Ok(number)
}

/// The invoice, which day end without history may have taken from order entry; then A/R knows it.
fn invoice(company: &Company, body: &Value) -> Result<Value, Refusal> {
    let number = body["InvoiceNumber"].as_str().unwrap_or_default();
    let in_receivables = || {
        company
            .find("ARPostedDocuments", "DocumentNumber", number)
            .map(|document| {
                json!({
                    "CustomerNumber": document["CustomerNumber"], "OrderNumber": document["OrderNumber"],
                    "InvoiceNumber": document["DocumentNumber"], "InvoiceSourceCurrency": document["CurrencyCode"],
                    "InvoiceTotalWithTax": document["CustomerCurrencyInvoiceAmount"],
                })
            })
    };
    let invoice = company
        .find("OEInvoices", "InvoiceNumber", number)
        .cloned()
        .or_else(in_receivables);
    let invoice =
        invoice.ok_or_else(|| Refusal::field(format!("Invoice number {number} does not exist.")))?;
    if invoice["CustomerNumber"] != body["CustomerNumber"] {
        return Err(Refusal::field(format!(
            "Invoice {number} is not for customer {}.",
            body["CustomerNumber"].as_str().unwrap_or_default()
        )));
    }
    Ok(invoice)
}

fn check_date(company: &Company, body: &Value) -> Result<(), Refusal> {
    let text = body["CreditDebitNoteDate"].as_str().unwrap_or_default();
    let day = text.get(..10).and_then(|day| day.parse().ok()).ok_or_else(|| {
        Refusal::payload("The value of the property 'CreditDebitNoteDate' is not a date.".into())
    })?;
    company
        .refuse_day("Credit/Debit Note Date", day)
        .map_or(Ok(()), |why| Err(Refusal::field(why)))
}

/// All notes of an invoice together never give back more than it.
fn check_total(company: &Company, invoice: &Value, total: Amount) -> Result<(), Refusal> {
    let amount = |value: &Value| Amount::parse(&value.to_string()).unwrap_or_default();
    let before: Amount = company
        .rows("OECreditDebitNotes")
        .iter()
        .filter(|note| note["InvoiceNumber"] == invoice["InvoiceNumber"])
        .map(|note| total_of(company, note))
        .sum();
    if before + total > amount(&invoice["InvoiceTotalWithTax"]) {
        return Err(Refusal::field(
            "The credit note is larger than what is left of the invoice.".into(),
        ));
    }
    Ok(())
}

struct Line {
    item: Option<String>,
    location: String,
    returned: Quantity,
    to_stock: bool,
}

fn line(company: &Company, settings: &Settings, detail: &Value) -> Result<Line, Refusal> {
    let amount = |name: &str| Amount::parse(&detail[name].to_string()).ok();
    if detail["LineType"] == "Miscellaneous" {
        let code = detail["MiscellaneousChargesCode"].as_str().unwrap_or_default();
        if company
            .find("OEMiscellaneousCharges", "MiscellaneousChargesCode", code)
            .is_none()
        {
            return Err(Refusal::field(format!(
                "Miscellaneous charge {code} does not exist."
            )));
        }
        let extended = amount("ExtendedAmountMiscellaneousCharge").unwrap_or_default();
        if extended.is_negative() && settings.refuse_negative_charges {
            return Err(Refusal::field("The extended amount cannot be negative.".into()));
        }
        return Ok(Line {
            item: None,
            location: String::new(),
            returned: Quantity::ZERO,
            to_stock: false,
        });
    }
    let number = detail["Item"].as_str().unwrap_or_default();
    let item = company
        .find("ICItems", "ItemNumber", number)
        .or_else(|| company.find("ICItems", "UnformattedItemNumber", number))
        .ok_or_else(|| Refusal::field(format!("Item number {number} does not exist.")))?;
    let location = detail["Location"].as_str().unwrap_or("MAIN");
    if company.find("ICLocations", "LocationKey", location).is_none() {
        return Err(Refusal::field(format!("Location {location} does not exist.")));
    }
    let returned = Quantity::parse(&detail["QuantityReturned"].to_string())
        .map_err(|_| Refusal::field("QuantityReturned has more than 4 decimals.".into()))?;
    if returned <= Quantity::ZERO {
        return Err(Refusal::field("The quantity is not valid.".into()));
    }
    let price = amount("UnitPrice").unwrap_or_default();
    if price.times_quantity(returned).is_none() {
        return Err(Refusal::field(
            "The extended amount has too many decimals.".into(),
        ));
    }
    Ok(Line {
        item: item["ItemNumber"].as_str().map(str::to_owned),
        location: location.to_owned(),
        returned,
        to_stock: detail["ReturnType"] == "ItemsReturnedToInventory" || detail["ReturnType"].is_null(),
    })
}

fn take_back(company: &mut Company, line: &Line) {
    let Some(item) = line.item.as_ref().filter(|_| line.to_stock) else {
        return;
    };
    for row in company.rows_mut("ICLocationDetails") {
        if row["ItemNumber"] == item.as_str() && row["Location"] == line.location.as_str() {
            for name in ["QuantityOnHand", "QuantityAvailableToShip"] {
                let now = Quantity::parse(&row[name].to_string()).unwrap_or_default();
                row[name] = number_of(&(now + line.returned).to_string());
            }
        }
    }
}

/// Day end takes the notes into an A/R batch as credit notes; without history they leave order entry.
pub(super) fn to_receivables(company: &mut Company, keeps_history: bool) -> Vec<Value> {
    let mut waiting = Vec::new();
    for note in company.rows("OECreditDebitNotes") {
        if note["CreditDebitNoteStatus"] == "Documentnotcosted" {
            let total = total_of(company, note);
            waiting.push(json!({
                "CustomerNumber": note["CustomerNumber"], "DocumentNumber": note["CreditDebitNoteNumber"],
                "DocumentType": "CreditNote", "OrderNumber": note["OrderNumber"],
                "DocumentDate": note["CreditDebitNoteDate"], "PostingDate": note["CreditDebitNoteDate"],
                "CurrencyCode": note["CreditDebitNoteSourceCurr"],
                "DocumentTotalIncludingTax": number_of(&total.to_string()),
                "InvoiceDetails": receivable_lines(company, note),
            }));
        }
    }
    for note in company.rows_mut("OECreditDebitNotes") {
        note["CreditDebitNoteStatus"] = json!("Documentcosted");
    }
    if !keeps_history {
        company.rows_mut("OECreditDebitNotes").clear();
    }
    waiting
}
