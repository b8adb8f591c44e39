//! The form in which a settlement is kept: what Amazon says of it, the report's place in the archive, its links.
//!
//! A settlement has two ids, the group's and the report's. Whichever is met first is the record's key; the
//! other one leads to the same record by a fact.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result};
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::amazon::finances::{FinancialEventGroup, ProcessingStatus};
use crate::books::journal::{GroupFacts, OrderRefunded, PeriodEnd, Role};
use crate::books::reason;
use crate::books::record::{Kind, State};
use crate::books::settlement::Source;
use crate::money::{Amount, Currency};
use crate::pass::session::Session;
use crate::store::{Record, Store, settlement_link};

/// A settlement as it was read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(in crate::pass) struct StoredSettlement {
    /// The group as Amazon last told it.
    pub group: Option<FinancialEventGroup>,
    /// The id in the settlement report.
    pub settlement_id: Option<String>,
    /// The report, when one was read.
    pub report: Option<StoredReport>,
}

/// A report in the archive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::pass) struct StoredReport {
    /// SHA-256 of its raw bytes.
    pub sha256: String,
    /// The character set that the download declared.
    pub charset: Option<String>,
    /// Its `total-amount`.
    pub total: Amount,
    /// Its currency.
    pub currency: Currency,
    /// When the period began.
    pub start: Option<DateTime<Utc>>,
    /// When the period ended.
    pub end: Option<DateTime<Utc>>,
    /// Whether a person gave the file: something may have changed it since Amazon wrote it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub by_hand: bool,
}

/// What was frozen with the parts: the settlement record's own document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::pass) struct Frozen {
    /// The source that was posted from.
    pub source: Source,
    /// What was posted in all.
    pub total: Amount,
    /// What the next settlement begins with.
    pub end: PeriodEnd,
    /// The sums by category, to show what a reissue changed.
    pub by_category: BTreeMap<String, Amount>,
    /// SHA-256 of what the sale lines put on which account, order by order; the rows stand in a table.
    #[serde(default)]
    pub settled_sha256: String,
    /// What lines were gathered in, by number.
    #[serde(default)]
    pub places: Vec<FrozenPlace>,
    /// Where the beginning balance went: numbers of places and amounts.
    #[serde(default)]
    pub beginning: Vec<(u32, Amount)>,
    /// Per order, what was given back.
    #[serde(default)]
    pub refunded: Vec<OrderRefunded>,
}

/// Where lines were gathered: a category, and the journal line that it became.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::pass) struct FrozenPlace {
    /// What the lines are booked as.
    pub category: String,
    /// The key of the part; blank where the lines came to zero.
    pub journal: String,
    /// The line in the entry, from one; zero where there is none.
    pub line: usize,
}

impl StoredSettlement {
    /// Reads the content of a record.
    pub(in crate::pass) fn of(record: &Record) -> Result<Self> {
        let text = record.content.as_deref().unwrap_or("{}");
        serde_json::from_str(text)
            .with_context(|| format!("the stored settlement {} cannot be read", record.key))
    }

    /// The text that is stored.
    pub(super) fn to_text(&self) -> Result<String> {
        serde_json::to_string(self).context("a settlement could not be written as JSON")
    }

    pub(super) fn group_id(&self) -> Option<&str> {
        self.group
            .as_ref()
            .map(|group| group.financial_event_group_id.as_str())
    }

    pub(super) fn currency(&self) -> Option<Currency> {
        let group = self
            .group
            .as_ref()
            .and_then(|group| GroupFacts::from(group).currency);
        group.or(self.report.as_ref().map(|report| report.currency))
    }

    pub(super) fn start(&self) -> Option<DateTime<Utc>> {
        let group = self
            .group
            .as_ref()
            .and_then(|group| group.financial_event_group_start);
        group
            .map(|at| at.to_utc())
            .or_else(|| self.report.as_ref()?.start)
    }

    pub(super) fn end(&self) -> Option<DateTime<Utc>> {
        let group = self
            .group
            .as_ref()
            .and_then(|group| group.financial_event_group_end);
        group.map(|at| at.to_utc()).or_else(|| self.report.as_ref()?.end)
    }

