//! Stops the process dead at a numbered point, for rehearsals of a crash.
//!
//! A pass goes through numbered points: before and after each request, before and after each commit, and round
//! each change of the key file. `ML_CONNECTOR_DIE_AT=7` ends the process at the seventh without any clean-up.
//! `ML_CONNECTOR_STAND_AT=7` makes it say so on stderr and stand still there, so that whoever started it can
//! kill it (SIGKILL, `TerminateProcess`) or cut its power. Both are refused unless both systems are on
//! loopback, so that neither can be set off in production.

use std::io::Write;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};

/// The environment variable that names the point where the process ends by itself.
pub const DIE_AT_VARIABLE: &str = "ML_CONNECTOR_DIE_AT";
/// The environment variable that names the point where the process waits to be killed.
pub const STAND_AT_VARIABLE: &str = "ML_CONNECTOR_STAND_AT";

/// The environment variable that names a file to which each SQL statement is added, without any value in it.
pub const STATEMENTS_VARIABLE: &str = "ML_CONNECTOR_STATEMENTS";

static DIE_AT: AtomicU64 = AtomicU64::new(0);
static STAND_AT: AtomicU64 = AtomicU64::new(0);
static PASSED: AtomicU64 = AtomicU64::new(0);

/// The points that the environment names.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Points {
    die_at: u64,
    stand_at: u64,
}

impl Points {
    /// Reads both variables.
    ///
    /// # Errors
    /// The text of the complaint when one is not a whole number.
    pub fn from_environment() -> Result<Self, String> {
        Ok(Self {
            die_at: number(DIE_AT_VARIABLE)?,
            stand_at: number(STAND_AT_VARIABLE)?,
        })
    }

    /// The variable that asks for a rehearsal, if one does.
    pub fn asked_by(self) -> Option<&'static str> {
        let stands = (self.stand_at != 0).then_some(STAND_AT_VARIABLE);
        (self.die_at != 0).then_some(DIE_AT_VARIABLE).or(stands)
    }

    /// Arms the rehearsal: points are counted from 1 from here on.
    pub fn arm(self) {
        DIE_AT.store(self.die_at, Ordering::SeqCst);
        STAND_AT.store(self.stand_at, Ordering::SeqCst);
    }
}

fn number(variable: &str) -> Result<u64, String> {
    #[expect(
        clippy::disallowed_methods,
        reason = "the variables that set the points are read here"
    )]
    match std::env::var(variable) {
        Err(_) => Ok(0),
        Ok(text) => text
            .parse()
            .map_err(|_| format!("{variable} is not a whole number")),
    }
}

/// The file that is to hold every SQL statement of this process, for whoever wants to see how they are planned.
pub fn statements_file() -> Option<PathBuf> {
    std::env::var_os(STATEMENTS_VARIABLE).map(PathBuf::from)
}

/// Whether a rehearsal is armed.
pub fn is_armed() -> bool {
    DIE_AT.load(Ordering::Relaxed) != 0 || STAND_AT.load(Ordering::Relaxed) != 0
}

/// Passes a point; does not return when this is where the process ends.
pub fn point() {
    if !is_armed() {
        return;
    }
    let passed = PASSED.fetch_add(1, Ordering::SeqCst) + 1;
    if passed == DIE_AT.load(Ordering::Relaxed) {
        std::process::abort();
    }
    if passed == STAND_AT.load(Ordering::Relaxed) {
        stand(passed);
    }
}

/// Says where it stands, and goes nowhere any more.
fn stand(point: u64) -> ! {
    let _ = writeln!(std::io::stderr(), "\nrehearsal: stands at point {point}");
    loop {
        std::thread::park();
    }
}
