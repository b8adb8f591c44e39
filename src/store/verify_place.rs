//! What is noted of where rows of the log stand, held against the rows.

use std::hash::{BuildHasher, RandomState};

use rusqlite::types::ValueRef;

use super::audit_place::BLOCK;
use super::verify_chain::RawRow;
use super::{Result, Store};

/// The places of all rows of a log: added up, under a key of this walk, as none of them is in doubt mostly.
#[derive(Debug, Default)]
pub(super) struct Places {
    key: RandomState,
    sum: u64,
    /// The block in which the walk is, and what was met in it.
    block: i64,
    runs: Vec<i64>,
    kinds: Vec<Vec<u8>>,
}

impl Places {
    /// Takes in where a row stands.
    pub(super) fn take_in(&mut self, row: &RawRow<'_>) {
        let block = row.seq / BLOCK;
        if self.block != block {
            self.block = block;
            self.runs.clear();
            self.kinds.clear();
        }
        let (run, kind) = (row.run(), row.kind());
        if !self.runs.contains(&run) {
            self.runs.push(run);
            self.add(ValueRef::Integer(run));
        }
        if !self.kinds.iter().any(|known| known == kind) {
            self.kinds.push(kind.to_owned());
            self.add(ValueRef::Text(kind));
        }
    }

    fn add(&mut self, what: ValueRef<'_>) {
        self.sum = self.sum.wrapping_add(self.print(what, self.block));
    }

    fn print(&self, what: ValueRef<'_>, block: i64) -> u64 {
        match what {
            ValueRef::Integer(run) => self.key.hash_one((run, block)),
            ValueRef::Text(kind) => self.key.hash_one((kind, block)),
            // Nothing else is ever noted.
            _ => self.key.hash_one(block),
        }
    }
}

impl Store {
    /// Places that no row has, and rows that have none. A file of an earlier version keeps no places.
    pub(super) fn each_wrong_place(
        &self,
        places: &Places,
        visit: &mut impl FnMut(String, &'static str),
    ) -> Result<()> {
        self.sql(|c| {
            let version: i64 = c.pragma_query_value(None, "user_version", |row| row.get(0))?;
            if version < KEPT_SINCE {
                return Ok(());
            }
            let mut noted = c.prepare("SELECT what, block FROM audit_place")?;
            let (mut rows, mut sum) = (noted.query([])?, 0_u64);
            while let Some(row) = rows.next()? {
                sum = sum.wrapping_add(places.print(row.get_ref(0)?, row.get(1)?));
            }
            if sum == places.sum {
                return Ok(());
            }
            for (which, what) in [
                (NOT_NOTED, "rows of the log stand there, and it is not noted"),
                (NO_ROW, "it is noted, and no row of the log stands there"),
                (OF_NEITHER, "it is noted of what is neither a run nor a kind"),
            ] {
                let mut wrong = c.prepare(which)?;
                let mut rows = wrong.query([])?;
                while let Some(row) = rows.next()? {
                    visit(
                        String::from_utf8_lossy(row.get_ref(0)?.as_bytes()?).into_owned(),
                        what,
                    );
                }
            }
            Ok(())
        })
    }
}

/// The version of the schema from which on places are kept.
const KEPT_SINCE: i64 = 10;

const NOT_NOTED: &str = "SELECT what || ' ' || block FROM (SELECT run AS what, seq / 64 AS block FROM audit_log \
    UNION SELECT kind, seq / 64 FROM audit_log EXCEPT SELECT what, block FROM audit_place)";

const NO_ROW: &str = "SELECT CAST(what AS TEXT) || ' ' || block FROM (SELECT what, block FROM audit_place EXCEPT \
    SELECT run, seq / 64 FROM audit_log EXCEPT SELECT kind, seq / 64 FROM audit_log)";

/// SQLite holds a run of 1 and one of 1.0 for the same.
const OF_NEITHER: &str = "SELECT CAST(what AS TEXT) || ' ' || block FROM audit_place \
    WHERE typeof(what) NOT IN ('integer', 'text')";
