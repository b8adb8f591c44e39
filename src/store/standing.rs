//! Where everything stands: what `status` asks, each answered from an index.

use rusqlite::params;

use super::{Result, Run, Store, run};
use crate::books::record::{Kind, State};

/// The size of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    /// Of the database.
    pub bytes: i64,
    /// Of it, free inside.
    pub free: i64,
    /// Audit rows.
    pub audit_rows: i64,
}

impl Store {
    /// The last run of each command that ran at all: the whole one, the one of named records, and the dry one.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn last_runs(&self) -> Result<Vec<Run>> {
        // Steps from command to command in the index (a "loose" scan), however many runs there are.
        self.sql(|c| {
            c.prepare(&format!(
                "WITH RECURSIVE commands (command) AS (\
                 SELECT (SELECT min(command) FROM run) UNION ALL \
                 SELECT (SELECT min(command) FROM run WHERE command > c.command) FROM commands c \
                 WHERE c.command IS NOT NULL) \
                 SELECT {} FROM commands c JOIN (VALUES ('whole'), ('part'), ('dry-run')) AS s \
                 JOIN run ON run.id = (SELECT max(id) FROM run r WHERE r.command = c.command AND r.scope = s.column1) \
                 WHERE c.command IS NOT NULL ORDER BY run.id DESC",
                run::COLUMNS
            ))?
            .query_map([], run::run_of)?
            .collect()
        })
    }

    /// How many records of a kind stand in each state, and for which reason.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn counts_of(&self, kind: Kind) -> Result<Vec<(State, String, i64)>> {
        self.sql(|c| {
            c.prepare_cached(
                "SELECT state, reason, count FROM tally WHERE kind = ?1 AND count > 0 ORDER BY state, reason",
            )?
            .query_map(params![kind.word()], |row| {
                let state: String = row.get(0)?;
                Ok((State::from_word(&state), row.get(1)?, row.get(2)?))
            })?
            .filter_map(|row| match row {
                Ok((state, reason, count)) => state.map(|state| Ok((state, reason, count))),
                Err(error) => Some(Err(error)),
            })
            .collect()
        })
    }

    /// The size of the file.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn size(&self) -> Result<Size> {
        self.sql(|c| {
            let pragma = |name| c.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
            let page = pragma("page_size")?;
            Ok(Size {
                bytes: page * pragma("page_count")?,
                free: page * pragma("freelist_count")?,
                audit_rows: c.query_row("SELECT coalesce(max(seq), 0) FROM audit_log", [], |row| {
                    row.get(0)
                })?,
            })
        })
    }
}
