//! Exceptions: what went wrong after posting, or needs a person's judgement.

use chrono::{DateTime, Utc};
use rusqlite::params;

use crate::books::exception::{ExceptionKind, of_code};

use super::audit::Entry;
use super::proof::EXCEPTION;
use super::record::Record;
use super::{Change, Result, Store, time_of, time_text};

/// An exception to open.
#[derive(Debug, Clone)]
pub struct NewException<'a> {
    /// Its kind, with what a person does about it.
    pub kind: ExceptionKind,
    /// The Sage customer whose further documents it stops, if any.
    pub customer: Option<&'a str>,
    /// Both sides of what differs.
    pub figures: &'a str,
}

/// An open exception.
#[derive(Debug, Clone)]
pub struct OpenException {
    /// The row.
    pub id: i64,
    /// Its kind.
    pub kind: String,
    /// The kind of its record.
    pub record_kind: String,
    /// The key of its record.
    pub key: String,
    /// The Sage customer, if it stops one.
    pub customer: Option<String>,
    /// Both sides of what differs.
    pub figures: String,
    /// What a person should do.
    pub advice: String,
    /// The run that opened it.
    pub run: i64,
    /// When.
    pub opened_at: DateTime<Utc>,
}

/// An exception, open or closed, as text: for exports and traces.
#[derive(Debug, Clone)]
pub struct KnownException {
    /// Its kind.
    pub kind: String,
    /// The kind of its record.
    pub record_kind: String,
    /// The key of its record.
    pub key: String,
    /// Both sides of what differs.
    pub figures: String,
    /// When it was opened.
    pub opened_at: String,
    /// When it was closed, or empty.
    pub closed_at: String,
    /// Who closed it, or empty.
    pub closed_by: String,
    /// Why, or empty.
    pub because: String,
}

impl KnownException {
    /// Whether a person closed it: a word that binds, where a cause that is gone is none.
    pub fn is_judged(&self) -> bool {
        !self.closed_at.is_empty() && self.closed_by != ITSELF
    }
}

impl Store {
    /// All exceptions of a kind, open or closed, oldest first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn exceptions_of(&self, kind: &str) -> Result<Vec<KnownException>> {
        self.known_exceptions("e.kind = ?1", params![kind])
    }

    /// All exceptions of a record, open or closed, oldest first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn exceptions_on(&self, record: i64) -> Result<Vec<KnownException>> {
        self.known_exceptions("e.record = ?1", params![record])
    }

    fn known_exceptions(&self, which: &str, values: impl rusqlite::Params) -> Result<Vec<KnownException>> {
        self.sql(|c| {
            c.prepare(&format!(
                "SELECT e.kind, r.kind, r.key, e.figures, e.opened_at, coalesce(e.closed_at, ''), \
                 coalesce(e.closed_by, ''), coalesce(e.because, '') \
                 FROM exception e JOIN record r ON r.id = e.record WHERE {which} ORDER BY e.id"
            ))?
            .query_map(values, |row| {
                Ok(KnownException {
                    kind: row.get(0)?,
                    record_kind: row.get(1)?,
                    key: row.get(2)?,
                    figures: row.get(3)?,
                    opened_at: row.get(4)?,
                    closed_at: row.get(5)?,
                    closed_by: row.get(6)?,
                    because: row.get(7)?,
                })
            })?
            .collect()
        })
    }

    /// All open exceptions, oldest first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn open_exceptions(&self) -> Result<Vec<OpenException>> {
        self.open_where("true", [])
    }

    /// The open exceptions of a record, oldest first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn open_exceptions_on(&self, record: i64) -> Result<Vec<OpenException>> {
        self.open_where("e.record = ?1", params![record])
    }

    fn open_where(&self, which: &str, values: impl rusqlite::Params) -> Result<Vec<OpenException>> {
        self.sql(|c| {
            c.prepare_cached(&format!(
                "SELECT e.id, e.kind, r.kind, r.key, e.customer, e.figures, e.advice, e.run, e.opened_at \
                 FROM exception e JOIN record r ON r.id = e.record \
                 WHERE e.closed_at IS NULL AND {which} ORDER BY e.id"
            ))?
            .query_map(values, |row| {
                let kind: String = row.get(1)?;
                // The words of today are shown; those that were kept are for kinds that this version does not know.
                let advice = match of_code(&kind) {
                    Some(known) => known.advice.to_owned(),
                    None => row.get(6)?,
                };
                Ok(OpenException {
                    id: row.get(0)?,
                    kind,
                    record_kind: row.get(2)?,
                    key: row.get(3)?,
                    customer: row.get(4)?,
                    figures: row.get(5)?,
                    advice,
                    run: row.get(7)?,
                    opened_at: time_of(&row.get::<_, String>(8)?)?,
                })
            })?
            .collect()
        })
    }

    /// Customers that an open `differs-in-sage` stops, each with the record that differs.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn stopped_customers(&self) -> Result<Vec<(String, String)>> {
        self.sql(|c| {
            c.prepare_cached(
                "SELECT e.customer, min(r.key) FROM exception e JOIN record r ON r.id = e.record \
                 WHERE e.closed_at IS NULL AND e.kind = 'differs-in-sage' AND e.customer IS NOT NULL GROUP BY 1",
            )?
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect()
        })
    }
}

