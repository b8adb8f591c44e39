//! What the log says last of each record, kept small while the log is walked: some sixty bytes for each.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};

use rusqlite::types::ValueRef;

use super::digest::bytes_of;
use super::verify_chain::RawRow;

/// Records of one block: their numbers follow one another.
const BLOCK: i64 = 64;

/// What is known of one record. Texts stand in it by prints under a key of this walk: whoever changes a file cannot know them.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct LastTold {
    /// The hash of its cells, by the last row that proves them; none while no row did, or where it went.
    pub(super) cells: Option<[u8; 32]>,
    /// Whether that row proves its texts too, as they are kept.
    pub(super) texts: bool,
    /// Whether a row says that it is posted, and of which document.
    pub(super) posted: Posted,
    /// The last sum that a row names.
    pub(super) amount: u32,
    /// The last word of the last name that it had in Sage.
    pub(super) sage: u32,
    /// All numbers that lead to it, added up.
    pub(super) numbers: u64,
    /// Whether it was met among the records.
    pub(super) met: bool,
}

/// What a row said when a record was posted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Posted {
    /// No row says so.
    #[default]
    Never,
    /// One does, of whatever document.
    Any,
    /// One does, of the document with this print.
    Of(u32),
}

/// The events that say that a record is posted.
pub(super) const POSTED: [&str; 5] = ["posted", "found", "accepted", "confirmed", "applied"];

/// What the log says of all records.
#[derive(Debug, Default)]
pub(super) struct Told {
    blocks: Vec<Box<[LastTold; BLOCK as usize]>>,
    /// Where each block is.
    at: HashMap<i64, usize>,
    /// The block that was asked for last, and where it is: mostly it is the next one too.
    last: Option<(i64, usize)>,
    key: RandomState,
}

impl Told {
    /// Takes in what a row of the log says of a record.
    pub(super) fn take_in(&mut self, row: &RawRow<'_>) {
        let Some(id) = record_of(row.proves()) else {
            return;
        };
        let amount = print_unless_empty(&self.key, row.amount());
        let word = row.sage().rsplit(|byte| *byte == b' ').next();
        let sage = print_unless_empty(&self.key, word.unwrap_or_default());
        let is_posted = POSTED.iter().any(|event| event.as_bytes() == row.event());
        let posted = is_posted.then(|| match row.request() {
            ValueRef::Text(b"") => Posted::Any,
            hash => self.print_of_hash(hash).map_or(Posted::Never, Posted::Of),
        });
        let told = self.of_mut(id);
        told.cells = match row.state() {
            ValueRef::Blob(bytes) => bytes.try_into().ok(),
            ValueRef::Text(text) => std::str::from_utf8(text)
                .ok()
                .and_then(bytes_of)
                .and_then(|bytes| bytes.try_into().ok()),
            _ => None,
        };
        told.texts = row.is_of_cells();
        told.amount = amount.unwrap_or(told.amount);
        told.sage = sage.unwrap_or(told.sage);
        told.posted = posted.unwrap_or(told.posted);
    }

    /// Takes in that a number of Sage's leads to a record.
    pub(super) fn leads_to(&mut self, id: i64, number: &[u8]) {
        let print = self.print_of_number(number);
        let told = self.of_mut(id);
        told.numbers = told.numbers.wrapping_add(print);
    }

    /// What is known of a record, which from then on was met.
    pub(super) fn meet(&mut self, id: i64) -> LastTold {
        let told = self.of_mut(id);
        told.met = true;
        *told
    }

    /// Whether numbers lead to a record that was not met.
    pub(super) fn leads_astray(&self) -> bool {
        let mut all = self.blocks.iter().flat_map(|block| block.iter());
        all.any(|told| told.numbers != 0 && !told.met)
    }

    /// The print of a text.
    pub(super) fn print(&self, text: &[u8]) -> u32 {
        print(&self.key, text)
    }

    /// The print of a hash, which is the same whether it is kept as bytes or as digits.
    pub(super) fn print_of_hash(&self, hash: ValueRef<'_>) -> Option<u32> {
        match hash {
            ValueRef::Blob(bytes) => Some(print(&self.key, bytes)),
            ValueRef::Text(text) => {
                let bytes = std::str::from_utf8(text).ok().and_then(bytes_of);
                Some(print(&self.key, bytes.as_deref().unwrap_or(text)))
            }
            _ => None,
        }
    }

    /// The print of one number; those of several are added up, in whatever order they come.
    pub(super) fn print_of_number(&self, number: &[u8]) -> u64 {
        self.key.hash_one(number)
    }

    fn of_mut(&mut self, id: i64) -> &mut LastTold {
        let block = id.div_euclid(BLOCK);
        let at = match self.last {
            Some((last, at)) if last == block => at,
            _ => self.place_of(block),
        };
        &mut self.blocks[at][usize::try_from(id.rem_euclid(BLOCK)).unwrap_or_default()]
    }

    fn place_of(&mut self, block: i64) -> usize {
        let next = self.blocks.len();
        let at = *self.at.entry(block).or_insert(next);
        if at == next {
            self.blocks.push(Box::new([LastTold::default(); BLOCK as usize]));
        }
        self.last = Some((block, at));
        at
    }
}

fn print(key: &RandomState, text: &[u8]) -> u32 {
    // The lower half of it.
    (key.hash_one(text) & u64::from(u32::MAX)) as u32
}

fn print_unless_empty(key: &RandomState, text: &[u8]) -> Option<u32> {
    (!text.is_empty()).then(|| print(key, text))
}

/// The record that a row proves, of what stands in `proves`: a sign, the table, the number.
fn record_of(proves: &[u8]) -> Option<i64> {
    let number = proves.get(1..)?.strip_prefix(b"record ")?;
    let number: i64 = std::str::from_utf8(number).ok()?.parse().ok()?;
    Some(number)
}
