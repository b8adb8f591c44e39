//! Completions for shells, and pages for `man`: both follow from the command line itself.
//!
//! The shell asks the program at each Tab, so that values and the keys of open records are completed too. The scripts
//! that `clap_complete` writes beforehand cannot do that, and in bash they lose the options of every command of a
//! program whose name has a dash (clap issue 6421).

use std::ffi::OsString;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use clap::Command;
use clap_complete::engine::{ArgValueCandidates, CompletionCandidate};
use clap_complete::env::{CompleteEnv, Shells};

use super::{fault, help};
use crate::amazon::marketplaces::Marketplace;
use crate::books::record::{Kind, State};
use crate::books::{exception, reason};
use crate::config::Config;
use crate::exit::Exit;
use crate::pass::secrets::System;
use crate::store::Store;
use crate::terminal::Terminal;

const NAME: &str = "ml-connector";
/// The variable by which a shell asks; what it holds is the shell's name.
const ASKED_BY: &str = "ML_CONNECTOR_COMPLETE";
/// More keys than this help nobody at a prompt.
const MOST: usize = 200;

/// What may stand for an argument, asked when the Tab is pressed.
type Offered = fn() -> Vec<CompletionCandidate>;

/// Arguments that name something known, by the commands that lead to them.
const NAMED: &[(&[&str], &str, Offered)] = &[
    (&["resolve"], "key", open_keys),
    (&["resolve"], "reason", reasons),
    (&["replay"], "record", open_keys),
    (&["replay"], "reason", reasons),
    (&["audit", "trace"], "key", open_keys),
    (&["audit", "list"], "reason", reasons),
    (&["explain"], "reason", codes),
    (&["settlements", "show"], "ids", settlements),
    (&["settlements", "print"], "ids", settlements),
    (&["credentials", "set"], "system", systems),
    (&["credentials", "remove"], "system", systems),
    (&["check"], "online_only", systems),
    (&["init"], "marketplaces", marketplaces),
];

/// The whole command line: with help, and with what the arguments may name.
pub(super) fn command(line: Command) -> Command {
    NAMED
        .iter()
        .fold(help::told(line), |line, (path, name, offered)| {
            with(line, path, name, *offered)
        })
}

fn with(line: Command, path: &[&'static str], name: &'static str, offered: Offered) -> Command {
    match path.split_first() {
        None => line.mut_arg(name, |arg| arg.add(ArgValueCandidates::new(offered))),
        Some((first, rest)) => line.mut_subcommand(*first, |one| with(one, rest, name, offered)),
    }
}

/// Answers a shell that asks how a line could go on; `false` when nobody asked.
pub(super) fn answered(words: &[OsString], line: fn() -> Command) -> bool {
    let folder = std::env::current_dir().ok();
    let asked = CompleteEnv::with_factory(|| command(line()))
        .var(ASKED_BY)
        .bin(NAME);
    match asked.try_complete(words.iter().cloned(), folder.as_deref()) {
        Ok(answered) => answered,
        Err(error) => {
            let _ = error.print();
            true
        }
    }
}

/// Prints the lines that a shell must read once to ask from then on.
pub(super) fn register(shell: &str) -> Result<Exit> {
    let mut script = Vec::new();
    Shells::builtins()
        .completer(shell)
        .with_context(|| format!("`{shell}` has no completions"))?
        .write_registration(ASKED_BY, NAME, NAME, &program(), &mut script)?;
    // A reader that closed the pipe early has what it wanted.
    let _ = std::io::stdout().write_all(&script);
    Ok(Exit::Done)
}

/// This very program, where every shell takes its path as one plain word; else by its name.
fn program() -> String {
    let path = std::env::current_exe()
        .ok()
        .and_then(|path| path.into_os_string().into_string().ok());
    let plain = |path: &String| {
        path.chars()
            .all(|c| c.is_ascii_alphanumeric() || "/._-:\\".contains(c))
    };
    path.filter(plain).unwrap_or_else(|| NAME.to_owned())
}

fn candidates(words: impl IntoIterator<Item = impl Into<OsString>>) -> Vec<CompletionCandidate> {
    words.into_iter().map(CompletionCandidate::new).collect()
}

fn systems() -> Vec<CompletionCandidate> {
    candidates(System::ALL.map(System::word))
}

fn marketplaces() -> Vec<CompletionCandidate> {
    candidates(Marketplace::all().iter().map(|one| one.name))
}

fn reasons() -> Vec<CompletionCandidate> {
    candidates(reason::ALL.iter().map(|one| one.code))
}

fn codes() -> Vec<CompletionCandidate> {
    let mut codes: Vec<_> = reason::ALL.iter().map(|one| one.code).collect();
    codes.extend(exception::ALL.iter().map(|one| one.code));
    codes.sort_unstable();
    codes.dedup();
    candidates(codes)
}

/// The database of the configuration; none when it cannot be read.
fn store() -> Option<Store> {
    let config = Config::load(&configuration()).ok()?;
    Store::open_to_read(&config.database).ok()
}

/// The keys of records that wait for a person, newest first; none when the database cannot be read.
fn open_keys() -> Vec<CompletionCandidate> {
    let Some(store) = store() else {
        return Vec::new();
    };
    let mut keys: Vec<String> = store
        .open_exceptions()
        .unwrap_or_default()
        .into_iter()
        .map(|one| one.key)
        .collect();
    for kind in Kind::ALL {
        let found = store.records_in(kind, &[State::Held, State::Failed, State::Uncertain], 0, MOST);
        keys.extend(found.unwrap_or_default().into_iter().map(|record| record.key));
    }
    keys.sort();
    keys.dedup();
    keys.truncate(MOST);
    candidates(keys)
}

/// The settlements that this database knows.
fn settlements() -> Vec<CompletionCandidate> {
    let found = store().and_then(|store| store.records_in(Kind::Settlement, &State::ALL, 0, MOST).ok());
    candidates(found.unwrap_or_default().into_iter().map(|record| record.key))
}

/// The configuration that the line names so far: the shell hands the whole line on.
fn configuration() -> PathBuf {
    let words: Vec<OsString> = std::env::args_os().collect();
    let named = words.iter().zip(words.iter().skip(1));
    let named = named
        .filter(|(flag, _)| *flag == "--config")
        .map(|(_, file)| PathBuf::from(file))
        .next_back();
    let kept = || std::env::var_os("ML_CONNECTOR_CONFIG").map(PathBuf::from);
    named
        .or_else(kept)
        .unwrap_or_else(|| PathBuf::from("config.toml"))
}

/// Writes a page for `man` for each command.
pub(super) fn man_pages(line: Command, folder: &Path, terminal: &Terminal) -> Result<Exit> {
    let refused = |error| fault::usage(format!("`{}` cannot be written: {error}", folder.display()));
    std::fs::create_dir_all(folder).map_err(refused)?;
    clap_mangen::generate_to(at_length(help::told(line)), folder).map_err(refused)?;
    terminal.say(format!("pages for `man` are in {}", folder.display()));
    terminal.json(&serde_json::json!({ "version": 1, "folder": folder }));
    Ok(Exit::Done)
}

/// A page has room for what the short help leaves out.
fn at_length(line: Command) -> Command {
    line.mut_args(|arg| arg.hide_short_help(false))
        .mut_subcommands(at_length)
}
