//! What can go wrong when Sage is read, in words that say what to do.

use super::cause::{Cause, cause};
use super::words::{Words, of_page};
use crate::client::after_colon;
use crate::exit::{Ends, Exit};
use crate::net::{Answer, hint_unless_given};

/// A read that did not succeed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SageError {
    /// No answer after several attempts.
    #[error(
        "Sage 300 cannot be read ({resource}): {why}{}",
        hint_unless_given(
            why,
            "\nhint: check that IIS and Sage run and that [sage300] url is right, then run again"
        )
    )]
    Unreachable {
        /// What was read.
        resource: String,
        /// The last reason.
        why: String,
    },
    /// Wrong user or password, or whatever else Sage's filter answers with 401.
    #[error(
        "Sage 300 refuses the sign-in (401){}\n\
         hint: the user, the password, the company or the database may be wrong, the user locked out, disabled or \
         outside the permitted hours, or the password expired: see the user in Sage, run \
         `ml-connector credentials set sage300`, then `ml-connector check`. The user id is sent in upper case and the \
         password as stored, one byte a character where it fits (ISO-8859-1): try one of plain letters, or in upper \
         case if it is an old one; ADMIN is refused unless AllowWebApiAccessForAdmin is set in web.config",
        after_colon(message)
    )]
    SignIn {
        /// Sage's words.
        message: String,
    },
    /// The user cannot sign in as things stand.
    #[error(
        "Sage 300 refuses this user ({status}){}\n\
         hint: have a Sage administrator see to the user in Administrative Services (locked out, disabled, restricted \
         hours, expired password), store a new password with `ml-connector credentials set sage300`, then run \
         `ml-connector check`",
        after_colon(message)
    )]
    Account {
        /// The status.
        status: u16,
        /// Sage's words.
        message: String,
    },
    /// The same name and password were refused before.
    #[error(
        "Sage 300 refused this user and password at {since}, so they are not sent again: Sage locks accounts\n\
         hint: mend the cause, then run `ml-connector check`, or store a new password with \
         `ml-connector credentials set sage300`"
    )]
    RefusedBefore {
        /// When.
        since: String,
    },
    /// Something else answers at the configured address.
    #[error(
        "Sage 300's Web API does not answer at [sage300] url: {what}\n\
         hint: correct [sage300] url: the whole IIS application of the Web API, by https where IIS demands it, such as \
         https://sage/Sage300WebApi"
    )]
    Elsewhere {
        /// What answers.
        what: String,
    },
    /// A right is missing.
    #[error(
        "Sage 300 refuses {resource} to this user (403){}\n\
         hint: give the user's security group for {} the authorization \"Sage 300 Web API\" and the right to the records",
        after_colon(message),
        module_of(resource)
    )]
    Denied {
        /// What was read.
        resource: String,
        /// Sage's words.
        message: String,
    },
    /// IIS turned the request away before Sage was asked.
    #[error(
        "IIS refuses {resource} (403) before Sage 300 is asked{}\n\
         hint: see IIS Manager for the Web API's site: IP address restrictions, client certificates, authorization \
         rules and the folder's rights; no right of the Sage user mends this",
        after_colon(page)
    )]
    Gate {
        /// What was read.
        resource: String,
        /// What its page says.
        page: String,
    },
    /// Nothing at that address.
    #[error(
        "Sage 300 has nothing at {resource} (404){}\n\
         hint: check [sage300] url (the whole IIS application, such as https://sage/Sage300WebApi) and company",
        after_colon(message)
    )]
    NotFound {
        /// What was read.
        resource: String,
        /// Sage's words.
        message: String,
    },
    /// Another refusal.
    #[error(
        "Sage 300 refuses to read {resource} with {}{}\n\
         hint: run again; if it stays, report this line",
        format!("{status} {code}").trim_end(),
        after_colon(message)
    )]
    Refused {
        /// What was read.
        resource: String,
        /// The status.
        status: u16,
        /// Sage's code.
        code: String,
        /// Sage's words.
        message: String,
    },
    /// An answer that cannot be read.
    #[error(
        "Sage 300's answer to {resource} cannot be read at `{at}`\nhint: run again; if it stays, report the field"
    )]
    Unreadable {
        /// What was read.
        resource: String,
        /// The field.
        at: String,
    },
    /// Pages that lead back to themselves.
    #[error("Sage 300's pages of {resource} go in a circle or have no end; what was read is not used")]
    Circle {
        /// What was read.
        resource: String,
    },
    /// Fewer or more rows than Sage itself counts.
    #[error(
        "Sage 300 counts {counted} rows of {resource} but gave {read}: what was read is not used\n\
         hint: run again; if it stays, raise PageSize in Sage's Online\\WebApi\\Web.config"
    )]
    Partial {
        /// What was read.
        resource: String,
        /// Sage's count.
        counted: u64,
        /// The rows that came.
        read: u64,
    },
    /// An answer beyond any real size.
    #[error("Sage 300's answer to {resource} is longer than {mebibytes} MiB and was not read")]
    TooLarge {
        /// What was read.
        resource: String,
        /// The limit.
        mebibytes: u64,
    },
    /// Ctrl-C.
    #[error("interrupted")]
    Interrupted,
}

fn module_of(resource: &str) -> &str {
    resource.split('/').next().unwrap_or(resource)
}

impl SageError {
    /// Whether a company does not show this: a person may not read it, or this version has it not.
    pub fn is_not_shown(&self) -> bool {
        matches!(
            self,
            Self::NotFound { .. } | Self::Denied { .. } | Self::Refused { .. }
        )
    }

