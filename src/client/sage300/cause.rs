//! What a refusal is about, told by its status, its code and its words: one table for reads and for posts.
//!
//! Sage has few codes and says the rest in words, in the language of the installation. So a code or a status decides
//! where there is one, and the words only where there is not; words that nobody knows leave it a plain refusal.

use super::words::Words;
use crate::net::Answer;

/// What a refusal is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cause {
    /// Name and password.
    SignIn,
    /// The user: locked out, disabled, restricted to some hours, a password that has expired.
    Account,
    /// A right of the user.
    Right,
    /// IIS turned the request away before Sage was asked: by address, certificate or folder.
    Gate,
    /// IIS takes this site by https only.
    NotSecure,
    /// Every licence of the company is in use.
    Licence,
    /// Day end is running, or there are too many requests.
    Busy,
    /// Somebody else has the record, or has just changed it.
    Held,
    /// Anything else.
    Other,
}

/// Finds out what a refusal is about.
pub(super) fn cause(answer: &Answer, words: Option<&Words>) -> Cause {
    let text = words.map(|words| words.text.to_lowercase()).unwrap_or_default();
    let code = words.and_then(|words| words.code.as_deref()).unwrap_or_default();
    let session = code.eq_ignore_ascii_case("SessionError");
    let says = |all: &[&str]| all.iter().any(|one| text.contains(one));
    let of_licence = says(&["lanpak"]) || says(&["license", "licence"]) && says(&["maximum", "in use"]);
    match answer.status {
        401 if is_of_account(&text) => Cause::Account,
        401 => Cause::SignIn,
        403 if words.is_none() && wants_https(answer) => Cause::NotSecure,
        _ if of_licence => Cause::Licence,
        400.. if is_of_password(&text) => Cause::Account,
        // A business refusal may speak of a G/L account or of a customer's user field.
        403 | 500.. if is_of_account(&text) => Cause::Account,
        _ if session && is_of_account(&text) => Cause::Account,
        403 if words.is_none() => Cause::Gate,
        403 => Cause::Right,
        429 => Cause::Busy,
        400..=499 if says(&["day end processing"]) => Cause::Busy,
        423 => Cause::Held,
        400..=499 if is_held(&text) => Cause::Held,
        // A session that cannot be opened, for a reason told in words of another language.
        400..=499 if session => Cause::Account,
        _ => Cause::Other,
    }
}

fn is_of_account(text: &str) -> bool {
    if text.contains("another user") {
        return false;
    }
    let says = |all: &[&str]| all.iter().any(|one| text.contains(one));
    let of_user = says(&["user", "account"])
        && says(&[
            "locked",
            "disabled",
            "suspended",
            "restricted",
            "not allowed to sign",
            "not permitted to sign",
            "at this time",
            "expired",
        ]);
    is_of_password(text) || of_user
}

/// A password that has ended: no business refusal speaks of one.
fn is_of_password(text: &str) -> bool {
    let says = |all: &[&str]| all.iter().any(|one| text.contains(one));
    says(&["password"]) && says(&["expire", "must be changed", "must change"])
}

/// Words of a record that somebody else has, in the languages that Sage 300 comes in, and of neighbours.
fn is_held(text: &str) -> bool {
    const WORDS: [&str; 24] = [
        "another user",
        "another program",
        "another process",
        "being used by",
        "anderen benutzer",
        "anderen programm",
        "autre utilisateur",
        "autre programme",
        "otro usuario",
        "otro programa",
        "otra persona",
        "其他用户",
        "另一个用户",
        "另一用户",
        "其他程序",
        "另一个程序",
        "其他使用者",
        "另一個使用者",
        "另一位使用者",
        "其他程式",
        "另一個程式",
        "andere gebruiker",
        "altro utente",
        "outro usuário",
    ];
    WORDS.iter().any(|one| text.contains(one))
}

/// IIS's page for a site that demands https (403.4).
fn wants_https(answer: &Answer) -> bool {
    let page = String::from_utf8_lossy(&answer.body).to_lowercase();
    [
        "403.4",
        "secure sockets layer",
        "secure channel",
        "ssl required",
        "ssl is required",
    ]
    .iter()
    .any(|one| page.contains(one))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(status: u16, code: &str, text: &str, expect: Cause) {
        let body = serde_json::json!({ "error": { "code": code, "message": { "value": text } } });
        let answer = Answer {
            status,
            date: None,
            content_type: "application/json".to_owned(),
            request_id: String::new(),
            rate_limit: None,
            location: String::new(),
            asks_for: String::new(),
            body: body.to_string().into_bytes(),
        };
        assert_eq!(
            cause(&answer, Words::of(&answer).as_ref()),
            expect,
            "{status} {text}"
        );
    }

    #[test]
    fn a_refusal_is_told_by_status_code_and_words() {
        check(
            401,
            "Unauthorized",
            "Authorization has been denied.",
            Cause::SignIn,
        );
        check(401, "Unauthorized", "User WEBAPI is locked out.", Cause::Account);
        check(409, "SessionError", "Your password has expired.", Cause::Account);
        check(
            409,
            "SessionError",
            "Ihr Kennwort ist abgelaufen.",
            Cause::Account,
        );
        check(403, "Forbidden", "The user account is disabled.", Cause::Account);
        check(403, "Forbidden", "You lack the right.", Cause::Right);
        let lanpak = "The number of users currently signed in is the maximum for your LanPak license.";
        check(500, "SessionError", lanpak, Cause::Licence);
        check(409, "SessionError", lanpak, Cause::Licence);
        check(
            409,
            "General",
            "Record has been modified by another program.",
            Cause::Held,
        );
        let batch = "You cannot set batch 7 to Ready To Post because it is locked by another user.";
        check(409, "General", batch, Cause::Held);
        check(
            409,
            "RecordDuplicate",
            "Day End Processing is running.",
            Cause::Busy,
        );
        check(
            409,
            "FieldInvalid",
            "Customer number X does not exist.",
            Cause::Other,
        );
        check(409, "FieldInvalid", "Account 4000 is locked.", Cause::Other);
        check(400, "InvalidParameters", "Password expired", Cause::Account);
        check(409, "General", "记录已被其他用户修改。", Cause::Held);
    }

    #[test]
    fn a_page_of_iis_is_no_right_of_the_user() {
        let page = |text: &str| Answer {
            status: 403,
            date: None,
            content_type: "text/html".to_owned(),
            request_id: String::new(),
            rate_limit: None,
            location: String::new(),
            asks_for: String::new(),
            body: format!("<html><body><h2>{text}</h2></body></html>").into_bytes(),
        };
        let gate = page("403.6 - Forbidden: IP address of the client has been rejected.");
        assert_eq!(cause(&gate, None), Cause::Gate);
        let https = page("403.4 - Forbidden: SSL is required to view this resource.");
        assert_eq!(cause(&https, None), Cause::NotSecure);
    }
}
