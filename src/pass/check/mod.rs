//! `check`: both real systems are asked for everything the configuration names; nothing is written to either.
//!
//! Each question is a finding of its own with what to do; one that fails never hides the next.

mod amazon;
mod company;
mod customers;
mod evidence;
mod findings;
mod items;
mod ledger;
mod local;
mod marketplaces;
mod names;
mod rates;
mod receivables;
mod rights;
mod sage300;
mod sealed;
mod tax;

use anyhow::Result;

use super::secrets::System;
use super::session::Session;

pub use evidence::gather;
pub use findings::{Finding, Findings, Level};

/// Asks everything, or only about one of the systems.
///
/// # Errors
/// When the database cannot be read.
pub fn run(session: &Session<'_>, only: Option<System>) -> Result<Findings> {
    let mut findings = Findings::default();
    local::check(session, &mut findings)?;
    if only != Some(System::Sage300) {
        session.terminal.step("asking Amazon");
        amazon::check(session, &mut findings);
    }
    if only != Some(System::Amazon) {
        session.terminal.step("asking Sage 300");
        sage300::check(session, only, &mut findings);
    }
    Ok(findings)
}
