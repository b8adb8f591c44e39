//! The chain recomputed from the bytes as they lie in the file: no text is made of a row that is right.

use rusqlite::Row;
use rusqlite::types::ValueRef;

use super::audit::{Chain, Encoding};
use super::audit_cells::{CellsHash, when};
use super::digest::{hex, write_hex};

/// One row as it lies in the file, by the columns of [`super::audit::AS_THEY_LIE`]; each is fetched once.
#[derive(Clone, Copy)]
pub(super) struct RawRow<'r> {
    columns: [ValueRef<'r>; COUNT],
    /// Its number.
    pub(super) seq: i64,
}

/// How many columns a row has.
const COUNT: usize = 17;

/// When, the number of the run, the hash of the row before.
const AT: usize = 1;
const RUN: usize = 2;
const PREVIOUS: usize = 13;

/// The columns that may be kept as bytes: what was sent and answered, the row before, what is proven.
const HASHES: [usize; 4] = [11, 12, PREVIOUS, 16];

impl<'r> RawRow<'r> {
    pub(super) fn of(row: &'r Row<'r>) -> rusqlite::Result<Self> {
        let mut columns = [ValueRef::Null; COUNT];
        for (at, column) in columns.iter_mut().enumerate() {
            *column = row.get_ref(at)?;
        }
        let seq = row.get(0)?;
        Ok(Self { columns, seq })
    }

    /// A column that is a text; of anything else, nothing.
    fn text(&self, column: usize) -> &'r [u8] {
        match self.columns[column] {
            ValueRef::Text(bytes) => bytes,
            _ => &[],
        }
    }

    /// Whether its time is a text, as in every row of an earlier version.
    pub(super) fn is_of_texts(&self) -> bool {
        matches!(self.columns[AT], ValueRef::Text(_))
    }

    /// Whether it is hashed by its cells, and keeps neither the hash before it nor, mostly, the actor.
    pub(super) fn is_of_cells(&self) -> bool {
        matches!(self.columns[AT], ValueRef::Integer(_))
    }

    /// What is hashed of such a row, beside its number and the hash before it.
    pub(super) fn cells(&self) -> impl Iterator<Item = &ValueRef<'r>> {
        self.columns[AT..PREVIOUS].iter().chain(&self.columns[15..])
    }

    /// The hash that is kept of it.
    pub(super) fn hash(&self) -> ValueRef<'r> {
        self.columns[14]
    }

    /// When.
    pub(super) fn at(&self) -> String {
        when(self.columns[AT])
    }

    /// The run.
    pub(super) fn run(&self) -> i64 {
        match self.columns[RUN] {
            ValueRef::Integer(run) => run,
            _ => 0,
        }
    }

    /// What happened.
    pub(super) fn event(&self) -> &'r [u8] {
        self.text(4)
    }

    /// The record's kind.
    pub(super) fn kind(&self) -> &'r [u8] {
        self.text(5)
    }

    /// The record's key.
    pub(super) fn key(&self) -> &'r [u8] {
        self.text(6)
    }

    /// The Sage document.
    pub(super) fn sage(&self) -> &'r [u8] {
        self.text(7)
    }

    /// The sum.
    pub(super) fn amount(&self) -> &'r [u8] {
        self.text(8)
    }

    /// SHA-256 of what was sent, as it is kept.
    pub(super) fn request(&self) -> ValueRef<'r> {
        self.columns[11]
    }

    /// What the row proves.
    pub(super) fn proves(&self) -> &'r [u8] {
        self.text(15)
    }

    /// The hash of what it proves, as it is kept.
    pub(super) fn state(&self) -> ValueRef<'r> {
        self.columns[16]
    }
}

/// A walk along the chain, from its first row on.
#[derive(Default)]
pub(super) struct Walk {
    encoding: Encoding,
    cells: CellsHash,
    /// The last row's number and hash.
    seq: i64,
    hash: [u8; 32],
}

impl Walk {
    /// The last row's hash.
    pub(super) fn hash(&self) -> &[u8] {
        &self.hash
    }

    /// The last row.
    pub(super) fn head(&self) -> Chain {
        Chain {
            seq: self.seq,
            hash: hex(&self.hash),
        }
    }

    /// Goes on to a row that certainly follows the last one and has the hash of what it says. `false` says only that this is
    /// not certain from its bytes: then it is to be read as text.
    pub(super) fn goes_on(&mut self, row: &RawRow<'_>) -> bool {
        if self.seq.checked_add(1) != Some(row.seq) {
            return false;
        }
        if row.is_of_cells() {
            return row.columns[PREVIOUS] == ValueRef::Text(b"") && self.goes_on_by_cells(row);
        }
        if !is_hash(row.columns[PREVIOUS], &self.hash) {
            return false;
        }
        let plain = row.proves().is_empty() && matches!(row.state(), ValueRef::Text(b""));
        self.encoding.begin(plain, row.seq);
        // The row's own hash is what is asked for, and not a part of it.
        let behind = if plain { 0..0 } else { 15..COUNT };
        for at in (1..14).chain(behind) {
            match row.columns[at] {
                ValueRef::Text(bytes) if at != RUN => self.encoding.text(bytes),
                ValueRef::Integer(number) if at == RUN => self.encoding.number(number),
                ValueRef::Blob(bytes) if HASHES.contains(&at) => self.encoding.digits(bytes),
                // A value of another type than its column has.
                _ => return false,
            }
        }
        let hash = self.encoding.hash();
        self.goes_on_by(row, hash.as_ref())
    }

    fn goes_on_by_cells(&mut self, row: &RawRow<'_>) -> bool {
        let hash = self.cells.of(row.seq, &self.hash, row.cells());
        self.goes_on_by(row, hash.as_ref())
    }

    fn goes_on_by(&mut self, row: &RawRow<'_>, hash: &[u8]) -> bool {
        let goes_on = is_hash(row.hash(), hash);
        if goes_on {
            self.went_on(row.seq, hash);
        }
        goes_on
    }

    /// Goes on to a row that was found right.
    pub(super) fn went_on(&mut self, seq: i64, hash: &[u8]) {
        self.seq = seq;
        self.hash.copy_from_slice(hash);
    }
}

/// Whether a hash is kept here, as bytes or as digits.
pub(super) fn is_hash(value: ValueRef<'_>, hash: &[u8]) -> bool {
    match value {
        ValueRef::Blob(bytes) => bytes == hash,
        ValueRef::Text(text) => {
            let mut digits = Vec::with_capacity(64);
            write_hex(hash, &mut digits);
            text == digits
        }
        _ => false,
    }
}
