//! Reading lists page by page: to the end, each row handed on as it comes, and held against Sage's own count.

use std::collections::HashSet;

use serde::de::{DeserializeOwned, Error};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use super::abreast::first_query;
use super::{SageClient, SageError, parse};

/// Pages of one listing; more would be a server that goes in circles.
pub(super) const MOST_PAGES: usize = 20_000;

/// Pages in a row without a row: a listing that has no end.
const MOST_EMPTY: usize = 100;

/// A page as Sage gives it.
#[derive(Deserialize)]
pub(super) struct Feed<'a> {
    #[serde(borrow)]
    pub(super) value: Vec<&'a RawValue>,
    /// Also under the names of other versions of OData: a list that was cut off must not pass as whole.
    #[serde(
        rename = "@odata.nextLink",
        alias = "@odata.nextlink",
        alias = "@nextLink",
        alias = "odata.nextLink",
        alias = "__next",
        default
    )]
    pub(super) next_link: Option<String>,
    #[serde(
        rename = "@odata.count",
        alias = "@count",
        alias = "odata.count",
        deserialize_with = "number",
        default
    )]
    pub(super) count: Option<u64>,
}

/// A whole number, also as a text, as version 3 of OData writes a count.
fn number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u64>, D::Error> {
    let Some(written) = Option::<&RawValue>::deserialize(deserializer)? else {
        return Ok(None);
    };
    let written = written.get().trim_matches('"');
    let whole = written.strip_suffix(".0").unwrap_or(written);
    whole.parse().map(Some).map_err(D::Error::custom)
}

/// What names a record of a resource. A row without it, under whatever other spelling its properties come, would count as one
/// that is not there, and what is not there is sent.
const NAMES: [(&str, &str); 9] = [
    ("OE/OEOrders", "OrderNumber"),
    ("OE/OEInvoices", "InvoiceNumber"),
    ("OE/OECreditDebitNotes", "CreditDebitNoteNumber"),
    ("GL/GLJournalBatches", "BatchNumber"),
    ("GL/GLPostedTransactions", "BatchNumber"),
    ("AR/ARReceiptAndAdjustmentBatches", "BatchNumber"),
    ("AR/ARInvoiceBatches", "BatchNumber"),
    ("AR/ARPostedDocuments", "DocumentNumber"),
    ("AR/ARCustomers", "CustomerNumber"),
];

/// Refuses a page with a row that does not name its record.
fn refuse_nameless(resource: &str, query: &str, rows: &[&RawValue]) -> Result<(), SageError> {
    let Some((_, name)) = NAMES.iter().find(|(of, _)| *of == resource) else {
        return Ok(());
    };
    // Where single properties were asked for, only these come.
    let select = query
        .split('&')
        .find(|part| part.starts_with("$select=") || part.starts_with("%24select="));
    let is_asked = select.is_none_or(|select| select.contains(name));
    let property = format!("\"{name}\"");
    if is_asked && rows.iter().any(|row| !row.get().contains(&property)) {
        return Err(SageError::Unreadable {
            resource: resource.to_owned(),
            at: (*name).to_owned(),
        });
    }
    Ok(())
}

/// Rows, and whether Sage's own count says that they are all.
#[derive(Debug)]
pub(super) struct Counted<T> {
    /// The rows.
    pub(super) rows: Vec<T>,
    /// Whether Sage counted them; if not, a short list cannot be told from a whole one.
    pub(super) proven: bool,
}

impl SageClient {
    /// Every row that a filter gives, over all pages, each handed on as it is read.
    ///
    /// # Errors
    /// [`SageError`]; a listing that goes in circles or breaks off is an error, never a shorter list.
    pub fn each<T: DeserializeOwned>(
        &self,
        resource: &str,
        filter: Option<&str>,
        select: &[&str],
        visit: impl FnMut(T),
    ) -> Result<(), SageError> {
        self.walk(resource, first_query(filter, select, false), visit)
            .map(|_| ())
    }

    /// The same, each row as Sage wrote it.
    ///
    /// # Errors
    /// As [`SageClient::each`].
    pub(super) fn each_raw(
        &self,
        resource: &str,
        filter: &str,
        select: &[&str],
        mut visit: impl FnMut(&RawValue),
    ) -> Result<(), SageError> {
        self.pages(resource, first_query(Some(filter), select, false), |feed| {
            feed.value.iter().for_each(|row| visit(row));
            Ok(true)
        })
    }

