//! `credentials`: store, list, remove and re-seal the passwords and tokens.
//!
//! Secrets are asked for at a prompt or read from stdin as `name=value` lines; never from the command line,
//! where other users of the machine could read them.

use std::io::{self, IsTerminal, Read};

use anyhow::{Context, Result, bail};
use secrecy::{ExposeSecret, SecretString};
use serde_json::json;

use super::fault;
use super::here::Here;
use crate::config::{Config, KeyKind, with_key_kind};
use crate::exit::Exit;
use crate::pass::desk::Desk;
use crate::pass::secrets::{self, System};
use crate::rehearsal;
use crate::terminal::{Align, Table, Terminal};
use crate::vault::{Binding, KeySource, Rotation, carry, drop_file};

/// The arguments of `credentials`.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, clap::Subcommand)]
enum Action {
    /// Store the credentials of a system, at a prompt or from stdin
    Set {
        /// amazon (client_id, client_secret, refresh_token) or sage300 (user, password)
        #[arg(value_parser = system)]
        system: System,
        /// Read `name=value` lines from stdin
        #[arg(long)]
        stdin: bool,
    },
    /// Show names, ages and fingerprints; never values
    List,
    /// Remove the credentials of a system
    Remove {
        /// amazon or sage300
        #[arg(value_parser = system)]
        system: System,
    },
    /// Make a new key and seal everything with it
    RotateKey {
        /// Read the new key from stdin, for keys this program does not keep
        #[arg(long)]
        stdin: bool,
        /// Keep the key in another way from now on: key-file, dpapi-user or dpapi-machine
        #[arg(long, value_name = "KIND", value_parser = key_kind, conflicts_with = "stdin")]
        to: Option<KeyKind>,
    },
}

/// A kind of key by its word.
pub(super) fn key_kind(word: &str) -> Result<KeyKind, String> {
    let found = KeyKind::ALL.into_iter().find(|(_, name)| *name == word);
    found
        .map(|(kind, _)| kind)
        .ok_or_else(|| KeyKind::ALL.map(|(_, name)| name).join(", "))
}

fn system(word: &str) -> Result<System, String> {
    System::ALL
        .into_iter()
        .find(|system| system.word() == word)
        .ok_or_else(|| "amazon or sage300".to_owned())
}

/// Runs the command.
pub(super) fn run(arguments: &Arguments, here: &Here<'_>) -> Result<Exit> {
    let config = here.config()?;
    let desk = here.desk(&config)?;
    match &arguments.action {
        Action::Set { system, stdin } => set(&desk, &config, *system, *stdin, here.terminal),
        Action::List => list(&desk, &config, here.terminal),
        Action::Remove { system } => remove(&desk, *system, here.terminal),
        Action::RotateKey { stdin: true, .. } => rotate(&desk, &config, true, here.terminal),
        Action::RotateKey { to: None, .. } => rotate(&desk, &config, false, here.terminal),
        Action::RotateKey { to: Some(kind), .. } => {
            let moved = carry_key(&desk, &config, *kind)?;
            let exit = rotate(&desk, &moved, false, here.terminal)?;
            leave(&config.key, &moved.key, here.terminal)?;
            Ok(exit)
        }
    }
}

fn set(desk: &Desk<'_>, config: &Config, system: System, stdin: bool, terminal: &Terminal) -> Result<Exit> {
    let values = if stdin {
        from_stdin(system)?
    } else {
        from_prompt(system)?
    };
    if values.is_empty() {
        return Err(fault::usage("nothing was given, so nothing was stored"));
    }
    let missing: Vec<_> = system
        .fields()
        .iter()
        .map(|(name, _)| *name)
        .filter(|name| !values.iter().any(|(given, _)| given == name))
        .collect();
    for name in &missing {
        if desk.store.credential(system.word(), name)?.is_none() {
            return Err(fault::usage(format!(
                "`{name}` is missing; {} needs it, so nothing was stored",
                system.word()
            )));
        }
    }
    let vault = desk.vault_or_new(config)?;
    desk.change(|change| {
        for (name, value) in &values {
            let binding = Binding {
                system: system.word(),
                name,
                host: system.host(config),
            };
            secrets::keep(change, &vault, &binding, value, desk.now)?;
            change.audit(&crate::store::Entry {
                event: "credential-set",
                key: system.word(),
                reason: name,
                ..crate::store::Entry::default()
            })?;
        }
        // A token that the old credentials gave must not outlive them.
        change.remove_credential(secrets::TOKEN_SYSTEM, None)?;
        Ok(())
    })?;
    if system == System::Sage300 {
        secrets::forget_refusal(&desk.store, desk.now)?;
    }
    let names: Vec<_> = values.iter().map(|(name, _)| name.as_str()).collect();
    terminal.say(format!(
        "stored for {}: {} (sealed for {})",
        system.word(),
        names.join(", "),
        system.host(config)
    ));
    terminal.json(&json!({ "version": 1, "stored": names }));
    Ok(Exit::Done)
}