/// Who closed an exception of which the cause was gone.
pub const ITSELF: &str = "ml-connector";

/// Figures as earlier versions wrote them, which called every batch just that: what a person closed then stays closed.
fn as_before(figures: &str) -> String {
    let kinds = [
        "A/R adjustment batch",
        "A/R receipt batch",
        "adjustment batch",
        "receipt batch",
        "G/L batch",
    ];
    kinds
        .iter()
        .fold(figures.to_owned(), |text, kind| text.replace(kind, "batch"))
}

impl Change<'_> {
    /// The open exceptions of a record, as this change sees them.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn open_exceptions_on(&self, record: i64) -> Result<Vec<OpenException>> {
        self.store.open_exceptions_on(record)
    }

    /// Opens an exception on a record and returns whether it is new.
    ///
    /// The same one is opened once: what a person closed does not come back with the same figures; what closed itself, since
    /// its cause was gone, does with its cause. While one of the kind is open, other figures are not added to it.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn open_exception(&mut self, record: &Record, new: &NewException<'_>) -> Result<bool> {
        let inserted = self.sql(|c| {
            c.prepare_cached(
                "INSERT INTO exception (kind, record, customer, figures, advice, run, opened_at) \
                 SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7 WHERE NOT EXISTS \
                 (SELECT 1 FROM exception WHERE record = ?2 AND kind = ?1 \
                 AND (closed_at IS NULL OR figures IN (?4, ?9) AND closed_by IS NOT ?8))",
            )?
            .execute(params![
                new.kind.code,
                record.id,
                new.customer,
                new.figures,
                new.kind.advice,
                self.run,
                time_text(self.now),
                ITSELF,
                as_before(new.figures)
            ])
        })?;
        if inserted == 1 {
            let id = self.transaction.last_insert_rowid();
            let reason = format!("{}: {}", new.kind, new.figures);
            let entry = Entry {
                event: "exception-opened",
                kind: record.kind.word(),
                key: &record.key,
                reason: &reason,
                ..Entry::default()
            };
            self.prove(&entry, &EXCEPTION, '+', id)?;
        }
        Ok(inserted == 1)
    }

    /// Closes an open exception with a reason, a person's or [`ITSELF`].
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn close_exception(&mut self, open: &OpenException, by: &str, because: &str) -> Result<()> {
        let now = time_text(self.now);
        self.sql(|c| {
            c.execute(
                "UPDATE exception SET closed_at = ?2, closed_by = ?3, because = ?4 WHERE id = ?1 AND closed_at IS NULL",
                params![open.id, now, by, because],
            )
        })?;
        let reason = format!("{}: {because}", open.kind);
        let entry = Entry {
            event: "exception-closed",
            kind: &open.record_kind,
            key: &open.key,
            reason: &reason,
            ..Entry::default()
        };
        self.prove(&entry, &EXCEPTION, '=', open.id)
    }

    /// Closes those of a record's open exceptions whose cause is gone, as [`ITSELF`].
    ///
    /// # Errors
    /// When the database cannot be read or written.
    pub fn close_disproved(
        &mut self,
        record: i64,
        because: &str,
        is_over: impl Fn(&OpenException) -> bool,
    ) -> Result<()> {
        let open = self.open_exceptions_on(record)?;
        open.iter()
            .filter(|one| is_over(one))
            .try_for_each(|one| self.close_exception(one, ITSELF, because))
    }
}

#[cfg(test)]
mod tests {
    use super::as_before;

    #[test]
    fn a_batch_was_once_just_a_batch() {
        for (now, before) in [
            ("A/R adjustment batch 5: x", "batch 5: x"),
            (
                "G/L batches 000001 and 000002 carry",
                "batches 000001 and 000002 carry",
            ),
            ("IN1 was moved to receipt batch 7", "IN1 was moved to batch 7"),
            ("sent 25.00, in Sage 26.00", "sent 25.00, in Sage 26.00"),
        ] {
            assert_eq!(as_before(now), before);
        }
    }
}
