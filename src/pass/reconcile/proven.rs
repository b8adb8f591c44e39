//! What an earlier reconciliation has read and proven, and Sage cannot change since: it need not be read again.
//!
//! Posted documents and posted lines cannot be edited or deleted in Sage. So of what was met once a few words are kept,
//! under the log's proof, and each time held against Sage's own counts and sums. Only a run that is told so relies on it:
//! what somebody wrote past Sage into its database is found by reading all of it, which every other run does.

use anyhow::Result;
use chrono::{DateTime, TimeDelta, Utc};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::asked::AsOf;
use super::books::Books;
use crate::config::Config;
use crate::money::Currency;
use crate::pass::session::Session;
use crate::store::{StoreError, hash_of};

/// How long what was read whole is relied on.
const HOLDS: TimeDelta = TimeDelta::days(35);

/// What the name of each thing that is kept begins with.
const STEM: &str = "reconcile/";

/// What may be relied on, and where further things are kept.
pub(super) struct Proven<'s, 't> {
    pub(super) session: &'s Session<'t>,
    /// Of which Sage company, and of which customers; none where nothing is kept.
    of: Option<String>,
    relies: bool,
}

/// A thing with what it is of.
#[derive(Serialize, Deserialize)]
struct Kept<T> {
    of: String,
    /// When it was last read whole.
    read_whole: DateTime<Utc>,
    what: T,
}

/// A thing that was read before.
pub(super) struct Known<T> {
    /// When it was last read whole.
    pub read_whole: DateTime<Utc>,
    pub what: T,
}

impl<'s, 't> Proven<'s, 't> {
    /// What is kept of these books; nothing of an earlier day or of several configurations.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub(super) fn of(session: &'s Session<'t>, all: &[Books<'_>], as_of: AsOf, relies: bool) -> Result<Self> {
        let alone = matches!(all, [_]) && as_of.is_today;
        let own = Self {
            session,
            of: alone.then(|| likeness(&session.config, as_of.functional)),
            relies,
        };
        if !relies {
            // All of it is read now: what that shows is not hidden again by what was kept before.
            own.forget_others("", &[])?;
        }
        Ok(own)
    }

    /// A thing that was read before and may be relied on; `by` is what it is read by now, such as names of fields.
    pub(super) fn known<T: DeserializeOwned>(&self, name: &str, by: &str) -> Result<Option<Known<T>>> {
        let Some(of) = self.likeness_by(by) else {
            return Ok(None);
        };
        let fact = self.session.store.fact(&format!("{STEM}{name}"))?;
        let kept = fact.and_then(|(text, _)| serde_json::from_str::<Kept<T>>(&text).ok());
        let now = self.session.clock.now();
        let holds = |kept: &Kept<T>| kept.of == of && kept.read_whole <= now && now - kept.read_whole < HOLDS;
        Ok(kept.filter(holds).map(|kept| Known {
            read_whole: kept.read_whole,
            what: kept.what,
        }))
    }

    /// Whether anything is kept.
    pub(super) fn keeps(&self) -> bool {
        self.relies && self.of.is_some()
    }

    /// What a thing must be of to be relied on; none where nothing is.
    fn likeness_by(&self, by: &str) -> Option<String> {
        let of = self.of.as_ref().filter(|_| self.relies)?;
        Some(hash_of(format!("{of}\n{by}").as_bytes()))
    }

    /// Keeps a thing that was read `by` that; `read_whole` is none where that was just now.
    ///
    /// # Errors
    /// When the database cannot be read; where it cannot be written, a person is told, since the proof holds without.
    pub(super) fn keep<T: Serialize>(
        &self,
        (name, by): (&str, &str),
        read_whole: Option<DateTime<Utc>>,
        what: &T,
    ) -> Result<()> {
        let Some(of) = self.likeness_by(by) else {
            return Ok(());
        };
        let now = self.session.clock.now();
        let kept = Kept {
            of,
            read_whole: read_whole.unwrap_or(now),
            what,
        };
        let (name, text) = (format!("{STEM}{name}"), serde_json::to_string(&kept)?);
        let before = self.session.store.fact(&name)?;
        if before.is_none_or(|(before, _)| before != text) {
            self.written(&name, self.session.store.note(&name, &text, now));
        }
        Ok(())
    }

    /// Forgets a thing that does not agree with Sage any more.
    ///
    /// # Errors
    /// As [`Proven::keep`].
    pub(super) fn forget(&self, name: &str) -> Result<()> {
        let name = format!("{STEM}{name}");
        if self.of.is_some() && self.session.store.fact(&name)?.is_some() {
            self.written(&name, self.session.store.forget(&name, self.session.clock.now()));
        }
        Ok(())
    }

    /// Forgets the things whose name begins so and goes on with none of these.
    ///
    /// # Errors
    /// As [`Proven::keep`].
    pub(super) fn forget_others(&self, stem: &str, but: &[String]) -> Result<()> {
        for (name, _) in self.session.store.facts_under(&format!("{STEM}{stem}"))? {
            let Some(own) = name.strip_prefix(STEM) else {
                continue;
            };
            if !but.iter().any(|one| own.strip_prefix(stem) == Some(one.as_str())) {
                self.forget(own)?;
            }
        }
        Ok(())
    }

    fn written(&self, name: &str, outcome: Result<(), StoreError>) {
        if let Err(error) = outcome {
            self.session.terminal.warn(format!(
                "what this run proves holds, but what it read could not be kept as `{name}`: {error}\nhint: mend that, \
                 then run `reconcile` once without --since-last"
            ));
        }
    }

    /// Tells a person what is relied on.
    pub(super) fn tell(&self, what: &str, read_whole: DateTime<Utc>) {
        let zone = self.session.config.sage300.time_zone;
        self.session.terminal.step(format!(
            "{what}: read whole on {}, since then only what is open or new; without --since-last all of it is read",
            read_whole.with_timezone(&zone).date_naive()
        ));
    }
}

/// What a company and the customers in it are told by.
fn likeness(config: &Config, functional: Currency) -> String {
    let rows = config.orders.customers.iter();
    let mut customers: Vec<&str> = rows.map(|row| row.customer.as_str()).collect();
    customers.sort_unstable();
    let (url, company) = (&config.sage300.url, &config.sage300.company);
    format!("2\n{url}\n{company}\n{functional}\n{}", customers.join("\n"))
}
