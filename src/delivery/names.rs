//! What Sage certainly has not: the names in a place, read whole where that is fewer requests than asking for each.
//!
//! A filter takes nineteen names, a page tells a hundred rows. So where many documents wait and a place is not large, the
//! names of everything in it are read once, and after that only of what was made since. A name that was not met is in
//! no row; one that was is asked for by itself, as if nothing had been read. What was read counts for half a minute, which
//! is about as long as the last of a group waits between its look-up and its send where Sage takes a second.

use std::collections::HashSet;
use std::hash::{BuildHasher, RandomState};

use chrono::{DateTime, TimeDelta, Utc};

use super::Result;
use crate::client::sage300::{Extent, Named, SageClient};
use crate::sage300::odata::MOST_ALTERNATIVES;

/// How long what was read counts.
const FRESH: TimeDelta = TimeDelta::seconds(30);

/// Below so many documents each is asked for.
const MANY: usize = 64;

/// The names in one place.
pub(super) struct Names {
    table: &'static Named,
    /// Of each name its hash: two that share one are both asked for.
    known: HashSet<u64>,
    hashing: RandomState,
    last: Option<u64>,
    read_at: Option<DateTime<Utc>>,
    /// Documents that were looked up so far, and since the names were last read.
    asked: usize,
    served: usize,
    /// Pages that the place is, where that was too many.
    pages: usize,
    is_untold: bool,
}

impl Names {
    /// Nothing is read yet.
    pub(super) fn of(table: &'static Named) -> Self {
        Self {
            table,
            known: HashSet::new(),
            hashing: RandomState::new(),
            last: None,
            read_at: None,
            asked: 0,
            served: 0,
            pages: 0,
            is_untold: false,
        }
    }

    /// Makes sure that what was read is fresh, for a group of documents of so many that wait; false where that is not worth
    /// its requests, and each must be asked for.
    ///
    /// # Errors
    /// When Sage cannot be asked.
    pub(super) fn are_read(
        &mut self,
        sage: &SageClient,
        now: DateTime<Utc>,
        (group, waiting): (usize, usize),
    ) -> Result<bool> {
        let is_fresh = |at: DateTime<Utc>| now >= at && now - at < FRESH;
        let most = self.most_pages(group.max(waiting));
        let is_read = self.read_at.is_some_and(is_fresh)
            || (!self.is_untold && most > 0 && self.pages <= most && self.read(sage, now, most)?);
        self.asked += group;
        self.served += group;
        Ok(is_read)
    }

    /// Whether one of the names may stand there.
    pub(super) fn may_hold(&self, names: &[&str]) -> bool {
        names
            .iter()
            .any(|name| self.known.contains(&hash_of(&self.hashing, name)))
    }

    /// The pages that are fewer requests than asking: at first for what was asked and waits, later for as many as
    /// the last reading served.
    fn most_pages(&self, coming: usize) -> usize {
        let requests = |documents: usize| documents * self.table.fields.len() / MOST_ALTERNATIVES;
        match self.read_at {
            Some(_) => requests(self.served).max(1),
            None if self.asked + coming < MANY => 0,
            None => requests(self.asked + coming),
        }
    }

    fn read(&mut self, sage: &SageClient, now: DateTime<Utc>, most: usize) -> Result<bool> {
        let (known, hashing) = (&mut self.known, &self.hashing);
        let extent = sage.names_in(self.table, self.last, most, &mut |name| {
            known.insert(hash_of(hashing, name));
        })?;
        match extent {
            Extent::Whole(last) => {
                (self.last, self.read_at) = (last, Some(now));
                (self.served, self.pages) = (0, 0);
                return Ok(true);
            }
            Extent::Larger(pages) => self.pages = pages,
            Extent::Untold => self.is_untold = true,
        }
        self.read_at = None;
        Ok(false)
    }
}

/// Letters and digits alone, whatever their case: Sage's database compares without regard to case and blanks, and what is
/// alike beyond that is only asked for once more than needed.
fn hash_of(hashing: &RandomState, name: &str) -> u64 {
    let plain = name.bytes().filter(u8::is_ascii_alphanumeric);
    hashing.hash_one(plain.map(|byte| byte.to_ascii_uppercase()).collect::<Vec<u8>>())
}
