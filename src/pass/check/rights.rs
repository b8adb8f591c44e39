//! On Windows: who else may change what runs, or read what is secret. A folder made under `C:\` lets every local user
//! write into it, and so lets each of them run as the service account.

use std::path::{Path, PathBuf};

use super::Findings;
use crate::host::{Reach, who_else};
use crate::pass::session::Session;

pub(super) fn check(session: &Session<'_>, findings: &mut Findings) {
    let config = &session.config;
    let mut places: Vec<(&str, PathBuf, bool)> = Vec::new();
    if let Ok(program) = std::env::current_exe() {
        places.push(("folder of the program", folder_of(&program), false));
        places.push(("program", program, false));
    }
    places.push(("folder of the configuration", folder_of(&config.file), false));
    places.push(("configuration", config.file.clone(), false));
    places.push(("folder of the database", folder_of(&config.database), false));
    places.push(("database", config.database.clone(), false));
    if let Some(key) = config.key.file() {
        places.push(("key", key.to_owned(), true));
    }
    let mut seen = Vec::new();
    for (what, path, secret) in places {
        if !seen.contains(&path) {
            look(&format!("rights: {what}"), &path, secret, findings);
            seen.push(path);
        }
    }
}

fn folder_of(file: &Path) -> PathBuf {
    let file = std::path::absolute(file).unwrap_or_else(|_| file.to_owned());
    file.parent().map_or(file.clone(), Path::to_owned)
}

fn look(what: &str, path: &Path, secret: bool, findings: &mut Findings) {
    let found = match who_else(path) {
        Ok(found) => found,
        Err(error) => {
            return findings.warning(
                what,
                format!("the rights of `{}` cannot be read: {error}", path.display()),
            );
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
    let account = whoami::username();
    let inherit = if path.is_dir() { "(OI)(CI)" } else { "" };
    let mend = format!(
        "as an administrator: icacls \"{}\" /inheritance:r /grant:r \"*S-1-5-18:{inherit}F\" \"*S-1-5-32-544:{inherit}F\" \
         \"{account}:{inherit}M\"",
        path.display()
    );
    if !writers.is_empty() {
        findings.warning(
            what,
            format!("`{}` may be changed by {writers} too: {mend}", path.display()),
        );
    } else if secret && !readers.is_empty() {
        findings.warning(
            what,
            format!("`{}` may be read by {readers} too: {mend}", path.display()),
        );
    } else {
        findings.ok(what, "nobody else may change it");
    }
}
