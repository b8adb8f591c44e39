//! Signed addresses, which live five minutes: what each of them opens.

use std::collections::HashMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use chrono::{DateTime, TimeDelta, Utc};

use super::State;
use crate::sandbox::http::Request;
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

/// What an address opens, while it lives and where it is asked with its signature.
pub(super) fn opened(state: &State, request: &Request) -> Option<Document> {
    let key = request.segments.last().map(String::as_str).unwrap_or_default();
    let found = locked(&state.documents.signed).get(key).cloned();
    found
        .filter(|(_, ends)| *ends > state.clock.now() && request.query_value("X-Amz-Signature").is_some())
        .map(|(document, _)| document)
}
