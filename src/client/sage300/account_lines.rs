//! The lines of an account in G/L, and its yearly sets, whichever way its number is written.

use std::collections::BTreeSet;

use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use super::look_up::key_of;
use super::{SageClient, SageError, parse};
use crate::sage300::ledger::unformatted;
use crate::sage300::odata::{MOST, MOST_ALTERNATIVES, any_of, equals};

const LINES: &str = "GL/GLPostedTransactions";

/// The number of the posting that brought a line.
const POSTING: &str = "PostingSequenceNumber";

impl SageClient {
    /// Every posted line of an account, under each way its number may be written, as Sage wrote it, with these fields; where
    /// a fiscal year is named and this company can be asked for it, of that year only.
    ///
    /// # Errors
    /// [`SageError`]
    pub fn each_posted_line(
        &self,
        account: &str,
        year: Option<&str>,
        fields: &[&str],
        mut visit: impl FnMut(&RawValue),
    ) -> Result<(), SageError> {
        self.each_of_account(account, MOST_ALTERNATIVES, &mut visit, |filter, visit| {
            // What `and` and `or` mean together is unknown ground where brackets are.
            let year = year.filter(|_| !filter.contains(" or "));
            let of_year = year.map(|year| format!("{filter} and {}", equals("FiscalYear", year)));
            let filters = of_year.iter().map(String::as_str).chain([filter]);
            // Which fields filter, and whether some alone are shown, is not documented.
            let mut ways = filters
                .flat_map(|filter| [(filter, fields), (filter, &[])])
                .peekable();
            let mut is_shown = false;
            while let Some((filter, fields)) = ways.next() {
                let asked = self.each_raw(LINES, filter, fields, |row| {
                    is_shown = true;
                    visit(row);
                });
                match asked {
                    Err(SageError::Refused { .. }) if !is_shown && ways.peek().is_some() => {}
                    asked => return asked,
                }
            }
            Ok(())
        })
    }

    /// Whether an account has so many lines of postings up to one; not where Sage cannot be asked so.
    ///
    /// # Errors
    /// [`SageError`]
    pub fn has_lines_through(&self, account: &str, posting: i64, lines: u64) -> Result<bool, SageError> {
        let mut counts = Vec::new();
        for own in self.of_account(account)? {
            let filter = format!("{own} and {POSTING} le {posting}");
            match self.count_of(LINES, Some(&filter), "AccountNumber") {
                Err(SageError::Refused { .. }) | Ok(None) => return Ok(false),
                Ok(Some(count)) => counts.push(count),
                Err(error) => return Err(error),
            }
        }
        // A server that compares without the notation counts a line under each.
        Ok(counts.iter().sum::<u64>() == lines || counts.iter().all(|count| *count == lines))
    }

    /// As [`SageClient::each_posted_line`], of postings after one; false where Sage cannot be asked so, and nothing, or not
    /// all, was visited.
    ///
    /// # Errors
    /// [`SageError`]
    pub fn each_posted_line_after(
        &self,
        account: &str,
        posting: i64,
        fields: &[&str],
        mut visit: impl FnMut(&RawValue),
    ) -> Result<bool, SageError> {
        // What `and` and `or` mean together is unknown ground where brackets are: each way of writing it by itself.
        let asked = self.each_of_account(account, 1, &mut visit, |filter, visit| {
            let later = format!("{filter} and {POSTING} gt {posting}");
            self.each_raw(LINES, &later, fields, visit)
        });
        match asked {
            Err(SageError::Refused { .. }) => Ok(false),
            asked => asked.map(|()| true),
        }
    }

    /// The yearly sets of an account; none where the company does not show them.
    ///
    /// # Errors
    /// [`SageError`]
    pub fn fiscal_sets(&self, account: &str) -> Result<Vec<Map<String, Value>>, SageError> {
        let sets = "GL/GLAccountFiscalSets";
        let (mut found, mut unreadable) = (Vec::new(), None);
        let asked = self.each_of_account(
            account,
            MOST_ALTERNATIVES,
            |row| match parse(sets, row.get().as_bytes()) {
                Ok(row) => found.push(row),
                Err(error) => unreadable = Some(error),
            },
            |filter, visit| self.each_raw(sets, filter, &[], visit),
        );
        match (asked, unreadable) {
            (Err(error), _) if error.is_not_shown() => Ok(Vec::new()),
            (Ok(()), Some(error)) => Err(error),
            (asked, _) => asked.map(|()| found),
        }
    }

    /// Asks for the rows of an account under each way its number may be written, in as few filters as Sage takes. A
    /// server that compares without the notation shows a row under each: it is visited once.
    fn each_of_account(
        &self,
        account: &str,
        mut most: usize,
        mut visit: impl FnMut(&RawValue),
        ask: impl Fn(&str, &mut dyn FnMut(&RawValue)) -> Result<(), SageError>,
    ) -> Result<(), SageError> {
        let alternatives = self.of_account(account)?;
        let mut rest = alternatives.as_slice();
        let mut shown = BTreeSet::new();
        while let Some((filter, count)) = any_of(rest, MOST, most) {
            let (mut now, mut is_shown) = (BTreeSet::new(), false);
            // What one question asks for comes once.
            let is_last = count == rest.len() && shown.is_empty();
            let asked = ask(&filter, &mut |row| {
                is_shown = true;
                let number = (!is_last).then(|| account_of(row));
                if number.as_ref().is_none_or(|number| !shown.contains(number)) {
                    now.extend(number);
                    visit(row);
                }
            });
            match asked {
                Err(error) if count > 1 && !is_shown && error.may_be_for_size() => most = count / 2,
                asked => {
                    asked?;
                    rest = &rest[count..];
                }
            }
            shown.append(&mut now);
        }
        Ok(())
    }

    /// The alternatives that together ask for an account, whichever way its number is written.
    fn of_account(&self, account: &str) -> Result<Vec<String>, SageError> {
        let plain = unformatted(account);
        let known = self.accounts(&[account])?;
        let formatted = known.iter().filter_map(|one| one.account_number.clone());
        let mut spelt: Vec<String> = [account.to_owned(), plain.clone()]
            .into_iter()
            .chain(formatted)
            .filter(|one| unformatted(one) == plain)
            .collect();
        spelt.sort();
        spelt.dedup();
        Ok(spelt
            .iter()
            .map(|number| equals("AccountNumber", number))
            .collect())
    }
}

/// The account of a row, as a key.
fn account_of(row: &RawValue) -> Option<String> {
    #[derive(Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Numbered {
        account_number: Option<String>,
    }
    let row: Option<Numbered> = serde_json::from_str(row.get()).ok();
    key_of(row?.account_number.as_deref())
}
