//! What a simulator was asked: every request in order, without its secrets.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use serde_json::{Value, json};

use super::locked;
use super::message::Request;

/// A request as it arrived. Sign-in headers are kept by name, their values are not.
#[derive(Debug, Clone)]
pub struct Recorded {
    /// Its place in the order of arrival, from 0; counted even while recording is off.
    pub index: usize,
    /// The method.
    pub method: String,
    /// The path as sent, still encoded.
    pub path: String,
    /// The query, decoded, in order.
    pub query: Vec<(String, String)>,
    /// The headers in order; `***` instead of a secret.
    pub headers: Vec<(String, String)>,
    /// The body; empty for the token request, which holds secrets.
    pub body: Vec<u8>,
    /// Which connection it came on, counted from 0.
    pub connection: u64,
}

impl Recorded {
    /// The body as JSON, or null.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or(Value::Null)
    }

    /// The first query value of that name.
    pub fn query_value(&self, name: &str) -> Option<&str> {
        self.query
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    fn shown(&self) -> Value {
        json!({
            "index": self.index, "method": self.method, "path": self.path,
            "query": self.query, "headers": self.headers, "body": String::from_utf8_lossy(&self.body),
        })
    }
}

/// The list of requests, which can be switched off for load runs.
#[derive(Debug)]
pub struct Recorder {
    on: AtomicBool,
    count: AtomicUsize,
    list: Mutex<Vec<Recorded>>,
}

const SECRET_HEADERS: [&str; 3] = ["authorization", "x-amz-access-token", "cookie"];

impl Recorder {
    pub(super) fn new() -> Self {
        Self {
            on: AtomicBool::new(true),
            count: AtomicUsize::new(0),
            list: Mutex::new(Vec::new()),
        }
    }

    /// Switches recording on or off; requests are counted either way.
    pub fn keep(&self, on: bool) {
        self.on.store(on, Ordering::SeqCst);
    }

    /// How many requests have arrived.
    pub fn count(&self) -> usize {
        self.count.load(Ordering::SeqCst)
    }

    /// A copy of what was recorded.
    pub fn requests(&self) -> Vec<Recorded> {
        locked(&self.list).clone()
    }

    /// Forgets what was recorded and counts from 0 again.
    pub fn clear(&self) {
        locked(&self.list).clear();
        self.count.store(0, Ordering::SeqCst);
    }

    pub(super) fn add(&self, request: &Request) {
        let index = self.count.fetch_add(1, Ordering::SeqCst);
        if !self.on.load(Ordering::SeqCst) {
            return;
        }
        let secret = |name: &str| {
            SECRET_HEADERS
                .iter()
                .any(|known| name.eq_ignore_ascii_case(known))
        };
        let headers = request
            .headers
            .iter()
            .map(|(name, value)| {
                (
                    name.clone(),
                    if secret(name) { "***".into() } else { value.clone() },
                )
            })
            .collect();
        let body = if request.path.starts_with("/auth/") {
            Vec::new()
        } else {
            request.body.clone()
        };
        locked(&self.list).push(Recorded {
            index,
            method: request.method.clone(),
            path: request.path.clone(),
            query: request.query.clone(),
            headers,
            body,
            connection: request.connection,
        });
    }

    pub(super) fn shown(&self) -> Value {
        Value::Array(locked(&self.list).iter().map(Recorded::shown).collect())
    }
}
