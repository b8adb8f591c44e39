//! `credentials`: store, list, remove and re-seal the passwords and tokens.
//!
//! Secrets are asked for at a prompt or read from stdin as `name=value` lines; never from the command line,
//! where other users of the machine could read them.

mod asked;
mod rotation;

use anyhow::Result;
use secrecy::ExposeSecret;
use serde_json::json;

use self::asked::{from_prompt, from_stdin};
use self::rotation::{carry_key, leave, rotate};
use super::fault;
use super::here::Here;
use crate::config::{Config, KeyKind};
use crate::exit::Exit;
use crate::pass::desk::Desk;
use crate::pass::secrets::{self, System};
use crate::terminal::{Align, Table, Terminal};
use crate::vault::Binding;

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

/// A system, by its word.
pub(super) fn system(word: &str) -> Result<System, String> {
    System::ALL
        .into_iter()
        .find(|system| system.word() == word)
        .ok_or_else(|| "amazon or sage300".to_owned())
}

/// Runs the command.
pub(super) fn run(arguments: &Arguments, here: &Here<'_>) -> Result<Exit> {
    let config = match &arguments.action {
        Action::Set { .. } => here.config()?,
        Action::List | Action::Remove { .. } | Action::RotateKey { .. } => here.config_with_database()?,
    };
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
        from_stdin(system, terminal)?
    } else {
        from_prompt(system, terminal)?
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
            // The same value once more is as old as it was: Amazon counts from when it gave it.
            let known = desk.store.credential(system.word(), name)?;
            let known = known.filter(|known| {
                known.fingerprint == vault.fingerprint(&binding, value.expose_secret().as_bytes())
            });
            let since = known.map_or(desk.now, |known| known.set_at);
            secrets::keep(change, &vault, &binding, value, since)?;
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
            .say("nothing is stored; `ml-connector credentials set amazon` and `ml-connector credentials set sage300` ask for it");
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
