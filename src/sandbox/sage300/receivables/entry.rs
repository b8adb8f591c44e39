//! One entry of a batch: a customer's receipt over several documents, or the adjustment of one document.

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::super::refusal::{Refusal, check_lengths};
use super::super::{Company, Settings, ledger};
use super::figures::{amount, number_of, pending, reduces, taken};
use crate::money::Amount;

/// Checks an entry and fills in what Sage computes.
pub(super) fn create(
    company: &Company,
    settings: &Settings,
    batch: &Value,
    before: &[Value],
    header: &Value,
    index: u32,
) -> Result<Value, Refusal> {
    check_lengths(
        header,
        &[
            ("CustomerNumber", 12),
            ("EntryDescription", 60),
            ("EntryReference", 60),
            ("CheckReceiptNumber", 24),
        ],
    )?;
    let kind = &batch["BatchRecordType"];
    if header["BatchType"].as_str().is_some_and(|own| *kind != own) {
        return Err(Refusal::field("Batch Type is not that of the batch.".into()));
    }
    let number = header["CustomerNumber"].as_str().unwrap_or_default();
    let customer = company
        .find("ARCustomers", "CustomerNumber", number)
        .ok_or_else(|| Refusal::field(format!("Customer number {number} does not exist.")))?;
    if customer["Status"] == "Inactive" {
        return Err(Refusal::field(format!("Customer {number} is inactive.")));
    }
    let day = posting_day(company, settings, header)?;
    let lines = header["AppliedReceiptsAdjustments"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    if *kind == "CA" {
        check_receipt(company, batch, header, customer, &lines)?;
    } else if lines.len() != 1 {
        return Err(Refusal::field("An adjustment is of one document.".into()));
    }
    let mut entry = header.clone();
    let mut applied = Vec::new();
    for (line, wanted) in (1_u32..).zip(&lines) {
        let own: Amount = applied
            .iter()
            .filter(|one: &&Value| one["DocumentNumber"] == wanted["DocumentNumber"])
            .map(|one| amount(&one["TotalCustomerCreditAmount"]) - amount(&one["TotalCustomerDebitAmount"]))
            .sum();
        let mut done = apply(company, settings, customer, before, wanted, own)?;
        done["LineNumber"] = json!(line * 20);
        applied.push(done);
    }
    let total: Amount = applied
        .iter()
        .map(|line| amount(&line["CustomerReceiptAmount"]))
        .sum();
    entry["BatchType"] = kind.clone();
    entry["BatchNumber"] = batch["BatchNumber"].clone();
    entry["EntryNumber"] = json!(index);
    entry["PostingDate"] = json!(format!("{day}T00:00:00Z"));
    entry["CustomerCurrencyCode"] = customer["CurrencyCode"].clone();
    entry["NumberOfDocumentsAppliedto"] = json!(applied.len());
    entry["TotalCustomerAmountApplied"] = number_of(total);
    entry["AppliedReceiptsAdjustments"] = json!(applied);
    Ok(entry)
}

fn posting_day(company: &Company, settings: &Settings, header: &Value) -> Result<NaiveDate, Refusal> {
    let day = ["PostingDate", "ReceiptDateAdjustmentDate"]
        .iter()
        .find_map(|name| header[*name].as_str()?.get(..10)?.parse().ok());
    let day = day.ok_or_else(|| Refusal::field("The posting date is missing.".into()))?;
    let refusal = company
        .refuse_day("Posting Date", day)
        .map(|why| why.replace("Order Entry", "Accounts Receivable"))
        .or_else(|| ledger::hidden_lock(settings, day, "Accounts Receivable"));
    match refusal {
        Some(why) => Err(Refusal::field(why)),
        None => Ok(day),
    }
}

fn check_receipt(
    company: &Company,
    batch: &Value,
    header: &Value,
    customer: &Value,
    lines: &[Value],
) -> Result<(), Refusal> {
    let bank = batch["BankCode"].as_str().unwrap_or_default();
    let currency = company
        .find("BKBanks", "BankCode", bank)
        .map(|bank| bank["StatementCurrency"].clone());
    if currency.as_ref() != Some(&customer["CurrencyCode"]) {
        return Err(Refusal::field(format!(
            "Bank {bank} does not take the customer's currency."
        )));
    }
    match header["ReceiptTransactionType"].as_str() {
        Some("Receipt" | "Prepayment") => {}
        Some("ApplyDocument") => {
            let number = header["DocumentNumber"].as_str().unwrap_or_default();
            return Err(Refusal::field(format!("Document {number} cannot be found.")));
        }
        other => {
            let word = other.unwrap_or_default();
            return Err(Refusal::field(format!(
                "Receipt Transaction Type {word} needs a document."
            )));
        }
    }
    let total = amount(&header["CustomerReceiptAmount"]);
    let applied: Amount = lines
        .iter()
        .map(|line| amount(&line["CustomerReceiptAmount"]))
        .sum();
    if total <= Amount::ZERO || amount(&header["BankReceiptAmount"]) != total {
        return Err(Refusal::field("The receipt amount is not valid.".into()));
    }
    if applied != total {
        return Err(Refusal::field(format!(
            "The receipt of {total} is applied with {applied}."
        )));
    }
    Ok(())
}

/// One line against one document: never more than is open, never across customers or currencies.
fn apply(
    company: &Company,
    settings: &Settings,
    customer: &Value,
    before: &[Value],
    line: &Value,
    own: Amount,
) -> Result<Value, Refusal> {
    let number = line["DocumentNumber"].as_str().unwrap_or_default();
    let code = customer["CustomerNumber"].as_str().unwrap_or_default();
    let found = company
        .rows("ARPostedDocuments")
        .iter()
        .find(|row| row["DocumentNumber"] == number && row["CustomerNumber"] == code);
    let Some(document) = found else {
        return Err(Refusal::field(format!(
            "Document {number} of customer {code} does not exist."
        )));
    };
    if document["CurrencyCode"] != customer["CurrencyCode"] {
        return Err(Refusal::field(format!(
            "Document {number} is in another currency."
        )));
    }
    if line["CustomerNumber"].as_str().is_some_and(|own| own != code) {
        return Err(Refusal::field("The line is of another customer.".into()));
    }
    if !line["PaymentNumber"].is_null() && line["PaymentNumber"] != 1 {
        return Err(Refusal::field(format!("Document {number} has one payment.")));
    }
    let by = reduces(line, settings.positive_adjustment_reduces);
    let sign = !settings.positive_adjustment_reduces;
    check_distributions(company, line, by.is_negative() && sign)?;
    if by.is_zero() || amount(&line["CustomerReceiptAmount"]).is_negative() {
        return Err(Refusal::field(format!(
            "The amount applied to {number} is not valid."
        )));
    }
    let due = amount(&document["CustomerCurrencyAmountDue"]);
    let others: Amount = before.iter().map(|entry| taken(entry, code, number)).sum();
    let reserved = pending(company, code, number) + others + own;
    let open = due - reserved;
    // What is left of a credit note is below zero, and so is what meets it.
    let is_note = amount(&document["CustomerCurrencyInvoiceAmount"]).is_negative();
    if if is_note { by < open } else { by > open } {
        return Err(Refusal::field(format!(
            "The amount {by} is more than the {open} that are open on document {number}."
        )));
    }
    let mut done = line.clone();
    done["CustomerNumber"] = json!(code);
    done["PaymentNumber"] = json!(1);
    done["DocumentAmountDue"] = number_of(due);
    done["DocumentNetBalance"] = number_of(due - reserved - by);
    let (credit, debit) = if by.is_negative() {
        (Amount::ZERO, -by)
    } else {
        (by, Amount::ZERO)
    };
    done["TotalCustomerCreditAmount"] = number_of(credit);
    done["TotalCustomerDebitAmount"] = number_of(debit);
    Ok(done)
}

fn check_distributions(company: &Company, line: &Value, raises: bool) -> Result<(), Refusal> {
    for distribution in line["AdjustmentGLDistributions"].as_array().into_iter().flatten() {
        let account = distribution["DistributionGLAccount"].as_str().unwrap_or_default();
        ledger::usable(company, account)?;
        // The one type that a sample shows belongs to an adjustment that reduces the document.
        let kind = &distribution["TransactionType"];
        if !kind.is_null() && (*kind != 81 || raises) {
            return Err(Refusal::field(format!(
                "Transaction type {kind} is not valid for the adjustment."
            )));
        }
    }
    Ok(())
}
