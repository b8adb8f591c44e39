//! A/R: batches of receipts and adjustments, what refuses them, and what posting makes of them.
//!
//! An open batch reserves what it applies: later lines may use only what neither posting nor another open batch
//! has taken. The due amount of a document falls only when the batch is posted.

mod entry;
mod figures;
mod posting;
mod rates;

use serde_json::{Value, json};

use self::figures::{amount, number_of};
use super::refusal::{Refusal, check_lengths};
use super::{Company, Settings};
use crate::money::Amount;

pub(super) use figures::BATCHES;
pub(super) use posting::{charge_account, post, post_invoice, post_ready, revenue_account, set_up};

/// Creates a batch; the system gives the number, whatever the body says.
pub(super) fn create(company: &mut Company, settings: &Settings, body: &Value) -> Result<Value, Refusal> {
    check_lengths(body, &[("Description", 60), ("BankCode", 8)])?;
    let kind = match body["BatchRecordType"].as_str() {
        Some(kind @ ("CA" | "AD")) => kind,
        _ => return Err(Refusal::field("Batch Record Type is required.".into())),
    };
    if kind == "CA" {
        check_bank(company, body)?;
    }
    let number = company.next(if kind == "CA" {
        "receipt batch"
    } else {
        "adjustment batch"
    });
    let mut batch = json!({
        "BatchRecordType": kind, "BatchNumber": number, "BatchDate": body["BatchDate"], "BatchStatus": "Open",
        "Description": body["Description"].as_str().unwrap_or_default(), "BankCode": body["BankCode"],
        "DefaultBankCurrency": body["DefaultBankCurrency"], "SourceApplication": "AR",
    });
    let mut entries: Vec<Value> = Vec::new();
    let wanted = body["ReceiptsAdjustments"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    let mut refused = None;
    for (index, header) in (1..).zip(&wanted) {
        match entry::create(company, settings, &batch, &entries, header, index) {
            Ok(entry) => entries.push(entry),
            Err(refusal) => {
                refused = Some(refusal);
                break;
            }
        }
    }
    let total: Amount = entries
        .iter()
        .map(|entry| amount(&entry["CustomerReceiptAmount"]))
        .sum();
    batch["NumberOfEntries"] = json!(entries.len());
    batch["BatchTotal"] = number_of(total);
    batch["ReceiptsAdjustments"] = json!(entries);
    if let Some(refusal) = refused {
        if settings.leave_partial_batch {
            company.add(BATCHES, batch);
        }
        return Err(refusal);
    }
    company.add(BATCHES, batch.clone());
    Ok(batch)
}

fn check_bank(company: &Company, body: &Value) -> Result<(), Refusal> {
    let code = body["BankCode"].as_str().unwrap_or_default();
    let Some(bank) = company.find("BKBanks", "BankCode", code) else {
        return Err(Refusal::field(format!("Bank code {code} does not exist.")));
    };
    let currency = body["DefaultBankCurrency"].as_str();
    if currency.is_some_and(|currency| bank["StatementCurrency"] != currency) {
        return Err(Refusal::field(format!("The currency is not one of bank {code}.")));
    }
    Ok(())
}

/// Changes a batch: only its description, and whether it is ready to be posted.
pub(super) fn patch(company: &mut Company, key: &str, body: &Value) -> Result<(), Refusal> {
    let schema = super::schema::of("AR", BATCHES);
    let batch = company
        .rows_mut(BATCHES)
        .iter_mut()
        .find(|batch| schema.is_some_and(|schema| schema.is_key(batch, key)));
    let Some(batch) = batch else {
        return Err(Refusal::business(
            "RecordNotFound",
            "A Record cannot be found.".into(),
        ));
    };
    if !matches!(batch["BatchStatus"].as_str(), Some("Open" | "ReadyToPost")) {
        return Err(Refusal::field("The batch has been posted or deleted.".into()));
    }
    for (name, value) in body.as_object().into_iter().flatten() {
        match (name.as_str(), value.as_str()) {
            ("BatchRecordType" | "BatchNumber", _) => {}
            ("Description", Some(_)) | ("BatchStatus", Some("Open" | "ReadyToPost")) => {
                batch[name] = value.clone();
            }
            _ => return Err(Refusal::field(format!("{name} cannot be changed here."))),
        }
    }
    Ok(())
}
