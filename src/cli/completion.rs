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
use crate::books::record::{Kind, State};
use crate::config::Config;
use crate::exit::Exit;
use crate::store::Store;
use crate::terminal::Terminal;

const NAME: &str = "ml-connector";
/// The variable by which a shell asks; what it holds is the shell's name.
const ASKED_BY: &str = "ML_CONNECTOR_COMPLETE";
/// More keys than this help nobody at a prompt.
const MOST: usize = 200;

/// The whole command line: with help, and with the arguments that name records.
pub(super) fn command(line: Command) -> Command {
    let keys = || ArgValueCandidates::new(open_keys);
    let told = help::told(line);
    told.mut_subcommand("resolve", |one| one.mut_arg("key", |arg| arg.add(keys())))
        .mut_subcommand("replay", |one| one.mut_arg("record", |arg| arg.add(keys())))
        .mut_subcommand("audit", |one| {
            one.mut_subcommand("trace", |one| one.mut_arg("key", |arg| arg.add(keys())))
        })
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

/// The keys of records that wait for a person, newest first; none when the database cannot be read.
fn open_keys() -> Vec<CompletionCandidate> {
    let Some(store) = Config::load(&configuration())
        .ok()
        .and_then(|config| Store::open_to_read(&config.database).ok())
    else {
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
    keys.into_iter().map(CompletionCandidate::new).collect()
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
    clap_mangen::generate_to(help::told(line), folder).map_err(refused)?;
    terminal.say(format!("pages for `man` are in {}", folder.display()));
    terminal.json(&serde_json::json!({ "version": 1, "folder": folder }));
    Ok(Exit::Done)
}
