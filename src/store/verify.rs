//! The proof of the audit log: the chain recomputed, and the records held against it.
//!
//! Both walks hold one row at a time. Where the chain breaks, the neighbours say what kind of change it was;
//! only rows cut off the end leave a whole chain, which is what a head hash kept elsewhere is for.

use rusqlite::{OptionalExtension, params};

use super::audit::{AuditRow, Chain, hash_of};
use super::{Result, Store};

/// What was done to the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tampering {
    /// The content of the row was changed.
    Changed,
    /// Rows were taken out before this one.
    Missing,
    /// A row was put in.
    Inserted,
    /// The row stands elsewhere than it was written.
    Moved,
}

impl Tampering {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Changed => "changed",
            Self::Missing => "missing",
            Self::Inserted => "inserted",
            Self::Moved => "moved",
        }
    }
}

/// Where the chain breaks, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Break {
    /// The number of the row that is wrong, or the first that is missing.
    pub seq: i64,
    /// What was done.
    pub kind: Tampering,
    /// The same in words.
    pub words: String,
}

/// A record that its audit rows do not bear out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Disagreement {
    /// The record's kind.
    pub kind: String,
    /// Its key.
    pub key: String,
    /// What does not fit.
    pub what: String,
}

/// How the whole chain stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// The last row.
    pub head: Chain,
    /// The row that has the expected hash, when one was asked for and found.
    pub expected_at: Option<i64>,
    /// Rows that tell of a record's first reading: as many as there are records.
    pub first_readings: i64,
}

impl Store {
    /// Recomputes the chain from its first row; `Ok(Err(..))` says where it breaks.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn verify_audit(&self) -> Result<std::result::Result<Chain, Break>> {
        Ok(self.verify_audit_for("")?.map(|verified| verified.head))
    }

    /// As [`Store::verify_audit`], and looks for the row that has a hash kept elsewhere.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn verify_audit_for(&self, expected: &str) -> Result<std::result::Result<Verified, Break>> {
        let mut last = Chain::genesis();
        let mut expected_at = (expected == last.hash).then_some(0);
        let (mut broken, mut first_readings) = (None, 0);
        // Numbers begin at 1; whatever was put before that is walked into as well.
        self.each_audit_row(i64::MIN, |row| {
            if fits(&last, &row) {
                first_readings += i64::from(row.event == FIRST_READING);
                if row.hash == expected {
                    expected_at = Some(row.seq);
                }
                last = Chain {
                    seq: row.seq,
                    hash: row.hash,
                };
            } else {
                broken = Some(row);
            }
            broken.is_none()
        })?;
        match broken {
            None => Ok(Ok(Verified {
                head: last,
                expected_at,
                first_readings,
            })),
            Some(row) => Ok(Err(self.name_break(&last, &row)?)),
        }
    }

    fn name_break(&self, last: &Chain, row: &AuditRow) -> Result<Break> {
        let seq = row.seq;
        let found = |seq, kind, words: String| Ok(Break { seq, kind, words });
        let intact = row.computed_hash() == row.hash;
        if seq > last.seq + 1 {
            let first = last.seq + 1;
            let elsewhere = self.seq_of_previous(row)?;
            return match elsewhere {
                Some(place) if !intact && place > seq => found(
                    seq,
                    Tampering::Moved,
                    format!("row {seq} stands elsewhere than it was written"),
                ),
                _ => found(first, Tampering::Missing, missing(first, seq - 1)),
            };
        }
        if intact {
            let before = last.seq;
            return found(
                before,
                Tampering::Changed,
                format!(
                    "row {seq} does not follow row {before}: row {before} or those before it were written anew"
                ),
            );
        }
        if let Some(written) = self.written_as(row) {
            return self.displaced(last, row, written);
        }
        if row.previous == last.hash && self.previous_of(seq + 1)?.is_none_or(|next| next == row.hash) {
            return found(
                seq,
                Tampering::Changed,
                format!("the content of row {seq} was changed"),
            );
        }
        if self.previous_of(seq + 1)?.is_some_and(|next| next == last.hash) {
            return found(seq, Tampering::Inserted, format!("row {seq} was put in"));
        }
        found(
            seq,
            Tampering::Changed,
            format!("row {seq} was changed, its link or its hash with it"),
        )
    }

    /// A row whose hash proves that it was written under another number.
    fn displaced(&self, last: &Chain, row: &AuditRow, written: i64) -> Result<Break> {
        let seq = row.seq;
        if self.hash_at(written)?.as_ref() == Some(&row.hash) {
            return Ok(Break {
                seq,
                kind: Tampering::Inserted,
                words: format!("row {seq} was put in: it is a copy of row {written}"),
            });
        }
        if written < seq
            && row.previous != last.hash
            && self.hash_at(written - 1)?.as_ref() == Some(&row.previous)
        {
            return Ok(Break {
                seq: written,
                kind: Tampering::Inserted,
                words: format!(
                    "what stands at row {seq} was written as row {written}: row {written} was put in"
                ),
            });
        }
        let kept = self.seq_of_previous(row)?.is_some_and(|place| place > seq);
        if written > seq && !kept {
            return Ok(Break {
                seq,
                kind: Tampering::Missing,
                words: missing(seq, written - 1),
            });
        }
        Ok(Break {
            seq,
            kind: Tampering::Moved,
            words: format!("what stands at row {seq} was written as row {written}"),
        })
    }

    /// The number under which a row's hash comes out right, looked for nearby.
    fn written_as(&self, row: &AuditRow) -> Option<i64> {
        const NEAR: i64 = 5_000;
        let mut other = row.clone();
        (1..=NEAR)
            .flat_map(|by| [row.seq + by, row.seq - by])
            .filter(|seq| *seq > 0)
            .find(|seq| {
                other.seq = *seq;
                other.computed_hash() == row.hash
            })
    }

    fn seq_of_previous(&self, row: &AuditRow) -> Result<Option<i64>> {
        self.sql(|c| {
            c.query_row(
                "SELECT seq FROM audit_log WHERE hash = ?1",
                params![row.previous],
                |row| row.get(0),
            )
            .optional()
        })
    }

    fn previous_of(&self, seq: i64) -> Result<Option<String>> {
        self.sql(|c| {
            c.query_row(
                "SELECT previous FROM audit_log WHERE seq = ?1",
                params![seq],
                |row| row.get(0),
            )
            .optional()
        })
    }

    fn hash_at(&self, seq: i64) -> Result<Option<String>> {
        if seq == 0 {
            return Ok(Some(super::GENESIS.to_owned()));
        }
        self.sql(|c| {
            c.query_row("SELECT hash FROM audit_log WHERE seq = ?1", params![seq], |row| {
                row.get(0)
            })
            .optional()
        })
    }

    /// Holds every record against the log: its document against its hash, a posted one against its rows, and the
    /// records that the log knows against those that are there.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn each_disagreement(&self, first_readings: i64, mut visit: impl FnMut(Disagreement)) -> Result<i64> {
        let count = self.sql(|c| {
            let mut statement = c.prepare(RECORDS)?;
            let mut rows = statement.query([])?;
            let mut count = 0;
            while let Some(row) = rows.next()? {
                count += 1;
                let document = row
                    .get_ref(2)?
                    .as_str_or_null()?
                    .map(|text| hash_of(text.as_bytes()));
                let stored: String = row.get(3)?;
                let what = if document.is_some_and(|hash| hash != stored) {
                    "its stored document does not have the hash that was logged for it"
                } else if !row.get::<_, bool>(4)? {
                    "the log has no row of it"
                } else if !row.get::<_, bool>(5)? {
                    "it is posted, but the log has no row that says so of this document"
                } else if !row.get::<_, bool>(6)? {
                    "its amount is in no row of the log"
                } else if !row.get::<_, bool>(7)? {
                    "its number in Sage is in no row of the log"
                } else {
                    continue;
                };
                visit(Disagreement {
                    kind: row.get(0)?,
                    key: row.get(1)?,
                    what: what.to_owned(),
                });
            }
            Ok(count)
        })?;
        if count != first_readings {
            self.each_lost_record(&mut visit)?;
        }
        Ok(count)
    }

    /// Records are never deleted: one that was read and is not there was taken out by hand.
    fn each_lost_record(&self, visit: &mut impl FnMut(Disagreement)) -> Result<()> {
        self.sql(|c| {
            let mut statement = c.prepare(
                "SELECT kind, key FROM audit_log a WHERE event = ?1 AND NOT EXISTS \
                 (SELECT 1 FROM record r WHERE r.kind = a.kind AND r.key = a.key)",
            )?;
            let mut rows = statement.query(params![FIRST_READING])?;
            while let Some(row) = rows.next()? {
                let what = "the log knows it, but the record is gone".to_owned();
                visit(Disagreement {
                    kind: row.get(0)?,
                    key: row.get(1)?,
                    what,
                });
            }
            Ok(())
        })
    }
}

