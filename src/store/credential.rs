//! Sealed credentials. This room stores bytes; only the vault can open them.

use chrono::{DateTime, Utc};
use rusqlite::{OptionalExtension, params};

use super::proof::CREDENTIAL;
use super::{Change, Result, Store, time_of, time_text};

/// The system under which the cached token stands.
pub(super) const TOKEN: &str = "token";

/// A sealed value with what may be shown of it.
#[derive(Debug, Clone)]
pub struct StoredCredential {
    /// `amazon`, `sage300` or `token`.
    pub system: String,
    /// The field, such as `client_secret`.
    pub name: String,
    /// The host it was stored for.
    pub host: String,
    /// The sealed bytes.
    pub sealed: Vec<u8>,
    /// A short keyed fingerprint.
    pub fingerprint: String,
    /// When it was set.
    pub set_at: DateTime<Utc>,
}

impl Store {
    /// One sealed value.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn credential(&self, system: &str, name: &str) -> Result<Option<StoredCredential>> {
        self.sql(|c| {
            c.query_row(
                "SELECT system, name, host, sealed, fingerprint, set_at FROM credential WHERE system = ?1 AND name = ?2",
                params![system, name],
                stored,
            )
            .optional()
        })
    }

    /// All sealed values.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn credentials(&self) -> Result<Vec<StoredCredential>> {
        self.sql(|c| {
            c.prepare("SELECT system, name, host, sealed, fingerprint, set_at FROM credential ORDER BY system, name")?
                .query_map([], stored)?
                .collect()
        })
    }
}

const KEEP: &str = "INSERT INTO credential (system, name, host, sealed, fingerprint, set_at) \
    VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (system, name) DO UPDATE SET host = excluded.host, \
    sealed = excluded.sealed, fingerprint = excluded.fingerprint, set_at = excluded.set_at";

fn keep(connection: &rusqlite::Connection, new: &StoredCredential) -> rusqlite::Result<usize> {
    let values = params![
        new.system,
        new.name,
        new.host,
        new.sealed,
        new.fingerprint,
        time_text(new.set_at)
    ];
    connection.execute(KEEP, values)
}

impl Store {
    /// Keeps a cached token on its own; losing it costs one sign-in.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn keep_token(&self, new: &StoredCredential) -> Result<()> {
        self.sql(|c| keep(c, new))?;
        Ok(())
    }

    /// Forgets the cached tokens of a system.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn drop_token(&self, system: &str) -> Result<()> {
        self.sql(|c| c.execute("DELETE FROM credential WHERE system = ?1", params![system]))?;
        Ok(())
    }
}

fn stored(row: &rusqlite::Row<'_>) -> rusqlite::Result<StoredCredential> {
    Ok(StoredCredential {
        system: row.get(0)?,
        name: row.get(1)?,
        host: row.get(2)?,
        sealed: row.get(3)?,
        fingerprint: row.get(4)?,
        set_at: time_of(&row.get::<_, String>(5)?)?,
    })
}

impl Change<'_> {
    /// Stores a sealed value, replacing the one of the same name.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn keep_credential(&self, new: &StoredCredential) -> Result<()> {
        self.watched("sealed", &CREDENTIAL, &[&new.system, &new.name], |c| keep(c, new))?;
        Ok(())
    }

    /// Removes the values of a system, or one of them; returns how many.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn remove_credential(&self, system: &str, name: Option<&str>) -> Result<usize> {
        let names: Vec<String> = self.sql(|c| {
            c.prepare("SELECT name FROM credential WHERE system = ?1 AND (?2 IS NULL OR name = ?2)")?
                .query_map(params![system, name], |row| row.get(0))?
                .collect()
        })?;
        for name in &names {
            let remove = |c: &rusqlite::Connection| {
                c.execute(
                    "DELETE FROM credential WHERE system = ?1 AND name = ?2",
                    params![system, name],
                )
            };
            // The cached token comes and goes beside the log.
            if system == TOKEN {
                self.sql(remove)?;
            } else {
                self.watched("unsealed", &CREDENTIAL, &[&system, name], remove)?;
            }
        }
        Ok(names.len())
    }
}
