//! A session: everything one run of a command works with, from the lock to the exit status.
//!
//! Clients are made when first needed, so that a run with nothing to do signs in nowhere.

mod answer;
mod batches;
mod calendar;
mod ending;
mod opening;
mod systems;

use std::cell::OnceCell;
use std::ops::Deref;
use std::rc::Rc;
use std::time::Duration;

use anyhow::{Context, Result};

pub(super) use opening::arm_rehearsal;
pub use opening::owners;

use self::answer::Answer;
use self::batches::ReceiptBatchLists;
use self::systems::Systems;
use super::fault;
use crate::books::items::ItemsTable;
use crate::client::amazon::AmazonClient;
use crate::client::sage300::SageClient;
use crate::config::{Config, load_items_table};
use crate::delivery::{self, Deliverable, Run};
use crate::exit::Exit;
use crate::sage300::receivables::FoundReceiptBatch;
use crate::store::{Change, PassLock};
use crate::terminal::JsonRows;
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
    answer: Answer,
    items_table: OnceCell<ItemsTable>,
    receipt_batches: ReceiptBatchLists,
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

    /// Every batch of receipts or adjustments that is neither posted nor deleted.
    ///
    /// # Errors
    /// When Sage cannot be asked.
    pub fn waiting_receipt_batches(&self) -> Result<&[FoundReceiptBatch]> {
        self.receipt_batches.waiting(self.sage()?)
    }

    /// Every posted batch of receipts or adjustments that Sage still lists.
    ///
    /// # Errors
    /// When Sage cannot be asked.
    pub fn posted_receipt_batches(&self) -> Result<&[FoundReceiptBatch]> {
        self.receipt_batches.posted(self.sage()?, self.terminal)
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
        self.answer.show(document.clone());
    }

    /// The same with the rows of one field, which may be too many to be held as values.
    pub fn show_json_with(&self, document: serde_json::Value, rows: JsonRows) {
        self.answer.show_with(document, rows);
    }

    /// Adds a field to the JSON document that the run ends with.
    pub fn tell(&self, name: &str, value: serde_json::Value) {
        self.answer.tell(name, value);
    }

    /// The status that the run would end with by what it met so far.
    pub fn exit_so_far(&self) -> Exit {
        self.run.tally().exit()
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
}

/// Who runs this: OS user and host, for the audit log.
pub fn actor() -> String {
    format!(
        "{}@{}",
        whoami::username(),
        whoami::fallible::hostname().unwrap_or_else(|_| "unknown-host".into())
    )
}
