//! The general ledger: batches with their entries, what refuses them, and what posting makes of them.

use chrono::{Datelike, NaiveDate};
use serde_json::{Value, json};

use super::company::number_of;
use super::refusal::{Refusal, check_lengths};
use super::{Company, Settings};
use crate::money::Amount;

/// Longest texts of a batch, an entry and a line (facts, section 13).
const BATCH_LENGTHS: [(&str, usize); 2] = [("Description", 60), ("SourceLedger", 2)];
const ENTRY_LENGTHS: [(&str, usize); 4] = [
    ("Description", 60),
    ("DocumentNumber", 22),
    ("SourceLedger", 2),
    ("SourceType", 2),
];
const LINE_LENGTHS: [(&str, usize); 3] = [("AccountNumber", 45), ("Description", 60), ("Reference", 60)];

/// Creates a batch; the system gives the number, whatever the body says.
pub(super) fn create(company: &mut Company, settings: &Settings, body: &Value) -> Result<Value, Refusal> {
    check_lengths(body, &BATCH_LENGTHS)?;
    let number = format!("{:06}", company.next("journal batch"));
    let mut entries = Vec::new();
    let wanted = body["JournalHeaders"].as_array().cloned().unwrap_or_default();
    for (index, header) in (1..).zip(&wanted) {
        match entry(company, settings, header, &number, index) {
            Ok(entry) => entries.push(entry),
            Err(refusal) => {
                if settings.leave_partial_batch {
                    let batch = batch(&number, body, &entries);
                    company.add("GLJournalBatches", batch);
                }
                return Err(refusal);
            }
        }
    }
    let batch = batch(&number, body, &entries);
    company.add("GLJournalBatches", batch.clone());
    Ok(batch)
}

fn batch(number: &str, body: &Value, entries: &[Value]) -> Value {
    json!({
        "BatchNumber": number, "Status": "Open", "Description": body["Description"].as_str().unwrap_or_default(),
        "SourceLedger": "GL", "JournalBatchType": "Entered", "ReadyToPost": "No",
        "NumberOfEntries": entries.len(), "JournalHeaders": entries,
    })
}

fn entry(
    company: &Company,
    settings: &Settings,
    header: &Value,
    batch: &str,
    index: u32,
) -> Result<Value, Refusal> {
    check_lengths(header, &ENTRY_LENGTHS)?;
    let code = |name: &str| header[name].as_str().unwrap_or_default().to_owned();
    let (ledger, kind) = (code("SourceLedger"), code("SourceType"));
    let known = company
        .rows("GLSourceCodes")
        .iter()
        .any(|row| row["SourceLedger"] == ledger && row["SourceType"] == kind);
    if !known {
        return Err(Refusal::field(format!(
            "Source code {ledger}-{kind} does not exist."
        )));
    }
    let day = ["PostingDate", "DocumentDate"]
        .iter()
        .find_map(|name| header[*name].as_str()?.get(..10)?.parse().ok());
    let Some(day) = day else {
        return Err(Refusal::field("The posting date is missing.".into()));
    };
    if let Some(why) = company.refuse_day("Posting Date", day) {
        return Err(Refusal::field(why.replace("Order Entry", "General Ledger")));
    }
    if let Some(why) = hidden_lock(settings, day, "General Ledger") {
        return Err(Refusal::field(why));
    }
    let details = header["JournalDetails"].as_array().cloned().unwrap_or_default();
    let mut sum = Amount::ZERO;
    let mut lines = Vec::new();
    for (line, detail) in (1_u32..).zip(&details) {
        sum += check_line(company, detail)?;
        let mut detail = detail.clone();
        detail["TransactionNumber"] = json!(format!("{:010}", line * 20));
        lines.push(detail);
    }
    if details.is_empty() || !sum.is_zero() {
        return Err(Refusal::business(
            "General",
            format!("The entry is out of balance by {sum}."),
        ));
    }
    let mut entry = header.clone();
    entry["BatchNumber"] = json!(batch);
    entry["EntryNumber"] = json!(format!("{index:05}"));
    entry["PostingDate"] = json!(format!("{day}T00:00:00Z"));
    if let Some((year, period)) = company.period_of(day) {
        entry["FiscalYear"] = json!(year);
        entry["FiscalPeriod"] = json!(period.to_string());
    }
    entry["JournalDetails"] = json!(lines);
    Ok(entry)
}

