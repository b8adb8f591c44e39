//! Reading single values: each function takes a TOML value and gives a checked one or says what is wrong.

use std::time::Duration;

use chrono::{DateTime, NaiveDate, NaiveTime, TimeZone, Utc};
use chrono_tz::Tz;
use toml::de::DeValue;

use super::problem::{did_you_mean, shown};
use super::sheet::Read;
use crate::amazon::marketplaces::Marketplace;
use crate::money::{Amount, Quantity};

/// Text in quotes.
pub(super) fn text(value: &DeValue<'_>) -> Read<String> {
    match value {
        DeValue::String(text) => Ok(text.to_string()),
        DeValue::Float(_) | DeValue::Integer(_) | DeValue::Datetime(_) => Err(format!(
            "needs quotation marks around it: text is wanted, not {}",
            value.type_str()
        )),
        other => Err(format!(
            "text in quotation marks is wanted, not {}",
            other.type_str()
        )),
    }
}

/// Text that is neither empty nor longer than Sage 300 keeps it, without control characters.
pub(super) fn code(most: usize) -> impl Fn(&DeValue<'_>) -> Read<String> {
    move |value| {
        let text = text(value)?;
        let length = text.chars().count();
        if text.trim().is_empty() {
            return Err("must not be empty".to_owned());
        }
        if text.trim() != text || text.chars().any(char::is_control) {
            return Err(format!(
                "`{}` begins or ends with a space, or holds a control character",
                shown(&text)
            ));
        }
        if length > most {
            return Err(format!(
                "`{}` has {length} characters; Sage 300 keeps at most {most}",
                shown(&text)
            ));
        }
        Ok(text)
    }
}

/// `true` or `false`.
pub(super) fn flag(value: &DeValue<'_>) -> Read<bool> {
    value
        .as_bool()
        .ok_or_else(|| format!("`true` or `false` is wanted, not {}", value.type_str()))
}

/// A whole number within bounds.
pub(super) fn whole(least: u32, most: u32) -> impl Fn(&DeValue<'_>) -> Read<u32> {
    move |value| {
        let wanted = || format!("a whole number from {least} to {most} is wanted, without quotation marks");
        let number = value.as_integer().ok_or_else(wanted)?;
        let number = u32::from_str_radix(number.as_str(), number.radix()).map_err(|_| wanted())?;
        if (least..=most).contains(&number) {
            Ok(number)
        } else {
            Err(wanted())
        }
    }
}

/// One of the words of a list.
pub(super) fn word<T: Copy>(words: &'static [(&'static str, T)]) -> impl Fn(&DeValue<'_>) -> Read<T> {
    move |value| {
        let text = text(value)?;
        let found = words
            .iter()
            .find(|(word, _)| *word == text)
            .map(|(_, meant)| *meant);
        found.ok_or_else(|| {
            let all: Vec<String> = words.iter().map(|(word, _)| format!("`{word}`")).collect();
            let near = did_you_mean(&text, words.iter().map(|(word, _)| *word));
            format!("`{}` is not one of {}{near}", shown(&text), all.join(", "))
        })
    }
}

/// The digits of a decimal: a string, or a whole number. A float is refused, since it need not be exact.
fn digits(value: &DeValue<'_>) -> Read<String> {
    match value {
        DeValue::String(text) => Ok(text.to_string()),
        DeValue::Integer(number) if number.radix() == 10 => Ok(number.as_str().to_owned()),
        DeValue::Float(float) => Err(format!(
            "write the decimal in quotation marks, \"{}\", so that it stays exact",
            shown(float.as_str())
        )),
        other => Err(format!(
            "a decimal in quotation marks is wanted, not {}",
            other.type_str()
        )),
    }
}

/// A sum of money that is not negative.
pub(super) fn amount(value: &DeValue<'_>) -> Read<Amount> {
    let amount = Amount::parse(&digits(value)?).map_err(|error| error.to_string())?;
    if amount.is_negative() {
        Err("must not be negative".to_owned())
    } else {
        Ok(amount)
    }
}

