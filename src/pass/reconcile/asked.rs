//! As of which day the systems are asked, and what becomes of a place that cannot be asked.

use anyhow::Result;
use chrono::{DateTime, NaiveDate, Utc};

use crate::books::reconciliation::{Line, Standing};
use crate::client::sage300::SageError;
use crate::exit::Exit;
use crate::money::Currency;
use crate::pass::fault;
use crate::pass::secrets::MissingCredential;
use crate::pass::session::Session;

/// The day, and what follows from it.
#[derive(Debug, Clone, Copy)]
pub(super) struct AsOf {
    pub(super) day: NaiveDate,
    /// Whether the day is not over yet: then everything is asked as it is now.
    pub(super) is_today: bool,
    /// Its last moment, or now.
    pub(super) until: DateTime<Utc>,
    pub(super) functional: Currency,
}

/// What a company does not show, in words that say what can be done.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(super) struct NotTold(pub(super) String);

/// What came of asking: where a place cannot be asked, why.
///
/// # Errors
/// What nothing can be done without.
pub(super) fn asked<T>(session: &Session<'_>, what: &str, outcome: Result<T>) -> Result<Result<T, String>> {
    let error = match outcome {
        Ok(found) => return Ok(Ok(found)),
        Err(error) => error,
    };
    let unknown = error.chain().any(|cause| {
        cause.is::<MissingCredential>()
            || cause.is::<NotTold>()
            || matches!(
                cause.downcast_ref::<SageError>(),
                Some(SageError::NotFound { .. } | SageError::Refused { .. } | SageError::Unreadable { .. })
            )
    });
    let exit = if unknown {
        Exit::Attention
    } else {
        fault::exit_of(&error)
    };
    match exit {
        Exit::Attention | Exit::Temporary | Exit::Denied => {
            let words = format!("{error:#}");
            session.at_least_because(exit, format!("{what}: {words}"));
            Ok(Err(words))
        }
        _ => Err(error),
    }
}

/// The line of a place that could not be asked.
pub(super) fn not_asked(name: &str, place: &str, currency: Currency, why: &str) -> Line {
    Line {
        missing: Some(Standing::NotAsked(why.to_owned())),
        ..Line::of(name, place, currency)
    }
}
