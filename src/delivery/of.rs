//! Which records of a kind are meant, walked a group at a time.

use super::{Deliverable, Result, Run};
use crate::books::record::State;
use crate::store::Record;

/// Which records of a kind are dealt with.
#[derive(Debug, Clone, Copy)]
pub enum Of<'k> {
    /// Every one.
    All,
    /// Every one behind a row.
    Behind(i64),
    /// The parts of a record, in their order.
    Parts(&'k str),
    /// One, by its key.
    One(&'k str),
}

impl Of<'_> {
    /// The next records in one of the states, after a row, as many as are wanted; empty at the end.
    pub(super) fn after(
        self,
        run: &Run<'_>,
        kind: &dyn Deliverable,
        states: &[State],
        (row, most): (i64, usize),
    ) -> Result<Vec<Record>> {
        let store = &run.store;
        let records = match self {
            Self::All => return Ok(store.records_in(kind.kind(), states, row, most)?),
            Self::Behind(first) => {
                return Ok(store.records_in(kind.kind(), states, row.max(first), most)?);
            }
            Self::Parts(parent) => store.parts(kind.kind(), parent)?,
            Self::One(key) => Vec::from_iter(store.record(kind.kind(), key)?),
        };
        let meant = |record: &Record| record.id > row && states.contains(&record.state);
        Ok(records.into_iter().filter(meant).take(most).collect())
    }
}
