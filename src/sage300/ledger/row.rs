//! A row of a list as Sage wrote it: the values of the properties that are wanted, none of them copied.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserializer, Error, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;

/// Most properties that are wanted of a row.
const MOST: usize = 16;

/// The value of a property; none where the row does not have it.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Cell<'r>(Option<&'r RawValue>);

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
}

/// The values of some properties, in their order; of a property that comes twice, the last.
///
/// # Errors
/// When the row is no object.
pub(super) fn cells_of<'r>(row: &'r RawValue, names: &[&str]) -> serde_json::Result<[Cell<'r>; MOST]> {
    debug_assert!(names.len() <= MOST);
    serde_json::Deserializer::from_str(row.get()).deserialize_map(Wanted(names))
}

struct Wanted<'n>(&'n [&'n str]);

impl<'de> Visitor<'de> for Wanted<'_> {
    type Value = [Cell<'de>; MOST];

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a row")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut cells = [Cell::default(); MOST];
        while let Some(at) = map.next_key_seed(Place(self.0))? {
            match at.and_then(|at| cells.get_mut(at)) {
                Some(cell) => *cell = Cell(Some(map.next_value()?)),
                None => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(cells)
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
}
