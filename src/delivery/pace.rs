//! How many documents are on their way at once: fewer while Sage turns requests away or slows down, more when it is well.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

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
    /// How often too many were on their way so far.
    lowered: u64,
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
                lowered: 0,
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
            lowered: state.lowered,
        }
    }
}

/// One document on its way; its place is free again when this ends, however it ends.
pub(super) struct OnItsWay<'p> {
    pace: &'p Pace,
    begun: Instant,
    /// How often too many were on their way before this one was.
    lowered: u64,
}

impl OnItsWay<'_> {
    /// It was answered.
    pub(super) fn answered(self) {
        let took = u64::try_from(self.begun.elapsed().as_micros()).unwrap_or(u64::MAX);
        self.state().learn(took);
    }

    /// It was turned away for there being too many; `true` when there are fewer from now on, or since it left.
    pub(super) fn was_too_many(self) -> bool {
        self.state().too_many(self.lowered)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.pace.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for OnItsWay<'_> {
    fn drop(&mut self) {
        self.state().on_their_way -= 1;
        self.pace.freed.notify_all();
    }
}

impl State {
    /// Fewer help too what left before there were fewer: several may be turned away at once.
    fn too_many(&mut self, lowered_before: u64) -> bool {
        if lowered_before < self.lowered {
            return true;
        }
        let helps = self.allowed > 1;
        (self.allowed, self.well) = (1, 0);
        self.lowered += u64::from(helps);
        helps
    }

    fn learn(&mut self, took: u64) {
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
        assert!(state.too_many(0));
        assert_eq!(state.allowed, 1);
        assert!(
            !state.too_many(state.lowered),
            "with one lane there is nothing to lower"
        );
        (0..WELL * 3).for_each(|_| state.learn(1_000));
        assert_eq!(state.allowed, 4);
        let alone = super::State {
            most: 1,
            allowed: 1,
            lowered: 0,
            ..state
        };
        assert!(!{ alone }.too_many(0));
    }

    #[test]
    fn what_left_before_there_were_fewer_is_helped_too() {
        let pace = Pace::new(4);
        let (one, two, three) = (pace.begin(), pace.begin(), pace.begin());
        assert!(one.was_too_many() && two.was_too_many());
        drop(three);
        assert!(!pace.begin().was_too_many(), "it was alone");
    }

    #[test]
    fn rising_latency_takes_lanes_away_and_a_slower_sage_for_good_does_not() {
        let mut state = state(4);
        (0..20).for_each(|_| {
            state.learn(40_000);
        });
        (0..40).for_each(|_| {
            state.learn(400_000);
        });
        assert!(state.allowed < 4, "{state:?}");
        (0..2_000).for_each(|_| {
            state.learn(400_000);
        });
        assert_eq!(state.allowed, 4, "{state:?}");
    }
}
