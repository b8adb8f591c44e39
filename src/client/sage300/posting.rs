//! Posting: sent once, and its answer understood carefully (design, section 2, "Outcome of a send").

use chrono::{DateTime, Utc};
use secrecy::SecretString;

use super::cause::{Cause, cause};
use super::words::{Words, of_page};
use crate::net::{Answer, Failure, Http, Method, Request};

/// The side of the client that posts; free of anything that one thread owns.
pub struct Writer {
    pub(super) http: Http,
    pub(super) base: String,
    pub(super) authorization: SecretString,
}

/// What became of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Posting {
    /// Sage took it and told what it made.
    Accepted {
        /// The status.
        status: u16,
        /// What Sage made.
        body: Vec<u8>,
        /// Sage's time.
        date: Option<DateTime<Utc>>,
    },
    /// Clearly refused.
    Refused {
        /// How.
        kind: Refusal,
        /// Sage's code.
        code: Option<String>,
        /// Sage's words, or the reason the connection was not made.
        message: String,
        /// Sage's time.
        date: Option<DateTime<Utc>>,
    },
    /// It may have been carried out.
    Uncertain {
        /// What happened.
        why: String,
        /// Whether the server answered, so that asking again may bring the same words.
        was_answered: bool,
        /// Sage's time, when an answer had one.
        date: Option<DateTime<Utc>>,
    },
}

/// How a document was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// The connection was never made.
    NotSent,
    /// 401.
    SignIn,
    /// 403.
    Denied,
    /// No licence left, or day end is running.
    Busy,
    /// Too many requests at once.
    TooMany,
    /// Somebody else has the record, or has just changed it.
    Held,
    /// Sage does not want this document.
    Business,
}

impl Writer {
    /// Posts a document, once.
    pub fn post(&self, resource: &str, document: &[u8]) -> Posting {
        let mut headers = self.headers();
        // The body brings its own content type.
        headers.retain(|(name, _)| *name != "content-type");
        let sent = self.http.send(&Request {
            method: Method::Post,
            url: format!("{}/{resource}", self.base),
            headers,
            body: Some(("application/json", document.into())),
        });
        match sent {
            Ok(answer) => understood(answer),
            Err(Failure::NotSent(message)) => Posting::Refused {
                kind: Refusal::NotSent,
                code: None,
                message,
                date: None,
            },
            Err(failure) => Posting::Uncertain {
                why: failure.to_string(),
                was_answered: false,
                date: None,
            },
        }
    }
}

fn understood(answer: Answer) -> Posting {
    let date = answer.date;
    if answer.is_success() {
        return Posting::Accepted {
            status: answer.status,
            body: answer.body,
            date,
        };
    }
    let words = Words::of(&answer);
    let status = answer.status;
    let code = words.as_ref().and_then(|words| words.code.clone());
    let page = match words {
        Some(_) => String::new(),
        None => of_page(&answer),
    };
    let message = match words.as_ref().map(|words| words.text.as_str()) {
        Some("") => format!("the server answered {status} and gave no reason"),
        Some(text) => text.to_owned(),
        None if page.is_empty() => format!("the server answered {status} without a word of Sage's"),
        None => format!("the server answered {status} with a page: {page}"),
    };
    let refused = |kind| Posting::Refused {
        kind,
        code: code.clone(),
        message: message.clone(),
        date,
    };
    let uncertain = |why: String| Posting::Uncertain {
        why,
        was_answered: true,
        date,
    };
    match (cause(&answer, words.as_ref()), status) {
        // IIS answers these before Sage is asked, often as a page.
        (Cause::SignIn, _) => refused(Refusal::SignIn),
        (Cause::Right | Cause::Gate | Cause::NotSecure, _) => refused(Refusal::Denied),
        (_, 400..=499) if words.is_none() => uncertain(format!("{message}; it is not Sage's own error")),
        // Whoever gave up waiting does not know what became of the request.
        (_, 408) => uncertain(format!("status 408: {message}")),
        (Cause::Account, 400..=499) => refused(Refusal::SignIn),
        (Cause::Busy, 429) => refused(Refusal::TooMany),
        (Cause::Busy | Cause::Licence, 400..=499) => refused(Refusal::Busy),
        (Cause::Held, 400..=499) => refused(Refusal::Held),
        (Cause::Other, 400..=499) => refused(Refusal::Business),
        _ if words.is_some() => uncertain(format!("status {status}: {message}")),
        _ if page.is_empty() => uncertain(format!("status {status}")),
        _ => uncertain(message),
    }
}
