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
    let written = text.as_bytes();
    let negative = written.first() == Some(&b'-');
    let start = usize::from(matches!(written.first(), Some(b'-' | b'+')));
    let (mut units, mut digits, mut point, mut exponent) = (0_i128, 0, None, 0);
    // Up to 18 digits fit 64 bits, in which counting is many times faster.
    let mut small = 0_u64;
    for (at, byte) in written.iter().enumerate().skip(start) {
        match byte {
            b'0'..=b'9' if digits < 18 => {
                small = small * 10 + u64::from(byte - b'0');
                digits += 1;
            }
            b'0'..=b'9' => {
                let before = if digits == 18 { i128::from(small) } else { units };
                units = before
                    .checked_mul(10)
                    .and_then(|units| units.checked_add(i128::from(byte - b'0')))
                    .ok_or_else(|| DecimalError::OutOfRange(shown(text)))?;
                digits += 1;
            }
            b'.' if point.is_none() => point = Some(digits),
            b'e' | b'E' => {
                exponent = text[at + 1..].parse::<i32>().map_err(|_| fault())?;
                break;
            }
            _ => return Err(fault()),
        }
    }
    if digits == 0 {
        return Err(fault());
    }
    if digits <= 18 {
        units = i128::from(small);
    }
    // The value is units × 10^(exponent − decimals); shift it to the type's own scale.
    let decimals = point.map_or(0, |point| digits - point);
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

fn shift_by(units: i128, shift: i32) -> Result<i128, Lost> {
    if units == 0 {
        return Ok(0);
    }
    let factor = 10_i128.checked_pow(shift.unsigned_abs());
    if shift >= 0 {
        return factor
            .and_then(|factor| units.checked_mul(factor))
            .ok_or(Lost::Range);
    }
    match factor {
        Some(factor) if units % factor == 0 => Ok(units / factor),
        _ => Err(Lost::Digits),
    }
}

/// Writes units of 10^-`scale` with at least `at_least` decimals and no further trailing zeros.
pub(super) fn write(units: i128, scale: u32, at_least: u32, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let magnitude = units.unsigned_abs();
    // Sums that people meet fit 64 bits, in which dividing is many times faster.
    let (whole, mut fraction) = match u64::try_from(magnitude) {
        Ok(small) => (u128::from(small / 10_u64.pow(scale)), small % 10_u64.pow(scale)),
        Err(_) => {
            let unit = 10_u128.pow(scale);
            (magnitude / unit, u64::try_from(magnitude % unit).unwrap_or(0))
        }
    };
    let mut places = scale;
    while places > at_least.min(scale) && fraction.is_multiple_of(10) {
        fraction /= 10;
        places -= 1;
    }
    // From the last digit to the first, then handed on in one piece.
    let (mut text, mut at) = ([0; MOST_DIGITS], MOST_DIGITS);
    let mut put = |byte: u8| {
        at -= 1;
        text[at] = byte;
    };
    for _ in 0..places {
        put(digit(fraction));
        fraction /= 10;
    }
    if places > 0 {
        put(b'.');
    }
    match u64::try_from(whole) {
        Ok(mut whole) => loop {
            put(digit(whole));
            whole /= 10;
            if whole == 0 {
                break;
            }
        },
        Err(_) => whole.to_string().bytes().rev().for_each(&mut put),
    }
    if units < 0 {
        put(b'-');
    }
    f.write_str(std::str::from_utf8(&text[at..]).unwrap_or_default())
}

/// Digits of the largest number of 128 bits, with a sign, a point and a zero before it.
const MOST_DIGITS: usize = 48;

fn digit(of: u64) -> u8 {
    b"0123456789"[(of % 10) as usize]
}
