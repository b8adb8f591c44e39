//! The store and the terminal as the clients want them: budgets, the token cache, who is told of waits.

use std::rc::Rc;
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};

use super::secrets::{TOKEN_NAME, TOKEN_SYSTEM, remember_refusal};
use crate::client::lwa::{AccessToken, TokenCache};
use crate::client::sage300::SignIns;
use crate::clock::Clock;
use crate::config::Config;
use crate::net::budget::{Bucket, BudgetStore};
use crate::net::patience::Observer;
use crate::store::{Store, StoredCredential};
use crate::terminal::Terminal;
use crate::vault::{Binding, Vault};

/// Rate budgets in the database.
pub struct StoredBudgets(pub Rc<Store>);

impl BudgetStore for StoredBudgets {
    fn load(&self, operation: &str) -> Option<Bucket> {
        let (tokens_micro, rate_micro, updated) = self.0.budget(operation).ok().flatten()?;
        Some(Bucket {
            tokens_micro,
            rate_micro,
            updated,
        })
    }

    fn save(&self, operation: &str, bucket: Bucket) {
        // A budget that could not be kept costs at worst a 429; the call itself must not fail for it.
        let _ = self.0.keep_budget(
            operation,
            &(bucket.tokens_micro, bucket.rate_micro, bucket.updated),
        );
    }
}

/// Keeps in mind that Sage refused the stored name and password.
pub struct RememberedSignIn {
    /// The database.
    pub store: Rc<Store>,
    /// Which company is signed in to, and where.
    pub config: Rc<Config>,
    /// The clock.
    pub clock: Clock,
}

impl SignIns for RememberedSignIn {
    fn refused(&self) {
        // What cannot be kept costs one more refusal; the refusal itself is what a person must see.
        let _ = remember_refusal(&self.store, &self.config, self.clock.now());
    }
}

/// The access token, sealed in the database.
pub struct StoredToken {
    /// The database.
    pub store: Rc<Store>,
    /// What seals it.
    pub vault: Rc<Vault>,
    /// The API's host: the only one it may be sent to.
    pub host: String,
    /// The clock.
    pub clock: Clock,
}

impl StoredToken {
    fn binding(&self) -> Binding<'_> {
        Binding {
            system: TOKEN_SYSTEM,
            name: TOKEN_NAME,
            host: &self.host,
        }
    }
}

impl TokenCache for StoredToken {
    fn load(&self) -> Option<AccessToken> {
        let stored = self.store.credential(TOKEN_SYSTEM, TOKEN_NAME).ok().flatten()?;
        // A cached token that cannot be opened is simply fetched again.
        let text = self
            .vault
            .open_text(&self.binding(), &stored.host, &stored.sealed)
            .ok()?;
        let (ends, token) = text.expose_secret().split_once(' ')?;
        let ends = chrono::DateTime::parse_from_rfc3339(ends)
            .ok()?
            .with_timezone(&chrono::Utc);
        Some(AccessToken {
            token: SecretString::from(token),
            ends,
        })
    }

    fn save(&self, token: &AccessToken) {
        let text = SecretString::from(format!(
            "{} {}",
            token.ends.to_rfc3339(),
            token.token.expose_secret()
        ));
        if let Ok(sealed) = self.vault.seal(&self.binding(), text.expose_secret().as_bytes()) {
            let _ = self.store.keep_token(&StoredCredential {
                system: TOKEN_SYSTEM.to_owned(),
                name: TOKEN_NAME.to_owned(),
                host: self.host.clone(),
                sealed,
                fingerprint: String::new(),
                set_at: self.clock.now(),
            });
        }
    }

    fn clear(&self) {
        let _ = self.store.drop_token(TOKEN_SYSTEM);
    }
}

/// Tells a person at the terminal what the run waits for.
pub struct Narrator(pub Terminal);

impl Observer for Narrator {
    fn waiting(&self, operation: &str, how_long: Duration, why: &str) {
        self.0.step(format!(
            "waiting {} s for {operation}: {why}",
            how_long.as_secs().max(1)
        ));
    }

    fn answered(&self, operation: &str, status: u16, request_id: &str) {
        self.0.detail_of(|| match request_id {
            "" => format!("{operation}: {status}"),
            request_id => format!("{operation}: {status} (request {request_id})"),
        });
    }
}