/// A ratio above 0 and at most 1, with at most four decimals.
pub(super) fn ratio(value: &DeValue<'_>) -> Read<Quantity> {
    let ratio = Quantity::parse(&digits(value)?).map_err(|error| error.to_string())?;
    if ratio > Quantity::ZERO && ratio <= Quantity::whole(1) {
        Ok(ratio)
    } else {
        Err(format!("`{ratio}` is not above 0 and at most 1"))
    }
}

/// A marketplace by id, name or country code.
pub(super) fn marketplace(value: &DeValue<'_>) -> Read<&'static Marketplace> {
    let text = text(value)?;
    Marketplace::find(&text).ok_or_else(|| {
        let known = Marketplace::all()
            .iter()
            .flat_map(|market| [market.id, market.name, market.country]);
        let near = did_you_mean(&text, known);
        format!(
            "`{}` is no marketplace id, name (Amazon.com) or country code (US) of Amazon{near}",
            shown(&text)
        )
    })
}

/// A time zone of the IANA list, or by Windows' name for it.
pub(super) fn time_zone(value: &DeValue<'_>) -> Read<Tz> {
    let text = text(value)?;
    if let Ok(windows) = text.parse::<windows_timezones::WindowsTimezone>() {
        // Windows' own name, such as `Eastern Standard Time`: CLDR says which zone is meant.
        return windows
            .tzdb_id()
            .parse()
            .map_err(|_| format!("`{}` has no zone of the IANA list", shown(&text)));
    }
    text.parse().map_err(|_| {
        let near = did_you_mean(&text, chrono_tz::TZ_VARIANTS.iter().map(|zone| zone.name()));
        format!(
            "`{}` is not a time zone such as `America/New_York`{near}",
            shown(&text)
        )
    })
}

/// A day (its midnight in the company's zone) or an exact time with its offset.
pub(super) fn start(zone: Tz) -> impl Fn(&DeValue<'_>) -> Read<DateTime<Utc>> {
    move |value| {
        let text = match value {
            DeValue::String(text) => text.to_string(),
            DeValue::Datetime(time) => time.to_string(),
            other => {
                return Err(format!(
                    "a day such as 2026-01-01 is wanted, not {}",
                    other.type_str()
                ));
            }
        };
        if let Ok(day) = text.parse::<NaiveDate>() {
            return midnight(day, zone).ok_or_else(|| format!("`{}` is out of range", shown(&text)));
        }
        DateTime::parse_from_rfc3339(&text).map(|time| time.to_utc()).map_err(|_| {
            let shown = shown(&text);
            format!("`{shown}` is neither a day (2026-01-01) nor a time with its offset (2026-01-01T00:00:00-05:00)")
        })
    }
}

/// The first moment of a day; where the clocks jump over midnight, the moment after the jump.
fn midnight(day: NaiveDate, zone: Tz) -> Option<DateTime<Utc>> {
    let hours = (0..4).filter_map(|hour| NaiveTime::from_hms_opt(hour, 0, 0));
    let moments = hours.filter_map(|time| zone.from_local_datetime(&day.and_time(time)).earliest());
    moments.map(|moment| moment.to_utc()).next()
}

/// A length of time within bounds, such as `30 min`, `24 h`, `30 days` or `1 h 30 min`.
pub(super) fn duration(least: Duration, most: Duration) -> impl Fn(&DeValue<'_>) -> Read<Duration> {
    move |value| {
        let text = match value {
            DeValue::String(text) => text.to_string(),
            other => {
                return Err(format!(
                    "write a time with its unit, such as \"30 min\", not {}",
                    other.type_str()
                ));
            }
        };
        let length = parse_duration(&text)?;
        if length < least || length > most {
            let (least, most) = (spoken(least), spoken(most));
            return Err(format!("`{}` is not between {least} and {most}", shown(&text)));
        }
        Ok(length)
    }
}

/// How long something is kept: a length of time, or `forever`, which is `None`.
pub(super) fn keep(value: &DeValue<'_>) -> Read<Option<Duration>> {
    match value {
        DeValue::String(text) if text == "forever" => Ok(None),
        other => duration(days(1), days(36_500))(other).map(Some),
    }
}

/// So many minutes.
pub(super) const fn minutes(count: u64) -> Duration {
    Duration::from_secs(count * 60)
}

/// So many days of 24 hours.
pub(super) const fn days(count: u64) -> Duration {
    Duration::from_secs(count * 86_400)
}

/// Reads pairs of a whole number and a unit from a second to a year of 365 days. Months are not taken: they vary.
pub(super) fn parse_duration(text: &str) -> Read<Duration> {
    let fault = || {
        format!(
            "`{}` is not a length of time such as `30 min`, `24 h` or `30 days`",
            shown(text)
        )
    };
    let mut rest = text.trim();
    let mut total: u64 = 0;
    if rest.is_empty() {
        return Err(fault());
    }
    while !rest.is_empty() {
        let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        let count: u64 = rest[..end].parse().map_err(|_| fault())?;
        rest = rest[end..].trim_start();
        let end = rest
            .find(|c: char| !c.is_ascii_alphabetic())
            .unwrap_or(rest.len());
        let unit = unit_seconds(&rest[..end]).ok_or_else(fault)?;
        let part = count
            .checked_mul(unit)
            .filter(|part| *part < 1 << 40)
            .ok_or_else(fault)?;
        total = total
            .checked_add(part)
            .filter(|total| *total < 1 << 40)
            .ok_or_else(fault)?;
        rest = rest[end..].trim_start();
    }
    Ok(Duration::from_secs(total))
}

fn unit_seconds(unit: &str) -> Option<u64> {
    match unit {
        "s" | "sec" | "secs" | "second" | "seconds" => Some(1),
        "m" | "min" | "mins" | "minute" | "minutes" => Some(60),
        "h" | "hour" | "hours" => Some(3_600),
        "d" | "day" | "days" => Some(86_400),
        "w" | "week" | "weeks" => Some(7 * 86_400),
        "y" | "year" | "years" => Some(365 * 86_400),
        _ => None,
    }
}

fn spoken(length: Duration) -> String {
    let units = [(86_400, "days"), (3_600, "h"), (60, "min"), (1, "s")];
    let seconds = length.as_secs();
    let fitting = units
        .iter()
        .find(|(size, _)| seconds >= *size && seconds.is_multiple_of(*size));
    fitting.map_or_else(
        || "0 s".to_owned(),
        |(size, unit)| format!("{} {unit}", seconds / size),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn durations_are_read_as_people_write_them() {
        let seconds = |text: &str| parse_duration(text).map(|length| length.as_secs());
        for (text, expect) in [
            ("30 min", 1_800),
            ("60m", 3_600),
            ("24 h", 86_400),
            ("30 days", 2_592_000),
            ("1 h 30 min", 5_400),
            ("1h30m", 5_400),
            (" 0 s ", 0),
            ("2 weeks", 1_209_600),
            ("10 years", 315_360_000),
        ] {
            assert_eq!(seconds(text), Ok(expect), "{text}");
        }
        for text in [
            "",
            "30",
            "min",
            "-1 h",
            "1.5 h",
            "3 months",
            "1 h,",
            "99999999999999999999 s",
            "１ h",
        ] {
            assert!(parse_duration(text).is_err(), "{text}");
        }
    }

    #[test]
    fn midnight_is_the_company_s_own_even_where_it_does_not_exist() {
        let day = NaiveDate::from_ymd_opt(2026, 1, 1).unwrap();
        let new_york = midnight(day, Tz::America__New_York).unwrap();
        assert_eq!(new_york.to_rfc3339(), "2026-01-01T05:00:00+00:00");
        // Cuba's clocks jump from midnight to one.
        let jump = NaiveDate::from_ymd_opt(2025, 3, 9).unwrap();
        assert_eq!(
            midnight(jump, Tz::Cuba).unwrap().to_rfc3339(),
            "2025-03-09T05:00:00+00:00"
        );
    }

    proptest! {
        #[test]
        fn no_text_panics(text in "\\PC{0,40}") {
            let _ = parse_duration(&text);
            let value = DeValue::String(text.into());
            let _ = (start(Tz::Cuba)(&value), ratio(&value), marketplace(&value), time_zone(&value), code(6)(&value));
        }
    }
}
