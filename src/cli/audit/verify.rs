//! `audit verify`: is the log what was written, and do the records agree with it?

use std::path::PathBuf;

use anyhow::{Context, Result};
use serde_json::json;

use crate::cli::fault;
use crate::exit::Exit;
use crate::store::{Break, Disagreement, Held, Store, Verified};
use crate::terminal::{Terminal, counted};

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
    let earlier = earlier_head(arguments)?;
    store.check_integrity()?;
    let asked: Vec<String> = expected.iter().chain(&earlier).cloned().collect();
    let mut exit = Ok(Exit::Integrity);
    store.at_one_moment(|| {
        let strange = store.strange_structure()?;
        say_strange(&strange, terminal);
        let kept = Kept { expected, earlier };
        exit = match store.verify_audit_for(&asked)? {
            Ok(mut verified) => judge(arguments, store, terminal, &mut verified, (&kept, &strange)),
            Err(broken) => Ok(say_broken(&broken, &strange, terminal)),
        };
        Ok(())
    })?;
    exit
}

/// Hashes that were kept elsewhere, and that this log must hold.
struct Kept {
    /// What `--expect` names.
    expected: Option<String>,
    /// What the file of `--write-head` keeps.
    earlier: Option<String>,
}

/// Triggers keep the log from being changed, and indexes lead to its rows: who has changed those may have changed more.
fn say_strange(strange: &[String], terminal: &Terminal) {
    if strange.is_empty() {
        return;
    }
    for words in strange {
        terminal.say(format!("the structure of the database was changed: {words}"));
    }
    terminal.say(
        "this program never does that: stop all passes, keep a copy of the file, and put a backup from before it in its \
         place (\"Backup and recovery\" in docs/admin.md)",
    );
}

fn say_broken(broken: &Break, strange: &[String], terminal: &Terminal) -> Exit {
    terminal.say(format!(
        "the audit log is broken at row {}: {}",
        broken.seq, broken.words
    ));
    terminal.say("keep this file as it is, and compare it with a backup from before that row's time");
    terminal.json(&json!({
        "version": 1, "status": 7, "intact": false, "table": "audit_log",
        "broken_at": broken.seq, "change": broken.kind.word(), "words": broken.words, "structure": strange,
    }));
    Exit::Integrity
}

/// The chain is whole: does it hold what was kept elsewhere, and do the rows agree with it?
fn judge(
    arguments: &Arguments,
    store: &Store,
    terminal: &Terminal,
    verified: &mut Verified,
    (kept, strange): (&Kept, &[String]),
) -> Result<Exit> {
    let Kept { expected, earlier } = kept;
    let mut faults: Vec<Disagreement> = Vec::new();
    let mut disagreements = 0_usize;
    let held = store.each_disagreement(verified, |one| {
        disagreements += 1;
        if faults.len() < SHOWN {
            faults.push(one);
        }
    })?;
    for fault in &faults {
        terminal.say(words_of(fault));
    }
    if disagreements > faults.len() {
        terminal.say(format!("… and {} more", disagreements - faults.len()));
    }
    let lacks = |hash: &Option<String>| {
        hash.as_ref()
            .filter(|hash| !verified.found.contains_key(*hash))
            .cloned()
    };
    let (lost, replaced) = (lacks(expected), lacks(earlier));
    if let Some(hash) = &lost {
        terminal.say(format!(
            "the log does not hold the expected hash {hash}: rows were cut off its end, or it was written anew"
        ));
    }
    if let (Some(hash), Some(path)) = (&replaced, &arguments.write_head) {
        terminal.say(format!(
            "`{}` keeps the head {hash}, which this log does not hold: rows were cut off its end, it was written anew, \
             or it is another database's\nthe file was left as it is; name another one with --write-head only when \
             you know why",
            path.display()
        ));
    }
    let intact = lost.is_none() && replaced.is_none() && disagreements == 0 && strange.is_empty();
    if intact {
        say_intact(verified, &held, expected, terminal);
    }
    let exit = if intact { Exit::Done } else { Exit::Integrity };
    let first: Vec<_> = faults
        .iter()
        .map(|fault| json!({ "table": fault.table, "row": fault.row, "kind": fault.kind, "key": fault.key, "what": fault.what }))
        .collect();
    let expected_at = expected.as_ref().and_then(|hash| verified.found.get(hash));
    terminal.json(&json!({
        "version": 1, "status": exit.code(), "intact": intact, "rows": verified.head.seq, "records": held.records,
        "head": verified.head.hash, "expected_at": expected_at, "disagreements": disagreements, "first": first,
        "kept_head_is_lost": replaced.is_some(), "structure": strange,
        "proof": { "from_row": verified.reach.from, "rows": held.proven, "older": held.unproven },
    }));
    if let Some(path) = arguments.write_head.as_ref().filter(|_| intact) {
        let line = format!("{} {}\n", verified.head.hash, verified.head.seq);
        crate::terminal::write_private(path, &line)
            .with_context(|| format!("the head hash could not be written to `{}`", path.display()))?;
    }
    Ok(exit)
}

