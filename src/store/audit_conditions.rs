//! The conditions of a question to the audit log, and the way to the rows that meet them.

use chrono::{DateTime, Utc};
use rusqlite::types::Value;

use super::audit_place::{BLOCK, ROWS_OF_PLACES};
use super::time_text;

/// The conditions that a filter really sets, so that SQLite can plan for each by its index.
#[derive(Default)]
pub(super) struct Conditions {
    sql: String,
    pub(super) values: Vec<Value>,
    /// Whether rows are found by the blocks in which they stand.
    by_places: bool,
}

impl Conditions {
    pub(super) fn also(&mut self, condition: &str, value: impl Into<Value>) {
        self.values.push(value.into());
        let place = format!("?{}", self.values.len());
        self.sql.push_str(" AND ");
        self.sql.push_str(&condition.replace('@', &place));
    }

    /// Not before a row.
    pub(super) fn also_from(&mut self, seq: i64) {
        self.also("a.seq >= @", seq);
        if self.by_places {
            self.also("p.block >= @", seq / BLOCK);
        }
    }

    /// Not behind a row.
    pub(super) fn also_to(&mut self, seq: i64) {
        self.also("a.seq <= @", seq);
        if self.by_places {
            self.also("p.block <= @", seq / BLOCK);
        }
    }

    /// In blocks in which rows of a run or a kind stand.
    pub(super) fn also_in_places_of(&mut self, what: impl Into<Value>) {
        if !self.by_places {
            self.by_places = true;
            self.also("p.what = @", what);
        } else {
            self.also(
                "EXISTS (SELECT 1 FROM audit_place o WHERE o.what = @ AND o.block = p.block)",
                what,
            );
        }
    }

    /// Between the first and the last block in which rows of a run stand.
    pub(super) fn also_between_places_of(&mut self, run: i64) {
        let end = |which| format!("(SELECT {which}(block) FROM audit_place WHERE what = @)");
        self.also(&format!("a.seq >= 64 * {}", end("min")), run);
        self.also(&format!("a.seq <= 63 + 64 * {}", end("max")), run);
    }

    /// The statement for some columns of such rows, newest first.
    pub(super) fn select(&self, columns: &str) -> String {
        let (from, order) = match self.by_places {
            true => (ROWS_OF_PLACES, "p.block DESC, a.seq DESC"),
            false => ("audit_log a", "a.seq DESC"),
        };
        format!(
            "SELECT {columns} FROM {from} WHERE true{} ORDER BY {order}",
            self.sql
        )
    }

    /// Rows of earlier versions keep their time as text, of which the order is that of the times.
    pub(super) fn also_at(&mut self, sign: &str, at: DateTime<Utc>) {
        self.values.push(at.timestamp_micros().into());
        let number = self.values.len();
        let condition =
            format!("CASE typeof(a.at) WHEN 'integer' THEN a.at {sign} ?{number} ELSE a.at {sign} @ END");
        self.also(&condition, time_text(at));
    }
}
