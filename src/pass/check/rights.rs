//! Who else may change what runs or decides, or read what is secret: on Windows by access lists, elsewhere by modes.
//!
//! Whoever may write into the folder of the database, of the configuration or of the program runs as this account.

use std::path::{Path, PathBuf};

use super::Findings;
#[cfg(windows)]
use crate::host::account_for_icacls;
use crate::host::{Reach, is_shared_folder, replaceable_above, who_else};
use crate::pass::session::Session;

pub(super) fn check(session: &Session<'_>, findings: &mut Findings) {
    let mut seen: Vec<PathBuf> = Vec::new();
    for (what, path, secret) in places(session) {
        if seen.contains(&path) {
            continue;
        }
        look(&format!("rights: {what}"), &path, secret, findings);
        seen.push(path);
    }
}

/// Every place with what it is, and whether reading it is harm enough; a folder once for all that lies in it.
fn places(session: &Session<'_>) -> Vec<(String, PathBuf, bool)> {
    let config = &session.config;
    let mut files: Vec<(&str, PathBuf, bool)> = Vec::new();
    files.extend(
        std::env::current_exe()
            .ok()
            .map(|program| ("program", program, false)),
    );
    files.push(("configuration", config.file.clone(), false));
    files.push(("database", config.database.clone(), false));
    files.extend(config.key.file().map(|key| ("key", key.to_owned(), true)));
    files.extend(
        config
            .items_table
            .clone()
            .map(|table| ("items table", table, false)),
    );
    files.extend(
        config
            .sage300
            .ca_file
            .clone()
            .map(|file| ("certificates", file, false)),
    );
    let mut places = Vec::new();
    for (what, file, secret) in files {
        let file = std::path::absolute(&file).unwrap_or(file);
        let folder = file.parent().map(Path::to_owned);
        places.extend(folder.map(|folder| (format!("folder of the {what}"), folder, false)));
        if what == "database" {
            // What waits in the log beside it becomes part of it.
            let mut log = file.clone().into_os_string();
            log.push("-wal");
            let log = PathBuf::from(log);
            places.extend(
                log.exists()
                    .then(|| ("log of the database".to_owned(), log, false)),
            );
        }
        places.push((what.to_owned(), file, secret));
    }
    let logs = config.logging.folder.clone().filter(|folder| folder.exists());
    places.extend(logs.map(|folder| ("folder of the log files".to_owned(), folder, false)));
    places
}

fn look(what: &str, path: &Path, secret: bool, findings: &mut Findings) {
    let shown = path.display();
    let found = match who_else(path) {
        Ok(found) => found,
        Err(error) => {
            return findings.warning(what, format!("the rights of `{shown}` cannot be read: {error}"));
        }
    };
    let names = |may: &dyn Fn(&Reach) -> bool| {
        let all: Vec<&str> = found
            .iter()
            .filter(|one| may(one))
            .map(|one| one.who.as_str())
            .collect();
        all.join(", ")
    };
    let (writers, readers) = (names(&|one| one.writes), names(&|one| one.reads && !one.writes));
    if !writers.is_empty() {
        let mend = mend(path, secret);
        findings.warning(what, format!("`{shown}` may be changed by {writers} too: {mend}"));
    } else if secret && !readers.is_empty() {
        let mend = mend(path, secret);
        findings.warning(what, format!("`{shown}` may be read by {readers} too: {mend}"));
    } else if let Some(above) = replaceable_above(path) {
        let mend = mend(&above, false);
        findings.warning(
            what,
            format!(
                "somebody else may put another thing in the place of `{shown}`, since `{}` above it is not this \
                 account's alone: {mend}",
                above.display()
            ),
        );
    } else {
        let alone = if secret {
            "nobody else may read or change it"
        } else {
            "nobody else may change it"
        };
        findings.ok(what, alone);
    }
}

/// The command that leaves it to this account.
#[cfg(windows)]
fn mend(path: &Path, _secret: bool) -> String {
    if is_shared_folder(&path.display().to_string()) {
        return "it is the system's: move what lies there into a folder of its own".to_owned();
    }
    let account = account_for_icacls();
    let inherit = if path.is_dir() { "(OI)(CI)" } else { "" };
    format!(
        "as an administrator: icacls \"{}\" /inheritance:r /grant:r \"*S-1-5-18:{inherit}F\" \"*S-1-5-32-544:{inherit}F\" \
         \"{account}:{inherit}M\"",
        path.display()
    )
}

/// The command that leaves it to this account.
#[cfg(not(windows))]
fn mend(path: &Path, secret: bool) -> String {
    if is_shared_folder(&path.display().to_string()) {
        return "it is the system's: move what lies there into a folder of its own, or have an administrator mend it"
            .to_owned();
    }
    let mode = if secret { "go=" } else { "go-w" };
    let (account, shown) = (whoami::username(), path.display());
    format!("`chmod {mode} '{shown}'`, and `chown {account} '{shown}'` where it is another's")
}
