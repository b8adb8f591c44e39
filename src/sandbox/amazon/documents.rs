//! Documents behind signed addresses that live five minutes and take no sign-in headers, as Amazon's storage does.

use std::collections::HashMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use chrono::{DateTime, TimeDelta, Utc};

use super::{State, feeds, reports};
use crate::sandbox::http::{Request, Response};
use crate::sandbox::locked;

/// What a signed address opens.
#[derive(Debug, Clone)]
pub(super) enum Document {
    /// A report to download.
    Report(String),
    /// Where a feed's content is put, under this media type.
    FeedInput { id: String, media_type: String },
    /// A feed's processing report.
    FeedResult(String),
}

/// The addresses given out.
#[derive(Debug, Default)]
pub(super) struct Documents {
    count: AtomicU64,
    signed: Mutex<HashMap<String, (Document, DateTime<Utc>)>>,
}

impl State {
    /// Signs an address for a document, on the host that the caller used.
    pub(super) fn sign(&self, request: &Request, document: Document) -> String {
        let number = self.documents.count.fetch_add(1, Ordering::SeqCst);
        let key = format!("doc-{number:06}");
        let now = self.clock.now();
        let mut signed = locked(&self.documents.signed);
        signed.retain(|_, (_, ends)| *ends > now);
        signed.insert(key.clone(), (document, now + TimeDelta::minutes(5)));
        let host = request.header("host").unwrap_or_default();
        format!("http://{host}/documents/{key}?X-Amz-Expires=300&X-Amz-Signature=simulated%2Bsignature%3D")
    }
}

/// A request to a signed address.
pub(super) fn answer(state: &State, request: &Request) -> Response {
    let refuse = |status: u16, code: &str| {
        Response::new(
            status,
            "application/xml",
            format!("<?xml version=\"1.0\"?><Error><Code>{code}</Code></Error>"),
        )
    };
    if request.header("authorization").is_some() || request.header("x-amz-access-token").is_some() {
        return refuse(400, "InvalidArgument");
    }
    let key = request.segments.last().map(String::as_str).unwrap_or_default();
    let found = locked(&state.documents.signed).get(key).cloned();
    let alive = found
        .filter(|(_, ends)| *ends > state.clock.now() && request.query_value("X-Amz-Signature").is_some());
    match (request.method.as_str(), alive.map(|(document, _)| document)) {
        ("GET", Some(Document::Report(id))) => reports::download(state, &id),
        ("GET", Some(Document::FeedResult(id))) => feeds::download(state, &id),
        ("PUT", Some(Document::FeedInput { id, media_type })) => {
            if request.header("content-type") != Some(&media_type) {
                return refuse(403, "SignatureDoesNotMatch");
            }
            feeds::upload(state, &id, request.body.clone());
            Response::empty(200)
        }
        _ => refuse(403, "AccessDenied"),
    }
}
