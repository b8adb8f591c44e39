//! What is to run when, by whom, and where everything lies.

use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono::{NaiveDate, NaiveTime};

/// When it runs, by the machine's own time.
#[derive(Debug, Clone, Copy)]
pub(super) enum Moment {
    /// Every so many minutes.
    Every(u32),
    /// Once a day.
    Daily(NaiveTime),
}

/// A schedule.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) name: String,
    pub(super) passes: Vec<&'static str>,
    pub(super) moment: Moment,
    pub(super) limit: Duration,
    pub(super) account: String,
    pub(super) program: String,
    pub(super) config: String,
    /// Every folder with something that this program writes or keeps secret.
    pub(super) folders: Vec<String>,
    /// Whether what is said is kept in the log, so that the scheduler need not keep it.
    pub(super) quiet: bool,
    /// A day that has begun wherever this machine stands.
    pub(super) today: NaiveDate,
}

impl Plan {
    /// The words behind the program, not quoted yet.
    pub(super) fn words(&self) -> Vec<&str> {
        let mut words = vec!["--config", self.config.as_str(), "run"];
        words.extend(&self.passes);
        words
    }

    /// The folder of the configuration.
    pub(super) fn folder(&self) -> &str {
        parent(&self.config)
    }

    /// In words, for whoever finds it in the scheduler.
    pub(super) fn description(&self) -> String {
        format!(
            "Amazon Seller Central to Sage 300: {}",
            self.passes.join(", then ")
        )
    }
}

/// The folder part of an absolute path of either system.
pub(super) fn parent(path: &str) -> &str {
    match path.rfind(['/', '\\']) {
        Some(0) => &path[..1],
        Some(at) if path[..at].ends_with(':') => &path[..=at],
        Some(at) => &path[..at],
        None => path,
    }
}

/// In place of a line that would take a folder of the system away from everybody else.
pub(super) fn not_its_own(folder: &str) -> String {
    format!(
        "No rights are set for {folder}, which holds more than this: move the files there into a folder of their own, and \
         print the schedule again."
    )
}

/// A path as a scheduler needs it; one that is absolute on either system stays as it is.
pub(super) fn absolute(path: &Path) -> String {
    let text = path.display().to_string();
    let bytes = text.as_bytes();
    let drive = bytes.first().is_some_and(u8::is_ascii_alphabetic) && text[1..].starts_with(":\\");
    if drive || text.starts_with("\\\\") || text.starts_with('/') && !cfg!(windows) {
        return text;
    }
    let path = std::path::absolute(path).map_or(text, |path| path.display().to_string());
    // What Windows puts before long paths, its schedulers and shells do not take.
    path.strip_prefix(r"\\?\").map_or(path.clone(), str::to_owned)
}

/// The folders of these files, and further ones, each once.
pub(super) fn folders<'a>(files: impl Iterator<Item = &'a PathBuf>, further: Option<&Path>) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    let of_files = files.map(|file| parent(&absolute(file)).to_owned());
    for folder in of_files.chain(further.map(absolute)) {
        if !all.contains(&folder) {
            all.push(folder);
        }
    }
    all
}

/// Who runs this now.
pub(super) fn running_account() -> String {
    let name = whoami::username();
    if !cfg!(windows) {
        return name;
    }
    #[expect(
        clippy::disallowed_methods,
        reason = "Windows tells the account's domain only here"
    )]
    match std::env::var("USERDOMAIN") {
        Ok(domain) if !domain.is_empty() => format!("{domain}\\{name}"),
        _ => name,
    }
}
