//! What Sage says when it refuses, whatever was asked.

use serde::Deserialize;

use crate::net::Answer;

#[derive(Deserialize)]
struct ErrorBody {
    error: ErrorDetail,
}

#[derive(Deserialize)]
pub(super) struct ErrorDetail {
    #[serde(default)]
    pub(super) code: Option<String>,
    #[serde(default)]
    message: Option<Message>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Message {
    Localised { value: String },
    Plain(String),
}

impl ErrorDetail {
    /// Sage's words in one bounded line.
    pub(super) fn words(&self) -> String {
        let text = match &self.message {
            Some(Message::Localised { value }) => value.as_str(),
            Some(Message::Plain(text)) => text.as_str(),
            None => "",
        };
        let line = text
            .split(['\n', '\r'])
            .map(str::trim)
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(" ");
        let line = crate::net::without_addresses(&line);
        line.chars().filter(|c| !c.is_control()).take(500).collect()
    }
}

/// The error body of an answer, when it is one of Sage's and not of IIS.
pub(super) fn error_of(answer: &Answer) -> Option<ErrorDetail> {
    serde_json::from_slice::<ErrorBody>(&answer.body)
        .ok()
        .map(|body| body.error)
}
