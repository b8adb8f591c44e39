//! The log: what the terminal is told, with times, one JSON line an event, in a file a day.
//!
//! It says the words of the terminal and nothing else, so what may not be shown there stands not here either.
//! A log that cannot be written never stops a run: that is said once, and the run goes on.

use std::cell::{Cell, RefCell};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use chrono::{NaiveDate, SecondsFormat, TimeDelta};
use serde_json::{Map, Value};

use crate::clock::Clock;

const BEGINNING: &str = "ml-connector-";
const ENDING: &str = ".jsonl";

/// The log files of a folder.
#[derive(Debug)]
pub struct Log {
    folder: PathBuf,
    clock: Clock,
    today: RefCell<Option<(NaiveDate, File)>>,
    silent: Cell<bool>,
}

/// What an event is about, besides its words.
#[derive(Debug, Clone, Default)]
pub(super) struct Subject {
    /// The command or pass.
    pub(super) pass: String,
    /// The number of the run in the database.
    pub(super) run: Option<i64>,
}

impl Log {
    /// The log in a folder, made if it is not there; files older than so many days are removed.
    ///
    /// # Errors
    /// When the folder cannot be made or written.
    pub fn open(folder: &Path, days: u32, clock: &Clock) -> io::Result<Self> {
        make_private_folder(folder)?;
        let log = Self {
            folder: folder.to_owned(),
            clock: clock.clone(),
            today: RefCell::default(),
            silent: Cell::new(false),
        };
        let today = clock.now().date_naive();
        log.file_of(today)?;
        remove_older(folder, today - TimeDelta::days(i64::from(days)))?;
        Ok(log)
    }

    /// Writes an event; says why when that is no longer possible, once.
    pub(super) fn write(
        &self,
        level: &str,
        subject: &Subject,
        key: Option<&str>,
        words: &str,
    ) -> Option<String> {
        if self.silent.get() {
            return None;
        }
        let error = self.append(level, subject, key, words).err()?;
        self.silent.set(true);
        Some(format!(
            "the log in `{}` cannot be written: {error}",
            self.folder.display()
        ))
    }

    fn append(&self, level: &str, subject: &Subject, key: Option<&str>, words: &str) -> io::Result<()> {
        let now = self.clock.now();
        let mut event = Map::new();
        let mut put = |name: &str, value: Value| event.insert(name.to_owned(), value);
        put("time", now.to_rfc3339_opts(SecondsFormat::Millis, true).into());
        put("level", level.into());
        put("pass", subject.pass.as_str().into());
        put("run", subject.run.into());
        put("process", std::process::id().into());
        put("key", key.into());
        put("words", words.into());
        let mut line = Value::Object(event).to_string();
        line.push('\n');
        self.file_of(now.date_naive())?;
        let mut today = self.today.borrow_mut();
        match today.as_mut() {
            // One call for the whole line, at the file's end: two processes never mix theirs.
            Some((_, file)) => file.write_all(line.as_bytes()),
            None => Ok(()),
        }
    }

    /// Opens the file of a day unless it is open already.
    fn file_of(&self, day: NaiveDate) -> io::Result<()> {
        let mut today = self.today.borrow_mut();
        if today.as_ref().is_some_and(|(open, _)| *open == day) {
            return Ok(());
        }
        let mut options = OpenOptions::new();
        options.create(true).append(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(self.folder.join(format!("{BEGINNING}{day}{ENDING}")))?;
        *today = Some((day, file));
        Ok(())
    }
}

fn make_private_folder(folder: &Path) -> io::Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// The day of a log file of this program; none for any other file.
fn day_of(name: &str) -> Option<NaiveDate> {
    name.strip_prefix(BEGINNING)?.strip_suffix(ENDING)?.parse().ok()
}

fn remove_older(folder: &Path, than: NaiveDate) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let old = entry
            .file_name()
            .to_str()
            .and_then(day_of)
            .is_some_and(|day| day < than);
        if old {
            // One that another program reads is removed by a later run.
            let _ = fs::remove_file(entry.path());
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_a_file_and_old_ones_go() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log");
        let clock = Clock::at("2026-03-18T23:59:59.500Z".parse().unwrap());
        fs::create_dir(&path).unwrap();
        for name in [
            "ml-connector-2026-03-03.jsonl",
            "ml-connector-2026-03-04.jsonl",
            "ml-connector-old.jsonl",
            "other.txt",
        ] {
            fs::write(path.join(name), "{}\n").unwrap();
        }
        let log = Log::open(&path, 14, &clock).unwrap();
        let subject = Subject {
            pass: "pull-orders".into(),
            run: Some(7),
        };
        assert_eq!(log.write("step", &subject, Some("113-1"), "one\n\"two\""), None);
        assert!(clock.sleep(std::time::Duration::from_millis(600)));
        assert_eq!(log.write("step", &Subject::default(), None, "next day"), None);
        let mut names: Vec<_> = fs::read_dir(&path)
            .unwrap()
            .map(|entry| entry.unwrap().file_name())
            .collect();
        names.sort();
        assert_eq!(
            names,
            [
                "ml-connector-2026-03-04.jsonl",
                "ml-connector-2026-03-18.jsonl",
                "ml-connector-2026-03-19.jsonl",
                "ml-connector-old.jsonl",
                "other.txt",
            ]
        );
        let text = fs::read_to_string(path.join("ml-connector-2026-03-18.jsonl")).unwrap();
        let event: Value = serde_json::from_str(text.trim_end()).unwrap();
        assert_eq!(
            (&event["run"], &event["key"], &event["words"]),
            (&7.into(), &"113-1".into(), &"one\n\"two\"".into())
        );
        assert!(
            event["time"]
                .as_str()
                .unwrap()
                .starts_with("2026-03-18T23:59:59.")
        );
    }
}
