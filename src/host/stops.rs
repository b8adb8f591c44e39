//! Being asked to stop, by Ctrl-C or by the system, however this program was started.
//!
//! A shell starts what it puts into the background with Ctrl-C ignored, and `nohup` has the end of the terminal
//! ignored. Ctrl-C and SIGTERM are heard all the same, so that a pass always ends in good order; the end of a terminal
//! stays ignored where it was, for that is what `nohup` was asked for.

use std::sync::atomic::{AtomicBool, Ordering};

static IS_HEARD: AtomicBool = AtomicBool::new(false);

/// Calls `asked` whenever somebody asks this process to stop: Ctrl-C, SIGTERM, the end of its terminal or session. The first
/// call of a process counts; a further one changes nothing.
///
/// # Errors
/// When the system lets nothing be heard.
pub fn when_asked_to_stop(asked: impl FnMut() + Send + 'static) -> Result<(), ctrlc::Error> {
    if IS_HEARD.swap(true, Ordering::SeqCst) {
        return Ok(());
    }
    #[cfg(unix)]
    let outlives_its_terminal = hangup::ignored();
    let armed = ctrlc::set_handler(asked);
    #[cfg(unix)]
    if outlives_its_terminal {
        hangup::ignored();
    }
    armed
}

#[cfg(unix)]
mod hangup {
    use nix::sys::signal::{SaFlags, SigAction, SigHandler, SigSet, Signal, sigaction};

    /// Has SIGHUP ignored from here on, and tells whether it was ignored before.
    pub(super) fn ignored() -> bool {
        let ignore = SigAction::new(SigHandler::SigIgn, SaFlags::empty(), SigSet::empty());
        // SAFETY: to ignore a signal runs no code when it comes.
        let before = unsafe { sigaction(Signal::SIGHUP, &ignore) };
        before.is_ok_and(|before| matches!(before.handler(), SigHandler::SigIgn))
    }
}
