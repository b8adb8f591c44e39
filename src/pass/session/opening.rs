//! How a session begins: under the lock to write, or beside a pass to look.

use std::cell::OnceCell;
use std::rc::Rc;
use std::sync::Arc;

use anyhow::Result;
use chrono::TimeDelta;

use super::answer::Answer;
use super::batches::ReceiptBatchLists;
use super::systems::Systems;
use super::{Access, Session, actor};
use crate::clock::{self, Clock};
use crate::config::{Config, Document};
use crate::delivery::{Identity, Run, Terms};
use crate::net::patience::Patience;
use crate::pass::fault;
use crate::rehearsal::Points;
use crate::store::{PassLock, Scope, Store};
use crate::terminal::Terminal;

impl<'a> Session<'a> {
    /// Opens everything a writing command needs: database, lock, key; signs in nowhere yet.
    ///
    /// # Errors
    /// Each with what to do: no key, a damaged database, another pass, a database of another company.
    pub fn open(
        config: Config,
        access: Access,
        command: (&str, Scope),
        terminal: &'a Terminal,
        clock: &'a Clock,
    ) -> Result<Self> {
        refuse_rehearsal(&config, clock)?;
        Store::refuse_misplaced(&config.database)?;
        let lock = PassLock::take(&config.database, access.lock_wait, clock)?;
        let store = Rc::new(Store::open(&config.database)?);
        let session = Self::begin(config, store, Some(lock), access, (command, terminal, clock))?;
        session.vault()?;
        Ok(session)
    }

    /// Opens what a command needs that only looks: no lock, so it works while a pass runs, and the key when it is
    /// first needed. Only a database of another version is brought up to date, under the lock.
    ///
    /// # Errors
    /// As [`Session::open`], except for the key.
    pub fn open_beside(
        config: Config,
        access: Access,
        command: &str,
        terminal: &'a Terminal,
        clock: &'a Clock,
    ) -> Result<Self> {
        refuse_rehearsal(&config, clock)?;
        let ready = Store::is_ready(&config.database)?;
        let lock = match ready {
            true => None,
            false => Some(PassLock::take(&config.database, access.lock_wait, clock)?),
        };
        let store = Rc::new(Store::open(&config.database)?);
        drop(lock);
        let command = (command, Scope::Whole);
        Self::begin(config, store, None, access, (command, terminal, clock))
    }

    fn begin(
        config: Config,
        store: Rc<Store>,
        lock: Option<PassLock>,
        access: Access,
        (command, terminal, clock): ((&str, Scope), &'a Terminal, &'a Clock),
    ) -> Result<Self> {
        for (what, name) in owners(&config) {
            store.bind(what, name, clock.now())?;
        }
        let actor = actor();
        let number = store.begin_run(command, &actor, clock.now())?;
        terminal.speak_for_run(number);
        let config = Rc::new(config);
        let systems = Rc::new(Systems::new(
            Rc::clone(&config),
            Rc::clone(&store),
            Arc::new(Patience::new(access.max_wait)),
            (terminal, clock),
        ));
        let identity = Identity {
            number,
            seller: config.amazon.seller_id.clone(),
            actor,
        };
        let reach = Rc::clone(&systems);
        Ok(Self {
            run: Run::new(identity, store, reach, terms(&config)?, (terminal, clock)),
            config,
            systems,
            answer: Answer::to(command.0),
            items_table: OnceCell::new(),
            receipt_batches: ReceiptBatchLists::default(),
            _lock: lock,
        })
    }
}

/// Whom a database belongs to: what is bound, and to which, as the configuration has it.
pub fn owners(config: &Config) -> [(&'static str, &str); 2] {
    [
        ("Amazon seller", &config.amazon.seller_id),
        ("Sage company", &config.sage300.company),
    ]
}

/// What the configuration says about sending.
fn terms(config: &Config) -> Result<Terms> {
    Ok(Terms {
        order_prefix: config.orders.number_prefix.clone(),
        invoices: config.orders.document == Document::Invoice,
        lanes: usize::try_from(config.sage300.max_concurrent_posts).unwrap_or(1),
        batch_wait: TimeDelta::from_std(config.sage300.uncertain_batch_wait)?,
    })
}

/// A clock that was set, or a planned crash, is for rehearsals against loopback only.
fn refuse_rehearsal(config: &Config, clock: &Clock) -> Result<()> {
    let asked = if clock.is_real() {
        None
    } else {
        Some(clock::NOW_VARIABLE)
    };
    allow(config, asked)?;
    arm_rehearsal(config)
}

/// Arms the planned crash that the environment asks for.
///
/// # Errors
/// When it asks for one and either system is not on loopback, or it names no point.
pub(in crate::pass) fn arm_rehearsal(config: &Config) -> Result<()> {
    let points = Points::from_environment().map_err(fault::usage)?;
    allow(config, points.asked_by())?;
    points.arm();
    Ok(())
}

fn allow(config: &Config, asked: Option<&str>) -> Result<()> {
    match asked {
        Some(variable) if !config.is_rehearsal() => Err(fault::usage(format!(
            "{variable} is set, which is for rehearsals: it is refused unless both systems are on loopback\n\
             hint: unset {variable}"
        ))),
        _ => Ok(()),
    }
}
