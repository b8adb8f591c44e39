//! The rows of every table held against what the log proves of them.
//!
//! Two proofs: what any version of the log bears out of a record (its document, its posting, its amount, its number
//! in Sage), and, from the row on at which the log began to say so, every cell of every row. One row is held at a time.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::types::ValueRef;
use rusqlite::{OptionalExtension, params, params_from_iter};

use super::audit::{Hash, hash_of};
use super::digest::Digest;
use super::packed::unpack;
use super::proof::{GONE, RECORD, RECORD_OF_OLD, TABLES, THERE, Table, take_in};
use super::prune::PRUNED_ORDERS;
use super::verify::{FIRST_READING, Reach, Verified};
use super::verify_records::{Doubts, Which};
use super::{Result, Store};

/// A row that the log does not bear out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Disagreement {
    /// The table.
    pub table: &'static str,
    /// The row: its number, or its name where it has none.
    pub row: String,
    /// The record's kind, where it is one.
    pub kind: String,
    /// The key under which the log has it.
    pub key: String,
    /// What does not fit.
    pub what: String,
}

/// How many rows were held against the log.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Held {
    /// Records.
    pub records: i64,
    /// Rows of every table, records among them, whose every cell is proven.
    pub proven: i64,
    /// Rows from before the log began to prove every cell, by table.
    pub unproven: BTreeMap<&'static str, i64>,
}

impl Store {
    /// Reads everything as it stood at one moment, whatever a pass writes meanwhile.
    ///
    /// # Errors
    /// What is run, or the database.
    pub fn at_one_moment<T>(&self, run: impl FnOnce() -> Result<T>) -> Result<T> {
        self.sql(|c| c.execute_batch("BEGIN"))?;
        let value = run();
        self.sql(|c| c.execute_batch("ROLLBACK"))?;
        value
    }

