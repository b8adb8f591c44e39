//! What may be forgotten after its time: the content of posted orders, and the bytes of archived reports.
//!
//! Keys, states, documents, Sage's numbers, hashes and every audit row stay for ever.

use chrono::{DateTime, Utc};
use rusqlite::params;

use super::audit::Entry;
use super::packed::forget;
use super::{Change, Result, Store, time_text};

/// What a pruning frees.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Prunable {
    /// How many orders or reports.
    pub count: i64,
    /// Their bytes.
    pub bytes: i64,
}

/// An order that is not invoiced yet is asked for what it sold until it is.
const ORDERS: &str = "FROM record WHERE kind = 'order' AND state = 'posted' AND updated_at < ?1 \
     AND coalesce(instr(sage, '\"invoiceNumber\":null'), 0) = 0 \
     AND coalesce(content_packed, content) IS NOT NULL AND substr(content_packed, 1, 1) IS NOT x'00'";
const REPORTS: &str = "FROM archive_piece JOIN archive USING (sha256) WHERE kept_at < ?1";
const LINES: &str = "FROM settlement_lines WHERE kept_at < ?1 AND lines IS NOT NULL";

impl Store {
    /// Content of orders posted before a time.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn prunable_orders(&self, before: DateTime<Utc>) -> Result<Prunable> {
        self.prunable(
            &format!(
                "SELECT count(*), coalesce(sum(octet_length(coalesce(content_packed, content))), 0) {ORDERS}"
            ),
            before,
        )
    }

    /// Bytes of reports, and of settlement lines, kept since before a time; lines of a settlement count as one report.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn prunable_reports(&self, before: DateTime<Utc>) -> Result<Prunable> {
        self.prunable(
            &format!(
                "SELECT (SELECT count(DISTINCT sha256) {REPORTS}) + (SELECT count(DISTINCT settlement) {LINES}), \
                 (SELECT coalesce(sum(length(bytes)), 0) {REPORTS}) \
                 + (SELECT coalesce(sum(length(lines) + coalesce(length(shares), 0)), 0) {LINES})"
            ),
            before,
        )
    }

    fn prunable(&self, sql: &str, before: DateTime<Utc>) -> Result<Prunable> {
        self.sql(|c| {
            c.query_row(sql, params![time_text(before)], |row| {
                Ok(Prunable {
                    count: row.get(0)?,
                    bytes: row.get(1)?,
                })
            })
        })
    }
}

impl Change<'_> {
    /// Forgets the content of orders posted before a time; the log says by which words.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn prune_orders(&mut self, before: DateTime<Utc>, words: &str) -> Result<()> {
        self.log_pruning(PRUNED_ORDERS, before, words)?;
        let mut after = i64::MIN;
        loop {
            let found = self.next_orders(before, after)?;
            let Some((last, _)) = found.last() else {
                return Ok(());
            };
            after = *last;
            self.sql(|c| {
                let mut forget =
                    c.prepare_cached("UPDATE record SET content = NULL, content_packed = ?2 WHERE id = ?1")?;
                found
                    .iter()
                    .try_for_each(|(id, hash)| forget.execute(params![id, hash]).map(drop))
            })?;
        }
    }

    /// Orders of which the content is to be forgotten, and what is kept of it; some at a time.
    fn next_orders(&self, before: DateTime<Utc>, after: i64) -> Result<Vec<(i64, Vec<u8>)>> {
        self.sql(|c| {
            c.prepare_cached(&format!(
                "SELECT id, coalesce(content_packed, content) {ORDERS} AND id > ?2 ORDER BY id LIMIT 1000"
            ))?
            .query_map(params![time_text(before), after], |row| {
                Ok((row.get(0)?, forget(row.get_ref(1)?.as_bytes()?)))
            })?
            .collect()
        })
    }

    /// Forgets the bytes of reports and settlement lines kept since before a time; their names and hashes stay, and the log
    /// says by which words.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn prune_reports(&mut self, before: DateTime<Utc>, words: &str) -> Result<()> {
        self.log_pruning(PRUNED_REPORTS, before, words)?;
        let keys = format!("SELECT sha256 {REPORTS}");
        self.sql(|c| {
            c.execute(
                &format!("DELETE FROM archive_piece WHERE sha256 IN ({keys})"),
                params![time_text(before)],
            )?;
            c.execute(
                "UPDATE settlement_lines SET lines = NULL, shares = NULL WHERE kept_at < ?1",
                params![time_text(before)],
            )
        })?;
        Ok(())
    }

    /// The moment stands in the log: what is gone from before it was forgotten by the rules, and not by hand.
    fn log_pruning(&mut self, what: &str, before: DateTime<Utc>, words: &str) -> Result<()> {
        let key = time_text(before);
        self.audit(&Entry {
            event: PRUNED,
            kind: what,
            key: &key,
            reason: words,
            ..Entry::default()
        })
    }
}

/// The event of a pruning; its key is the moment, its kind what was pruned.
pub(super) const PRUNED: &str = "pruned";
/// The content of orders posted before the moment.
pub(super) const PRUNED_ORDERS: &str = "orders";
/// The bytes of reports and lines kept since before the moment.
pub(super) const PRUNED_REPORTS: &str = "reports";
