//! What a row of the log proves: the cells of one row of another table, from that moment on.
//!
//! Whatever decides is written through here, so that its row and the log's row stand in one transaction. The hash
//! covers every cell with its type and length; what a pruning may forget stands in it by its own hash. Left out are
//! what decides nothing: when a record was last looked at, rate budgets, the cached token.

use ring::digest::{SHA256, digest};
use rusqlite::{Connection, Params, Row, ToSql, Transaction, TransactionBehavior, types::ValueRef};

use super::audit::{Entry, Hash};
use super::author::Author;
use super::packed::forgotten;
use super::{Result, Store, StoreError};

/// A table that the log proves.
#[derive(Debug)]
pub(super) struct Table {
    /// Its name, as it stands in the log.
    pub name: &'static str,
    /// What tells one subject from another.
    pub subject: &'static str,
    /// The key under which the log has it.
    pub key: &'static str,
    /// When it came, or last changed: what a log without a row of it is held against.
    pub since: &'static str,
    /// The cells that are proven.
    pub columns: &'static str,
    /// The text that a pruning may forget, which is proven by its own hash; or empty.
    pub forgettable: &'static str,
    /// The table, as `t`, with what names it.
    pub from: &'static str,
    /// The order in which rows of one subject stand together.
    pub order: &'static str,
    /// One subject, by its parameters.
    pub one: &'static str,
}

macro_rules! cells_of_a_record {
    () => {
        "t.seller, t.kind, t.key, t.parent, t.state, t.reason, t.detail, t.marketplace, t.customer, t.amount, \
         t.currency, t.version, t.content_sha256, t.document_sha256, t.sage, t.attempt, t.missed_at, \
         t.first_seen, t.first_shipped, t.waiting_since, t.updated_at"
    };
}

/// How rows of the log that are hashed by their cells prove a record: with its texts, as they are kept.
pub(super) const RECORD: Table = Table {
    columns: concat!(
        cells_of_a_record!(),
        ", CASE WHEN t.document IS NULL THEN t.document_packed WHEN t.document_packed IS NULL THEN t.document ELSE 0 END"
    ),
    forgettable: "CASE WHEN t.content IS NULL THEN t.content_packed WHEN t.content_packed IS NULL THEN t.content ELSE 0 END",
    ..RECORD_OF_OLD
};

/// How rows of earlier versions prove it: its texts by the hashes that stand in its cells.
pub(super) const RECORD_OF_OLD: Table = Table {
    name: "record",
    subject: "t.id",
    key: "t.key",
    since: "t.updated_at",
    columns: cells_of_a_record!(),
    forgettable: "",
    from: "record t",
    order: "t.id",
    one: "t.id = ?1",
};

pub(super) const SETTLED: Table = Table {
    name: "settled",
    subject: "t.settlement",
    key: "coalesce(s.key, '')",
    // Rows of a settlement that is not there are of no time before the log.
    since: "coalesce(s.first_seen, '9999')",
    columns: "t.amazon_order, t.journal, t.role, t.amount",
    forgettable: "",
    from: "settled t LEFT JOIN record s ON s.id = t.settlement",
    order: "t.settlement, t.amazon_order, t.journal, t.role",
    one: "t.settlement = ?1",
};

pub(super) const LINES: Table = Table {
    name: "settlement_lines",
    subject: "t.settlement || ' ' || t.source || ' ' || t.piece",
    key: "coalesce(s.key, '')",
    since: "t.kept_at",
    columns: "t.count, t.lines_sha256, t.shares_sha256, t.kept_at",
    forgettable: "",
    from: "settlement_lines t LEFT JOIN record s ON s.id = t.settlement",
    order: "t.settlement, t.source, t.piece",
    one: "t.settlement = ?1 AND t.source = ?2 AND t.piece = ?3",
};

pub(super) const EXCEPTION: Table = Table {
    name: "exception",
    subject: "t.id",
    key: "r.key",
    since: "t.opened_at",
    columns: "t.kind, t.record, t.customer, t.figures, t.advice, t.run, t.opened_at, t.closed_at, t.closed_by, \
              t.because",
    forgettable: "",
    from: "exception t LEFT JOIN record r ON r.id = t.record",
    order: "t.id",
    one: "t.id = ?1",
};

pub(super) const DECISION: Table = Table {
    name: "decision",
    subject: "t.id",
    key: "r.key",
    since: "t.made_at",
    columns: "t.record, t.word, t.document, t.because, t.by, t.run, t.made_at",
    forgettable: "",
    from: "decision t LEFT JOIN record r ON r.id = t.record",
    order: "t.id",
    one: "t.id = ?1",
};

pub(super) const FACT: Table = Table {
    name: "fact",
    subject: "t.name",
    key: "t.name",
    since: "t.noted_at",
    columns: "t.value, t.noted_at",
    forgettable: "",
    from: "fact t",
    order: "t.name",
    one: "t.name = ?1",
};

