//! Dates as the report writes them: `2026-11-03`, `03.11.2026`, `11/03/26`, with or without time and zone.
//!
//! Only dates with slashes are ambiguous. Their order is told by the settlement's own dates, where day or month
//! is beyond twelve or only one order makes a sensible period, else by the currency: month first for the
//! US dollar, day first for every other. A bare date counts as noon, so that no time zone moves it to another day.

use chrono::{DateTime, Duration, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, TimeZone, Utc};

use crate::money::Currency;

/// Which number of a date with slashes is the month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SlashOrder {
    MonthFirst,
    DayFirst,
}

impl SlashOrder {
    /// The order in which a settlement's start and end make sense.
    pub(super) fn of_settlement(start: &str, end: &str, currency: Currency) -> Self {
        let sensible = |order| {
            let (start, end) = (read(start, order), read(end, order));
            start
                .zip(end)
                .is_some_and(|(start, end)| start <= end && end - start <= Duration::days(62))
        };
        match (sensible(Self::MonthFirst), sensible(Self::DayFirst)) {
            (true, false) => Self::MonthFirst,
            (false, true) => Self::DayFirst,
            _ if currency == Currency::USD => Self::MonthFirst,
            _ => Self::DayFirst,
        }
    }
}

/// Reads a date or a time; `None` when it is neither.
pub(super) fn read(text: &str, order: SlashOrder) -> Option<DateTime<Utc>> {
    let text = text.trim();
    if text.len() > 40 || !text.is_ascii() {
        return None;
    }
    if let Ok(time) = DateTime::parse_from_rfc3339(text) {
        return Some(time.to_utc());
    }
    let (date, rest) = match text.find([' ', 'T']) {
        Some(at) => (&text[..at], text[at + 1..].trim()),
        None => (text, ""),
    };
    let date = day(date, order)?;
    if rest.is_empty() {
        return Some(date.and_time(NaiveTime::from_hms_opt(12, 0, 0)?).and_utc());
    }
    let (time, offset) = time_of_day(rest)?;
    let local = offset
        .from_local_datetime(&NaiveDateTime::new(date, time))
        .single()?;
    Some(local.to_utc())
}

fn day(text: &str, order: SlashOrder) -> Option<NaiveDate> {
    let sign = text.chars().find(|c| matches!(c, '-' | '.' | '/'))?;
    let mut numbers = text.split(sign);
    let (a, b, c) = (numbers.next()?, numbers.next()?, numbers.next()?);
    if numbers.next().is_some() {
        return None;
    }
    if a.len() == 4 {
        return NaiveDate::from_ymd_opt(number(a)?.cast_signed(), number(b)?, number(c)?);
    }
    let year = if c.len() == 2 {
        2000 + number(c)?
    } else {
        number(c)?
    };
    let (month, day) = match (sign, order) {
        ('/', SlashOrder::MonthFirst) => (a, b),
        _ => (b, a),
    };
    NaiveDate::from_ymd_opt(year.cast_signed(), number(month)?, number(day)?)
}

fn number(text: &str) -> Option<u32> {
    (!text.is_empty() && text.len() <= 4 && text.bytes().all(|b| b.is_ascii_digit()))
        .then(|| text.parse().ok())?
}

/// A time of day with an optional AM or PM and an optional zone; no zone means UTC, as Amazon documents.
fn time_of_day(text: &str) -> Option<(NaiveTime, FixedOffset)> {
    let mut words = text.split_ascii_whitespace();
    let clock = words.next()?;
    let mut numbers = clock.trim_end_matches('Z').split(':');
    let mut hour = number(numbers.next()?)?;
    let minute = number(numbers.next()?)?;
    let second = match numbers.next() {
        Some(seconds) => number(seconds.split_once('.').map_or(seconds, |(whole, _)| whole))?,
        None => 0,
    };
    let mut offset = FixedOffset::east_opt(0)?;
    for word in words {
        match word.to_ascii_uppercase().as_str() {
            "AM" if hour == 12 => hour = 0,
            "PM" if hour < 12 => hour += 12,
            "AM" | "PM" => {}
            zone => offset = FixedOffset::east_opt(minutes_east(zone)? * 60)?,
        }
    }
    Some((NaiveTime::from_hms_opt(hour, minute, second)?, offset))
}

