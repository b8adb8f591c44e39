//! All records held against what the log says last of each, in one walk; those that it does not clear are judged one by one.
//!
//! A record is cleared when its cells are those that the log proves, its texts have the hashes that stand in them, the log
//! says that it is posted, of its document, its sum and its number in Sage, and its numbers lead to it. What is wrong with
//! any other is found and said next door ([`super::verify_rows`]).

use std::borrow::Cow;
use std::collections::HashMap;

use ring::digest::{SHA256, digest};
use rusqlite::Row;
use rusqlite::types::ValueRef;

use super::packed::{forgotten, unpack_into};
use super::proof::{GONE, RECORD_OF_OLD, THERE, write_cells, write_forgettable};
use super::prune::PRUNED_ORDERS;
use super::sage_numbers::numbers_in;
use super::verify::Reach;
use super::verify_chain::is_hash;
use super::verify_told::{LastTold, Posted, Told};
use super::{Result, Store};

/// Which rows of a table are judged.
#[derive(Debug)]
pub(super) enum Which {
    /// All that meet a condition.
    Every(&'static str),
    /// Those with these numbers.
    Numbered(Vec<i64>),
}

impl Which {
    /// All that meet a condition.
    pub(super) fn every(condition: &'static str) -> Self {
        Self::Every(condition)
    }

    /// The condition for SQL, with a place for [`Which::values`]; `id` is the column with the number.
    pub(super) fn condition(&self, id: &str) -> String {
        match self {
            Self::Every(condition) => (*condition).to_owned(),
            Self::Numbered(_) => format!("{id} IN (SELECT value FROM json_each(?1))"),
        }
    }

    /// What stands in the places of the condition.
    pub(super) fn values(&self) -> Option<String> {
        match self {
            Self::Every(_) => None,
            Self::Numbered(ids) => Some(serde_json::json!(ids).to_string()),
        }
    }
}

/// What a walk over all records left to be judged.
#[derive(Debug)]
pub(super) struct Doubts {
    /// How many records are as the log says.
    pub(super) cleared: i64,
    /// The others.
    pub(super) uncleared: Which,
    /// Whether the counts by state are not those of the records.
    pub(super) counts: bool,
    /// Whether numbers of Sage's lead to records that are not there.
    pub(super) astray: bool,
}

impl Doubts {
    /// Of a file that proves no record.
    pub(super) fn of_everything() -> Self {
        Self {
            cleared: 0,
            uncleared: Which::every("1"),
            counts: true,
            astray: true,
        }
    }
}

/// The proven cells, by their places in [`RECORD_OF_OLD`]; behind them document and content as they are kept, and the row.
const KIND: usize = 1;
const KEY: usize = 2;
const STATE: usize = 4;
const REASON: usize = 5;
const AMOUNT: usize = 9;
const CONTENT_HASH: usize = 12;
const DOCUMENT_HASH: usize = 13;
const SAGE: usize = 14;
const UPDATED: usize = 20;
const CELLS: usize = 21;
const DOCUMENT: usize = CELLS;
const CONTENT: usize = CELLS + 1;
const ID: usize = CELLS + 2;
const COUNT: usize = CELLS + 3;

/// One record as it lies in the file.
type RawRecord<'r> = [ValueRef<'r>; COUNT];

impl Store {
    /// Walks over all records and says what is left to be judged.
    pub(super) fn doubts(&self, told: &mut Told, reach: &Reach) -> Result<Doubts> {
        self.sql(|c| {
            let mut numbers = c.prepare("SELECT number, record FROM sage_number")?;
            let mut rows = numbers.query([])?;
            while let Some(row) = rows.next()? {
                // A number that is no text leads nowhere.
                let number = match row.get_ref(0)? {
                    ValueRef::Text(text) => text,
                    _ => b"\0",
                };
                told.leads_to(row.get(1)?, number);
            }
            Ok(())
        })?;
        let sql = format!(
            "SELECT {}, {{document}}, {{content}}, t.id FROM record t ORDER BY t.id",
            RECORD_OF_OLD.columns
        );
        let sql = self.as_it_is_kept(&sql)?;
        let mut walk = Walk {
            told,
            pruned: reach.pruned.get(PRUNED_ORDERS).map_or("", String::as_str),
            bytes: Vec::new(),
            counts: Counts::default(),
        };
        let (mut cleared, mut uncleared) = (0, Vec::new());
        self.sql(|c| {
            let mut statement = c.prepare(&sql)?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                if walk.clears(row)? {
                    cleared += 1;
                } else {
                    uncleared.push(row.get(ID)?);
                }
            }
            Ok(())
        })?;
        Ok(Doubts {
            cleared,
            uncleared: Which::Numbered(uncleared),
            counts: walk.counts.of != self.counts()?.of,
            astray: told.leads_astray(),
        })
    }

    /// The counts by state, as they are kept.
    fn counts(&self) -> Result<Counts> {
        self.sql(|c| {
            let mut statement =
                c.prepare("SELECT kind, state, nullif(reason, ''), count FROM tally WHERE count <> 0")?;
            let mut rows = statement.query([])?;
            let mut counts = Counts::default();
            while let Some(row) = rows.next()? {
                counts.add([row.get_ref(0)?, row.get_ref(1)?, row.get_ref(2)?], row.get(3)?);
            }
            Ok(counts)
        })
    }
}

/// A walk over the records, and what it needs of one after the other.
struct Walk<'w> {
    told: &'w mut Told,
    /// Up to when content was forgotten by the rules.
    pruned: &'w str,
    bytes: Vec<u8>,
    counts: Counts,
}