/// The event of a record's first row.
const FIRST_READING: &str = "read";

/// Each record with what its rows must bear out: known at all, posted as this document, amount, number in Sage.
const RECORDS: &str = "SELECT kind, key, document, coalesce(document_sha256, ''), \
     EXISTS (SELECT 1 FROM audit_log a WHERE a.key = r.key AND a.kind = r.kind), \
     state <> 'posted' OR EXISTS (SELECT 1 FROM audit_log a WHERE a.key = r.key AND a.kind = r.kind \
     AND a.event IN ('posted', 'found', 'accepted', 'confirmed', 'applied') AND (a.request_sha256 = '' \
     OR r.document_sha256 IS NULL OR a.request_sha256 = r.document_sha256)), \
     state <> 'posted' OR amount IS NULL OR EXISTS (SELECT 1 FROM audit_log a WHERE a.key = r.key \
     AND a.kind = r.kind AND a.amount = r.amount), \
     state <> 'posted' OR kind NOT IN ('order', 'journal') OR sage IS NULL OR EXISTS (SELECT 1 FROM audit_log a \
     WHERE a.key = r.key AND a.kind = r.kind AND instr(a.sage, CASE WHEN NOT json_valid(r.sage) THEN 'no JSON' \
     ELSE coalesce(json_extract(r.sage, '$.invoiceNumber'), json_extract(r.sage, '$.batchNumber'), \
     json_extract(r.sage, '$.orderNumber'), '') END) > 0) FROM record r";

fn missing(first: i64, last: i64) -> String {
    if first == last {
        format!("row {first} is missing")
    } else {
        format!("rows {first} to {last} are missing")
    }
}

fn fits(last: &Chain, row: &AuditRow) -> bool {
    row.seq == last.seq + 1 && row.previous == last.hash && row.computed_hash() == row.hash
}
