//! Durations as people write them on a command line: `90s`, `10m`, `2h`.

use std::time::Duration;

/// Reads a duration; a bare number is refused, since nobody can tell its unit.
pub(super) fn parse(text: &str) -> Result<Duration, String> {
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == ' ');
    let unit = match text[digits.len()..].trim() {
        "s" | "sec" => 1,
        "m" | "min" => 60,
        "h" => 3_600,
        "d" | "days" => 86_400,
        _ => return Err("a duration needs a unit, such as 90s, 10m or 2h".to_owned()),
    };
    let count: u64 = digits
        .parse()
        .map_err(|_| "a duration is a whole number with a unit, such as 10m".to_owned())?;
    count
        .checked_mul(unit)
        .map(Duration::from_secs)
        .ok_or_else(|| "that is too long".to_owned())
}
