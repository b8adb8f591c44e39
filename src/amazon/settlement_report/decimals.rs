//! Amounts in the marketplace's own manner: `1,234.50`, `1.234,50`, `1 234,50`, `1234`.
//!
//! Which sign is the decimal one is found once, from the settlement's total, and held against every row. A
//! total without decimals leaves it open until a row tells; what is then still open can only be grouping.

use crate::money::{Amount, Currency};

/// The decimal sign of a file, once it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct DecimalSign(Option<u8>);

impl DecimalSign {
    /// Reads an amount, learning the decimal sign from it where it is not known yet.
    pub(super) fn read(&mut self, text: &str, currency: Currency) -> Result<Amount, String> {
        if let Some(amount) = self.0.and_then(|sign| ordinary(text, sign, currency)) {
            return Ok(amount);
        }
        let plain = without_spaces(text);
        if self.0.is_none() {
            self.0 = told_by(&plain, currency);
        }
        if self.0.is_none() && currency.decimals() == 3 && plain.contains([',', '.']) {
            let shown: String = text.chars().take(40).collect();
            return Err(format!("`{shown}` can be read in two ways in {currency}"));
        }
        let decimal = self
            .0
            .unwrap_or(if plain.contains(',') && currency.decimals() > 0 {
                b'.'
            } else {
                0
            });
        let number = normal(&plain, decimal, currency).ok_or_else(|| self.fault(text))?;
        Amount::parse(&number).map_err(|error| error.to_string())
    }

    /// Whether an amount has fewer decimals than its currency, which Amazon never leaves out and spreadsheets do.
    pub(super) fn has_lost_decimals(self, text: &str, currency: Currency) -> bool {
        currency.decimals() == 2
            && self.0.is_none_or(|sign| {
                let fraction = text.rsplit_once(char::from(sign));
                fraction.is_none_or(|(_, fraction)| fraction.len() < 2)
            })
    }

    fn fault(self, text: &str) -> String {
        let shown: String = text.chars().take(40).collect();
        match self.0 {
            Some(sign) => format!(
                "`{shown}` is not an amount with `{}` as its decimal sign, as the rest of the file has it",
                char::from(sign)
            ),
            None => format!("`{shown}` is not an amount"),
        }
    }
}

/// An amount as most rows have it, digits with at most one decimal sign, read without further ado; `None` for any
/// other, which is not to say that it is wrong.
fn ordinary(text: &str, sign: u8, currency: Currency) -> Option<Amount> {
    let digits = text.strip_prefix('-').unwrap_or(text).as_bytes();
    let (mut units, mut before, mut after, mut is_whole) = (0_i64, 0, 0, true);
    for byte in digits {
        match byte {
            b'0'..=b'9' => {
                units = units * 10 + i64::from(byte - b'0');
                *(if is_whole { &mut before } else { &mut after }) += 1;
            }
            _ if *byte == sign && is_whole && currency.decimals() > 0 => is_whole = false,
            _ => return None,
        }
        if before > FEW || after > FEW {
            return None;
        }
    }
    if before == 0 || !is_whole && after == 0 {
        return None;
    }
    let millionths = units * 10_i64.pow(FEW - after);
    Some(Amount::from_millionths(if text.starts_with('-') {
        -millionths
    } else {
        millionths
    }))
}

/// Digits on either side of the decimal sign that ordinary amounts have at the most: millionths of them fit 64 bits.
const FEW: u32 = 6;

/// Drops the spaces and apostrophes some locales group with, and gives every minus the same shape.
fn without_spaces(text: &str) -> String {
    let kept = text
        .chars()
        .filter(|c| !matches!(c, ' ' | '\u{a0}' | '\u{202f}' | '\'' | '\u{2019}'));
    kept.map(|c| if c == '\u{2212}' { '-' } else { c }).collect()
}

/// What an amount alone tells about the decimal sign; `None` where it could be read both ways.
fn told_by(plain: &str, currency: Currency) -> Option<u8> {
    if currency.decimals() == 0 {
        return told_without_decimals(plain);
    }
    let (at, sign) = plain
        .bytes()
        .enumerate()
        .rfind(|(_, b)| matches!(b, b'.' | b','))?;
    let other = if sign == b'.' { b',' } else { b'.' };
    let repeated = plain.bytes().filter(|b| *b == sign).count() > 1;
    if repeated {
        return Some(other);
    }
    let after = plain.len() - at - 1;
    let leads_group = after == 3 && !plain.bytes().any(|b| b == other);
    (!leads_group || leading_zero(plain)).then_some(sign)
}

/// A currency without decimals: a sign counts as decimal only before something else than three digits.
fn told_without_decimals(plain: &str) -> Option<u8> {
    let (at, sign) = plain
        .bytes()
        .enumerate()
        .rfind(|(_, b)| matches!(b, b'.' | b','))?;
    (plain.len() - at - 1 != 3).then_some(sign)
}

/// `0,125` cannot be grouping: no group begins with a zero.
fn leading_zero(plain: &str) -> bool {
    plain.trim_start_matches(['-', '+']).starts_with(['0', '.', ','])
}

