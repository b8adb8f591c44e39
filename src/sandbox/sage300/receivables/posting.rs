//! Posting in A/R: what is due falls, and the ledger gets its entries by the company's own rules.
//!
//! Invoices debit the control account and credit sales, charges and tax; receipts debit the bank's account and
//! adjustments the account they name. The ledger's part is posted at once, as a company with automatic
//! posting has it.

use serde_json::{Value, json};

use super::super::{Company, ledger};
use super::figures::{BATCHES, amount};
use crate::money::{Amount, Currency, Rate};

/// The control account of the receivables.
const CONTROL: &str = "1100";
/// Where invoices credit what was sold, charges, and the tax that the seller owes.
const SALES: &str = "4000";
const CHARGES: &str = "4050";
const TAX: &str = "2200";

/// The accounts and banks of the receivables.
pub(in crate::sandbox::sage300) fn set_up(company: &mut Company) {
    for number in [SALES, CHARGES, TAX] {
        ledger::add_account(company, number, "Active", "Detail", "No");
    }
    for (code, account, currency) in [
        ("AMZUSD", "1180", "USD"),
        ("AMZEUR", "1180", "EUR"),
        ("MAIN", "1050", "USD"),
    ] {
        company.add(
            "BKBanks",
            json!({ "BankCode": code, "Description": format!("Bank {code}"), "BankAccountNumber": code,
                    "BankGLAccount": account, "StatementCurrency": currency }),
        );
    }
}

/// Posts every batch that is ready to be posted.
pub(in crate::sandbox::sage300) fn post_ready(company: &mut Company) {
    let ready: Vec<_> = company
        .rows(BATCHES)
        .iter()
        .filter(|batch| batch["BatchStatus"] == "ReadyToPost")
        .map(|batch| (batch["BatchRecordType"].clone(), batch["BatchNumber"].clone()))
        .collect();
    for (kind, number) in ready {
        post(
            company,
            kind.as_str().unwrap_or_default(),
            number.as_u64().unwrap_or_default(),
        );
    }
}

/// Posts a batch; whether there was one to be posted.
pub(in crate::sandbox::sage300) fn post(company: &mut Company, kind: &str, number: u64) -> bool {
    let found = company
        .rows_mut(BATCHES)
        .iter_mut()
        .find(|batch| batch["BatchRecordType"] == kind && batch["BatchNumber"] == number);
    let Some(batch) =
        found.filter(|batch| matches!(batch["BatchStatus"].as_str(), Some("Open" | "ReadyToPost")))
    else {
        return false;
    };
    batch["BatchStatus"] = json!("Posted");
    let batch = batch.clone();
    let bank = company
        .find(
            "BKBanks",
            "BankCode",
            batch["BankCode"].as_str().unwrap_or_default(),
        )
        .map(|bank| bank["BankGLAccount"].as_str().unwrap_or_default().to_owned());
    for entry in batch["ReceiptsAdjustments"].as_array().into_iter().flatten() {
        let mut lines = Vec::new();
        for line in entry["AppliedReceiptsAdjustments"]
            .as_array()
            .into_iter()
            .flatten()
        {
            let by = amount(&line["TotalCustomerCreditAmount"]) - amount(&line["TotalCustomerDebitAmount"]);
            reduce(company, entry, line, by);
            lines.extend(sides(line, by, bank.as_deref()));
        }
        if kind == "CA" {
            receipt(company, &batch, entry);
        }
        entry_in_ledger(company, kind, entry, &entry["CustomerCurrencyCode"], lines);
    }
    true
}

/// The debits of a line beside its credit to the control account.
fn sides(line: &Value, by: Amount, bank: Option<&str>) -> Vec<(String, Amount)> {
    let mut lines = vec![(CONTROL.to_owned(), -by)];
    let distributions = line["AdjustmentGLDistributions"].as_array();
    match distributions.and_then(|all| all.first()) {
        Some(distribution) => {
            let account = distribution["DistributionGLAccount"].as_str().unwrap_or_default();
            lines.push((account.to_owned(), by));
        }
        None => lines.push((bank.unwrap_or_default().to_owned(), by)),
    }
    lines
}