    /// Every row that a filter gives, held against Sage's own count where it gives one.
    ///
    /// # Errors
    /// As [`SageClient::each`], and [`SageError::Partial`] when the count is another.
    pub(super) fn counted<T: DeserializeOwned>(
        &self,
        resource: &str,
        filter: &str,
        select: &[&str],
    ) -> Result<Counted<T>, SageError> {
        let mut rows = Vec::new();
        let proven = self.counted_each(resource, Some(filter), select, |row| rows.push(row))?;
        Ok(Counted { rows, proven })
    }

    /// The same, each row handed on as it is read; returns whether Sage gave a count.
    ///
    /// # Errors
    /// As [`SageClient::counted`].
    pub(super) fn counted_each<T: DeserializeOwned>(
        &self,
        resource: &str,
        filter: Option<&str>,
        select: &[&str],
        mut visit: impl FnMut(T),
    ) -> Result<bool, SageError> {
        let mut read = 0;
        let count = self.walk(resource, first_query(filter, select, true), |row| {
            read += 1;
            visit(row);
        })?;
        held_against(count, read, resource)?;
        Ok(count.is_some())
    }

    /// How many rows a filter gives, or a table has, where Sage tells.
    ///
    /// # Errors
    /// [`SageError`]
    pub(super) fn count_of(
        &self,
        resource: &str,
        filter: Option<&str>,
        field: &str,
    ) -> Result<Option<u64>, SageError> {
        let query = first_query(filter, &[field], true);
        let answer = self.ask(resource, &format!("{query}&$top=1"))?;
        Ok(parse::<Feed<'_>>(resource, &answer.body)?.count)
    }

    /// Every row that a filter gives.
    ///
    /// # Errors
    /// As [`SageClient::each`].
    pub fn list<T: DeserializeOwned>(
        &self,
        resource: &str,
        filter: Option<&str>,
        select: &[&str],
    ) -> Result<Vec<T>, SageError> {
        let mut rows = Vec::new();
        self.each(resource, filter, select, |row| rows.push(row))?;
        Ok(rows)
    }

    /// Walks the pages; returns Sage's count, when it was asked for and given.
    fn walk<T: DeserializeOwned>(
        &self,
        resource: &str,
        query: String,
        mut visit: impl FnMut(T),
    ) -> Result<Option<u64>, SageError> {
        let mut counted = None;
        self.pages(resource, query, |feed| {
            counted = counted.or(feed.count);
            for row in &feed.value {
                visit(parse(resource, row.get().as_bytes())?);
            }
            Ok(true)
        })?;
        Ok(counted)
    }

    /// Shows page after page, as long as `visit` wants the next one.
    ///
    /// # Errors
    /// [`SageError`], also what `visit` says; a listing that goes in circles is an error.
    pub(super) fn pages(
        &self,
        resource: &str,
        query: String,
        mut visit: impl FnMut(&Feed<'_>) -> Result<bool, SageError>,
    ) -> Result<(), SageError> {
        self.each_page(resource, query, &mut visit)
    }

    /// The same, made once for all that visit.
    fn each_page(
        &self,
        resource: &str,
        mut query: String,
        visit: &mut dyn FnMut(&Feed<'_>) -> Result<bool, SageError>,
    ) -> Result<(), SageError> {
        let circle = || SageError::Circle {
            resource: resource.to_owned(),
        };
        let mut seen = HashSet::from([query.clone()]);
        let mut empty = 0;
        for _ in 0..MOST_PAGES {
            let answer = self.ask(resource, &query)?;
            let feed: Feed<'_> = parse(resource, &answer.body)?;
            refuse_nameless(resource, &query, &feed.value)?;
            empty = if feed.value.is_empty() { empty + 1 } else { 0 };
            if !visit(&feed)? {
                return Ok(());
            }
            let Some(link) = feed.next_link.filter(|link| !link.is_empty()) else {
                return Ok(());
            };
            // The link's host may be a name that only the server knows: its query is all that is used.
            query = link
                .split_once('?')
                .map(|(_, query)| query.to_owned())
                .unwrap_or_default();
            if query.is_empty() || empty == MOST_EMPTY || !seen.insert(query.clone()) {
                return Err(circle());
            }
        }
        Err(circle())
    }
}

/// The rows that came, held against Sage's count where it gave one.
///
/// # Errors
/// [`SageError::Partial`] when they are others.
pub(super) fn held_against(count: Option<u64>, read: u64, resource: &str) -> Result<(), SageError> {
    match count {
        Some(counted) if counted != read => Err(SageError::Partial {
            resource: resource.to_owned(),
            counted,
            read,
        }),
        _ => Ok(()),
    }
}
