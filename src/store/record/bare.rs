//! Every record of a kind, walked without what only its own pass needs: by the hundred thousand, for a proof.

use std::path::Path;

use rusqlite::{Row, params};

use super::word;
use crate::books::record::{Kind, State};
use crate::money::{Amount, Currency};
use crate::store::packed::{beginning_of, text_of};
use crate::store::{Result, Store, StoreError};

/// A record while it is visited.
#[derive(Debug)]
pub struct Bare<'r> {
    row: &'r Row<'r>,
    path: &'r Path,
    /// Its row.
    pub id: i64,
    /// Its natural key.
    pub key: &'r str,
    /// Where it stands.
    pub state: State,
    /// The Sage customer.
    pub customer: Option<&'r str>,
    /// What the document adds up to.
    pub amount: Option<Amount>,
    /// The currency of `amount`.
    pub currency: Option<Currency>,
    /// Sage's numbers, as JSON.
    pub sage: Option<&'r str>,
}

impl<'r> Bare<'r> {
    fn of(row: &'r Row<'r>, path: &'r Path, state: State) -> rusqlite::Result<Self> {
        let text = |at: usize| Ok::<_, rusqlite::Error>(row.get_ref(at)?.as_str_or_null()?);
        let amount = |found| word(found, 2, |text| Amount::parse(text).ok());
        let currency = |found| word(found, 3, |text| Currency::parse(text).ok());
        Ok(Self {
            row,
            path,
            id: row.get(7)?,
            key: text(0)?.unwrap_or_default(),
            state,
            customer: text(1)?,
            amount: text(2)?.map(amount).transpose()?,
            currency: text(3)?.map(currency).transpose()?,
            sage: text(4)?,
        })
    }

    /// The exact document for Sage, unpacked now.
    ///
    /// # Errors
    /// When it cannot be unpacked.
    pub fn document(&self) -> Result<Option<String>> {
        text_of(self.row, 5, 6).map_err(|error| StoreError::from_sqlite(error, self.path))
    }
}

impl Bare<'_> {
    /// At most so many bytes of the beginning of that document, unpacked into a buffer and held against nothing; false where
    /// it has to be unpacked whole.
    ///
    /// # Errors
    /// When the row cannot be read.
    pub fn document_begins(&self, most: usize, into: &mut Vec<u8>) -> Result<bool> {
        let begins = beginning_of(self.row, 6, most, into);
        begins
            .map(|begins| begins.is_some())
            .map_err(|error| StoreError::from_sqlite(error, self.path))
    }
}

impl Store {
    /// Visits every record of a kind in some states, one state after the other, each by row; none is held.
    ///
    /// # Errors
    /// When the database cannot be read, or the visit's own.
    pub fn each_bare(
        &self,
        kind: Kind,
        states: &[State],
        mut visit: impl FnMut(&Bare<'_>) -> Result<()>,
    ) -> Result<()> {
        for state in states {
            self.sql(|c| {
                let mut statement = c.prepare_cached(
                    "SELECT key, customer, amount, currency, sage, document, document_packed, id FROM record \
                     WHERE kind = ?1 AND state = ?2 ORDER BY id",
                )?;
                let mut rows = statement.query(params![kind.word(), state.word()])?;
                while let Some(row) = rows.next()? {
                    if let Err(error) = visit(&Bare::of(row, &self.path, *state)?) {
                        return Ok(Err(error));
                    }
                }
                Ok(Ok(()))
            })??;
        }
        Ok(())
    }
}
