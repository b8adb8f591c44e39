//! Sending many quantities as a feed: one in flight at a time, its id kept, picked up by the next run.
//!
//! The intent (which SKUs, which document) is committed with the records before the feed is created. After a
//! lost answer Amazon is asked for its feeds before another one is made.

use std::time::Duration;

use anyhow::Result;
use chrono::TimeDelta;

use super::figures::Figures;
use super::open_feed::{FACT, Open, open_feed};
use super::plan::Plan;
use super::round::Sent;
use super::write::{Outcome, write_outcome};
use crate::amazon::listings::{MOST_MESSAGES, feeds_of};
use crate::books::record::{Kind, State};
use crate::client::amazon::{AmazonError, FeedState};
use crate::config::Inventory;
use crate::exit::Exit;
use crate::pass::session::Session;
use crate::store::{Step, hash_of};

/// Records that are looked at together.
const CHUNK: usize = 500;

/// The longest wait between two looks at a feed.
const LONGEST_LOOK: Duration = Duration::from_secs(60);

/// Looks once at the feed that an earlier run left open.
pub(super) fn pick_up(session: &Session<'_>) -> Result<()> {
    let Some(mut open) = open_feed(session)? else {
        return Ok(());
    };
    if open.feed.is_none() {
        open.feed = look_for(session, &open)?;
        let Some(feed) = &open.feed else {
            session
                .terminal
                .step("an earlier run began a feed that Amazon never made; its SKUs are planned again");
            return forget(session, &open);
        };
        session
            .terminal
            .step(format!("the feed of an earlier run is {feed}"));
        session
            .store
            .note(FACT, &serde_json::to_string(&open)?, session.clock.now())?;
    }
    // Feeds are worked off within hours at the worst; one that is gone from Amazon's list never ends.
    let old = session.clock.now() - open.begun > TimeDelta::days(3);
    if !look(session, &open)? && old {
        session
            .terminal
            .warn("Amazon has not worked off a feed for three days; its SKUs are planned again");
        return conclude(session, &open, &|_| {
            Outcome::Unknown("the feed was never worked off".to_owned())
        });
    }
    Ok(())
}

/// Looks for a feed whose creation was not answered: one that was not there before it was begun.
fn look_for(session: &Session<'_>, open: &Open) -> Result<Option<String>> {
    let since = open.begun - TimeDelta::minutes(5);
    let feeds = session.amazon()?.feeds_since(since)?;
    let new = feeds
        .into_iter()
        .find(|feed| !open.before.contains(&feed.feed_id));
    Ok(new.map(|feed| feed.feed_id))
}

/// Nothing was made: the records can be planned again.
fn forget(session: &Session<'_>, open: &Open) -> Result<()> {
    conclude(session, open, &|_| Outcome::NotSent)
}

/// Sends what is ready as feeds, one after the other.
pub(super) fn send(session: &Session<'_>, settings: &Inventory, plan: &Plan<'_>) -> Result<Sent> {
    let life = TimeDelta::from_std(settings.plan_life)?;
    loop {
        let changes = ready(session, plan)?;
        if changes.is_empty() {
            return Ok(Sent::All);
        }
        if open_feed(session)?.is_some() {
            session.terminal.step(
                "an earlier feed is still open: nothing further is sent until Amazon has worked it off",
            );
            return Ok(Sent::Stopped);
        }
        if session.is_interrupted() {
            return Ok(Sent::Stopped);
        }
        if session.clock.now() - plan.read_at > life {
            return Ok(Sent::Expired);
        }
        let outcome = begin(session, changes).and_then(|open| wait_for(session, &open));
        match outcome {
            Ok(true) => {}
            Ok(false) => return Ok(Sent::Stopped),
            Err(error) => {
                session.give_up_on("sending a feed of quantities", error)?;
                return Ok(Sent::Stopped);
            }
        }
    }
}

/// The SKU, the product type and the quantity of one message.
type Message = (String, String, u32);

/// The first changes that are ready, as many as one feed may hold.
fn ready(session: &Session<'_>, plan: &Plan<'_>) -> Result<Vec<Message>> {
    let mut messages = Vec::new();
    let mut last = 0;
    loop {
        let records = session
            .store
            .records_in(Kind::Quantity, &[State::Ready], last, CHUNK)?;
        let Some(end) = records.last() else {
            return Ok(messages);
        };
        last = end.id;
        for record in records.into_iter().filter(|record| plan.means_to_send(record)) {
            if let Some(figures) = Figures::of(&record) {
                messages.push((record.key, figures.product_type, figures.new));
            }
            if messages.len() == MOST_MESSAGES {
                return Ok(messages);
            }
        }
    }
}

