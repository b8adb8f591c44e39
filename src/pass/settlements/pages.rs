//! A group's transactions, read over as many runs as it takes: a page that was read is kept, and not read again.
//!
//! Amazon's rate gives thirty pages a minute, and its tokens live for minutes. Each page is kept as it comes, with the
//! token of the next one. A later run reads on there; where the token has ended, beyond the last moment that was read;
//! and where that cannot be told, from the beginning.

use std::collections::HashSet;
use std::io::{Read, Write};

use anyhow::{Result, bail};
use chrono::{DateTime, TimeDelta, Utc};
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use serde::{Deserialize, Serialize};

use super::timeline::Timeline;
use crate::amazon::finances::Transaction;
use crate::client::amazon::{AmazonError, Posted};
use crate::exit::{Exit, Fault};
use crate::pass::session::Session;

/// How long Amazon honours a token of transactions at the longest (docs#981).
const TOKEN_LIFE: TimeDelta = TimeDelta::minutes(25);

/// What is older is read again: Amazon may tell it otherwise by now.
const KEPT_FOR: TimeDelta = TimeDelta::days(7);

/// Pages of one group: at Amazon's rate these take five hours, and no settlement has so many.
const MOST_PAGES: i64 = 10_000;

/// A page as it is kept.
#[derive(Serialize)]
struct Written<'a> {
    next: Option<&'a str>,
    posted: Posted,
    read_at: DateTime<Utc>,
    transactions: &'a [Transaction<'a>],
}

/// The same, read again.
#[derive(Deserialize)]
struct Kept<'a> {
    next: Option<String>,
    posted: Posted,
    read_at: DateTime<Utc>,
    #[serde(borrow)]
    transactions: Vec<Transaction<'a>>,
}

/// Where a listing stands between two pages.
#[derive(Debug, Clone, Default)]
struct Place {
    posted: Posted,
    token: Option<String>,
}

/// How far a group was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reached {
    /// To its end.
    End,
    /// As many pages as were wanted at the most, and there are more.
    Enough,
}

/// The pages of one group.
pub(super) struct Pages<'a> {
    session: &'a Session<'a>,
    settlement: i64,
    group: &'a str,
    count: i64,
    timeline: Timeline,
    is_whole: bool,
}

impl<'a> Pages<'a> {
    /// Those of a settlement's group; nothing is read yet.
    pub(super) fn of(session: &'a Session<'a>, settlement: i64, group: &'a str) -> Self {
        Self {
            session,
            settlement,
            group,
            count: 0,
            timeline: Timeline::default(),
            is_whole: false,
        }
    }

