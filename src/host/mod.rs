//! What this machine's operating system keeps and knows: rights of files, who has them open, its own log of events.
//!
//! Each thing is asked for in one way here and done by a file a system below. Beside the data protection of Windows
//! in the vault, this is the only room with unsafe code.

mod files;
mod held;
#[cfg(any(unix, test))]
mod modes;
mod program;
#[cfg(any(windows, test))]
mod rights;
mod severity;
mod shared_folder;
mod stops;
#[cfg(unix)]
mod syslog;
#[cfg(windows)]
mod windows;

pub use self::severity::Severity;
#[cfg(windows)]
pub use files::account_for_icacls;
pub use files::{Reach, create_private, is_remote, replaceable_above, who_else};
pub use held::{is_held, is_open_elsewhere, replace, while_held};
pub use program::{NotStartable, find_program};
pub use shared_folder::is_shared_folder;
pub use stops::when_asked_to_stop;

/// The longest words that are told; Windows takes 31,839 characters, a datagram less.
const LONGEST: usize = 4_000;

/// Tells the system's log: Windows' event log (source `ml-connector`, event 100 and the status), elsewhere syslog,
/// which journald reads too. A machine without one is no fault.
pub fn tell_system(severity: Severity, status: u8, words: &str) {
    let words: String = words.chars().take(LONGEST).collect();
    #[cfg(unix)]
    syslog::tell(severity, status, &words);
    #[cfg(windows)]
    windows::event_log::tell(severity, status, &words);
}
