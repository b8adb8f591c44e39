//! What can be looked at without asking anyone: configuration, database, ages of secrets, the items table.

use anyhow::Result;

use super::Findings;
use crate::pass::secrets::{self, System};
use crate::pass::session::Session;

pub(super) fn check(session: &Session<'_>, findings: &mut Findings) -> Result<()> {
    findings.ok("configuration", session.config.file.display().to_string());
    match session.store.check_integrity() {
        Ok(()) => {
            let size = session.store.size()?;
            let words = format!(
                "{} KiB, {} audit rows, no damage",
                size.bytes / 1_024,
                size.audit_rows
            );
            findings.ok("database", words);
        }
        Err(error) => findings.error("database", error),
    }
    ages(session, findings)?;
    match session.items_table() {
        Ok(_) if session.config.items_table.is_none() => {
            findings.ok("items table", "none: SKUs are matched by item number and barcode");
        }
        Ok(table) => findings.ok("items table", format!("{} SKUs", table.len())),
        Err(error) => findings.error("items table", error),
    }
    Ok(())
}

fn ages(session: &Session<'_>, findings: &mut Findings) -> Result<()> {
    let now = session.clock.now();
    let stored = session.store.credentials()?;
    for system in System::ALL {
        for secret in stored.iter().filter(|secret| secret.system == system.word()) {
            let days = (now - secret.set_at).num_days();
            let what = format!("{} {}", secret.system, secret.name);
            if secret.host != system.host(&session.config) {
                findings.failure(
                    what,
                    format!(
                        "was stored for {}, and the configuration names {}: run `ml-connector credentials set {}`",
                        secret.host,
                        system.host(&session.config),
                        system.word()
                    ),
                );
                continue;
            }
            match secrets::too_old(&secret.system, &secret.name, days) {
                Some(words) => findings.warning(what, words),
                None => findings.ok(what, format!("{days} days old")),
            }
        }
    }
    Ok(())
}
