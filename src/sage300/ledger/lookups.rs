//! What Sage answers about batches and posted transactions.

use serde::{Deserialize, Deserializer};

use crate::money::Amount;

/// A batch as Sage gives it: the answer to a POST, to a key, or a row of a list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct FoundBatch {
    /// Six digits, given by Sage.
    #[serde(deserialize_with = "text_or_number")]
    pub batch_number: String,
    /// `Open`, `Deleted`, `Posted`, `ProvPosted`, `PostInProgress`, `ReadyToPost`, `ProvPostInProgress`.
    #[serde(deserialize_with = "null_as_default")]
    pub status: String,
    /// The natural key, when the batch is ours; a person's may have none.
    #[serde(deserialize_with = "null_as_default")]
    pub description: String,
    /// Its entries; a list may leave them out.
    #[serde(deserialize_with = "null_as_empty")]
    pub journal_headers: Vec<FoundHeader>,
}

impl FoundBatch {
    /// The lines of all entries.
    pub fn details(&self) -> impl Iterator<Item = &FoundDetail> {
        self.journal_headers
            .iter()
            .flat_map(|header| &header.journal_details)
    }

    /// Batch, line by line, as far as its posted lines still tell of one that is no longer in the list.
    pub fn of_posted_lines(rows: &[&PostedTransaction]) -> Self {
        let detail = |row: &&PostedTransaction| FoundDetail {
            account_number: row.account_number.clone(),
            amount: row.journal_transaction_amount,
            description: row.journal_detail_description.clone(),
            reference: row.journal_detail_reference.clone(),
            ..FoundDetail::default()
        };
        let first = rows.first();
        let entry = FoundHeader {
            entry_number: first
                .map(|row| row.journal_entry_number.clone())
                .unwrap_or_default(),
            journal_details: rows.iter().map(detail).collect(),
            ..FoundHeader::default()
        };
        Self {
            batch_number: first.map(|row| row.batch_number.clone()).unwrap_or_default(),
            status: "Posted".to_owned(),
            description: String::new(),
            journal_headers: vec![entry],
        }
    }

    /// Whether somebody deleted the batch: it never counts as a duplicate.
    pub fn is_deleted(&self) -> bool {
        self.status.eq_ignore_ascii_case("Deleted")
    }

    /// Whether the batch has been posted to the ledger; provisional posting does not count.
    pub fn is_posted(&self) -> bool {
        self.status.eq_ignore_ascii_case("Posted")
    }
}

/// An entry of a batch in Sage.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct FoundHeader {
    /// Five digits, given by Sage.
    #[serde(deserialize_with = "text_or_number")]
    pub entry_number: String,
    /// The natural key, when the entry is ours.
    #[serde(deserialize_with = "null_as_default")]
    pub description: String,
    /// The module it comes from: `GL`, `AR`, …
    #[serde(deserialize_with = "null_as_default")]
    pub source_ledger: String,
    /// `2026-10-31T00:00:00Z`, or the date alone.
    pub posting_date: Option<String>,
    /// The date on the document, in the same forms.
    pub document_date: Option<String>,
    /// A digest of the content.
    #[serde(deserialize_with = "null_as_default")]
    pub document_number: String,
    /// The batch into which Sage moved what it could not post.
    #[serde(deserialize_with = "text_or_number")]
    pub error_batch: String,
    /// The lines.
    #[serde(deserialize_with = "null_as_empty")]
    pub journal_details: Vec<FoundDetail>,
}

/// A line of an entry in Sage.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct FoundDetail {
    /// The account, formatted or not.
    #[serde(deserialize_with = "null_as_default")]
    pub account_number: String,
    /// In the company's currency.
    pub amount: Amount,
    /// In the settlement's currency.
    pub source_currency_amount: Option<Amount>,
    /// The settlement's currency; blank when it is the company's.
    #[serde(deserialize_with = "null_as_default")]
    pub source_currency: String,
    /// What the line says.
    #[serde(deserialize_with = "null_as_default")]
    pub description: String,
    /// Begins with the natural key, when ours.
    #[serde(deserialize_with = "null_as_default")]
    pub reference: String,
}

/// A row of `GLPostedTransactions`; `GLPostingJournalDetails` spells its names otherwise and is not read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct PostedTransaction {
    /// The account, formatted or not.
    #[serde(deserialize_with = "null_as_default")]
    pub account_number: String,
    /// Four digits.
    #[serde(deserialize_with = "text_or_number")]
    pub fiscal_year: String,
    /// The period.
    #[serde(deserialize_with = "text_or_number")]
    pub fiscal_period: String,
    /// The batch it was posted from.
    #[serde(deserialize_with = "text_or_number")]
    pub batch_number: String,
    /// The entry in that batch.
    #[serde(deserialize_with = "text_or_number")]
    pub journal_entry_number: String,
    /// What the line says.
    #[serde(deserialize_with = "null_as_default")]
    pub journal_detail_description: String,
    /// Begins with the natural key, when ours.
    #[serde(deserialize_with = "null_as_default")]
    pub journal_detail_reference: String,
    /// In the company's currency.
    pub journal_transaction_amount: Amount,
}

fn null_as_empty<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> Result<Vec<T>, D::Error> {
    Ok(Option::<Vec<T>>::deserialize(deserializer)?.unwrap_or_default())
}

fn null_as_default<'de, D: Deserializer<'de>, T: Deserialize<'de> + Default>(
    deserializer: D,
) -> Result<T, D::Error> {
    Ok(Option::<T>::deserialize(deserializer)?.unwrap_or_default())
}

/// Ids come as strings in the ledger and as numbers in other modules; both are taken.
fn text_or_number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    Ok(match Option::<serde_json::Value>::deserialize(deserializer)? {
        Some(serde_json::Value::String(text)) => text,
        Some(serde_json::Value::Number(number)) => number.to_string(),
        _ => String::new(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sage's own sample body, which is also the shape of an answer.
    const SAMPLE: &str = r#"{"BatchNumber":"000490","Status":"Open","Description":"gl journal entry","Extra":null,
        "JournalHeaders":[{"BatchNumber":"000490","EntryNumber":"00001","SourceLedger":"GL","SourceType":"JE","Description":"entry 1",
        "DocumentDate":"2020-01-05","DocumentNumber":null,"JournalDetails":[{"AccountNumber":"9999","Amount":30,"SourceCurrencyAmount":30,
        "Description":"desc","Reference":"ref"},{"AccountNumber":"1000","Amount":-10.5,"Reference":null}]}]}"#;

    #[test]
    fn sages_sample_is_read() {
        let batch: FoundBatch = serde_json::from_str(SAMPLE).unwrap();
        assert_eq!(batch.batch_number, "000490");
        let lines = &batch.journal_headers[0].journal_details;
        assert_eq!((lines.len(), lines[1].amount.to_string().as_str()), (2, "-10.50"));
        assert!(!batch.is_posted() && !batch.is_deleted());
    }

    #[test]
    fn a_row_of_a_list_may_have_no_entries() {
        let batch: FoundBatch =
            serde_json::from_str(r#"{"BatchNumber":490,"Status":"Deleted","JournalHeaders":null}"#).unwrap();
        assert_eq!(batch.batch_number, "490");
        assert!(batch.is_deleted());
    }
}
