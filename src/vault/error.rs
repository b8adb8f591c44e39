//! What can go wrong with the key or a sealed value, each told apart and with what to do next.

use std::path::PathBuf;

use crate::exit::{Ends, Exit};

/// A key that cannot be had, or a sealed value that cannot be opened. Never holds a secret.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    /// The source gave no key.
    #[error("no key: {0} is missing. {1}")]
    KeyMissing(String, String),
    /// The source gave something that is no key.
    #[error(
        "{0} does not hold a key of 32 bytes in base64url (43 characters). Restore it from your backup. \
         Without one, what it sealed is lost: run `ml-connector credentials remove amazon` and \
         `ml-connector credentials remove sage300`, take away what stands there, and set both again under a new key (a key file is \
         made by the next `credentials set`): {MADE_BY}"
    )]
    KeyMalformed(String),
    /// What a person gave as the new key is none.
    #[error(
        "what came on stdin is no key of 32 bytes in base64 or base64url; nothing was changed. Make a new one: {MADE_BY}"
    )]
    NoNewKey,
    /// Others than its owner can read the key file.
    #[error(
        "{path} can be read by others (mode {mode:03o}). Run `chmod 600 {path}`, and rotate the key if others used this machine"
    )]
    KeyExposed {
        /// The key file.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// A key stands there already.
    #[error("{0} exists already and is not overwritten. Keep it: it opens the stored credentials")]
    KeyExists(PathBuf),
    /// The key file cannot be read or written.
    #[error("the key file {0}: {1}. Put that right, or name another file in [encryption]")]
    KeyFile(PathBuf, std::io::Error),
    /// The command that prints the key did not.
    #[error("the key command `{program}` {what}. Run it by hand, as the user that runs ml-connector")]
    Command {
        /// The program.
        program: String,
        /// What it did.
        what: String,
    },
    /// The account may not use the key file.
    #[error(
        "the account `{account}` may not use the key file {path}. As an administrator give it to the account that runs \
         ml-connector, {}",
        how_to_give(path, account)
    )]
    KeyDenied {
        /// The key file.
        path: PathBuf,
        /// Who runs this.
        account: String,
    },
    /// The data protection of Windows would not protect a key.
    #[error(
        "Windows could not protect the key (error {0}); nothing was changed. With dpapi = \"user\" the account needs its \
         profile loaded"
    )]
    NotProtected(u32),
    /// A protected key whose bytes are not what Windows made.
    #[error(
        "the protected key cannot be opened: its file is damaged, or was made on another machine or for another account \
         (error {0}). Restore it from this machine's backup; without one, remove the credentials of both systems, delete the \
         file and set them again"
    )]
    ProtectedDamaged(u32),
    /// A key of an account that another account, or the same without its profile, would open.
    #[error(
        "Windows does not open the protected key for this account (error {0}): with dpapi = \"user\" the account that made \
         it must run ml-connector, with its profile loaded and its password not reset by an administrator. As that account, \
         `ml-connector credentials rotate-key --to dpapi-machine` makes a key that every account with rights to the file opens"
    )]
    ProtectedForAnother(u32),
    /// A key of a machine that another machine would open.
    #[error(
        "Windows does not open the protected key on this machine (error {0}): with dpapi = \"machine\" only the machine and \
         installation that made it can. Here remove the credentials of both systems, delete the file and set them again"
    )]
    ProtectedElsewhere(u32),
    /// Key sources of Windows on another system.
    #[error("dpapi exists only on Windows. Use key_file, key_env or key_command in [encryption]")]
    NotOnThisSystem,
    /// The source is not one that this program writes.
    #[error(
        "{0} is not kept by this program, so a new key comes from you; nothing was changed. Leave the old key where it is \
         still, make a new one ({MADE_BY}), give it on stdin to `ml-connector credentials rotate-key --stdin`, and then put it \
         in the old one's place. Or let this program keep it: `ml-connector credentials rotate-key --to key-file`"
    )]
    NotOurs(String),
    /// A value that another key sealed.
    #[error(
        "wrong key: the {name} of {system} was sealed with another key. Restore that key, or set the credentials again with `ml-connector credentials set {system}`"
    )]
    WrongKey {
        /// `amazon` or `sage300`.
        system: String,
        /// The field.
        name: String,
    },
    /// A value that is not what was stored.
    #[error(
        "damaged: the stored {name} of {system} is not what was sealed. Set it again with `ml-connector credentials set {system}`, and check the database"
    )]
    Damaged {
        /// `amazon` or `sage300`.
        system: String,
        /// The field.
        name: String,
    },
    /// A value for another host.
    #[error(
        "changed host: the {name} of {system} was stored for {stored}, and the configuration now says {now}. If that is right, run `ml-connector credentials set {system}`"
    )]
    ChangedHost {
        /// `amazon` or `sage300`.
        system: String,
        /// The field.
        name: String,
        /// The host it was stored for.
        stored: String,
        /// The host of the configuration.
        now: String,
    },
    /// A value larger than any credential.
    #[error("the {0} is longer than any credential; it was not stored")]
    TooLong(String),
    /// The system gave no random bytes.
    #[error("the system gives no random numbers; nothing was sealed")]
    Random,
}

/// How a person makes a key.
#[cfg(not(windows))]
pub(super) const MADE_BY: &str = "`openssl rand -base64 32` prints one";

/// How a person makes a key, in the shell that every Windows has.
#[cfg(windows)]
pub(super) const MADE_BY: &str = "in PowerShell `$b = [byte[]]::new(32); \
    [Security.Cryptography.RandomNumberGenerator]::Create().GetBytes($b); [Convert]::ToBase64String($b)` prints one";

/// The command with which an administrator gives a file to an account, which is the one that runs this.
#[cfg(windows)]
fn how_to_give(path: &std::path::Path, _account: &str) -> String {
    let account = crate::host::account_for_icacls();
    format!("with `icacls \"{}\" /grant \"{account}:F\"`", path.display())
}

/// The command with which an administrator gives a file to an account.
#[cfg(not(windows))]
fn how_to_give(path: &std::path::Path, account: &str) -> String {
    format!("with `chown {account} '{}'`", path.display())
}

impl Ends for VaultError {
    fn exit(&self) -> Exit {
        match self {
            Self::KeyFile(_, error) if crate::host::is_held(error) => Exit::Temporary,
            _ => Exit::Usage,
        }
    }
}
