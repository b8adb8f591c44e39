//! Which records of a kind are meant, walked a group at a time.

use super::{Deliverable, Result, Run};
use crate::books::record::State;
use crate::store::Record;

/// Which records of a kind are dealt with.
#[derive(Debug, Clone, Copy)]
pub enum Of<'k> {
    /// Every one.
    All,
    /// The parts of a record, in their order.
    Parts(&'k str),
    /// One, by its key.
    One(&'k str),
}

impl Of<'_> {
    /// The next group of records in one of the states, after a row; empty at the end.
    pub(super) fn after(
        self,
        run: &Run<'_>,
        kind: &dyn Deliverable,
        states: &[State],
        row: i64,
    ) -> Result<Vec<Record>> {
        let (store, most) = (&run.store, kind.group());
        let records = match self {
            Self::All => return Ok(store.records_in(kind.kind(), states, row, most)?),
            Self::Parts(parent) => store.parts(kind.kind(), parent)?,
            Self::One(key) => Vec::from_iter(store.record(kind.kind(), key)?),
        };
        let meant = |record: &Record| record.id > row && states.contains(&record.state);
        Ok(records.into_iter().filter(meant).take(most).collect())
    }
}