/// What refusals call the module of orders.
pub(super) const ORDER_ENTRY: &str = "Order Entry";

/// The refusal of a period that is locked without any calendar showing it.
pub(super) fn hidden_lock(settings: &Settings, day: NaiveDate, module: &'static str) -> Option<String> {
    let (year, month) = (day.year(), day.month());
    let of_ledger = module != ORDER_ENTRY && settings.locked_for_ledger.contains(&(year, month));
    let alone = settings.locked_for.contains(&(module, year, month));
    (of_ledger || alone).then(|| {
        format!(
            "Fiscal period {month} for fiscal year {year} is locked for {module} in Common Services Fiscal Calendar."
        )
    })
}

fn check_line(company: &Company, detail: &Value) -> Result<Amount, Refusal> {
    check_lengths(detail, &LINE_LENGTHS)?;
    usable(company, detail["AccountNumber"].as_str().unwrap_or_default())?;
    Amount::parse(&detail["Amount"].to_string())
        .map_err(|_| Refusal::payload("Amount is not a number.".into()))
}

/// Whether an account takes a line that is keyed in.
pub(super) fn usable(company: &Company, number: &str) -> Result<(), Refusal> {
    let Some(account) = account(company, number) else {
        return Err(Refusal::field(format!("Account {number} does not exist.")));
    };
    if account["Status"] == "Inactive" {
        return Err(Refusal::field(format!("Account {number} is inactive.")));
    }
    if account["PostToAccount"] == "Prohibited" {
        return Err(Refusal::field(format!(
            "Posting to account {number} is prohibited."
        )));
    }
    if account["ControlAccount"] == "Yes" {
        return Err(Refusal::field(format!(
            "Account {number} is a control account. You cannot post to it from G/L."
        )));
    }
    Ok(())
}

fn account<'a>(company: &'a Company, number: &str) -> Option<&'a Value> {
    let found = company.find("GLAccounts", "UnformattedAccount", number);
    found.or_else(|| company.find("GLAccounts", "AccountNumber", number))
}

/// Posts a batch as a person would; what it moves can be read as posted transactions.
pub(super) fn post(company: &mut Company, number: &str) -> bool {
    let Some(batch) = company
        .rows_mut("GLJournalBatches")
        .iter_mut()
        .find(|batch| batch["BatchNumber"] == number)
    else {
        return false;
    };
    if batch["Status"] != "Open" {
        return false;
    }
    batch["Status"] = json!("Posted");
    let headers = batch["JournalHeaders"].as_array().cloned().unwrap_or_default();
    for header in &headers {
        for detail in header["JournalDetails"].as_array().into_iter().flatten() {
            posted_line(company, header, detail, number);
        }
    }
    true
}

/// The line of a consolidated account into which another of the same batch goes.
fn consolidated_with<'a>(company: &'a mut Company, row: &Value) -> Option<&'a mut Value> {
    const SAME: [&str; 5] = [
        "AccountNumber",
        "BatchNumber",
        "FiscalPeriod",
        "SourceCurrencyCode",
        "JournalDetailReference",
    ];
    let lines = company.rows_mut("GLPostedTransactions");
    lines
        .iter_mut()
        .find(|line| SAME.iter().all(|name| line[*name] == row[*name]))
}

