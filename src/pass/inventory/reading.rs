//! Reading both sides at once: Sage in a thread of its own, Amazon in this one.
//!
//! Neither waits for the other, so that a pass takes as long as the slower of the two. Where Sage cannot be read nothing of
//! Amazon is of use, and the other way round: the other side stops at its next request, and the pass ends with the first
//! cause, Sage's where both have one.

use anyhow::Result;

use super::known;
use super::listed::{self, Shown};
use super::open_feeds::skus_in_open_feeds;
use super::plan::Plan;
use super::shelf::Shelf;
use super::shelves::{Shelves, Wanted, refuse_unreadable};
use super::sold::Sold;
use crate::client::sage300::SageError;
use crate::config::Inventory;
use crate::pass::session::Session;
use crate::terminal::counted;

/// Reads both sides and decides about every SKU.
///
/// # Errors
/// A failed or partial read of either side.
pub(super) fn plan<'a>(
    session: &'a Session<'a>,
    settings: &'a Inventory,
    named: &[String],
) -> Result<Plan<'a>> {
    let read_at = session.clock.now();
    let skus = known::skus(session, named)?;
    let sold = Sold::read(session, settings)?;
    refuse_unreadable(session, settings)?;
    session
        .terminal
        .step(format!("reading {} from Sage 300", counted(skus.len(), "SKU")));
    let all = skus.iter().map(String::as_str).chain(sold.skus());
    let wanted = Wanted::of(all, (session, settings))?;
    let (shelf, shown) = both(session, &skus, wanted)?;
    let mut shelves = Shelves::new(session, settings, shelf)?;
    shelves.match_barcodes(&skus, &shown)?;
    let unknown = sold.by_item(session, &mut shelves)?;
    Plan::decide(read_at, (session, settings), (skus, shown), (shelves, unknown))
}

/// What Sage holds and what Amazon shows.
fn both(session: &Session<'_>, skus: &[String], wanted: Wanted) -> Result<(Shelf, Vec<Option<Shown>>)> {
    let in_feed = skus_in_open_feeds(session)?;
    let (sages, amazons) = session.sage()?.beside(
        |sage| wanted.read(sage),
        |beside| listed::read(session, skus, &in_feed, beside),
    );
    match (sages, amazons) {
        (Ok(shelf), Ok(shown)) => Ok((shelf, shown)),
        // Sage was stopped, or had been read, when Amazon failed.
        (Ok(_) | Err(SageError::Interrupted), Err(error)) => Err(error),
        (Err(error), _) => Err(error.into()),
    }
}
