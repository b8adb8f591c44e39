//! Simulated Amazon and Sage 300 on loopback: what `demo` shows and what the tests run against.
//!
//! Each simulator is stateful, strict and deterministic by seed. It refuses what the real system is known to
//! refuse, in that system's words. It shares no wire types with the clients: its JSON is built from its own
//! world, so that a wrong field name cannot cancel out. Faults are switched on from Rust or by hand through
//! `/__sandbox/faults` (see [`faults`]).

pub mod amazon;
mod clock;
pub mod configuration;
pub mod faults;
pub mod http;
mod message;
mod record;
pub mod sage300;
mod wire;
pub mod world;

pub use clock::SandboxClock;
pub use faults::{Fault, Faults, Rewrite, Rule, Script};
pub use http::{Request, Response, Server};
pub use record::{Recorded, Recorder};

use std::sync::{Mutex, MutexGuard, PoisonError};

/// Locks a mutex; a handler that panicked leaves its state readable, so that the test's own message is the one seen.
pub(crate) fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
