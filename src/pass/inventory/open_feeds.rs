//! The feeds that were begun and whose end is not known: one a marketplace at a time, kept as a fact.

use std::collections::BTreeSet;

use anyhow::Result;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::pass::session::Session;
use crate::store::Change;

/// The fact that keeps them.
const FACT: &str = "listings-feed";

/// A feed that was begun and whose end is not known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Open {
    /// Amazon's id; none while it is not known whether Amazon made the feed.
    pub(super) feed: Option<String>,
    /// The marketplace it is for; empty in what an earlier version began, which named all of them.
    #[serde(default)]
    pub(super) marketplace: String,
    /// When it was begun.
    pub(super) begun: DateTime<Utc>,
    /// Feeds that Amazon had made before: none of them is ours.
    pub(super) before: Vec<String>,
    /// The SKU of each message.
    pub(super) skus: Vec<String>,
    /// SHA-256 of the content.
    pub(super) sha256: String,
}

impl Open {
    /// Whether another feed for a marketplace waits for this one.
    pub(super) fn is_in_the_way_of(&self, marketplace: &str) -> bool {
        self.marketplace.is_empty() || self.marketplace == marketplace
    }
}

/// What the fact holds.
#[derive(Deserialize)]
#[serde(untagged)]
enum Kept {
    Several(Vec<Open>),
    /// Earlier versions had one feed for all marketplaces.
    One(Open),
}

/// The feeds in the text of the fact.
fn read(text: &str) -> Vec<Open> {
    match serde_json::from_str(text) {
        Ok(Kept::Several(open)) => open,
        Ok(Kept::One(open)) => vec![open],
        // None is open.
        Err(_) => Vec::new(),
    }
}

/// The feeds, where there are any.
pub(super) fn open_feeds(session: &Session<'_>) -> Result<Vec<Open>> {
    let kept = session.store.fact(FACT)?;
    Ok(kept.map(|(text, _)| read(&text)).unwrap_or_default())
}

/// The SKUs of feeds that Amazon has not worked off.
pub(super) fn skus_in_open_feeds(session: &Session<'_>) -> Result<BTreeSet<String>> {
    let open = open_feeds(session)?;
    Ok(open.into_iter().flat_map(|open| open.skus).collect())
}

/// Keeps a feed, in place of what was kept of its marketplace.
pub(super) fn keep(change: &mut Change<'_>, open: &Open) -> Result<()> {
    let mut all = beside(change, open)?;
    all.push(open.clone());
    note(change, &all)
}

/// Forgets a feed whose end is known.
pub(super) fn forget(change: &mut Change<'_>, open: &Open) -> Result<()> {
    let all = beside(change, open)?;
    note(change, &all)
}

/// The feeds of the other marketplaces.
fn beside(change: &Change<'_>, open: &Open) -> Result<Vec<Open>> {
    let mut all = change.fact(FACT)?.map(|text| read(&text)).unwrap_or_default();
    all.retain(|other| other.marketplace != open.marketplace);
    Ok(all)
}

fn note(change: &mut Change<'_>, all: &[Open]) -> Result<()> {
    Ok(change.note(FACT, &serde_json::to_string(all)?)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_feed_that_an_earlier_version_left_open_is_taken_over() {
        let text = r#"{"feed":"50000","begun":"2026-03-18T15:00:00Z","before":["4"],"skus":["A","B"],"sha256":"00"}"#;
        let kept = read(text);
        assert_eq!(kept.len(), 1);
        assert_eq!((kept[0].feed.as_deref(), kept[0].skus.len()), (Some("50000"), 2));
        assert!(kept[0].is_in_the_way_of("ATVPDKIKX0DER"));
        assert_eq!(read("null"), []);
    }

    #[test]
    fn a_feed_waits_for_one_of_its_own_marketplace_alone() {
        let text = r#"[{"feed":null,"marketplace":"US","begun":"2026-03-18T15:00:00Z","before":[],"skus":["A"],"sha256":"00"}]"#;
        let kept = read(text);
        assert!(kept[0].is_in_the_way_of("US") && !kept[0].is_in_the_way_of("CA"));
    }
}