/// Uploads and creates a feed of the first changes that fit one file.
fn begin(session: &Session<'_>, changes: Vec<Message>) -> Result<Open> {
    let amazon = session.amazon()?;
    let marketplaces: Vec<String> = session
        .config
        .amazon
        .marketplaces
        .iter()
        .map(|one| one.id.to_owned())
        .collect();
    let Some(feed) = feeds_of(amazon.seller_id(), &changes)?.into_iter().next() else {
        anyhow::bail!("records that are ready have no figures");
    };
    drop(changes);
    let now = session.clock.now();
    let before = amazon.feeds_since(now - TimeDelta::minutes(30))?;
    let document = amazon.upload_feed(&feed.body)?;
    let mut open = Open {
        feed: None,
        begun: now,
        before: before.into_iter().map(|feed| feed.feed_id).collect(),
        skus: feed.skus,
        sha256: hash_of(&feed.body),
    };
    drop(feed.body);
    write_begun(session, &open)?;
    let created = match amazon.create_feed(&marketplaces, &document) {
        Ok(id) => Some(id),
        Err(AmazonError::Unreachable { .. }) => look_for(session, &open)?,
        Err(error) => {
            forget(session, &open)?;
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
        "feed {id} with {} quantities was created",
        open.skus.len()
    ));
    open.feed = Some(id);
    session
        .store
        .note(FACT, &serde_json::to_string(&open)?, session.clock.now())?;
    Ok(open)
}

fn write_begun(session: &Session<'_>, open: &Open) -> Result<()> {
    let text = serde_json::to_string(open)?;
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
        Ok(change.note(FACT, &text)?)
    })
}

/// Looks at the feed until it is done or patience ends; `false` leaves it to the next run.
fn wait_for(session: &Session<'_>, open: &Open) -> Result<bool> {
    let mut pause = Duration::from_secs(1);
    loop {
        if look(session, open)? {
            return Ok(true);
        }
        if !session.wait("getFeed", pause, "Amazon is working off the feed of quantities") {
            let id = open.feed.as_deref().unwrap_or_default();
            session.at_least_because(
                Exit::Temporary,
                format!(
                    "feed {id} is not done yet: the next run picks it up, and its SKUs are not sent meanwhile"
                ),
            );
            return Ok(false);
        }
        pause = (pause * 2).min(LONGEST_LOOK);
    }
}

/// Looks at a feed once, and writes what became of its messages when it is done.
fn look(session: &Session<'_>, open: &Open) -> Result<bool> {
    let Some(id) = &open.feed else { return Ok(false) };
    let amazon = session.amazon()?;
    let feed = amazon.feed(id)?;
    let broken = |_: &str| Outcome::Unknown(format!("Amazon gave feed {id} up ({})", feed.processing_status));
    match (feed.state(), &feed.result_feed_document_id) {
        (FeedState::Open, _) => return Ok(false),
        (FeedState::Done, Some(document)) => {
            let report = amazon.feed_report(document)?;
            let processed = report.summary.messages_processed;
            let errors = report.errors();
            let outcome = |sku: &str| match errors.get(sku) {
                Some(words) => Outcome::Refused(words.clone()),
                None if processed == open.skus.len() as u64 => Outcome::Accepted(format!("feed {id}")),
                None => Outcome::Unknown(format!(
                    "feed {id} has processed {processed} messages, another number than was sent"
                )),
            };
            conclude(session, open, &outcome)?;
        }
        (FeedState::Done, None) | (FeedState::Broken, _) => conclude(session, open, &broken)?,
    }
    Ok(true)
}

/// Writes the end of a feed and of each of its records, all in one commit.
fn conclude(session: &Session<'_>, open: &Open, outcome: &dyn Fn(&str) -> Outcome) -> Result<()> {
    session.change(|change| {
        for sku in &open.skus {
            let record = change.record(Kind::Quantity, sku)?;
            if let Some(record) = record.filter(|record| record.state == State::Sending) {
                write_outcome(session, change, &record, &outcome(sku))?;
            }
        }
        Ok(change.note(FACT, "null")?)
    })
}
