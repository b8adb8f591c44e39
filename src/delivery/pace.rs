//! How many documents are on their way at once: fewer while Sage turns requests away or slows down, more when it is well.

use std::sync::{Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Answers in a row that must have come well before one more may be on its way.
const WELL: u32 = 16;

/// Shared by the lanes of one walk.
pub(super) struct Pace {
    state: Mutex<State>,
    freed: Condvar,
}

#[derive(Debug, Clone, Copy)]
struct State {
    most: usize,
    allowed: usize,
    on_their_way: usize,
    /// The latency of late, and the best that it was, in microseconds.
    of_late: u64,
    best: u64,
    well: u32,
}

impl Pace {
    /// So many at the most.
    pub(super) fn new(most: usize) -> Self {
        Self {
            state: Mutex::new(State {
                most,
                allowed: most,
                on_their_way: 0,
                of_late: 0,
                best: 0,
                well: 0,
            }),
            freed: Condvar::new(),
        }
    }

    /// Waits until one more may be on its way.
    pub(super) fn begin(&self) -> OnItsWay<'_> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        while state.on_their_way >= state.allowed {
            state = self.freed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        state.on_their_way += 1;
        OnItsWay {
            pace: self,
            begun: Instant::now(),
        }
    }

    fn learn(&self, took: Duration, was_too_many: bool) -> bool {
        let took = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.learn(took, was_too_many)
    }
}

/// One document on its way; its place is free again when this ends, however it ends.
pub(super) struct OnItsWay<'p> {
    pace: &'p Pace,
    begun: Instant,
}

impl OnItsWay<'_> {
    /// It was answered; `true` when it was turned away for there being too many, and there are fewer from now on.
    pub(super) fn answered(self, was_too_many: bool) -> bool {
        self.pace.learn(self.begun.elapsed(), was_too_many)
    }
}

impl Drop for OnItsWay<'_> {
    fn drop(&mut self) {
        let mut state = self.pace.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.on_their_way -= 1;
        drop(state);
        self.pace.freed.notify_all();
    }
}

impl State {
    fn learn(&mut self, took: u64, was_too_many: bool) -> bool {
        if was_too_many {
            let helps = self.most > 1 && self.allowed > 1;
            (self.allowed, self.well) = (1, 0);
            return helps;
        }
        self.of_late = match self.of_late {
            0 => took,
            of_late => of_late - of_late / 8 + took / 8,
        };
        // The best fades, so that a Sage that is slower for good is no reason to wait.
        let best = self.best + self.best / 256;
        self.best = if best == 0 {
            self.of_late
        } else {
            best.min(self.of_late)
        };
        if self.of_late > self.best.saturating_mul(3) && self.allowed > 1 {
            self.allowed -= 1;
            (self.well, self.of_late) = (0, self.best);
        } else {
            self.well += 1;
            if self.well >= WELL && self.allowed < self.most {
                self.allowed += 1;
                self.well = 0;
            }
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state(most: usize) -> State {
        *Pace::new(most).state.lock().unwrap()
    }

    #[test]
    fn too_many_leaves_one_lane_and_well_ones_bring_the_others_back() {
        let mut state = state(4);
        assert!(state.learn(1_000, true));
        assert_eq!(state.allowed, 1);
        assert!(
            !state.learn(1_000, true),
            "with one lane there is nothing to lower"
        );
        for _ in 0..WELL * 3 {
            state.learn(1_000, false);
        }
        assert_eq!(state.allowed, 4);
        assert!(
            !super::State {
                most: 1,
                allowed: 1,
                ..state
            }
            .learn(1_000, true)
        );
    }

    #[test]
    fn rising_latency_takes_lanes_away_and_a_slower_sage_for_good_does_not() {
        let mut state = state(4);
        (0..20).for_each(|_| {
            state.learn(40_000, false);
        });
        (0..40).for_each(|_| {
            state.learn(400_000, false);
        });
        assert!(state.allowed < 4, "{state:?}");
        (0..2_000).for_each(|_| {
            state.learn(400_000, false);
        });
        assert_eq!(state.allowed, 4, "{state:?}");
    }
}
