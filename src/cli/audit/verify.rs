//! `audit verify`: is the log what was written, and do the records agree with it?

use std::path::PathBuf;

use anyhow::{Context, Result};
use serde_json::json;

use crate::cli::fault;
use crate::exit::Exit;
use crate::store::{Disagreement, Store};
use crate::terminal::Terminal;

/// The arguments of `audit verify`.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// A head hash that was kept elsewhere: the log must still hold it
    #[arg(long, value_name = "HASH")]
    expect: Option<String>,
    /// Write the head hash to this file, for safe keeping
    #[arg(long, value_name = "FILE")]
    write_head: Option<PathBuf>,
}

/// Shown one by one; more are only counted.
const SHOWN: usize = 20;

/// Runs the command.
pub(super) fn run(arguments: &Arguments, store: &Store, terminal: &Terminal) -> Result<Exit> {
    let expected = expected(arguments)?;
    store.check_structure()?;
    let verified = match store.verify_audit_for(&expected)? {
        Ok(verified) => verified,
        Err(broken) => {
            terminal.say(format!(
                "the audit log is broken at row {}: {}",
                broken.seq, broken.words
            ));
            terminal.say("keep this file as it is, and compare it with a backup from before that row's time");
            terminal.json(&json!({
                "version": 1, "status": 7, "intact": false,
                "broken_at": broken.seq, "change": broken.kind.word(), "words": broken.words,
            }));
            return Ok(Exit::Integrity);
        }
    };
    let head = &verified.head;
    let mut faults: Vec<Disagreement> = Vec::new();
    let mut disagreements = 0_usize;
    let records = store.each_disagreement(verified.first_readings, |one| {
        disagreements += 1;
        if faults.len() < SHOWN {
            faults.push(one);
        }
    })?;
    let lost = !expected.is_empty() && verified.expected_at.is_none();
    if lost {
        terminal.say(format!(
            "the log does not hold the expected hash {expected}: rows were cut off its end, or it was written anew"
        ));
    }
    for fault in &faults {
        terminal.say(format!("{} {}: {}", fault.kind, fault.key, fault.what));
    }
    if disagreements > faults.len() {
        terminal.say(format!("… and {} more", disagreements - faults.len()));
    }
    let intact = !lost && disagreements == 0;
    if intact {
        let since = match verified.expected_at {
            Some(seq) => format!("; the expected hash is that of row {seq}"),
            None => String::new(),
        };
        terminal.say(format!(
            "intact: {} rows, {records} records{since}\nhead {}",
            head.seq, head.hash
        ));
    }
    let shown: Vec<_> = faults
        .iter()
        .map(|fault| json!({ "kind": fault.kind, "key": fault.key, "what": fault.what }))
        .collect();
    let exit = if intact { Exit::Done } else { Exit::Integrity };
    terminal.json(&json!({
        "version": 1, "status": exit.code(), "intact": intact, "rows": head.seq, "records": records,
        "head": head.hash, "expected_at": verified.expected_at, "disagreements": disagreements, "first": shown,
    }));
    if let Some(path) = arguments.write_head.as_ref().filter(|_| intact) {
        crate::terminal::write_private(path, &format!("{} {}\n", head.hash, head.seq))
            .with_context(|| format!("the head hash could not be written to `{}`", path.display()))?;
    }
    Ok(exit)
}

fn expected(arguments: &Arguments) -> Result<String> {
    let Some(hash) = &arguments.expect else {
        return Ok(String::new());
    };
    let hash = hash.trim().to_ascii_lowercase();
    if hash.len() == 64 && hash.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        Ok(hash)
    } else {
        Err(fault::usage(
            "--expect takes a head hash: 64 hexadecimal digits, as every pass prints it",
        ))
    }
}
