//! Hints as they must be typed here: whoever runs the program with another configuration copies a line that names it.
//!
//! Words everywhere say `ml-connector check` and know of no configuration. What is missing is put in here, where all words
//! come by, so that no hint can be forgotten.

use std::borrow::Cow;

use serde_json::Value;

/// How a hint begins that is a whole line to be copied.
pub(super) const PROGRAM: &str = "ml-connector";

/// How it begins in a text.
const LINE: &str = "`ml-connector ";

/// Commands that read no configuration.
const WITHOUT: [&str; 4] = ["demo", "explain", "completions", "man-pages"];

/// A text in which each command line of this program, which stands in backticks, begins as `program` says.
pub(super) fn complete<'t>(text: &'t str, program: &str) -> Cow<'t, str> {
    if program == PROGRAM || !text.contains(LINE) {
        return Cow::Borrowed(text);
    }
    let mut whole = String::with_capacity(text.len() + 4 * program.len());
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once(LINE) {
        whole.push_str(before);
        whole.push('`');
        whole.push_str(if wants(behind) { program } else { PROGRAM });
        whole.push(' ');
        rest = behind;
    }
    whole.push_str(rest);
    Cow::Owned(whole)
}

/// Whether a command line lacks the configuration that it needs.
fn wants(command: &str) -> bool {
    let word = command.split(|c: char| c.is_whitespace() || c == '`').next();
    word.is_some_and(|word| !word.is_empty() && word != "--config" && !WITHOUT.contains(&word))
}

/// Every text of a document, completed. A row of the audit log is evidence: under its hash it stays as it was written.
pub(super) fn complete_all(document: &mut Value, program: &str) {
    if program == PROGRAM {
        return;
    }
    match document {
        Value::String(text) => {
            if let Cow::Owned(whole) = complete(text, program) {
                *text = whole;
            }
        }
        Value::Array(values) => values.iter_mut().for_each(|value| complete_all(value, program)),
        Value::Object(fields) if fields.contains_key("hash") => {}
        Value::Object(fields) => fields.values_mut().for_each(|value| complete_all(value, program)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OTHER: &str = "ml-connector --config other.toml";

    #[track_caller]
    fn becomes(text: &str, whole: &str) {
        assert_eq!(complete(text, OTHER), whole);
        assert_eq!(complete(text, PROGRAM), text);
    }

    #[test]
    fn each_line_to_be_copied_names_the_configuration_once() {
        becomes(
            "run `ml-connector check`, then `ml-connector credentials set amazon`",
            "run `ml-connector --config other.toml check`, then `ml-connector --config other.toml credentials set amazon`",
        );
    }

    #[test]
    fn what_is_no_line_or_is_whole_stays_as_it_is() {
        for text in [
            "closed by ml-connector itself, with `ml-connector",
            "of another ml-connector configuration",
            "`ml-connector explain late`, `ml-connector demo --serve`",
            "`ml-connector --config third.toml check`",
            "the key file ml-connector.key",
            "`ml-connector`",
        ] {
            becomes(text, text);
        }
    }

    #[test]
    fn a_document_is_completed_in_every_field_that_is_no_evidence() {
        let row = serde_json::json!({ "reason": "`ml-connector check`", "hash": "2b" });
        let mut document = serde_json::json!({
            "error": "`ml-connector check`", "all": [1, { "a": "`ml-connector init`" }], "rows": [row],
        });
        complete_all(&mut document, OTHER);
        let whole = serde_json::json!({
            "error": "`ml-connector --config other.toml check`",
            "all": [1, { "a": "`ml-connector --config other.toml init`" }],
            "rows": [row],
        });
        assert_eq!(document, whole);
    }
}
