//! Which number of a date with slashes is the month, told by every date of the file.
//!
//! Each order that may be the file's gives the settlement a period. A date of a row must lie in it, beyond a margin
//! for time zones: an order under which one does not is not the file's, and a date that fits none is refused. No
//! currency or marketplace decides anything here: files of one and the same have been seen in both orders.

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;

use super::dates::{self, SlashOrder, Told};

/// A row may be dated so much outside the period: by another clock than the settlement's, or as a bare day.
const MARGIN: TimeDelta = TimeDelta::hours(48);

/// A period that makes sense without further proof; accounts that owe Amazon have longer ones.
const ORDINARY: TimeDelta = TimeDelta::days(62);

/// No period is longer.
const LONGEST: TimeDelta = TimeDelta::days(366);

/// The settlement's own dates under one order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Period {
    pub(super) order: SlashOrder,
    pub(super) start: DateTime<Utc>,
    pub(super) end: DateTime<Utc>,
    pub(super) deposit: Option<DateTime<Utc>>,
}

/// The settlement's own dates as the file writes them.
#[derive(Debug, Clone, Copy)]
pub(super) struct OwnDates<'a> {
    pub(super) start: &'a str,
    pub(super) end: &'a str,
    pub(super) deposit: &'a str,
}

/// A date that cannot be, by the name of its column.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Misfit {
    pub(super) column: &'static str,
    pub(super) text: String,
    pub(super) what: String,
}

/// What rows say of a date, or that both orders fit and differ.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Posted {
    At(Option<DateTime<Utc>>),
    /// Both orders fit this row and give different moments.
    Open(&'static str, String),
}

/// The orders that may still be the file's, each with its period: one or two.
#[derive(Debug, Clone)]
pub(super) struct Periods {
    all: Vec<Period>,
    /// The zone whose noon a bare day is.
    pub(super) zone: Tz,
}

impl Periods {
    /// From the settlement's own dates.
    pub(super) fn of(dates: OwnDates<'_>) -> Result<Self, Misfit> {
        let mut misfit = None;
        let mut periods = Vec::new();
        for order in [SlashOrder::MonthFirst, SlashOrder::DayFirst] {
            match period(dates, order) {
                Ok(period) => periods.push(period),
                Err(fault) => misfit = misfit.or(Some(fault)),
            }
        }
        if let (true, Some(misfit)) = (periods.is_empty(), misfit) {
            return Err(misfit);
        }
        let is_ordinary = |period: &Period| period.end - period.start <= ORDINARY;
        if periods.iter().any(is_ordinary) {
            periods.retain(is_ordinary);
        }
        Ok(Self {
            all: periods,
            zone: Tz::UTC,
        })
    }

    /// The one that is taken while none is excluded.
    pub(super) fn first(&self) -> Period {
        self.all[0]
    }

    /// Whether two orders give the settlement itself different dates.
    pub(super) fn differ(&self) -> bool {
        let plain = |period: &Period| (period.start, period.end, period.deposit);
        self.all.iter().any(|period| plain(period) != plain(&self.all[0]))
    }

    /// Whether two orders may still be the file's.
    pub(super) fn is_open(&self) -> bool {
        self.all.len() > 1
    }

    /// Only this order from now on.
    pub(super) fn keep(&mut self, order: SlashOrder) {
        if self.all.iter().any(|period| period.order == order) {
            self.all.retain(|period| period.order == order);
        }
    }

    /// When a row was posted, by its time, else by its date; both must be of one day. Orders that do not fit are
    /// excluded for all rows.
    pub(super) fn posted(&mut self, time: &str, date: &str) -> Result<Posted, Misfit> {
        if time.is_empty() && date.is_empty() {
            return Ok(Posted::At(None));
        }
        let mut fitting: Vec<(Period, DateTime<Utc>)> = Vec::with_capacity(2);
        let mut misfit = None;
        for period in &self.all {
            match posted_in(*period, time, date, self.zone) {
                Ok(at) => fitting.push((*period, at)),
                Err(fault) => misfit = misfit.or(Some(fault)),
            }
        }
        match (fitting.as_slice(), misfit) {
            ([], Some(misfit)) => Err(misfit),
            ([(one, at), rest @ ..], _) => {
                let differs = rest.iter().any(|(_, other)| other != at);
                let (one, at, alone) = (*one, *at, rest.is_empty());
                if differs {
                    let (column, text) = told_by(time, date);
                    return Ok(Posted::Open(column, text.to_owned()));
                }
                if alone && self.all.len() > 1 {
                    self.all = vec![one];
                }
                Ok(Posted::At(Some(at)))
            }
            ([], None) => Ok(Posted::At(None)),
        }
    }
}

fn period(dates: OwnDates<'_>, order: SlashOrder) -> Result<Period, Misfit> {
    let read = |column: &'static str, text: &str| {
        let told = dates::read(text, order).ok_or_else(|| match text {
            "" => misfit(column, text, "it is blank".to_owned()),
            _ => misfit(column, text, dates::why_not(text, order)),
        })?;
        Ok(told.time)
    };
    let start = read("settlement-start-date", dates.start)?;
    let end = read("settlement-end-date", dates.end)?;
    let deposit = match dates.deposit {
        "" => None,
        text => Some(read("deposit-date", text)?),
    };
    if end < start || end - start > LONGEST {
        let what = format!("it does not fit the settlement-start-date {start}");
        return Err(misfit("settlement-end-date", dates.end, what));
    }
    if deposit.is_some_and(|deposit| deposit < end - MARGIN || deposit > end + LONGEST) {
        let what = format!("it does not fit the settlement-end-date {end}");
        return Err(misfit("deposit-date", dates.deposit, what));
    }
    Ok(Period {
        order,
        start,
        end,
        deposit,
    })
}