fn from_prompt(system: System) -> Result<Vec<(String, SecretString)>> {
    if !io::stdin().is_terminal() {
        return Err(fault::usage(format!(
            "there is no terminal to ask at\nhint: give `name=value` lines on stdin with `credentials set {} --stdin`",
            system.word()
        )));
    }
    let mut values = Vec::new();
    for (name, shown) in system.fields() {
        let prompt = format!("{} {name}: ", system.word());
        let value = if *shown {
            prompt_shown(&prompt)?
        } else {
            rpassword::prompt_password(&prompt)?
        };
        let value = value.trim().to_owned();
        if value.is_empty() {
            bail!(fault::usage(format!("no {name} was given; nothing was stored")));
        }
        values.push(((*name).to_owned(), SecretString::from(value)));
    }
    Ok(values)
}

fn prompt_shown(prompt: &str) -> Result<String> {
    use std::io::Write as _;
    write!(io::stderr(), "{prompt}")?;
    io::stderr().flush()?;
    let mut line = String::new();
    io::stdin().read_line(&mut line)?;
    Ok(line)
}

fn from_stdin(system: System) -> Result<Vec<(String, SecretString)>> {
    let text = read_stdin()?;
    let mut values: Vec<(String, SecretString)> = Vec::new();
    for (number, line) in (1..).zip(text.expose_secret().lines()) {
        if line.trim().is_empty() {
            continue;
        }
        // Never the line itself in a message: it may be the secret.
        let Some((name, value)) = line.split_once('=') else {
            return Err(fault::usage(format!(
                "line {number} of stdin is not `name=value`; nothing was stored"
            )));
        };
        let name = name.trim().to_owned();
        if !system.fields().iter().any(|(field, _)| *field == name) {
            let fields: Vec<_> = system.fields().iter().map(|(field, _)| *field).collect();
            return Err(fault::usage(format!(
                "line {number} of stdin names no field of {}, which has {}; nothing was stored",
                system.word(),
                fields.join(", ")
            )));
        }
        // Blanks at either end come from editing or pasting, as at the prompt.
        let value = value.trim().to_owned();
        if is_quoted(&value) {
            return Err(fault::usage(format!(
                "line {number} of stdin: the value of `{name}` stands in quotation marks, which would be sent as part of \
                 it; nothing was stored\nhint: give it without them; if they do belong to it, give it at the prompt of \
                 `ml-connector credentials set {}`",
                system.word()
            )));
        }
        if value.is_empty() {
            return Err(fault::usage(format!(
                "line {number} of stdin: `{name}` is empty; nothing was stored"
            )));
        }
        if values.iter().any(|(given, _)| *given == name) {
            return Err(fault::usage(format!(
                "line {number} of stdin gives `{name}` again; nothing was stored"
            )));
        }
        values.push((name, SecretString::from(value)));
    }
    Ok(values)
}

/// Whether a value begins and ends with quotation marks that belong together.
fn is_quoted(value: &str) -> bool {
    const PAIRS: [(char, char); 7] = [
        ('"', '"'),
        ('\'', '\''),
        ('`', '`'),
        ('“', '”'),
        ('„', '“'),
        ('‘', '’'),
        ('«', '»'),
    ];
    let mut inner = value.chars();
    let (first, last) = (inner.next(), inner.next_back());
    PAIRS
        .iter()
        .any(|(open, close)| first == Some(*open) && last == Some(*close))
}

fn read_stdin() -> Result<SecretString> {
    const LONGEST: u64 = 64 * 1024;
    let mut text = String::new();
    io::stdin()
        .take(LONGEST)
        .read_to_string(&mut text)
        .context("stdin could not be read as UTF-8 text")?;
    Ok(SecretString::from(text.trim_start_matches('\u{feff}').to_owned()))
}