impl Walk<'_> {
    fn clears(&mut self, row: &Row<'_>) -> rusqlite::Result<bool> {
        let mut cells = [ValueRef::Null; COUNT];
        for (at, cell) in cells.iter_mut().enumerate() {
            *cell = row.get_ref(at)?;
        }
        self.counts.add([cells[KIND], cells[STATE], cells[REASON]], 1);
        let told = self.told.meet(cells[ID].as_i64()?);
        let is_order = cells[KIND] == ValueRef::Text(b"order");
        let may_be_gone = is_order && cells[UPDATED].as_str()? < self.pruned;
        let pruned = may_be_gone && cells[STATE] == ValueRef::Text(b"posted");
        let proven = match told.texts {
            true => self.is_proven_with_texts(&cells, &told, pruned),
            false => {
                self.is_proven(&cells[..CELLS], &told)
                    && self.has_its_text(cells[DOCUMENT_HASH], cells[DOCUMENT], true, false)
                    && self.has_its_text(cells[CONTENT_HASH], cells[CONTENT], may_be_gone, pruned)
            }
        };
        Ok(proven && self.leads_to_it(&cells, &told))
    }

    /// Whether its cells are those that the log proves.
    fn is_proven(&mut self, cells: &[ValueRef<'_>], told: &LastTold) -> bool {
        self.bytes.clear();
        write_cells(&mut self.bytes, cells);
        self.is_last_told(told)
    }

    /// The same with its texts as they are kept. What is read of them needs no second proof: the program wrote both at once.
    fn is_proven_with_texts(&mut self, cells: &RawRecord<'_>, told: &LastTold, pruned: bool) -> bool {
        self.bytes.clear();
        write_cells(&mut self.bytes, &cells[..=DOCUMENT]);
        let length = self.bytes.len();
        write_forgettable(&mut self.bytes, cells[CONTENT], GONE);
        if self.is_last_told(told) {
            return true;
        }
        // Forgotten since the log last told of it, and by the rules.
        self.bytes.truncate(length);
        write_forgettable(&mut self.bytes, cells[CONTENT], THERE);
        pruned && self.is_last_told(told)
    }

    fn is_last_told(&self, told: &LastTold) -> bool {
        let hash = digest(&SHA256, &self.bytes);
        told.cells.is_some_and(|cells| cells == hash.as_ref())
    }

    /// Whether Sage's numbers lead to it, and the log names it where it is posted.
    fn leads_to_it(&self, cells: &RawRecord<'_>, told: &LastTold) -> bool {
        let numbers = match cells[SAGE] {
            ValueRef::Null => return self.is_as_posted(cells, told, None),
            ValueRef::Text(text) => numbers_in(text, cells[KEY].as_bytes().unwrap_or_default()),
            _ => None,
        };
        let Some(numbers) = numbers else {
            return false;
        };
        let prints = |numbers: &[Cow<'_, str>]| {
            let each = numbers
                .iter()
                .map(|one| self.told.print_of_number(one.as_bytes()));
            each.fold(0, u64::wrapping_add)
        };
        let lead = prints(&numbers.all);
        (told.numbers == lead || told.numbers == lead.wrapping_add(prints(&numbers.once)))
            && self.is_as_posted(cells, told, Some(&numbers.first))
    }

    /// Whether the log names the document of a posted record, its sum and its number in Sage.
    fn is_as_posted(&self, cells: &RawRecord<'_>, told: &LastTold, number: Option<&str>) -> bool {
        if cells[STATE] != ValueRef::Text(b"posted") {
            return true;
        }
        let of_it = match (told.posted, self.told.print_of_hash(cells[DOCUMENT_HASH])) {
            (Posted::Never, _) => false,
            (Posted::Any, _) | (Posted::Of(_), None) => true,
            (Posted::Of(logged), Some(document)) => logged == document,
        };
        let sum = match cells[AMOUNT] {
            ValueRef::Text(sum) => self.told.print(sum) == told.amount,
            _ => true,
        };
        let by_number = [ValueRef::Text(b"order"), ValueRef::Text(b"journal")].contains(&cells[KIND]);
        let number = number.filter(|number| by_number && !number.is_empty());
        of_it && sum && number.is_none_or(|number| self.told.print(number.as_bytes()) == told.sage)
    }

    /// Whether a text has the hash that was kept of it; it `may` be gone, or have been `pruned`.
    fn has_its_text(&mut self, hash: ValueRef<'_>, kept: ValueRef<'_>, may: bool, pruned: bool) -> bool {
        let text = match kept {
            ValueRef::Blob(bytes) if forgotten(bytes).is_some() => return pruned,
            ValueRef::Null => return may || matches!(hash, ValueRef::Null),
            ValueRef::Text(text) => text,
            ValueRef::Blob(packed) if unpack_into(packed, &mut self.bytes).is_ok() => &self.bytes,
            _ => return false,
        };
        is_hash(hash, digest(&SHA256, text).as_ref())
    }
}

/// How many records stand where.
#[derive(Debug, Default)]
struct Counts {
    of: HashMap<Vec<u8>, i64>,
    place: Vec<u8>,
}

impl Counts {
    fn add(&mut self, place: [ValueRef<'_>; 3], count: i64) {
        self.place.clear();
        for word in place {
            if let ValueRef::Text(text) = word {
                self.place.extend_from_slice(text);
            }
            self.place.push(0);
        }
        match self.of.get_mut(&self.place) {
            Some(known) => *known += count,
            None => {
                self.of.insert(self.place.clone(), count);
            }
        }
    }
}
