//! The audit log's hash chain: how a row is written, and how the chain is read back.
//!
//! Each row's hash covers a canonical, versioned encoding of all its columns, its number and the hash before
//! it; fields are length-prefixed, so that no two rows encode alike. How rows of today are encoded stands next door
//! ([`super::audit_cells`]), how those of earlier versions were stands here. The chain carries no key: a full rewrite
//! is caught only by a head hash kept elsewhere.

use ring::digest::SHA256;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Row, params, params_from_iter};

use super::audit_cells::{CellsHash, when};
use super::author::Author;
use super::digest::{Digest, bytes_of, hex, write_hex};
use super::{Result, Store};
use crate::money::{Amount, Currency};

/// The hash that the first row follows.
pub const GENESIS: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// Rows that prove nothing beyond themselves, as all rows of the first versions.
const PLAIN: &str = "ml-connector audit 1";

/// Rows that say what they prove.
const PROVING: &str = "ml-connector audit 2";

/// What happened, before it has a number.
#[derive(Debug, Clone, Default)]
pub struct Entry<'a> {
    /// The word for it: `read`, `planned`, `sending`, `posted`, …
    pub event: &'a str,
    /// The record's kind, or empty.
    pub kind: &'a str,
    /// The record's key, or empty.
    pub key: &'a str,
    /// The Sage document's name, or empty.
    pub sage: &'a str,
    /// A sum, if there is one.
    pub amount: Option<Amount>,
    /// Its currency.
    pub currency: Option<Currency>,
    /// The reason code or a person's words, or empty.
    pub reason: &'a str,
    /// SHA-256 of what was sent, or empty.
    pub request_sha256: &'a str,
    /// SHA-256 of the answer, or empty.
    pub answer_sha256: &'a str,
}

/// One row of the log; all columns as the text that is hashed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditRow {
    /// Its number, from 1 without gaps.
    pub seq: i64,
    /// When, in UTC.
    pub at: String,
    /// The run.
    pub run: i64,
    /// OS user and host.
    pub actor: String,
    /// What happened.
    pub event: String,
    /// The record's kind.
    pub kind: String,
    /// The record's key.
    pub key: String,
    /// The Sage document.
    pub sage: String,
    /// The sum.
    pub amount: String,
    /// Its currency.
    pub currency: String,
    /// Why.
    pub reason: String,
    /// SHA-256 of what was sent.
    pub request_sha256: String,
    /// SHA-256 of the answer.
    pub answer_sha256: String,
    /// What the row proves: a sign, a table and a row of it; or empty.
    pub proves: String,
    /// The hash of that row's cells from then on; empty when it went.
    pub state_sha256: String,
    /// The hash of the row before.
    pub previous: String,
    /// The hash of this row.
    pub hash: String,
}

impl AuditRow {
    pub(super) fn from_row(row: &Row<'_>) -> rusqlite::Result<Self> {
        let hash = |column| row.get::<_, Digest<String>>(column).map(|digest| digest.0);
        Ok(Self {
            seq: row.get(0)?,
            at: when(row.get_ref(1)?),
            run: row.get(2)?,
            actor: row.get(3)?,
            event: row.get(4)?,
            kind: row.get(5)?,
            key: row.get(6)?,
            sage: row.get(7)?,
            amount: row.get(8)?,
            currency: row.get(9)?,
            reason: row.get(10)?,
            request_sha256: hash(11)?,
            answer_sha256: hash(12)?,
            previous: hash(13)?,
            hash: hash(14)?,
            proves: row.get(15)?,
            state_sha256: hash(16)?,
        })
    }

    /// What the hash of a row must be that an earlier version wrote.
    pub(super) fn computed_hash(&self) -> String {
        let mut encoding = Encoding::default();
        let plain = self.proves.is_empty() && self.state_sha256.is_empty();
        encoding.begin(plain, self.seq);
        encoding.text(self.at.as_bytes());
        encoding.number(self.run);
        for field in [
            &self.actor,
            &self.event,
            &self.kind,
            &self.key,
            &self.sage,
            &self.amount,
            &self.currency,
            &self.reason,
            &self.request_sha256,
            &self.answer_sha256,
            &self.previous,
        ] {
            encoding.text(field.as_bytes());
        }
        if !plain {
            encoding.text(self.proves.as_bytes());
            encoding.text(self.state_sha256.as_bytes());
        }
        hex(encoding.hash().as_ref())
    }
}

