//! The desk: database, lock and key for commands that talk to neither system.

use std::time::Duration;

use anyhow::Result;
use chrono::{DateTime, Utc};

use super::secrets;
use super::session::{self, actor};
use crate::clock::Clock;
use crate::config::Config;
use crate::store::{Change, PassLock, Store};
use crate::vault::{Vault, VaultError};

/// An open database under its lock.
pub struct Desk<'a> {
    /// The database.
    pub store: Store,
    /// When the command began.
    pub now: DateTime<Utc>,
    seller: &'a str,
    actor: String,
    _lock: PassLock,
}

impl<'a> Desk<'a> {
    /// Opens the database and takes the lock.
    ///
    /// # Errors
    /// When another pass holds it, or the database cannot be used or belongs to another seller or company.
    pub fn open(config: &'a Config, lock_wait: Duration, clock: &Clock) -> Result<Self> {
        session::arm_rehearsal(config)?;
        // Whatever is wrong with it is said before a lock is left beside it.
        Store::is_ready(&config.database)?;
        let lock = PassLock::take(&config.database, lock_wait, clock)?;
        let store = Store::open(&config.database)?;
        // What is sealed in it is the other's, and so is the key that would be changed.
        for (what, name) in session::owners(config) {
            store.refuse_other_owner(what, name)?;
        }
        Ok(Self {
            store,
            now: clock.now(),
            seller: &config.amazon.seller_id,
            actor: actor(),
            _lock: lock,
        })
    }

    /// The vault of the configured key.
    ///
    /// # Errors
    /// When the key is missing, malformed or exposed.
    pub fn vault(&self, config: &Config) -> Result<Vault> {
        secrets::open_vault(&self.store, config)
    }

    /// The vault; where nothing is sealed yet and the key is a file that is not there, with a new key.
    ///
    /// # Errors
    /// As [`Desk::vault`]; a key is never made anew while values are sealed with the old one.
    pub fn vault_or_new(&self, config: &Config) -> Result<Vault> {
        match self.vault(config) {
            Err(error)
                if config.key.file().is_some()
                    && matches!(error.downcast_ref(), Some(VaultError::KeyMissing(..)))
                    && self.store.credentials()?.is_empty() =>
            {
                Ok(Vault::create_key(&config.key)?)
            }
            vault => vault,
        }
    }

    /// Runs a change and commits it.
    ///
    /// # Errors
    /// What the change says, or the database.
    pub fn change<T>(&self, run: impl FnOnce(&mut Change<'_>) -> Result<T>) -> Result<T> {
        let mut change = self.store.begin(0, self.seller, &self.actor, self.now)?;
        let value = run(&mut change)?;
        change.commit()?;
        Ok(value)
    }
}
