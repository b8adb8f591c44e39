//! A key that a program prints, such as a password store's.
//!
//! Its output goes nowhere but into the key, and what it writes to its error stream is dropped, since either
//! may hold the secret. It gets no input and half a minute.

use std::io::Read;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use zeroize::Zeroizing;

use super::VaultError;

const PATIENCE: Duration = Duration::from_secs(30);
const LONGEST: u64 = 4_096;

/// What the command printed; it must end well and in time.
pub(super) fn output(words: &[String], folder: &Path) -> Result<Zeroizing<Vec<u8>>, VaultError> {
    output_within(words, folder, PATIENCE)
}

pub(super) fn output_within(
    words: &[String],
    folder: &Path,
    patience: Duration,
) -> Result<Zeroizing<Vec<u8>>, VaultError> {
    let (program, arguments) = words.split_first().ok_or_else(|| fault("", "is empty"))?;
    let mut child = Command::new(program)
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|error| fault(program, &format!("could not be started: {error}")))?;
    let deadline = Instant::now() + patience;
    let printed = read_until(&mut child, deadline);
    let ended = if printed.is_some() {
        wait_until(&mut child, deadline)
    } else {
        None
    };
    let Some((printed, status)) = printed.zip(ended) else {
        // It may have ended by itself in the meantime; either way nobody waits for it any longer.
        let _ = child.kill();
        let _ = child.wait();
        return Err(fault(
            program,
            &format!("did not finish within {} seconds", patience.as_secs()),
        ));
    };
    if status != Some(0) {
        let status = status.map_or_else(|| "a signal".to_owned(), |code| format!("status {code}"));
        return Err(fault(
            program,
            &format!("ended with {status}; what it wrote is not shown, as it may be secret"),
        ));
    }
    if printed.trim_ascii().is_empty() {
        return Err(fault(program, "printed nothing"));
    }
    Ok(printed)
}

fn fault(program: &str, what: &str) -> VaultError {
    VaultError::Command {
        program: program.to_owned(),
        what: what.to_owned(),
    }
}

/// Everything printed, or `None` when the output stayed open too long.
fn read_until(child: &mut Child, deadline: Instant) -> Option<Zeroizing<Vec<u8>>> {
    let output = child.stdout.take()?;
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let mut bytes = Zeroizing::new(Vec::with_capacity(LONGEST as usize));
        let read = output.take(LONGEST).read_to_end(&mut bytes);
        // Nobody listens any more when it took too long; then the bytes are wiped here.
        let _ = sender.send(read.is_ok().then_some(bytes));
    });
    receiver
        .recv_timeout(deadline.saturating_duration_since(Instant::now()))
        .ok()
        .flatten()
}

/// The exit status, or `None` when it did not end in time. The inner one is `None` after a signal.
fn wait_until(child: &mut Child, deadline: Instant) -> Option<Option<i32>> {
    loop {
        if let Some(status) = child.try_wait().ok()? {
            return Some(status.code());
        }
        if Instant::now() >= deadline {
            return None;
        }
        thread::park_timeout(Duration::from_millis(10));
    }
}
