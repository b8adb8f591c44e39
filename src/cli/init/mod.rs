//! `init`: a commented configuration with a few answers filled in, the key, the database, an empty items table.
//!
//! The configuration is the example itself, so that every key stands in it with its sentence; what only an
//! accountant can answer stays commented out. Nothing that is there already is overwritten.

mod arguments;
mod example;
mod neighbours;
mod questions;

use std::path::Path;

use anyhow::{Context, Result};
use serde_json::json;

pub(super) use self::arguments::Arguments;
use self::example::configuration;
use self::questions::answers;
use super::fault;
use super::here::Here;
use crate::config::{Config, ITEM_COLUMNS, with_key_kind};
use crate::exit::Exit;
use crate::terminal::{Terminal, write_whole};
use crate::vault::{Vault, VaultError, drop_file};

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
    refuse_missing_folder(file)?;
    let (text, _) = with_key_kind(&configuration(&answers(arguments)?), file, arguments.key)?;
    let (text, config) = apart(text, file, terminal)?;
    if let Some(words) = config.sage300.fixed_zone() {
        terminal.warn(words);
    }
    let items = config.items_table.clone();
    let mut files = vec![file.clone()];
    files.extend(items.clone());
    files.extend(config.key.file().map(Path::to_owned));
    files.push(config.database.clone());
    let (kept, made): (Vec<_>, Vec<_>) = files.into_iter().partition(|path| path.exists());
    // The configuration last and whole: where anything cannot be made, or this is stopped half way, `init` can be run again.
    make_key_and_database(&config, here)?;
    if let Some(items) = items.filter(|items| made.contains(items)) {
        // Who practises finds the simulated company's items in it.
        let table = match arguments.amazon_endpoint {
            Some(_) => super::demo::items_table(),
            None => format!("{}\n", ITEM_COLUMNS.join(",")),
        };
        write_new(&items, &table)?;
    }
    write_new(file, &text)?;
    let next =
        ["credentials set amazon", "credentials set sage300", "check"].map(|words| common.typed(words));
    for path in &made {
        terminal.say(format!("made {}", path.display()));
    }
    for path in &kept {
        terminal.say(format!(
            "{} was there already and is used as it is",
            path.display()
        ));
    }
    terminal.say(format!(
        "the database is {}; keep the key file apart from its backups\n\nnext:",
        config.database.display()
    ));
    for command in &next {
        terminal.say(format!("  {command}"));
    }
    terminal.json(&json!({
        "version": 1, "made": made, "kept": kept, "database": config.database, "next": next,
    }));
    Ok(Exit::Done)
}

/// The folder of a new configuration must be there: a slip in its name would put the key where nobody looks for it.
fn refuse_missing_folder(file: &Path) -> Result<()> {
    let folder = file.parent().unwrap_or(Path::new(""));
    if folder.as_os_str().is_empty() || folder.is_dir() {
        return Ok(());
    }
    Err(fault::usage(format!(
        "the folder `{0}` is not there; nothing was made\nhint: make it (`mkdir \"{0}\"`) and run this again, or name a file \
         elsewhere with `--config`",
        folder.display()
    )))
}

/// The configuration with no file of another company's or seller's installation in it.
fn apart(text: String, file: &Path, terminal: &Terminal) -> Result<(String, Config)> {
    let config = Config::parse(&text, file)?;
    let Some(taken) = neighbours::taken(&config)? else {
        return Ok((text, config));
    };
    let own = neighbours::with_own_names(&text, file);
    let config = Config::parse(&own, file)?;
    if let Some(taken) = neighbours::taken(&config)? {
        return Err(fault::usage(format!(
            "`{}` is of another installation ({}); nothing was made\n\
             hint: give this configuration another name or folder with `--config`: its files are named after it",
            taken.file.display(),
            taken.whose
        )));
    }
    terminal.say(format!(
        "`{}` is of another installation ({}), so this configuration has files of its own",
        taken.file.display(),
        taken.whose
    ));
    Ok((own, config))
}

/// The key first, unless it is there: one that cannot be made or read leaves no database behind, and a database that cannot
/// be made leaves no new key.
fn make_key_and_database(config: &Config, here: &Here<'_>) -> Result<()> {
    if config.database.exists() {
        here.desk(config)?.vault_or_new(config)?;
        return Ok(());
    }
    let is_missing = matches!(Vault::open(&config.key), Err(VaultError::KeyMissing(..)));
    let is_made = is_missing && config.key.file().is_some();
    let vault = match is_made {
        true => Vault::create_key(&config.key),
        false => Vault::open(&config.key),
    };
    vault.context("nothing was made")?;
    let desk = here.desk(config);
    if desk.is_err() && is_made {
        // Made a moment ago, and nothing is sealed with it.
        let _ = drop_file(&config.key);
    }
    desk?;
    Ok(())
}

/// Writes a text with the line ends of this system, which every editor of it shows as lines.
fn write_new(path: &Path, text: &str) -> Result<()> {
    let text = if cfg!(windows) {
        text.replace("\r\n", "\n").replace('\n', "\r\n")
    } else {
        text.to_owned()
    };
    // Also a link that leads nowhere is there already.
    let is_there = path.symlink_metadata().is_ok();
    let written = match is_there {
        true => Err(std::io::ErrorKind::AlreadyExists.into()),
        false => write_whole(path, &text),
    };
    written.map_err(|error| fault::usage(format!("`{}` cannot be written: {error}", path.display())))
}
