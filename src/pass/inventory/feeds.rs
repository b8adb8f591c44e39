//! Sending many quantities as feeds: one a marketplace in flight at a time, its id kept, picked up by the next run.
//!
//! The intent (which SKUs, which document) is committed with the records before the feed is created. After a
//! lost answer Amazon is asked for its feeds before another one is made.

use anyhow::Result;
use chrono::TimeDelta;

use super::earlier_feeds::{look_for, never_made};
use super::feed_end::wait_for;
use super::figures::Figures;
use super::open_feeds::{self, Open, open_feeds};
use super::plan::Plan;
use super::round::Sent;
use crate::amazon::listings::{Feed, OpenFeed};
use crate::books::record::{Kind, State};
use crate::client::amazon::AmazonError;
use crate::config::Inventory;
use crate::pass::session::Session;
use crate::store::{Step, hash_of};

/// Records that are looked at together.
const CHUNK: usize = 500;

/// Feeds that were begun together.
struct Begun {
    feeds: Vec<Open>,
    /// Why no further one is begun, where that is so.
    ends: Option<Sent>,
}

/// Sends what is ready as feeds: one for each marketplace, then the next ones.
pub(super) fn send(session: &Session<'_>, settings: &Inventory, plan: &Plan<'_>) -> Result<Sent> {
    let life = TimeDelta::from_std(settings.plan_life)?;
    loop {
        let begun = begin_each(session, plan, life)?;
        let mut are_done = true;
        for open in &begun.feeds {
            are_done &= is_worked_off(session, open)?;
        }
        match begun.ends {
            Some(ends) => return Ok(ends),
            None if !are_done => return Ok(Sent::Stopped),
            None if begun.feeds.is_empty() => return Ok(Sent::All),
            None => {}
        }
    }
}

/// Begins a feed for each marketplace that has something ready, unless one is open there.
fn begin_each(session: &Session<'_>, plan: &Plan<'_>, life: TimeDelta) -> Result<Begun> {
    let mut feeds = Vec::new();
    for marketplace in &session.config.amazon.marketplaces {
        let Some(feed) = ready(session, plan, marketplace.id)? else {
            continue;
        };
        let mut open = open_feeds(session)?.into_iter();
        if open.any(|open| open.is_in_the_way_of(marketplace.id)) {
            session.terminal.step(format!(
                "an earlier feed for {} is still open: nothing further is sent there until Amazon has worked it off",
                marketplace.name
            ));
            continue;
        }
        let ends = if session.is_interrupted() {
            Some(Sent::Stopped)
        } else if session.clock.now() - plan.read_at > life {
            Some(Sent::Expired)
        } else {
            match begin(session, marketplace.id, feed) {
                Ok(open) => {
                    feeds.push(open);
                    None
                }
                Err(error) => {
                    session.give_up_on("sending a feed of quantities", error)?;
                    Some(Sent::Stopped)
                }
            }
        };
        if ends.is_some() {
            return Ok(Begun { feeds, ends });
        }
    }
    Ok(Begun { feeds, ends: None })
}

/// Waits for a feed; `false` where it is left to the next run.
fn is_worked_off(session: &Session<'_>, open: &Open) -> Result<bool> {
    match wait_for(session, open) {
        Ok(is_done) => Ok(is_done),
        Err(error) => {
            session.give_up_on("sending a feed of quantities", error)?;
            Ok(false)
        }
    }
}

/// A feed of the first changes that are ready for a marketplace, as many as one may hold; none where none is ready.
fn ready(session: &Session<'_>, plan: &Plan<'_>, marketplace: &str) -> Result<Option<Feed>> {
    let mut feed = OpenFeed::of(session.amazon()?.seller_id())?;
    let mut last = 0;
    loop {
        let records = session
            .store
            .records_in(Kind::Quantity, &[State::Ready], last, CHUNK)?;
        let Some(end) = records.last() else {
            return Ok(feed.closed());
        };
        last = end.id;
        for record in records.into_iter().filter(|record| plan.means_to_send(record)) {
            let figures = Figures::of(&record).filter(|one| one.marketplace == marketplace);
            if let Some(figures) = figures
                && !feed.takes(record.key, &figures.product_type, figures.new)?
            {
                return Ok(feed.closed());
            }
        }
    }
}

/// Uploads and creates a feed.
fn begin(session: &Session<'_>, marketplace: &str, feed: Feed) -> Result<Open> {
    let amazon = session.amazon()?;
    let now = session.clock.now();
    let before = amazon.feeds_since(now - TimeDelta::minutes(30))?;
    let sha256 = hash_of(&feed.body);
    let document = amazon.upload_feed(feed.body.into())?;
    let mut open = Open {
        feed: None,
        marketplace: marketplace.to_owned(),
        begun: now,
        before: before.into_iter().map(|feed| feed.feed_id).collect(),
        skus: feed.skus,
        sha256,
    };
    write_begun(session, &open)?;
    let created = match amazon.create_feed(marketplace, &document) {
        Ok(id) => Some(id),
        // An answer that cannot be read says as little as a lost one: the feed may be there.
        Err(
            AmazonError::Unreachable { .. } | AmazonError::Unreadable { .. } | AmazonError::TooLarge { .. },
        ) => look_for(session, &open)?,
        Err(error) => {
            never_made(session, &open)?;
            return Err(error.into());
        }
    };
    let Some(id) = created else {
        anyhow::bail!(AmazonError::Unreachable {
            operation: "createFeed",
            why: "its answer was lost, and Amazon lists no such feed yet; the next run looks again"
                .to_owned(),
        });
    };
    session.terminal.step(format!(
        "feed {id} was created; quantities in it: {}",
        open.skus.len()
    ));
    open.feed = Some(id);
    session.change(|change| open_feeds::keep(change, &open))?;
    Ok(open)
}

fn write_begun(session: &Session<'_>, open: &Open) -> Result<()> {
    session.change(|change| {
        for sku in &open.skus {
            let Some(record) = change.record(Kind::Quantity, sku)? else {
                continue;
            };
            let words = Figures::of(&record).unwrap_or_default().words();
            let step = Step {
                sage_name: Some(&words),
                request_sha256: Some(&open.sha256),
                sends: true,
                ..Step::to(State::Sending, "sending-by-feed")
            };
            change.step(&record, &step)?;
        }
        open_feeds::keep(change, open)
    })
}
