//! The chain recomputed from the bytes as they lie in the file: no text is made of a row that is right.

use rusqlite::Row;
use rusqlite::types::ValueRef;

use super::audit::{Chain, Encoding};
use super::digest::{hex, write_hex};

/// One row as it lies in the file, by the columns of [`super::audit::COLUMNS`].
#[derive(Clone, Copy)]
pub(super) struct RawRow<'r> {
    row: &'r Row<'r>,
    /// Its number.
    pub(super) seq: i64,
}

impl<'r> RawRow<'r> {
    pub(super) fn of(row: &'r Row<'r>) -> rusqlite::Result<Self> {
        let seq = row.get(0)?;
        Ok(Self { row, seq })
    }

    /// A column that is a text; of anything else, nothing.
    fn text(&self, column: usize) -> &'r [u8] {
        match self.row.get_ref(column) {
            Ok(ValueRef::Text(bytes)) => bytes,
            _ => &[],
        }
    }

    /// When.
    pub(super) fn at(&self) -> &'r [u8] {
        self.text(1)
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
        self.row.get_ref(11).unwrap_or(ValueRef::Null)
    }

    /// What the row proves.
    pub(super) fn proves(&self) -> &'r [u8] {
        self.text(15)
    }

    /// The hash of what it proves, as it is kept.
    pub(super) fn state(&self) -> ValueRef<'r> {
        self.row.get_ref(16).unwrap_or(ValueRef::Null)
    }
}

/// A walk along the chain, from its first row on.
#[derive(Default)]
pub(super) struct Walk {
    encoding: Encoding,
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
    pub(super) fn goes_on(&mut self, at: RawRow<'_>) -> rusqlite::Result<bool> {
        let row = at.row;
        if self.seq.checked_add(1) != Some(at.seq) || !is_hash(row.get_ref(13)?, &self.hash) {
            return Ok(false);
        }
        let plain = at.proves().is_empty() && matches!(at.state(), ValueRef::Text(b""));
        self.encoding.begin(plain, at.seq);
        for column in 1..if plain { 14 } else { 17 } {
            // The row's own hash is what is asked for, and not a part of it.
            if column == 14 {
                continue;
            }
            match row.get_ref(column)? {
                ValueRef::Text(bytes) => self.encoding.text(bytes),
                ValueRef::Integer(number) if column == 2 => self.encoding.number(number),
                ValueRef::Blob(bytes) => self.encoding.digits(bytes),
                _ => return Ok(false),
            }
        }
        let hash = self.encoding.hash();
        let goes_on = is_hash(row.get_ref(14)?, hash.as_ref());
        if goes_on {
            self.seq = at.seq;
            self.hash.copy_from_slice(hash.as_ref());
        }
        Ok(goes_on)
    }

    /// Goes on to a row that was found right as text.
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
