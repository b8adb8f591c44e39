//! What it allows that Sage has a document nowhere: the one place that decides about a second send.

use chrono::{DateTime, TimeDelta, Utc};

use super::Absence;
use crate::books::record::State;

/// Where a document goes that was looked up and not found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Absent {
    /// Ready to be sent, or still uncertain.
    pub state: State,
    /// Sage's time at the first look-up that did not find it.
    pub missed_at: Option<DateTime<Utc>>,
    /// In a person's words.
    pub detail: String,
}

/// What absence allows, from the first look-up in vain, Sage's time now, and how long has to lie between.
pub(super) fn allows(
    absence: Absence,
    places: &str,
    missed_at: Option<DateTime<Utc>>,
    now: Option<DateTime<Utc>>,
    wait: TimeDelta,
) -> Absent {
    let (state, missed_at, detail) = match (absence, missed_at, now) {
        (Absence::SendsAtOnce, ..) => (
            State::Ready,
            None,
            format!("not found in {places}: it may be sent"),
        ),
        (Absence::SendsInALaterRun, Some(first), Some(now)) if now >= first && now - first >= wait => {
            let detail = format!("not found at {first} and at {now}: it may be sent");
            (State::Ready, None, detail)
        }
        (Absence::SendsInALaterRun, Some(first), Some(now)) if now >= first => {
            let detail = format!("not found since {first}; it may be sent from {} on", first + wait);
            (State::Uncertain, Some(first), detail)
        }
        // The first look-up, or a clock that went back, which starts the wait anew.
        (Absence::SendsInALaterRun, _, Some(now)) => {
            let detail = format!("not found at {now}; it may be sent from {} on", now + wait);
            (State::Uncertain, Some(now), detail)
        }
        (Absence::SendsInALaterRun, _, None) => {
            let detail = "not found yet; a later run looks again".to_owned();
            (State::Uncertain, None, detail)
        }
    };
    Absent {
        state,
        missed_at,
        detail,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(absence: Absence, missed: Option<i64>, now: Option<i64>, state: State, kept: Option<i64>) {
        let at = |minute: i64| DateTime::from_timestamp(minute * 60, 0).unwrap();
        let wait = TimeDelta::minutes(30);
        let absent = allows(absence, "the books", missed.map(at), now.map(at), wait);
        let found = (absent.state, absent.missed_at);
        assert_eq!(found, (state, kept.map(at)), "{missed:?} {now:?}");
    }

    #[test]
    fn a_unique_number_goes_at_once() {
        check(Absence::SendsAtOnce, None, None, State::Ready, None);
    }

    #[test]
    fn a_batch_waits_by_sages_clock() {
        let later = Absence::SendsInALaterRun;
        check(later, None, Some(10), State::Uncertain, Some(10));
        check(later, Some(10), Some(39), State::Uncertain, Some(10));
        check(later, Some(10), Some(40), State::Ready, None);
        check(later, Some(10), Some(9), State::Uncertain, Some(9));
        // Without Sage's time nothing is known of the wait.
        check(later, Some(10), None, State::Uncertain, None);
        check(later, None, None, State::Uncertain, None);
    }
}
