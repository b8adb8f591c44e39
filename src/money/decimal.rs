//! Reading and writing decimal text as whole numbers of a small unit.
//!
//! Both Amazon and Sage write decimals as JSON numbers or as strings; a spreadsheet may hold an exponent.
//! The parser takes each of those and nothing else, in one pass, without allocating.

use std::fmt;

/// Why a decimal was not taken. The text itself is shortened: it may come from outside and be huge.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DecimalError {
    /// The text is not a decimal number.
    #[error("`{0}` is not a decimal number")]
    NotANumber(String),
    /// More decimals than the type keeps.
    #[error("`{0}` has more than {1} decimals")]
    TooPrecise(String, u32),
    /// Larger than anything the type may hold.
    #[error("`{0}` is out of range")]
    OutOfRange(String),
}

const LONGEST: usize = 64;

fn shown(text: &str) -> String {
    match text.char_indices().nth(40) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// Parses `text` into units of 10^-`scale`; refuses more digits, more decimals or more than `limit` units.
pub(super) fn parse(text: &str, scale: u32, limit: i128) -> Result<i128, DecimalError> {
    let fault = || DecimalError::NotANumber(shown(text));
    if text.len() > LONGEST {
        return Err(DecimalError::OutOfRange(shown(text)));
    }
    let (mantissa, exponent) = match text.find(['e', 'E']) {
        Some(at) => (&text[..at], text[at + 1..].parse::<i32>().map_err(|_| fault())?),
        None => (text, 0),
    };
    let (negative, digits) = match mantissa.as_bytes().first() {
        Some(b'-') => (true, &mantissa[1..]),
        Some(b'+') => (false, &mantissa[1..]),
        _ => (false, mantissa),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    if whole.is_empty() && fraction.is_empty() {
        return Err(fault());
    }
    let mut units: i128 = 0;
    for byte in whole.bytes().chain(fraction.bytes()) {
        if !byte.is_ascii_digit() {
            return Err(fault());
        }
        units = units
            .checked_mul(10)
            .and_then(|u| u.checked_add(i128::from(byte - b'0')))
            .ok_or_else(|| DecimalError::OutOfRange(shown(text)))?;
    }
    // The value is units × 10^(exponent − decimals); shift it to the type's own scale.
    let decimals = i32::try_from(fraction.len()).map_err(|_| fault())?;
    let shift = exponent
        .saturating_sub(decimals)
        .saturating_add(scale.cast_signed());
    let units = shift_by(units, shift).map_err(|lost| match lost {
        Lost::Digits => DecimalError::TooPrecise(shown(text), scale),
        Lost::Range => DecimalError::OutOfRange(shown(text)),
    })?;
    if units > limit {
        return Err(DecimalError::OutOfRange(shown(text)));
    }
    Ok(if negative { -units } else { units })
}

enum Lost {
    Digits,
    Range,
}

fn shift_by(mut units: i128, shift: i32) -> Result<i128, Lost> {
    if units == 0 {
        return Ok(0);
    }
    for _ in 0..shift.max(0) {
        units = units.checked_mul(10).ok_or(Lost::Range)?;
    }
    for _ in 0..(-shift).max(0) {
        if units % 10 != 0 {
            return Err(Lost::Digits);
        }
        units /= 10;
    }
    Ok(units)
}

/// Writes units of 10^-`scale` with at least `at_least` decimals and no further trailing zeros.
pub(super) fn write(units: i128, scale: u32, at_least: u32, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let unit = 10_i128.pow(scale);
    let sign = if units < 0 { "-" } else { "" };
    let (whole, fraction) = (
        units.unsigned_abs() / unit.unsigned_abs(),
        units.unsigned_abs() % unit.unsigned_abs(),
    );
    let mut digits = format!("{fraction:0width$}", width = scale as usize);
    let kept = digits
        .trim_end_matches('0')
        .len()
        .max(at_least.min(scale) as usize);
    digits.truncate(kept);
    if digits.is_empty() {
        write!(f, "{sign}{whole}")
    } else {
        write!(f, "{sign}{whole}.{digits}")
    }
}