fn words_of(fault: &Disagreement) -> String {
    let name = [fault.kind.as_str(), fault.key.as_str()].join(" ");
    match fault.row.as_str() {
        "" => format!("{}: {}", name.trim(), fault.what),
        row if name.trim().is_empty() || name.trim() == row => {
            format!("table {}, row {row}: {}", fault.table, fault.what)
        }
        row => format!(
            "table {}, row {row} ({}): {}",
            fault.table,
            name.trim(),
            fault.what
        ),
    }
}

fn say_intact(verified: &Verified, held: &Held, expected: &Option<String>, terminal: &Terminal) {
    let since = match expected.as_ref().and_then(|hash| verified.found.get(hash)) {
        Some(seq) => format!("; the expected hash is that of row {seq}"),
        None => String::new(),
    };
    terminal.say(format!(
        "intact: {}, {}{since}",
        counted(verified.head.seq, "row"),
        counted(held.records, "record")
    ));
    let older: i64 = held.unproven.values().sum();
    match verified.reach.from {
        None => terminal.say(
            "an earlier version wrote all of it: of records, the document, the posting, the amount and Sage's number are \
             proven; any pass of this version begins to prove every cell",
        ),
        Some(1) => terminal.say(format!(
            "every cell of {} in all tables is proven",
            counted(held.proven, "row")
        )),
        Some(from) => terminal.say(format!(
            "from row {from} on every cell is proven: {} rows; {older} rows were last changed before it, and of those \
             records the document, the posting, the amount and Sage's number are",
            held.proven
        )),
    }
    terminal.say(format!("head {}", verified.head.hash));
}

fn expected(arguments: &Arguments) -> Result<Option<String>> {
    let Some(hash) = &arguments.expect else {
        return Ok(None);
    };
    let hash = hash.trim().to_ascii_lowercase();
    if is_hash(&hash) {
        Ok(Some(hash))
    } else {
        Err(fault::usage(
            "--expect takes a head hash: 64 hexadecimal digits, as every pass prints it",
        ))
    }
}

/// The head that the file to be written keeps from last time: this log must still hold it.
fn earlier_head(arguments: &Arguments) -> Result<Option<String>> {
    let Some(path) = arguments.write_head.as_ref().filter(|path| path.exists()) else {
        return Ok(None);
    };
    let text = std::fs::read_to_string(path).unwrap_or_default();
    match text.split_whitespace().next() {
        Some(hash) if is_hash(hash) => Ok(Some(hash.to_owned())),
        _ => Err(fault::usage(format!(
            "the head hash cannot be written to `{}`: it is there and keeps no head hash, so it is not overwritten\n\
             hint: name a file of its own for --write-head",
            path.display()
        ))),
    }
}

fn is_hash(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}