/// The column that tells when a row was posted, and its text.
fn told_by<'a>(time: &'a str, date: &'a str) -> (&'static str, &'a str) {
    if time.is_empty() {
        ("posted-date", date)
    } else {
        ("posted-date-time", time)
    }
}

fn posted_in(period: Period, time: &str, date: &str, zone: Tz) -> Result<DateTime<Utc>, Misfit> {
    let (column, text) = told_by(time, date);
    let read = |column: &'static str, text: &str| {
        let unknown = || misfit(column, text, dates::why_not(text, period.order));
        dates::read(text, period.order).ok_or_else(unknown)
    };
    let told = read(column, text)?;
    if told.time < period.start - MARGIN || told.time > period.end + MARGIN {
        let what = format!(
            "it lies outside the settlement's own dates, {} to {} (where Amazon's own file says so, leave --file out: \
             with [settlements] source = \"finances\" the next run posts it from Amazon's transactions)",
            period.start, period.end
        );
        return Err(misfit(column, text, what));
    }
    // Most files write the day as the time begins.
    if !time.is_empty() && !date.is_empty() && !time.starts_with(date) {
        let day = read("posted-date", date)?;
        if !are_of_one_day(day, told) {
            let what = format!("it contradicts the posted-date-time `{time}`");
            return Err(misfit("posted-date", date, what));
        }
    }
    Ok(told.at(zone))
}

/// Whether a moment can be of a day somewhere on earth: clocks are up to fourteen hours before and twelve behind UTC.
fn are_of_one_day(day: Told, moment: Told) -> bool {
    let after_midnight = moment.time - (day.time - TimeDelta::hours(12));
    if day.only_day.is_some() {
        after_midnight >= -TimeDelta::hours(14) && after_midnight < TimeDelta::hours(36)
    } else {
        (moment.time - day.time).abs() <= TimeDelta::hours(26)
    }
}

fn misfit(column: &'static str, text: &str, what: String) -> Misfit {
    Misfit {
        column,
        text: text.to_owned(),
        what,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn periods(start: &str, end: &str) -> Result<Periods, Misfit> {
        Periods::of(OwnDates {
            start,
            end,
            deposit: "",
        })
    }

    fn orders(periods: &Periods) -> Vec<SlashOrder> {
        periods.all.iter().map(|period| period.order).collect()
    }

    #[test]
    fn the_settlements_own_dates_tell_the_order() {
        use SlashOrder::{DayFirst, MonthFirst};
        let of = |start, end| orders(&periods(start, end).unwrap());
        assert_eq!(of("10/20/2026", "11/03/2026"), [MonthFirst]);
        assert_eq!(of("20/10/2026", "03/11/2026"), [DayFirst]);
        assert_eq!(of("05/10/2026", "12/10/2026"), [DayFirst]);
        assert_eq!(of("10/05/2026", "10/12/2026"), [MonthFirst]);
        assert_eq!(of("2026-10-05", "2026-10-12"), [MonthFirst, DayFirst]);
        assert_eq!(
            periods("soon", "2026-10-12").unwrap_err().column,
            "settlement-start-date"
        );
        assert_eq!(periods("2026-10-05", "").unwrap_err().what, "it is blank");
        assert_eq!(
            periods("2026-10-05", "2026-10-01").unwrap_err().column,
            "settlement-end-date"
        );
        assert_eq!(
            periods("2026-10-05", "2029-10-19").unwrap_err().column,
            "settlement-end-date"
        );
        let late = OwnDates {
            start: "2026-10-05",
            end: "2026-10-19",
            deposit: "2026-09-21",
        };
        assert_eq!(Periods::of(late).unwrap_err().column, "deposit-date");
    }

    #[test]
    fn a_row_decides_where_only_one_order_lies_in_the_period() {
        let mut open = periods("2026-11-01", "2026-11-15").unwrap();
        let fifth = "2026-11-05T12:00:00Z".parse().unwrap();
        assert_eq!(open.posted("", "05/11/2026").unwrap(), Posted::At(Some(fifth)));
        assert_eq!(orders(&open), [SlashOrder::DayFirst]);
        assert_eq!(open.posted("", "11/06/2026").unwrap_err().column, "posted-date");
    }

    #[test]
    fn where_both_orders_fit_nothing_is_decided() {
        let mut open = periods("2026-10-01", "2026-11-30").unwrap();
        assert_eq!(
            open.posted("", "10/11/2026").unwrap(),
            Posted::Open("posted-date", "10/11/2026".into())
        );
        assert!(open.posted("", "11/11/2026").is_ok() && open.is_open());
    }

    #[test]
    fn day_and_time_must_be_of_one_day() {
        let mut of = periods("2026-10-20", "2026-11-10").unwrap();
        assert!(of.posted("2026-11-01 12:00:00 UTC", "2026-10-31").is_err());
        assert!(
            of.posted("2026-11-01 06:00:00 UTC", "2026-10-31").is_ok(),
            "the west coast"
        );
        assert!(
            of.posted("2026-10-31 20:00:00 UTC", "2026-11-01").is_ok(),
            "Japan"
        );
        assert!(of.posted("2026-11-04 12:00:00 UTC", "04/11/2026").is_ok());
        assert_eq!(orders(&of), [SlashOrder::DayFirst], "the time told it");
    }
}
