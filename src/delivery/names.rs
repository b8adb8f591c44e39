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
use crate::client::sage300::{Extent, Named, SageClient, SageError};
use crate::sage300::odata::MOST_ALTERNATIVES;

/// How long what was read counts.
const FRESH: TimeDelta = TimeDelta::seconds(30);

/// How long only what was made since is read: a name that a person gives to an older row meanwhile is not met.
const ANEW: TimeDelta = TimeDelta::minutes(15);

/// Below so many documents each is asked for.
pub(super) const MANY: usize = 64;

/// Whether what was read then counts still. What was read before `not_before` does not: a document moves from place to place,
/// so a later one is read after the one before.
pub(super) fn is_fresh(at: DateTime<Utc>, (now, not_before): (DateTime<Utc>, Option<DateTime<Utc>>)) -> bool {
    now >= at && now - at < FRESH && Some(at) >= not_before
}

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
    /// When they were last read from the first row on, and the documents that were looked up since.
    begun_at: Option<DateTime<Utc>>,
    served_since: usize,
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
            begun_at: None,
            served_since: 0,
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
        (now, not_before): (DateTime<Utc>, Option<DateTime<Utc>>),
        (group, waiting): (usize, usize),
    ) -> Result<bool> {
        let most = self.most_pages(group.max(waiting));
        let is_read = self.read_at.is_some_and(|at| is_fresh(at, (now, not_before)))
            || (!self.is_untold && most > 0 && self.pages <= most && self.read(sage, now, most)?);
        self.asked += group;
        self.served += group;
        self.served_since += group;
        Ok(is_read)
    }

    /// Reads them for the first time, where so many documents come that it is worth it; whether they were read.
    ///
    /// # Errors
    /// When Sage cannot be asked.
    pub(super) fn read_ahead(
        &mut self,
        sage: &SageClient,
        now: DateTime<Utc>,
        coming: usize,
    ) -> std::result::Result<bool, SageError> {
        match self.most_pages(coming) {
            0 => Ok(false),
            most => self.read(sage, now, most),
        }
    }

    /// Whether nothing was read or asked here yet.
    pub(super) fn are_new(&self) -> bool {
        self.read_at.is_none() && self.asked == 0 && self.pages == 0 && !self.is_untold
    }

    /// When they were read, if they count.
    pub(super) fn read_at(&self) -> Option<DateTime<Utc>> {
        self.read_at
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
        match self.read_at {
            Some(_) => self.requests(self.served).max(1),
            None if self.asked + coming < MANY => 0,
            None => self.requests(self.asked + coming),
        }
    }

    fn requests(&self, documents: usize) -> usize {
        documents * self.table.fields.len() / MOST_ALTERNATIVES
    }

    /// Once they were read from the first row on long ago, that is done again; so many pages then, at the most.
    fn begin_anew(&mut self, now: DateTime<Utc>, most: usize) -> usize {
        if self.begun_at.is_none_or(|at| now >= at && now - at < ANEW) {
            return most;
        }
        let most = most.max(self.requests(self.served_since));
        (self.read_at, self.begun_at, self.last) = (None, None, None);
        self.served_since = 0;
        self.known.clear();
        most
    }

    fn read(
        &mut self,
        sage: &SageClient,
        now: DateTime<Utc>,
        most: usize,
    ) -> std::result::Result<bool, SageError> {
        let most = self.begin_anew(now, most);
        let (known, hashing) = (&mut self.known, &self.hashing);
        let extent = sage.names_in(self.table, self.last, most, &mut |name| {
            known.insert(hash_of(hashing, name));
        })?;
        match extent {
            Extent::Whole(last) => {
                (self.last, self.read_at) = (last, Some(now));
                self.begun_at.get_or_insert(now);
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::sage300::ORDERS;

    #[test]
    fn after_a_while_the_names_of_older_rows_are_read_again_too() {
        let begun = DateTime::UNIX_EPOCH;
        let mut names = Names::of(&ORDERS);
        names.known.insert(1);
        (names.begun_at, names.read_at, names.last) = (Some(begun), Some(begun), Some(7));
        names.served_since = 190;
        assert_eq!(names.begin_anew(begun + TimeDelta::minutes(14), 2), 2);
        assert_eq!(names.last, Some(7));
        // As many pages as are fewer requests than asking for each of those was.
        assert_eq!(names.begin_anew(begun + TimeDelta::minutes(15), 2), 30);
        assert_eq!((names.last, names.read_at, names.known.len()), (None, None, 0));
        // A clock that was set back says nothing of how long ago it was.
        names.begun_at = Some(begun + TimeDelta::hours(1));
        names.last = Some(7);
        names.begin_anew(begun, 2);
        assert_eq!(names.last, None);
    }
}