/// The amount with `.` as decimal sign and no grouping; `None` when the groups are not groups.
fn normal(plain: &str, decimal: u8, currency: Currency) -> Option<String> {
    let digits = plain.strip_prefix(['-', '+']).unwrap_or(plain);
    let sign = if plain.starts_with('-') { "-" } else { "" };
    let (whole, fraction) = match digits.split_once(char::from(decimal)) {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (digits, None),
    };
    let whole = ungrouped(whole, decimal)?;
    match fraction {
        // Yen written as `12.00` are whole yen; a real fraction is for the caller to refuse.
        Some(fraction) if !fraction.bytes().all(|b| b.is_ascii_digit()) || fraction.is_empty() => None,
        Some(fraction) if currency.decimals() == 0 && fraction.bytes().all(|b| b == b'0') => {
            Some(format!("{sign}{whole}"))
        }
        Some(fraction) => Some(format!("{sign}{whole}.{fraction}")),
        None => Some(format!("{sign}{whole}")),
    }
}

/// Takes grouping signs out of the whole part: groups of three, or of two as in India, the last of three.
fn ungrouped(whole: &str, decimal: u8) -> Option<String> {
    let groups: Vec<&str> = whole.split([',', '.']).collect();
    if groups.len() > 1 {
        if whole.bytes().any(|b| b == decimal) || whole.contains(',') && whole.contains('.') {
            return None;
        }
        let (first, rest) = groups.split_first()?;
        let (last, middle) = rest.split_last()?;
        let fits = (1..=3).contains(&first.len()) && last.len() == 3;
        if !fits || !middle.iter().all(|group| matches!(group.len(), 2 | 3)) {
            return None;
        }
    }
    let joined = groups.concat();
    joined.bytes().all(|b| b.is_ascii_digit()).then_some(joined)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(currency: &str, texts: &[&str]) -> Vec<Option<String>> {
        let currency = Currency::parse(currency).unwrap();
        let mut sign = DecimalSign::default();
        texts
            .iter()
            .map(|text| sign.read(text, currency).ok().map(|amount| amount.to_string()))
            .collect()
    }

    fn check(currency: &str, texts: &[&str], expect: &[&str]) {
        let expect: Vec<_> = expect.iter().map(|text| Some((*text).to_owned())).collect();
        assert_eq!(read(currency, texts), expect, "{texts:?}");
    }

    proptest! {
        #[test]
        fn an_ordinary_amount_is_read_as_any_other(text in "-?[0-9]{0,8}(\\.[0-9]{0,8})?") {
            if let Some(read) = ordinary(&text, b'.', Currency::USD) {
                prop_assert_eq!(read, Amount::parse(&text).unwrap());
            }
        }
    }

    #[test]
    fn the_first_amount_that_tells_settles_the_file() {
        check(
            "EUR",
            &["95,00", "1.234,50", "-0,07"],
            &["95.00", "1234.50", "-0.07"],
        );
        check(
            "USD",
            &["1,234.56", "1,234", "-.5"],
            &["1234.56", "1234.00", "-0.50"],
        );
        check(
            "EUR",
            &["1 234,50", "1\u{202f}000,00", "\u{2212}3,1"],
            &["1234.50", "1000.00", "-3.10"],
        );
        check(
            "JPY",
            &["12,345", "1200", "-3.00"],
            &["12345.00", "1200.00", "-3.00"],
        );
        check("JPY", &["1.234.567"], &["1234567.00"]);
        check("USD", &["0", "12", "12.5"], &["0.00", "12.00", "12.50"]);
        check("EUR", &["0", "12,5", "1.234"], &["0.00", "12.50", "1234.00"]);
        check("INR", &["1,23,456.50"], &["123456.50"]);
        assert_eq!(
            read("KWD", &["12.345"]),
            [None],
            "three decimals or a group of three"
        );
    }

    #[test]
    fn an_amount_without_its_decimals_is_a_spreadsheets() {
        let lost = |currency: &str, first: &str, text: &str| {
            let currency = Currency::parse(currency).unwrap();
            let mut sign = DecimalSign::default();
            sign.read(first, currency).unwrap();
            sign.read(text, currency).unwrap();
            sign.has_lost_decimals(text, currency)
        };
        for (currency, text) in [("USD", "80"), ("USD", "12.5"), ("USD", "1,234"), ("INR", "0")] {
            assert!(lost(currency, "1.00", text), "{text}");
        }
        for (currency, first, text) in [
            ("USD", "1.00", "1,234.50"),
            ("EUR", "1,00", "-0,07"),
            ("JPY", "100", "1200"),
            ("USD", "1.00", "0.125"),
        ] {
            assert!(!lost(currency, first, text), "{text}");
        }
    }

    #[test]
    fn a_row_in_another_manner_is_refused() {
        assert_eq!(read("EUR", &["95,00", "12.50"])[1], None);
        assert_eq!(read("USD", &["95.00", "12,50"])[1], None);
        for text in ["", "-", "1-2", "(5.00)", "1.2.3", "abc", "1,,2", "12e3"] {
            assert_eq!(read("USD", &["1.00", text])[1], None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn both_manners_read_back(minor in -99_999_999_999_i64..99_999_999_999) {
            let amount = Amount::from_minor(minor, Currency::USD);
            let plain = amount.to_string();
            let mut point = DecimalSign::default();
            prop_assert_eq!(point.read(&plain, Currency::USD).unwrap(), amount);
            let mut comma = DecimalSign::default();
            prop_assert_eq!(comma.read(&plain.replace('.', ","), Currency::USD).unwrap(), amount);
        }

        #[test]
        fn no_text_panics(texts in prop::collection::vec("\\PC{0,12}", 0..4)) {
            let mut sign = DecimalSign::default();
            for text in texts {
                let _ = sign.read(&text, Currency::USD);
            }
        }
    }
}
