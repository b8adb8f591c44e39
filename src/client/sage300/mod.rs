//! Sage 300's Web API: signed reads with back-off, and posts that are sent once and understood carefully.
//!
//! Reads may be repeated; a post never is. What an answer to a post means is decided in [`posting`], by the
//! rules of the design: refused only when that is certain, uncertain in every other case.

mod abreast;
mod by_key;
mod cause;
mod common;
mod error;
mod inventory;
mod ledger;
mod look_up;
mod names;
mod order_entry;
mod posting;
mod probe;
mod receivables;
mod reconciliation;
mod words;

use std::cell::Cell;
use std::collections::HashSet;
use std::rc::Rc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Utc};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;
use zeroize::Zeroizing;

use abreast::{Ahead, first_query};

pub use abreast::Question;
pub use error::SageError;
pub use inventory::StockAtLocations;
pub use names::{Extent, INVOICES, Named, ORDERS, POSTED_DOCUMENTS};
pub use posting::{Posting, Refusal, Writer};
pub use probe::Probe;

use crate::clock::Clock;
use crate::net::patience::{Ended, Observer, Patience};
use crate::net::{Answer, Failure, Http, Method, Request, encoded, retry};
use crate::sage300::odata;

/// What a client is made of.
pub struct SageParts {
    /// The transport.
    pub http: Http,
    /// The IIS application's URL, without a slash at the end.
    pub url: String,
    /// The company's database id.
    pub company: String,
    /// The user; sent in upper case.
    pub user: SecretString,
    /// The password; sent as it is.
    pub password: SecretString,
    /// Who is told of waits and answers.
    pub observer: Rc<dyn Observer>,
    /// Who remembers that name and password were refused.
    pub sign_ins: Rc<dyn SignIns>,
    /// The clock.
    pub clock: Clock,
    /// How long the run may wait.
    pub patience: Rc<Patience>,
    /// How many requests may be on their way at once.
    pub lanes: usize,
}

/// Who remembers that Sage refused name and password.
pub trait SignIns {
    /// They were refused a moment ago.
    fn refused(&self);
}

/// The client of one company.
pub struct SageClient {
    writer: Writer,
    observer: Rc<dyn Observer>,
    sign_ins: Rc<dyn SignIns>,
    clock: Clock,
    patience: Rc<Patience>,
    /// Whether Sage has taken name and password in this run: then a 401 has another cause.
    signed_in: Cell<bool>,
    /// Alternatives of one filter; falls when Sage refuses a filter for its size.
    most_alternatives: Cell<usize>,
    lanes: usize,
    /// Documents that wait for their answers.
    posting: Cell<usize>,
    ahead: Ahead,
}

/// Pages of one listing; more would be a server that goes in circles.
const MOST_PAGES: usize = 20_000;

/// Pages in a row without a row: a listing that has no end.
const MOST_EMPTY: usize = 100;

#[derive(Deserialize)]
struct Feed {
    value: Vec<Box<RawValue>>,
    #[serde(rename = "@odata.nextLink", default)]
    next_link: Option<String>,
    #[serde(rename = "@odata.count", default)]
    count: Option<u64>,
}

/// Rows, and whether Sage's own count says that they are all.
#[derive(Debug)]
pub struct Counted<T> {
    /// The rows.
    pub rows: Vec<T>,
    /// Whether Sage counted them; if not, a short list cannot be told from a whole one.
    pub proven: bool,
}

impl SageClient {
    /// A client that has not asked anything yet.
    pub fn new(parts: SageParts) -> Self {
        let user = parts.user.expose_secret().to_uppercase();
        let pair = Zeroizing::new(format!("{user}:{}", parts.password.expose_secret()));
        let authorization =
            SecretString::from(format!("Basic {}", STANDARD.encode(bytes_of(&pair).as_slice())));
        let base = format!(
            "{}/v1.0/-/{}",
            parts.url.trim_end_matches('/'),
            encoded(&parts.company)
        );
        Self {
            writer: Writer {
                http: parts.http,
                base,
                authorization,
            },
            observer: parts.observer,
            sign_ins: parts.sign_ins,
            clock: parts.clock,
            patience: parts.patience,
            signed_in: Cell::new(false),
            most_alternatives: Cell::new(odata::MOST_ALTERNATIVES),
            lanes: parts.lanes,
            posting: Cell::new(0),
            ahead: Ahead::default(),
        }
    }

    /// The posting side; it can be shared between threads.
    pub fn writer(&self) -> &Writer {
        &self.writer
    }