pub(super) const RUN: Table = Table {
    name: "run",
    subject: "t.id",
    key: "t.id",
    since: "t.started",
    columns: "t.command, t.actor, t.version, t.started, t.ended, t.status, t.summary, t.scope, t.words",
    forgettable: "",
    from: "run t",
    order: "t.id",
    one: "t.id = ?1",
};

pub(super) const WATERMARK: Table = Table {
    name: "watermark",
    subject: "t.scope",
    key: "t.scope",
    since: "t.moved_at",
    columns: "t.at, t.moved_at",
    forgettable: "",
    from: "watermark t",
    order: "t.scope",
    one: "t.scope = ?1",
};

pub(super) const CURSOR: Table = Table {
    name: "cursor",
    subject: "t.scope",
    key: "t.scope",
    since: "t.saved_at",
    columns: "t.window, t.token, t.bound, t.saved_at",
    forgettable: "",
    from: "cursor t",
    order: "t.scope",
    one: "t.scope = ?1",
};

pub(super) const CREDENTIAL: Table = Table {
    name: "credential",
    subject: "t.system || ' ' || t.name",
    key: "t.system || ' ' || t.name",
    since: "t.set_at",
    columns: "t.host, t.sealed, t.fingerprint, t.set_at",
    forgettable: "",
    from: "credential t",
    order: "t.system, t.name",
    one: "t.system = ?1 AND t.name = ?2",
};

pub(super) const ARCHIVE: Table = Table {
    name: "archive",
    subject: "t.sha256",
    key: "t.sha256",
    since: "t.kept_at",
    columns: "t.name, t.length, t.kept_at",
    forgettable: "",
    from: "archive t",
    order: "t.sha256",
    one: "t.sha256 = ?1",
};

/// Every table that is proven row by row. The cached token is the one row that is not.
pub(super) const TABLES: [&Table; 11] = [
    &RECORD,
    &SETTLED,
    &LINES,
    &EXCEPTION,
    &DECISION,
    &FACT,
    &RUN,
    &WATERMARK,
    &CURSOR,
    &CREDENTIAL,
    &ARCHIVE,
];

impl Table {
    /// Subject, key, time, and the proven cells.
    pub(super) fn select(&self, which: &str) -> String {
        let Self {
            subject,
            key,
            since,
            columns,
            forgettable,
            from,
            ..
        } = self;
        let comma = if forgettable.is_empty() { "" } else { ", " };
        format!(
            "SELECT CAST({subject} AS TEXT), coalesce(CAST({key} AS TEXT), ''), {since}, {columns}{comma}{forgettable} \
             FROM {from} WHERE {which} ORDER BY {}",
            self.order
        )
    }
}

/// How many columns of [`Table::select`] come before the proven cells.
const BEFORE_CELLS: usize = 3;

/// Takes the proven cells of a row of [`Table::select`] into a hash; `gone` is as in [`write_forgettable`].
pub(super) fn take_in(hash: &mut Hash, table: &Table, row: &Row<'_>, gone: u8) -> rusqlite::Result<()> {
    let cells = (BEFORE_CELLS..row.as_ref().column_count()).map(|column| row.get_ref(column));
    let mut bytes = Vec::with_capacity(1 << 10);
    let mut cells = cells.collect::<rusqlite::Result<Vec<_>>>()?;
    let forgettable = match table.forgettable {
        "" => None,
        _ => cells.pop(),
    };
    write_cells(&mut bytes, &cells);
    if let Some(text) = forgettable {
        write_forgettable(&mut bytes, text, gone);
    }
    hash.update(&bytes);
    Ok(())
}

/// Writes cells as they are hashed: of each a letter for the type, the length, the bytes.
pub(super) fn write_cells(into: &mut Vec<u8>, cells: &[ValueRef<'_>]) {
    for cell in cells {
        match cell {
            ValueRef::Null => write_cell(into, b'n', &[]),
            ValueRef::Integer(number) => write_cell(into, b'i', &number.to_be_bytes()),
            ValueRef::Real(number) => write_cell(into, b'r', &number.to_bits().to_be_bytes()),
            ValueRef::Text(bytes) => write_cell(into, b't', bytes),
            ValueRef::Blob(bytes) => write_cell(into, b'b', bytes),
        }
    }
}

fn write_cell(into: &mut Vec<u8>, kind: u8, bytes: &[u8]) {
    let mut head = [kind; 9];
    head[1..].copy_from_slice(&u64::try_from(bytes.len()).unwrap_or(u64::MAX).to_be_bytes());
    into.extend_from_slice(&head);
    into.extend_from_slice(bytes);
}

/// The letter of a text that is there, and of one that was forgotten before the log last told of its row.
pub(super) const THERE: u8 = b'd';
pub(super) const GONE: u8 = b'f';

/// Writes a text that may be forgotten: by the hash of its bytes as they are, or were, kept. `gone` is the letter of one
/// that was forgotten: it was there when the log last told of its row, or it was gone already.
pub(super) fn write_forgettable(into: &mut Vec<u8>, text: ValueRef<'_>, gone: u8) {
    match text {
        ValueRef::Blob(bytes) | ValueRef::Text(bytes) => match forgotten(bytes) {
            Some(hash) => write_cell(into, gone, hash),
            None => write_cell(into, THERE, digest(&SHA256, bytes).as_ref()),
        },
        other => write_cells(into, &[other]),
    }
}

/// A subject as it stands.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Standing {
    subject: String,
    key: String,
    pub(super) hash: String,
}

