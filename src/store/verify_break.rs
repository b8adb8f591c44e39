//! What was done to the log where its chain breaks: told by the rows beside it.
//!
//! Rows of today do not keep the hash before them, so where one was written is looked for: it is the place at which its hash
//! comes out right behind a row nearby, or the one before the place of the row that follows it.

use std::collections::HashMap;

use rusqlite::{OptionalExtension, Row, params};

use super::audit::{AS_THEY_LIE, AuditRow, Chain};
use super::audit_cells::CellsHash;
use super::digest::{Digest, bytes_of, hex};
use super::verify_chain::RawRow;
use super::{GENESIS, Result, Store};

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

/// How far away the place of a row is looked for.
const NEAR: i64 = 5_000;

/// A row at which the chain breaks, or one beside it.
#[derive(Debug)]
pub(super) struct Astray {
    read: AuditRow,
    /// Its cells as they are hashed; `None` in a row of an earlier version, which is hashed by its texts.
    cells: Option<Vec<u8>>,
    /// Whether its time is a text; what reads like one need not be.
    is_of_texts: bool,
}

/// Where a row was written.
struct Written {
    seq: i64,
    /// The hash of the row before it then, where that is known.
    previous: Option<String>,
}

impl Astray {
    /// A row of [`AS_THEY_LIE`].
    pub(super) fn of(row: &Row<'_>) -> rusqlite::Result<Self> {
        let raw = RawRow::of(row)?;
        Ok(Self {
            read: AuditRow::from_row(row)?,
            is_of_texts: raw.is_of_texts(),
            cells: raw.is_of_cells().then(|| CellsHash::encoded(raw.cells())),
        })
    }

    /// The number of the row.
    pub(super) fn seq(&self) -> i64 {
        self.read.seq
    }

    /// Goes by texts to a row that its bytes did not show to be right: its hash, when it is.
    pub(super) fn follows(&self, last: &Chain) -> Option<Vec<u8>> {
        let row = &self.read;
        let follows =
            last.seq.checked_add(1) == Some(row.seq) && row.previous == last.hash && self.is_intact();
        bytes_of(&row.hash).filter(|_| follows)
    }

    /// Whether a row of an earlier version has the hash of what it says.
    fn is_intact(&self) -> bool {
        self.is_of_texts && self.read.computed_hash() == self.read.hash
    }

    /// Whether it has the hash of what it says, behind a row with this hash and under this number.
    fn was_written(&self, seq: i64, previous: &str) -> bool {
        match &self.cells {
            None => self.read.previous == previous,
            Some(cells) => bytes_of(previous)
                .is_some_and(|previous| hex(by_cells(seq, &previous, cells).as_ref()) == self.read.hash),
        }
    }
}

fn by_cells(seq: i64, previous: &[u8], cells: &[u8]) -> ring::digest::Digest {
    CellsHash::default().of_encoded(seq, previous, cells)
}

/// Numbers near another one, the nearest first.
fn near(seq: i64) -> impl Iterator<Item = i64> {
    (1..=NEAR)
        .flat_map(move |by| [seq.checked_add(by), seq.checked_sub(by)])
        .flatten()
        .filter(|seq| *seq > 0)
}

