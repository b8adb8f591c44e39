//! In which order of time a listing's transactions come, and where it goes on once its token has ended.
//!
//! Amazon does not say in which order it lists. Where what was read shows one, the rest lies beyond the last moment
//! of it; where it shows none, nobody knows what is missing. A wrong guess cannot pass: the proof would not add up.

use chrono::{DateTime, SubsecRound, TimeDelta, Utc};

use crate::amazon::finances::Transaction;
use crate::client::amazon::Posted;

/// The times of what was read so far.
#[derive(Debug, Clone)]
pub(super) struct Timeline {
    oldest: Option<DateTime<Utc>>,
    newest: Option<DateTime<Utc>>,
    last: Option<DateTime<Utc>>,
    rises: bool,
    falls: bool,
    /// Every transaction has a time, and an id by which one that comes a second time is known.
    is_told: bool,
}

impl Default for Timeline {
    fn default() -> Self {
        Self {
            oldest: None,
            newest: None,
            last: None,
            rises: true,
            falls: true,
            is_told: true,
        }
    }
}

impl Timeline {
    /// Takes note of the next transaction.
    pub(super) fn add(&mut self, transaction: &Transaction<'_>) {
        let id = transaction.transaction_id.as_deref().unwrap_or_default();
        let Some(posted) = transaction.posted_date.map(|at| at.to_utc()) else {
            self.is_told = false;
            return;
        };
        self.is_told &= !id.is_empty();
        if let Some(last) = self.last {
            self.rises &= last <= posted;
            self.falls &= last >= posted;
        }
        self.last = Some(posted);
        self.oldest = Some(self.oldest.map_or(posted, |oldest| oldest.min(posted)));
        self.newest = Some(self.newest.map_or(posted, |newest| newest.max(posted)));
    }

    /// Where a listing of `posted` goes on without its token; `None` when that cannot be told.
    ///
    /// The last second comes once more, since others may have been posted in it.
    pub(super) fn rest_of(&self, posted: Posted, now: DateTime<Utc>) -> Option<Posted> {
        let (oldest, newest) = (self.oldest?, self.newest?);
        let second = TimeDelta::seconds(1);
        let rest = match (self.rises, self.falls) {
            (true, false) => Posted {
                after: Some(newest.trunc_subsecs(0) - second),
                ..posted
            },
            (false, true) => Posted {
                before: Some(oldest.trunc_subsecs(0) + second),
                ..posted
            },
            _ => return None,
        };
        (self.is_told && rest.is_answered(now)).then_some(rest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(times: &[(&str, &str)]) -> Timeline {
        let mut timeline = Timeline::default();
        for (id, at) in times {
            let json = format!(r#"{{"transactionId":"{id}","postedDate":"2026-03-{at}Z"}}"#);
            timeline.add(&serde_json::from_str(&json).unwrap());
        }
        timeline
    }

    fn rest(times: &[(&str, &str)]) -> Option<Posted> {
        of(times).rest_of(Posted::default(), "2026-03-20T00:00:00Z".parse().unwrap())
    }

    #[test]
    fn a_listing_in_order_goes_on_beyond_its_last_second() {
        let rising = rest(&[
            ("1", "01T00:00:00.5"),
            ("2", "01T00:00:00.5"),
            ("3", "02T00:00:09.7"),
        ]);
        let after = Some("2026-03-02T00:00:08Z".parse().unwrap());
        assert_eq!(rising, Some(Posted { after, before: None }));
        let falling = rest(&[("1", "02T00:00:09"), ("2", "01T00:00:00.5")]);
        let before = Some("2026-03-01T00:00:01Z".parse().unwrap());
        assert_eq!(falling, Some(Posted { after: None, before }));
    }

    #[test]
    fn without_an_order_or_an_id_nobody_knows_what_is_missing() {
        assert_eq!(rest(&[]), None);
        assert_eq!(rest(&[("1", "01T00:00:00"), ("2", "01T00:00:00")]), None);
        assert_eq!(
            rest(&[("1", "01T00:00:00"), ("2", "03T00:00:00"), ("3", "02T00:00:00")]),
            None
        );
        assert_eq!(rest(&[("1", "01T00:00:00"), ("", "03T00:00:00")]), None);
    }

    #[test]
    fn a_stretch_that_amazon_answers_with_nothing_is_not_asked_for() {
        let late = "2027-03-20T00:00:00Z".parse().unwrap();
        let rising = of(&[("1", "01T00:00:00"), ("2", "02T00:00:00")]);
        assert_eq!(rising.rest_of(Posted::default(), late), None);
    }
}
