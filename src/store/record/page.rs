//! Pages of records that stand in a state: read from the index of kind and state, the newest first.

use chrono::{DateTime, Utc};
use rusqlite::params;

use super::{COLUMNS, Record};
use crate::books::record::{Kind, State};
use crate::store::{Result, Store, time_text};

/// Which records are asked for; what is `None` does not matter.
#[derive(Debug, Clone)]
pub struct RecordFilter {
    /// Standing in this state.
    pub state: State,
    /// Of this kind.
    pub kind: Option<Kind>,
    /// For this reason.
    pub reason: Option<String>,
    /// With this text in key, reason, sentence or Sage's numbers, whatever the case.
    pub text: Option<String>,
    /// Rows that count as if they had the text: those that it names otherwise.
    pub named: Vec<i64>,
    /// Last changed at this time or later.
    pub since: Option<DateTime<Utc>>,
    /// Last changed before this time.
    pub until: Option<DateTime<Utc>>,
    /// Before this row: the next page.
    pub before: Option<i64>,
}

impl Store {
    /// One page of them.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn record_page(&self, filter: &RecordFilter, most: usize) -> Result<Vec<Record>> {
        let named: Vec<String> = filter.named.iter().map(i64::to_string).collect();
        let named = named.join(", ");
        let sql = format!(
            "SELECT {COLUMNS} FROM record WHERE kind = ?1 AND state = ?2 AND id < ?3 \
             AND (?4 IS NULL OR reason = ?4) AND (?5 IS NULL OR updated_at >= ?5) AND (?6 IS NULL OR updated_at < ?6) \
             AND (?7 IS NULL OR instr(lower(key || ' ' || coalesce(reason, '') || ' ' || coalesce(detail, '') || ' ' || \
             coalesce(sage, '')), lower(?7)) > 0 OR id IN ({named})) ORDER BY id DESC LIMIT ?8"
        );
        let limit = i64::try_from(most).unwrap_or(i64::MAX);
        let mut records = Vec::new();
        for kind in Kind::ALL
            .into_iter()
            .filter(|kind| filter.kind.is_none_or(|asked| asked == *kind))
        {
            let found: Vec<Record> = self.sql(|c| {
                c.prepare_cached(&sql)?
                    .query_map(
                        params![
                            kind.word(),
                            filter.state.word(),
                            filter.before.unwrap_or(i64::MAX),
                            filter.reason,
                            filter.since.map(time_text),
                            filter.until.map(time_text),
                            filter.text,
                            limit
                        ],
                        Record::from_row,
                    )?
                    .collect()
            })?;
            records.extend(found);
        }
        records.sort_by_key(|record| std::cmp::Reverse(record.id));
        records.truncate(most);
        Ok(records)
    }
}