impl Store {
    /// A subject as it stands; `None` when it is not there.
    pub(super) fn standing_of(&self, table: &Table, id: impl Params) -> Result<Option<Standing>> {
        self.standing_with(table, id, GONE)
    }

    /// The same, with the letter of a text that was forgotten, as in [`write_forgettable`].
    pub(super) fn standing_with(&self, table: &Table, id: impl Params, gone: u8) -> Result<Option<Standing>> {
        self.sql(|c| {
            let mut statement = c.prepare_cached(&table.select(table.one))?;
            let mut rows = statement.query(id)?;
            let mut standing: Option<(String, String)> = None;
            let mut hash = Hash::new();
            while let Some(row) = rows.next()? {
                take_in(&mut hash, table, row, gone)?;
                if standing.is_none() {
                    standing = Some((row.get(0)?, row.get(1)?));
                }
            }
            Ok(standing.map(|(subject, key)| Standing {
                subject,
                key,
                hash: hash.finish(),
            }))
        })
    }

    /// Writes the log's row of a subject that is known to be there: `sign` says whether it came or changed.
    pub(super) fn prove(
        &self,
        author: Author<'_>,
        entry: &Entry<'_>,
        table: &Table,
        sign: char,
        id: i64,
    ) -> Result<()> {
        let standing = self.standing_of(table, [id])?;
        let Some(standing) = standing else {
            return self.append(author, entry, "", "");
        };
        let proves = format!("{sign}{} {}", table.name, standing.subject);
        self.append(author, entry, &proves, &standing.hash)
    }

    /// Writes to one subject of a table, and into the log what stands there afterwards; nothing when nothing changed.
    ///
    /// The log's row has the table's name as its kind and the subject's own key.
    pub(super) fn watched<T>(
        &self,
        author: Author<'_>,
        event: &str,
        table: &Table,
        id: &[&dyn ToSql],
        write: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<T> {
        self.in_one(|| {
            let before = self.standing_of(table, id)?;
            let value = self.sql(write)?;
            let after = self.standing_of(table, id)?;
            self.tell_of(author, event, table.name, (before.as_ref(), after.as_ref()))?;
            Ok(value)
        })
    }

    /// What became of a row, as a row of the log; nothing where nothing did.
    fn tell_of(
        &self,
        author: Author<'_>,
        event: &str,
        table: &str,
        (before, after): (Option<&Standing>, Option<&Standing>),
    ) -> Result<()> {
        let (sign, standing) = match (before, after) {
            (before, after) if before == after => return Ok(()),
            (None, Some(after)) => ('+', after),
            (Some(_), Some(after)) => ('=', after),
            (Some(before), None) => ('-', before),
            (None, None) => return Ok(()),
        };
        let proves = format!("{sign}{table} {}", standing.subject);
        let entry = Entry {
            event,
            kind: table,
            key: &standing.key,
            ..Entry::default()
        };
        let hash = if sign == '-' { "" } else { standing.hash.as_str() };
        self.append(author, &entry, &proves, hash)?;
        Ok(())
    }

    /// Runs in the transaction that is open, or in one of its own.
    pub(super) fn in_one<T>(&self, run: impl FnOnce() -> Result<T>) -> Result<T> {
        if !self.connection.is_autocommit() {
            return run();
        }
        let transaction = self.alone()?;
        let value = run()?;
        transaction
            .commit()
            .map_err(|error| StoreError::from_sqlite(error, &self.path))?;
        Ok(value)
    }

    pub(super) fn alone(&self) -> Result<Transaction<'_>> {
        Transaction::new_unchecked(&self.connection, TransactionBehavior::Immediate)
            .map_err(|error| StoreError::from_sqlite(error, &self.path))
    }

    /// Runs in the name of the run that this store was opened for.
    pub(super) fn as_author<T>(
        &self,
        now: chrono::DateTime<chrono::Utc>,
        run: impl FnOnce(Author<'_>) -> Result<T>,
    ) -> Result<T> {
        let (id, actor) = self.writer.borrow().clone();
        run(Author {
            run: id,
            actor: &actor,
            at: now,
        })
    }
}
