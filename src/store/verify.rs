//! The proof of the audit log: the chain recomputed.
//!
//! The walk holds one row at a time; what the rows prove of other tables is held against those next door. Where the chain
//! breaks, the neighbours say next door what kind of change it was; only rows cut off the end leave a whole chain, which is what a head hash kept elsewhere is for.

use std::collections::BTreeMap;

use super::audit::Chain;
use super::digest::hex;
use super::prune::{PRUNED, PRUNED_ORDERS, PRUNED_REPORTS};
use super::verify_break::{Astray, Break};
use super::verify_chain::{RawRow, Walk};
use super::verify_place::Places;
use super::verify_told::Told;
use super::{Result, Store, verify_schema};

/// How the whole chain stands.
#[derive(Debug)]
pub struct Verified {
    /// The last row.
    pub head: Chain,
    /// Which of the hashes that were asked for the chain holds, and at which row.
    pub found: BTreeMap<String, i64>,
    /// Rows that tell of a record's first reading: as many as there are records.
    pub first_readings: i64,
    /// What the log says of rows of other tables.
    pub reach: Reach,
    /// What it says last of each record.
    pub(super) told: Told,
    /// Where its rows stand.
    pub(super) places: Places,
}

/// From where on the log proves rows of other tables, and what it says of them as a whole.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reach {
    /// The first row that proves one; `None` in a log of an earlier version.
    pub from: Option<i64>,
    /// When that row was written.
    pub(super) since: String,
    /// How many rows of each table must be there.
    pub(super) live: BTreeMap<String, i64>,
    /// Up to when orders' content and reports' bytes were forgotten by the rules.
    pub(super) pruned: BTreeMap<String, String>,
    /// When the last pruning was that said up to when.
    bounded_at: String,
}

impl Reach {
    fn take_in(&mut self, row: &RawRow<'_>) {
        if row.event() == PRUNED.as_bytes() {
            self.take_in_pruning(row);
        }
        let (by, named) = match row.proves() {
            [b'+', named @ ..] => (1, named),
            [b'-', named @ ..] => (-1, named),
            [_, named @ ..] => (0, named),
            [] => return,
        };
        if self.from.is_none() {
            self.from = Some(row.seq);
            self.since = row.at();
        }
        let table = named.split(|byte| *byte == b' ').next().unwrap_or_default();
        let table = std::str::from_utf8(table).unwrap_or_default();
        match self.live.get_mut(table) {
            Some(count) => *count += by,
            None => {
                self.live.insert(table.to_owned(), by);
            }
        }
    }

    fn take_in_pruning(&mut self, row: &RawRow<'_>) {
        let text = |bytes| String::from_utf8_lossy(bytes).into_owned();
        let (whats, until) = match text(row.kind()) {
            // The sum of the rows before it, which said up to when.
            kind if kind.is_empty() && row.at() == self.bounded_at => return,
            // The first versions did not say it; nothing later than the pruning itself can have gone.
            kind if kind.is_empty() => (
                vec![PRUNED_ORDERS.to_owned(), PRUNED_REPORTS.to_owned()],
                row.at(),
            ),
            kind => {
                self.bounded_at = row.at();
                (vec![kind], text(row.key()))
            }
        };
        for what in whats {
            let known = self.pruned.entry(what).or_default();
            if until > *known {
                known.clone_from(&until);
            }
        }
    }

    /// Whether a row of this time must have its proof.
    pub(super) fn reaches(&self, since: &str) -> bool {
        match self.from {
            None => false,
            Some(1) => true,
            Some(_) => since > self.since.as_str(),
        }
    }
}

impl Store {
    /// What is missing or changed of its structure, and which index or trigger is too many, a sentence each; nothing where only
    /// this program made it.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn strange_structure(&self) -> Result<Vec<String>> {
        self.sql(verify_schema::strange)
    }

    /// Recomputes the chain from its first row; `Ok(Err(..))` says where it breaks.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn verify_audit(&self) -> Result<std::result::Result<Chain, Break>> {
        self.along_the_chain(|_, _| {})
    }

    /// As [`Store::verify_audit`], and looks for the rows that have hashes kept elsewhere.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn verify_audit_for(&self, expected: &[String]) -> Result<std::result::Result<Verified, Break>> {
        let mut found = BTreeMap::new();
        let genesis = Chain::genesis();
        if expected.contains(&genesis.hash) {
            found.insert(genesis.hash, 0);
        }
        let (mut first_readings, mut reach, mut told) = (0, Reach::default(), Told::default());
        let mut places = Places::default();
        let walked = self.along_the_chain(|row, hash| {
            first_readings += i64::from(row.event() == FIRST_READING.as_bytes());
            reach.take_in(row);
            told.take_in(row);
            places.take_in(row);
            if !expected.is_empty() && expected.contains(&hex(hash)) {
                found.insert(hex(hash), row.seq);
            }
        })?;
        Ok(walked.map(|head| Verified {
            head,
            found,
            first_readings,
            reach,
            told,
            places,
        }))
    }

    /// Walks along the chain as far as it is whole, and gives back its head.
    fn along_the_chain(
        &self,
        mut visit: impl FnMut(&RawRow<'_>, &[u8]),
    ) -> Result<std::result::Result<Chain, Break>> {
        let mut walk = Walk::default();
        let mut broken = None;
        // Numbers begin at 1; whatever was put before that is walked into as well.
        self.each_raw_row(i64::MIN, |row| {
            let raw = RawRow::of(row)?;
            if !walk.goes_on(&raw) {
                let read = Astray::of(row)?;
                match read.follows(&walk.head()) {
                    Some(hash) => walk.went_on(read.seq(), &hash),
                    None => broken = Some(read),
                }
            }
            if broken.is_none() {
                visit(&raw, walk.hash());
            }
            Ok(broken.is_none())
        })?;
        match broken {
            None => Ok(Ok(walk.head())),
            Some(row) => Ok(Err(self.name_break(&walk.head(), &row)?)),
        }
    }
}

/// The event of a record's first row.
pub(super) const FIRST_READING: &str = "read";