    /// Hands every page on, the kept ones first; no more than `most` where there are so many.
    ///
    /// # Errors
    /// [`AmazonError`], or what `visit` says; the pages read so far are kept.
    pub(super) fn read(
        mut self,
        most: Option<i64>,
        mut visit: impl FnMut(&[Transaction<'_>]) -> Result<()>,
    ) -> Result<Reached> {
        let mut place = self.place()?;
        for page in 0..self.count {
            self.kept(page, |kept| visit(&kept.transactions))?;
        }
        let mut seen = HashSet::new();
        while !self.is_whole {
            if most.is_some_and(|most| self.count >= most) {
                return Ok(Reached::Enough);
            }
            let next = self.next(&place, &mut visit)?;
            self.is_whole = next.is_none();
            if self.count > MOST_PAGES || next.iter().any(|token| !seen.insert(token.clone())) {
                self.forget()?;
                bail!(Fault::new(Exit::Temporary, CIRCLE));
            }
            place.token = next;
        }
        Ok(Reached::End)
    }

    /// Reads what is kept, and says where to go on; what cannot be gone on with is forgotten.
    fn place(&mut self) -> Result<Place> {
        let now = self.session.clock.now();
        let (mut last, mut first) = (None, None);
        while let Some((place, read_at)) = self.look_at(self.count)? {
            self.count += 1;
            first.get_or_insert(read_at);
            last = Some((place, read_at));
        }
        let Some((place, read_at)) = last else {
            // The first page goes first where pages were pruned: what is left of them would stand in the way of new ones.
            self.forget()?;
            return Ok(Place::default());
        };
        if first.is_some_and(|first| now - first < KEPT_FOR) {
            self.is_whole = place.token.is_none();
            if self.is_whole {
                return Ok(place);
            }
            if now - read_at < TOKEN_LIFE
                && let Some(place) = self.behind(&place)?
            {
                return Ok(place);
            }
            if let Some(posted) = self.timeline.rest_of(place.posted, now) {
                return Ok(Place { posted, token: None });
            }
        }
        self.forget()?;
        *self = Self::of(self.session, self.settlement, self.group);
        Ok(Place::default())
    }

    /// The place behind a kept page, and when it was read; its times are taken note of.
    fn look_at(&mut self, page: i64) -> Result<Option<(Place, DateTime<Utc>)>> {
        let mut timeline = self.timeline.clone();
        let seen = self.kept(page, |kept| {
            kept.transactions.iter().for_each(|one| timeline.add(one));
            let place = Place {
                posted: kept.posted,
                token: kept.next,
            };
            Ok((place, kept.read_at))
        })?;
        self.timeline = timeline;
        Ok(seen)
    }

    fn kept<T>(&self, page: i64, read: impl FnOnce(Kept<'_>) -> Result<T>) -> Result<Option<T>> {
        let Some(packed) = self.session.store.kept_page(self.settlement, page)? else {
            return Ok(None);
        };
        let mut text = String::new();
        GzDecoder::new(packed.as_slice()).read_to_string(&mut text)?;
        read(serde_json::from_str(&text)?).map(Some)
    }

    /// The place behind the page that a kept token names; `None` when Amazon takes the token no longer.
    fn behind(&mut self, place: &Place) -> Result<Option<Place>> {
        // The page is kept, and handed on with the others.
        match self.next(place, &mut |_| Ok(())) {
            Ok(token) => {
                self.is_whole = token.is_none();
                let posted = place.posted;
                Ok(Some(Place { posted, token }))
            }
            Err(error) if matches!(error.downcast_ref(), Some(AmazonError::Refused { .. })) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Reads a page, keeps it, hands it on, and returns the token of the one after it.
    fn next(
        &mut self,
        place: &Place,
        visit: &mut impl FnMut(&[Transaction<'_>]) -> Result<()>,
    ) -> Result<Option<String>> {
        let (session, page, now) = (self.session, self.count, self.session.clock.now());
        let (settlement, timeline) = (self.settlement, &mut self.timeline);
        let read = session.amazon()?.transactions_page(
            self.group,
            place.posted,
            place.token.as_deref(),
            |read| -> Result<Option<String>> {
                // What is whole with one answer needs no keeping.
                if page > 0 || read.next_token.is_some() {
                    let packed = packed(&Written {
                        next: read.next_token.as_deref(),
                        posted: place.posted,
                        read_at: now,
                        transactions: &read.transactions,
                    })?;
                    let count = i64::try_from(read.transactions.len())?;
                    session.store.keep_page(settlement, page, count, &packed, now)?;
                }
                read.transactions.iter().for_each(|one| timeline.add(one));
                visit(&read.transactions)?;
                Ok(read.next_token)
            },
        )?;
        self.count += 1;
        read
    }

    /// Forgets the pages: they are used, or worthless.
    pub(super) fn forget(&self) -> Result<()> {
        Ok(self
            .session
            .store
            .forget_pages(self.settlement, self.session.clock.now())?)
    }
}

fn packed(page: &Written<'_>) -> Result<Vec<u8>> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::fast());
    packer.write_all(&serde_json::to_vec(page)?)?;
    Ok(packer.finish()?)
}

/// A page token came a second time, or there is no end of pages.
const CIRCLE: &str = "Amazon's pages of transactions go in a circle or have no end; the next run reads them from the beginning";
