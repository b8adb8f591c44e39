//! How long a run may wait in all, and who is told that it waits.

use std::sync::Mutex;
use std::time::Duration;

use crate::clock::{self, Clock};

/// Who is told that the run waits.
pub trait Observer {
    /// The run waits so long for an operation, and why.
    fn waiting(&self, operation: &str, how_long: Duration, why: &str);
    /// A request was answered; for the log.
    fn answered(&self, operation: &str, status: u16, request_id: &str);
}

/// Why a wait was not waited out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ended {
    /// It would take longer than the run may wait.
    OutOfPatience(Duration),
    /// Ctrl-C.
    Interrupted,
}

/// What is left of `--max-wait`.
#[derive(Debug)]
pub struct Patience {
    left: Mutex<Duration>,
}

impl Patience {
    /// A run may wait so long in all.
    pub fn new(most: Duration) -> Self {
        Self {
            left: Mutex::new(most),
        }
    }

    /// Waits, when that is within what is left.
    ///
    /// # Errors
    /// [`Ended`], without having waited when patience is short.
    pub fn wait(
        &self,
        clock: &Clock,
        observer: &dyn Observer,
        operation: &str,
        how_long: Duration,
        why: &str,
    ) -> Result<(), Ended> {
        if how_long.is_zero() {
            return Ok(());
        }
        if clock::interrupted() {
            return Err(Ended::Interrupted);
        }
        {
            let mut left = self
                .left
                .lock()
                .unwrap_or_else(std::sync::PoisonError::into_inner);
            *left = left.checked_sub(how_long).ok_or(Ended::OutOfPatience(how_long))?;
        }
        if how_long >= Duration::from_secs(2) {
            observer.waiting(operation, how_long, why);
        }
        if clock.sleep(how_long) {
            Ok(())
        } else {
            Err(Ended::Interrupted)
        }
    }
}
