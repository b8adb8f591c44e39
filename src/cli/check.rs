//! `check`: sign in to both systems and verify every name the configuration uses.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result};
use serde_json::json;

use super::credentials::system;
use super::duration;
use super::fault;
use super::here::Here;
use crate::exit::Exit;
use crate::pass::check;
use crate::pass::secrets::System;
use crate::terminal::{Align, Table};

/// The arguments of `check`.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Ask only one of the systems: amazon or sage300
    #[arg(long, value_name = "SYSTEM", value_parser = system)]
    online_only: Option<System>,
    /// Also save what only a real Sage can tell, without customer data or secrets, for support
    #[arg(long, value_name = "FILE")]
    evidence: Option<PathBuf>,
    /// The longest this run may wait for Amazon's rate limits
    #[arg(long, value_name = "DURATION", default_value = "2m", value_parser = duration::parse)]
    max_wait: Duration,
}

/// Runs the command.
pub(super) fn run(arguments: &Arguments, here: &Here<'_>) -> Result<Exit> {
    if let Some(path) = arguments.evidence.as_ref().filter(|path| !is_evidence(path)) {
        return Err(fault::usage(format!(
            "`{}` is there already, and is no evidence of an earlier check: it is not replaced\n\
             hint: name another file with --evidence",
            path.display()
        )));
    }
    let config = here.config()?;
    let session = here.session_beside(config, arguments.max_wait, "check")?;
    let findings = match check::run(&session, arguments.online_only) {
        Ok(findings) => findings,
        Err(error) => return session.conclude(Err(error)),
    };
    let mut table = Table::new(&[("", Align::Left), ("what", Align::Left), ("", Align::Left)]);
    for finding in &findings.0 {
        table.row([
            finding.level.word().to_owned(),
            finding.what.clone(),
            finding.words.clone(),
        ]);
    }
    here.terminal.say(table.to_string());
    let not_verified = findings.not_verified();
    if !not_verified.is_empty() {
        here.terminal
            .say(format!("\nnot verified: {}", not_verified.join(", ")));
    }
    if let Some(path) = &arguments.evidence {
        let text = serde_json::to_string_pretty(&check::gather(&session, &findings))?;
        crate::terminal::write_private(path, &text)
            .with_context(|| format!("`{}` cannot be written", path.display()))?;
        here.terminal
            .say(format!("evidence for support: {}", path.display()));
    }
    let list: Vec<_> = findings
        .0
        .iter()
        .map(|finding| json!({ "level": finding.level.word(), "what": finding.what, "words": finding.words }))
        .collect();
    let exit = findings.exit();
    session.at_least(exit);
    session.show_json(&json!({
        "version": 1, "command": "check", "status": exit.code(), "findings": list, "not_verified": not_verified,
    }));
    session.conclude(Ok(()))?;
    Ok(exit)
}

/// Whether nothing but an earlier evidence is replaced by one.
fn is_evidence(path: &Path) -> bool {
    match std::fs::read(path) {
        Ok(bytes) => serde_json::from_slice::<serde_json::Value>(&bytes)
            .is_ok_and(|one| one["program"].is_string() && one["findings"].is_array()),
        Err(error) => error.kind() == std::io::ErrorKind::NotFound,
    }
}