/// The bytes that a row's hash is of: each column as text behind its length. One serves many rows.
#[derive(Debug, Default)]
pub(super) struct Encoding(Vec<u8>);

impl Encoding {
    /// Begins with a row's number; `plain` where it proves nothing.
    pub(super) fn begin(&mut self, plain: bool, seq: i64) {
        self.0.clear();
        self.text(if plain { PLAIN } else { PROVING }.as_bytes());
        self.number(seq);
    }

    /// A column.
    pub(super) fn text(&mut self, field: &[u8]) {
        self.length(field.len());
        self.0.extend_from_slice(field);
    }

    /// A column that is a number.
    pub(super) fn number(&mut self, number: i64) {
        self.text(itoa::Buffer::new().format(number).as_bytes());
    }

    /// A column that is a hash, by its bytes.
    pub(super) fn digits(&mut self, bytes: &[u8]) {
        self.length(bytes.len() * 2);
        write_hex(bytes, &mut self.0);
    }

    fn length(&mut self, length: usize) {
        let length = u64::try_from(length).unwrap_or(u64::MAX);
        self.0.extend_from_slice(&length.to_be_bytes());
    }

    /// Their hash.
    pub(super) fn hash(&self) -> ring::digest::Digest {
        ring::digest::digest(&SHA256, &self.0)
    }
}

/// The last row's number and hash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chain {
    /// The number of the last row; 0 when there is none.
    pub seq: i64,
    /// Its hash.
    pub hash: String,
}

impl Chain {
    /// The chain before its first row.
    pub fn genesis() -> Self {
        Self {
            seq: 0,
            hash: GENESIS.to_owned(),
        }
    }
}

/// The columns of a row `a` of the log, in the order that [`AuditRow::from_row`] reads.
///
/// What a row does not keep is told in its place: the hash of the row before, and the actor where it is the run's.
pub(super) const COLUMNS: &str = "a.seq, a.at, a.run, CASE WHEN a.actor = '' AND typeof(a.at) = 'integer' \
    THEN coalesce((SELECT r.actor FROM run r WHERE r.id = a.run), '') ELSE a.actor END, a.event, a.kind, a.key, a.sage, \
    a.amount, a.currency, a.reason, a.request_sha256, a.answer_sha256, CASE WHEN a.previous = '' THEN \
    coalesce((SELECT p.hash FROM audit_log p WHERE p.seq = a.seq - 1), zeroblob(32)) ELSE a.previous END, a.hash, \
    a.proves, a.state_sha256";

/// The same columns as they lie in the file.
pub(super) const AS_THEY_LIE: &str = "a.seq, a.at, a.run, a.actor, a.event, a.kind, a.key, a.sage, a.amount, a.currency, \
    a.reason, a.request_sha256, a.answer_sha256, a.previous, a.hash, a.proves, a.state_sha256";

impl Store {
    /// Appends a row to the log, in the transaction that is open.
    pub(super) fn append(
        &self,
        author: Author<'_>,
        entry: &Entry<'_>,
        proves: &str,
        state_sha256: &str,
    ) -> Result<()> {
        let last = self.last_row()?;
        let amount = entry.amount.map(|amount| amount.to_string()).unwrap_or_default();
        let hashes =
            [entry.request_sha256, entry.answer_sha256, state_sha256].map(|text| (text, bytes_of(text)));
        let hashes = hashes.each_ref().map(|(text, bytes)| match bytes {
            Some(bytes) => ValueRef::Blob(bytes),
            None => ValueRef::Text(text.as_bytes()),
        });
        let [request, answer, state] = hashes;
        let is_the_run_s = {
            let (run, actor) = &*self.writer.borrow();
            *run == author.run && author.run > 0 && actor == author.actor
        };
        let cells = [
            ValueRef::Integer(author.at.timestamp_micros()),
            ValueRef::Integer(author.run),
            if is_the_run_s {
                ValueRef::Text(b"")
            } else {
                text(author.actor)
            },
            text(entry.event),
            text(entry.kind),
            text(entry.key),
            text(entry.sage),
            text(&amount),
            text(entry.currency.as_ref().map_or("", Currency::code)),
            text(entry.reason),
            request,
            answer,
            text(proves),
            state,
        ];
        // A number that is taken is refused by the table.
        let seq = last.seq.saturating_add(1);
        let hash = CellsHash::default().of(seq, &last.hash, &cells);
        let values = [ValueRef::Integer(seq)]
            .into_iter()
            .chain(cells)
            .chain([ValueRef::Blob(hash.as_ref())]);
        self.sql(|c| {
            c.prepare_cached(
                "INSERT INTO audit_log (seq, at, run, actor, event, kind, key, sage, amount, currency, reason, \
                 request_sha256, answer_sha256, proves, state_sha256, hash, previous) \
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, '')",
            )?
            .execute(params_from_iter(values.map(ToSqlOutput::Borrowed)))
        })?;
        Ok(())
    }

