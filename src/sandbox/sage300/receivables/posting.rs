//! Posting in A/R: what is due falls, and the ledger gets its entries by the company's own rules.
//!
//! Invoices debit the control account and credit sales, charges and tax; receipts debit the bank's account and
//! adjustments the account they name. The ledger's part is posted at once, as a company with automatic
//! posting has it, in the fiscal period of the posting date and at that day's rate.

use serde_json::{Value, json};

use super::super::{Company, Settings, ledger};
use super::figures::{BATCHES, amount};
use super::rates::{convert, rate_of_entry, rate_on};
use crate::money::{Amount, Rate};
use crate::sandbox::sage300::company::TAX;

/// The control account of the receivables.
const CONTROL: &str = "1100";
/// Where invoices credit what was sold, charges, and the tax that the seller owes.
const SALES: &str = "4000";
const CHARGES: &str = "4050";
/// What exchange differences are realised on.
const EXCHANGE: &str = "6996";

/// The accounts and banks of the receivables.
pub(in crate::sandbox::sage300) fn set_up(company: &mut Company) {
    for number in [SALES, CHARGES, EXCHANGE] {
        ledger::add_account(company, number, "Active", "Detail", "No");
    }
    for code in ["USD", "EUR"] {
        company.add(
            "ARAccountSets",
            json!({ "AccountSetCode": code, "Description": code, "CurrencyCode": code,
                    "ReceivablesControlAccount": CONTROL, "ExchangeGainAccount": EXCHANGE }),
        );
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
pub(in crate::sandbox::sage300) fn post_ready(company: &mut Company, settings: &Settings) {
    let ready: Vec<_> = company
        .rows(BATCHES)
        .iter()
        .filter(|batch| batch["BatchStatus"] == "ReadyToPost")
        .map(|batch| (batch["BatchRecordType"].clone(), batch["BatchNumber"].clone()))
        .collect();
    for (kind, number) in ready {
        let number = number.as_u64().unwrap_or_default();
        post(company, settings, kind.as_str().unwrap_or_default(), number);
    }
}

/// A line of an entry in the ledger: account, the currency's own amount, the company's.
type Side = (String, Amount, Amount);

/// Posts a batch; whether there was one to be posted.
pub(in crate::sandbox::sage300) fn post(
    company: &mut Company,
    settings: &Settings,
    kind: &str,
    number: u64,
) -> bool {
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
    let realises = match kind {
        "CA" => settings.realises_on_receipts,
        _ => settings.realises_on_adjustments,
    };
    for entry in batch["ReceiptsAdjustments"].as_array().into_iter().flatten() {
        let rate = rate_of_entry(company, entry);
        let mut lines = Vec::new();
        for line in entry["AppliedReceiptsAdjustments"]
            .as_array()
            .into_iter()
            .flatten()
        {
            let by = amount(&line["TotalCustomerCreditAmount"]) - amount(&line["TotalCustomerDebitAmount"]);
            let now = convert(rate, by);
            let taken = reduce(company, entry, line, by, (!realises).then_some(now));
            lines.push((CONTROL.to_owned(), -by, -taken));
            lines.push((opposite(line, bank.as_deref()), by, now));
            if taken != now {
                lines.push((EXCHANGE.to_owned(), Amount::ZERO, taken - now));
            }
        }
        if kind == "CA" {
            receipt(company, &batch, entry);
        }
        entry_in_ledger(company, kind, entry, &entry["CustomerCurrencyCode"], lines);
    }
    true
}

/// The account that is debited beside the credit to the control account.
fn opposite(line: &Value, bank: Option<&str>) -> String {
    let distributions = line["AdjustmentGLDistributions"].as_array();
    match distributions.and_then(|all| all.first()) {
        Some(distribution) => distribution["DistributionGLAccount"]
            .as_str()
            .unwrap_or_default()
            .to_owned(),
        None => bank.unwrap_or_default().to_owned(),
    }
}

/// Takes an amount off a document, and tells what that is in the company's currency: as given, or else as the document
/// has it, down to the last cent with what clears it.
fn reduce(company: &mut Company, entry: &Value, line: &Value, by: Amount, given: Option<Amount>) -> Amount {
    let day = entry["PostingDate"].clone();
    for document in company.rows_mut("ARPostedDocuments") {
        if document["DocumentNumber"] == line["DocumentNumber"]
            && document["CustomerNumber"] == entry["CustomerNumber"]
        {
            let due = amount(&document["CustomerCurrencyAmountDue"]) - by;
            let open = amount(&document["FunctionalCurrencyAmountDue"]);
            let own = Rate::parse(&document["ExchangeRate"].to_string()).ok();
            let taken = given.unwrap_or_else(|| if due.is_zero() { open } else { convert(own, by) });
            document["CustomerCurrencyAmountDue"] = super::figures::number_of(due);
            document["FunctionalCurrencyAmountDue"] = super::figures::number_of(open - taken);
            document["FullyPaid"] = json!(if due.is_zero() { "Yes" } else { "No" });
            document["LastActivityDate"] = day;
            return taken;
        }
    }
    given.unwrap_or(by)
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

/// An invoice of a posted batch: Dr A/R, Cr what was sold, charges and tax; tells its total in the company's currency,
/// its rate, and the tax in it.
pub(in crate::sandbox::sage300) fn post_invoice(
    company: &mut Company,
    invoice: &Value,
) -> (Amount, Option<Rate>, Amount) {
    let total = amount(&invoice["DocumentTotalIncludingTax"]);
    let rate = rate_on(company, &invoice["CurrencyCode"], &invoice["PostingDate"]);
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
    // What rounding leaves goes to the last line.
    let (mut open, last) = (Amount::ZERO, lines.len().saturating_sub(1));
    let converted = lines.into_iter().enumerate().map(|(at, (account, source))| {
        let home = if at == last { -open } else { convert(rate, source) };
        open += home;
        (account, source, home)
    });
    let lines: Vec<Side> = converted.collect();
    entry_in_ledger(company, "IN", invoice, &invoice["CurrencyCode"], lines);
    (convert(rate, total), rate, rest)
}

/// The account that a line of an O/E invoice credits.
pub(in crate::sandbox::sage300) fn revenue_account(detail: &Value) -> &'static str {
    match detail["MiscellaneousChargesCode"].as_str() {
        Some(code) if !code.is_empty() => charge_account(code),
        _ => SALES,
    }
}

/// The account that a miscellaneous charge credits.
pub(in crate::sandbox::sage300) fn charge_account(code: &str) -> &'static str {
    if code == "TAX" { TAX } else { CHARGES }
}

fn entry_in_ledger(company: &mut Company, kind: &str, document: &Value, currency: &Value, lines: Vec<Side>) {
    for (account, source, home) in lines {
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
