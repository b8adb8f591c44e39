//! Amazon's answers: its error bodies, word for word where they are known, and how it writes times and money.

use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::{Value, json};

use super::State;
use crate::money::Amount;
use crate::sandbox::http::{Request, Response};
use crate::sandbox::locked;
use crate::sandbox::world::Marketplace;

/// Why a call is refused.
#[derive(Debug)]
pub(super) struct Refusal {
    status: u16,
    code: &'static str,
    message: String,
    details: String,
}

impl Refusal {
    pub fn new(status: u16, code: &'static str, message: &str, details: &str) -> Self {
        Self {
            status,
            code,
            message: message.to_owned(),
            details: details.to_owned(),
        }
    }

    /// 400: a parameter breaks a rule.
    pub fn invalid(message: &str) -> Self {
        Self::new(400, "InvalidInput", message, "")
    }

    /// 400 without a word of explanation, as Amazon answers a breach of its time rules.
    pub fn bare() -> Self {
        Self::new(400, "InvalidInput", "Invalid Input", "")
    }

    /// 403, with the details that tell one reason from another.
    pub fn denied(details: &str) -> Self {
        Self::new(
            403,
            "Unauthorized",
            "Access to requested resource is denied.",
            details,
        )
    }

    /// 404.
    pub fn not_found(message: &str) -> Self {
        Self::new(404, "NotFound", message, "")
    }

    /// 429.
    pub fn throttled() -> Self {
        Self::new(
            429,
            "QuotaExceeded",
            "You exceeded your quota for the requested resource.",
            "",
        )
    }

    pub fn response(&self) -> Response {
        let error = json!({"code": self.code, "message": self.message, "details": self.details});
        Response::json(self.status, &json!({"errors": [error]})).with_header("x-amzn-ErrorType", self.code)
    }
}

/// What an API gives back.
pub(super) type Answer = Result<Response, Refusal>;

pub(super) fn ok(value: &Value) -> Answer {
    Ok(Response::json(200, value))
}

/// The body of a call that has one: JSON, and said to be JSON.
pub(super) fn json_body(request: &Request) -> Result<Value, Refusal> {
    if !request
        .header("content-type")
        .unwrap_or_default()
        .starts_with("application/json")
    {
        return Err(Refusal::new(
            415,
            "UnsupportedMediaType",
            "The content type must be application/json.",
            "",
        ));
    }
    request
        .json()
        .map_err(|_| Refusal::invalid("The request body is not valid JSON."))
}

impl State {
    /// A time as Amazon writes it, with or without milliseconds.
    pub fn time(&self, time: DateTime<Utc>) -> Value {
        let whole = locked(&self.settings).quirks.whole_seconds;
        let format = if whole {
            SecondsFormat::Secs
        } else {
            SecondsFormat::Millis
        };
        Value::String(time.to_rfc3339_opts(format, true))
    }

    /// Adds a field nobody documents to an object, when that is switched on.
    pub fn strange(&self, mut object: Value) -> Value {
        if locked(&self.settings).quirks.unknown_fields
            && let Some(fields) = object.as_object_mut()
        {
            fields.insert(
                "xNewIn2027".into(),
                json!({"value": [1, null, "?"], "deep": {"er": true}}),
            );
        }
        object
    }
}

/// Money as the orders and listings APIs write it: a decimal string.
pub(super) fn money(amount: Amount, at: &Marketplace) -> Value {
    json!({"amount": amount.display(at.money()).to_string(), "currencyCode": at.currency})
}

/// The texts of a JSON list.
pub(super) fn texts(list: &Value) -> Vec<String> {
    let texts = list.as_array().into_iter().flatten().filter_map(Value::as_str);
    texts.map(str::to_owned).collect()
}