    /// The text of a module's `$metadata`.
    ///
    /// # Errors
    /// [`SageError`]
    pub fn metadata(&self, module: &str) -> Result<String, SageError> {
        let resource = format!("{module}/$metadata");
        let answer = self.ask(&resource, "")?;
        String::from_utf8(answer.body).map_err(|_| SageError::Unreadable {
            resource,
            at: "its encoding".into(),
        })
    }

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
        self.walk(resource, filter, select, false, visit).map(|_| ())
    }

    /// Every row that a filter gives, held against Sage's own count where it gives one.
    ///
    /// # Errors
    /// As [`SageClient::each`], and [`SageError::Partial`] when the count is another.
    pub fn counted<T: DeserializeOwned>(
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
        let count = self.walk(resource, filter, select, true, |row| {
            read += 1;
            visit(row);
        })?;
        match count {
            Some(counted) if counted != read => Err(SageError::Partial {
                resource: resource.to_owned(),
                counted,
                read,
            }),
            count => Ok(count.is_some()),
        }
    }

    /// How many rows a table has, where Sage tells.
    ///
    /// # Errors
    /// [`SageError`]
    pub(super) fn count_of(
        &self,
        resource: &str,
        within: Option<&str>,
        field: &str,
    ) -> Result<Option<u64>, SageError> {
        let filter = within.map_or_else(String::new, |filter| format!("$filter={}&", encoded(filter)));
        let answer = self.ask(resource, &format!("{filter}$count=true&$top=1&$select={field}"))?;
        Ok(parse::<Feed>(resource, &answer.body)?.count)
    }

    /// Walks the pages; returns Sage's count, when it was asked for and given.
    fn walk<T: DeserializeOwned>(
        &self,
        resource: &str,
        filter: Option<&str>,
        select: &[&str],
        count: bool,
        mut visit: impl FnMut(T),
    ) -> Result<Option<u64>, SageError> {
        let mut query = first_query(filter, select, count);
        let mut seen = HashSet::from([query.clone()]);
        let mut counted = None;
        let mut empty = 0;
        for _ in 0..MOST_PAGES {
            let answer = self.ask(resource, &query)?;
            let feed: Feed = parse(resource, &answer.body)?;
            empty = if feed.value.is_empty() { empty + 1 } else { 0 };
            counted = counted.or(feed.count);
            for row in &feed.value {
                visit(parse(resource, row.get().as_bytes())?);
            }
            let Some(link) = feed.next_link.filter(|link| !link.is_empty()) else {
                return Ok(counted);
            };
            // The link's host may be a name that only the server knows: its query is all that is used.
            query = link
                .split_once('?')
                .map(|(_, query)| query.to_owned())
                .unwrap_or_default();
            if query.is_empty() || empty == MOST_EMPTY || !seen.insert(query.clone()) {
                return Err(SageError::Circle {
                    resource: resource.to_owned(),
                });
            }
        }
        Err(SageError::Circle {
            resource: resource.to_owned(),
        })
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

    /// Makes a reading request until it is answered with success.
    fn ask(&self, resource: &str, query: &str) -> Result<Answer, SageError> {
        let mut attempt = 0;
        loop {
            let ahead = self.ahead.take(resource, query);
            let answered = ahead.map_or_else(|| self.writer.get(resource, query), Ok);
            let why = match answered {
                Err(Failure::TooLarge(mebibytes)) => {
                    return Err(SageError::TooLarge {
                        resource: resource.to_owned(),
                        mebibytes,
                    });
                }
                Err(Failure::NotSent(why) | Failure::Unknown(why)) => why,
                Ok(answer) => {
                    self.observer.answered(resource, answer.status, "");
                    match error::judge(resource, &answer) {
                        None => {
                            self.signed_in.set(true);
                            return Ok(answer);
                        }
                        Some(Ok(why)) => why,
                        Some(Err(error)) => {
                            if matches!(error, SageError::SignIn { .. }) && !self.signed_in.get() {
                                self.sign_ins.refused();
                            }
                            return Err(error);
                        }
                    }
                }
            };
            // Two repeats of a read are enough on a LAN; a server that is down is for the next run.
            let wait = retry::wait_before(attempt, retry::jitter()).filter(|_| attempt < 3);
            let Some(wait) = wait else {
                return Err(SageError::Unreachable {
                    resource: resource.to_owned(),
                    why,
                });
            };
            attempt += 1;
            let waited = self
                .patience
                .wait(&self.clock, self.observer.as_ref(), resource, wait, &why);
            waited.map_err(|ended| match ended {
                Ended::OutOfPatience(_) => SageError::Unreachable {
                    resource: resource.to_owned(),
                    why,
                },
                Ended::Interrupted => SageError::Interrupted,
            })?;
        }
    }

    /// The server's own time, by the `Date` of a small answer.
    ///
    /// # Errors
    /// [`SageError`]
    pub fn server_time(&self) -> Result<Option<DateTime<Utc>>, SageError> {
        Ok(self.ask("OE/OEOrders", "$top=1&$select=OrderNumber")?.date)
    }
}

impl Writer {
    fn get(&self, resource: &str, query: &str) -> Result<Answer, Failure> {
        let mark = if query.is_empty() { "" } else { "?" };
        self.http.send(&Request {
            method: Method::Get,
            url: format!("{}/{resource}{mark}{query}", self.base),
            headers: self.headers(),
            body: None,
        })
    }

    /// Sage demands the content type on every request, reads too; without it the answer is a 500.
    fn headers(&self) -> Vec<(&'static str, String)> {
        vec![
            ("authorization", self.authorization.expose_secret().to_owned()),
            ("content-type", "application/json".to_owned()),
            ("accept", "application/json".to_owned()),
        ]
    }
}

/// Name and password as Sage's filter reads them: one byte a character where every character has one (ISO-8859-1,
/// facts, section 17), which for plain ASCII is the same; else UTF-8.
fn bytes_of(pair: &str) -> Zeroizing<Vec<u8>> {
    let latin: Option<Vec<u8>> = pair.chars().map(|c| u8::try_from(u32::from(c)).ok()).collect();
    Zeroizing::new(latin.unwrap_or_else(|| pair.as_bytes().to_vec()))
}

pub(super) fn parse<T: DeserializeOwned>(resource: &str, body: &[u8]) -> Result<T, SageError> {
    if let Ok(read) = serde_json::from_slice(body) {
        return Ok(read);
    }
    let mut reader = serde_json::Deserializer::from_slice(body);
    serde_path_to_error::deserialize(&mut reader).map_err(|error| SageError::Unreadable {
        resource: resource.to_owned(),
        at: error.path().to_string(),
    })
}
