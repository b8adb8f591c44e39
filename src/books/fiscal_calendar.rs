//! The company's own fiscal calendar: which period a day belongs to, and whether it takes entries.
//!
//! Companies have 12 or 13 periods a year, of any length (4-4-5 among them), so a calendar month is never assumed.
//! What the calendar does not show about locks is learnt later, from Sage's refusal.

use std::collections::BTreeSet;
use std::fmt;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::sage300::common_services::{CalendarNames, FiscalYear};

/// A fiscal period's name: year and number.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct PeriodId {
    /// Sage's fiscal year.
    pub year: String,
    /// 1 to 13.
    pub number: u8,
}

impl fmt::Display for PeriodId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{:02}", self.year, self.number)
    }
}

/// Whether a period takes entries, as far as the calendar tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PeriodState {
    /// It does, or the calendar does not tell.
    Open,
    /// It is locked.
    Locked,
    /// It is closed, or its year is not active.
    Closed,
}

/// A fiscal period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Period {
    /// Its name.
    pub id: PeriodId,
    /// First day.
    pub start: NaiveDate,
    /// Last day.
    pub end: NaiveDate,
    /// Whether it takes entries.
    pub state: PeriodState,
}

/// How a day stands in the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Its period takes entries, as far as the calendar tells.
    Open,
    /// The calendar has no period for it.
    Unknown,
    /// Its period is closed or locked.
    Closed {
        /// The first day after it that takes entries.
        first_open: Option<NaiveDate>,
    },
}

/// The periods of all years that Sage has, in order of time.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Calendar {
    periods: Vec<Period>,
}

/// Two periods claim the same day.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("fiscal periods {first} and {second} overlap; correct the calendar in Sage's Common Services")]
pub struct Overlap {
    first: PeriodId,
    second: PeriodId,
}

impl Calendar {
    /// Under which name it is kept, for what is asked without Sage.
    pub const KEPT: &str = "fiscal-calendar";

    /// Its periods as text, a line each: name, first and last day. Whether they are open is not kept.
    pub fn to_kept(&self) -> String {
        let line = |period: &Period| {
            format!(
                "{} {} {} {}",
                period.id.year, period.id.number, period.start, period.end
            )
        };
        self.periods.iter().map(line).collect::<Vec<_>>().join("\n")
    }

    /// Reads what [`Calendar::to_kept`] wrote; `None` when it is not that.
    pub fn from_kept(text: &str) -> Option<Self> {
        let period = |line: &str| {
            let mut words = line.split(' ');
            Some(Period {
                id: PeriodId {
                    year: words.next()?.to_owned(),
                    number: words.next()?.parse().ok()?,
                },
                start: words.next()?.parse().ok()?,
                end: words.next()?.parse().ok()?,
                state: PeriodState::Open,
            })
        };
        let periods = text.lines().map(period).collect::<Option<Vec<_>>>()?;
        Some(Self { periods })
    }

    /// The calendar made of the years that Sage gave.
    pub fn new(years: &[FiscalYear]) -> Result<Self, Overlap> {
        let mut periods: Vec<Period> = years.iter().flat_map(periods_of).collect();
        periods.sort_by_key(|period| period.start);
        for pair in periods.windows(2) {
            if pair[1].start <= pair[0].end {
                return Err(Overlap {
                    first: pair[0].id.clone(),
                    second: pair[1].id.clone(),
                });
            }
        }
        Ok(Self { periods })
    }

    /// The period of a name; `None` where the calendar has none of it.
    pub fn named(&self, id: &PeriodId) -> Option<&Period> {
        self.periods.iter().find(|period| period.id == *id)
    }

    /// The calendar of the rows that Sage gives, by whatever names its periods stand; none where it gives none.
    ///
    /// # Errors
    /// In words: names that cannot be made out, a date that is none, periods that overlap.
    pub fn read(rows: &[Map<String, Value>]) -> Result<Option<Self>, String> {
        let Some(first) = rows.first() else {
            return Ok(None);
        };
        let names = CalendarNames::find(first.keys().map(String::as_str)).map_err(|why| why.to_string())?;
        let years = rows.iter().map(|row| names.read(&Value::Object(row.clone())));
        let years = years
            .collect::<Result<Vec<_>, _>>()
            .map_err(|why| why.to_string())?;
        Self::new(&years).map(Some).map_err(|why| why.to_string())
    }

    /// The period of a day, or `None` where the calendar has none.
    pub fn period_of(&self, day: NaiveDate) -> Option<&Period> {
        let after = self.periods.partition_point(|period| period.start <= day);
        self.periods
            .get(after.checked_sub(1)?)
            .filter(|period| day <= period.end)
    }

    /// How a day stands, for a document that is posted on it.
    pub fn standing(&self, day: NaiveDate) -> Standing {
        match self.period_of(day) {
            None => Standing::Unknown,
            Some(period) if period.state == PeriodState::Open => Standing::Open,
            Some(period) => Standing::Closed {
                first_open: self.first_open_after(period.end).map(|open| open.start),
            },
        }
    }

