//! Whether and when to ask again: decided here, done by the caller.

use std::time::Duration;

use ring::rand::{SecureRandom, SystemRandom};

/// The most times one reading request is tried.
pub const MOST_ATTEMPTS: u32 = 6;

/// How long to wait before the next attempt, with jitter; `None` when enough was tried.
///
/// Exponential from half a second to 32, each shortened by up to half at random, so that several machines
/// that failed together do not come back together.
pub fn wait_before(attempt: u32, random: u16) -> Option<Duration> {
    if attempt >= MOST_ATTEMPTS {
        return None;
    }
    let full = 500_u64 << attempt.min(6);
    let cut = full / 2 * u64::from(random) / u64::from(u16::MAX);
    Some(Duration::from_millis(full - cut))
}

/// A random number for the jitter; zero when the system has none to give.
pub fn jitter() -> u16 {
    let mut bytes = [0_u8; 2];
    match SystemRandom::new().fill(&mut bytes) {
        Ok(()) => u16::from_be_bytes(bytes),
        Err(_) => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn waits_grow_and_end(random: u16) {
            let waits: Vec<_> = (0..MOST_ATTEMPTS).map(|attempt| wait_before(attempt, random).unwrap()).collect();
            prop_assert!(waits.windows(2).all(|pair| pair[0] < pair[1]));
            prop_assert!(wait_before(MOST_ATTEMPTS, random).is_none());
            prop_assert!(waits.iter().all(|wait| *wait <= Duration::from_secs(32)));
        }
    }
}
