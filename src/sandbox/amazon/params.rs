//! Query parameters, checked as Amazon checks them: known, single, listed with commas, bounded.

use chrono::{DateTime, Utc};

use super::answers::Refusal;
use crate::sandbox::http::Request;

/// The query of a call whose parameters are all known and come once.
pub(super) struct Params<'a>(&'a Request);

impl<'a> Params<'a> {
    /// Refuses parameters that the operation does not have, and repeated ones (lists are one value with commas).
    pub fn of(request: &'a Request, known: &[&str]) -> Result<Self, Refusal> {
        for (index, (name, _)) in request.query.iter().enumerate() {
            if !known.contains(&name.as_str()) {
                return Err(Refusal::invalid(&format!("Unknown query parameter: {name}")));
            }
            if request.query[..index].iter().any(|(earlier, _)| earlier == name) {
                return Err(Refusal::invalid(&format!(
                    "Query parameter {name} is given more than once"
                )));
            }
        }
        Ok(Self(request))
    }

    pub fn text(&self, name: &str) -> Option<&'a str> {
        self.0.query_value(name)
    }

    pub fn required(&self, name: &str) -> Result<&'a str, Refusal> {
        let value = self.text(name).filter(|value| !value.is_empty());
        value.ok_or_else(|| Refusal::invalid(&format!("Missing required parameter: {name}")))
    }

    /// A list; empty when it is absent. At most `most` values, none of them empty.
    pub fn list(&self, name: &str, most: usize) -> Result<Vec<&'a str>, Refusal> {
        let Some(text) = self.text(name) else {
            return Ok(Vec::new());
        };
        let values: Vec<&str> = text.split(',').collect();
        if values.len() > most || values.iter().any(|value| value.is_empty()) {
            return Err(Refusal::invalid(&format!(
                "Invalid value for {name}: at most {most} values"
            )));
        }
        Ok(values)
    }

    /// A list whose values must be among the known ones.
    pub fn choices(&self, name: &str, known: &[&str]) -> Result<Vec<&'a str>, Refusal> {
        let values = self.list(name, known.len())?;
        match values.iter().find(|value| !known.contains(value)) {
            Some(unknown) => Err(Refusal::invalid(&format!("Invalid value for {name}: {unknown}"))),
            None => Ok(values),
        }
    }

    /// A whole number within bounds.
    pub fn count(&self, name: &str, default: usize, most: usize) -> Result<usize, Refusal> {
        let Some(text) = self.text(name) else {
            return Ok(default);
        };
        let count = text.parse().ok().filter(|count| (1..=most).contains(count));
        count.ok_or_else(|| Refusal::invalid(&format!("Invalid value for {name}: 1 to {most}")))
    }

    /// A time, in ISO 8601 with its zone.
    pub fn time(&self, name: &str) -> Result<Option<DateTime<Utc>>, Refusal> {
        let Some(text) = self.text(name) else {
            return Ok(None);
        };
        match DateTime::parse_from_rfc3339(text) {
            Ok(time) => Ok(Some(time.with_timezone(&Utc))),
            Err(_) => Err(Refusal::new(
                400,
                "InvalidInput",
                "Invalid Input",
                &format!("{name} is not ISO 8601"),
            )),
        }
    }

    /// All parameters but these, in order: what a page token is bound to.
    pub fn key(&self, except: &[&str]) -> String {
        let mut pairs: Vec<_> = self
            .0
            .query
            .iter()
            .filter(|(name, _)| !except.contains(&name.as_str()))
            .collect();
        pairs.sort();
        format!("{} {pairs:?}", self.0.path)
    }
}
