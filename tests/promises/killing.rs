//! Killing the program where it stands: SIGKILL on Unix, `TerminateProcess` on Windows.
//!
//! The program stands still at a numbered point (`ML_CONNECTOR_STAND_AT`) and says so; then it is killed from
//! outside. Seeds come from the environment: `ML_CONNECTOR_SEEDS` is how many (few when unset),
//! `ML_CONNECTOR_SEED` the first. What fails names its seed and its point.

use std::io::{BufRead, BufReader, Read};
use std::ops::Range;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use crate::harness::{Bench, Ran};

/// How a run ended that was to be killed.
#[derive(Debug)]
pub enum End {
    /// Where it stood.
    Killed,
    /// It never came to that point.
    ByItself(Ran),
}

impl End {
    pub fn is_killed(&self) -> bool {
        matches!(self, Self::Killed)
    }
}

impl Bench {
    /// Runs the program and kills it at a point, counted from 1.
    pub fn kill_at(&self, words: &[&str], point: u64) -> End {
        kill(self.command(words), point)
    }
}

/// Starts the command and kills it where it stands at the point.
pub fn kill(mut command: Command, point: u64) -> End {
    let mut child = command
        .env("ML_CONNECTOR_STAND_AT", point.to_string())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdout = child.stdout.take().unwrap();
    let printed = std::thread::spawn(move || {
        let mut bytes = Vec::new();
        let _ = stdout.read_to_end(&mut bytes);
        String::from_utf8_lossy(&bytes).into_owned()
    });
    let mut stderr = String::new();
    let mut lines = BufReader::new(child.stderr.take().unwrap());
    while lines.read_line(&mut stderr).is_ok_and(|bytes| bytes > 0) {
        if stderr.ends_with(&format!("rehearsal: stands at point {point}\n")) {
            child.kill().unwrap();
            let status = child.wait().unwrap();
            assert!(!status.success());
            assert_killed(status);
            return End::Killed;
        }
    }
    let status = child.wait().unwrap().code();
    let stdout = printed.join().unwrap();
    End::ByItself(Ran {
        status,
        stdout,
        stderr,
    })
}

/// Starts the command and kills it so much later, wherever it is by then: in the middle of a write, perhaps.
pub fn kill_after(mut command: Command, wait: Duration) -> End {
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    std::thread::sleep(wait);
    // What it printed by then fits a pipe; a process that has ended is not there to be killed.
    let _ = child.kill();
    let output = child.wait_with_output().unwrap();
    if output.status.code().is_none() || !cfg!(unix) {
        return End::Killed;
    }
    End::ByItself(Ran::of(output))
}

#[cfg(unix)]
fn assert_killed(status: std::process::ExitStatus) {
    use std::os::unix::process::ExitStatusExt;
    assert_eq!(status.signal(), Some(9));
}

#[cfg(not(unix))]
fn assert_killed(_status: std::process::ExitStatus) {}

/// How many points or requests the page `docs/how-it-is-proven.md` says there are: the number before these words.
pub fn told(words: &str) -> u64 {
    let page = include_str!("../../docs/how-it-is-proven.md");
    let (before, _) = page
        .split_once(words)
        .unwrap_or_else(|| panic!("the page does not say how many points {words}"));
    let number = before.split_whitespace().next_back();
    number.and_then(|number| number.parse().ok()).expect(words)
}

/// A whole number of the environment.
pub fn number_of(variable: &str, otherwise: u64) -> u64 {
    std::env::var(variable)
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(otherwise)
}

/// The seeds of this run.
pub fn seeds(few: u64) -> Range<u64> {
    let first = number_of("ML_CONNECTOR_SEED", 1);
    first..first + number_of("ML_CONNECTOR_SEEDS", few)
}

/// Says where it was when a test panics.
pub struct Told(pub String);

impl Drop for Told {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("failed: {}", self.0);
        }
    }
}

/// Calls `one` with 1, 2, 3 … until it says that the point was never reached; several at a time.
///
/// Returns how many points there are.
pub fn at_every_point(what: &str, one: impl Fn(u64) -> bool + Sync) -> u64 {
    let (next, end, failed) = (
        AtomicU64::new(1),
        AtomicU64::new(u64::MAX),
        AtomicBool::new(false),
    );
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                loop {
                    let point = next.fetch_add(1, Ordering::SeqCst);
                    if point >= end.load(Ordering::SeqCst) || failed.load(Ordering::SeqCst) {
                        return;
                    }
                    let _told = Told(format!("{what}, killed at point {point}"));
                    let _flag = Flag(&failed);
                    if !one(point) {
                        end.fetch_min(point, Ordering::SeqCst);
                    }
                }
            });
        }
    });
    let points = end.load(Ordering::SeqCst) - 1;
    println!("{what}: killed at each of {points} points");
    points
}

/// One failure is enough: the other lanes stop.
struct Flag<'a>(&'a AtomicBool);

impl Drop for Flag<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.store(true, Ordering::SeqCst);
        }
    }
}

/// Calls `one` with each seed, several at a time.
pub fn with_every_seed(what: &str, few: u64, one: impl Fn(u64) + Sync) {
    let seeds = seeds(few);
    let (next, failed) = (AtomicU64::new(seeds.start), AtomicBool::new(false));
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::SeqCst);
                    if seed >= seeds.end || failed.load(Ordering::SeqCst) {
                        return;
                    }
                    let _told = Told(format!(
                        "{what}, seed {seed} (ML_CONNECTOR_SEED={seed} ML_CONNECTOR_SEEDS=1)"
                    ));
                    let _flag = Flag(&failed);
                    one(seed);
                }
            });
        }
    });
}
