//! Watermarks and page cursors: how far Amazon was read, and where a reading stopped half way.

use chrono::{DateTime, Utc};
use rusqlite::{OptionalExtension, params};

use super::proof::{CURSOR, WATERMARK};
use super::{Change, Result, Store, some_time, time_of, time_text};

/// How far one scope was read, and when that was last moved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Watermark {
    /// What was read, such as `orders/ATVPDKIKX0DER`.
    pub scope: String,
    /// Up to when.
    pub at: DateTime<Utc>,
    /// When it was moved there.
    pub moved_at: DateTime<Utc>,
}

/// A reading that stopped between two pages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor {
    /// The exact parameters of the reading; any other ones make the token worthless.
    pub window: String,
    /// Amazon's token of the next page.
    pub token: String,
    /// The upper bound that Amazon returned so far.
    pub bound: Option<DateTime<Utc>>,
    /// When the token was given; it lives 24 hours.
    pub saved_at: DateTime<Utc>,
}

impl Store {
    /// How far a scope was read, and when that was last moved.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn watermark(&self, scope: &str) -> Result<Option<Watermark>> {
        self.sql(|c| {
            c.query_row(
                "SELECT scope, at, moved_at FROM watermark WHERE scope = ?1",
                params![scope],
                watermark_of,
            )
            .optional()
        })
    }

    /// All watermarks.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn watermarks(&self) -> Result<Vec<Watermark>> {
        self.sql(|c| {
            c.prepare("SELECT scope, at, moved_at FROM watermark ORDER BY scope")?
                .query_map([], watermark_of)?
                .collect()
        })
    }

    /// Where the reading of a scope stopped.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn cursor(&self, scope: &str) -> Result<Option<Cursor>> {
        self.sql(|c| {
            c.query_row(
                "SELECT window, token, bound, saved_at FROM cursor WHERE scope = ?1",
                params![scope],
                |row| {
                    Ok(Cursor {
                        window: row.get(0)?,
                        token: row.get(1)?,
                        bound: some_time(row.get(2)?)?,
                        saved_at: time_of(&row.get::<_, String>(3)?)?,
                    })
                },
            )
            .optional()
        })
    }
}

fn watermark_of(row: &rusqlite::Row<'_>) -> rusqlite::Result<Watermark> {
    Ok(Watermark {
        scope: row.get(0)?,
        at: time_of(&row.get::<_, String>(1)?)?,
        moved_at: time_of(&row.get::<_, String>(2)?)?,
    })
}

impl Change<'_> {
    /// Moves a watermark forward; it never goes back.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn move_watermark(&self, scope: &str, at: DateTime<Utc>) -> Result<()> {
        self.watched("watermark-moved", &WATERMARK, &[&scope], |c| {
            c.execute(
                "INSERT INTO watermark (scope, at, moved_at) VALUES (?1, ?2, ?3) \
                 ON CONFLICT (scope) DO UPDATE SET at = max(at, excluded.at), moved_at = excluded.moved_at",
                params![scope, time_text(at), time_text(self.now)],
            )
        })?;
        Ok(())
    }

    /// Keeps the place between two pages, in the same transaction as the page's records.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn keep_cursor(
        &self,
        scope: &str,
        window: &str,
        token: &str,
        bound: Option<DateTime<Utc>>,
    ) -> Result<()> {
        self.watched("page-kept", &CURSOR, &[&scope], |c| {
            c.execute(
                "INSERT INTO cursor (scope, window, token, bound, saved_at) VALUES (?1, ?2, ?3, ?4, ?5) \
                 ON CONFLICT (scope) DO UPDATE SET window = excluded.window, token = excluded.token, \
                 bound = excluded.bound, saved_at = excluded.saved_at",
                params![scope, window, token, bound.map(time_text), time_text(self.now)],
            )
        })?;
        Ok(())
    }

    /// Forgets the place: the reading is complete, or its token is worthless.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn drop_cursor(&self, scope: &str) -> Result<()> {
        self.watched("pages-read", &CURSOR, &[&scope], |c| {
            c.execute("DELETE FROM cursor WHERE scope = ?1", params![scope])
        })?;
        Ok(())
    }
}
