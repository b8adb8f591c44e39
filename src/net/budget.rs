//! Token buckets over time, in whole numbers: what is left, and how long until there is one more.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

/// One token, in the millionths that buckets count.
pub const TOKEN: i64 = 1_000_000;

/// The documented limit of an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    /// The operation's name.
    pub operation: &'static str,
    /// Millionths of a token per second.
    pub rate_micro: i64,
    /// Tokens of a full bucket.
    pub burst: i64,
}

/// A bucket as it was left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bucket {
    /// Tokens left, in millionths, at `updated`.
    pub tokens_micro: i64,
    /// The rate that the server announced last, in millionths of a token per second.
    pub rate_micro: Option<i64>,
    /// When it was counted.
    pub updated: DateTime<Utc>,
}

impl Bucket {
    /// A bucket that was never used.
    pub fn full(limit: Limit, now: DateTime<Utc>) -> Self {
        Self {
            tokens_micro: limit.burst * TOKEN,
            rate_micro: None,
            updated: now,
        }
    }

    fn rate(&self, limit: Limit) -> i64 {
        self.rate_micro.unwrap_or(limit.rate_micro).max(1)
    }

    /// The bucket as it stands now. A clock that went back fills nothing and costs nothing.
    #[must_use]
    pub fn at(self, limit: Limit, now: DateTime<Utc>) -> Self {
        let passed = (now - self.updated).num_milliseconds().max(0);
        let filled = passed.saturating_mul(self.rate(limit)) / 1_000;
        let tokens_micro = self.tokens_micro.saturating_add(filled).min(limit.burst * TOKEN);
        // Time too short to fill anything is not thrown away.
        let updated = if filled == 0 && now >= self.updated {
            self.updated
        } else {
            now
        };
        Self {
            tokens_micro,
            updated,
            ..self
        }
    }

    /// How long until a token is there; zero when one is.
    pub fn wait_needed(self, limit: Limit, now: DateTime<Utc>) -> Duration {
        let bucket = self.at(limit, now);
        let missing = TOKEN - bucket.tokens_micro;
        if missing <= 0 {
            return Duration::ZERO;
        }
        let millis = missing.saturating_mul(1_000) / self.rate(limit) + 1;
        Duration::from_millis(u64::try_from(millis).unwrap_or_default())
    }

    /// Takes one token; below zero never.
    #[must_use]
    pub fn take(self, limit: Limit, now: DateTime<Utc>) -> Self {
        let bucket = self.at(limit, now);
        Self {
            tokens_micro: (bucket.tokens_micro - TOKEN).max(0),
            ..bucket
        }
    }

    /// The server said that there is nothing left.
    #[must_use]
    pub fn emptied(self, now: DateTime<Utc>) -> Self {
        Self {
            tokens_micro: 0,
            updated: now,
            ..self
        }
    }

    /// Takes over the rate that the server announced, such as `0.0056`.
    #[must_use]
    pub fn with_announced(self, header: &str) -> Self {
        match micro(header) {
            Some(rate) if rate > 0 => Self {
                rate_micro: Some(rate),
                ..self
            },
            _ => self,
        }
    }

    /// When the bucket will be full again.
    pub fn full_at(self, limit: Limit) -> DateTime<Utc> {
        let missing = (limit.burst * TOKEN - self.tokens_micro).max(0);
        self.updated + TimeDelta::milliseconds(missing.saturating_mul(1_000) / self.rate(limit))
    }
}

/// What an operation's limit gives from now on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Allowance {
    limit: Limit,
    bucket: Bucket,
}

impl Allowance {
    /// By a bucket as it stands at a time.
    pub fn of(limit: Limit, bucket: Bucket, now: DateTime<Utc>) -> Self {
        Self {
            limit,
            bucket: bucket.at(limit, now),
        }
    }

    /// Calls that a full bucket gives at once.
    pub fn at_once(&self) -> u64 {
        u64::try_from(self.limit.burst).unwrap_or_default()
    }

    /// Seconds from one call to the next once nothing is left.
    pub fn seconds_apart(&self) -> u64 {
        self.seconds(TOKEN)
    }

