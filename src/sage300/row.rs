//! A row of a list as Sage wrote it: the values of the properties that are wanted, none of them copied.

use std::borrow::Cow;
use std::fmt;

use chrono::NaiveDate;
use serde::de::{Deserializer, Error, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::money::Amount;

/// Most properties that are wanted of a row.
const MOST: usize = 16;

/// The value of a property; none where the row does not have it.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::sage300) struct Cell<'r>(Option<&'r RawValue>);

impl<'r> Cell<'r> {
    /// What a text or a number says, without blanks around it; nothing of any other value.
    pub fn text(self) -> Cow<'r, str> {
        let raw = self.0.map_or("", RawValue::get);
        let text = match raw.as_bytes() {
            [b'"', inner @ .., b'"'] if !inner.contains(&b'\\') => {
                raw.get(1..raw.len() - 1).unwrap_or_default()
            }
            [b'"', ..] => {
                let text: String = serde_json::from_str(raw).unwrap_or_default();
                return Cow::Owned(text.trim().to_owned());
            }
            [b'-' | b'0'..=b'9', ..] => raw,
            _ => "",
        };
        Cow::Borrowed(text.trim())
    }

    /// The same; none where it is blank.
    pub fn word(self) -> Option<Cow<'r, str>> {
        Some(self.text()).filter(|text| !text.is_empty())
    }

    /// A sum; none where there is none.
    ///
    /// # Errors
    /// When it is anything else.
    pub fn amount(self) -> Result<Option<Amount>, ()> {
        match self.0.map(RawValue::get) {
            None | Some("null") => Ok(None),
            Some(_) => Amount::parse(&self.text()).map(Some).map_err(|_| ()),
        }
    }

    /// A day, or the one that a moment begins with; none where there is none.
    ///
    /// # Errors
    /// When it is anything else.
    pub fn day(self) -> Result<Option<NaiveDate>, ()> {
        match self.word() {
            Some(text) => day_of(&text).map(Some).ok_or(()),
            None => Ok(None),
        }
    }
}

/// The day that a text begins with.
pub(in crate::sage300) fn day_of(text: &str) -> Option<NaiveDate> {
    let day = text.get(..10)?;
    let digits = |from: usize, to: usize| {
        let mut all = day.as_bytes().get(from..to)?.iter();
        all.try_fold(0_u32, |number, byte| {
            byte.is_ascii_digit()
                .then(|| number * 10 + u32::from(byte - b'0'))
        })
    };
    let usual = || {
        let year = i32::try_from(digits(0, 4)?).ok()?;
        let is_written = matches!(day.as_bytes(), [_, _, _, _, b'-', _, _, b'-', ..]);
        NaiveDate::from_ymd_opt(year, digits(5, 7)?, digits(8, 10)?).filter(|_| is_written)
    };
    usual().or_else(|| day.parse().ok())
}

/// The values of some properties, in their order; of a property that comes twice, the last.
///
/// # Errors
/// When the row is no object.
pub(in crate::sage300) fn cells_of<'r>(
    row: &'r RawValue,
    names: &[&str],
) -> serde_json::Result<[Cell<'r>; MOST]> {
    cells(&mut serde_json::Deserializer::from_str(row.get()), names)
}

/// The same of a row that is being read.
///
/// # Errors
/// As [`cells_of`].
pub(in crate::sage300) fn cells<'de, D: Deserializer<'de>>(
    row: D,
    names: &[&str],
) -> Result<[Cell<'de>; MOST], D::Error> {
    debug_assert!(names.len() <= MOST);
    let mut cells = [Cell::default(); MOST];
    each_cell(row, names, |at, cell| {
        cells[at] = cell;
        Ok(())
    })?;
    Ok(cells)
}

/// Visits the values of some properties as they come, each with its place among the names. What the visitor refuses, and why,
/// is an error at that property: whoever reads it can name it.
///
/// # Errors
/// When the row is no object, or the visitor refuses a value.
pub(in crate::sage300) fn each_cell<'de, D: Deserializer<'de>>(
    row: D,
    names: &[&str],
    visit: impl FnMut(usize, Cell<'de>) -> Result<(), &'static str>,
) -> Result<(), D::Error> {
    row.deserialize_map(Wanted { names, visit })
}

struct Wanted<'n, V> {
    names: &'n [&'n str],
    visit: V,
}

impl<'de, V: FnMut(usize, Cell<'de>) -> Result<(), &'static str>> Visitor<'de> for Wanted<'_, V> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a row")
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<(), A::Error> {
        while let Some(at) = map.next_key_seed(Place(self.names))? {
            match at {
                Some(at) => (self.visit)(at, Cell(Some(map.next_value()?))).map_err(A::Error::custom)?,
                None => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(())
    }
}

/// Where a property stands among those that are wanted.
struct Place<'n>(&'n [&'n str]);

impl<'de> serde::de::DeserializeSeed<'de> for Place<'_> {
    type Value = Option<usize>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Place<'_> {
    type Value = Option<usize>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a property")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Self::Value, E> {
        Ok(self.0.iter().position(|wanted| *wanted == name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_and_numbers_are_read_as_they_are_written() {
        let row = r#"{"A":" x ","B":-1.50,"C":null,"Further":{"A":"y"},"D":"a\"b","E":["z"],"F":1e2}"#;
        let row: &RawValue = serde_json::from_str(row).unwrap();
        let cells = cells_of(row, &["A", "B", "C", "D", "E", "F", "G"]).unwrap();
        let texts: Vec<_> = cells.iter().take(7).map(|cell| cell.text()).collect();
        assert_eq!(texts, ["x", "-1.50", "", "a\"b", "", "1e2", ""]);
        let none: &RawValue = serde_json::from_str("[1]").unwrap();
        assert!(cells_of(none, &["A"]).is_err());
    }

    #[test]
    fn sums_and_days_are_read_or_refused() {
        let row = r#"{"A":-1.50,"B":"2","C":null,"D":"x","E":true,"F":"2026-04-01T00:00:00Z","G":"2026-4-1","H":" ","I":"2026-02-30"}"#;
        let row: &RawValue = serde_json::from_str(row).unwrap();
        let names = ["A", "B", "C", "D", "E", "F", "G", "H", "I", "J"];
        let cells = cells_of(row, &names).unwrap();
        let amount = |text: &str| Ok(Some(Amount::parse(text).unwrap()));
        let amounts: Vec<_> = cells[..5].iter().map(|cell| cell.amount()).collect();
        assert_eq!(
            amounts,
            [amount("-1.50"), amount("2"), Ok(None), Err(()), Err(())]
        );
        assert_eq!(cells[9].amount(), Ok(None));
        let day = NaiveDate::from_ymd_opt(2026, 4, 1);
        let days: Vec<_> = cells[5..].iter().take(5).map(|cell| cell.day()).collect();
        assert_eq!(days, [Ok(day), Err(()), Ok(None), Err(()), Ok(None)]);
    }
}
