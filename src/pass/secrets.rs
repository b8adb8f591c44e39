//! Credentials between the vault, which seals, and the store, which keeps.

use anyhow::{Context, Result, bail};
use chrono::{DateTime, Utc};
use secrecy::{ExposeSecret, SecretString};

use crate::config::Config;
use crate::exit::{Ends, Exit};
use crate::store::{Change, Store, StoredCredential};
use crate::vault::{Binding, Vault};

/// The two systems that a person stores credentials for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum System {
    /// Login with Amazon.
    Amazon,
    /// Sage 300's Web API.
    Sage300,
}

/// The row under which Amazon's access token is cached.
pub const TOKEN_SYSTEM: &str = "token";
/// The name of that row.
pub const TOKEN_NAME: &str = "access_token";

impl System {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Amazon, Self::Sage300];

    /// The word of the command line and the database.
    pub fn word(self) -> &'static str {
        match self {
            Self::Amazon => "amazon",
            Self::Sage300 => "sage300",
        }
    }

    /// The fields a person is asked for, in this order, and which of them may be shown while typed.
    pub fn fields(self) -> &'static [(&'static str, bool)] {
        match self {
            Self::Amazon => &[
                ("client_id", true),
                ("client_secret", false),
                ("refresh_token", false),
            ],
            Self::Sage300 => &[("user", true), ("password", false)],
        }
    }

    /// The host the secrets may be sent to: part of what seals them.
    pub fn host(self, config: &Config) -> &str {
        match self {
            Self::Amazon => config.amazon.token_endpoint.origin(),
            Self::Sage300 => config.sage300.url.origin(),
        }
    }
}

/// What must be said about a secret of this age in days; Amazon lets client secrets end after 180 days and
/// authorisations after a year.
pub fn too_old(system: &str, name: &str, days: i64) -> Option<String> {
    match (system, name) {
        ("amazon", "client_secret") if days >= 150 => Some(format!(
            "Amazon's client secret is {days} days old and ends after 180: make a new one in Seller Central, then \
             `ml-connector credentials set amazon`"
        )),
        ("amazon", "refresh_token") if days >= 335 => Some(format!(
            "Amazon's authorisation is {days} days old and ends after a year: authorise the app again in Seller \
             Central, then `ml-connector credentials set amazon`"
        )),
        _ => None,
    }
}

/// Opens the vault with the key that fits what is stored.
///
/// # Errors
/// When the key is missing, malformed or exposed.
pub fn open_vault(store: &Store, config: &Config) -> Result<Vault> {
    let sealed = store
        .credentials()?
        .into_iter()
        .next()
        .map(|stored| stored.sealed);
    Ok(Vault::open_fitting(&config.key, sealed.as_deref())?)
}

/// Opens one stored field.
///
/// # Errors
/// When it is not there, was sealed for another host or with another key, or is damaged.
pub fn open(
    store: &Store,
    vault: &Vault,
    config: &Config,
    system: System,
    name: &str,
) -> Result<SecretString> {
    let Some(stored) = store.credential(system.word(), name)? else {
        bail!(MissingCredential {
            system: system.word(),
            name: name.to_owned()
        });
    };
    let binding = Binding {
        system: system.word(),
        name,
        host: system.host(config),
    };
    Ok(vault.open_text(&binding, &stored.host, &stored.sealed)?)
}

/// Seals one field and keeps it.
///
/// # Errors
/// When it cannot be sealed or written.
pub fn keep(
    change: &Change<'_>,
    vault: &Vault,
    binding: &Binding<'_>,
    secret: &SecretString,
    now: DateTime<Utc>,
) -> Result<()> {
    let bytes = secret.expose_secret().as_bytes();
    let sealed = vault
        .seal(binding, bytes)
        .context("the value could not be sealed")?;
    Ok(change.keep_credential(&StoredCredential {
        system: binding.system.to_owned(),
        name: binding.name.to_owned(),
        host: binding.host.to_owned(),
        sealed,
        fingerprint: vault.fingerprint(binding, bytes),
        set_at: now,
    })?)
}

/// A credential that was never stored.
#[derive(Debug, thiserror::Error)]
#[error("no {name} is stored for {system}\nhint: run `ml-connector credentials set {system}`")]
pub struct MissingCredential {
    /// `amazon` or `sage300`.
    pub system: &'static str,
    /// The field.
    pub name: String,
}

impl Ends for MissingCredential {
    fn exit(&self) -> Exit {
        Exit::Usage
    }
}

/// The fact that Sage refused a name and a password: which, and when.
const REFUSED_SIGN_IN: &str = "sage/refused-sign-in";

/// What tells one way of signing in to Sage from another: fingerprints, never the secrets.
fn sign_in(store: &Store, config: &Config) -> Result<String> {
    let fingerprint = |name| -> Result<String> {
        let stored = store.credential(System::Sage300.word(), name)?;
        Ok(stored.map(|stored| stored.fingerprint).unwrap_or_default())
    };
    let (url, company) = (config.sage300.url.as_str(), &config.sage300.company);
    Ok(format!(
        "{} {} {company} {url}",
        fingerprint("user")?,
        fingerprint("password")?
    ))
}

/// Remembers that Sage refused the stored name and password: Sage locks accounts that are refused often.
///
/// # Errors
/// When the database cannot be written.
pub fn remember_refusal(store: &Store, config: &Config, now: DateTime<Utc>) -> Result<()> {
    Ok(store.note(REFUSED_SIGN_IN, &sign_in(store, config)?, now)?)
}

/// When Sage refused just this name and password, unless something was changed since.
///
/// # Errors
/// When the database cannot be read.
pub fn refused_before(store: &Store, config: &Config) -> Result<Option<DateTime<Utc>>> {
    let Some((refused, at)) = store.fact(REFUSED_SIGN_IN)? else {
        return Ok(None);
    };
    Ok((refused == sign_in(store, config)?).then_some(at))
}

/// Lets the stored name and password be sent again: a person looks into it.
///
/// # Errors
/// When the database cannot be written.
pub fn forget_refusal(store: &Store, now: DateTime<Utc>) -> Result<()> {
    Ok(store.forget(REFUSED_SIGN_IN, now)?)
}