    /// Seconds until so many calls were made, one after another as soon as each is allowed.
    pub fn seconds_for(&self, calls: u64) -> u64 {
        let wanted = i64::try_from(calls).unwrap_or(i64::MAX).saturating_mul(TOKEN);
        self.seconds(wanted.saturating_sub(self.bucket.tokens_micro).max(0))
    }

    fn seconds(&self, tokens_micro: i64) -> u64 {
        let rate = self.bucket.rate(self.limit);
        u64::try_from(tokens_micro)
            .unwrap_or_default()
            .div_ceil(u64::try_from(rate).unwrap_or(1))
    }
}

/// A decimal text in millionths; further digits are cut, which asks for less, never for more.
fn micro(text: &str) -> Option<i64> {
    let (whole, fraction) = text.trim().split_once('.').unwrap_or((text.trim(), ""));
    if !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let fraction: String = fraction.chars().chain("000000".chars()).take(6).collect();
    let whole: i64 = whole
        .parse()
        .ok()
        .filter(|whole| (0..1_000_000).contains(whole))?;
    Some(whole * TOKEN + fraction.parse::<i64>().ok()?)
}

/// Where buckets live from one run to the next.
pub trait BudgetStore {
    /// The bucket of an operation.
    fn load(&self, operation: &str) -> Option<Bucket>;
    /// Keeps it; called before the call that it pays for.
    fn save(&self, operation: &str, bucket: Bucket);
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const LIMIT: Limit = Limit {
        operation: "searchOrders",
        rate_micro: 5_600,
        burst: 20,
    };

    proptest! {
        #[test]
        fn never_more_than_the_burst_and_what_time_gives(gaps in prop::collection::vec(0_i64..400, 1..80)) {
            let start = DateTime::UNIX_EPOCH;
            let (mut bucket, mut now, mut taken) = (Bucket::full(LIMIT, start), start, 0_i64);
            for gap in gaps {
                now += TimeDelta::seconds(gap);
                if bucket.wait_needed(LIMIT, now).is_zero() {
                    bucket = bucket.take(LIMIT, now);
                    taken += 1;
                }
            }
            let given = (now - start).num_seconds() * LIMIT.rate_micro / TOKEN;
            prop_assert!(taken <= LIMIT.burst + given + 1);
        }

        #[test]
        fn a_clock_that_goes_back_gives_nothing(back in 1_i64..1_000_000) {
            let now = DateTime::UNIX_EPOCH + TimeDelta::days(365);
            let empty = Bucket::full(LIMIT, now).emptied(now);
            prop_assert_eq!(empty.at(LIMIT, now - TimeDelta::seconds(back)).tokens_micro, 0);
        }
    }

    #[test]
    fn an_allowance_tells_how_long_calls_take() {
        let now = DateTime::UNIX_EPOCH;
        let full = Bucket::full(LIMIT, now);
        let told = Allowance::of(LIMIT, full, now);
        assert_eq!((told.at_once(), told.seconds_apart()), (20, 179));
        assert_eq!((told.seconds_for(20), told.seconds_for(21)), (0, 179));
        let empty = Allowance::of(LIMIT, full.emptied(now), now);
        assert_eq!(empty.seconds_for(500), 89_286);
        let faster = full.emptied(now).with_announced("0.56");
        assert_eq!(Allowance::of(LIMIT, faster, now).seconds_for(500), 893);
        // What was given back since counts.
        let later = now + TimeDelta::seconds(179);
        assert_eq!(Allowance::of(LIMIT, full.emptied(now), later).seconds_for(1), 0);
    }

    #[test]
    fn the_announced_rate_is_taken_over() {
        let now = DateTime::UNIX_EPOCH;
        let bucket = Bucket::full(LIMIT, now).emptied(now).with_announced("2.0");
        assert_eq!(bucket.wait_needed(LIMIT, now), Duration::from_millis(501));
        assert_eq!(bucket.with_announced("nonsense").rate_micro, Some(2_000_000));
    }
}
