//! A new key, or another way of keeping it: every sealed value is sealed anew.

use super::asked::read_stdin;
use crate::cli::fault;
use crate::config::{Config, KeyKind, with_key_kind};
use crate::exit::Exit;
use crate::pass::desk::Desk;
use crate::pass::secrets;
use crate::rehearsal;
use crate::terminal::Terminal;
use crate::vault::{Binding, KeySource, Rotation, VaultError, carry, drop_file};
use anyhow::{Context, Result};
use secrecy::{ExposeSecret, SecretString};
use serde_json::json;

/// Keeps the same key in another way and says so in the configuration: each step leaves a key that opens everything.
pub(super) fn carry_key(desk: &Desk<'_>, config: &Config, kind: KeyKind) -> Result<Config> {
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
pub(super) fn leave(old: &KeySource, new: &KeySource, terminal: &Terminal) -> Result<()> {
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
pub(super) fn rotate(desk: &Desk<'_>, config: &Config, stdin: bool, terminal: &Terminal) -> Result<Exit> {
    let old = desk.vault(config)?;
    let rotation = if stdin {
        let given = SecretString::from(read_stdin()?.expose_secret().trim().to_owned());
        Rotation::to(&given, &config.key)?
    } else {
        Rotation::begin(&config.key)?
    };
    rehearsal::point();
    let mut stored = desk.store.credentials()?;
    // A token is had anew with what stays; one of another key must not be in the way of this one.
    stored.retain(|one| one.system != secrets::TOKEN_SYSTEM);
    desk.change(|change| {
        change.remove_credential(secrets::TOKEN_SYSTEM, None)?;
        for one in &stored {
            let binding = Binding {
                system: &one.system,
                name: &one.name,
                host: &one.host,
            };
            let plain = old
                .open_text(&binding, &one.host, &one.sealed)
                .map_err(|error| not_the_old_key(error, config, stdin))?;
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
    if stdin && config.key.file().is_none() {
        terminal.say(format!(
            "put the new key in the old one's place in {} now: until then no run opens what is stored",
            config.key
        ));
    }
    terminal.json(&json!({ "version": 1, "resealed": stored.len() }));
    Ok(Exit::Done)
}

/// Who puts a new key in the old one's place first has locked the door to what the old one sealed.
fn not_the_old_key(error: VaultError, config: &Config, stdin: bool) -> anyhow::Error {
    match error {
        VaultError::WrongKey { .. } if stdin && config.key.file().is_none() => fault::usage(format!(
            "{} does not hold the old key any more, which opens what is stored; nothing was changed\n\
             hint: put the old key back, give the new one on stdin to `ml-connector credentials rotate-key --stdin`, and then \
             put it in the old one's place",
            config.key
        )),
        error => error.into(),
    }
}
