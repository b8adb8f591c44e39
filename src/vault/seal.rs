//! Sealing and opening: AES-256-GCM with a fresh nonce, bound to the row and the host of a value.
//!
//! A sealed value is `version 1 · key id 8 · nonce 12 · ciphertext and tag · checksum 4`. The checksum over
//! all before it tells damage from a wrong key, and the key id (a keyed hash, not secret) tells a wrong key
//! from a moved value; neither is trusted for anything else, since the tag covers row, host and key id.

use std::fmt;

use ring::aead::{AES_256_GCM, Aad, LessSafeKey, MAX_TAG_LEN, NONCE_LEN, Nonce, UnboundKey};
use ring::digest::{SHA256, digest};
use ring::hmac;
use ring::rand::{SecureRandom, SystemRandom};
use secrecy::{ExposeSecret, SecretSlice, SecretString};
use zeroize::Zeroizing;

use super::key::{self, Key};
use super::{KeySource, VaultError};

const VERSION: u8 = 1;
const ID: usize = 8;
const HEAD: usize = 1 + ID + NONCE_LEN;
const CHECKSUM: usize = 4;
const LONGEST: usize = 64 * 1024;

/// What a sealed value belongs to: it opens for exactly these three.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Binding<'a> {
    /// `amazon`, `sage300` or `token`.
    pub system: &'a str,
    /// The field, such as `client_secret`.
    pub name: &'a str,
    /// Scheme, host and port that the secret may be sent to.
    pub host: &'a str,
}

/// A key ready for use. Its `Debug` shows the key's id and nothing else.
pub struct Vault {
    sealing: LessSafeKey,
    marking: hmac::Key,
    id: [u8; ID],
}

impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Vault({})", self.key_id())
    }
}

impl Vault {
    /// Opens the vault with the key of its source.
    ///
    /// # Errors
    /// When the key is missing, malformed, or readable by others.
    pub fn open(source: &KeySource) -> Result<Self, VaultError> {
        Self::of(&key::fetch(source)?)
    }

    /// Opens the vault with a key that a person gave.
    ///
    /// # Errors
    /// When the text is no key.
    pub fn from_text(text: &SecretString) -> Result<Self, VaultError> {
        Self::of(&key::parse(text.expose_secret().as_bytes(), "the key given")?)
    }

    /// A new random key as text, for sources that this program does not write.
    ///
    /// # Errors
    /// When the system gives no random numbers.
    pub fn generate_key() -> Result<SecretString, VaultError> {
        key::generate()
    }

    /// Makes the key of a source that is a file; refuses to overwrite one.
    ///
    /// # Errors
    /// When the file exists or cannot be written, or the source is not a file.
    pub fn create_key(source: &KeySource) -> Result<Self, VaultError> {
        let Some(path) = source.file() else {
            return Err(VaultError::NotOurs(source.to_string()));
        };
        let text = key::generate()?;
        key::store(source, path, &text, None)?;
        Self::from_text(&text)
    }

    fn of(key: &Key) -> Result<Self, VaultError> {
        let master = hmac::Key::new(hmac::HMAC_SHA256, key.expose_secret());
        let mut derived = Zeroizing::new([0_u8; 32]);
        derived.copy_from_slice(hmac::sign(&master, b"ml-connector seal v1").as_ref());
        let unbound = UnboundKey::new(&AES_256_GCM, derived.as_slice()).map_err(|_| VaultError::Random)?;
        derived.copy_from_slice(hmac::sign(&master, b"ml-connector mark v1").as_ref());
        let marking = hmac::Key::new(hmac::HMAC_SHA256, derived.as_slice());
        let mut id = [0_u8; ID];
        id.copy_from_slice(&hmac::sign(&marking, b"key id").as_ref()[..ID]);
        Ok(Self {
            sealing: LessSafeKey::new(unbound),
            marking,
            id,
        })
    }

    /// The key's id, which says nothing about the key: to tell keys apart in logs.
    pub fn key_id(&self) -> String {
        hex(&self.id)
    }

    /// Whether this key sealed a value, as far as an undamaged value tells.
    pub fn fits(&self, sealed: &[u8]) -> bool {
        parts(sealed).is_some_and(|parts| parts.id == self.id)
    }

