//! The exit status of whatever a command ends with. What each error means is said where the error is made.

use anyhow::Error;

use super::secrets::MissingCredential;
use crate::client::amazon::AmazonError;
use crate::client::sage300::SageError;
use crate::config::ConfigError;
use crate::exit::{Ends, Exit, Fault};
use crate::store::StoreError;
use crate::vault::VaultError;

/// Wrong usage or configuration, found before anything was sent.
pub fn usage(words: impl Into<String>) -> Error {
    Fault::new(Exit::Usage, words.into()).into()
}

/// An error with the status that is found in it, for rooms that know no [`Error`].
pub fn of(error: Error) -> Fault {
    Fault::new(exit_of(&error), error)
}

/// The exit status of an error, by the first cause that has one.
pub fn exit_of(error: &Error) -> Exit {
    error.chain().find_map(status_of).unwrap_or(Exit::Internal)
}

fn status_of(cause: &(dyn std::error::Error + 'static)) -> Option<Exit> {
    fn known<E: Ends>(cause: &(dyn std::error::Error + 'static)) -> Option<Exit> {
        cause.downcast_ref::<E>().map(Ends::exit)
    }
    cause
        .downcast_ref::<Fault>()
        .map(Fault::exit)
        .or_else(|| known::<ConfigError>(cause))
        .or_else(|| known::<VaultError>(cause))
        .or_else(|| known::<MissingCredential>(cause))
        .or_else(|| known::<StoreError>(cause))
        .or_else(|| known::<AmazonError>(cause))
        .or_else(|| known::<SageError>(cause))
        .or_else(|| known::<std::io::Error>(cause))
}
