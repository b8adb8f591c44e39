//! What is on its way: the stretches of time that are read by Amazon's bulk report, kept from one run to the next.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::super::window::{Window, watermark_scope};
use crate::pass::session::Session;
use crate::store::Change;

/// Days of one report at the most: for a longer stretch Amazon gives a refusal in place of the file, or an empty one.
const DAYS: i64 = 30;

/// What changed within so short a time is listed: Amazon does not say how soon its report knows of a change.
const SETTLED_AFTER: TimeDelta = TimeDelta::hours(1);

/// What is shorter than that is listed.
const WORTH_IT: TimeDelta = TimeDelta::days(1);

/// Whether a stretch of time is so long that its report may be the faster way.
pub(super) fn is_worth_it(window: &Window, now: DateTime<Utc>) -> bool {
    window.before.unwrap_or(now) - window.after >= WORTH_IT
}

/// The file of a report as it is kept: its rows, without the columns about people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct File {
    /// Under which it is archived.
    pub sha256: String,
    /// How many orders it has.
    pub orders: usize,
    /// Orders that may have more rows than stand together.
    pub doubtful: BTreeSet<String>,
    /// So many stretches of it were listed, and all that Amazon listed is in it.
    #[serde(default)]
    pub stretches: usize,
    /// Of how many of its orders Amazon's own records said the same, by their kind.
    #[serde(default)]
    pub agreed: BTreeMap<String, usize>,
    /// That are enough of them.
    pub compared: bool,
    /// So many of its orders, from the first on, were taken where it tells enough.
    pub taken: usize,
    /// So many of its orders, from the first on, were asked for where it does not.
    pub asked: usize,
}

/// A stretch of time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Part {
    /// Where it begins.
    pub from: DateTime<Utc>,
    /// Where it ends.
    pub to: DateTime<Utc>,
    /// The report that was asked for.
    pub report: Option<String>,
    /// When it was asked for.
    pub since: Option<DateTime<Utc>>,
    /// Downloads that failed.
    pub failures: u32,
    /// Its file.
    pub file: Option<File>,
    /// The report is of no use, and the stretch is listed order by order.
    pub listed: bool,
}

/// The stretches that are not read yet, the earliest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Parts {
    /// The fact under which they are kept.
    #[serde(skip)]
    name: String,
    /// The stretches.
    pub parts: Vec<Part>,
    /// Where the first of them began, read or not.
    from: DateTime<Utc>,
    /// Where the last of them ends.
    pub end: DateTime<Utc>,
}

impl Parts {
    /// What an earlier run left on its way for a window, else all of it.
    pub(super) fn open(session: &Session<'_>, window: &Window) -> Result<Self> {
        if let Some(kept) = Self::kept(session, window)? {
            return Ok(kept);
        }
        let latest = session.clock.now() - SETTLED_AFTER;
        let end = window.before.map_or(latest, |before| before.min(latest));
        let mut parts = Vec::new();
        let mut from = window.after;
        while from < end {
            let to = (from + TimeDelta::days(DAYS)).min(end);
            parts.push(Part {
                from,
                to,
                report: None,
                since: None,
                failures: 0,
                file: None,
                listed: false,
            });
            from = to;
        }
        Ok(Self {
            name: name_of(window),
            parts,
            from: window.after,
            end,
        })
    }

    /// What an earlier run left on its way; what was read another way since is passed over.
    pub(super) fn kept(session: &Session<'_>, window: &Window) -> Result<Option<Self>> {
        let name = name_of(window);
        let Some((text, _)) = session.store.fact(&name)? else {
            return Ok(None);
        };
        let Ok(mut kept) = serde_json::from_str::<Self>(&text) else {
            session.store.forget(&name, session.clock.now())?;
            return Ok(None);
        };
        kept.name = name;
        kept.parts.retain(|part| part.to > window.after);
        // A beginning that was set back since is not part of them.
        if kept.from > window.after || kept.parts.is_empty() {
            kept.forget(session)?;
            return Ok(None);
        }
        Ok(Some(kept))
    }

    /// Whether nothing of them was asked for yet, and they are so short that a listing is the faster way.
    pub(super) fn are_not_worth_it(&self) -> bool {
        let is_new = self.parts.iter().all(|part| part.since.is_none() && !part.listed);
        let length: TimeDelta = self.parts.iter().map(|part| part.to - part.from).sum();
        is_new && length < WORTH_IT
    }

    /// Keeps them in the same transaction as what they follow from.
    pub(super) fn keep(&self, change: &Change<'_>) -> Result<()> {
        Ok(change.note(&self.name, &serde_json::to_string(self)?)?)
    }

    /// Everything of them is read.
    pub(super) fn forget(&self, session: &Session<'_>) -> Result<()> {
        Ok(session.store.forget(&self.name, session.clock.now())?)
    }

    /// The first of them is read whole: the watermark moves to its end.
    pub(super) fn first_is_read(&mut self, session: &Session<'_>, window: &Window) -> Result<()> {
        let read = self.parts.remove(0);
        session.change(|change| {
            if window.moves_watermarks {
                for marketplace in &window.marketplaces {
                    change.move_watermark(&watermark_scope(marketplace), read.to)?;
                }
            }
            self.keep(change)
        })
    }
}

/// A reading from a watermark is one whatever its beginning, which moves; any other is known by its bounds.
fn name_of(window: &Window) -> String {
    let which = if window.moves_watermarks {
        window.marketplaces.join(",")
    } else {
        window.parameters()
    };
    format!("orders-report/{which}")
}
