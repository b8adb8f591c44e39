//! The simulators' clock: runs like any other, and can be set or moved on while they serve.

use std::sync::{Arc, Mutex};

use chrono::{DateTime, TimeDelta, Utc};

use super::locked;
use crate::clock::Clock;

/// A clock shared by the simulators of one rehearsal; clones tell the same time.
#[derive(Debug, Clone)]
pub struct SandboxClock(Arc<Mutex<Clock>>);

impl SandboxClock {
    /// A clock that tells what `clock` tells until it is set.
    pub fn new(clock: Clock) -> Self {
        Self(Arc::new(Mutex::new(clock)))
    }

    /// The system's own time.
    pub fn system() -> Self {
        Self::new(Clock::system())
    }

    /// A clock that starts at `start` and runs on.
    pub fn at(start: DateTime<Utc>) -> Self {
        Self::new(Clock::at(start))
    }

    /// The simulated time now.
    pub fn now(&self) -> DateTime<Utc> {
        locked(&self.0).now()
    }

    /// Sets the time; it runs on from there.
    pub fn set(&self, time: DateTime<Utc>) {
        *locked(&self.0) = Clock::at(time);
    }

    /// Moves the time on (or back, by a negative difference).
    pub fn advance(&self, by: TimeDelta) {
        let mut clock = locked(&self.0);
        let now = clock.now();
        *clock = Clock::at(now.checked_add_signed(by).unwrap_or(now));
    }
}

impl Default for SandboxClock {
    fn default() -> Self {
        Self::system()
    }
}
