//! Page tokens: opaque, bound to the request they came from, and mortal.

use std::collections::HashMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, TimeDelta, Utc};

use super::State;
use super::answers::Refusal;
use crate::sandbox::locked;

/// Where a listing goes on.
#[derive(Debug, Clone)]
pub(super) struct Bookmark {
    /// What the parameters must still be.
    pub key: String,
    /// The key of the last row given, where rows have one.
    pub after: Option<(DateTime<Utc>, u64)>,
    /// How many rows have been given.
    pub given: usize,
    /// Which page comes next, the first being 0.
    pub page: usize,
    /// The upper bound in time that the first page chose.
    pub until: DateTime<Utc>,
    /// When the token dies.
    pub expires: DateTime<Utc>,
}

/// The bookmarks given out.
#[derive(Debug, Default)]
pub(super) struct Pages {
    count: AtomicU64,
    open: Mutex<HashMap<String, Bookmark>>,
}

impl Pages {
    /// Gives out a token. It holds `+`, `/` and `=`, which must be percent-encoded once.
    pub fn give(&self, bookmark: Bookmark) -> String {
        let number = self.count.fetch_add(1, Ordering::SeqCst);
        let token = STANDARD.encode([&[0xFB, 0xEF, 0xFF, 0xBF][..], &number.to_be_bytes(), b"page"].concat());
        let mut open = locked(&self.open);
        let now = bookmark.expires - TimeDelta::hours(24);
        open.retain(|_, other| other.expires > now);
        open.insert(token.clone(), bookmark);
        token
    }

    /// The bookmark of a token that is still alive.
    pub fn find(&self, token: &str, now: DateTime<Utc>) -> Option<Bookmark> {
        locked(&self.open)
            .get(token)
            .filter(|bookmark| bookmark.expires > now)
            .cloned()
    }
}

impl State {
    /// The beginning of a listing.
    pub(super) fn first(&self, key: &str, until: DateTime<Utc>) -> Bookmark {
        let expires = self.clock.now();
        Bookmark {
            key: key.to_owned(),
            after: None,
            given: 0,
            page: 0,
            until,
            expires,
        }
    }

    /// Where a token goes on; refused when it is dead or belongs to another request.
    pub(super) fn resume(&self, key: &str, token: &str) -> Result<Bookmark, Refusal> {
        let found = self
            .pages
            .find(token, self.clock.now())
            .filter(|bookmark| bookmark.key.starts_with(key));
        found.ok_or_else(|| Refusal::invalid("Invalid NextToken"))
    }

    /// The rows of the next page, from and up to, and the token of the page after it.
    pub(super) fn cut(
        &self,
        start: &Bookmark,
        rows: usize,
        size: usize,
        life: TimeDelta,
    ) -> (usize, usize, Option<String>) {
        let empty = locked(&self.settings).quirks.empty_first_page && start.page == 0 && rows > 0;
        let from = start.given.min(rows);
        let upto = if empty { from } else { (from + size).min(rows) };
        let next = (upto < rows).then(|| {
            let expires = self.clock.now() + life;
            self.pages.give(Bookmark {
                given: upto,
                page: start.page + 1,
                expires,
                ..start.clone()
            })
        });
        (from, upto, next)
    }
}