fn reduce(company: &mut Company, entry: &Value, line: &Value, by: Amount) {
    for document in company.rows_mut("ARPostedDocuments") {
        if document["DocumentNumber"] == line["DocumentNumber"]
            && document["CustomerNumber"] == entry["CustomerNumber"]
        {
            let due = amount(&document["CustomerCurrencyAmountDue"]) - by;
            document["CustomerCurrencyAmountDue"] = super::number_of(due);
            document["FullyPaid"] = json!(if due.is_zero() { "Yes" } else { "No" });
        }
    }
}

fn receipt(company: &mut Company, batch: &Value, entry: &Value) {
    company.add(
        "ARPostedReceipts",
        json!({ "BankCode": batch["BankCode"], "CustomerNumber": entry["CustomerNumber"],
                "CheckReceiptNumber": entry["CheckReceiptNumber"].as_str().unwrap_or_default(),
                "ReceiptDate": entry["ReceiptDateAdjustmentDate"], "PostingDate": entry["PostingDate"],
                "CustomerReceiptAmount": entry["CustomerReceiptAmount"],
                "BankReceiptAmount": entry["BankReceiptAmount"],
                "BatchNumber": batch["BatchNumber"], "EntryNumber": entry["EntryNumber"] }),
    );
}

/// An invoice of a posted batch: Dr A/R, Cr what was sold, charges and tax.
pub(in crate::sandbox::sage300) fn post_invoice(company: &mut Company, invoice: &Value) {
    let total = amount(&invoice["DocumentTotalIncludingTax"]);
    let mut lines = vec![(CONTROL.to_owned(), total)];
    let mut rest = total;
    for detail in invoice["InvoiceDetails"].as_array().into_iter().flatten() {
        let account = detail["RevenueAccount"].as_str().unwrap_or_default();
        let net = amount(&detail["ExtendedAmountWithoutTIP"]);
        lines.push((account.to_owned(), -net));
        rest -= net;
    }
    lines.push((TAX.to_owned(), -rest));
    lines.retain(|(_, amount)| !amount.is_zero());
    entry_in_ledger(company, "IN", invoice, &invoice["CurrencyCode"], lines);
}

/// The account that a line of an O/E invoice credits.
pub(in crate::sandbox::sage300) fn revenue_account(detail: &Value) -> &'static str {
    match detail["MiscellaneousChargesCode"].as_str() {
        Some("TAX") => TAX,
        Some(code) if !code.is_empty() => CHARGES,
        _ => SALES,
    }
}

/// Posts lines in the company's currency; what rounding leaves goes to the last one.
fn entry_in_ledger(
    company: &mut Company,
    kind: &str,
    document: &Value,
    currency: &Value,
    lines: Vec<(String, Amount)>,
) {
    let rate = rate_of(
        company,
        currency.as_str().unwrap_or("USD"),
        &document["PostingDate"],
    );
    let functional = |amount: Amount| match (rate, Currency::parse("USD")) {
        (Some(rate), Ok(home)) => rate.multiply(amount, home).unwrap_or_default(),
        _ => amount,
    };
    let mut open = Amount::ZERO;
    let last = lines.len().saturating_sub(1);
    for (at, (account, source)) in lines.into_iter().enumerate() {
        let home = if at == last { -open } else { functional(source) };
        open += home;
        ledger::add_posted(
            company,
            ("AR", kind),
            document,
            &account,
            (home, source),
            currency,
        );
    }
}

/// The newest rate of a currency that is not younger than a day.
fn rate_of(company: &Company, currency: &str, day: &Value) -> Option<Rate> {
    let day = day.as_str().and_then(|text| text.get(..10)).unwrap_or("9999");
    let on = |row: &Value| row["RateDate"].as_str().unwrap_or_default().to_owned();
    company
        .rows("CSCurrencyRates")
        .iter()
        .flat_map(|table| table["CurrencyRateDetail"].as_array().into_iter().flatten())
        .filter(|row| row["FromCurrency"] == currency && on(row).get(..10).unwrap_or_default() <= day)
        .max_by_key(|row| on(row))
        .and_then(|row| Rate::parse(&row["Rate"].to_string()).ok())
}
