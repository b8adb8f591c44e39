//! Dates as the report writes them: `2026-11-03`, `03.11.2026`, `11/03/26`, with or without time and zone.
//!
//! Only dates with slashes are ambiguous; which order a file has is found in `order`. A bare date counts as noon, of UTC
//! or of the zone that the file names. East of twelve hours that is the next day already, so a row that has a day and no
//! time is put at noon of the company's own zone: there it stays the day that Amazon wrote.

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, TimeZone, Utc};
use chrono_tz::Tz;

use super::zones::minutes_east;

/// Which number of a date with slashes is the month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SlashOrder {
    /// `11/03/2026` is the third of November.
    MonthFirst,
    /// `11/03/2026` is the eleventh of March.
    DayFirst,
}

/// A moment, and its day where only that was told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Told {
    pub(super) time: DateTime<Utc>,
    pub(super) only_day: Option<NaiveDate>,
}

impl Told {
    /// The moment; of a bare day, its noon in a zone.
    pub(super) fn at(&self, zone: Tz) -> DateTime<Utc> {
        let noon = self.only_day.and_then(|day| day.and_hms_opt(12, 0, 0));
        let noon = noon.and_then(|noon| noon.and_local_timezone(zone).earliest());
        noon.map_or(self.time, |noon| noon.to_utc())
    }
}

/// Reads a date or a time; `None` when it is neither.
pub(super) fn read(text: &str, order: SlashOrder) -> Option<Told> {
    let text = text.trim();
    if text.len() > 40 || !text.is_ascii() {
        return None;
    }
    if let Ok(time) = DateTime::parse_from_rfc3339(text) {
        let time = time.to_utc();
        return Some(Told { time, only_day: None });
    }
    let (date, rest) = match text.find([' ', 'T']) {
        Some(at) => (&text[..at], text[at + 1..].trim()),
        None => (text, ""),
    };
    let date = day(date, order)?;
    let noon = NaiveTime::from_hms_opt(12, 0, 0)?;
    let (time, offset) = if rest.contains(':') && rest.starts_with(|c: char| c.is_ascii_digit()) {
        time_of_day(rest)?
    } else {
        (noon, FixedOffset::east_opt(minutes_east(rest)? * 60)?)
    };
    let local = offset
        .from_local_datetime(&NaiveDateTime::new(date, time))
        .single()?;
    Some(Told {
        time: local.to_utc(),
        only_day: (!rest.starts_with(|c: char| c.is_ascii_digit())).then_some(date),
    })
}

