//! What can be looked at without asking anyone: configuration, database, sealed values, rights, the items table.

use anyhow::Result;

use super::{Findings, Level, items, rights, sealed};
use crate::exit::Exit;
use crate::host::{NotStartable, find_program};
use crate::pass::session::Session;
use crate::store::NEWEST;
use crate::terminal::{Log, counted};

pub(super) fn check(session: &Session<'_>, findings: &mut Findings) -> Result<()> {
    findings.ok("configuration", session.config.file.display().to_string());
    way_and_zone(session, findings);
    begins(session, findings);
    match session.store.check_integrity() {
        Ok(()) => {
            let size = session.store.size()?;
            let words = format!(
                "{} KiB, {} audit rows, schema {NEWEST}, no damage",
                size.bytes / 1_024,
                size.audit_rows
            );
            match session.store.strange_structure()?.as_slice() {
                [] => findings.ok("database", words),
                strange => findings.add("database", Level::Failure(Exit::Integrity), changed(strange)),
            }
        }
        Err(error) => findings.error("database", error),
    }
    space(session, findings);
    sealed::check(session, findings)?;
    rights::check(session, findings);
    kept(session, findings);
    told(session, findings);
    match session.items_table() {
        Ok(_) if session.config.items_table.is_none() => {
            findings.ok("items table", "none: SKUs are matched by item number and barcode");
        }
        Ok(table) => findings.ok("items table", counted(table.len(), "SKU")),
        Err(error) => findings.error("items table", error),
    }
    items::at_locations(session, findings);
    Ok(())
}

fn changed(strange: &[String]) -> String {
    format!(
        "somebody changed its structure: {}; `ml-connector audit verify` says what to do",
        strange.join(", ")
    )
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

/// Whether anything is read at all yet: a year that was typed wrong would end every run with nothing to do.
fn begins(session: &Session<'_>, findings: &mut Findings) {
    let config = &session.config;
    let settlements = config.settlements.as_ref().map(|settlements| settlements.start);
    let starts = [
        ("[orders] start", Some(config.orders.start)),
        ("[settlements] start", settlements),
    ];
    for (what, start) in starts {
        if let Some(start) = start.filter(|start| *start > session.clock.now()) {
            let words = format!(
                "{} is still to come: nothing from before it is read",
                start.format("%F")
            );
            findings.warning(what, words);
        }
    }
}

/// Whether what runs say can be kept.
fn kept(session: &Session<'_>, findings: &mut Findings) {
    let what = "folder of [log]";
    let logging = &session.config.logging;
    let Some(folder) = &logging.folder else { return };
    match Log::open(folder, logging.days, session.clock) {
        Ok(_) => findings.ok(what, format!("`{}`", folder.display())),
        Err(error) => findings.warning(
            what,
            format!(
                "nothing can be written in `{}`, so what runs say is kept nowhere: {error}; give this account a folder that it \
                 may write in",
                folder.display()
            ),
        ),
    }
}

/// Whether the program that is told of runs could be started; it is not, since it would tell somebody of a run that was none.
fn told(session: &Session<'_>, findings: &mut Findings) {
    let what = "program of [notify]";
    let notify = session.config.notify.as_ref();
    let Some(program) = notify.and_then(|notify| notify.command.first()) else {
        return;
    };
    match find_program(program) {
        Ok(file) => findings.ok(
            what,
            format!("`{}` is there and may be run; it was not started", file.display()),
        ),
        Err(NotStartable::Missing) => findings.warning(
            what,
            format!("`{program}` is not there, so nobody is told how runs end: put it there, or correct `command`"),
        ),
        Err(NotStartable::NotOnThePath) => findings.warning(
            what,
            format!(
                "`{program}` is in no folder of this account's path, so nobody is told how runs end: name it with its \
                 folder in `command`"
            ),
        ),
        Err(NotStartable::Refused) => findings.warning(
            what,
            format!(
                "this account may not run `{program}`, so nobody is told how runs end: make it executable (`chmod u+x`), \
                 or name its interpreter first in `command`"
            ),
        ),
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
