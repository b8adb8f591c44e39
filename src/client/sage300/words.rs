//! What a refusal says, in whichever shape it comes: Sage's own error, or the bare ones of ASP.NET beneath it.
//!
//! Known shapes: `{"error":{"code":…,"message":{"value":…}}}` and its older spellings, `{"Message":…,"ModelState":…}`,
//! `{"Message":…,"ExceptionMessage":…}`, and problem details (`title`, `detail`, `errors`). Stack traces are never read.

use serde_json::{Map, Value};

use crate::net::{Answer, without_addresses};

/// The most characters of another system's words that are shown.
const LONGEST: usize = 500;

/// A refusal in the application's own words; a page of IIS has none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Words {
    /// Sage's code, such as `RecordDuplicate`.
    pub(super) code: Option<String>,
    /// The words in one bounded line; may be empty.
    pub(super) text: String,
}

impl Words {
    /// The words of an answer whose body is JSON; `None` for anything else.
    pub(super) fn of(answer: &Answer) -> Option<Self> {
        let body: Value = serde_json::from_slice(&answer.body).ok()?;
        let (code, parts) = match &body {
            Value::Object(fields) => of_object(fields),
            Value::String(text) => (None, vec![text.clone()]),
            _ => return None,
        };
        Some(Self {
            code,
            text: one_line(&parts.join(" ")),
        })
    }

    /// Code and words as a person reads them.
    pub(super) fn shown(&self) -> String {
        match (self.code.as_deref().unwrap_or_default(), self.text.as_str()) {
            ("", text) => text.to_owned(),
            (code, "") => code.to_owned(),
            (code, text) => format!("{code}: {text}"),
        }
    }
}

fn of_object(fields: &Map<String, Value>) -> (Option<String>, Vec<String>) {
    let error = field(fields, "error").or_else(|| field(fields, "odata.error"));
    match error {
        Some(Value::Object(error)) => {
            let code = field(error, "code").and_then(Value::as_str);
            let code = code.map(str::to_owned).filter(|code| !code.trim().is_empty());
            (code, said(error))
        }
        Some(Value::String(text)) => (None, vec![text.clone()]),
        _ => (None, said(fields)),
    }
}

/// Everything that a shape says in words, in the order a person wants it.
fn said(fields: &Map<String, Value>) -> Vec<String> {
    const NAMES: [&str; 8] = [
        "message",
        "messagedetail",
        "exceptionmessage",
        "title",
        "detail",
        "details",
        "modelstate",
        "errors",
    ];
    let mut parts: Vec<String> = Vec::new();
    for name in NAMES {
        if let Some(value) = field(fields, name) {
            collect(value, &mut parts);
        }
    }
    parts
}

/// The texts of a value: its own, a list's, those of each field of a `ModelState`, the `value` of a localised one.
fn collect(value: &Value, parts: &mut Vec<String>) {
    match value {
        Value::String(text) if !parts.contains(text) => parts.push(text.clone()),
        Value::Array(all) => all.iter().for_each(|one| collect(one, parts)),
        Value::Object(fields) => {
            if let Some(value) = field(fields, "value").or_else(|| field(fields, "message")) {
                return collect(value, parts);
            }
            fields.values().for_each(|one| collect(one, parts));
        }
        _ => {}
    }
}

/// A field, whatever case its name is written in.
fn field<'a>(fields: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    let mut all = fields.iter();
    all.find(|(key, _)| key.eq_ignore_ascii_case(name))
        .map(|(_, value)| value)
}

fn one_line(text: &str) -> String {
    let words: Vec<_> = text.split_whitespace().collect();
    let line = without_addresses(&words.join(" "));
    line.chars().filter(|c| !c.is_control()).take(LONGEST).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(body: &str, expect: Option<(&str, &str)>) {
        let answer = Answer {
            status: 400,
            date: None,
            content_type: String::new(),
            request_id: String::new(),
            rate_limit: None,
            location: String::new(),
            body: body.as_bytes().to_vec(),
        };
        let words = Words::of(&answer);
        let found = words
            .as_ref()
            .map(|words| (words.code.as_deref().unwrap_or_default(), words.text.as_str()));
        assert_eq!(found, expect, "{body}");
    }

    #[test]
    fn every_shape_of_a_refusal_is_understood() {
        check(
            r#"{"error":{"code":"General","message":{"lang":"en","value":"One.\nTwo."}}}"#,
            Some(("General", "One. Two.")),
        );
        check(r#"{"error":{"code":"","message":"Plain"}}"#, Some(("", "Plain")));
        check(
            r#"{"odata.error":{"code":"X","message":{"value":"Old"}}}"#,
            Some(("X", "Old")),
        );
        check(
            r#"{"Message":"Invalid.","ModelState":{"model.A":["No A","No B"]}}"#,
            Some(("", "Invalid. No A No B")),
        );
        check(
            r#"{"message":"Failed.","exceptionMessage":"Why","stackTrace":"at C:\\Sage"}"#,
            Some(("", "Failed. Why")),
        );
        check(
            r#"{"title":"Bad","status":400,"errors":{"$.x":["Not a number"]}}"#,
            Some(("", "Bad Not a number")),
        );
        check(r#""Just text""#, Some(("", "Just text")));
        check("{}", Some(("", "")));
        check("<html></html>", None);
        check("", None);
    }
}