/// Why a text is no date: a zone that nobody knows is named, for the rest of it is one.
pub(super) fn why_not(text: &str, order: SlashOrder) -> String {
    let (rest, zone) = text.trim().rsplit_once(' ').unwrap_or_default();
    let is_a_name = zone.len() > 1
        && !["AM", "PM"].contains(&zone.to_ascii_uppercase().as_str())
        && zone.bytes().all(|byte| byte.is_ascii_alphabetic());
    if is_a_name && minutes_east(zone).is_none() && read(rest, order).is_some() {
        return format!(
            "its time zone `{zone}` is none that this program knows, and none is guessed: without --file the settlement is \
             read from Amazon, whose times are of UTC"
        );
    }
    "it is not a date this program knows".to_owned()
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
    let year = match c.len() {
        2 => 2000 + number(c)?,
        4 => number(c)?,
        _ => return None,
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
    if numbers.next().is_some() {
        return None;
    }
    let mut offset = FixedOffset::east_opt(0)?;
    for word in words {
        match word.to_ascii_uppercase().as_str() {
            "AM" | "PM" if hour == 0 || hour > 12 => return None,
            "AM" if hour == 12 => hour = 0,
            "PM" if hour < 12 => hour += 12,
            "AM" | "PM" => {}
            zone => offset = FixedOffset::east_opt(minutes_east(zone)? * 60)?,
        }
    }
    Some((NaiveTime::from_hms_opt(hour, minute, second)?, offset))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(text: &str, order: SlashOrder, expect: &str) {
        let read = read(text, order).map(|told| told.time.to_rfc3339_opts(chrono::SecondsFormat::Secs, true));
        assert_eq!(read.as_deref(), (!expect.is_empty()).then_some(expect), "{text}");
    }

    #[test]
    fn every_form_seen() {
        use SlashOrder::{DayFirst, MonthFirst};
        check("2026-11-03T08:00:00+00:00", DayFirst, "2026-11-03T08:00:00Z");
        check("2026-11-03 08:00:00 UTC", DayFirst, "2026-11-03T08:00:00Z");
        check("2026/11/03 08:00:00 JST", MonthFirst, "2026-11-02T23:00:00Z");
        check("03.11.2026 08:00:00 UTC", MonthFirst, "2026-11-03T08:00:00Z");
        check("14.10.2026 20:30:23 GMT+5:30", MonthFirst, "2026-10-14T15:00:23Z");
        check("03.11.2026", MonthFirst, "2026-11-03T12:00:00Z");
        check("2026-11-03 UTC", MonthFirst, "2026-11-03T12:00:00Z");
        check("03.11.2026 GMT+5:30", MonthFirst, "2026-11-03T06:30:00Z");
        check("2026-11-03 -0800", MonthFirst, "2026-11-03T20:00:00Z");
        check("11/03/26", MonthFirst, "2026-11-03T12:00:00Z");
        check("03/11/2026", DayFirst, "2026-11-03T12:00:00Z");
        check("11/03/2026 01:02:03 PM PST", MonthFirst, "2026-11-03T21:02:03Z");
        check("11/03/2026 12:02 AM UTC", MonthFirst, "2026-11-03T00:02:00Z");
        check("2026-11-03 08:00:00 +0900", DayFirst, "2026-11-02T23:00:00Z");
        check("2026-11-03T08:00:00.123Z", DayFirst, "2026-11-03T08:00:00Z");
        check("2026-11-01 00:00:00 +0530", DayFirst, "2026-10-31T18:30:00Z");
        let why = |text: &str| why_not(text, MonthFirst);
        assert!(why("2026-11-03 08:00:00 AST").contains("time zone `AST`"));
        assert!(why("11/03/2026 XYZ").contains("time zone `XYZ`"));
        for text in [
            "soon",
            "sometime in October",
            "2026-13-01 AST",
            "2026-11-03 13:00 PM",
            "AST",
            "",
        ] {
            assert_eq!(why(text), "it is not a date this program knows", "{text}");
        }
        for text in [
            "",
            "soon",
            "sometime in October",
            "2026-13-01",
            "11/03",
            "11/03/026",
            "2026-11-03 25:00",
            "2026-11-03 08:00 XYZ",
            "2026-11-03 XYZ",
            "2026-11-03 08",
            "2026-11-03 13:00 PM",
            "2026-11-03 08:00:00:00",
        ] {
            check(text, MonthFirst, "");
        }
        let day = NaiveDate::from_ymd_opt(2026, 11, 3);
        assert_eq!(read("2026-11-03 UTC", DayFirst).unwrap().only_day, day);
        assert_eq!(read("2026-11-03 08:00", DayFirst).unwrap().only_day, None);
    }

    #[test]
    fn a_bare_day_is_the_same_day_in_every_zone() {
        for zone in chrono_tz::TZ_VARIANTS {
            for text in ["2026-03-31", "2026-03-31 GMT+5:30", "31.03.2026"] {
                let told = read(text, SlashOrder::DayFirst).unwrap();
                let day = told.at(zone).with_timezone(&zone).date_naive();
                assert_eq!(day.to_string(), "2026-03-31", "{text} {zone}");
            }
            let told = read("2026-03-31 12:00:00 UTC", SlashOrder::DayFirst).unwrap();
            assert_eq!(told.at(zone), told.time);
        }
    }

    proptest! {
        #[test]
        fn no_text_panics(text in "\\PC{0,44}") {
            let _ = read(&text, SlashOrder::MonthFirst);
            let _ = read(&text, SlashOrder::DayFirst);
        }
    }
}
