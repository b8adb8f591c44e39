//! The feeds that earlier runs left open: each is looked at once, and none is waited for for ever.

use anyhow::Result;
use chrono::TimeDelta;

use super::feed_end::{conclude, look};
use super::open_feeds::{self, Open, open_feeds};
use super::write::Outcome;
use crate::client::amazon::AmazonError;
use crate::pass::session::Session;

/// How far this machine's clock and Amazon's may differ.
const CLOCKS: TimeDelta = TimeDelta::minutes(10);

/// Feeds are worked off within hours at the worst; one that Amazon does not show any more never ends.
const LONGEST: TimeDelta = TimeDelta::days(3);

/// Looks once at each feed that an earlier run left open.
pub(super) fn pick_up(session: &Session<'_>) -> Result<()> {
    for open in open_feeds(session)? {
        let is_old = session.clock.now() - open.begun > LONGEST;
        let name = open
            .feed
            .clone()
            .unwrap_or_else(|| "without a known id".to_owned());
        match looked_at(session, open.clone()) {
            Ok(true) => {}
            Ok(false) if !is_old => {}
            Ok(false) => {
                session.terminal.warn(format!(
                    "Amazon has not worked off feed {name} for three days; its SKUs are planned again"
                ));
                give_up(session, &open)?;
            }
            Err(error) if is_old && is_amazons(&error) => {
                session.terminal.warn(format!(
                    "feed {name} was begun three days ago and cannot be looked at; its SKUs are planned again: {error:#}"
                ));
                give_up(session, &open)?;
            }
            // Its SKUs wait; all others are sent as ever.
            Err(error) => session.give_up_on(&format!("looking at feed {name}"), error)?,
        }
    }
    Ok(())
}

/// Whether Amazon was asked and did not say.
fn is_amazons(error: &anyhow::Error) -> bool {
    let error = error.downcast_ref::<AmazonError>();
    error.is_some_and(|error| *error != AmazonError::Interrupted)
}

/// Looks at a feed; `true` where it has ended.
fn looked_at(session: &Session<'_>, mut open: Open) -> Result<bool> {
    if open.feed.is_none() {
        open.feed = look_for(session, &open)?;
        let Some(feed) = &open.feed else {
            session
                .terminal
                .step("an earlier run began a feed that Amazon never made; its SKUs are planned again");
            never_made(session, &open)?;
            return Ok(true);
        };
        session
            .terminal
            .step(format!("the feed of an earlier run is {feed}"));
        session.change(|change| open_feeds::keep(change, &open))?;
    }
    look(session, &open)
}

/// Looks for a feed whose creation was not answered: one of its marketplace that was not there before it was begun.
pub(super) fn look_for(session: &Session<'_>, open: &Open) -> Result<Option<String>> {
    let feeds = session.amazon()?.feeds_since(open.begun - CLOCKS)?;
    let others = open_feeds(session)?;
    let is_new = |id: &String| {
        let mut known = others.iter().filter_map(|other| other.feed.as_ref());
        !open.before.contains(id) && known.all(|other| other != id)
    };
    let new = feeds
        .into_iter()
        .find(|feed| is_new(&feed.feed_id) && feed.may_be_for(&open.marketplace));
    Ok(new.map(|feed| feed.feed_id))
}

/// Nothing was made: the records can be planned again.
pub(super) fn never_made(session: &Session<'_>, open: &Open) -> Result<()> {
    conclude(session, open, &|_| Outcome::NotSent)
}

/// Nobody knows what became of it: its SKUs are read back.
fn give_up(session: &Session<'_>, open: &Open) -> Result<()> {
    conclude(session, open, &|_| {
        Outcome::Unknown("the feed was never seen to be worked off".to_owned())
    })
}
