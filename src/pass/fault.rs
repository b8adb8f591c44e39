//! Which error is which exit status. Every error that a command can end with passes through here.

use anyhow::Error;

use super::secrets::MissingCredential;
use crate::client::amazon::AmazonError;
use crate::client::sage300::SageError;
use crate::config::ConfigError;
use crate::exit::Exit;
use crate::host::{HeldOpen, is_held};
use crate::store::StoreError;
use crate::vault::VaultError;

/// Wrong usage or configuration, found before anything was sent.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Usage(String);

/// An error of usage with its words.
pub fn usage(words: impl Into<String>) -> Error {
    Usage(words.into()).into()
}

/// The exit status of an error, by the first cause that has one.
pub fn exit_of(error: &Error) -> Exit {
    error.chain().find_map(status_of).unwrap_or(Exit::Internal)
}

fn status_of(cause: &(dyn std::error::Error + 'static)) -> Option<Exit> {
    if let Some(error) = cause.downcast_ref::<ConfigError>() {
        return Some(if error.held { Exit::Temporary } else { Exit::Usage });
    }
    if cause
        .downcast_ref::<VaultError>()
        .is_some_and(VaultError::is_held)
        || cause.is::<HeldOpen>()
    {
        return Some(Exit::Temporary);
    }
    if cause.is::<Usage>() || cause.is::<VaultError>() || cause.is::<MissingCredential>() {
        return Some(Exit::Usage);
    }
    if cause.is::<super::settlements::NoCalendar>() {
        return Some(Exit::Attention);
    }
    if cause.is::<super::orders::Repeated>() || cause.is::<super::inventory::NotNow>() {
        return Some(Exit::Temporary);
    }
    if let Some(error) = cause.downcast_ref::<StoreError>() {
        return Some(of_store(error));
    }
    if let Some(error) = cause.downcast_ref::<AmazonError>() {
        return Some(of_amazon(error));
    }
    // A file that a person named cannot be read or written; what talks over the network has its own errors.
    if let Some(error) = cause.downcast_ref::<std::io::Error>() {
        return Some(if is_held(error) {
            Exit::Temporary
        } else {
            Exit::Usage
        });
    }
    cause.downcast_ref::<SageError>().map(of_sage)
}

fn of_store(error: &StoreError) -> Exit {
    match error {
        // A full disk is no passing thing: a person must see it, however often the pass is started.
        StoreError::Damaged { .. } | StoreError::Full { .. } | StoreError::Disk { .. } => Exit::Integrity,
        StoreError::Locked(_) => Exit::Locked,
        StoreError::HeldOpen { .. } => Exit::Temporary,
        StoreError::Interrupted => Exit::Interrupted,
        StoreError::Missing { .. }
        | StoreError::Open { .. }
        | StoreError::Newer { .. }
        | StoreError::Older { .. }
        | StoreError::Foreign { .. }
        | StoreError::ReadOnly { .. }
        | StoreError::NetworkShare { .. }
        | StoreError::OtherOwner { .. } => Exit::Usage,
        StoreError::Step { .. } | StoreError::Content { .. } | StoreError::Sql { .. } => Exit::Internal,
    }
}

fn of_amazon(error: &AmazonError) -> Exit {
    match error {
        AmazonError::Interrupted => Exit::Interrupted,
        AmazonError::Setup(_) => Exit::Usage,
        error if error.is_temporary() => Exit::Temporary,
        _ => Exit::Denied,
    }
}

fn of_sage(error: &SageError) -> Exit {
    match error {
        SageError::SignIn | SageError::Denied { .. } => Exit::Denied,
        SageError::NotFound { .. } => Exit::Usage,
        SageError::Interrupted => Exit::Interrupted,
        SageError::Unreachable { .. }
        | SageError::Refused { .. }
        | SageError::Unreadable { .. }
        | SageError::Circle { .. }
        | SageError::Partial { .. }
        | SageError::TooLarge { .. } => Exit::Temporary,
    }
}
