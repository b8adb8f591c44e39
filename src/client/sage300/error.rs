//! What can go wrong when Sage is read, in words that say what to do.

use super::words::Words;
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
    /// Wrong user or password.
    #[error(
        "Sage 300 refuses the sign-in (401)\n\
         hint: run `ml-connector credentials set sage300`; the user id is sent in upper case and the password as \
         stored, so try the password in upper case if it is an old one; ADMIN is refused unless \
         AllowWebApiAccessForAdmin is set in web.config"
    )]
    SignIn,
    /// A right is missing.
    #[error(
        "Sage 300 refuses {resource} to this user (403): {message}\n\
         hint: give the user's security group for {} the authorization \"Sage 300 Web API\" and the right to the records",
        module_of(resource)
    )]
    Denied {
        /// What was read.
        resource: String,
        /// Sage's words.
        message: String,
    },
    /// Nothing at that address.
    #[error(
        "Sage 300 has nothing at {resource} (404): {message}\n\
         hint: check [sage300] url (the whole IIS application, such as https://sage/Sage300WebApi) and company"
    )]
    NotFound {
        /// What was read.
        resource: String,
        /// Sage's words.
        message: String,
    },
    /// Another refusal.
    #[error("Sage 300 refuses to read {resource} with {status} {code}: {message}")]
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

/// What an answer to a read means: `None` is success, `Some(Ok(why))` may be repeated.
pub(super) fn judge(resource: &str, answer: &Answer) -> Option<Result<String, SageError>> {
    if answer.is_success() {
        return None;
    }
    let words = Words::of(answer);
    let shown = words.as_ref().map(Words::shown).unwrap_or_default();
    let (code, message) = words.map_or_else(Default::default, |words| {
        (words.code.unwrap_or_default(), words.text)
    });
    let resource = resource.to_owned();
    Some(match answer.status {
        401 => Err(SageError::SignIn),
        403 => Err(SageError::Denied { resource, message }),
        404 => Err(SageError::NotFound { resource, message }),
        429 => Ok("Sage has too many requests (429)".to_owned()),
        409 if message.contains("Day End Processing") => Ok("day end is running".to_owned()),
        status @ 500.. if shown.is_empty() => Ok(format!("Sage answered {status}")),
        status @ 500.. => Ok(format!("Sage answered {status} {shown}")),
        status => Err(SageError::Refused {
            resource,
            status,
            code,
            message,
        }),
    })
}

impl Ends for SageError {
    fn exit(&self) -> Exit {
        match self {
            Self::SignIn | Self::Denied { .. } => Exit::Denied,
            Self::NotFound { .. } => Exit::Usage,
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
