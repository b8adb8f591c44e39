//! The two systems of a session: clients made when first needed.

use std::cell::OnceCell;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};

use crate::client::amazon::{AmazonClient, AmazonError, AmazonParts};
use crate::client::lwa::Credentials;
use crate::client::sage300::{SageClient, SageError, SageParts};
use crate::clock::Clock;
use crate::config::{self, Address, Config};
use crate::delivery::Reach;
use crate::host::while_held;
use crate::net::patience::Patience;
use crate::net::{Http, Timeouts, Trust};
use crate::pass::adapters::{Narrator, RememberedSignIn, StoredBudgets, StoredToken};
use crate::pass::fault;
use crate::pass::secrets::{self, System};
use crate::store::Store;
use crate::terminal::Terminal;
use crate::vault::Vault;

/// The two systems: clients made when first needed, so that a run with nothing to do signs in nowhere.
pub(super) struct Systems<'a> {
    config: Rc<Config>,
    store: Rc<Store>,
    terminal: &'a Terminal,
    clock: &'a Clock,
    patience: Arc<Patience>,
    vault: OnceCell<Rc<Vault>>,
    amazon: OnceCell<AmazonClient>,
    sage: OnceCell<SageClient>,
}

impl Reach for Systems<'_> {
    fn sage(&self) -> crate::delivery::Result<&SageClient> {
        self.sage().map_err(fault::of)
    }
}

impl<'a> Systems<'a> {
    /// Nothing is opened yet.
    pub(super) fn new(
        config: Rc<Config>,
        store: Rc<Store>,
        patience: Arc<Patience>,
        (terminal, clock): (&'a Terminal, &'a Clock),
    ) -> Self {
        Self {
            config,
            store,
            terminal,
            clock,
            patience,
            vault: OnceCell::new(),
            amazon: OnceCell::new(),
            sage: OnceCell::new(),
        }
    }

    /// The vault of the configured key, opened once.
    pub(super) fn vault(&self) -> Result<Rc<Vault>> {
        if let Some(vault) = self.vault.get() {
            return Ok(Rc::clone(vault));
        }
        let vault = Rc::new(secrets::open_vault(&self.store, &self.config)?);
        let _ = self.vault.set(Rc::clone(&vault));
        Ok(vault)
    }

    /// Waits within what `--max-wait` leaves.
    pub(super) fn wait(&self, what: &str, how_long: Duration, why: &str) -> bool {
        let observer = Narrator(self.terminal.clone());
        let waited = self.patience.wait(self.clock, &observer, what, how_long, why);
        waited.is_ok()
    }

    /// Amazon's client.
    pub(super) fn amazon(&self) -> Result<&AmazonClient> {
        if self.amazon.get().is_none() {
            let _ = self.amazon.set(self.new_amazon()?);
        }
        self.amazon.get().context("Amazon's client is made above")
    }

    fn new_amazon(&self) -> Result<AmazonClient> {
        let config = &*self.config;
        let vault = self.vault()?;
        let secret = |name| secrets::open(&self.store, &vault, config, System::Amazon, name);
        let credentials = Credentials {
            client_id: secret("client_id")?,
            client_secret: secret("client_secret")?,
            refresh_token: secret("refresh_token")?,
        };
        let way = config.network.to_amazon(&config.amazon.endpoint);
        let http = Http::through(
            way.proxy(),
            timeouts(&config.amazon.timeouts),
            Trust::Platform,
            &user_agent(),
        )
        .map_err(AmazonError::Setup)?;
        Ok(AmazonClient::new(AmazonParts {
            http,
            endpoint: config.amazon.endpoint.as_str().to_owned(),
            token_url: token_url(&config.amazon.token_endpoint),
            seller_id: config.amazon.seller_id.clone(),
            credentials,
            tokens: Rc::new(StoredToken {
                store: Rc::clone(&self.store),
                vault: Rc::clone(&vault),
                host: config.amazon.endpoint.origin().to_owned(),
                clock: self.clock.clone(),
            }),
            budgets: Rc::new(StoredBudgets(Rc::clone(&self.store))),
            observer: Rc::new(Narrator(self.terminal.clone())),
            clock: self.clock.clone(),
            patience: Arc::clone(&self.patience),
        }))
    }

    /// Sage's client.
    pub(super) fn sage(&self) -> Result<&SageClient> {
        if self.sage.get().is_none() {
            let _ = self.sage.set(self.new_sage()?);
        }
        self.sage.get().context("Sage's client is made above")
    }

    fn new_sage(&self) -> Result<SageClient> {
        let sage = &self.config.sage300;
        if let Some(at) = secrets::refused_before(&self.store, &self.config)? {
            let since = at.format("%Y-%m-%d %H:%M UTC").to_string();
            return Err(SageError::RefusedBefore { since }.into());
        }
        let vault = self.vault()?;
        let secret = |name| secrets::open(&self.store, &vault, &self.config, System::Sage300, name);
        let authority = match &sage.ca_file {
            Some(path) => Some(while_held(path, || std::fs::read(path)).map_err(|error| {
                fault::usage(format!(
                    "[sage300] ca_file `{}` cannot be read: {error}",
                    path.display()
                ))
            })?),
            None => None,
        };
        let way = self.config.network.to_sage300(&sage.url);
        let trust = authority
            .as_deref()
            .map_or(Trust::PlatformUnlessNamed, Trust::Only);
        let http = Http::through(way.proxy(), timeouts(&sage.timeouts), trust, &user_agent())
            .map_err(fault::usage)?;
        Ok(SageClient::new(SageParts {
            http,
            url: sage.url.as_str().to_owned(),
            company: sage.company.clone(),
            user: secret("user")?,
            password: secret("password")?,
            observer: Rc::new(Narrator(self.terminal.clone())),
            sign_ins: Rc::new(RememberedSignIn {
                store: Rc::clone(&self.store),
                config: Rc::clone(&self.config),
                clock: self.clock.clone(),
            }),
            clock: self.clock.clone(),
            patience: Arc::clone(&self.patience),
            lanes: usize::try_from(sage.max_concurrent_posts).unwrap_or(1),
        }))
    }
}

fn timeouts(of: &config::Timeouts) -> Timeouts {
    Timeouts {
        connect: of.connect,
        read: of.read,
        write: of.write,
    }
}

/// Where access tokens are fetched: the address as configured, with Amazon's path when it names a host only.
fn token_url(address: &Address) -> String {
    let path = if address.as_str() == address.origin() {
        "/auth/o2/token"
    } else {
        ""
    };
    format!("{}{path}", address.as_str())
}

/// What Amazon demands of every client: name, version, language and platform.
fn user_agent() -> String {
    format!(
        "ml-connector/{} (Language=Rust; Platform={})",
        env!("CARGO_PKG_VERSION"),
        std::env::consts::OS
    )
}
