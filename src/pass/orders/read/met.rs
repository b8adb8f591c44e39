//! Orders that another pass met and nobody has read yet: many of them by the time in which they changed, the rest one
//! by one.

use std::collections::BTreeSet;

use anyhow::Result;
use chrono::{DateTime, TimeDelta, Utc};

use super::super::take_in::take_in;
use super::super::window::Window;
use super::{Found, Reader, TOKEN_LIFE};
use crate::client::amazon::{AmazonError, ReadOrder, SearchedPage};
use crate::pass::session::Session;

/// From so many on their time is searched: `getOrder` gives thirty at once and then one in two seconds, a page of a
/// search gives a hundred.
const MANY: usize = 30;

/// An order changes last when it ships, within a day of the sale's posting; what changed later is read by its id.
const AROUND: TimeDelta = TimeDelta::days(1);

/// Orders that were met.
pub struct Met<'a> {
    /// The key of the record that names them.
    pub by: &'a str,
    /// Their ids.
    pub ids: &'a [String],
    /// When the first and the last of their sales were posted, where that is known.
    pub posted: Option<(DateTime<Utc>, DateTime<Utc>)>,
}

/// What Amazon said of orders that were met.
#[derive(Default)]
pub struct Unmet {
    /// Those that it does not know.
    pub unknown: Vec<String>,
    /// Those that it does not give now, and what it says instead.
    pub withheld: Vec<(String, String)>,
}

/// Reads orders that another pass met, and returns those that were not read.
///
/// # Errors
/// What stops reading; orders read before it are kept.
pub fn read_met(session: &Session<'_>, met: &Met<'_>) -> Result<Unmet> {
    let mut reader = Reader::new(session);
    let mut wanted: BTreeSet<&str> = met.ids.iter().map(String::as_str).collect();
    if wanted.len() > MANY
        && let Some(posted) = met.posted
    {
        reader.search(met.by, posted, &mut wanted)?;
    }
    let mut unmet = Unmet::default();
    for id in wanted {
        match reader.fetch(id)? {
            Found::Order(()) => {}
            Found::Unknown => unmet.unknown.push(id.to_owned()),
            Found::Withheld(error) => {
                let why = error.of_one_record().unwrap_or_default();
                unmet.withheld.push((id.to_owned(), why));
            }
        }
    }
    Ok(unmet)
}

impl Reader<'_> {
    /// Reads the time around some sales until every order is found; takes those that were out of `wanted`.
    ///
    /// What cannot be searched is left to be read by its id.
    fn search(
        &mut self,
        by: &str,
        posted: (DateTime<Utc>, DateTime<Utc>),
        wanted: &mut BTreeSet<&str>,
    ) -> Result<()> {
        let session = self.session;
        let scope = format!("orders-of/{by}");
        let (window, mut token) = self.place(&scope, posted)?;
        while !wanted.is_empty() {
            let page = match self.page(&window, token.as_deref())? {
                Ok(page) => page,
                Err(AmazonError::Interrupted) => return Err(AmazonError::Interrupted.into()),
                // A later run goes on there once Amazon's rate allows it.
                Err(AmazonError::OutOfPatience { .. }) => return Ok(()),
                Err(_) => break,
            };
            let next = page
                .next_token
                .clone()
                .filter(|next| token.as_ref() != Some(next));
            self.keep_wanted(&scope, &window, page, next.as_deref(), wanted)?;
            token = next;
            if token.is_none() {
                return Ok(());
            }
        }
        session.change(|change| Ok(change.drop_cursor(&scope)?))
    }

    /// Where an earlier run stopped, else the beginning of the time around the sales.
    fn place(
        &self,
        scope: &str,
        (first, last): (DateTime<Utc>, DateTime<Utc>),
    ) -> Result<(Window, Option<String>)> {
        let session = self.session;
        let now = session.clock.now();
        let marketplaces = session.config.amazon.marketplaces.iter();
        let window = |after, before| Window {
            marketplaces: marketplaces.clone().map(|market| market.id.to_owned()).collect(),
            after,
            before: Some(before),
            moves_watermarks: false,
        };
        if let Some(kept) = session.store.cursor(scope)?
            && now - kept.saved_at < TOKEN_LIFE
            && let Some((after, before)) = kept.window.split_once('|')
            && let (Ok(after), Ok(before)) = (after.parse(), before.parse())
        {
            return Ok((window(after, before), Some(kept.token)));
        }
        // Amazon refuses a bound within two minutes of its own time.
        let before = (last + AROUND).min(now - TimeDelta::minutes(10));
        Ok((window((first - AROUND).min(before), before), None))
    }

    fn keep_wanted(
        &mut self,
        scope: &str,
        window: &Window,
        page: SearchedPage,
        next: Option<&str>,
        wanted: &mut BTreeSet<&str>,
    ) -> Result<()> {
        let (session, how) = (self.session, self.how(false));
        let mut found = page.orders;
        found.retain(|order| match order {
            ReadOrder::Read(order) => wanted.contains(order.order_id.as_str()),
            ReadOrder::Unreadable { key, .. } => wanted.contains(key.as_str()),
        });
        let new = session.change(|change| -> Result<u64> {
            let mut new = 0;
            for order in &found {
                new += u64::from(take_in(change, session, order, how)?);
            }
            match next {
                Some(token) => {
                    let before = window.before.unwrap_or(window.after);
                    let stretch = format!("{}|{}", window.after.to_rfc3339(), before.to_rfc3339());
                    change.keep_cursor(scope, &stretch, token, None)?;
                }
                None => change.drop_cursor(scope)?,
            }
            Ok(new)
        })?;
        self.read += found.len() as u64;
        self.new += new;
        for order in &found {
            wanted.remove(match order {
                ReadOrder::Read(order) => order.order_id.as_str(),
                ReadOrder::Unreadable { key, .. } => key.as_str(),
            });
        }
        Ok(())
    }
}
