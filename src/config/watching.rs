//! Who is told how runs go: sections `[log]` and `[notify]`.

use std::path::PathBuf;
use std::time::Duration;

use toml::de::DeValue;

use super::paths::{absolute, path_in, program_in};
use super::read;
use super::sheet::{Read, Section};
use crate::exit::Exit;

/// `[log]`.
#[derive(Debug, Clone)]
pub struct Logging {
    /// The folder of the log files; none keeps no log.
    pub folder: Option<PathBuf>,
    /// How many days a log file stays.
    pub days: u32,
    /// Whether a run that ends with other than 0 is told to the system: Windows' event log, elsewhere syslog or journald.
    pub system: bool,
}

/// `[notify]`: a program that is told how a run ended.
#[derive(Debug, Clone)]
pub struct Notify {
    /// The program with its arguments; never empty.
    pub command: Vec<String>,
    /// Where it runs: the folder of the configuration.
    pub folder: PathBuf,
    /// The statuses it is told of.
    pub statuses: Vec<u8>,
    /// How long it may take.
    pub time_limit: Duration,
}

pub(super) fn logging(section: &Section<'_>) -> Logging {
    let folder = section.folder();
    let days = section.or("days", 30, read::whole(1, 3_650));
    let kept = section.optional("folder", path_in(folder));
    Logging {
        folder: kept,
        days,
        system: section.or("system", true, read::flag),
    }
}

pub(super) fn notify(section: &Section<'_>) -> Option<Notify> {
    if !section.has("command") {
        section.missing(
            "command",
            "; name the program that is told, such as [\"tell-the-admin.cmd\"]",
        );
    }
    let words: Vec<String> = section
        .list("command", read::text)
        .into_iter()
        .map(|(_, word)| word)
        .collect();
    let statuses: Vec<u8> = section
        .list("statuses", status)
        .into_iter()
        .map(|(_, status)| status)
        .collect();
    let every_fault = || {
        let all = Exit::TABLE.iter().map(|(exit, _)| exit.code());
        all.filter(|code| *code != 0).collect()
    };
    let notify = Notify {
        command: program_in(section.folder(), words),
        folder: absolute(section.folder()),
        statuses: if section.has("statuses") {
            statuses
        } else {
            every_fault()
        },
        time_limit: section.or(
            "time_limit",
            Duration::from_secs(30),
            read::duration(Duration::from_secs(1), read::minutes(60)),
        ),
    };
    if section.has("command")
        && notify
            .command
            .first()
            .is_none_or(|program| program.trim().is_empty())
    {
        section.fault("command", "`command` in [notify] must name a program");
        return None;
    }
    (!notify.command.is_empty()).then_some(notify)
}

fn status(value: &DeValue<'_>) -> Read<u8> {
    let number = read::whole(0, 255)(value)?;
    let known = Exit::TABLE.iter().map(|(exit, _)| exit.code());
    let all: Vec<u8> = known.collect();
    match u8::try_from(number) {
        Ok(code) if all.contains(&code) => Ok(code),
        _ => {
            let words: Vec<String> = all.iter().map(u8::to_string).collect();
            Err(format!(
                "`{number}` is no exit status of this program: {}",
                words.join(", ")
            ))
        }
    }
}
