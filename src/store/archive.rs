//! The archive of raw report bytes, by SHA-256: what was parsed can always be read again.

use chrono::{DateTime, Utc};
use rusqlite::{OptionalExtension, params};

use super::{Result, Store, time_text};

impl Store {
    /// Keeps compressed bytes under the hash of the raw ones; keeping the same bytes twice is one row.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn keep_bytes(
        &self,
        sha256: &str,
        name: &str,
        length: i64,
        packed: &[u8],
        now: DateTime<Utc>,
    ) -> Result<()> {
        self.sql(|c| {
            c.execute(
                "INSERT INTO archive (sha256, name, length, bytes, kept_at) VALUES (?1, ?2, ?3, ?4, ?5) \
                 ON CONFLICT (sha256) DO UPDATE SET bytes = coalesce(bytes, excluded.bytes)",
                params![sha256, name, length, packed, time_text(now)],
            )
        })?;
        Ok(())
    }

    /// The compressed bytes of a hash; `None` when there are none, or they were pruned.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn kept_bytes(&self, sha256: &str) -> Result<Option<Vec<u8>>> {
        let row = self.sql(|c| {
            c.query_row(
                "SELECT bytes FROM archive WHERE sha256 = ?1",
                params![sha256],
                |row| row.get(0),
            )
            .optional()
        })?;
        Ok(row.flatten())
    }
}