impl Store {
    pub(super) fn name_break(&self, last: &Chain, row: &Astray) -> Result<Break> {
        let (seq, hash) = (row.seq(), &row.read.hash);
        let found = |seq, kind, words: String| Ok(Break { seq, kind, words });
        let intact = row.is_intact();
        let written = match intact {
            true => None,
            false => self.written_as(row)?,
        };
        let first = last.seq.saturating_add(1);
        if seq > first {
            let previous = match &row.cells {
                None => Some(&row.read.previous).filter(|_| !intact),
                Some(_) => written.as_ref().and_then(|written| written.previous.as_ref()),
            };
            return match self.place_of(previous)? {
                Some(place) if place > seq => found(
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
        if let Some(written) = written {
            return self.displaced(last, row, &written);
        }
        let next = self.astray_behind(seq)?;
        let follows = |hash: &str| {
            let next = next.as_ref();
            let beside = seq.saturating_sub(1)..=seq.saturating_add(1);
            next.map(|next| beside.into_iter().any(|number| next.was_written(number, hash)))
        };
        if row.cells.is_some() && follows(hash).unwrap_or(true) {
            return found(
                seq,
                Tampering::Changed,
                format!(
                    "the content of row {seq} was changed, or that of those before it, which were then written anew"
                ),
            );
        }
        if row.cells.is_none() && row.read.previous == last.hash && follows(hash).unwrap_or(true) {
            return found(
                seq,
                Tampering::Changed,
                format!("the content of row {seq} was changed"),
            );
        }
        if follows(&last.hash) == Some(true) {
            return found(seq, Tampering::Inserted, format!("row {seq} was put in"));
        }
        found(
            seq,
            Tampering::Changed,
            format!("row {seq} was changed, its link or its hash with it"),
        )
    }

    /// A row whose hash proves that it was written under another number.
    fn displaced(&self, last: &Chain, row: &Astray, written: &Written) -> Result<Break> {
        let (seq, previous, hash) = (row.seq(), written.previous.as_ref(), &row.read.hash);
        let written = written.seq;
        if self.hash_at(written)?.as_ref() == Some(hash) {
            return Ok(Break {
                seq,
                kind: Tampering::Inserted,
                words: format!("row {seq} was put in: it is a copy of row {written}"),
            });
        }
        if written < seq
            && previous.is_some_and(|previous| *previous != last.hash)
            && self.hash_at(written - 1)?.as_ref() == previous
        {
            return Ok(Break {
                seq: written,
                kind: Tampering::Inserted,
                words: format!(
                    "what stands at row {seq} was written as row {written}: row {written} was put in"
                ),
            });
        }
        let kept = self.place_of(previous)?.is_some_and(|place| place > seq);
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

    /// The number nearby under which a row's hash comes out right.
    fn written_as(&self, row: &Astray) -> Result<Option<Written>> {
        let seq = row.seq();
        let Some(cells) = &row.cells else {
            let mut other = row.read.clone();
            let found = near(seq).find(|seq| {
                other.seq = *seq;
                other.computed_hash() == row.read.hash
            });
            return Ok(found.map(|seq| Written {
                seq,
                previous: Some(row.read.previous.clone()),
            }));
        };
        let hashes = self.hashes_near(seq)?;
        let Some(hash) = bytes_of(&row.read.hash) else {
            return Ok(None);
        };
        // Behind the row that stands before its place, or the one that was put there in its stead.
        for number in near(seq) {
            for before in [number - 1, number] {
                let Some(previous) = hashes.get(&before) else {
                    continue;
                };
                if by_cells(number, previous, cells).as_ref() == hash {
                    let previous = Some(hex(previous));
                    return Ok(Some(Written {
                        seq: number,
                        previous,
                    }));
                }
            }
        }
        // The row before it is gone; the one behind it came here with it.
        let next = self.astray_behind(seq)?;
        let Some(next) = next.as_ref() else {
            return Ok(None);
        };
        let (Some(cells), Some(next)) = (&next.cells, bytes_of(&next.read.hash)) else {
            return Ok(None);
        };
        let follows = |number| by_cells(number, &hash, cells).as_ref() == next;
        let found = near(seq).find(|number| number.checked_add(1).is_some_and(follows));
        Ok(found.map(|seq| Written { seq, previous: None }))
    }

    /// The hashes of the rows nearby.
    fn hashes_near(&self, seq: i64) -> Result<HashMap<i64, Vec<u8>>> {
        let (from, to) = (seq.saturating_sub(NEAR + 1), seq.saturating_add(NEAR));
        let mut hashes = self.sql(|c| {
            let mut statement = c.prepare("SELECT seq, hash FROM audit_log WHERE seq BETWEEN ?1 AND ?2")?;
            let mut rows = statement.query(params![from, to])?;
            let mut hashes = HashMap::new();
            while let Some(row) = rows.next()? {
                if let Some(hash) = bytes_of(&row.get::<_, Digest<String>>(1)?.0) {
                    hashes.insert(row.get(0)?, hash);
                }
            }
            Ok(hashes)
        })?;
        hashes.extend(bytes_of(GENESIS).map(|genesis| (0, genesis)));
        Ok(hashes)
    }

    /// The row with the number after this one.
    fn astray_behind(&self, seq: i64) -> Result<Option<Astray>> {
        let Some(seq) = seq.checked_add(1) else {
            return Ok(None);
        };
        let columns = match self.has_proofs()? {
            true => AS_THEY_LIE.to_owned(),
            false => AS_THEY_LIE.replace("a.proves, a.state_sha256", "'', ''"),
        };
        self.sql(|c| {
            c.query_row(
                &format!("SELECT {columns} FROM audit_log a WHERE a.seq = ?1"),
                params![seq],
                Astray::of,
            )
            .optional()
        })
    }

    /// The number of the row that has a hash.
    fn place_of(&self, hash: Option<&String>) -> Result<Option<i64>> {
        let Some(hash) = hash else { return Ok(None) };
        self.sql(|c| {
            c.query_row(
                "SELECT seq FROM audit_log WHERE hash IN (?1, ?2)",
                params![Digest(hash), hash],
                |row| row.get(0),
            )
            .optional()
        })
    }

    fn hash_at(&self, seq: i64) -> Result<Option<String>> {
        if seq == 0 {
            return Ok(Some(GENESIS.to_owned()));
        }
        self.sql(|c| {
            c.query_row("SELECT hash FROM audit_log WHERE seq = ?1", params![seq], |row| {
                row.get::<_, Digest<String>>(0)
            })
            .optional()
        })
        .map(|digest| digest.map(|digest| digest.0))
    }
}

fn missing(first: i64, last: i64) -> String {
    if first == last {
        format!("row {first} is missing")
    } else {
        format!("rows {first} to {last} are missing")
    }
}