    /// Holds every row of every table against the log.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn each_disagreement(
        &self,
        verified: &mut Verified,
        mut visit: impl FnMut(Disagreement),
    ) -> Result<Held> {
        let proves = self.has_proofs()?;
        let doubts = match proves {
            true => self.doubts(&mut verified.told, &verified.reach)?,
            false => Doubts::of_everything(),
        };
        let (reach, doubted) = (&verified.reach, &doubts.uncleared);
        let mut named = BTreeSet::new();
        let mut records = self.each_broken_record(doubted, &mut |one| {
            named.insert(one.row.clone());
            visit(one);
        })?;
        records += doubts.cleared;
        if records != verified.first_readings {
            self.each_lost_record(&mut visit)?;
        }
        let mut held = Held {
            records,
            proven: doubts.cleared,
            ..Held::default()
        };
        if doubts.counts {
            self.each_wrong_count(&mut visit)?;
        }
        self.each_wrong_place(&verified.places, &mut |row, what| {
            visit(Disagreement {
                table: "audit_place",
                row,
                kind: String::new(),
                key: String::new(),
                what: what.to_owned(),
            });
        })?;
        if !proves {
            return Ok(held);
        }
        // What a record's own rows tell of it is told once.
        let mut once = |one: Disagreement| {
            if !named.contains(&one.row) {
                visit(one);
            }
        };
        let borne_out = self.each_unproven(&RECORD_OF_OLD, doubted, reach, &mut held, &mut once)?;
        for table in TABLES.into_iter().filter(|table| table.name != RECORD.name) {
            self.each_wrong_row(table, reach, &mut held, &mut visit)?;
        }
        self.each_wrong_content(doubted, &borne_out, reach, &mut visit)?;
        self.each_wrong_piece(reach, &mut visit)?;
        self.each_wrong_archive(reach, &mut visit)?;
        self.each_lost_number(doubted, &mut visit)?;
        if doubts.astray {
            self.each_number_astray(&mut visit)?;
        }
        Ok(held)
    }

    /// Rows of one table whose cells are not those of the log's last row of them; gives back those records that it proves
    /// with their texts.
    pub(super) fn each_unproven(
        &self,
        table: &'static Table,
        which: &Which,
        reach: &Reach,
        held: &mut Held,
        visit: &mut impl FnMut(Disagreement),
    ) -> Result<BTreeSet<String>> {
        let (mut proven, mut borne_out) = (0, BTreeSet::new());
        let mut judge = |subject: &Subject, hash: String| -> Result<()> {
            let what = match self.last_proof(table, subject)? {
                None if reach.reaches(&subject.since) => "no row of the log tells of it".to_owned(),
                None => {
                    *held.unproven.entry(table.name).or_default() += 1;
                    return Ok(());
                }
                Some((seq, '-', _)) => format!("the log says that it went, in row {seq}"),
                Some((_, _, logged)) if logged == hash => {
                    proven += 1;
                    return Ok(());
                }
                Some((_, _, logged)) if self.is_with_texts(table, subject, &logged, reach)? => {
                    proven += 1;
                    borne_out.insert(subject.name.clone());
                    return Ok(());
                }
                Some((seq, ..)) => {
                    proven += 1;
                    format!("a cell of it was changed after row {seq} of the log, which tells of it last")
                }
            };
            visit(Disagreement {
                table: table.name,
                row: subject.name.clone(),
                kind: subject.kind.clone(),
                key: subject.key.clone(),
                what,
            });
            Ok(())
        };
        self.each_subject(table, which, &mut judge)?;
        held.proven += proven;
        Ok(borne_out)
    }

    /// Whether a row of the log that proves a record with its texts proves it as it stands.
    fn is_with_texts(&self, table: &Table, subject: &Subject, logged: &str, reach: &Reach) -> Result<bool> {
        if table.name != RECORD.name || !self.packs()? {
            return Ok(false);
        }
        let has = |gone| -> Result<bool> {
            let standing = self.standing_with(&RECORD, [&subject.name], gone)?;
            Ok(standing.is_some_and(|standing| standing.hash == logged))
        };
        let pruned = reach.pruned.get(PRUNED_ORDERS);
        // Forgotten since the log last told of it, and by the rules.
        let may_be_gone = subject.is_prunable && pruned.is_some_and(|pruned| subject.since < *pruned);
        Ok(has(GONE)? || (may_be_gone && has(THERE)?))
    }

    fn each_subject(
        &self,
        table: &Table,
        which: &Which,
        judge: &mut impl FnMut(&Subject, String) -> Result<()>,
    ) -> Result<()> {
        let mut outcome = Ok(());
        let is_record = table.name == RECORD.name;
        self.sql(|c| {
            let mut statement = c.prepare(&table.select(&which.condition("t.id")))?;
            let mut rows = statement.query(params_from_iter(which.values()))?;
            let mut open: Option<(Subject, Hash)> = None;
            while let Some(row) = rows.next()? {
                let name: String = row.get(0)?;
                if open.as_ref().is_none_or(|(subject, _)| subject.name != name) {
                    if let Some((subject, hash)) = open.take() {
                        outcome = judge(&subject, hash.finish());
                        if outcome.is_err() {
                            return Ok(());
                        }
                    }
                    let subject = Subject {
                        name,
                        key: row.get(1)?,
                        since: row.get(2)?,
                        kind: if is_record { row.get(4)? } else { String::new() },
                        is_prunable: is_record
                            && row.get_ref(4)? == ValueRef::Text(b"order")
                            && row.get_ref(7)? == ValueRef::Text(b"posted"),
                    };
                    open = Some((subject, Hash::new()));
                }
                if let Some((_, hash)) = &mut open {
                    take_in(hash, table, row, GONE)?;
                }
            }
            if let Some((subject, hash)) = open {
                outcome = judge(&subject, hash.finish());
            }
            Ok(())
        })?;
        outcome
    }

    /// The log's last row of a subject: its number, its sign, the hash of the cells.
    fn last_proof(&self, table: &Table, subject: &Subject) -> Result<Option<(i64, char, String)>> {
        let proves = format!("{} {}", table.name, subject.name);
        self.sql(|c| {
            c.prepare_cached(
                "SELECT seq, substr(proves, 1, 1), state_sha256 FROM audit_log \
                 WHERE key = ?1 AND substr(proves, 2) = ?2 ORDER BY seq DESC LIMIT 1",
            )?
            .query_row(params![subject.key, proves], |row| {
                let sign: String = row.get(1)?;
                Ok((
                    row.get(0)?,
                    sign.chars().next().unwrap_or(' '),
                    row.get::<_, Digest<String>>(2)?.0,
                ))
            })
            .optional()
        })
    }

    /// Rows that the log knows and that are not there.
    pub(super) fn each_lost_row(
        &self,
        table: &'static Table,
        which: &Which,
        visit: &mut impl FnMut(Disagreement),
    ) -> Result<()> {
        let mut there = BTreeSet::new();
        self.each_subject(table, which, &mut |subject, _| {
            there.insert(subject.name.clone());
            Ok(())
        })?;
        let came = format!("+{} ", table.name);
        let mut known: BTreeMap<String, String> = BTreeMap::new();
        self.each_audit_row(0, |row| {
            let Some(name) = row
                .proves
                .get(1..)
                .and_then(|proves| proves.strip_prefix(&came[1..]))
            else {
                return true;
            };
            if row.proves.starts_with('-') {
                known.remove(name);
            } else {
                known.insert(name.to_owned(), row.key);
            }
            true
        })?;
        for (name, key) in known.into_iter().filter(|(name, _)| !there.contains(name)) {
            visit(Disagreement {
                table: table.name,
                row: name,
                kind: String::new(),
                key,
                what: "the log knows it, but the row is gone".to_owned(),
            });
        }
        Ok(())
    }

    /// Holds every record against its own rows: its document against its hash, a posted one against what says so,
    /// and says how many there were.
    fn each_broken_record(&self, which: &Which, visit: &mut impl FnMut(Disagreement)) -> Result<i64> {
        let sql = self.as_it_is_kept(&format!("{RECORDS} WHERE {}", which.condition("r.id")))?;
        self.sql(|c| {
            let mut statement = c.prepare(&sql)?;
            let mut rows = statement.query(params_from_iter(which.values()))?;
            let mut count = 0;
            while let Some(row) = rows.next()? {
                count += 1;
                let document = match row.get_ref(2)? {
                    ValueRef::Null => None,
                    ValueRef::Text(text) => Some(hash_of(text)),
                    ValueRef::Blob(bytes) => {
                        Some(unpack(bytes).map_or_else(unread, |text| hash_of(text.as_bytes())))
                    }
                    other => Some(unread(other)),
                };
                let Digest(stored) = row.get(3)?;
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
                    table: RECORD.name,
                    row: row.get(8)?,
                    kind: row.get(0)?,
                    key: row.get(1)?,
                    what: what.to_owned(),
                });
            }
            Ok(count)
        })
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
                visit(Disagreement {
                    table: RECORD.name,
                    row: String::new(),
                    kind: row.get(0)?,
                    key: row.get(1)?,
                    what: "the log knows it, but the record is gone".to_owned(),
                });
            }
            Ok(())
        })
    }
}

