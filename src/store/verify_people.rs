//! The tables that tell who did what, held against the log without the records: rows of the log leave it to them.

use super::proof::{CREDENTIAL, DECISION, EXCEPTION, FACT, RUN, Table};
use super::verify::{Reach, Verified};
use super::verify_records::Which;
use super::verify_rows::{Disagreement, Held};
use super::{Result, Store};

impl Store {
    /// Holds runs, people's words and facts against the log. They are few beside the records.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn each_disagreement_of_people(
        &self,
        verified: &Verified,
        mut visit: impl FnMut(Disagreement),
    ) -> Result<()> {
        if !self.has_proofs()? {
            return Ok(());
        }
        let mut held = Held::default();
        [&RUN, &EXCEPTION, &DECISION, &FACT]
            .into_iter()
            .try_for_each(|table| self.each_wrong_row(table, &verified.reach, &mut held, &mut visit))
    }

    /// Rows of a table that are not as the log says, and those that are gone.
    pub(super) fn each_wrong_row(
        &self,
        table: &'static Table,
        reach: &Reach,
        held: &mut Held,
        visit: &mut impl FnMut(Disagreement),
    ) -> Result<()> {
        let proven = held.proven;
        let which = Which::every(if table.name == CREDENTIAL.name {
            NO_TOKEN
        } else {
            "1"
        });
        self.each_unproven(table, &which, reach, held, visit)?;
        if held.proven - proven != reach.live.get(table.name).copied().unwrap_or_default() {
            self.each_lost_row(table, &which, visit)?;
        }
        Ok(())
    }
}

/// Of the credentials, all but the cached token.
const NO_TOKEN: &str = "t.system <> 'token'";