    /// When it began and ended, by the source that tells both.
    pub(in crate::pass) fn span(&self) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
        let group = self.group.as_ref();
        let of_group = group.and_then(|group| {
            let ends = (group.financial_event_group_start, group.financial_event_group_end);
            Some((ends.0?.to_utc(), ends.1?.to_utc()))
        });
        of_group.or_else(|| {
            let report = self.report.as_ref()?;
            Some((report.start?, report.end?))
        })
    }

    pub(super) fn total(&self) -> Option<Amount> {
        let group = self.group.as_ref().and_then(|group| group.original_total);
        group
            .map(|money| money.currency_amount)
            .or_else(|| self.report.as_ref().map(|report| report.total))
    }

    /// Whether the period may still change.
    pub(super) fn is_open(&self) -> bool {
        self.group
            .as_ref()
            .is_some_and(|group| group.processing_status != ProcessingStatus::Closed)
    }

    /// Every id it is known by.
    pub(super) fn ids(&self) -> Vec<&str> {
        let ids = [self.settlement_id.as_deref(), self.group_id()];
        ids.into_iter().flatten().collect()
    }

    /// Whether its report is its own: of the currency, start and end of its group.
    pub(super) fn is_reported(&self) -> bool {
        let of_report = Self {
            report: self.report.clone(),
            ..Self::default()
        };
        self.report.is_some() && (self.group.is_none() || of_report.same_period(self))
    }

    /// Whether two are of the same currency, start and end; times are compared to the second.
    pub(super) fn same_period(&self, other: &Self) -> bool {
        let second = |at: Option<DateTime<Utc>>| at.map(|at| at.timestamp());
        self.currency().is_some()
            && self.currency() == other.currency()
            && self.start().is_some()
            && second(self.start()) == second(other.start())
            && second(self.end()) == second(other.end())
    }

    /// Whether two are of the same currency and their periods nearly the same: a report may give bare days, or
    /// another clock. Periods that only touch, as those of daily payouts do, are not.
    pub(super) fn nearly_same_period(&self, other: &Self) -> bool {
        let (Some(start), Some(end), Some(other_start), Some(other_end)) =
            (self.start(), self.end(), other.start(), other.end())
        else {
            return false;
        };
        let near = |one: DateTime<Utc>, two: DateTime<Utc>| (one - two).abs() <= TimeDelta::hours(25);
        let shared = end.min(other_end) - start.max(other_start);
        let shorter = (end - start).min(other_end - other_start);
        self.currency().is_some()
            && self.currency() == other.currency()
            && near(start, other_start)
            && near(end, other_end)
            && shared * 2 > shorter
    }

    /// Whether the two can be one settlement: neither has an id that the other has otherwise.
    pub(super) fn may_be(&self, other: &Self) -> bool {
        let fits = |one: Option<&str>, two: Option<&str>| one.is_none() || two.is_none() || one == two;
        fits(self.group_id(), other.group_id())
            && fits(self.settlement_id.as_deref(), other.settlement_id.as_deref())
    }
}

impl Frozen {
    /// What was frozen with a record's parts, when it ever came so far.
    pub(in crate::pass) fn of(record: &Record) -> Result<Option<Self>> {
        let read = |text: &String| {
            serde_json::from_str(text)
                .with_context(|| format!("the frozen plan of {} cannot be read", record.key))
        };
        record.document.as_ref().map(read).transpose()
    }
}

/// Whether nothing is known of a settlement but a report that a dry run was shown: no run sends it until a person gives
/// the report to one that sends, or Amazon tells of it.
pub(super) fn was_only_tried(record: &Record) -> bool {
    record.reason.as_deref() == Some(reason::REHEARSED.code)
}

/// The fact that leads from one of Amazon's ids to the record's key.
pub(super) fn link(id: &str) -> String {
    settlement_link(id)
}

/// The record of any of a settlement's ids.
pub(super) fn record_of(store: &Store, id: &str) -> Result<Option<Record>> {
    if let Some(record) = store.record(Kind::Settlement, id)? {
        return Ok(Some(record));
    }
    match store.fact(&link(id))? {
        Some((key, _)) => Ok(store.record(Kind::Settlement, &key)?),
        None => Ok(None),
    }
}

/// The one settlement that a newly met one must be: of its period and total, else of nearly its period and of its
/// total, else the only one of its period. Where several fit alike, none is taken.
pub(super) fn twin(store: &Store, new: &StoredSettlement) -> Result<Option<Record>> {
    let mut found: [Vec<Record>; 3] = Default::default();
    for record in all(store)? {
        let other = StoredSettlement::of(&record)?;
        if !other.may_be(new) {
            continue;
        }
        let same_total = other.total().is_some() && other.total() == new.total();
        let rank = match (other.same_period(new), other.nearly_same_period(new)) {
            (true, _) if same_total => 0,
            (_, true) if same_total => 1,
            // Of a report that was only tried, the days alone say little: it may be another account's.
            (true, _) if !was_only_tried(&record) => 2,
            _ => continue,
        };
        found[rank].push(record);
    }
    let best = found.into_iter().find(|records| !records.is_empty());
    Ok(best
        .filter(|records| records.len() == 1)
        .and_then(|mut records| records.pop()))
}

/// All settlements, in the order of their rows.
pub(super) fn all(store: &Store) -> Result<Vec<Record>> {
    Ok(store.records_in(Kind::Settlement, &State::ALL, 0, usize::MAX)?)
}

