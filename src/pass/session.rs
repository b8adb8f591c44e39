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
    items_table: OnceCell<ItemsTable>,
    unknown_found: Cell<bool>,
    _lock: PassLock,
}

impl<'a> Session<'a> {
    /// Opens everything a writing command needs: database, lock, key; signs in nowhere yet.
    ///
    /// # Errors
    /// Each with what to do: no key, a damaged database, another pass, a database of another company.
    pub fn open(
        config: Config,
        access: Access,
        command: &str,
        terminal: &'a Terminal,
        clock: &'a Clock,
    ) -> Result<Self> {
        refuse_rehearsal(&config, clock)?;
        let lock = PassLock::take(&config.database, access.lock_wait, clock)?;
        let store = Store::open(&config.database)?;
        store.bind("Amazon seller", &config.amazon.seller_id, clock.now())?;
        store.bind("Sage company", &config.sage300.company, clock.now())?;
        let vault = secrets::open_vault(&store, &config)?;
        let actor = actor();
        let run = store.begin_run(command, &actor, clock.now())?;
        Ok(Self {
            config,
            store,
            clock,
            terminal,
            run,
            actor,
            vault,
            tally: RefCell::default(),
            access,
            amazon: OnceCell::new(),
            sage: OnceCell::new(),
            items_table: OnceCell::new(),
            unknown_found: Cell::new(false),
            started: clock.now(),
            _lock: lock,
        })
    }

    /// Amazon's client, signed in when first used.
    ///
    /// # Errors
    /// When credentials are missing or cannot be opened.
    pub fn amazon(&self) -> Result<&AmazonClient<'_>> {
        todo_amazon(self)
    }

    /// Runs a change and commits it: all of it stands, or none.
    ///
    /// # Errors
    /// What the change says, or the database.
    pub fn change<T>(&self, run: impl FnOnce(&mut Change<'_>) -> Result<T>) -> Result<T> {
        let mut change = self.store.begin(self.run, &self.config.amazon.seller_id, &self.actor, self.clock.now())?;
        let value = run(&mut change)?;
        change.commit()?;
        Ok(value)
    }

    /// Whether the pass should begin nothing new.
    pub fn is_interrupted(&self) -> bool {
        clock::interrupted()
    }

    /// One more of something in the summary.
    pub fn count(&self, word: &'static str) {
        self.tally.borrow_mut().count(word);
    }

    /// Several more of something in the summary.
    pub fn add(&self, word: &'static str, more: u64) {
        self.tally.borrow_mut().add(word, more);
    }

    /// Something a person must look at that was not there before.
    pub fn newly_open(&self) {
        self.tally.borrow_mut().newly_open();
    }

    /// The run ends at least this badly.
    pub fn at_least(&self, exit: Exit) {
        self.tally.borrow_mut().at_least(exit);
    }

    /// The run ends at least this badly, and says why.
    pub fn at_least_because(&self, exit: Exit, why: impl Into<String>) {
        let why = why.into();
        self.terminal.warn(&why);
        self.tally.borrow_mut().at_least_because(exit, why);
    }

    /// The counts so far.
    pub fn tally(&self) -> std::cell::Ref<'_, Tally> {
        self.tally.borrow()
    }

    /// One record cannot be used; the pass goes on.
    pub fn warn_of(&self, key: &str, error: &anyhow::Error) {
        self.at_least_because(Exit::Attention, format!("{key}: {error:#}"));
    }

    /// A part of the pass could not be done; what can be done without it still is. What nothing can be done
    /// without, such as the database, ends the pass.
    ///
    /// # Errors
    /// The error itself, when it is of that sort.
    pub fn give_up_on(&self, what: &str, error: anyhow::Error) -> Result<()> {
        let exit = fault::exit_of(&error);
        match exit {
            Exit::Temporary | Exit::Denied | Exit::Attention => {
                self.at_least_because(exit, format!("{what}: {error:#}"));
                Ok(())
            }
            Exit::Interrupted => Ok(()),
            _ => Err(error),
        }
    }

    /// That Sage held a document of ours that this database did not know of: it is new, or an older copy.
    pub fn note_unknown_found(&self) {
        self.unknown_found.set(true);
    }

    /// Whether such a document was met in this run.
    pub fn found_unknown(&self) -> bool {
        self.unknown_found.get()
    }

    /// Ends the run: open exceptions count, the run's row is written, the head hash is printed.
    ///
    /// # Errors
    /// What stopped the pass.
    pub fn conclude(self, outcome: Result<()>) -> Result<Exit> {
        if let Err(error) = &outcome {
            self.at_least(fault::exit_of(error));
        }
        if self.is_interrupted() {
            self.at_least(Exit::Interrupted);
        }
        if !self.store.open_exceptions()?.is_empty() {
            self.at_least(Exit::Attention);
        }
        let exit = self.tally().exit();
        let summary = self.tally().to_json().to_string();
        let end = RunEnd { status: exit.code(), summary: &summary };
        self.store.end_run(self.run, end, self.clock.now())?;
        outcome?;
        Ok(exit)
    }
}

/// A clock that was set, or a planned crash, is for rehearsals against loopback only.
fn refuse_rehearsal(config: &Config, clock: &Clock) -> Result<()> {
    let point = rehearsal::point_from_environment().map_err(fault::usage)?;
    let asked = if clock.is_real() { None } else { Some(clock::NOW_VARIABLE) };
    let asked = asked.or(point.map(|_| rehearsal::DIE_AT_VARIABLE));
    if let Some(variable) = asked
        && !config.is_rehearsal()
    {
        return Err(fault::usage(format!(
            "{variable} is set, which is for rehearsals: it is refused unless both systems are on loopback\n\
             hint: unset {variable}"
        )));
    }
    if let Some(point) = point {
        rehearsal::die_at(point);
    }
    Ok(())
}

/// Who runs this: OS user and host, for the audit log.
pub fn actor() -> String {
    format!("{}@{}", whoami::username(), whoami::fallible::hostname().unwrap_or_else(|_| "unknown-host".into()))
}
