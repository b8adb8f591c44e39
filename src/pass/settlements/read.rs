//! Reading event groups: tracked as a set of ids with their status, never by a date alone.
//!
//! A group that was open is asked for again until it is closed and posted, whenever that is: the window begins
//! where the oldest unfinished group began.

use anyhow::Result;
use chrono::{DateTime, TimeDelta, Utc};

use super::compared;
use super::options::Options;
use super::stored::{self, Frozen, StoredSettlement};
use crate::amazon::finances::FinancialEventGroup;
use crate::books::journal::GroupFacts;
use crate::books::record::{Kind, State};
use crate::books::{exception, reason};
use crate::exit::Exit;
use crate::money::Amount;
use crate::pass::session::Session;
use crate::store::{Change, NewException, NewRecord, Record, Step};

/// How far before `start` a group may have begun: negative accounts keep one open for months.
const LONGEST_GROUP: TimeDelta = TimeDelta::days(180);

/// New groups may appear this long after they began.
const LATE: TimeDelta = TimeDelta::days(31);

/// Reads all groups that may have changed.
pub(super) fn groups(session: &Session<'_>, options: &Options) -> Result<()> {
    let since = match options.since {
        Some(since) => since,
        None => window_start(session)?,
    };
    let progress = session.terminal.progress("settlement groups read", 0);
    session
        .amazon()?
        .financial_event_groups(since, None, |groups| -> Result<()> {
            progress.advance(groups.len() as u64);
            session.change(|change| {
                groups
                    .iter()
                    .try_for_each(|group| take_in(change, session, group))
            })
        })
}

/// The group as Amazon tells it now; `None` when it is no longer there.
pub(super) fn again(
    session: &Session<'_>,
    group: &FinancialEventGroup,
) -> Result<Option<FinancialEventGroup>> {
    let Some(start) = group.financial_event_group_start.map(|at| at.to_utc()) else {
        return Ok(None);
    };
    let around = TimeDelta::seconds(2);
    let mut found = None;
    session.amazon()?.financial_event_groups(
        start - around,
        Some(start + around),
        |groups| -> Result<()> {
            let same = |other: &FinancialEventGroup| {
                other.financial_event_group_id == group.financial_event_group_id
            };
            found = found.take().or_else(|| groups.into_iter().find(same));
            Ok(())
        },
    )?;
    Ok(found)
}

fn window_start(session: &Session<'_>) -> Result<DateTime<Utc>> {
    let first = session.config.settlements()?.start - LONGEST_GROUP;
    let mut unfinished: Option<DateTime<Utc>> = None;
    let mut newest: Option<DateTime<Utc>> = None;
    for record in stored::all(&session.store)? {
        let Some(start) = StoredSettlement::of(&record)?
            .group
            .and_then(|group| group.financial_event_group_start)
        else {
            continue;
        };
        let start = start.to_utc();
        if !matches!(record.state, State::Posted | State::Skipped) {
            unfinished = Some(unfinished.map_or(start, |other| other.min(start)));
        }
        newest = Some(newest.map_or(start, |other| other.max(start)));
    }
    let Some(newest) = newest else { return Ok(first) };
    let since = unfinished.map_or(newest - LATE, |start| start.min(newest - LATE));
    Ok(since - TimeDelta::seconds(1))
}

fn take_in(change: &mut Change<'_>, session: &Session<'_>, group: &FinancialEventGroup) -> Result<()> {
    let id = group.financial_event_group_id.as_str();
    if id.trim().is_empty() {
        session.at_least_because(
            Exit::Attention,
            "Amazon lists a settlement without an id, which is left out; look in Seller Central (Payments) whether one is missing \
             here, and read its report with `post-settlements --file`",
        );
        return Ok(());
    }
    let known = match stored::record_of(&session.store, id)? {
        Some(record) => Some(record),
        None => link_by_period(change, session, group)?,
    };
    session.count("read");
    match known {
        Some(record) => refresh_all(change, session, &record, group),
        None => {
            let stored = StoredSettlement {
                group: Some(group.clone()),
                ..StoredSettlement::default()
            };
            session.count("new");
            stage(change, session, id, &stored).map(|_| ())
        }
    }
}

/// Stores a settlement that is met for the first time.
pub(super) fn stage(
    change: &mut Change<'_>,
    session: &Session<'_>,
    key: &str,
    stored: &StoredSettlement,
) -> Result<i64> {
    let id = change.stage(&NewRecord {
        kind: Kind::Settlement,
        key,
        parent: None,
        marketplace: None,
        version: Some(session.clock.now()),
        content: Some(&stored.to_text()?),
        amount: stored.total(),
        currency: stored.currency(),
    })?;
    for other in stored.ids() {
        change.note(&stored::link(other), key)?;
    }
    Ok(id)
}

