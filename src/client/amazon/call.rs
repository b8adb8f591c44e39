//! A call: what is asked, and against which budget.

use chrono::{DateTime, SecondsFormat, Utc};

use crate::net::budget::Limit;
use crate::net::{Body, Method, encoded};

/// A call: what is asked, and against which budget.
#[derive(Clone)]
pub(super) struct Call<'a> {
    pub(super) limit: Limit,
    pub(super) method: Method,
    pub(super) path: String,
    pub(super) query: Vec<(&'a str, String)>,
    pub(super) body: Option<Body>,
    /// Whether an unclear answer ends the call: what is created twice stays twice.
    pub(super) once: bool,
}

impl<'a> Call<'a> {
    pub(super) fn get(limit: Limit, path: impl Into<String>) -> Self {
        Self {
            limit,
            method: Method::Get,
            path: path.into(),
            query: Vec::new(),
            body: None,
            once: false,
        }
    }

    /// A call with a JSON body.
    pub(super) fn sending(limit: Limit, method: Method, path: impl Into<String>, body: String) -> Self {
        Self {
            method,
            body: Some(body.into_bytes().into()),
            ..Self::get(limit, path)
        }
    }

    /// A call that must not be repeated when nobody knows what became of it.
    pub(super) fn once(self) -> Self {
        Self { once: true, ..self }
    }

    /// A parameter, encoded once.
    pub(super) fn with(mut self, name: &'a str, value: impl AsRef<str>) -> Self {
        self.query.push((name, encoded(value.as_ref())));
        self
    }

    /// A csv array: each value is encoded, the commas between them are not.
    pub(super) fn with_list<S: AsRef<str>>(mut self, name: &'a str, values: &[S]) -> Self {
        let values: Vec<_> = values.iter().map(|value| encoded(value.as_ref())).collect();
        self.query.push((name, values.join(",")));
        self
    }

    pub(super) fn url(&self, endpoint: &str) -> String {
        let query: Vec<_> = self
            .query
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let mark = if query.is_empty() { "" } else { "?" };
        format!("{endpoint}{}{mark}{}", self.path, query.join("&"))
    }
}

/// A time as Amazon's query parameters take it.
pub(super) fn instant(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}
