//! What can be looked at without asking anyone: configuration, database, sealed values, rights, the items table.

use anyhow::Result;

use super::{Findings, rights, sealed};
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
    sealed::check(session, findings)?;
    rights::check(session, findings);
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
        return findings.unverified(
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