    /// Whether rows of this file's log say what they prove; an older copy that is only looked at has none.
    pub(super) fn has_proofs(&self) -> Result<bool> {
        self.sql(|c| {
            c.prepare_cached(
                "SELECT EXISTS (SELECT 1 FROM pragma_table_info('audit_log') WHERE name = 'proves')",
            )?
            .query_row([], |row| row.get(0))
        })
    }

    /// The head of the audit chain.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn audit_head(&self) -> Result<Chain> {
        let row = self.sql(|c| {
            let mut statement =
                c.prepare_cached("SELECT seq, hash FROM audit_log ORDER BY seq DESC LIMIT 1")?;
            let mut rows = statement.query([])?;
            rows.next()?
                .map(|row| {
                    Ok(Chain {
                        seq: row.get(0)?,
                        hash: row.get::<_, Digest<String>>(1)?.0,
                    })
                })
                .transpose()
        })?;
        Ok(row.unwrap_or_else(Chain::genesis))
    }

    /// Walks the audit rows after a number, in order, one at a time, until `visit` says stop.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn each_audit_row(&self, after: i64, mut visit: impl FnMut(AuditRow) -> bool) -> Result<()> {
        match after.checked_add(1) {
            Some(from) => self.each_row_of(COLUMNS, from, |row| Ok(visit(AuditRow::from_row(row)?))),
            None => Ok(()),
        }
    }

    /// The same from a number on, by the rows as they lie there.
    pub(super) fn each_raw_row(
        &self,
        from: i64,
        visit: impl FnMut(&Row<'_>) -> rusqlite::Result<bool>,
    ) -> Result<()> {
        self.each_row_of(AS_THEY_LIE, from, visit)
    }

    fn each_row_of(
        &self,
        columns: &str,
        from: i64,
        mut visit: impl FnMut(&Row<'_>) -> rusqlite::Result<bool>,
    ) -> Result<()> {
        let columns = match self.has_proofs()? {
            true => columns.to_owned(),
            false => columns.replace("a.proves, a.state_sha256", "'', ''"),
        };
        self.sql(|c| {
            let mut statement = c.prepare_cached(&format!(
                "SELECT {columns} FROM audit_log a WHERE a.seq >= ?1 ORDER BY a.seq"
            ))?;
            let mut rows = statement.query(params![from])?;
            while let Some(row) = rows.next()? {
                if !visit(row)? {
                    break;
                }
            }
            Ok(())
        })
    }
}

/// A cell that is a text.
fn text(text: &str) -> ValueRef<'_> {
    ValueRef::Text(text.as_bytes())
}

/// A SHA-256 that grows with what is read, for what is too long to be held.
pub struct Hash(ring::digest::Context);

impl Hash {
    /// Of nothing yet.
    #[expect(
        clippy::new_without_default,
        reason = "a hash of nothing is no value that anybody wants by default"
    )]
    pub fn new() -> Self {
        Self(ring::digest::Context::new(&SHA256))
    }

    /// Takes in further bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// As [`hash_of`] of all of them.
    pub fn finish(self) -> String {
        hex(self.0.finish().as_ref())
    }
}

/// The SHA-256 of some bytes, as 64 hex digits.
pub fn hash_of(bytes: &[u8]) -> String {
    hex(ring::digest::digest(&SHA256, bytes).as_ref())
}