fn list(desk: &Desk<'_>, config: &Config, terminal: &Terminal) -> Result<Exit> {
    let mut table = Table::new(&[
        ("system", Align::Left),
        ("name", Align::Left),
        ("fingerprint", Align::Left),
        ("set", Align::Left),
        ("age", Align::Right),
        ("sealed for", Align::Left),
    ]);
    let mut rows = Vec::new();
    for stored in desk
        .store
        .credentials()?
        .iter()
        .filter(|stored| stored.system != secrets::TOKEN_SYSTEM)
    {
        let days = (desk.now - stored.set_at).num_days();
        let changed = System::ALL
            .into_iter()
            .find(|system| system.word() == stored.system)
            .is_some_and(|system| system.host(config) != stored.host);
        let host = if changed {
            format!("{} (the configuration names another)", stored.host)
        } else {
            stored.host.clone()
        };
        table.row([
            stored.system.clone(),
            stored.name.clone(),
            stored.fingerprint.clone(),
            stored.set_at.format("%Y-%m-%d %H:%M UTC").to_string(),
            format!("{days} days"),
            host,
        ]);
        rows.push(json!({
            "system": stored.system, "name": stored.name, "fingerprint": stored.fingerprint,
            "set_at": stored.set_at, "age_days": days, "host": stored.host, "host_changed": changed,
        }));
    }
    if table.is_empty() {
        terminal
            .say("nothing is stored; `ml-connector credentials set amazon` and `… set sage300` ask for it");
    } else {
        terminal.say(table.to_string());
    }
    terminal.json(&json!({ "version": 1, "credentials": rows }));
    Ok(Exit::Done)
}

fn remove(desk: &Desk<'_>, system: System, terminal: &Terminal) -> Result<Exit> {
    let removed = desk.change(|change| {
        let removed = change.remove_credential(system.word(), None)?;
        if system == System::Amazon {
            change.remove_credential(secrets::TOKEN_SYSTEM, None)?;
        }
        change.audit(&crate::store::Entry {
            event: "credential-removed",
            key: system.word(),
            ..crate::store::Entry::default()
        })?;
        Ok(removed)
    })?;
    terminal.say(format!("removed for {}: {removed}", system.word()));
    terminal.json(&json!({ "version": 1, "removed": removed }));
    Ok(Exit::Done)
}

/// Keeps the same key in another way and says so in the configuration: each step leaves a key that opens everything.
fn carry_key(desk: &Desk<'_>, config: &Config, kind: KeyKind) -> Result<Config> {
    // What an earlier change of key left open is finished first.
    desk.vault(config)?;
    let file = &config.file;
    let text =
        std::fs::read_to_string(file).with_context(|| format!("`{}` cannot be read", file.display()))?;
    let (changed, key) = with_key_kind(&text, file, kind)?;
    if key == config.key {
        return Ok(config.clone());
    }
    carry(&config.key, &key)?;
    rehearsal::point();
    let mut new = file.as_os_str().to_owned();
    new.push(".new");
    let new = std::path::PathBuf::from(new);
    std::fs::write(&new, &changed)
        .and_then(|()| std::fs::set_permissions(&new, std::fs::metadata(file)?.permissions()))
        .and_then(|()| crate::host::replace(&new, file))
        .with_context(|| format!("`{}` cannot be written", file.display()))?;
    rehearsal::point();
    Ok(Config {
        key,
        ..config.clone()
    })
}

/// Removes the file of the way in which the key was kept before, and says what a person must remove.
fn leave(old: &KeySource, new: &KeySource, terminal: &Terminal) -> Result<()> {
    if old == new || old.file().is_some_and(|file| new.file() == Some(file)) {
        terminal.say(format!("the key is kept in {new}"));
        return Ok(());
    }
    match drop_file(old)? {
        Some(file) => terminal.say(format!(
            "the key is kept in {new} from now on; the old one, {}, was removed: remove it from your backups too",
            file.display()
        )),
        None => terminal.say(format!("the key is kept in {new} from now on; remove the old one from {old}")),
    }
    Ok(())
}

/// Opens every value with the old key and seals it with the new one, in one transaction.
fn rotate(desk: &Desk<'_>, config: &Config, stdin: bool, terminal: &Terminal) -> Result<Exit> {
    let old = desk.vault(config)?;
    let rotation = if stdin {
        Rotation::to(&SecretString::from(
            read_stdin()?.expose_secret().trim().to_owned(),
        ))?
    } else {
        Rotation::begin(&config.key)?
    };
    rehearsal::point();
    let stored = desk.store.credentials()?;
    desk.change(|change| {
        for one in &stored {
            let binding = Binding {
                system: &one.system,
                name: &one.name,
                host: &one.host,
            };
            let plain = old.open_text(&binding, &one.host, &one.sealed)?;
            secrets::keep(change, rotation.vault(), &binding, &plain, one.set_at)?;
        }
        change.audit(&crate::store::Entry {
            event: "key-rotated",
            ..crate::store::Entry::default()
        })?;
        Ok(())
    })?;
    rotation.finish()?;
    rehearsal::point();
    terminal.say(format!("{} values are sealed with the new key", stored.len()));
    if stdin {
        terminal.say("put the new key where [encryption] says before the next run");
    }
    terminal.json(&json!({ "version": 1, "resealed": stored.len() }));
    Ok(Exit::Done)
}
