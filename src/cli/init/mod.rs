//! `init`: a commented configuration with a few answers filled in, the key, the database, an empty items table.
//!
//! The configuration is the example itself, so that every key stands in it with its sentence; what only an
//! accountant can answer stays commented out. Nothing that is there already is overwritten.

mod arguments;
mod example;
mod questions;

use std::fs::OpenOptions;
use std::io::Write;
use std::path::Path;

use anyhow::Result;
use serde_json::json;

pub(super) use self::arguments::Arguments;
use self::example::configuration;
use self::questions::answers;
use super::fault;
use super::here::Here;
use crate::config::{Config, ITEM_COLUMNS, with_key_kind};
use crate::exit::Exit;

/// Runs the command.
pub(super) fn run(arguments: &Arguments, here: &Here<'_>) -> Result<Exit> {
    let Here { common, terminal, .. } = *here;
    let file = &common.config;
    if file.exists() {
        return Err(fault::usage(format!(
            "`{}` is there already; nothing was changed\nhint: name another file with `--config`",
            file.display()
        )));
    }
    let (text, _) = with_key_kind(&configuration(&answers(arguments)?), file, arguments.key)?;
    let config = Config::parse(&text, file)?;
    if let Some(words) = config.sage300.fixed_zone() {
        terminal.warn(words);
    }
    let items = config.items_table.clone();
    // Before the configuration: where either cannot be made, `init` can be run again.
    here.desk(&config)?.vault_or_new(&config)?;
    write_new(file, &text)?;
    let mut made = vec![file.clone()];
    if let Some(items) = items.filter(|items| !items.exists()) {
        // Who practises finds the simulated company's items in it.
        let table = match arguments.amazon_endpoint {
            Some(_) => super::demo::items_table(),
            None => format!("{}\n", ITEM_COLUMNS.join(",")),
        };
        write_new(&items, &table)?;
        made.push(items);
    }
    let next =
        ["credentials set amazon", "credentials set sage300", "check"].map(|words| common.typed(words));
    for path in &made {
        terminal.say(format!("made {}", path.display()));
    }
    terminal.say(format!(
        "the database is {}; keep the key file apart from its backups\n\nnext:",
        config.database.display()
    ));
    for command in &next {
        terminal.say(format!("  {command}"));
    }
    terminal.json(&json!({ "version": 1, "made": made, "database": config.database, "next": next }));
    Ok(Exit::Done)
}

/// Writes a text with the line ends of this system, which every editor of it shows as lines.
fn write_new(path: &Path, text: &str) -> Result<()> {
    let text = if cfg!(windows) {
        text.replace("\r\n", "\n").replace('\n', "\r\n")
    } else {
        text.to_owned()
    };
    OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(path)
        .and_then(|mut file| file.write_all(text.as_bytes()))
        .map_err(|error| fault::usage(format!("`{}` cannot be written: {error}", path.display())))
}
