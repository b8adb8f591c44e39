//! Rate budgets: what is left of each operation's bucket, kept from one run to the next.

use chrono::{DateTime, Utc};
use rusqlite::{OptionalExtension, params};

use super::{Result, Store, time_of, time_text};

/// A stored bucket: tokens in millionths, the rate last announced (millionths a second), and when.
pub type StoredBudget = (i64, Option<i64>, DateTime<Utc>);

impl Store {
    /// The bucket of an operation.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn budget(&self, operation: &str) -> Result<Option<StoredBudget>> {
        self.sql(|c| {
            c.prepare_cached(
                "SELECT tokens_micro, rate_micro, updated FROM rate_budget WHERE operation = ?1",
            )?
            .query_row(params![operation], |row| {
                Ok((row.get(0)?, row.get(1)?, time_of(&row.get::<_, String>(2)?)?))
            })
            .optional()
        })
    }

    /// Stores the bucket of an operation, before the call it pays for is made.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn keep_budget(&self, operation: &str, budget: &StoredBudget) -> Result<()> {
        self.sql(|c| {
            c.prepare_cached(
                "INSERT INTO rate_budget (operation, tokens_micro, rate_micro, updated) VALUES (?1, ?2, ?3, ?4) \
                 ON CONFLICT (operation) DO UPDATE SET tokens_micro = excluded.tokens_micro, \
                 rate_micro = excluded.rate_micro, updated = excluded.updated",
            )?
            .execute(params![operation, budget.0, budget.1, time_text(budget.2)])
        })?;
        Ok(())
    }

    /// All buckets by operation.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn budgets(&self) -> Result<Vec<(String, StoredBudget)>> {
        self.sql(|c| {
            c.prepare(
                "SELECT operation, tokens_micro, rate_micro, updated FROM rate_budget ORDER BY operation",
            )?
            .query_map([], |row| {
                Ok((
                    row.get(0)?,
                    (row.get(1)?, row.get(2)?, time_of(&row.get::<_, String>(3)?)?),
                ))
            })?
            .collect()
        })
    }
}
