//! The numbers that Sage gave a record, as they stand in its JSON: what the database's own trigger finds there.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

/// Sage's numbers of one record.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Numbers<'t> {
    /// Those that must lead to it: each once, in the order of their characters.
    pub(super) all: Vec<Cow<'t, str>>,
    /// What led to it in databases of earlier versions too: its own key, and the name of the place where it was found.
    pub(super) once: Vec<Cow<'t, str>>,
    /// The one by which a posted record is known: its invoice's, its batch's, or its order's; else empty.
    pub(super) first: Cow<'t, str>,
}

/// By which a record is known, the first that it has.
const KNOWN_BY: [&str; 3] = ["invoiceNumber", "batchNumber", "orderNumber"];

/// The numbers in a text of the record with this key; `None` when it is no JSON.
pub(super) fn numbers_in<'t>(text: &'t [u8], key: &[u8]) -> Option<Numbers<'t>> {
    let mut found = Vec::with_capacity(8);
    let mut json = serde_json::Deserializer::from_slice(text);
    let leaves = Leaves {
        found: &mut found,
        rank: OTHER,
        outermost: true,
    };
    leaves.deserialize(&mut json).ok()?;
    json.end().ok()?;
    let known_by = found
        .iter()
        .filter(|(rank, _)| *rank < OTHER)
        .min_by_key(|(rank, _)| *rank);
    let first = known_by.map(|(_, number)| number.clone()).unwrap_or_default();
    found.sort_unstable_by(|(_, one), (_, other)| one.cmp(other));
    let (mut all, mut once) = (Vec::with_capacity(found.len()), Vec::with_capacity(2));
    for (rank, number) in found {
        let is_place = rank == PLACE || number.as_bytes() == key;
        let numbers = if is_place { &mut once } else { &mut all };
        if numbers.last() != Some(&number) {
            numbers.push(number);
        }
    }
    Some(Numbers { all, once, first })
}

/// The rank of any other leaf.
const OTHER: usize = KNOWN_BY.len();

/// The rank of what tells where a document was found, which is no number.
const PLACE: usize = OTHER + 1;

/// Whatever stands in a JSON text that is neither an object nor a list.
struct Leaves<'f, 't> {
    found: &'f mut Vec<(usize, Cow<'t, str>)>,
    /// The place in [`KNOWN_BY`] of the name that leads here.
    rank: usize,
    outermost: bool,
}

/// Under this name a number that is not whole comes as it is written.
const NUMBER: &str = "$serde_json::private::Number";

impl<'t> Leaves<'_, 't> {
    fn one(self, leaf: Cow<'t, str>) {
        self.found.push((self.rank, leaf));
    }
}

impl<'t> DeserializeSeed<'t> for Leaves<'_, 't> {
    type Value = ();

    fn deserialize<D: Deserializer<'t>>(self, json: D) -> Result<(), D::Error> {
        json.deserialize_any(self)
    }
}

impl<'t> Visitor<'t> for Leaves<'_, 't> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_bool<E: Error>(self, truth: bool) -> Result<(), E> {
        // As SQLite has it.
        self.one(Cow::Borrowed(if truth { "1" } else { "0" }));
        Ok(())
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<(), E> {
        self.one(Cow::Owned(number.to_string()));
        Ok(())
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<(), E> {
        self.one(Cow::Owned(number.to_string()));
        Ok(())
    }

    fn visit_borrowed_str<E: Error>(self, text: &'t str) -> Result<(), E> {
        self.one(Cow::Borrowed(text));
        Ok(())
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        self.one(Cow::Owned(text.to_owned()));
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'t>>(self, mut list: A) -> Result<(), A::Error> {
        loop {
            let inner = Leaves {
                found: &mut *self.found,
                rank: OTHER,
                outermost: false,
            };
            if list.next_element_seed(inner)?.is_none() {
                return Ok(());
            }
        }
    }

    fn visit_map<A: MapAccess<'t>>(self, mut object: A) -> Result<(), A::Error> {
        while let Some(name) = object.next_key::<Cow<'t, str>>()? {
            let rank = match KNOWN_BY.iter().position(|known| self.outermost && *known == name) {
                Some(rank) => rank,
                None if name == NUMBER => self.rank,
                None if name == "foundIn" => PLACE,
                None => OTHER,
            };
            let inner = Leaves {
                found: &mut *self.found,
                rank,
                outermost: false,
            };
            object.next_value_seed(inner)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_trigger_finds_is_found() {
        let sqlite = rusqlite::Connection::open_in_memory().unwrap();
        let sql = "SELECT DISTINCT CAST(atom AS TEXT) FROM json_tree(?1) WHERE atom IS NOT NULL \
                   AND key IS NOT 'foundIn' AND CAST(atom AS TEXT) <> '113-1' ORDER BY 1";
        let first = "SELECT CAST(coalesce(json_extract(?1, '$.invoiceNumber'), json_extract(?1, '$.batchNumber'), \
                     json_extract(?1, '$.orderNumber'), '') AS TEXT)";
        for text in [
            r#"{"orderNumber":"113-1","shipmentNumber":"SH1","invoiceNumber":"IN\u00311"}"#,
            r#"{"orderNumber":"113-1","shipmentNumber":null,"invoiceNumber":null}"#,
            r#"{"orderNumber":"113-1","foundIn":"the orders","more":{"foundIn":["113-1","113-2"]}}"#,
            r#"{"batchNumber":12,"entryNumber":1,"more":[{"batchNumber":7,"orderNumber":"12"},true,false]}"#,
            "{}",
            "[]",
            r#""IN1""#,
            "null",
            "17",
            r#"{"batchNumber":-3,"more":9223372036854775807}"#,
        ] {
            let numbers = numbers_in(text.as_bytes(), b"113-1").unwrap();
            let mut tree = sqlite.prepare(sql).unwrap();
            let atoms = tree.query_map([text], |row| row.get::<_, String>(0)).unwrap();
            let atoms: Vec<String> = atoms.map(Result::unwrap).collect();
            assert_eq!(numbers.all, atoms, "{text}");
            let known_by: String = sqlite.query_row(first, [text], |row| row.get(0)).unwrap();
            assert_eq!(numbers.first, known_by, "{text}");
        }
        for text in ["", "{", "IN1", "{}{}"] {
            assert_eq!(numbers_in(text.as_bytes(), b""), None, "{text}");
        }
    }
}
