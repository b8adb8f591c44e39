//! The body of `POST GL/GLJournalBatches`: one batch, one entry.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::money::{Amount, Currency, Rate};

/// A journal batch to be created; it stays Open for the bookkeeper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct JournalBatch {
    /// The natural key; lookups filter by it.
    pub description: String,
    /// Always exactly one entry, so that a batch is all or nothing.
    pub journal_headers: Vec<JournalHeader>,
}

/// The one entry of a batch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct JournalHeader {
    /// Two letters, with `source_type` a source code that exists in the company.
    pub source_ledger: String,
    /// Two letters.
    pub source_type: String,
    /// The natural key again.
    pub description: String,
    /// Decides the fiscal period.
    pub posting_date: NaiveDate,
    /// The date on the document.
    pub document_date: NaiveDate,
    /// A digest of the content, at most 22 characters.
    pub document_number: String,
    /// The lines; they sum to zero.
    pub journal_details: Vec<JournalDetail>,
}

/// One line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct JournalDetail {
    /// The account, as configured.
    pub account_number: String,
    /// Only when the settlement's currency is not the company's.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub source_currency: Option<Currency>,
    /// The rate type, only with `source_currency`.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub currency_rate_table: Option<String>,
    /// The rate's date, only with `source_currency`.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub currency_rate_date: Option<NaiveDate>,
    /// The rate, only with `source_currency`.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub currency_rate: Option<Rate>,
    /// In the company's currency: debit positive, credit negative.
    pub amount: Amount,
    /// In the settlement's currency.
    pub source_currency_amount: Amount,
    /// What the line is.
    pub description: String,
    /// Begins with the natural key.
    pub reference: String,
}

impl JournalBatch {
    /// The exact text that is sent and stored: compact JSON in the order of the fields.
    pub fn to_json(&self) -> String {
        // Only strings, numbers and dates inside: writing them cannot fail.
        serde_json::to_string(self).expect("a journal batch has only fields that JSON can hold")
    }

    /// The lines of all entries.
    pub fn details(&self) -> impl Iterator<Item = &JournalDetail> {
        self.journal_headers
            .iter()
            .flat_map(|header| &header.journal_details)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_has_sages_names_in_sages_order() {
        let date = NaiveDate::from_ymd_opt(2026, 10, 31).unwrap();
        let detail = |account: &str, amount: &str| JournalDetail {
            account_number: account.into(),
            source_currency: None,
            currency_rate_table: None,
            currency_rate_date: None,
            currency_rate: None,
            amount: Amount::parse(amount).unwrap(),
            source_currency_amount: Amount::parse(amount).unwrap(),
            description: "d".into(),
            reference: "r".into(),
        };
        let batch = JournalBatch {
            description: "AMZ 17 2026-10".into(),
            journal_headers: vec![JournalHeader {
                source_ledger: "GL".into(),
                source_type: "JE".into(),
                description: "AMZ 17 2026-10".into(),
                posting_date: date,
                document_date: date,
                document_number: "0123".into(),
                journal_details: vec![detail("1000", "30.10"), detail("4000", "-30.10")],
            }],
        };
        insta::assert_snapshot!(batch.to_json(), @r#"{"Description":"AMZ 17 2026-10","JournalHeaders":[{"SourceLedger":"GL","SourceType":"JE","Description":"AMZ 17 2026-10","PostingDate":"2026-10-31","DocumentDate":"2026-10-31","DocumentNumber":"0123","JournalDetails":[{"AccountNumber":"1000","Amount":30.1,"SourceCurrencyAmount":30.1,"Description":"d","Reference":"r"},{"AccountNumber":"4000","Amount":-30.1,"SourceCurrencyAmount":-30.1,"Description":"d","Reference":"r"}]}]}"#);
        assert_eq!(
            serde_json::from_str::<JournalBatch>(&batch.to_json()).unwrap(),
            batch
        );
    }
}
