//! How long ago something was, in words.

use chrono::{DateTime, TimeDelta, Utc};

/// A length of time as people say it.
pub(super) fn age(since: DateTime<Utc>, now: DateTime<Utc>) -> String {
    let passed = (now - since).max(TimeDelta::zero());
    match (passed.num_days(), passed.num_hours(), passed.num_minutes()) {
        (days @ 2.., ..) => format!("{days} days"),
        (_, hours @ 2.., _) => format!("{hours} h"),
        (_, _, minutes) => format!("{minutes} min"),
    }
}
