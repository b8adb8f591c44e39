//! A session: everything one run of a command works with, from the lock to the exit status.
//!
//! Clients are made when first needed, so that a run with nothing to do signs in nowhere.

use std::cell::{OnceCell, RefCell};
use std::time::Duration;

use anyhow::{Context, Result};
use serde_json::{Value, json};

use super::adapters::{Narrator, StoredBudgets, StoredToken};
use super::tally::Tally;
use crate::books::fiscal_calendar::Calendar;
use crate::client::amazon::AmazonClient;
use crate::client::sage300::SageClient;
use crate::clock::{self, Clock};
use crate::config::Config;
use crate::exit::Exit;
use crate::rehearsal;
use crate::store::{Change, PassLock, RunEnd, Store};
use crate::terminal::Terminal;
use crate::vault::Vault;

/// How a session waits.
#[derive(Debug, Clone, Copy)]
pub struct Access {
    /// For another pass to finish.
    pub lock_wait: Duration,
    /// For rate limits, over the whole run.
    pub max_wait: Duration,
}

/// One run of one command.
pub struct Session<'a> {
    /// The checked configuration.
    pub config: Config,
    /// The database.
    pub store: Store,
    /// The clock.
    pub clock: &'a Clock,
    /// What people see.
    pub terminal: &'a Terminal,
    /// The number of the run.
    pub run: i64,
    actor: String,
    vault: Vault,
    tally: RefCell<Tally>,
    access: Access,
    amazon: OnceCell<AmazonClient>,
    sage: OnceCell<SageClient>,
    _lock: PassLock,
}
