//! The stretches of time to read: from the watermarks, or as the command line says.

use std::collections::BTreeMap;

use anyhow::Result;
use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};

use super::options::Options;
use crate::pass::session::Session;

/// One stretch of time to read, for marketplaces that stand at the same point.
#[derive(Debug, Clone)]
pub(super) struct Window {
    /// By their ids.
    pub marketplaces: Vec<String>,
    /// From then on.
    pub after: DateTime<Utc>,
    /// Up to then; Amazon chooses it when left out.
    pub before: Option<DateTime<Utc>>,
    /// Whether what is read counts as read.
    pub moves_watermarks: bool,
}

impl Window {
    /// Under which its place is kept.
    pub(super) fn scope(&self) -> String {
        format!("orders/{}", self.marketplaces.join(","))
    }

    /// The exact parameters a page token is good for.
    pub(super) fn parameters(&self) -> String {
        let text = |at: DateTime<Utc>| at.to_rfc3339_opts(SecondsFormat::Secs, true);
        format!(
            "{}|{}|{}",
            self.marketplaces.join(","),
            text(self.after),
            self.before.map(text).unwrap_or_default()
        )
    }
}

/// The scope under which a marketplace's watermark is kept.
pub(in crate::pass) fn watermark_scope(marketplace: &str) -> String {
    format!("orders/{marketplace}")
}

/// What there is to read, by the watermarks or as the options say.
pub(super) fn windows(session: &Session<'_>, options: &Options) -> Result<Vec<Window>> {
    let all = session
        .config
        .amazon
        .marketplaces
        .iter()
        .map(|market| market.id.to_owned());
    if let Some(since) = options.since {
        let marketplaces = all.collect();
        return Ok(vec![Window {
            marketplaces,
            after: since,
            before: options.until,
            moves_watermarks: false,
        }]);
    }
    let overlap = TimeDelta::from_std(session.config.orders.overlap)?;
    let mut by_point: BTreeMap<DateTime<Utc>, Vec<String>> = BTreeMap::new();
    for marketplace in all {
        let after = match session.store.watermark(&watermark_scope(&marketplace))? {
            Some(watermark) => (watermark.at - overlap).max(session.config.orders.start),
            None => session.config.orders.start,
        };
        by_point.entry(after).or_default().push(marketplace);
    }
    let window = |(after, marketplaces)| Window {
        marketplaces,
        after,
        before: None,
        moves_watermarks: true,
    };
    // Amazon takes at most 50 marketplaces in a request; there are fewer than that in any region.
    Ok(by_point.into_iter().map(window).collect())
}
