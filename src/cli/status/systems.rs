//! What the two systems allow: Amazon's rate budgets as they stand now, and the ages of the secrets.

use anyhow::Result;
use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use crate::client::amazon::LIMITS;
use crate::net::budget::{Bucket, TOKEN};
use crate::pass::secrets;
use crate::store::Store;
use crate::terminal::Terminal;

/// Every budget that was drawn on; those that are not full are said in words.
pub(super) fn budgets(store: &Store, now: DateTime<Utc>, terminal: &Terminal) -> Result<Vec<Value>> {
    let (mut shown, mut short) = (Vec::new(), Vec::new());
    for (operation, (tokens_micro, rate_micro, updated)) in store.budgets()? {
        let Some(limit) = LIMITS.iter().find(|limit| limit.operation == operation) else {
            continue;
        };
        let stored = Bucket {
            tokens_micro,
            rate_micro,
            updated,
        };
        let bucket = stored.at(*limit, now);
        let (left, of) = (bucket.tokens_micro / TOKEN, limit.burst);
        let full_at = bucket.full_at(*limit);
        if left < of {
            let at = full_at.format("%H:%M");
            short.push(format!("{operation} {left} of {of}, full at {at} UTC"));
        }
        shown.push(json!({ "operation": operation, "left": left, "of": of, "full_at": full_at }));
    }
    match (shown.is_empty(), short.is_empty()) {
        (true, _) => {}
        (false, true) => terminal.say("Amazon's rate budgets: all full"),
        (false, false) => terminal.say(format!("Amazon's rate budgets: {}", short.join("; "))),
    }
    Ok(shown)
}

/// How old a secret is, and what must be said about it.
pub(super) struct Secret {
    system: String,
    name: String,
    set_at: DateTime<Utc>,
    days: i64,
    /// What to do before it ends; `None` while there is time.
    pub warning: Option<String>,
}

/// Every secret with its age.
pub(super) fn ages(store: &Store, now: DateTime<Utc>) -> Result<Vec<Secret>> {
    let stored = store.credentials()?;
    let secrets = stored
        .into_iter()
        .filter(|secret| secret.system != secrets::TOKEN_SYSTEM);
    let aged = secrets.map(|secret| {
        let days = (now - secret.set_at).num_days();
        Secret {
            warning: secrets::too_old(&secret.system, &secret.name, days),
            system: secret.system,
            name: secret.name,
            set_at: secret.set_at,
            days,
        }
    });
    Ok(aged.collect())
}

/// Tells how old each secret is.
pub(super) fn say_ages(secrets: &[Secret], terminal: &Terminal) -> Vec<Value> {
    let words: Vec<_> = secrets
        .iter()
        .map(|secret| format!("{} {} {}", secret.system, secret.name, secret.days))
        .collect();
    if !words.is_empty() {
        terminal.say(format!("ages of the secrets in days: {}", words.join(", ")));
    }
    let shown = secrets.iter().map(|secret| {
        json!({
            "system": secret.system, "name": secret.name, "set_at": secret.set_at, "age_days": secret.days,
            "warning": secret.warning,
        })
    });
    shown.collect()
}

/// The systems of which no credentials are stored.
pub(super) fn without_credentials(store: &Store) -> Result<Vec<&'static str>> {
    let stored = store.credentials()?;
    let systems = secrets::System::ALL.into_iter().map(secrets::System::word);
    Ok(systems
        .filter(|word| !stored.iter().any(|one| one.system == *word))
        .collect())
}

/// What that means, in words.
pub(super) fn cannot_run(systems: &[&str]) -> String {
    format!(
        "no credentials of {} are stored, so no pass can run",
        systems.join(" and ")
    )
}
