//! A session: everything one run of a command works with, from the lock to the exit status.
//!
//! Clients are made when first needed, so that a run with nothing to do signs in nowhere.

mod opening;
mod systems;

use std::cell::{Cell, OnceCell, RefCell};
use std::rc::Rc;
use std::time::Duration;

use anyhow::{Context, Result};
use chrono::TimeDelta;
use serde_json::json;

pub(super) use opening::arm_rehearsal;

use super::adapters::Narrator;
use super::exceptions;
use super::fault;
use super::secrets;
use super::tally::Tally;
use crate::books::items::ItemsTable;
use crate::client::amazon::AmazonClient;
use crate::client::sage300::SageClient;
use crate::clock::{self, Clock};
use crate::config::{Config, load_items_table};
use crate::exit::Exit;
use crate::net::patience::Patience;
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
    pub store: Rc<Store>,
    /// The clock.
    pub clock: &'a Clock,
    /// What people see.
    pub terminal: &'a Terminal,
    /// The number of the run.
    pub run: i64,
    actor: String,
    command: String,
    vault: OnceCell<Rc<Vault>>,
    patience: Rc<Patience>,
    tally: RefCell<Tally>,
    amazon: OnceCell<AmazonClient>,
    sage: OnceCell<SageClient>,
    items_table: OnceCell<ItemsTable>,
    unknown_found: Cell<bool>,
    shown: RefCell<Vec<serde_json::Value>>,
    told: RefCell<serde_json::Map<String, serde_json::Value>>,
    _lock: Option<PassLock>,
}

impl<'a> Session<'a> {
    /// The vault that opens what is sealed.
    ///
    /// # Errors
    /// When the key is missing, malformed or exposed, or is not the one that sealed it.
    pub fn vault(&self) -> Result<Rc<Vault>> {
        if let Some(vault) = self.vault.get() {
            return Ok(Rc::clone(vault));
        }
        let vault = Rc::new(secrets::open_vault(&self.store, &self.config)?);
        let _ = self.vault.set(Rc::clone(&vault));
        Ok(vault)
    }

    /// The items table, or an empty one when none is configured.
    ///
    /// # Errors
    /// With file, line and column of every fault in it.
    pub fn items_table(&self) -> Result<&ItemsTable> {
        if self.items_table.get().is_none() {
            let table = match &self.config.items_table {
                Some(path) => load_items_table(path)?,
                None => ItemsTable::default(),
            };
            let _ = self.items_table.set(table);
        }
        self.items_table.get().context("the items table is read above")
    }

    /// Waits within what `--max-wait` leaves; `false` when it would be longer, or Ctrl-C came.
    pub fn wait(&self, what: &str, how_long: Duration, why: &str) -> bool {
        let observer = Narrator(self.terminal.clone());
        self.patience
            .wait(self.clock, &observer, what, how_long, why)
            .is_ok()
    }

    /// Runs a change and commits it: all of it stands, or none.
    ///
    /// # Errors
    /// What the change says, or the database.
    pub fn change<T>(&self, run: impl FnOnce(&mut Change<'_>) -> Result<T>) -> Result<T> {
        let mut change = self.store.begin(
            self.run,
            &self.config.amazon.seller_id,
            &self.actor,
            self.clock.now(),
        )?;
        let value = run(&mut change)?;
        change.commit()?;
        Ok(value)
    }

    /// Keeps the JSON document of a dry run, to be printed at the end in place of the summary: stdout carries one
    /// document only, also where several passes are shown in one run.
    pub fn show_json(&self, document: &serde_json::Value) {
        self.shown.borrow_mut().push(document.clone());
    }

    /// Adds a field to the JSON document that the run ends with.
    pub fn tell(&self, name: &str, value: serde_json::Value) {
        self.told.borrow_mut().insert(name.to_owned(), value);
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

    /// Who runs this: OS user and host.
    pub fn actor(&self) -> &str {
        &self.actor
    }

    /// The counts so far.
    pub fn tally(&self) -> std::cell::Ref<'_, Tally> {
        self.tally.borrow()
    }

    /// One record cannot be used; the pass goes on.
    pub fn warn_of(&self, key: &str, error: &anyhow::Error) {
        let why = format!("{key}: {error:#}");
        self.terminal.warn_of(key, &why);
        self.tally.borrow_mut().at_least_because(Exit::Attention, why);
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

    /// That Sage held a document of ours that this database did not know of: it is new, or an older copy; or
    /// that day end has taken out of sight what such a copy would have to find.
    ///
    /// Noted in the database too: what is read only by later runs may stand in Sage as well.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn note_unknown_found(&self) -> Result<()> {
        if !self.unknown_found.replace(true) {
            self.store.note(UNKNOWN_FOUND, "found", self.clock.now())?;
        }
        Ok(())
    }

    /// Whether such a document was met in this run or in the last 30 days.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn found_unknown(&self) -> Result<bool> {
        if self.unknown_found.get() {
            return Ok(true);
        }
        let noted = self.store.fact(UNKNOWN_FOUND)?;
        Ok(noted.is_some_and(|(_, at)| self.clock.now() - at < TimeDelta::days(30)))
    }

    /// Ends the run: open exceptions count, the run's row is written, the head hash is printed.
    ///
    /// # Errors
    /// What stopped the pass.
    pub fn conclude(&self, outcome: Result<()>) -> Result<Exit> {
        if let Err(error) = &outcome {
            self.at_least(fault::exit_of(error));
        }
        if self.is_interrupted() {
            self.at_least(Exit::Interrupted);
        }
        let open = self.store.open_exceptions()?;
        if !open.is_empty() {
            self.at_least(Exit::Attention);
            exceptions::say(&open, self.terminal);
        }
        let exit = self.tally().exit();
        let summary = self.tally().to_json().to_string();
        let end = RunEnd {
            status: exit.code(),
            summary: &summary,
        };
        self.store.end_run(self.run, end, self.clock.now())?;
        let head = self.store.audit_head()?;
        self.terminal
            .step(format!("audit log: {} rows, head {}", head.seq, head.hash));
        outcome?;
        let mut document = self.tally().to_json();
        if let Some(fields) = document.as_object_mut() {
            fields.insert("version".to_owned(), json!(1));
            fields.insert("command".to_owned(), json!(self.command));
            fields.insert("run".to_owned(), json!(self.run));
            fields.insert("status".to_owned(), json!(exit.code()));
            fields.insert("audit_head".to_owned(), json!(head.hash));
            fields.insert("exceptions".to_owned(), json!(exceptions::to_json(&open)));
            fields.extend(self.told.take());
        }
        match self.shown.take().as_slice() {
            [] => self.terminal.json(&document),
            [one] => {
                let mut one = one.clone();
                if let Some(fields) = one.as_object_mut() {
                    fields.entry("status").or_insert_with(|| json!(exit.code()));
                }
                self.terminal.json(&one);
            }
            several => {
                document["documents"] = json!(several);
                self.terminal.json(&document);
            }
        }
        Ok(exit)
    }
}

/// The fact that this database once did not know what Sage held.
const UNKNOWN_FOUND: &str = "sage/unknown-found";

/// Who runs this: OS user and host, for the audit log.
pub fn actor() -> String {
    format!(
        "{}@{}",
        whoami::username(),
        whoami::fallible::hostname().unwrap_or_else(|_| "unknown-host".into())
    )
}