/// What stands for the hash of a text that cannot be read.
fn unread<T>(_: T) -> String {
    "none".to_owned()
}

/// What a row of a table is about.
struct Subject {
    name: String,
    key: String,
    since: String,
    kind: String,
    /// Whether it is a record whose content a pruning may take.
    is_prunable: bool,
}

/// Each record with what its rows must bear out: known at all, posted as this document, amount, number in Sage.
///
/// The plus keeps SQLite from going by the kind, of which there are as many rows as records.
const RECORDS: &str = "SELECT kind, key, {document}, coalesce(document_sha256, ''), \
     EXISTS (SELECT 1 FROM audit_log a WHERE a.key = r.key AND +a.kind = r.kind), \
     state <> 'posted' OR EXISTS (SELECT 1 FROM audit_log a WHERE a.key = r.key AND +a.kind = r.kind \
     AND a.event IN ('posted', 'found', 'accepted', 'confirmed', 'applied') AND (a.request_sha256 = '' \
     OR r.document_sha256 IS NULL OR a.request_sha256 IN (r.document_sha256, unhex(r.document_sha256), \
     lower(hex(r.document_sha256))))), \
     state <> 'posted' OR amount IS NULL OR EXISTS (SELECT 1 FROM audit_log a WHERE a.key = r.key \
     AND +a.kind = r.kind AND a.amount = r.amount), \
     state <> 'posted' OR kind NOT IN ('order', 'journal') OR sage IS NULL OR EXISTS (SELECT 1 FROM audit_log a \
     WHERE a.key = r.key AND +a.kind = r.kind AND instr(a.sage, CASE WHEN NOT json_valid(r.sage) THEN 'no JSON' \
     ELSE coalesce(json_extract(r.sage, '$.invoiceNumber'), json_extract(r.sage, '$.batchNumber'), \
     json_extract(r.sage, '$.orderNumber'), '') END) > 0), CAST(id AS TEXT) FROM record r";
