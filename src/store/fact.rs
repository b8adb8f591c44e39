//! Facts: small things learnt once, such as store names, and things bound once, such as the company.

use chrono::{DateTime, Utc};
use rusqlite::{OptionalExtension, params};

use super::proof::FACT;
use super::{Change, Result, Store, StoreError, time_of, time_text};

impl Store {
    /// A fact and when it was noted.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn fact(&self, name: &str) -> Result<Option<(String, DateTime<Utc>)>> {
        self.sql(|c| {
            c.prepare_cached("SELECT value, noted_at FROM fact WHERE name = ?1")?
                .query_row(params![name], |row| {
                    Ok((row.get(0)?, time_of(&row.get::<_, String>(1)?)?))
                })
                .optional()
        })
    }

    /// What the file is bound to since its first use, such as its "Sage company"; `None` before that.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn owner(&self, what: &str) -> Result<Option<String>> {
        let bound = self.fact(&owner(what))?;
        Ok(bound.map(|(name, _)| name))
    }

    /// Refuses a file that is bound to another one; one that is bound to nothing yet is left so.
    ///
    /// # Errors
    /// [`StoreError::OtherOwner`] when it is bound to another one.
    pub fn refuse_other_owner(&self, what: &'static str, name: &str) -> Result<()> {
        match self.owner(what)? {
            Some(bound) if bound != name => Err(StoreError::OtherOwner {
                path: self.path.clone(),
                what,
                bound,
                configured: name.to_owned(),
            }),
            _ => Ok(()),
        }
    }

    /// Binds the file to a seller and a company at its first use, and refuses another pair ever after.
    ///
    /// # Errors
    /// [`StoreError::OtherOwner`] when it is bound to another one.
    pub fn bind(&self, what: &'static str, name: &str, now: DateTime<Utc>) -> Result<()> {
        self.refuse_other_owner(what, name)?;
        match self.owner(what)? {
            Some(_) => Ok(()),
            None => self.note(&owner(what), name, now),
        }
    }

    /// The names of all facts that begin with a stem, with their values.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn facts_under(&self, stem: &str) -> Result<Vec<(String, String)>> {
        self.sql(|c| {
            c.prepare_cached(
                "SELECT name, value FROM fact WHERE substr(name, 1, length(?1)) = ?1 ORDER BY name",
            )?
            .query_map(params![stem], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect()
        })
    }

    /// Forgets a fact that holds no longer.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn forget(&self, name: &str, now: DateTime<Utc>) -> Result<()> {
        self.as_author(now, |author| {
            self.watched(author, "forgotten", &FACT, &[&name], |c| {
                c.execute(FORGET, params![name])
            })
        })?;
        Ok(())
    }

    /// Notes a fact on its own.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn note(&self, name: &str, value: &str, now: DateTime<Utc>) -> Result<()> {
        self.as_author(now, |author| {
            self.watched(author, "noted", &FACT, &[&name], |c| {
                c.execute(NOTE, params![name, value, time_text(now)])
            })
        })?;
        Ok(())
    }
}

/// The fact that says what the file is bound to.
fn owner(what: &str) -> String {
    format!("owner/{what}")
}

const NOTE: &str = "INSERT INTO fact (name, value, noted_at) VALUES (?1, ?2, ?3) \
    ON CONFLICT (name) DO UPDATE SET value = excluded.value, noted_at = excluded.noted_at";

const FORGET: &str = "DELETE FROM fact WHERE name = ?1";

impl Change<'_> {
    /// A fact, as this change sees it.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn fact(&self, name: &str) -> Result<Option<String>> {
        Ok(self.store.fact(name)?.map(|(value, _)| value))
    }

    /// Notes a fact in the same transaction as what it follows from.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn note(&self, name: &str, value: &str) -> Result<()> {
        let now = time_text(self.now);
        self.watched("noted", &FACT, &[&name], |c| {
            c.execute(NOTE, params![name, value, now])
        })?;
        Ok(())
    }

    /// Forgets a fact in the same transaction as what shows that it holds no longer.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn forget(&self, name: &str) -> Result<()> {
        self.watched("forgotten", &FACT, &[&name], |c| c.execute(FORGET, params![name]))?;
        Ok(())
    }
}