fn posted_line(company: &mut Company, header: &Value, detail: &Value, batch: &str) {
    let home = Amount::parse(&detail["Amount"].to_string()).unwrap_or_default();
    let source = &detail["SourceCurrencyAmount"];
    // A consolidated account keeps one line a period and source, without what the lines said.
    let number = detail["AccountNumber"].as_str().unwrap_or_default();
    let consolidated = account(company, number).is_some_and(|row| row["PostToAccount"] == "Consolidated");
    let said = |text: &Value| {
        if consolidated {
            json!("CONSOLIDATED")
        } else {
            text.clone()
        }
    };
    let row = json!({
        "AccountNumber": detail["AccountNumber"], "FiscalYear": header["FiscalYear"],
        "FiscalPeriod": header["FiscalPeriod"], "SourceLedgerCode": header["SourceLedger"],
        "SourceTypeCode": header["SourceType"], "BatchNumber": batch,
        "JournalEntryNumber": header["EntryNumber"],
        "JournalTransactionNumber": detail["TransactionNumber"],
        "JournalDate": header["PostingDate"], "DocumentDate": header["DocumentDate"],
        "JournalDetailDescription": said(&detail["Description"]),
        "JournalDetailReference": said(&detail["Reference"]),
        "JournalTransactionAmount": detail["Amount"],
        "SourceCurrencyCode": detail["SourceCurrency"].as_str().unwrap_or("USD"),
        "SourceCurrencyAmount": if source.is_null() { &detail["Amount"] } else { source },
        "HomeCurrencyCode": "USD",
    });
    if consolidated && let Some(line) = consolidated_with(company, &row) {
        for name in ["JournalTransactionAmount", "SourceCurrencyAmount"] {
            let amount = |row: &Value| Amount::parse(&row[name].to_string()).unwrap_or_default();
            line[name] = number_of(&(amount(line) + amount(&row)).to_string());
        }
        return add_to_sets(company, &row, home);
    }
    keep(company, row, home);
}

/// A line that another module brings into the ledger, posted at once.
pub(super) fn add_posted(
    company: &mut Company,
    (ledger, kind): (&str, &str),
    document: &Value,
    account: &str,
    (home, source): (Amount, Amount),
    currency: &Value,
) {
    let day: NaiveDate = document["PostingDate"]
        .as_str()
        .and_then(|text| text.get(..10)?.parse().ok())
        .unwrap_or_default();
    let (year, period) = company.period_of(day).unwrap_or_default();
    let row = json!({
        "AccountNumber": account, "FiscalYear": year, "FiscalPeriod": period.to_string(),
        "SourceLedgerCode": ledger, "SourceTypeCode": kind,
        "BatchNumber": format!("{ledger}-{}", document["BatchNumber"]),
        "JournalEntryNumber": document["EntryNumber"].to_string(), "JournalTransactionNumber": "0000000020",
        "JournalDate": format!("{day}T00:00:00Z"), "DocumentDate": format!("{day}T00:00:00Z"),
        "JournalDetailDescription": document["CustomerNumber"],
        "JournalDetailReference": document["EntryReference"].as_str()
            .or(document["DocumentNumber"].as_str()).unwrap_or_default(),
        "JournalTransactionAmount": number_of(&home.to_string()),
        "SourceCurrencyCode": currency, "SourceCurrencyAmount": number_of(&source.to_string()),
        "HomeCurrencyCode": "USD",
    });
    keep(company, row, home);
}

/// Adds a posted line, and its amount to the account's sets of the year.
fn keep(company: &mut Company, mut row: Value, home: Amount) {
    add_to_sets(company, &row, home);
    let last = company.rows("GLPostedTransactions").last();
    let same = last.filter(|line| line["BatchNumber"] == row["BatchNumber"]);
    row["PostingSequenceNumber"] = match same.map(|line| line["PostingSequenceNumber"].clone()) {
        Some(number) if number.is_number() => number,
        _ => json!(company.next("GLPosting")),
    };
    company.add("GLPostedTransactions", row);
}

/// Adds a line's amount to the account's sets of the year.
fn add_to_sets(company: &mut Company, row: &Value, home: Amount) {
    let (account, year) = (&row["AccountNumber"], &row["FiscalYear"]);
    let name = format!(
        "Period{}NetChange",
        row["FiscalPeriod"].as_str().unwrap_or_default()
    );
    let source = Amount::parse(&row["SourceCurrencyAmount"].to_string()).unwrap_or_default();
    let currency = &row["SourceCurrencyCode"];
    add_to_set(company, (account, year, &name), &json!("USD"), home);
    // An account in several currencies has a set for each beside the one in the company's own.
    if currency != "USD" {
        add_to_set(company, (account, year, &name), currency, source);
    }
}

