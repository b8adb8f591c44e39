//! Errors on their way out: the words to stderr, the status to the shell.

use std::path::Path;

use anyhow::{Error, Result};
use serde_json::json;

use crate::config::Config;
use crate::exit::Exit;
use crate::pass::fault;
use crate::terminal::Terminal;

pub(super) use crate::pass::fault::usage;

/// Prints an error and returns its status.
pub(super) fn report(error: &Error, terminal: &Terminal) -> Exit {
    let exit = fault::exit_of(error);
    let words = words(error);
    terminal.error(&words);
    if exit == Exit::Internal {
        terminal
            .error("this is a bug in ml-connector: please report it with the lines above; nothing was lost");
    }
    terminal.json(&json!({ "version": 1, "status": exit.code(), "error": words }));
    exit
}

/// The status of a command whose words may not all have reached stdout: no longer that of one with nothing to attend to.
pub(super) fn unless_heard(exit: Exit, terminal: &Terminal) -> Exit {
    let Some(error) = terminal.unwritten() else {
        return exit;
    };
    terminal.error(format!(
        "what this command says could not all be written on stdout: {error}; what it did is done\n\
         hint: make room where its output goes; `ml-connector status` tells how everything stands"
    ));
    exit.or_worse(Exit::Attention)
}

/// The causes in one sentence, without saying the same twice.
pub(super) fn words(error: &Error) -> String {
    let mut words = String::new();
    for cause in error.chain() {
        let text = cause.to_string();
        if words.is_empty() {
            words = text;
        } else if !words.contains(&text) {
            words = format!("{words}: {text}");
        }
    }
    words
}

/// Reads the configuration of a command.
pub(super) fn config(path: &Path) -> Result<Config> {
    Ok(Config::load(path)?)
}
