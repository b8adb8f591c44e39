//! What delivery needs of a run: where records are kept, how Sage is reached, what the company decided, and who is
//! told.

use std::cell::{Cell, Ref, RefCell};
use std::collections::BTreeSet;
use std::rc::Rc;

use chrono::TimeDelta;

use super::names::Names;
use super::order::Unposted;
use super::{Result, Tally};
use crate::client::sage300::{self, SageClient};
use crate::clock::{self, Clock};
use crate::exit::Exit;
use crate::store::{Change, Store, StoreError};
use crate::terminal::Terminal;

/// How Sage is reached: signed in when first asked.
pub trait Reach {
    /// Sage's client.
    ///
    /// # Errors
    /// When credentials are missing or cannot be opened.
    fn sage(&self) -> Result<&SageClient>;
}

/// What the company decided about sending.
#[derive(Debug, Clone)]
pub struct Terms {
    /// What stands before Amazon's order id in an order number.
    pub order_prefix: String,
    /// Whether orders are invoiced when they are sent.
    pub invoices: bool,
    /// How many orders may be on their way at once.
    pub lanes: usize,
    /// How long a batch that is not found is looked for before it is sent again.
    pub batch_wait: TimeDelta,
}

/// One run, as every room that writes sees it.
pub struct Run<'a> {
    /// The database.
    pub store: Rc<Store>,
    /// The clock.
    pub clock: &'a Clock,
    /// What people see.
    pub terminal: &'a Terminal,
    /// What the company decided.
    pub terms: Terms,
    number: i64,
    seller: String,
    actor: String,
    reach: Rc<dyn Reach + 'a>,
    tally: RefCell<Tally>,
    unknown_found: Cell<bool>,
    met_its_sage: Cell<bool>,
    sought: RefCell<BTreeSet<String>>,
    pub(super) names: InSight,
}

/// The names in each place where an order can be.
pub(super) struct InSight {
    pub orders: RefCell<Names>,
    pub invoices: RefCell<Names>,
    pub receivables: RefCell<Names>,
    /// What was last read of the invoice batches that are not posted.
    pub unposted: RefCell<Unposted>,
}

/// Who a run is: its number, the Amazon seller it is for, and the OS user and host that started it.
#[derive(Debug, Clone)]
pub struct Identity {
    /// The number of its row.
    pub number: i64,
    /// The Amazon seller.
    pub seller: String,
    /// The OS user and host.
    pub actor: String,
}

impl<'a> Run<'a> {
    /// A run that has done nothing yet.
    pub fn new(
        identity: Identity,
        store: Rc<Store>,
        reach: Rc<dyn Reach + 'a>,
        terms: Terms,
        (terminal, clock): (&'a Terminal, &'a Clock),
    ) -> Self {
        Self {
            store,
            clock,
            terminal,
            terms,
            number: identity.number,
            seller: identity.seller,
            actor: identity.actor,
            reach,
            tally: RefCell::default(),
            unknown_found: Cell::new(false),
            met_its_sage: Cell::new(false),
            sought: RefCell::default(),
            names: InSight {
                orders: RefCell::new(Names::of(&sage300::ORDERS)),
                invoices: RefCell::new(Names::of(&sage300::INVOICES)),
                receivables: RefCell::new(Names::of(&sage300::POSTED_DOCUMENTS)),
                unposted: RefCell::default(),
            },
        }
    }

    /// The number of the run's row.
    pub fn number(&self) -> i64 {
        self.number
    }

    /// Who runs this: OS user and host.
    pub fn actor(&self) -> &str {
        &self.actor
    }

    /// Sage's client.
    ///
    /// # Errors
    /// When credentials are missing or cannot be opened.
    pub fn sage(&self) -> Result<&SageClient> {
        self.reach.sage()
    }

    /// Runs a change and commits it: all of it stands, or none.
    ///
    /// # Errors
    /// What the change says, or the database.
    pub fn change<T, E: From<StoreError>>(
        &self,
        run: impl FnOnce(&mut Change<'_>) -> std::result::Result<T, E>,
    ) -> std::result::Result<T, E> {
        let mut change = self.begin()?;
        let value = run(&mut change)?;
        self.commit(change)?;
        Ok(value)
    }

    fn begin(&self) -> std::result::Result<Change<'_>, StoreError> {
        let now = self.clock.now();
        self.store.begin(self.number, &self.seller, &self.actor, now)
    }

    fn commit(&self, change: Change<'_>) -> std::result::Result<(), StoreError> {
        for one in change.commit()? {
            self.terminal.note(&one.key, &one.words);
        }
        Ok(())
    }

    /// Whether nothing new should be begun.
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

    /// The same because of one record.
    pub fn at_least_because_of(&self, key: &str, exit: Exit, why: impl Into<String>) {
        let why = why.into();
        self.terminal.warn_of(key, &why);
        self.tally.borrow_mut().at_least_because(exit, why);
    }

    /// The counts so far.
    pub fn tally(&self) -> Ref<'_, Tally> {
        self.tally.borrow()
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

    /// That everything in Sage that may be a record's documents was looked through in this run.
    pub fn note_sought(&self, parent: &str) {
        self.sought.borrow_mut().insert(parent.to_owned());
    }

    /// Whether that was done.
    pub(super) fn was_sought(&self, parent: &str) -> bool {
        self.sought.borrow().contains(parent)
    }

    /// Whether something that this database put into Sage was met there in this run, or it never put anything there.
    pub(super) fn knows_its_sage(&self) -> bool {
        self.met_its_sage.get()
    }

    pub(super) fn has_met_its_sage(&self) {
        self.met_its_sage.set(true);
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
}

/// The fact that this database once did not know what Sage held.
const UNKNOWN_FOUND: &str = "sage/unknown-found";