fn add_to_set(
    company: &mut Company,
    (account, year, name): (&Value, &Value, &str),
    currency: &Value,
    change: Amount,
) {
    let sets = company.rows_mut("GLAccountFiscalSets");
    let known = sets.iter().position(|set| {
        set["AccountNumber"] == *account
            && set["FiscalSetYear"] == *year
            && set["FiscalSetCurrency"] == *currency
    });
    let at = known.unwrap_or_else(|| {
        let mut set = json!({ "AccountNumber": account, "FiscalSetYear": year, "FiscalSetDesignator": "Actuals",
                              "FiscalSetCurrency": currency, "OpeningBalance": 0 });
        for period in 1..=13 {
            set[format!("Period{period}NetChange")] = json!(0);
        }
        sets.push(set);
        sets.len() - 1
    });
    let before = Amount::parse(&sets[at][name].to_string()).unwrap_or_default();
    sets[at][name] = number_of(&(before + change).to_string());
}

/// What the posted batches left on an account: debit positive.
pub(super) fn balance(company: &Company, account: &str) -> Amount {
    let rows = company
        .rows("GLPostedTransactions")
        .iter()
        .filter(|row| row["AccountNumber"] == account);
    rows.filter_map(|row| Amount::parse(&row["JournalTransactionAmount"].to_string()).ok())
        .sum()
}

/// The accounts of the example configuration, one of each sort that refuses, and the source codes and rates.
pub(super) fn set_up(company: &mut Company) {
    const USABLE: [&str; 40] = [
        "1030", "1031", "1040", "1050", "1170", "1175", "1180", "1185", "1186", "1190", "1195", "2100",
        "2110", "2120", "2190", "2210", "2215", "2220", "2250", "4010", "4020", "4030", "4040", "4100",
        "4190", "4195", "4200", "4290", "4295", "6100", "6110", "6120", "6130", "6140", "6150", "6160",
        "6170", "6180", "6990", "6995",
    ];
    for number in USABLE {
        add_account(company, number, "Active", "Detail", "No");
    }
    add_account(company, "9001", "Inactive", "Detail", "No");
    add_account(company, "9002", "Active", "Prohibited", "No");
    add_account(company, "1100", "Active", "Detail", "Yes");
    company.add(
        "GLSourceCodes",
        json!({ "SourceLedger": "GL", "SourceType": "JE", "Description": "Journal entry" }),
    );
    company.add(
        "CSCompanyProfile",
        json!({ "DatabaseID": company.name.clone(), "LegalName": "Harbour Lane Goods", "FunctionalCurrency": "USD", "Multicurrency": "Yes" }),
    );
    company.add(
        "CSCurrencyRates",
        json!({ "ToCurrency": "USD", "RateType": "SP", "TableDescription": "Spot", "DateMatching": "Earlier",
                "RateOperation": "Multiply", "SourceOfRates": "simulated", "CurrencyRateDetail": [] }),
    );
    // A rate every fifth day, as somebody keeps the table who looks after it.
    let mut day = NaiveDate::from_ymd_opt(2019, 12, 28).unwrap_or_default();
    while day.year() < 2029 {
        company.add_rate("EUR", day, "1.0850");
        day += chrono::TimeDelta::days(5);
    }
}

pub(super) fn add_account(company: &mut Company, number: &str, status: &str, posting: &str, control: &str) {
    let is_balance = number.starts_with(['1', '2']);
    let kind = if is_balance {
        "BalanceSheet"
    } else {
        "IncomeStatement"
    };
    company.add(
        "GLAccounts",
        json!({ "UnformattedAccount": number, "AccountNumber": number, "Description": format!("Account {number}"),
                "AccountType": kind, "NormalBalanceDRCR": "Debit", "Status": status,
                "PostToAccount": posting, "ControlAccount": control, "Multicurrency": "Yes",
                "ControlAccountSubledgers": [] }),
    );
}