    /// Marks a period as locked, as a refusal has taught.
    pub fn lock(&mut self, id: &PeriodId) {
        for period in self.periods.iter_mut().filter(|period| period.id == *id) {
            period.state = PeriodState::Locked;
        }
    }

    /// The same calendar with every period open, as it was when what stands in Sage was posted.
    #[must_use]
    pub fn all_open(&self) -> Self {
        let mut opened = self.clone();
        for period in &mut opened.periods {
            period.state = PeriodState::Open;
        }
        opened
    }

    /// The fiscal years of the days from one to another, both counted.
    pub fn years_between(&self, from: NaiveDate, to: NaiveDate) -> BTreeSet<String> {
        let touched = self
            .periods
            .iter()
            .filter(|period| period.start <= to && from <= period.end);
        touched.map(|period| period.id.year.clone()).collect()
    }

    /// Whether a period begins on a day.
    pub fn begins_on(&self, day: NaiveDate) -> bool {
        self.periods.iter().any(|period| period.start == day)
    }

    /// The first open period that begins after a day.
    pub fn first_open_after(&self, day: NaiveDate) -> Option<&Period> {
        self.periods
            .iter()
            .find(|period| period.start > day && period.state == PeriodState::Open)
    }
}

fn periods_of(year: &FiscalYear) -> impl Iterator<Item = Period> {
    year.periods.iter().map(|period| Period {
        id: PeriodId {
            year: year.year.clone(),
            number: period.number,
        },
        start: period.start,
        end: period.end,
        state: state(period.status.as_deref()),
    })
}

/// Sage's words are not documented: only clear ones count, any other leaves the period open to be refused by Sage.
fn state(word: Option<&str>) -> PeriodState {
    match word.unwrap_or_default().to_ascii_lowercase().as_str() {
        "locked" | "lock" => PeriodState::Locked,
        "closed" | "inactive" => PeriodState::Closed,
        _ => PeriodState::Open,
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::sage300::common_services::FiscalPeriod;
    use chrono::{Datelike, Duration};

    /// A year cut into periods of so many weeks.
    pub(crate) fn weeks(year: &str, start: &str, lengths: &[i64]) -> FiscalYear {
        let mut start: NaiveDate = start.parse().unwrap();
        let periods = lengths.iter().zip(1..).map(|(weeks, number)| {
            let end = start + Duration::weeks(*weeks) - Duration::days(1);
            let period = FiscalPeriod {
                number,
                start,
                end,
                status: None,
            };
            start = end + Duration::days(1);
            period
        });
        FiscalYear {
            year: year.into(),
            periods: periods.collect(),
        }
    }

    /// A year of calendar months.
    pub(crate) fn months(year: i32) -> FiscalYear {
        let first = |month: u32| {
            NaiveDate::from_ymd_opt(year + i32::from(month > 12), (month - 1) % 12 + 1, 1).unwrap()
        };
        let periods = (1..=12).map(|number: u8| {
            let start = first(u32::from(number));
            FiscalPeriod {
                number,
                start,
                end: first(u32::from(number) + 1) - Duration::days(1),
                status: Some("Open".into()),
            }
        });
        FiscalYear {
            year: year.to_string(),
            periods: periods.collect(),
        }
    }

    fn check(calendar: &Calendar, day: &str, expect: &str) {
        let period = calendar
            .period_of(day.parse().unwrap())
            .map(|period| period.id.to_string());
        assert_eq!(period.as_deref(), (!expect.is_empty()).then_some(expect), "{day}");
    }

    #[test]
    fn thirteen_periods_and_four_four_five() {
        let thirteen = Calendar::new(&[weeks("2026", "2025-12-28", &[4; 13])]).unwrap();
        check(&thirteen, "2025-12-27", "");
        check(&thirteen, "2025-12-28", "2026-01");
        check(&thirteen, "2026-12-26", "2026-13");
        check(&thirteen, "2026-12-27", "");
        let pattern =
            Calendar::new(&[weeks("2026", "2026-01-04", &[4, 4, 5, 4, 4, 5, 4, 4, 5, 4, 4, 5])]).unwrap();
        check(&pattern, "2026-03-01", "2026-03");
        check(&pattern, "2026-04-04", "2026-03");
        check(&pattern, "2026-04-05", "2026-04");
    }

    #[test]
    fn closed_periods_are_passed_over_and_overlaps_refused() {
        let mut year = months(2026);
        year.periods[9].status = Some("Locked".into());
        year.periods[10].status = Some("CLOSED".into());
        let calendar = Calendar::new(&[months(2027), year.clone()]).unwrap();
        let october = calendar.period_of("2026-10-31".parse().unwrap()).unwrap();
        assert_eq!((october.state, october.end.day()), (PeriodState::Locked, 31));
        assert_eq!(
            calendar.first_open_after(october.end).unwrap().id.to_string(),
            "2026-12"
        );
        let kept = Calendar::from_kept(&calendar.to_kept()).unwrap();
        assert_eq!(kept.period_of(october.start).unwrap().id, october.id);
        assert_eq!(kept.to_kept(), calendar.to_kept());
        year.periods[3].end += Duration::days(1);
        assert!(Calendar::new(&[year]).is_err());
    }
}
