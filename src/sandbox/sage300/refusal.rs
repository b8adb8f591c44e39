//! The shape of every refusal.

use serde_json::json;

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

    pub(super) fn response(&self) -> Response {
        let message = json!({ "lang": "en-US", "value": self.message });
        Response::json(
            self.status,
            &json!({ "error": { "code": self.code, "message": message } }),
        )
    }
}
