//! Sage 300's Web API: signed reads with back-off, and posts that are sent once and understood carefully.
//!
//! Reads may be repeated; a post never is. What an answer to a post means is decided in [`posting`], by the
//! rules of the design: refused only when that is certain, uncertain in every other case.

mod abreast;
mod account_lines;
mod beside;
mod by_key;
mod cause;
mod common;
mod error;
mod inventory;
mod ledger;
mod look_up;
mod names;
mod order_entry;
mod pages;
mod posting;
mod probe;
mod receivables;
mod reconciliation;
mod sought;
mod words;

use std::cell::Cell;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Utc};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use zeroize::Zeroizing;

use abreast::Ahead;

pub use abreast::Question;
pub use beside::Beside;
pub use error::SageError;
pub use names::{Extent, INVOICES, Named, ORDERS, POSTED_DOCUMENTS};
pub use posting::{Posting, Refusal, Writer};
pub use probe::Probe;
pub use sought::{Met, Proof};

use super::field::unread;
use crate::clock::{self, Clock};
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
    pub patience: Arc<Patience>,
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
    writer: Arc<Writer>,
    observer: Rc<dyn Observer>,
    sign_ins: Rc<dyn SignIns>,
    clock: Clock,
    patience: Arc<Patience>,
    /// Whether the thread that this client reads in is to end.
    stopped: Option<Arc<AtomicBool>>,
    /// Whether Sage has taken name and password in this run: then a 401 has another cause.
    signed_in: Cell<bool>,
    /// Alternatives of one filter; falls when Sage refuses a filter for its size.
    most_alternatives: Cell<usize>,
    lanes: usize,
    /// Documents that wait for their answers, and a thread that asks beside.
    posting: Cell<usize>,
    ahead: Ahead,
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
            writer: Arc::new(Writer {
                http: parts.http,
                base,
                authorization,
            }),
            observer: parts.observer,
            sign_ins: parts.sign_ins,
            clock: parts.clock,
            patience: parts.patience,
            stopped: None,
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

    /// Makes a reading request until it is answered with success.
    fn ask(&self, resource: &str, query: &str) -> Result<Answer, SageError> {
        let mut attempt = 0;
        loop {
            if self.is_stopped() {
                return Err(SageError::Interrupted);
            }
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

    /// Whether nobody waits any more for what this client reads.
    fn is_stopped(&self) -> bool {
        let stopped = self.stopped.as_ref();
        stopped.is_some_and(|stopped| stopped.load(Ordering::SeqCst) || clock::interrupted())
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

pub(super) fn parse<'de, T: Deserialize<'de>>(resource: &str, body: &'de [u8]) -> Result<T, SageError> {
    serde_json::from_slice(body).map_err(|error| SageError::Unreadable {
        resource: resource.to_owned(),
        at: unread(body, &error),
    })
}
