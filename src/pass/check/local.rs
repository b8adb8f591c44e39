//! What can be looked at without asking anyone: configuration, database, ages of secrets, the items table.

use anyhow::Result;

use super::Findings;
use crate::pass::secrets::{self, System};
use crate::pass::session::Session;
use crate::store::NEWEST;

pub(super) fn check(session: &Session<'_>, findings: &mut Findings) -> Result<()> {
    findings.ok("configuration", session.config.file.display().to_string());
    way_and_zone(session, findings);
    match session.store.check_integrity() {
        Ok(()) => {
            let size = session.store.size()?;
            let words = format!(
                "{} KiB, {} audit rows, schema {NEWEST}, no damage",
                size.bytes / 1_024,
                size.audit_rows
            );
            findings.ok("database", words);
        }
        Err(error) => findings.error("database", error),
    }
    space(session, findings);
    match session.vault() {
        Ok(_) => findings.ok("key", "opens what is sealed"),
        Err(error) => findings.error("key", error),
    }
    #[cfg(windows)]
    super::rights::check(session, findings);
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

/// How each system is reached, and whether the company's days follow its clocks.
fn way_and_zone(session: &Session<'_>, findings: &mut Findings) {
    let config = &session.config;
    findings.ok(
        "way to Amazon",
        config.network.to_amazon(&config.amazon.endpoint).to_string(),
    );
    findings.ok(
        "way to Sage 300",
        config.network.to_sage300(&config.sage300.url).to_string(),
    );
    match config.sage300.fixed_zone() {
        Some(words) => findings.warning("time zone", words),
        None => findings.ok("time zone", config.sage300.time_zone.name()),
    }
}

/// Below this a person should make room, and below the second a pass may not be able to write.
const SCARCE: u64 = 1 << 30;
const NONE_LEFT: u64 = 64 << 20;

fn space(session: &Session<'_>, findings: &mut Findings) {
    let what = "free disk space";
    let Some(free) = session.store.free_space() else {
        return findings.warning(
            what,
            "the system does not tell: look at the disk of the database by hand",
        );
    };
    let words = format!("{} MiB where the database is", free >> 20);
    if free < NONE_LEFT {
        findings.failure(
            what,
            format!("{words}: make room, a pass cannot write much longer"),
        );
    } else if free < SCARCE {
        findings.warning(what, format!("{words}: make room"));
    } else {
        findings.ok(what, words);
    }
}

fn ages(session: &Session<'_>, findings: &mut Findings) -> Result<()> {
    let now = session.clock.now();
    let stored = session.store.credentials()?;
    for system in System::ALL {
        if !stored.iter().any(|secret| secret.system == system.word()) {
            let words = format!("not stored: run `ml-connector credentials set {}`", system.word());
            findings.failure(format!("credentials of {}", system.word()), words);
        }
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
