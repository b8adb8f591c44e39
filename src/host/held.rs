//! Files that another program has open: a backup agent, a virus scanner, a spreadsheet.
//!
//! On Windows such a program keeps all others out (errors 32 and 33), mostly for a moment. So each such step is
//! tried again for some seconds, and only then given up, as something that passes.

use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::clock::Clock;

/// How long a file that another program has open is tried again.
const PATIENCE: Duration = Duration::from_secs(5);

/// Another program has a file open, and kept it. The kind of the error around it is `ResourceBusy`.
#[derive(Debug, thiserror::Error)]
#[error(
    "another program has this file open: `{0}`\n\
     hint: close it there (a spreadsheet, a backup, a virus scanner), then run again; nothing was lost"
)]
struct HeldOpen(PathBuf);

/// Whether an error says that another program keeps a file.
pub fn is_held(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::ResourceBusy
        // Sharing violation and lock violation.
        || cfg!(windows) && matches!(error.raw_os_error(), Some(32 | 33))
}

/// Does something with a file, again while another program has it open.
///
/// # Errors
/// As the step itself; [`HeldOpen`] within an error of the kind `ResourceBusy` when it stayed held.
pub fn while_held<T>(path: &Path, step: impl FnMut() -> io::Result<T>) -> io::Result<T> {
    while_held_for(PATIENCE, path, step)
}

fn while_held_for<T>(
    patience: Duration,
    path: &Path,
    mut step: impl FnMut() -> io::Result<T>,
) -> io::Result<T> {
    let until = Instant::now() + patience;
    loop {
        match step() {
            Err(error) if is_held(&error) => {
                let over = Instant::now() >= until || !Clock::system().sleep(Duration::from_millis(100));
                if over {
                    return Err(io::Error::new(
                        io::ErrorKind::ResourceBusy,
                        HeldOpen(path.to_owned()),
                    ));
                }
            }
            done => return done,
        }
    }
}

/// Puts a finished file in the place of another, also while a program has that one open for a moment.
///
/// # Errors
/// As [`while_held`].
pub fn replace(from: &Path, to: &Path) -> io::Result<()> {
    while_held(to, || {
        std::fs::rename(from, to).map_err(|error| match error.kind() {
            // Windows says "access denied" of a target that is open elsewhere.
            io::ErrorKind::PermissionDenied if is_open_elsewhere(to) => io::ErrorKind::ResourceBusy.into(),
            _ => error,
        })
    })
}

/// Whether another program keeps a file that is there.
#[cfg(windows)]
pub fn is_open_elsewhere(path: &Path) -> bool {
    use std::os::windows::fs::OpenOptionsExt;
    let alone = std::fs::OpenOptions::new().read(true).share_mode(0).open(path);
    alone.is_err_and(|error| is_held(&error))
}

/// Whether another program keeps a file that is there: elsewhere than on Windows none can.
#[cfg(not(windows))]
pub fn is_open_elsewhere(_path: &Path) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_held_for_a_moment_is_waited_for_and_what_stays_held_is_named() {
        let mut left = 3;
        let busy = || io::Error::from(io::ErrorKind::ResourceBusy);
        let done = while_held(Path::new("a"), || {
            left -= 1;
            if left == 0 { Ok(7) } else { Err(busy()) }
        });
        assert_eq!(done.unwrap(), 7);
        let error = while_held_for(
            Duration::from_millis(150),
            Path::new("b.csv"),
            || -> io::Result<()> { Err(busy()) },
        );
        let error = error.unwrap_err();
        assert!(is_held(&error));
        assert!(
            error
                .to_string()
                .starts_with("another program has this file open: `b.csv`"),
            "{error}"
        );
        let other = while_held(Path::new("c"), || -> io::Result<()> {
            Err(io::ErrorKind::NotFound.into())
        });
        assert_eq!(other.unwrap_err().kind(), io::ErrorKind::NotFound);
    }
}
