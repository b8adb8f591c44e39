//! Token buckets: each operation's starts full at its burst and refills at its rate.

use std::collections::HashMap;
use std::sync::Mutex;

use chrono::{DateTime, Utc};

use super::operations::Operation;
use crate::sandbox::locked;

/// The buckets of all operations, by id.
#[derive(Debug, Default)]
pub(super) struct Buckets(Mutex<HashMap<&'static str, Bucket>>);

/// Tokens are counted in units of 10^-10, so that a microsecond at the lowest rate is a whole number of them.
#[derive(Debug)]
struct Bucket {
    tokens: i128,
    seen: DateTime<Utc>,
}

const TOKEN: i128 = 10_000_000_000;

impl Buckets {
    /// Takes a token, or says that there is none.
    pub fn take(&self, operation: &'static Operation, times: u32, now: DateTime<Utc>) -> bool {
        let full = i128::from(operation.burst) * TOKEN;
        let mut buckets = locked(&self.0);
        let bucket = buckets.entry(operation.id).or_insert(Bucket {
            tokens: full,
            seen: now,
        });
        let micros = (now - bucket.seen).num_microseconds().unwrap_or(i64::MAX).max(0);
        let refill = i128::from(micros) * i128::from(operation.rate) * i128::from(times);
        bucket.tokens = (bucket.tokens + refill).min(full);
        bucket.seen = now;
        let enough = bucket.tokens >= TOKEN;
        if enough {
            bucket.tokens -= TOKEN;
        }
        enough
    }
}
