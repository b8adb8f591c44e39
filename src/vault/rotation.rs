//! Changing the key: the new one lies beside the old until every value is sealed with it.
//!
//! The new key is written to a file of its own, the values are sealed again in one transaction of the
//! database, and only then it takes the old key's place. A crash before the commit leaves the old key at
//! work; a crash after it leaves values that the waiting key opens, and the next opening puts it in place.

use std::path::{Path, PathBuf};

use secrecy::SecretString;

use super::{KeySource, Vault, VaultError, file, key};

/// A change of key under way.
#[derive(Debug)]
pub struct Rotation {
    vault: Vault,
    place: Option<(PathBuf, PathBuf)>,
}

impl Rotation {
    /// Makes the new key. Call it with a vault that opens the stored values, never before
    /// [`Vault::open_fitting`]: a key that was waiting is thrown away.
    ///
    /// # Errors
    /// When the key cannot be written, or the source is not a file that this program keeps.
    pub fn begin(source: &KeySource) -> Result<Self, VaultError> {
        let Some(path) = source.file() else {
            return Err(VaultError::NotOurs(source.to_string()));
        };
        Self::waiting(source, path, &key::generate()?)
    }

    /// Takes a key that a person made. Where this program keeps the key it is put there; where it does not, the person puts it
    /// there afterwards.
    ///
    /// # Errors
    /// When the text is no key, or the key cannot be written.
    pub fn to(text: &SecretString, source: &KeySource) -> Result<Self, VaultError> {
        let vault = match Vault::from_text(text) {
            Err(VaultError::KeyMalformed(_)) => return Err(VaultError::NoNewKey),
            vault => vault?,
        };
        match source.file() {
            Some(path) => Self::waiting(source, path, text),
            None => Ok(Self { vault, place: None }),
        }
    }

    /// A new key that waits beside the old one.
    fn waiting(source: &KeySource, path: &Path, text: &SecretString) -> Result<Self, VaultError> {
        let waiting = waiting(path);
        file::remove(&waiting)?;
        key::store(source, &waiting, text, Some(path))?;
        Ok(Self {
            vault: Vault::from_text(text)?,
            place: Some((path.to_owned(), waiting)),
        })
    }

    /// The vault of the new key, to seal every value with before [`Rotation::finish`].
    pub fn vault(&self) -> &Vault {
        &self.vault
    }

    /// Puts the new key in the old one's place. Call it after the commit.
    ///
    /// # Errors
    /// When the file cannot be moved; the next opening tries again.
    pub fn finish(self) -> Result<Vault, VaultError> {
        if let Some((path, waiting)) = &self.place {
            file::replace(path, waiting)?;
        }
        Ok(self.vault)
    }
}

/// Puts the same key where another source keeps it; both then open what is sealed. What lies there already must be
/// this key: a move that was cut off is taken up so.
///
/// # Errors
/// When the key cannot be had or written, or another one lies there.
pub fn carry(from: &KeySource, to: &KeySource) -> Result<(), VaultError> {
    let Some(path) = to.file() else {
        return Err(VaultError::NotOurs(to.to_string()));
    };
    let text = key::written(&key::fetch(from)?);
    if from.file() == Some(path) {
        let waiting = waiting(path);
        file::remove(&waiting)?;
        key::store(to, &waiting, &text, Some(path))?;
        return file::replace(path, &waiting);
    }
    if !path.exists() {
        return key::store(to, path, &text, from.file());
    }
    let (here, there) = (Vault::open(from)?, Vault::open(to)?);
    if here.key_id() == there.key_id() {
        Ok(())
    } else {
        Err(VaultError::KeyExists(path.to_owned()))
    }
}

/// Removes the file of a source that is no longer used; `None` when this program keeps no file there.
///
/// # Errors
/// When it cannot be removed.
pub fn drop_file(source: &KeySource) -> Result<Option<&Path>, VaultError> {
    let Some(path) = source.file() else {
        return Ok(None);
    };
    file::remove(path)?;
    Ok(Some(path))
}

impl Vault {
    /// Opens the vault with the key that fits a stored value, finishing a change of key that a crash cut off.
    ///
    /// # Errors
    /// As [`Vault::open`]. A key that does not fit is no error here: opening the value says `wrong key`.
    pub fn open_fitting(source: &KeySource, sealed: Option<&[u8]>) -> Result<Self, VaultError> {
        let vault = Self::open(source)?;
        let (Some(sealed), Some(path)) = (sealed, source.file()) else {
            return Ok(vault);
        };
        let waiting = waiting(path);
        if vault.fits(sealed) || !waiting.exists() {
            return Ok(vault);
        }
        let next = Self::open(&beside(source, &waiting))?;
        if !next.fits(sealed) {
            return Ok(vault);
        }
        file::replace(path, &waiting)?;
        Ok(next)
    }
}

fn waiting(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".new");
    name.into()
}

fn beside(source: &KeySource, waiting: &Path) -> KeySource {
    match source {
        KeySource::Dpapi { scope, .. } => KeySource::Dpapi {
            scope: *scope,
            file: waiting.to_owned(),
        },
        _ => KeySource::File(waiting.to_owned()),
    }
}
