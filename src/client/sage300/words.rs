//! What a refusal says, in whichever shape it comes: Sage's own error, or the bare ones of ASP.NET beneath it.
//!
//! Known shapes: `{"error":{"code":…,"message":{"value":…}}}` and its older spellings, `{"Message":…,"ModelState":…}`,
//! `{"Message":…,"ExceptionMessage":…}`, problem details (`title`, `detail`, `errors`), and what gateways before Sage say
//! (`{"fault":{"faultstring":…}}`, `error_description`). Stack traces are never read.
//! Where a shape names the place of a fault (`target`, the names in `ModelState`), the place is said behind the words.

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
        // A byte order mark stands before JSON where a gateway wrote it to a file.
        let body = answer.body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&answer.body);
        let body: Value = serde_json::from_slice(body).ok()?;
        let mut said = Said::default();
        let code = match &body {
            Value::Object(fields) => of_object(fields, &mut said),
            other => {
                said.collect(other);
                None
            }
        };
        Some(Self {
            code,
            text: one_line(&said.line()),
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

/// What a page says where no word of the application came: IIS's own, without its marks; empty when it says nothing.
pub(super) fn of_page(answer: &Answer) -> String {
    const LONGEST_PAGE: usize = 200;
    let text = String::from_utf8_lossy(&answer.body);
    let mut said = String::new();
    let mut rest = text.as_ref();
    while let Some((before, mark)) = rest.split_once('<') {
        said.push_str(before);
        said.push(' ');
        let lower = mark.to_ascii_lowercase();
        // What a style or a script holds is nobody's words.
        let end = ["style", "script"]
            .iter()
            .find(|name| lower.starts_with(**name))
            .and_then(|name| lower.find(&format!("</{name}")))
            .unwrap_or(0);
        rest = mark[end..].split_once('>').map_or("", |(_, after)| after);
    }
    said.push_str(rest);
    one_line(&said).chars().take(LONGEST_PAGE).collect()
}

fn of_object(fields: &Map<String, Value>, said: &mut Said) -> Option<String> {
    match field(fields, "error").or_else(|| field(fields, "odata.error")) {
        Some(Value::Object(error)) => {
            said.of_fields(error);
            let code = field(error, "code").and_then(Value::as_str);
            code.map(str::to_owned).filter(|code| !code.trim().is_empty())
        }
        // A gateway's code, its words beside it: `{"error":"invalid_token","error_description":"Expired"}`.
        Some(Value::String(text)) => {
            said.parts.push(text.clone());
            said.of_fields(fields);
            None
        }
        _ => {
            if let Some(Value::Object(fault)) = field(fields, "fault") {
                said.of_fields(fault);
            }
            said.of_fields(fields);
            None
        }
    }
}

/// Everything that a shape says in words, in the order a person wants it, and the places it names.
#[derive(Default)]
struct Said {
    parts: Vec<String>,
    places: Vec<String>,
}

impl Said {
    fn of_fields(&mut self, fields: &Map<String, Value>) {
        const NAMES: [&str; 14] = [
            "message",
            "messagedetail",
            "exceptionmessage",
            "errormessage",
            "error_description",
            "faultstring",
            "title",
            "detail",
            "details",
            "description",
            "reason",
            "modelstate",
            "errors",
            "innererror",
        ];
        self.place(field(fields, "target").and_then(Value::as_str));
        for name in NAMES {
            if let Some(value) = field(fields, name) {
                self.collect(value);
            }
        }
    }

    /// The texts of a value: its own, a list's, those of each field of a `ModelState`, the `value` of a localised one.
    fn collect(&mut self, value: &Value) {
        match value {
            Value::String(text) if !self.parts.contains(text) => self.parts.push(text.clone()),
            Value::Array(all) => all.iter().for_each(|one| self.collect(one)),
            Value::Object(fields) => {
                self.place(field(fields, "target").and_then(Value::as_str));
                if let Some(value) = field(fields, "value").or_else(|| field(fields, "message")) {
                    return self.collect(value);
                }
                let told = fields
                    .iter()
                    .filter(|(name, _)| !name.eq_ignore_ascii_case("stacktrace"));
                for (name, value) in told {
                    if value.is_array() {
                        self.place(Some(name));
                    }
                    self.collect(value);
                }
            }
            _ => {}
        }
    }

    fn place(&mut self, name: Option<&str>) {
        let named = name.filter(|name| name.contains(|c: char| c.is_alphanumeric()));
        if let Some(name) = named.filter(|name| !self.places.iter().any(|one| one == name)) {
            self.places.push(name.to_owned());
        }
    }

    fn line(&self) -> String {
        let words = self.parts.join(" ");
        match self.places.join(", ") {
            places if places.is_empty() => words,
            places => format!("{words} (at {places})"),
        }
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
            asks_for: String::new(),
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
            Some(("", "Invalid. No A No B (at model.A)")),
        );
        check(
            r#"{"message":"Failed.","exceptionMessage":"Why","stackTrace":"at C:\\Sage"}"#,
            Some(("", "Failed. Why")),
        );
        check(
            r#"{"title":"Bad","status":400,"errors":{"$.x":["Not a number"]}}"#,
            Some(("", "Bad Not a number (at $.x)")),
        );
        check(
            r#"{"error":{"code":"","message":"An error","innererror":{"message":"Why","stacktrace":"at C:\\Sage"}}}"#,
            Some(("", "An error Why")),
        );
        check(
            r#"{"error":{"code":"FieldInvalid","message":{"value":"Zamknięty."},"target":"JournalHeaders[0].PostingDate"}}"#,
            Some(("FieldInvalid", "Zamknięty. (at JournalHeaders[0].PostingDate)")),
        );
        check(
            r#"{"fault":{"faultstring":"Body too large","detail":{"errorcode":"steps.json.Failed"}}}"#,
            Some(("", "Body too large steps.json.Failed")),
        );
        check(
            r#"{"error":"invalid_request","error_description":"No client certificate."}"#,
            Some(("", "invalid_request No client certificate.")),
        );
        check(
            r#"{"status":400,"errorMessage":"Message size exceeds the limit"}"#,
            Some(("", "Message size exceeds the limit")),
        );
        check("\u{feff}[\"One\", {\"message\": \"Two\"}]", Some(("", "One Two")));
        check("null", Some(("", "")));
        check("7", Some(("", "")));
        check(r#""Just text""#, Some(("", "Just text")));
        check("{}", Some(("", "")));
        check("<html></html>", None);
        check("", None);
    }
}