/// A settlement whose journals are in Sage, as far as the receivables need it.
#[derive(Debug, Clone)]
pub(in crate::pass) struct Posted {
    /// The key of its record.
    pub key: String,
    /// Its currency.
    pub currency: Currency,
    /// What its sale lines put on `clearing`: order, key of the part, amount.
    pub on_clearing: Vec<(String, Option<String>, Amount)>,
}

/// The posted settlements that are wanted, in the order of their rows.
pub(in crate::pass) fn posted(
    session: &Session<'_>,
    wanted: impl Fn(&str) -> Result<bool>,
) -> Result<Vec<Posted>> {
    let mut found = Vec::new();
    for record in session
        .store
        .records_in(Kind::Settlement, &[State::Posted], 0, usize::MAX)?
    {
        if !wanted(&record.key)? {
            continue;
        }
        let Some(currency) = record.currency.filter(|_| record.document.is_some()) else {
            continue;
        };
        let mut on_clearing = Vec::new();
        session.store.each_settled_by(&record.key, |settled| {
            if settled.role == Role::Clearing {
                on_clearing.push((settled.order, settled.journal, settled.amount));
            }
            true
        })?;
        found.push(Posted {
            key: record.key.clone(),
            currency,
            on_clearing,
        });
    }
    Ok(found)
}

/// The orders that settlements in Sage gave money back for.
pub(in crate::pass) fn refunded(store: &Store) -> Result<BTreeSet<String>> {
    let mut orders = BTreeSet::new();
    for record in store.records_in(Kind::Settlement, &[State::Posted], 0, usize::MAX)? {
        let frozen = Frozen::of(&record)?.into_iter();
        let refunded = frozen.flat_map(|frozen| frozen.refunded);
        orders.extend(refunded.map(|refunded| refunded.order));
    }
    Ok(orders)
}

/// Every id that a settlement is known by, the one that keys are made of first.
pub(in crate::pass) fn ids(record: &Record) -> Result<Vec<String>> {
    let stored = StoredSettlement::of(record)?;
    let mut ids: Vec<String> = stored.ids().into_iter().map(str::to_owned).collect();
    if ids.is_empty() {
        ids.push(record.key.clone());
    }
    Ok(ids)
}

/// When a settlement ended.
pub(in crate::pass) fn end(session: &Session<'_>, key: &str) -> Result<Option<DateTime<Utc>>> {
    let record = session.store.record(Kind::Settlement, key)?;
    record.map_or(Ok(None), |record| end_of(&record))
}

/// When the settlement of a record ended; `None` while Amazon does not say so.
///
/// # Errors
/// When its content cannot be read.
pub(in crate::pass) fn end_of(record: &Record) -> Result<Option<DateTime<Utc>>> {
    Ok(StoredSettlement::of(record)?.end())
}

/// The settlement whose journal holds, or is about to hold, a refund of an order outside the receivables.
///
/// # Errors
/// When the database cannot be read.
pub fn refund_in_journal(store: &Store, order: &str) -> Result<Option<String>> {
    for record in all(store)? {
        let counts = record.state.may_be_in_sage() || matches!(record.state, State::Ready | State::Failed);
        let Some(frozen) = Frozen::of(&record)?.filter(|_| counts) else {
            continue;
        };
        let refunds = frozen.refunded.iter().filter(|refund| refund.order == order);
        if refunds.flat_map(OrderRefunded::sales_given_back).next().is_some() {
            return Ok(Some(record.key));
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(start: &str, end: &str) -> StoredSettlement {
        let report = StoredReport {
            sha256: String::new(),
            charset: None,
            total: Amount::ZERO,
            currency: Currency::USD,
            start: Some(start.parse().unwrap()),
            end: Some(end.parse().unwrap()),
            by_hand: false,
        };
        StoredSettlement {
            report: Some(report),
            ..StoredSettlement::default()
        }
    }

    #[test]
    fn bare_days_and_other_clocks_are_near_and_the_next_day_is_not() {
        let one = report("2026-11-01T08:00:00Z", "2026-11-15T08:00:00Z");
        for (start, end, near) in [
            ("2026-11-01T12:00:00Z", "2026-11-14T12:00:00Z", true),
            ("2026-11-01T01:00:00Z", "2026-11-15T00:59:59Z", true),
            ("2026-10-18T08:00:00Z", "2026-11-01T08:00:00Z", false),
            ("2026-11-01T08:00:00Z", "2026-11-17T08:00:00Z", false),
        ] {
            assert_eq!(one.nearly_same_period(&report(start, end)), near, "{start} {end}");
        }
        let day = report("2026-11-01T08:00:00Z", "2026-11-02T08:00:00Z");
        assert!(day.nearly_same_period(&report("2026-11-01T12:00:00Z", "2026-11-02T12:00:00Z")));
        assert!(!day.nearly_same_period(&report("2026-11-02T08:00:00Z", "2026-11-03T08:00:00Z")));
    }
}
