//! What an answer without success means: call again, sign in again, or give up with Amazon's words.

use serde::Deserialize;

use super::error::AmazonError;
use crate::client::lwa::LwaFault;
use crate::net::Answer;

#[derive(Debug, Default, Deserialize)]
struct ErrorList {
    errors: Option<Vec<ErrorItem>>,
    /// What Amazon's gateway says in place of a list, such as `Forbidden`.
    #[serde(default, alias = "Message")]
    message: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
struct ErrorItem {
    #[serde(default)]
    code: Option<String>,
    #[serde(default)]
    message: Option<String>,
    #[serde(default)]
    details: Option<String>,
}

/// What Amazon says of an access token that another sign-in replaces. A missing role reads the same for some
/// of them; then the repeated call is refused again, and that is said.
const TOKEN_FAULTS: [&str; 3] = ["expired", "revoked", "invalid"];

/// What is done next.
pub(super) enum Judgement {
    Again(String),
    RenewToken,
    Final(AmazonError),
}

/// Whether an answer is a web page, whatever its status says.
pub(super) fn is_page(answer: &Answer) -> bool {
    let begins = answer.body.iter().find(|byte| !byte.is_ascii_whitespace());
    answer.content_type.to_ascii_lowercase().contains("html") || begins == Some(&b'<')
}

/// Amazon's own refusals are JSON; what refuses with a page stands between.
fn is_page_of_another(answer: &Answer) -> bool {
    let client_error = (400..500).contains(&answer.status) && !matches!(answer.status, 401 | 429);
    client_error && answer.content_type.to_ascii_lowercase().contains("html") && is_page(answer)
}

/// The code of the first error that a body tells, also beside what was asked for: a list that came with it is not the whole.
pub(super) fn told_errors(body: &[u8]) -> Option<String> {
    // Almost no answer has the word, and to look for it costs less than to read it twice.
    memchr::memmem::find(body, b"\"errors\"")?;
    let list: ErrorList = serde_json::from_slice(body).ok()?;
    let first = list.errors?.into_iter().next()?;
    Some(first.code.unwrap_or_else(|| "an error without a code".to_owned()))
}

const PAGE: &str = "a web page came in place of Amazon's answer; a proxy or a filter on the way may send it";

/// What an answer without success to an operation means.
pub(super) fn judge(operation: &'static str, answer: &Answer) -> Judgement {
    // The body may be HTML, or nothing: then the status has to say it all.
    let list: ErrorList = serde_json::from_slice(&answer.body).unwrap_or_default();
    let first = list.errors.into_iter().flatten().next().unwrap_or_default();
    let details = first.details.unwrap_or_default();
    let code = first.code.unwrap_or_default();
    let message = first.message.or(list.message).unwrap_or_default();
    let words = || match is_page_of_another(answer) {
        true => PAGE.to_owned(),
        false => short(operation, &message, &details),
    };
    let request_id = answer.request_id.clone();
    match answer.status {
        401 => Judgement::RenewToken,
        403 if details.contains("access token") && TOKEN_FAULTS.iter().any(|word| details.contains(word)) => {
            Judgement::RenewToken
        }
        403 if details.contains("secret") && details.contains("expired") => {
            Judgement::Final(AmazonError::SignIn(LwaFault::ExpiredSecret))
        }
        403 => Judgement::Final(AmazonError::Denied {
            operation,
            message: words(),
            request_id,
        }),
        429 => Judgement::Again("Amazon throttles (429)".to_owned()),
        200..=299 => Judgement::Again(match told_errors(&answer.body) {
            Some(code) => format!("Amazon answered {} with the error {code}", answer.status),
            None => PAGE.to_owned(),
        }),
        400 if message.contains("'sellerId'") && message.contains("'marketplaceId'") => {
            Judgement::Final(AmazonError::Setup(unknown_seller(operation, &request_id)))
        }
        500.. => Judgement::Again(format!("Amazon answered {}", answer.status)),
        status => {
            let message = words();
            Judgement::Final(AmazonError::Refused {
                operation,
                status,
                code,
                message,
                request_id,
            })
        }
    }
}

fn unknown_seller(operation: &str, request_id: &str) -> String {
    format!(
        "Amazon knows no such seller in this marketplace ({operation}, request {request_id})\n\
         hint: correct [amazon] seller_id: the merchant token of the account that authorised the app (Seller Central, \
         Account Info); or [amazon] marketplaces, if the account does not sell there"
    )
}

/// Amazon's words, bounded. Where orders are asked for they could name a buyer: there the code and the request's id
/// must do.
fn short(operation: &str, message: &str, details: &str) -> String {
    if matches!(operation, "searchOrders" | "getOrder") {
        return "its words are not shown, since they may name a buyer".to_owned();
    }
    let text = if details.is_empty() {
        message.to_owned()
    } else {
        format!("{message} {details}")
    };
    let text = crate::net::without_addresses(&text);
    text.chars().filter(|c| !c.is_control()).take(300).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(status: u16, content_type: &str, body: &str) -> Judgement {
        judge(
            "searchOrders",
            &Answer {
                status,
                date: None,
                content_type: content_type.to_owned(),
                request_id: String::new(),
                rate_limit: None,
                location: String::new(),
                asks_for: String::new(),
                body: body.as_bytes().to_vec(),
            },
        )
    }

    #[test]
    fn an_error_in_an_answer_of_success_is_one() {
        let told = |body: &str| told_errors(body.as_bytes());
        let error = r#"{"errors":[{"code":"InternalFailure","message":"x"}],"payload":{"transactions":[]}}"#;
        assert_eq!(told(error).as_deref(), Some("InternalFailure"));
        for fine in [
            r#"{"errors":[],"payload":{}}"#,
            r#"{"errors":null}"#,
            r#"{"payload":{"errors":[{"code":"x"}]}}"#,
            "{}",
        ] {
            assert_eq!(told(fine), None, "{fine}");
        }
    }

    #[test]
    fn a_page_of_a_filter_on_the_way_is_named_as_such() {
        for status in [403, 404, 451] {
            let judged = judged(
                status,
                "text/html; charset=utf-8",
                "<html>Blocked by policy</html>",
            );
            let Judgement::Final(error) = judged else {
                panic!("{status} is clear: nothing was taken");
            };
            let error = error.to_string();
            assert!(error.contains("a proxy or a filter"), "{status}: {error}");
        }
        let denied = r#"{"errors":[{"code":"Unauthorized","message":"Access denied"}]}"#;
        let Judgement::Final(own) = judged(403, "application/json", denied) else {
            panic!("a refusal of Amazon's own is clear");
        };
        assert!(!own.to_string().contains("filter"), "{own}");
    }
}
