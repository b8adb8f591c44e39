//! Where a command runs: what every command takes, the terminal and the clock; how it opens what it works on.

use std::time::Duration;

use anyhow::Result;

use super::common::Common;
use super::fault;
use crate::clock::Clock;
use crate::config::Config;
use crate::pass::desk::Desk;
use crate::pass::session::{Access, Session};
use crate::store::{Scope, Store};
use crate::terminal::Terminal;

/// What a command is given besides its own arguments.
#[derive(Clone, Copy)]
pub(super) struct Here<'a> {
    pub common: &'a Common,
    pub terminal: &'a Terminal,
    pub clock: &'a Clock,
}

impl<'a> Here<'a> {
    /// The configuration, checked whole.
    pub(super) fn config(&self) -> Result<Config> {
        fault::config(&self.common.config)
    }

    /// The same for a command that reads or decides about what is kept, and so never makes a database: looked for before the
    /// lock, which would leave a file of its own.
    pub(super) fn config_with_database(&self) -> Result<Config> {
        let config = self.config()?;
        Store::expect(&config.database)?;
        Ok(config)
    }

    /// A session of a pass, which holds the database's lock, with how much of it is to be done.
    pub(super) fn session(
        &self,
        config: Config,
        max_wait: Duration,
        command: (&str, Scope),
    ) -> Result<Session<'a>> {
        Session::open(config, self.access(max_wait), command, self.terminal, self.clock)
    }

    /// A session of a command that only asks, beside a pass that may hold the lock.
    pub(super) fn session_beside(
        &self,
        config: Config,
        max_wait: Duration,
        command: &str,
    ) -> Result<Session<'a>> {
        Session::open_beside(config, self.access(max_wait), command, self.terminal, self.clock)
    }

    /// A person's desk: the database to change a little in, without any system.
    pub(super) fn desk<'c>(&self, config: &'c Config) -> Result<Desk<'c>> {
        Desk::open(config, self.common.lock_wait, self.clock)
    }

    fn access(&self, max_wait: Duration) -> Access {
        Access {
            lock_wait: self.common.lock_wait,
            max_wait,
        }
    }
}
