//! The key itself: 32 random bytes, written as base64url, fetched from its source.

use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::rand::{SecureRandom, SystemRandom};
use secrecy::{ExposeSecret, SecretBox, SecretString};
use zeroize::Zeroizing;

use super::error::MADE_BY;
use super::source::{DpapiScope, KeySource};
use super::{VaultError, command, file};

/// How many bytes a key has.
pub(super) const LENGTH: usize = 32;

/// The bytes of a key; wiped when dropped.
pub(super) type Key = SecretBox<[u8; LENGTH]>;

/// Makes a new key.
pub(super) fn generate() -> Result<SecretString, VaultError> {
    let mut bytes = Zeroizing::new([0_u8; LENGTH]);
    SystemRandom::new()
        .fill(bytes.as_mut_slice())
        .map_err(|_| VaultError::Random)?;
    Ok(URL_SAFE_NO_PAD.encode(bytes.as_slice()).into())
}

/// Reads the text of a key; padding and the other alphabet of base64 are taken too.
pub(super) fn parse(text: &[u8], source: &str) -> Result<Key, VaultError> {
    let fault = || VaultError::KeyMalformed(source.to_owned());
    let text = text.trim_ascii();
    let mut plain = Zeroizing::new(Vec::with_capacity(text.len()));
    plain.extend(text.iter().map(|byte| match byte {
        b'+' => b'-',
        b'/' => b'_',
        other => *other,
    }));
    let padding = plain.iter().rev().take_while(|byte| **byte == b'=').count();
    let digits = &plain[..plain.len() - padding];
    let mut bytes = Zeroizing::new([0_u8; 48]);
    let length = URL_SAFE_NO_PAD
        .decode_slice(digits, bytes.as_mut_slice())
        .map_err(|_| fault())?;
    if length != LENGTH {
        return Err(fault());
    }
    Ok(Key::init_with_mut(|key| key.copy_from_slice(&bytes[..LENGTH])))
}

/// Fetches the key from its source.
pub(super) fn fetch(source: &KeySource) -> Result<Key, VaultError> {
    let named = source.to_string();
    match source {
        KeySource::File(path) => parse(&file::read(path)?, &named),
        KeySource::Environment(name) => parse(&variable(name)?, &named),
        KeySource::Command { words, folder } => parse(&command::output(words, folder)?, &named),
        KeySource::Dpapi { scope, file: path } => parse(&unprotect(*scope, &file::read(path)?)?, &named),
    }
}

/// A key as it is written.
pub(super) fn written(key: &Key) -> SecretString {
    URL_SAFE_NO_PAD.encode(key.expose_secret()).into()
}

/// Writes a key to a file of the source's kind, which must not exist yet, with the rights of the file that it replaces.
pub(super) fn store(
    source: &KeySource,
    path: &Path,
    text: &SecretString,
    like: Option<&Path>,
) -> Result<(), VaultError> {
    let text = text.expose_secret().as_bytes();
    match source {
        KeySource::File(_) => file::create(path, &Zeroizing::new([text, b"\n"].concat()), like),
        KeySource::Dpapi { scope, .. } => file::create(path, &protect(*scope, text)?, like),
        KeySource::Environment(_) | KeySource::Command { .. } => Err(VaultError::NotOurs(source.to_string())),
    }
}

fn variable(name: &str) -> Result<Zeroizing<Vec<u8>>, VaultError> {
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place where the key is read from the environment"
    )]
    let text = std::env::var(name).map_err(|_| {
        let advice = format!(
            "Set it to the key for the user that runs ml-connector; where there was none before, make one: {MADE_BY}"
        );
        VaultError::KeyMissing(format!("the environment variable {name}"), advice)
    })?;
    Ok(Zeroizing::new(text.into_bytes()))
}

#[cfg(windows)]
fn protect(scope: DpapiScope, plain: &[u8]) -> Result<Zeroizing<Vec<u8>>, VaultError> {
    super::dpapi::protect(scope, plain)
}

#[cfg(windows)]
fn unprotect(scope: DpapiScope, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, VaultError> {
    super::dpapi::unprotect(scope, sealed)
}

#[cfg(not(windows))]
fn protect(_scope: DpapiScope, _plain: &[u8]) -> Result<Zeroizing<Vec<u8>>, VaultError> {
    Err(VaultError::NotOnThisSystem)
}

#[cfg(not(windows))]
fn unprotect(_scope: DpapiScope, _sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, VaultError> {
    Err(VaultError::NotOnThisSystem)
}
