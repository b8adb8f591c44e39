//! The shape of every refusal.

use serde_json::{Value, json};

use super::settings::Language;
use crate::sandbox::Response;

/// A refusal with Sage's own error.
#[derive(Debug)]
pub(super) struct Refusal {
    pub(super) status: u16,
    pub(super) code: &'static str,
    pub(super) message: String,
}

impl Refusal {
    pub(super) fn parameters(message: String) -> Self {
        Self {
            status: 400,
            code: "InvalidParameters",
            message,
        }
    }

    pub(super) fn payload(message: String) -> Self {
        Self {
            status: 400,
            code: "InvalidPayload",
            message,
        }
    }

    pub(super) fn field(message: String) -> Self {
        Self {
            status: 409,
            code: "FieldInvalid",
            message,
        }
    }

    pub(super) fn business(code: &'static str, message: String) -> Self {
        Self {
            status: 409,
            code,
            message,
        }
    }

    /// As an installation of that language words it; the code stays.
    pub(super) fn said_in(self, language: Language) -> Self {
        let (lock, held) = match language {
            Language::English => return self,
            Language::German => (
                "Die Buchungsperiode ist im Geschäftskalender gesperrt.",
                "Der Datensatz wurde von einem anderen Benutzer geändert.",
            ),
            Language::Polish => ("Okres obrachunkowy jest zablokowany.", self.message.as_str()),
        };
        let message = match self.message.as_str() {
            text if text.starts_with("Fiscal period") => lock,
            text if text.contains("another user") => held,
            text => text,
        };
        Self {
            message: message.to_owned(),
            ..self
        }
    }

    /// The bare shape of ASP.NET: no code, and a right or a sign-in is refused with 401 or 403 all the same.
    pub(super) fn bare(&self) -> Response {
        let state = json!({ "model": [self.message] });
        Response::json(
            self.status,
            &json!({ "Message": "The request is invalid.", "ModelState": state }),
        )
    }

    pub(super) fn response(&self) -> Response {
        let message = json!({ "lang": "en-US", "value": self.message });
        Response::json(
            self.status,
            &json!({ "error": { "code": self.code, "message": message } }),
        )
    }
}

/// Refuses texts that are longer than their columns.
pub(super) fn check_lengths(row: &Value, lengths: &[(&str, usize)]) -> Result<(), Refusal> {
    for (name, longest) in lengths {
        if row[*name]
            .as_str()
            .is_some_and(|text| text.chars().count() > *longest)
        {
            return Err(Refusal::field(format!(
                "{name} is longer than {longest} characters."
            )));
        }
    }
    Ok(())
}
