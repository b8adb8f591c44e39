//! A session: everything one run of a command works with, from the lock to the exit status.
//!
//! Clients are made when first needed, so that a run with nothing to do signs in nowhere.

mod calendar;
mod opening;
mod systems;

use std::cell::{OnceCell, RefCell};
use std::ops::Deref;
use std::rc::Rc;
use std::time::Duration;

use anyhow::{Context, Result};
use serde_json::json;

pub(super) use opening::arm_rehearsal;

use self::systems::Systems;
use super::exceptions;
use super::fault;
use crate::books::items::ItemsTable;
use crate::books::reason;
use crate::books::record::{Kind, State};
use crate::client::amazon::AmazonClient;
use crate::client::sage300::SageClient;
use crate::config::{Config, load_items_table};
use crate::delivery::{self, Deliverable, Run};
use crate::exit::Exit;
use crate::store::{Change, PassLock, RunEnd};
use crate::vault::Vault;

/// How a session waits.
#[derive(Debug, Clone, Copy)]
pub struct Access {
    /// For another pass to finish.
    pub lock_wait: Duration,
    /// For rate limits, over the whole run.
    pub max_wait: Duration,
}

/// One run of one command: the run itself, the two systems it works with, and what it ends with.
pub struct Session<'a> {
    /// The checked configuration.
    pub config: Rc<Config>,
    run: Run<'a>,
    systems: Rc<Systems<'a>>,
    command: String,
    items_table: OnceCell<ItemsTable>,
    shown: RefCell<Vec<serde_json::Value>>,
    told: RefCell<serde_json::Map<String, serde_json::Value>>,
    _lock: Option<PassLock>,
}

/// A pass works with its run as delivery does.
impl<'a> Deref for Session<'a> {
    type Target = Run<'a>;

    fn deref(&self) -> &Run<'a> {
        &self.run
    }
}

impl Session<'_> {
    /// The vault that opens what is sealed.
    ///
    /// # Errors
    /// When the key is missing, malformed or exposed, or is not the one that sealed it.
    pub fn vault(&self) -> Result<Rc<Vault>> {
        self.systems.vault()
    }

    /// Amazon's client; it signs in when it first asks.
    ///
    /// # Errors
    /// When credentials are missing or cannot be opened.
    pub fn amazon(&self) -> Result<&AmazonClient> {
        self.systems.amazon()
    }

    /// Sage's client.
    ///
    /// # Errors
    /// When credentials are missing or cannot be opened, or `ca_file` cannot be read.
    pub fn sage(&self) -> Result<&SageClient> {
        self.systems.sage()
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
        self.systems.wait(what, how_long, why)
    }

    /// Runs a change and commits it: all of it stands, or none.
    ///
    /// # Errors
    /// What the change says, or the database.
    pub fn change<T>(&self, change: impl FnOnce(&mut Change<'_>) -> Result<T>) -> Result<T> {
        self.run.change(change)
    }

    /// Keeps the JSON document of a dry run, to be printed at the end in place of the summary: stdout carries one
    /// document only, also where several passes are shown in one run.
    pub fn show_json(&self, document: &serde_json::Value) {
        self.shown.borrow_mut().push(document.clone());
    }

    /// Every count of a dry run, also those that are nothing: what was read, and what the real run would send and hold.
    pub fn counts_of_rehearsal(&self, would_send: usize, held: usize) -> serde_json::Value {
        let mut counts = self.tally().to_json()["counts"].take();
        if self.command == "push-inventory" {
            for word in OF_QUANTITIES {
                counts[word] = json!(self.tally().of(word));
            }
        }
        (counts["would-send"], counts["held"]) = (json!(would_send), json!(held));
        counts
    }

    /// Adds a field to the JSON document that the run ends with.
    pub fn tell(&self, name: &str, value: serde_json::Value) {
        self.told.borrow_mut().insert(name.to_owned(), value);
    }

    /// One record cannot be used; the pass goes on.
    pub fn warn_of(&self, key: &str, error: &anyhow::Error) {
        let why = format!("{key}: {error:#}");
        self.run.at_least_because_of(key, Exit::Attention, why);
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

    /// Exceptions whose cause Sage no longer shows are closed; what cannot be looked at stays open.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn see_again(&self, kinds: &[&dyn Deliverable]) -> Result<()> {
        for kind in kinds {
            if let Err(fault) = delivery::recheck(&self.run, *kind) {
                self.give_up_on("looking at what is open in Sage", fault.into())?;
            }
        }
        Ok(())
    }

    /// What stands held or failed of the kinds that the pass works on, each with its whole sentence.
    fn held(&self) -> Result<Vec<serde_json::Value>> {
        let kinds: &[Kind] = match self.command.as_str() {
            "pull-orders" => &[Kind::Order, Kind::CreditNote],
            "post-settlements" => &[Kind::Settlement, Kind::Journal, Kind::Receipt, Kind::ReceiptBatch],
            "push-inventory" => &[Kind::Quantity],
            "replay" => &Kind::ALL,
            _ => &[],
        };
        let mut held = Vec::new();
        for kind in kinds {
            for record in self
                .store
                .records_in(*kind, &[State::Held, State::Failed], 0, usize::MAX)?
            {
                let code = record.reason.as_deref().unwrap_or_default();
                held.push(json!({
                    "kind": kind.word(), "key": record.key, "state": record.state.word(), "reason": code,
                    "detail": record.detail, "advice": reason::of_code(code).map(|reason| reason.advice),
                }));
            }
        }
        Ok(held)
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
        // A person's word ends with what it did; what else is open is for the passes and `status` to say.
        if !open.is_empty() && self.command != "resolve" {
            self.at_least(Exit::Attention);
            exceptions::say(&open, self.terminal);
        }
        if self.command == "push-inventory" {
            OF_QUANTITIES.into_iter().for_each(|word| self.run.add(word, 0));
        }
        let exit = self.tally().exit();
        let summary = self.tally().to_json().to_string();
        let end = RunEnd {
            status: exit.code(),
            summary: &summary,
        };
        self.store.end_run(self.number(), end, self.clock.now())?;
        let head = self.store.audit_head()?;
        self.terminal
            .step(format!("audit log: {} rows, head {}", head.seq, head.hash));
        outcome?;
        let mut document = self.tally().to_json();
        if let Some(fields) = document.as_object_mut() {
            fields.insert("version".to_owned(), json!(1));
            fields.insert("command".to_owned(), json!(self.command));
            fields.insert("run".to_owned(), json!(self.number()));
            fields.insert("status".to_owned(), json!(exit.code()));
            fields.insert("audit_head".to_owned(), json!(head.hash));
            fields.insert("exceptions".to_owned(), json!(exceptions::to_json(&open)));
            fields.insert("held".to_owned(), json!(self.held()?));
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

/// Counts that every pass over quantities has, also when they are nothing.
const OF_QUANTITIES: [&str; 6] = ["compared", "same", "drifted", "accepted", "confirmed", "refused"];

/// Who runs this: OS user and host, for the audit log.
pub fn actor() -> String {
    format!(
        "{}@{}",
        whoami::username(),
        whoami::fallible::hostname().unwrap_or_else(|_| "unknown-host".into())
    )
}
