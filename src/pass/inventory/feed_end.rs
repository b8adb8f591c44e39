//! The end of a feed: Amazon is asked how far it is, and its report says what became of each message.

use std::time::Duration;

use anyhow::Result;

use super::open_feeds::{self, Open};
use super::write::{Outcome, write_outcome};
use crate::amazon::listings::ProcessingReport;
use crate::books::record::{Kind, State};
use crate::client::amazon::FeedState;
use crate::exit::Exit;
use crate::pass::session::Session;

/// The longest wait between two looks at a feed.
const LONGEST_LOOK: Duration = Duration::from_secs(60);

/// Looks at the feed until it is done or patience ends; `false` leaves it to the next run.
pub(super) fn wait_for(session: &Session<'_>, open: &Open) -> Result<bool> {
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
pub(super) fn look(session: &Session<'_>, open: &Open) -> Result<bool> {
    let Some(id) = &open.feed else { return Ok(false) };
    let amazon = session.amazon()?;
    let feed = amazon.feed(id)?;
    match (feed.state(), &feed.result_feed_document_id) {
        (FeedState::Open, _) => return Ok(false),
        (FeedState::Done, Some(document)) => {
            match amazon.feed_report(document) {
                Ok(report) => {
                    tell(session, id, &report, &open.skus);
                    conclude(session, open, &of_report(id, &report, &open.skus))?;
                }
                Err(error) if !error.is_temporary() => return Err(error.into()),
                // The quantities themselves say what became of them.
                Err(error) => {
                    let why = format!(
                        "feed {id} is worked off, and what Amazon says of it cannot be read: {error}"
                    );
                    session.at_least_because(
                        Exit::Temporary,
                        format!("{why}\nits quantities are read back instead"),
                    );
                    conclude(session, open, &|_| Outcome::Unknown(why.clone()))?;
                }
            }
        }
        (FeedState::Done | FeedState::Broken, document) => {
            // What it says of the whole feed is of use; that it cannot be read changes nothing.
            let report = document.as_deref().and_then(|one| amazon.feed_report(one).ok());
            let report = report.unwrap_or_default();
            let mut why = format!("Amazon gave feed {id} up ({})", feed.processing_status);
            if let Some(words) = report.of_the_whole(&open.skus) {
                tell(session, id, &report, &open.skus);
                why = format!("{why}: {words}");
            } else {
                session.at_least_because(
                    Exit::Temporary,
                    format!(
                        "{why} without saying why\n\
                         hint: its quantities are read back, and what differs is sent again; if it happens again, ask Amazon's \
                         support and name the feed"
                    ),
                );
            }
            conclude(session, open, &|_| Outcome::Unknown(why.clone()))?;
        }
    }
    Ok(true)
}

/// Says what Amazon says of a feed as a whole.
fn tell(session: &Session<'_>, id: &str, report: &ProcessingReport, skus: &[String]) {
    if let Some(words) = report.of_the_whole(skus) {
        session.at_least_because(
            Exit::Attention,
            format!(
                "Amazon says of feed {id}: {words}\n\
                 hint: the next run reads its quantities back and sends again what differs; if Amazon says the same again, \
                 mend what its words name, or ask Amazon's support and name the feed"
            ),
        );
    }
}

/// What became of each message, by its place: accepted is only what the report leaves no doubt about.
fn of_report(id: &str, report: &ProcessingReport, skus: &[String]) -> impl Fn(usize) -> Outcome {
    let errors = report.errors(skus);
    let doubt = report.doubt(skus).map(|why| format!("feed {id} {why}"));
    let accepted = format!("feed {id}");
    move |place| match (errors.get(&place), &doubt) {
        (Some(words), _) => Outcome::Refused(words.clone()),
        (None, Some(why)) => Outcome::Unknown(why.clone()),
        (None, None) => Outcome::Accepted(accepted.clone()),
    }
}

/// Writes the end of a feed and of each of its records (by the place of its message), all in one commit.
pub(super) fn conclude(session: &Session<'_>, open: &Open, outcome: &dyn Fn(usize) -> Outcome) -> Result<()> {
    session.change(|change| {
        for (place, sku) in open.skus.iter().enumerate() {
            let record = change.record(Kind::Quantity, sku)?;
            if let Some(record) = record.filter(|record| record.state == State::Sending) {
                write_outcome(session, change, &record, &outcome(place))?;
            }
        }
        open_feeds::forget(change, open)
    })
}
