//! The one place that knows what time it is, and the one that waits.
//!
//! A rehearsal may set the starting point (`ML_CONNECTOR_NOW`); from there the clock runs as fast as any
//! other. Waiting is done in short steps so that Ctrl-C ends it (see [`Clock::sleep`]). Inner code gets a
//! `&Clock` or a time; it never asks the system.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use chrono::{DateTime, SubsecRound, TimeDelta, Utc};

/// The environment variable that sets the starting point of a rehearsal's clock (RFC 3339).
pub const NOW_VARIABLE: &str = "ML_CONNECTOR_NOW";

static INTERRUPTED: AtomicBool = AtomicBool::new(false);

/// Marks the process as interrupted: the document in flight is finished, nothing new is begun.
pub fn interrupt() {
    INTERRUPTED.store(true, Ordering::SeqCst);
}

/// Whether Ctrl-C (or a polite termination) was asked for.
pub fn interrupted() -> bool {
    INTERRUPTED.load(Ordering::SeqCst)
}

/// A clock that runs on from its starting point.
#[derive(Debug, Clone)]
pub struct Clock {
    start: DateTime<Utc>,
    since: Instant,
    real: bool,
}

impl Clock {
    /// The system's own time.
    pub fn system() -> Self {
        Self {
            start: system_time(),
            since: Instant::now(),
            real: true,
        }
    }

    /// A clock that starts at a given moment: for rehearsals and simulators only.
    pub fn at(start: DateTime<Utc>) -> Self {
        Self {
            start,
            since: Instant::now(),
            real: false,
        }
    }

    /// The clock that the environment asks for, and whether it was set for a rehearsal.
    ///
    /// # Errors
    /// The text of the variable when it is not an RFC 3339 time.
    pub fn from_environment() -> Result<Self, String> {
        #[expect(
            clippy::disallowed_methods,
            reason = "the one variable that sets the clock is read here"
        )]
        match std::env::var(NOW_VARIABLE) {
            Err(_) => Ok(Self::system()),
            Ok(text) => DateTime::parse_from_rfc3339(&text)
                .map(|start| Self::at(start.with_timezone(&Utc)))
                .map_err(|_| {
                    format!(
                        "{NOW_VARIABLE} is `{}`, which is not an RFC 3339 time",
                        text.escape_debug()
                    )
                }),
        }
    }

    /// Whether this is the system's own time rather than a rehearsal's.
    pub fn is_real(&self) -> bool {
        self.real
    }

    /// The time now, to the microsecond.
    pub fn now(&self) -> DateTime<Utc> {
        if self.real {
            return system_time();
        }
        let passed = TimeDelta::from_std(self.since.elapsed()).unwrap_or(TimeDelta::MAX);
        self.start
            .checked_add_signed(passed)
            .unwrap_or(self.start)
            .trunc_subsecs(6)
    }

    /// Waits, and returns early with `false` when the process was interrupted.
    pub fn sleep(&self, wait: Duration) -> bool {
        let until = Instant::now() + wait;
        loop {
            if interrupted() {
                return false;
            }
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return true;
            }
            #[expect(clippy::disallowed_methods, reason = "this is the one place that waits")]
            std::thread::sleep(left.min(Duration::from_millis(50)));
        }
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "this is the one place that asks the system"
)]
fn system_time() -> DateTime<Utc> {
    Utc::now().trunc_subsecs(6)
}
