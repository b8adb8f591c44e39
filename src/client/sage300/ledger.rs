//! G/L reads: batches by our key, posted transactions, accounts, source codes; and what a journal needs of C/S.
//!
//! Property names that no document tells (the company profile's, the source codes') are found at run time among
//! those that the company shows.

use std::collections::BTreeSet;

use serde::de::DeserializeOwned;
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use super::look_up::key_of;
use super::{SageClient, SageError};
use crate::money::{Amount, Currency};
use crate::sage300::common_services::CurrencyRateTable;
use crate::sage300::ledger::{FoundBatch, GlAccount, PostedTransaction};
use crate::sage300::odata::{equals, text};

impl SageClient {
    /// Batches with one of these descriptions, each read in full; a row of the list that is whole already, as `is_whole`
    /// says, is taken as it is.
    ///
    /// # Errors
    /// [`SageError`]
    pub fn batches_described(
        &self,
        descriptions: &[String],
        is_whole: impl Fn(&FoundBatch) -> bool,
    ) -> Result<Vec<FoundBatch>, SageError> {
        let alternatives: Vec<_> = descriptions
            .iter()
            .map(|description| equals("Description", description))
            .collect();
        let number = |batch: &FoundBatch| key_of(Some(&batch.batch_number));
        let mut found = self.matching("GL/GLJournalBatches", &alternatives, &[], number)?;
        found.retain(|batch| {
            descriptions
                .iter()
                .any(|description| description.eq_ignore_ascii_case(batch.description.trim()))
        });
        for batch in &mut found {
            // A row of a list may leave the entries out; what is compared is the batch by its key.
            if !batch.is_deleted() && !batch.batch_number.is_empty() && !is_whole(batch) {
                *batch = self.batch(&batch.batch_number)?;
            }
        }
        Ok(found)
    }

    /// Those of these numbers under which Sage lists a deleted batch.
    ///
    /// # Errors
    /// [`SageError`]
    pub fn deleted_batches(&self, numbers: &[String]) -> Result<BTreeSet<String>, SageError> {
        let alternatives: Vec<_> = numbers
            .iter()
            .map(|number| equals("BatchNumber", number))
            .collect();
        let fields = ["BatchNumber", "Description", "Status"];
        let number = |batch: &FoundBatch| key_of(Some(&batch.batch_number));
        let found = self.matching("GL/GLJournalBatches", &alternatives, &fields, number)?;
        let deleted = found.into_iter().filter(FoundBatch::is_deleted);
        Ok(deleted.map(|batch| batch.batch_number).collect())
    }

    /// A batch by its number.
    ///
    /// # Errors
    /// [`SageError`]
    pub fn batch(&self, number: &str) -> Result<FoundBatch, SageError> {
        let resource = format!("GL/GLJournalBatches({})", text(number));
        self.by_key(&resource, "BatchNumber", number, |batch: &FoundBatch| {
            &batch.batch_number
        })
    }

    /// Posted lines of an account with this amount in the company's currency, under each way the account may be
    /// written.
    ///
    /// # Errors
    /// [`SageError`]
    pub fn posted_lines_of(
        &self,
        spellings: &[String],
        amount: Amount,
    ) -> Result<Vec<PostedTransaction>, SageError> {
        let mut found: Vec<PostedTransaction> = Vec::new();
        for spelt in spellings {
            let account = equals("AccountNumber", spelt);
            let of_amount = format!("{account} and JournalTransactionAmount eq {amount}");
            found.extend(
                match self.list("GL/GLPostedTransactions", Some(&of_amount), &[]) {
                    // Whether this field filters is not documented: then the account is read.
                    Err(SageError::Refused { .. }) => {
                        self.list("GL/GLPostedTransactions", Some(&account), &[])?
                    }
                    found => found?,
                },
            );
        }
        found.retain(|row| row.journal_transaction_amount == amount);
        Ok(found)
    }

    /// Every journal batch that is not posted, deleted ones too, each that is not deleted with its entries.
    ///
    /// # Errors
    /// [`SageError`]
    pub fn unposted_journal_batches(&self) -> Result<Vec<FoundBatch>, SageError> {
        let resource = "GL/GLJournalBatches";
        let mut found: Vec<FoundBatch> = match self.list(resource, Some("Status ne 'Posted'"), &[]) {
            Err(SageError::Refused { .. }) => self.list(resource, None, &[])?,
            found => found?,
        };
        found.retain(|batch| !batch.is_posted());
        for batch in &mut found {
            // A row of a list may leave the entries out.
            let is_bare = batch.journal_headers.is_empty() && !batch.batch_number.is_empty();
            if is_bare && !batch.is_deleted() {
                *batch = self.batch(&batch.batch_number)?;
            }
        }
        Ok(found)
    }

    /// Posted lines with one of these references.
    ///
    /// # Errors
    /// [`SageError`]
    pub fn posted_lines_referring(&self, references: &[String]) -> Result<Vec<PostedTransaction>, SageError> {
        self.referring(references)
    }

    /// The same as this company shows them, to be read by [`SageClient::ledger_names`].
    ///
    /// # Errors
    /// [`SageError`]
    pub fn posted_rows_referring(&self, references: &[String]) -> Result<Vec<Box<RawValue>>, SageError> {
        self.referring(references)
    }

