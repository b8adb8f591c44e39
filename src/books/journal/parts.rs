//! The fiscal periods a settlement touches, and which of them each line falls into.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};

use super::hold::Hold;
use super::settings::{JournalSettings, Late};
use crate::books::fiscal_calendar::{Calendar, Period, PeriodState};
use crate::books::settlement::SettlementLines;

/// One part: the period its lines arose in, and the day it is posted on.
#[derive(Debug, Clone)]
pub(super) struct Part {
    pub(super) period: Period,
    pub(super) posting_date: NaiveDate,
    pub(super) document_date: NaiveDate,
}

/// All parts in order of time, and the part of each line.
#[derive(Debug)]
pub(super) struct Parts {
    pub(super) parts: Vec<Part>,
    /// Of each line; none where there is only one part.
    of_line: Vec<u16>,
    /// The part that the beginning balance falls into.
    pub(super) of_beginning: u16,
}

impl Parts {
    /// The part of the line at a place.
    pub(super) fn of(&self, line: usize) -> u16 {
        self.of_line.get(line).copied().unwrap_or(0)
    }
}

/// When the settlement began and ended.
#[derive(Debug, Clone, Copy)]
pub(super) struct Span {
    pub(super) start: Option<DateTime<Utc>>,
    pub(super) end: Option<DateTime<Utc>>,
}

/// Divides a settlement by the company's calendar. Without beginning balance the start alone makes no part.
pub(super) fn divide(
    lines: &SettlementLines,
    span: Span,
    has_beginning: bool,
    calendar: &Calendar,
    settings: &JournalSettings,
) -> Result<Parts, Hold> {
    let day = |time: DateTime<Utc>| time.with_timezone(&settings.time_zone).date_naive();
    let latest = lines.lines.iter().filter_map(|line| line.posted).max();
    let latest = latest.and_then(|seconds| DateTime::from_timestamp(seconds, 0));
    // What Amazon gives no date (models#449) belongs to the end of the settlement.
    let undated = day(span.end.or(latest).or(span.start).ok_or(Hold::NoDates)?);
    let first = span.start.map_or(undated, day);
    let posted = |seconds: Option<i64>| {
        seconds
            .and_then(|seconds| DateTime::from_timestamp(seconds, 0))
            .map_or(undated, day)
    };
    // Lines of one transaction follow each other and share its time.
    let days = || {
        let mut last: Option<(Option<i64>, NaiveDate)> = None;
        lines.lines.iter().map(move |line| match last {
            Some((seconds, day)) if seconds == line.posted => day,
            _ => {
                let day = posted(line.posted);
                last = Some((line.posted, day));
                day
            }
        })
    };
    let mut periods: BTreeMap<NaiveDate, &Period> = BTreeMap::new();
    let beginning = has_beginning.then_some(first);
    let nothing = (lines.lines.is_empty() && !has_beginning).then_some(undated);
    let mut last = None;
    for day in days().chain(beginning).chain(nothing) {
        if last.replace(day) == Some(day) {
            continue;
        }
        let known = periods
            .range(..=day)
            .next_back()
            .is_some_and(|(_, period)| day <= period.end);
        if !known {
            let period = calendar.period_of(day).ok_or(Hold::NoPeriod(day))?;
            periods.insert(period.start, period);
        }
    }
    let number = |day: NaiveDate| {
        let at = periods.range(..=day).count().saturating_sub(1);
        u16::try_from(at).unwrap_or(u16::MAX)
    };
    let last = periods.len().saturating_sub(1);
    let parts = periods.values().enumerate().map(|(at, period)| {
        let natural = if at == last {
            undated.clamp(period.start, period.end)
        } else {
            period.end
        };
        part(period, natural, calendar, settings.late)
    });
    let is_one = periods.len() < 2;
    let mut of_line = Vec::with_capacity(if is_one { 0 } else { lines.lines.len() });
    let mut last: Option<(NaiveDate, u16)> = None;
    if !is_one {
        of_line.extend(days().map(|day| match last {
            Some((known, number)) if known == day => number,
            _ => last.insert((day, number(day))).1,
        }));
    }
    Ok(Parts {
        of_line,
        of_beginning: number(first),
        parts: parts.collect::<Result<_, _>>()?,
    })
}

/// The part's posting date: its own, or the first day of the first open period after it.
fn part(period: &Period, natural: NaiveDate, calendar: &Calendar, late: Late) -> Result<Part, Hold> {
    let posting_date = match (period.state, late) {
        (PeriodState::Open, _) => natural,
        (_, Late::Hold) => return Err(Hold::PeriodClosed(period.id.clone())),
        (_, Late::FirstOpen) => {
            calendar
                .first_open_after(period.end)
                .ok_or_else(|| Hold::NoOpenPeriod(period.id.clone()))?
                .start
        }
    };
    Ok(Part {
        period: period.clone(),
        posting_date,
        document_date: natural,
    })
}
