//! The key, and every sealed value: each is opened, as a pass would open it, and its age looked at.

use std::rc::Rc;

use anyhow::Result;

use super::Findings;
use crate::pass::secrets::{self, System, TOKEN_SYSTEM};
use crate::pass::session::Session;
use crate::store::StoredCredential;
use crate::vault::{Binding, Vault};

pub(super) fn check(session: &Session<'_>, findings: &mut Findings) -> Result<()> {
    let stored = session.store.credentials()?;
    let vault = match session.vault() {
        Ok(vault) => Some(vault),
        Err(error) => {
            findings.error("key", error);
            None
        }
    };
    let mut closed = Vec::new();
    let before = findings.0.len();
    for system in System::ALL {
        each(session, system, &stored, (vault.as_ref(), &mut closed), findings);
    }
    if let Some(vault) = &vault {
        token(session, vault, &stored, findings);
        let all = stored.iter().filter(|one| one.system != TOKEN_SYSTEM).count();
        let opened = all - closed.len();
        // The key stands before what it opens, and its line is only known after all were tried.
        let at = findings.0.len();
        match (all, closed.as_slice()) {
            (0, _) => findings.ok("key", "is there; nothing is sealed with it yet"),
            (_, []) => findings.ok("key", format!("opens all {opened} values that are sealed")),
            (_, closed) => findings.failure(
                "key",
                format!(
                    "does not open {} of the {all} values that are sealed: {}",
                    closed.len(),
                    closed.join(", ")
                ),
            ),
        }
        findings.0[before..=at].rotate_right(1);
    }
    Ok(())
}

/// Every field of a system: there, for this host, opened, and not about to end.
fn each(
    session: &Session<'_>,
    system: System,
    stored: &[StoredCredential],
    (vault, closed): (Option<&Rc<Vault>>, &mut Vec<String>),
    findings: &mut Findings,
) {
    let again = format!("run `ml-connector credentials set {}`", system.word());
    let kept = |name: &str| {
        stored
            .iter()
            .find(|one| one.system == system.word() && one.name == name)
    };
    if system.fields().iter().all(|(name, _)| kept(name).is_none()) {
        return findings.failure(
            format!("credentials of {}", system.word()),
            format!("not stored: {again}"),
        );
    }
    let days_since = |one: &StoredCredential| (session.clock.now() - one.set_at).num_days();
    for (name, _) in system.fields() {
        let what = format!("{} {name}", system.word());
        let Some(one) = kept(name) else {
            findings.failure(what, format!("not stored: {again}"));
            continue;
        };
        let host = system.host(&session.config);
        if one.host != host {
            let words = format!(
                "was stored for {}, and the configuration names {host}: {again}",
                one.host
            );
            findings.failure(what, words);
            closed.push(format!("{} {name}", system.word()));
            continue;
        }
        let days = days_since(one);
        let Some(vault) = vault else {
            findings.unverified(
                what,
                format!("{days} days old; without the key it cannot be opened"),
            );
            continue;
        };
        if let Err(error) = secrets::open(&session.store, vault, &session.config, system, name) {
            findings.error(what, error);
            closed.push(format!("{} {name}", system.word()));
            continue;
        }
        match secrets::too_old(&one.system, name, days) {
            Some(words) => findings.warning(what, words),
            None => findings.ok(what, format!("{days} days old, opened with the key")),
        }
    }
}

/// The cached token: one that cannot be opened costs a sign-in, and says that something is not as it was.
fn token(session: &Session<'_>, vault: &Vault, stored: &[StoredCredential], findings: &mut Findings) {
    for one in stored.iter().filter(|one| one.system == TOKEN_SYSTEM) {
        let binding = Binding {
            system: TOKEN_SYSTEM,
            name: &one.name,
            host: session.config.amazon.endpoint.origin(),
        };
        let what = format!("{TOKEN_SYSTEM} {}", one.name);
        match vault.open_text(&binding, &one.host, &one.sealed) {
            Ok(_) => findings.ok(what, "opened with the key"),
            Err(_) => findings.ok(
                what,
                "of another key or host: the next call signs in anew and keeps a new one",
            ),
        }
    }
}
