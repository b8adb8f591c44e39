//! The feed that was begun and whose end is not known: one at a time, kept as a fact.

use std::collections::BTreeSet;

use anyhow::Result;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::pass::session::Session;

/// The fact that keeps it.
pub(super) const FACT: &str = "listings-feed";

/// A feed that was begun and whose end is not known.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Open {
    /// Amazon's id; none while it is not known whether Amazon made the feed.
    pub(super) feed: Option<String>,
    /// When it was begun.
    pub(super) begun: DateTime<Utc>,
    /// Feeds that Amazon had made before: none of them is ours.
    pub(super) before: Vec<String>,
    /// The SKU of each message.
    pub(super) skus: Vec<String>,
    /// SHA-256 of the content.
    pub(super) sha256: String,
}

/// The feed, where there is one.
pub(super) fn open_feed(session: &Session<'_>) -> Result<Option<Open>> {
    let kept = session.store.fact(FACT)?;
    Ok(kept.and_then(|(text, _)| serde_json::from_str(&text).ok()))
}

/// The SKUs of a feed that Amazon has not worked off.
pub(super) fn skus_in_open_feed(session: &Session<'_>) -> Result<BTreeSet<String>> {
    Ok(open_feed(session)?
        .map(|open| open.skus.into_iter().collect())
        .unwrap_or_default())
}