    fn referring<T: DeserializeOwned>(&self, references: &[String]) -> Result<Vec<T>, SageError> {
        let alternatives: Vec<_> = references
            .iter()
            .map(|reference| equals("JournalDetailReference", reference))
            .collect();
        // A line has one reference, so that no line can come twice; and nothing that tells two lines apart for certain.
        let none = |_: &T| None::<()>;
        self.matching("GL/GLPostedTransactions", &alternatives, &[], none)
    }

    /// Every posted line of a G/L batch, as far as this company finds them by its number.
    ///
    /// # Errors
    /// [`SageError`]
    pub fn posted_lines_of_batch(&self, number: &str) -> Result<Vec<PostedTransaction>, SageError> {
        let of_batch = equals("BatchNumber", number);
        let mut found: Vec<PostedTransaction> =
            match self.list("GL/GLPostedTransactions", Some(&of_batch), &[]) {
                // Whether this field filters is not documented.
                Err(SageError::Refused { .. }) => Vec::new(),
                found => found?,
            };
        found.retain(|row| row.batch_number == number);
        Ok(found)
    }

    /// The accounts of these numbers, which may be written with or without separators.
    ///
    /// # Errors
    /// [`SageError`]
    pub fn accounts(&self, numbers: &[&str]) -> Result<Vec<GlAccount>, SageError> {
        let mut alternatives: Vec<String> = Vec::new();
        for number in numbers {
            let plain = crate::sage300::ledger::unformatted(number);
            alternatives.push(equals("UnformattedAccount", &plain));
            if plain != *number {
                alternatives.push(equals("AccountNumber", number));
            }
        }
        self.matching("GL/GLAccounts", &alternatives, &[], |account: &GlAccount| {
            key_of(Some(&account.unformatted_account)).or_else(|| key_of(account.account_number.as_deref()))
        })
    }

    /// Whether a source code exists; `None` when the company does not show its source codes.
    ///
    /// # Errors
    /// [`SageError`]
    pub fn has_source_code(&self, ledger: &str, kind: &str) -> Result<Option<bool>, SageError> {
        let rows = match self.list::<Map<String, Value>>("GL/GLSourceCodes", None, &[]) {
            Ok(rows) => rows,
            Err(error) if error.is_not_shown() => return Ok(None),
            Err(error) => return Err(error),
        };
        if rows.is_empty() {
            return Ok(None);
        }
        let joined = [format!("{ledger}-{kind}"), format!("{ledger}{kind}")];
        let is = |value: &Value, word: &str| {
            value
                .as_str()
                .is_some_and(|text| text.trim().eq_ignore_ascii_case(word))
        };
        let fits = |row: &Map<String, Value>| {
            let whole = row
                .values()
                .any(|value| joined.iter().any(|code| is(value, code)));
            let parts = [("ledger", ledger), ("type", kind)].iter().all(|(part, word)| {
                row.iter()
                    .any(|(name, value)| name.to_ascii_lowercase().contains(part) && is(value, word))
            });
            whole || parts
        };
        Ok(Some(rows.iter().any(fits)))
    }

    /// The tables of rates into a currency.
    ///
    /// # Errors
    /// [`SageError`]
    pub fn rate_tables(&self, into: Currency) -> Result<Vec<CurrencyRateTable>, SageError> {
        self.list(
            "CS/CSCurrencyRates",
            Some(&equals("ToCurrency", into.code())),
            &[],
        )
    }

    /// The company's own currency, by whatever property of its profile names it.
    ///
    /// # Errors
    /// [`SageError`]; a profile without such a property is unreadable.
    pub fn functional_currency(&self) -> Result<Currency, SageError> {
        let rows = self.list::<Map<String, Value>>("CS/CSCompanyProfile", None, &[])?;
        let named = rows.iter().flatten().find(|(name, _)| {
            let name = name.to_ascii_lowercase();
            name.contains("currency") && (name.contains("functional") || name.contains("home"))
        });
        named
            .and_then(|(_, value)| Currency::parse(value.as_str()?.trim()).ok())
            .ok_or_else(|| SageError::Unreadable {
                resource: "CS/CSCompanyProfile".to_owned(),
                at: "FunctionalCurrency".to_owned(),
            })
    }

    /// Whether the company's profile says that it keeps no other currency than its own; a profile that says nothing
    /// of it is taken for one that may.
    ///
    /// # Errors
    /// [`SageError`]
    pub fn keeps_one_currency(&self) -> Result<bool, SageError> {
        let rows = self.list::<Map<String, Value>>("CS/CSCompanyProfile", None, &[])?;
        let named = rows
            .iter()
            .flatten()
            .find(|(name, _)| name.eq_ignore_ascii_case("Multicurrency"));
        Ok(named.is_some_and(|(_, value)| match value {
            Value::Bool(many) => !many,
            Value::Number(number) => number.as_i64() == Some(0),
            value => value
                .as_str()
                .is_some_and(|word| word.trim().eq_ignore_ascii_case("No")),
        }))
    }

    /// Sage's time, by the `Date` of a small answer from the ledger.
    ///
    /// # Errors
    /// [`SageError`]
    pub fn ledger_time(&self) -> Result<Option<chrono::DateTime<chrono::Utc>>, SageError> {
        Ok(self
            .ask("GL/GLJournalBatches", "$top=1&$select=BatchNumber")?
            .date)
    }
}