/// The zones Amazon's files have been seen with.
fn minutes_east(zone: &str) -> Option<i32> {
    let zone = zone.trim_start_matches("UTC").trim_start_matches("GMT");
    Some(match zone {
        "" | "Z" | "WET" => 0,
        "BST" | "CET" | "MEZ" | "WEST" => 60,
        "CEST" | "MESZ" | "EET" => 120,
        "IST" => 330,
        "SGT" => 480,
        "JST" => 540,
        "AEST" => 600,
        "AEDT" => 660,
        "EDT" => -240,
        "EST" | "CDT" => -300,
        "CST" | "MDT" => -360,
        "MST" | "PDT" => -420,
        "PST" => -480,
        offset => return offset_minutes(offset),
    })
}

/// `+00:00`, `-0800` or `+02`.
fn offset_minutes(text: &str) -> Option<i32> {
    let sign = match text.as_bytes().first()? {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let digits = text.get(1..)?.replace(':', "");
    let hours = number(digits.get(..2)?)?;
    let minutes = digits
        .get(2..)
        .filter(|rest| !rest.is_empty())
        .map_or(Some(0), number)?;
    Some(sign * (hours * 60 + minutes).cast_signed())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(text: &str, order: SlashOrder, expect: &str) {
        let read = read(text, order).map(|time| time.to_rfc3339_opts(chrono::SecondsFormat::Secs, true));
        assert_eq!(read.as_deref(), (!expect.is_empty()).then_some(expect), "{text}");
    }

    #[test]
    fn every_form_seen() {
        use SlashOrder::{DayFirst, MonthFirst};
        check("2026-11-03T08:00:00+00:00", DayFirst, "2026-11-03T08:00:00Z");
        check("2026-11-03 08:00:00 UTC", DayFirst, "2026-11-03T08:00:00Z");
        check("03.11.2026 08:00:00 UTC", MonthFirst, "2026-11-03T08:00:00Z");
        check("03.11.2026", MonthFirst, "2026-11-03T12:00:00Z");
        check("11/03/26", MonthFirst, "2026-11-03T12:00:00Z");
        check("03/11/2026", DayFirst, "2026-11-03T12:00:00Z");
        check("11/03/2026 01:02:03 PM PST", MonthFirst, "2026-11-03T21:02:03Z");
        check("2026-11-03 08:00:00 +0900", DayFirst, "2026-11-02T23:00:00Z");
        check("2026-11-03T08:00:00.123Z", DayFirst, "2026-11-03T08:00:00Z");
        for text in [
            "",
            "soon",
            "2026-13-01",
            "11/03",
            "2026-11-03 25:00",
            "2026-11-03 08:00 XYZ",
        ] {
            check(text, MonthFirst, "");
        }
    }

    #[test]
    fn the_settlements_own_dates_tell_the_order() {
        let of =
            |start, end, currency| SlashOrder::of_settlement(start, end, Currency::parse(currency).unwrap());
        assert_eq!(of("10/20/2026", "11/03/2026", "EUR"), SlashOrder::MonthFirst);
        assert_eq!(of("20/10/2026", "03/11/2026", "USD"), SlashOrder::DayFirst);
        assert_eq!(of("05/10/2026", "12/10/2026", "GBP"), SlashOrder::DayFirst);
        assert_eq!(of("10/05/2026", "10/12/2026", "USD"), SlashOrder::MonthFirst);
        assert_eq!(of("", "", "USD"), SlashOrder::MonthFirst);
    }

    proptest! {
        #[test]
        fn no_text_panics(text in "\\PC{0,44}") {
            let _ = read(&text, SlashOrder::MonthFirst);
            let _ = read(&text, SlashOrder::DayFirst);
        }
    }
}
