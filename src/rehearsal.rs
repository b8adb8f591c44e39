//! Stops the process dead at a numbered point, for rehearsals of a crash.
//!
//! A pass goes through numbered points: before and after each request, before and after each commit.
//! `ML_CONNECTOR_DIE_AT=7` ends the process at the seventh without any clean-up, as a power cut or a kill
//! would. It is refused unless both systems are on loopback, so that it cannot be set off in production.

use std::sync::atomic::{AtomicU64, Ordering};

/// The environment variable that names the point.
pub const DIE_AT_VARIABLE: &str = "ML_CONNECTOR_DIE_AT";

static DIE_AT: AtomicU64 = AtomicU64::new(0);
static PASSED: AtomicU64 = AtomicU64::new(0);

/// The point that the environment names, if any.
///
/// # Errors
/// The text of the variable when it is not a whole number.
pub fn point_from_environment() -> Result<Option<u64>, String> {
    #[expect(
        clippy::disallowed_methods,
        reason = "the one variable that sets the point is read here"
    )]
    match std::env::var(DIE_AT_VARIABLE) {
        Err(_) => Ok(None),
        Ok(text) => text
            .parse()
            .map(Some)
            .map_err(|_| format!("{DIE_AT_VARIABLE} is not a whole number")),
    }
}

/// Arms the rehearsal: the process ends when it reaches this point, counted from 1.
pub fn die_at(point: u64) {
    DIE_AT.store(point, Ordering::SeqCst);
}

/// Passes a point; does not return when this is where the process ends.
pub fn point() {
    let armed = DIE_AT.load(Ordering::Relaxed);
    if armed != 0 && PASSED.fetch_add(1, Ordering::SeqCst) + 1 == armed {
        std::process::abort();
    }
}
