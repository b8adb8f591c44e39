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

/// How old each secret is, with a warning where it will end soon.
pub(super) fn ages(store: &Store, now: DateTime<Utc>, terminal: &Terminal) -> Result<Vec<Value>> {
    let (mut shown, mut words) = (Vec::new(), Vec::new());
    for secret in store.credentials()? {
        if secret.system == secrets::TOKEN_SYSTEM {
            continue;
        }
        let days = (now - secret.set_at).num_days();
        let warning = secrets::too_old(&secret.system, &secret.name, days);
        if let Some(warning) = &warning {
            terminal.warn(warning);
        }
        words.push(format!("{} {} {days}", secret.system, secret.name));
        shown.push(json!({
            "system": secret.system, "name": secret.name, "set_at": secret.set_at, "age_days": days,
            "warning": warning,
        }));
    }
    if !words.is_empty() {
        terminal.say(format!("ages of the secrets in days: {}", words.join(", ")));
    }
    Ok(shown)
}
