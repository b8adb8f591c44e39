//! How a row of the log is hashed: its cells as they lie in the file, behind its number and the hash of the row before.
//!
//! Such a row keeps its time as a number, in microseconds since 1970, and is known by it. It does not keep what stands
//! elsewhere already: the hash of the row before, and the actor where it is the one that the run began with. The run's own
//! row is proven by the log, and the hash before is what the row's own hash is of, so nothing can take the place of either.

use chrono::DateTime;
use ring::digest::{Digest, SHA256, digest};
use rusqlite::types::ValueRef;

use super::time_text;

/// The third way in which rows are encoded, by the name that stands before each.
const CELLS: &[u8] = b"ml-connector audit 3";

/// The bytes that rows' hashes are of. One serves many rows.
#[derive(Debug, Default)]
pub(super) struct CellsHash(Vec<u8>);

impl CellsHash {
    /// The hash of a row with this number behind the row with that hash.
    pub(super) fn of<'c>(
        &mut self,
        seq: i64,
        previous: &[u8],
        cells: impl IntoIterator<Item = &'c ValueRef<'c>>,
    ) -> Digest {
        self.begin(seq, previous);
        self.take_in(cells);
        digest(&SHA256, &self.0)
    }

    /// The same by what [`CellsHash::encoded`] gave for its cells.
    pub(super) fn of_encoded(&mut self, seq: i64, previous: &[u8], cells: &[u8]) -> Digest {
        self.begin(seq, previous);
        self.0.extend_from_slice(cells);
        digest(&SHA256, &self.0)
    }

    /// Cells as they are hashed: of each a letter for its type, its length, and its bytes.
    pub(super) fn encoded<'c>(cells: impl IntoIterator<Item = &'c ValueRef<'c>>) -> Vec<u8> {
        let mut encoding = Self::default();
        encoding.take_in(cells);
        encoding.0
    }

    fn begin(&mut self, seq: i64, previous: &[u8]) {
        self.0.clear();
        self.0.extend_from_slice(CELLS);
        self.0.extend_from_slice(&seq.to_be_bytes());
        self.cell(b'b', previous);
    }

    fn take_in<'c>(&mut self, cells: impl IntoIterator<Item = &'c ValueRef<'c>>) {
        for cell in cells {
            match cell {
                ValueRef::Null => self.cell(b'n', &[]),
                ValueRef::Integer(number) => self.cell(b'i', &number.to_be_bytes()),
                ValueRef::Real(number) => self.cell(b'r', &number.to_bits().to_be_bytes()),
                ValueRef::Text(bytes) => self.cell(b't', bytes),
                ValueRef::Blob(bytes) => self.cell(b'b', bytes),
            }
        }
    }

    fn cell(&mut self, kind: u8, bytes: &[u8]) {
        // Up to 254 in one byte; 255 says that eight follow.
        match u8::try_from(bytes.len()) {
            Ok(length) if length < u8::MAX => self.0.extend_from_slice(&[kind, length]),
            _ => {
                let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
                self.0.extend_from_slice(&[kind, u8::MAX]);
                self.0.extend_from_slice(&length.to_be_bytes());
            }
        }
        self.0.extend_from_slice(bytes);
    }
}

/// A row's time as text: rows of earlier versions keep it so. What was written over a time is told as it is: the chain breaks
/// at its row.
pub(super) fn when(at: ValueRef<'_>) -> String {
    match at {
        ValueRef::Integer(micros) => {
            DateTime::from_timestamp_micros(micros).map_or_else(|| micros.to_string(), time_text)
        }
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => String::from_utf8_lossy(bytes).into_owned(),
        ValueRef::Real(number) => number.to_string(),
        ValueRef::Null => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_rows_are_hashed_alike() {
        let long = [b'a'; 300];
        let hash = |seq, previous: &[u8], cells: &[ValueRef<'_>]| {
            let hash = CellsHash::default().of(seq, previous, cells);
            hash.as_ref().to_vec()
        };
        let (one, other) = ([0; 32], [1; 32]);
        let all = [
            hash(1, &one, &[ValueRef::Text(b"ab"), ValueRef::Text(b"c")]),
            hash(1, &one, &[ValueRef::Text(b"a"), ValueRef::Text(b"bc")]),
            hash(1, &one, &[ValueRef::Text(b"abc"), ValueRef::Text(b"")]),
            hash(1, &one, &[ValueRef::Text(b"abc"), ValueRef::Blob(b"")]),
            hash(1, &one, &[ValueRef::Text(b"abc"), ValueRef::Null]),
            hash(1, &one, &[ValueRef::Text(b"abc")]),
            hash(2, &one, &[ValueRef::Text(b"abc")]),
            hash(1, &other, &[ValueRef::Text(b"abc")]),
            hash(1, &one, &[ValueRef::Integer(7)]),
            hash(1, &one, &[ValueRef::Blob(&7_i64.to_be_bytes())]),
            hash(1, &one, &[ValueRef::Text(&long)]),
            hash(1, &one, &[ValueRef::Text(&long[..254])]),
            hash(1, &one, &[ValueRef::Text(&long[..255])]),
        ];
        let different: std::collections::BTreeSet<_> = all.iter().collect();
        assert_eq!(different.len(), all.len());
    }

    #[test]
    fn a_time_is_told_as_it_was() {
        let text = "2026-11-28T20:14:45.000123Z";
        let at = DateTime::parse_from_rfc3339(text).unwrap();
        assert_eq!(when(ValueRef::Integer(at.timestamp_micros())), text);
        assert_eq!(when(ValueRef::Text(text.as_bytes())), text);
        assert_eq!(when(ValueRef::Integer(i64::MAX)), i64::MAX.to_string());
        assert_eq!(when(ValueRef::Null), "");
    }
}
