//! Whether the file is as this program left it, so that it need not be read whole before each pass.
//!
//! A run that closes the database in good order gives the file a time of change that no other writer gives it,
//! and notes that time beside it, with the file's length and the moment it was last read whole. A file that
//! still bears both, without a log left behind, was touched by nobody: header and schema are enough. After a
//! killed run, a restored backup, a byte changed by another program, or a day, it is read whole again.
//!
//! This saves time and proves nothing: what the rows say is held against the audit chain by `audit verify`.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::{Duration, UNIX_EPOCH};

use chrono::{DateTime, TimeDelta, Utc};

use super::time_text;
use crate::clock::Clock;

/// How long a whole reading holds for a file that nobody touched since.
const HOLDS: TimeDelta = TimeDelta::days(1);

/// Added to the time of change: file systems keep ticks of a millisecond or more, or round to 100 ns.
const OWN_NOTCH: Duration = Duration::from_nanos(700);

/// What was noted of a file when it was last closed, and what is to be noted when it is closed again.
#[derive(Debug)]
pub(super) struct Mark {
    database: PathBuf,
    read_whole: Option<DateTime<Utc>>,
    leaves: bool,
}

impl Mark {
    /// What is known of a database file before it is opened.
    pub(super) fn of(database: &Path) -> Self {
        Self {
            database: database.to_owned(),
            read_whole: known(database),
            leaves: false,
        }
    }

    /// Whether the file was read whole within a day and nobody has touched it since.
    pub(super) fn holds(&self) -> bool {
        let now = Clock::system().now();
        self.read_whole.is_some_and(|at| at <= now && now - at < HOLDS)
    }

    /// That the file was read whole just now and is sound.
    pub(super) fn was_read_whole(&mut self) {
        self.read_whole = Some(Clock::system().now());
    }

    /// From here on the mark is left on the file when it is closed: dropped after the connection.
    pub(super) fn leave_when_closed(mut self) -> Self {
        self.leaves = true;
        self
    }

    fn leave(&self) -> std::io::Result<()> {
        let Some(read_whole) = self.read_whole else {
            return Ok(());
        };
        if log_is_left(&self.database) {
            return Ok(());
        }
        let changed = fs::metadata(&self.database)?.modified()?;
        File::options()
            .write(true)
            .open(&self.database)?
            .set_modified(changed + OWN_NOTCH)?;
        let note = format!("{} {}\n", likeness(&self.database)?, time_text(read_whole));
        let mut options = File::options();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        options.open(beside(&self.database))?.write_all(note.as_bytes())
    }
}

impl Drop for Mark {
    fn drop(&mut self) {
        if self.leaves {
            // Without the note the next run reads the file whole, which is slower and as safe.
            let _ = self.leave();
        }
    }
}

/// When the file was last read whole, if it is the very one that was noted then.
fn known(database: &Path) -> Option<DateTime<Utc>> {
    if log_is_left(database) {
        return None;
    }
    let note = fs::read_to_string(beside(database)).ok()?;
    let (noted, at) = note.trim_end().rsplit_once(' ')?;
    if noted != likeness(database).ok()? {
        return None;
    }
    DateTime::parse_from_rfc3339(at)
        .ok()
        .map(|at| at.with_timezone(&Utc))
}

/// Changes that wait in the write-ahead log: the last run did not close the file, or another has it open.
fn log_is_left(database: &Path) -> bool {
    let mut log = database.as_os_str().to_owned();
    log.push("-wal");
    fs::metadata(log).is_ok_and(|log| log.len() > 0)
}

/// Length and time of change, as one text.
fn likeness(database: &Path) -> std::io::Result<String> {
    let file = fs::metadata(database)?;
    let changed = file.modified()?;
    let nanos = changed
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_nanos());
    Ok(format!("{} {nanos}", file.len()))
}

fn beside(database: &Path) -> PathBuf {
    let mut note = database.as_os_str().to_owned();
    note.push("-mark");
    PathBuf::from(note)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn closed(folder: &Path) -> PathBuf {
        let path = folder.join("db.sqlite");
        fs::write(&path, [7; 9_000]).unwrap();
        let mut mark = Mark::of(&path);
        assert!(!mark.holds(), "a file that nobody noted is read whole");
        mark.was_read_whole();
        drop(mark.leave_when_closed());
        path
    }

    #[test]
    fn a_file_that_nobody_touched_is_known() {
        let folder = tempfile::tempdir().unwrap();
        let path = closed(folder.path());
        assert!(Mark::of(&path).holds());
    }

    #[test]
    fn any_touch_is_noticed_even_in_the_same_tick_and_of_the_same_length() {
        for _ in 0..50 {
            let folder = tempfile::tempdir().unwrap();
            let path = closed(folder.path());
            fs::write(&path, [8; 9_000]).unwrap();
            assert!(!Mark::of(&path).holds());
        }
    }

    #[test]
    fn a_log_that_is_left_an_old_reading_and_a_strange_note_are_read_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = closed(folder.path());
        fs::write(folder.path().join("db.sqlite-wal"), [1; 40]).unwrap();
        assert!(!Mark::of(&path).holds());
        fs::remove_file(folder.path().join("db.sqlite-wal")).unwrap();
        assert!(Mark::of(&path).holds());
        let note = fs::read_to_string(beside(&path)).unwrap();
        let stem = note.trim_end().rsplit_once(' ').unwrap().0.to_owned();
        for strange in [
            String::new(),
            "x".to_owned(),
            format!("{stem} yesterday\n"),
            format!("{stem} 2020-01-01T00:00:00.000000Z\n"),
            format!("{stem} 9999-01-01T00:00:00.000000Z\n"),
        ] {
            fs::write(beside(&path), &strange).unwrap();
            assert!(!Mark::of(&path).holds(), "{strange:?}");
        }
    }
}
