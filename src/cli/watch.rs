//! Who watches a run: the log while it goes on, and at its end the system's log and the configured program.
//!
//! None of it can make a run fail, or end with another status.

use std::io::Write;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::here::Here;
use crate::clock::Clock;
use crate::config::{Config, Notify};
use crate::exit::Exit;
use crate::host::{self, Severity};
use crate::terminal::{Log, Terminal};
use crate::vault::KeySource;

/// A run that is watched.
pub(super) struct Watch {
    pass: String,
    config: Option<Config>,
}

impl Watch {
    /// Begins to keep the log, when the configuration can be read and asks for one.
    pub(super) fn begin(pass: &str, here: &Here<'_>) -> Self {
        here.terminal.speak_for(pass);
        // What is wrong with it, the run itself says.
        let config = Config::load(&here.common.config).ok();
        if let Some(config) = &config {
            keep_log(config, here.terminal, here.clock);
            if config.notify.is_some() {
                here.terminal.promise_document();
            }
            if let Some(words) = config.sage300.fixed_zone() {
                here.terminal.warn(words);
            }
        }
        Self {
            pass: pass.to_owned(),
            config,
        }
    }

    /// Tells how the run ended.
    pub(super) fn end(self, exit: Exit, terminal: &Terminal) {
        if self.config.as_ref().is_none_or(|config| config.logging.system) {
            let document = document(&self.pass, exit, terminal.document_in_short());
            tell_system(&self.pass, exit, &document);
        }
        let notify = self
            .config
            .as_ref()
            .and_then(|config| Some((config, config.notify.as_ref()?)));
        let notify = notify.filter(|(_, notify)| notify.statuses.contains(&exit.code()));
        if let Some((config, notify)) = notify {
            let document = document(&self.pass, exit, terminal.document());
            if let Err(trouble) = told(notify, &document, &config.key) {
                terminal.warn(format!(
                    "[notify] command: {trouble}; the run itself is not touched by that"
                ));
            }
        }
    }
}

fn keep_log(config: &Config, terminal: &Terminal, clock: &Clock) {
    let Some(folder) = &config.logging.folder else {
        return;
    };
    match Log::open(folder, config.logging.days, clock) {
        Ok(log) => terminal.keep_log(log),
        Err(error) => terminal.warn(format!(
            "the log in `{}` cannot be written: {error}",
            folder.display()
        )),
    }
}

/// The run's own document, which always names its command and status.
fn document(pass: &str, exit: Exit, given: Option<Value>) -> Value {
    let mut document = given
        .filter(Value::is_object)
        .unwrap_or_else(|| json!({ "version": 1 }));
    document["command"] = json!(pass);
    document["status"] = json!(exit.code());
    document
}

fn tell_system(pass: &str, exit: Exit, document: &Value) {
    let severity = match exit {
        Exit::Done => return,
        Exit::Attention | Exit::Temporary | Exit::Locked | Exit::Interrupted => Severity::Warning,
        Exit::Internal | Exit::Usage | Exit::Denied | Exit::Integrity => Severity::Error,
    };
    let meaning = Exit::TABLE
        .iter()
        .find(|(one, _)| *one == exit)
        .map_or("", |(_, meaning)| meaning);
    let notes = document["notes"].as_array().into_iter().flatten();
    let reasons: Vec<&str> = notes
        .chain([&document["error"]])
        .filter_map(Value::as_str)
        .collect();
    let words = format!(
        "{pass} ended with {} ({meaning}) {}",
        exit.code(),
        reasons.join("; ")
    );
    host::tell_system(severity, exit.code(), words.trim_end());
}

/// Starts the program, gives it the document and waits for it, no longer than it may take.
fn told(notify: &Notify, document: &Value, key: &KeySource) -> Result<(), String> {
    let (program, arguments) = notify.command.split_first().ok_or("names no program")?;
    let mut command = Command::new(program);
    command
        .args(arguments)
        .current_dir(&notify.folder)
        .stdin(Stdio::piped())
        // An open pipe of a program that outlives its limit would hold whoever waits for this one's end.
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    if let KeySource::Environment(variable) = key {
        command.env_remove(variable);
    }
    let mut child = command
        .spawn()
        .map_err(|error| format!("`{program}` could not be started: {error}"))?;
    let text = format!("{document:#}\n");
    if let Some(mut stdin) = child.stdin.take() {
        // In a thread of its own: a program that does not read must not hold the run.
        std::thread::spawn(move || stdin.write_all(text.as_bytes()));
    }
    let deadline = Instant::now() + notify.time_limit;
    loop {
        match child.try_wait() {
            Ok(Some(status)) if status.success() => return Ok(()),
            Ok(Some(status)) => return Err(format!("`{program}` ended with {status}")),
            Err(error) => return Err(format!("`{program}` cannot be waited for: {error}")),
            Ok(None) if Instant::now() < deadline => std::thread::park_timeout(Duration::from_millis(20)),
            Ok(None) => {
                let _ = child.kill();
                let _ = child.wait();
                let limit = notify.time_limit.as_secs();
                return Err(format!(
                    "`{program}` did not end within {limit} s and was stopped"
                ));
            }
        }
    }
}