    /// Seals a secret for its row and host.
    ///
    /// # Errors
    /// When it is longer than 64 KiB, or the system gives no random numbers.
    pub fn seal(&self, binding: &Binding<'_>, secret: &[u8]) -> Result<Vec<u8>, VaultError> {
        if secret.len() > LONGEST {
            return Err(VaultError::TooLong(binding.name.to_owned()));
        }
        let mut nonce = [0_u8; NONCE_LEN];
        SystemRandom::new()
            .fill(&mut nonce)
            .map_err(|_| VaultError::Random)?;
        let mut body = Zeroizing::new(Vec::with_capacity(secret.len() + MAX_TAG_LEN));
        body.extend_from_slice(secret);
        let aad = Aad::from(self.bound_to(binding));
        self.sealing
            .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), aad, &mut *body)
            .map_err(|_| VaultError::Random)?;
        let mut sealed = [&[VERSION], &self.id[..], &nonce, &body].concat();
        let checksum = checksum(&sealed);
        sealed.extend_from_slice(&checksum);
        Ok(sealed)
    }

    /// Opens a value for its row. `stored_host` is the host noted beside it; `binding` names the host of now.
    ///
    /// # Errors
    /// The four that are told apart: changed host, damaged, wrong key, and (again damaged) a value that was
    /// moved from another row or whose noted host was edited.
    pub fn open_value(
        &self,
        binding: &Binding<'_>,
        stored_host: &str,
        sealed: &[u8],
    ) -> Result<SecretSlice<u8>, VaultError> {
        let Binding { system, name, host } = *binding;
        if stored_host != host {
            let (stored, now) = (stored_host.to_owned(), host.to_owned());
            return Err(VaultError::ChangedHost {
                system: system.to_owned(),
                name: name.to_owned(),
                stored,
                now,
            });
        }
        let damaged = || VaultError::Damaged {
            system: system.to_owned(),
            name: name.to_owned(),
        };
        let parts = parts(sealed).ok_or_else(damaged)?;
        if parts.id != self.id {
            return Err(VaultError::WrongKey {
                system: system.to_owned(),
                name: name.to_owned(),
            });
        }
        let mut body = Zeroizing::new(parts.body.to_vec());
        let nonce = Nonce::try_assume_unique_for_key(parts.nonce).map_err(|_| damaged())?;
        let aad = Aad::from(self.bound_to(binding));
        let plain = self
            .sealing
            .open_in_place(nonce, aad, &mut body)
            .map_err(|_| damaged())?;
        Ok(plain.to_vec().into())
    }

    /// Like [`Vault::open_value`], for secrets that are text.
    ///
    /// # Errors
    /// The same, and damaged when the bytes are not text.
    pub fn open_text(
        &self,
        binding: &Binding<'_>,
        stored_host: &str,
        sealed: &[u8],
    ) -> Result<SecretString, VaultError> {
        let plain = self.open_value(binding, stored_host, sealed)?;
        let text = std::str::from_utf8(plain.expose_secret());
        text.map(SecretString::from).map_err(|_| VaultError::Damaged {
            system: binding.system.to_owned(),
            name: binding.name.to_owned(),
        })
    }

    /// Eight digits that change when the secret changes and can be computed only with the key.
    pub fn fingerprint(&self, binding: &Binding<'_>, secret: &[u8]) -> String {
        let mut context = hmac::Context::with_key(&self.marking);
        context.update(&canonical(&[
            b"fingerprint",
            binding.system.as_bytes(),
            binding.name.as_bytes(),
        ]));
        context.update(secret);
        hex(&context.sign().as_ref()[..4])
    }

    fn bound_to(&self, binding: &Binding<'_>) -> Vec<u8> {
        let Binding { system, name, host } = binding;
        canonical(&[
            &[VERSION],
            &self.id,
            system.as_bytes(),
            name.as_bytes(),
            host.as_bytes(),
        ])
    }
}

struct Parts<'a> {
    id: &'a [u8],
    nonce: &'a [u8],
    body: &'a [u8],
}

/// The parts of a sealed value whose version is known and whose checksum holds.
fn parts(sealed: &[u8]) -> Option<Parts<'_>> {
    if sealed.len() < HEAD + MAX_TAG_LEN + CHECKSUM || sealed[0] != VERSION {
        return None;
    }
    let (content, sum) = sealed.split_at(sealed.len() - CHECKSUM);
    if checksum(content) != *sum {
        return None;
    }
    Some(Parts {
        id: &content[1..1 + ID],
        nonce: &content[1 + ID..HEAD],
        body: &content[HEAD..],
    })
}

fn checksum(content: &[u8]) -> [u8; CHECKSUM] {
    let mut sum = [0_u8; CHECKSUM];
    sum.copy_from_slice(&digest(&SHA256, content).as_ref()[..CHECKSUM]);
    sum
}

/// Each field behind its length, so that no two lists of fields give the same bytes.
fn canonical(fields: &[&[u8]]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for field in fields {
        bytes.extend_from_slice(&(field.len() as u64).to_be_bytes());
        bytes.extend_from_slice(field);
    }
    bytes
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