/// A report that a person gave before its group was seen: of the same currency, start and end.
fn link_by_period(
    change: &mut Change<'_>,
    session: &Session<'_>,
    group: &FinancialEventGroup,
) -> Result<Option<Record>> {
    let new = StoredSettlement {
        group: Some(group.clone()),
        ..StoredSettlement::default()
    };
    let known = stored::twin(&session.store, &new)?;
    if let Some(record) = &known {
        change.note(&stored::link(&group.financial_event_group_id), &record.key)?;
    }
    Ok(known)
}

/// The record of a group, and the one it is kept as where two records turned out to be one settlement.
fn refresh_all(
    change: &mut Change<'_>,
    session: &Session<'_>,
    record: &Record,
    group: &FinancialEventGroup,
) -> Result<()> {
    refresh(change, session, record, group)?;
    if record.reason.as_deref() != Some(reason::SAME_SETTLEMENT.code) {
        return Ok(());
    }
    for other in stored::all(&session.store)? {
        let id = StoredSettlement::of(&other)?.group_id().map(str::to_owned);
        if other.key != record.key && id.as_deref() == Some(&group.financial_event_group_id) {
            refresh(change, session, &other, group)?;
        }
    }
    Ok(())
}

/// Takes over what Amazon says of a group now.
pub(super) fn refresh(
    change: &mut Change<'_>,
    session: &Session<'_>,
    record: &Record,
    group: &FinancialEventGroup,
) -> Result<()> {
    let mut stored = StoredSettlement::of(record)?;
    if stored.group.as_ref() == Some(group) {
        return Ok(change.touch(record.id)?);
    }
    let before = stored.total();
    stored.group = Some(group.clone());
    if stored::was_only_tried(record) {
        // What a dry run was shown is not what is posted.
        stored.report = None;
    }
    keep(change, session, record, &stored, "changed")?;
    if record.state == State::Posted && before.is_some() && before != stored.total() {
        compared::note_change(change, record, &totals(before, stored.total()))?;
    }
    tell_failed_payout(change, session, record, &stored)
}

/// A transfer that failed once the bank account had it in a journal.
fn tell_failed_payout(
    change: &mut Change<'_>,
    session: &Session<'_>,
    record: &Record,
    stored: &StoredSettlement,
) -> Result<()> {
    let failed = stored
        .group
        .as_ref()
        .is_some_and(|group| GroupFacts::from(group).payout.failed);
    if !failed || matches!(record.state, State::Staged | State::Held | State::Skipped) {
        return Ok(());
    }
    // What stayed with Amazon by the journal itself never was on the bank account.
    let paid =
        Frozen::of(record)?.filter(|frozen| frozen.total > Amount::ZERO && frozen.end.balance.is_zero());
    let (Some(frozen), Some(currency)) = (paid, stored.currency()) else {
        return Ok(());
    };
    let new = NewException {
        kind: exception::PAYOUT_FAILED,
        customer: None,
        figures: &format!(
            "its journal put {} {currency} on `bank_account`, and Amazon says that the transfer failed",
            frozen.total.display(currency)
        ),
    };
    if change.open_exception(record, &new)? {
        session.newly_open();
    }
    Ok(())
}

/// Stores new content; the record stays in its state, with its reason. One of which only a dry run was shown a report
/// is one like any other from then on.
pub(super) fn keep(
    change: &mut Change<'_>,
    session: &Session<'_>,
    record: &Record,
    stored: &StoredSettlement,
    event: &str,
) -> Result<()> {
    let text = stored.to_text()?;
    let begins = stored::was_only_tried(record);
    let step = Step {
        to: begins.then_some(State::Staged),
        event,
        content: Some((&text, session.clock.now())),
        reason: record.reason.as_deref().filter(|_| !begins),
        detail: record.detail.as_deref().filter(|_| !begins),
        amount: stored.total().zip(stored.currency()),
        ..Step::default()
    };
    change.step(record, &step)?;
    for id in stored.ids() {
        change.note(&stored::link(id), &record.key)?;
    }
    Ok(())
}

fn totals(before: Option<Amount>, now: Option<Amount>) -> String {
    let shown = |total: Option<Amount>| total.map_or("nothing".to_owned(), |total| total.to_string());
    format!("the total was {}, is now {}", shown(before), shown(now))
}
