//! Questions to the audit log: filtered listings, newest first, and the rows of one record or document.

use chrono::{DateTime, Utc};
use rusqlite::params;

use super::audit::{AuditRow, COLUMNS};
use super::{Record, Result, Run, Store, record, run, time_text};
use crate::books::record::{Kind, State};

/// Which rows are asked for; what is `None` does not matter.
#[derive(Debug, Clone, Default)]
pub struct AuditFilter {
    /// At this time or later.
    pub since: Option<DateTime<Utc>>,
    /// Before this time.
    pub until: Option<DateTime<Utc>>,
    /// Of records of this kind.
    pub kind: Option<Kind>,
    /// Of records that stand in this state now.
    pub state: Option<State>,
    /// With this reason, or the beginning of it.
    pub reason: Option<String>,
    /// Of this run.
    pub run: Option<i64>,
    /// With this text in key, Sage document, event or reason, whatever the case.
    pub text: Option<String>,
    /// Before this row.
    pub before: Option<i64>,
}

const FITS: &str = "(?1 IS NULL OR a.at >= ?1) AND (?2 IS NULL OR a.at < ?2) AND (?3 IS NULL OR a.kind = ?3) \
     AND (?4 IS NULL OR EXISTS (SELECT 1 FROM record r WHERE r.kind = a.kind AND r.key = a.key AND r.state = ?4)) \
     AND (?5 IS NULL OR a.reason = ?5 OR substr(a.reason, 1, length(?5) + 1) = ?5 || ':') \
     AND (?6 IS NULL OR a.run = ?6) \
     AND (?7 IS NULL OR instr(lower(a.key || ' ' || a.sage || ' ' || a.event || ' ' || a.reason), lower(?7)) > 0) \
     AND (?8 IS NULL OR a.seq < ?8)";

impl Store {
    /// One page of the log, newest first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn audit_page(&self, filter: &AuditFilter, most: usize) -> Result<Vec<AuditRow>> {
        let limit = i64::try_from(most).unwrap_or(i64::MAX);
        self.sql(|c| {
            c.prepare(&format!(
                "SELECT {COLUMNS} FROM audit_log a WHERE {FITS} ORDER BY seq DESC LIMIT ?9"
            ))?
            .query_map(
                params![
                    filter.since.map(time_text),
                    filter.until.map(time_text),
                    filter.kind.map(Kind::word),
                    filter.state.map(State::word),
                    filter.reason,
                    filter.run,
                    filter.text,
                    filter.before,
                    limit
                ],
                AuditRow::from_row,
            )?
            .collect()
        })
    }

    /// Every row of a record, in order.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn audit_of(&self, kind: &str, key: &str) -> Result<Vec<AuditRow>> {
        self.sql(|c| {
            c.prepare_cached(&format!(
                "SELECT {COLUMNS} FROM audit_log WHERE key = ?2 AND kind = ?1 ORDER BY seq"
            ))?
            .query_map(params![kind, key], AuditRow::from_row)?
            .collect()
        })
    }

    /// Records whose numbers in Sage, stored or logged, hold a document number as a whole word.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn records_in_sage(&self, number: &str, most: usize) -> Result<Vec<Record>> {
        let limit = i64::try_from(most).unwrap_or(i64::MAX);
        self.sql(|c| {
            c.prepare(&format!(
                "SELECT {} FROM record WHERE sage IS NOT NULL AND (instr(sage, '\"' || ?1 || '\"') > 0 \
                 OR instr(sage, ':' || ?1 || ',') > 0 OR instr(sage, ':' || ?1 || '}}') > 0) ORDER BY id LIMIT ?2",
                record::COLUMNS
            ))?
            .query_map(params![number, limit], Record::from_row)?
            .collect()
        })
    }

    /// Records of a kind after a row, in order, whatever their state: to walk all of them.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn each_record(&self, kind: Kind, mut visit: impl FnMut(Record) -> bool) -> Result<()> {
        self.sql(|c| {
            let mut statement = c.prepare(&format!(
                "SELECT {} FROM record WHERE kind = ?1 ORDER BY id",
                record::COLUMNS
            ))?;
            let mut rows = statement.query(params![kind.word()])?;
            while let Some(row) = rows.next()? {
                if !visit(Record::from_row(row)?) {
                    break;
                }
            }
            Ok(())
        })
    }

    /// A run by its number.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn run(&self, id: i64) -> Result<Option<Run>> {
        let runs: Vec<Run> = self.sql(|c| {
            c.prepare(&format!("SELECT {} FROM run WHERE id = ?1", run::COLUMNS))?
                .query_map(params![id], run::run_of)?
                .collect()
        })?;
        Ok(runs.into_iter().next())
    }
}