    /// Whether a filter may have been refused for its size: by OData's node limit (400), or by IIS, whose pages
    /// carry no word of the application (404.15, 413, 414, 431).
    pub(super) fn may_be_for_size(&self) -> bool {
        match self {
            Self::Refused { status, .. } => matches!(status, 400 | 413 | 414 | 431),
            Self::NotFound { message, .. } => message.is_empty(),
            _ => false,
        }
    }
}

/// The same words, and how the server wants to be signed in to where that is not by name and password.
fn with_other_ways(message: String, asks_for: &str) -> String {
    if asks_for.is_empty() || asks_for.to_ascii_lowercase().contains("basic") {
        return message;
    }
    format!(
        "{message} (the server asks for {asks_for} and not for Basic: IIS wants a sign-in of its own before the Web API is asked, \
         which no password of Sage's is; have its administrator see to the authentication of this application in IIS)"
    )
}

/// What an answer to a read means: `None` is success, `Some(Ok(why))` may be repeated.
pub(super) fn judge(resource: &str, answer: &Answer) -> Option<Result<String, SageError>> {
    if answer.is_success() {
        let is_page = is_page(resource, answer);
        return is_page.then(|| {
            let what = format!("a web page, not the Web API, came in answer to {resource}");
            Err(SageError::Elsewhere { what })
        });
    }
    let words = Words::of(answer);
    let shown = words.as_ref().map(Words::shown).unwrap_or_default();
    let cause = cause(answer, words.as_ref());
    let (code, message) = words.map_or_else(Default::default, |words| {
        (words.code.unwrap_or_default(), words.text)
    });
    let resource = resource.to_owned();
    let status = answer.status;
    Some(match cause {
        Cause::SignIn => Err(SageError::SignIn {
            message: with_other_ways(shown, &answer.asks_for),
        }),
        Cause::Account => Err(SageError::Account {
            status,
            message: shown,
        }),
        Cause::Right => Err(SageError::Denied { resource, message }),
        Cause::Gate => Err(SageError::Gate {
            resource,
            page: of_page(answer),
        }),
        Cause::NotSecure => Err(SageError::Elsewhere {
            what: "IIS demands SSL (403.4), and the address begins with http".to_owned(),
        }),
        Cause::Licence => Ok(format!(
            "Sage answered {status} {shown}\nhint: have users sign out of Sage, or buy more LanPaks; the next run tries again"
        )),
        Cause::Busy if status == 429 => Ok("Sage has too many requests (429)".to_owned()),
        Cause::Busy => Ok("day end is running".to_owned()),
        Cause::Held => Ok(format!("Sage answered {status} {shown}")),
        Cause::Other => return Some(other(resource, answer, code, message, &shown)),
    })
}

fn other(
    resource: String,
    answer: &Answer,
    code: String,
    message: String,
    shown: &str,
) -> Result<String, SageError> {
    match answer.status {
        404 => Err(SageError::NotFound { resource, message }),
        status @ 300..=399 => {
            // A query may hold what nobody else should see.
            let to = answer.location.split(['?', '#']).next().unwrap_or_default();
            let to = if to.is_empty() { "another address" } else { to };
            let what = format!("the server answers {resource} with {status} and sends on to {to}");
            Err(SageError::Elsewhere { what })
        }
        status @ 500.. if shown.is_empty() => {
            Ok(format!("Sage answered {status}{}", after_colon(&of_page(answer))))
        }
        status @ 500.. => Ok(format!("Sage answered {status} {shown}")),
        status => Err(SageError::Refused {
            resource,
            status,
            code,
            message,
        }),
    }
}

/// Whether a web page came in place of an answer, such as one that wants a sign-in.
fn is_page(resource: &str, answer: &Answer) -> bool {
    let start = String::from_utf8_lossy(&answer.body[..answer.body.len().min(200)]).to_lowercase();
    let start = start.trim_start_matches('\u{feff}').trim_start();
    let is_xml = resource.ends_with("$metadata");
    start.starts_with("<!doctype html") || start.starts_with("<html") || !is_xml && start.starts_with('<')
}

impl Ends for SageError {
    fn exit(&self) -> Exit {
        match self {
            Self::SignIn { .. }
            | Self::Account { .. }
            | Self::RefusedBefore { .. }
            | Self::Denied { .. }
            | Self::Gate { .. } => Exit::Denied,
            Self::NotFound { .. } | Self::Elsewhere { .. } => Exit::Usage,
            Self::Interrupted => Exit::Interrupted,
            Self::Unreachable { .. }
            | Self::Refused { .. }
            | Self::Unreadable { .. }
            | Self::Circle { .. }
            | Self::Partial { .. }
            | Self::TooLarge { .. } => Exit::Temporary,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(status: u16, asks_for: &str) -> String {
        let answer = Answer {
            status,
            date: None,
            content_type: String::new(),
            request_id: String::new(),
            rate_limit: None,
            location: String::new(),
            asks_for: asks_for.to_owned(),
            body: Vec::new(),
        };
        let refusal = judge("IC/ICItems", &answer).and_then(Result::err);
        refusal.map(|error| error.to_string()).unwrap_or_default()
    }

    #[test]
    fn a_refusal_without_words_ends_at_its_status() {
        for (status, said) in [
            (400, "Sage 300 refuses to read IC/ICItems with 400\n"),
            (404, "Sage 300 has nothing at IC/ICItems (404)\n"),
        ] {
            let words = refused(status, "");
            assert!(words.starts_with(said), "{words}");
        }
    }

    #[test]
    fn a_sign_in_that_no_password_of_sages_is_for_is_told() {
        for (asks_for, told) in [
            ("Negotiate, NTLM", true),
            ("Negotiate, Basic", false),
            ("", false),
        ] {
            let words = refused(401, asks_for);
            assert_eq!(words.contains("asks for Negotiate, NTLM"), told, "{words}");
        }
    }
}
