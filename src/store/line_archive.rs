//! Every line of a settlement, kept in compressed pieces, and beside each piece where its lines went.

use chrono::{DateTime, Utc};
use rusqlite::{OptionalExtension, params};

use super::audit::hash_of;
use super::proof::LINES;
use super::{Change, Result, Store, time_text};
use crate::books::record::Kind;

/// The source of pages as they were read, which wait until all of them are there; they are no lines.
const PAGES: &str = "page";

/// One piece of a settlement's lines.
#[derive(Debug, Clone)]
pub struct LinePiece {
    /// `finances` or `report`.
    pub source: String,
    /// How many lines are in it.
    pub count: i64,
    /// The compressed lines; `None` when they were pruned.
    pub lines: Option<Vec<u8>>,
    /// The compressed shares; `None` while nothing is planned, or when they were pruned.
    pub shares: Option<Vec<u8>>,
}

impl Store {
    /// Forgets the lines of a settlement that are read again.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn forget_lines(&self, settlement: i64, now: DateTime<Utc>) -> Result<()> {
        self.forget_pieces(settlement, false, now)
    }

    /// Forgets the pages that waited for the rest of a settlement.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn forget_pages(&self, settlement: i64, now: DateTime<Utc>) -> Result<()> {
        self.forget_pieces(settlement, true, now)
    }

    fn forget_pieces(&self, settlement: i64, pages: bool, now: DateTime<Utc>) -> Result<()> {
        let pieces: Vec<(String, i64)> = self.sql(|c| {
            c.prepare(
                "SELECT source, piece FROM settlement_lines WHERE settlement = ?1 AND (source = ?2) = ?3",
            )?
            .query_map(params![settlement, PAGES, pages], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })?
            .collect()
        })?;
        if pieces.is_empty() {
            return Ok(());
        }
        self.in_one(|| {
            for (source, piece) in &pieces {
                self.as_author(now, |author| {
                    self.watched(author, "lines-forgotten", &LINES, &[&settlement, source, piece], |c| {
                        c.execute(
                            "DELETE FROM settlement_lines WHERE settlement = ?1 AND source = ?2 AND piece = ?3",
                            params![settlement, source, piece],
                        )
                    })
                })?;
            }
            Ok(())
        })
    }

    /// Keeps a piece.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn keep_lines(
        &self,
        settlement: i64,
        source: &str,
        piece: i64,
        count: i64,
        lines: &[u8],
        now: DateTime<Utc>,
    ) -> Result<()> {
        let (at, hash) = (time_text(now), hash_of(lines));
        self.as_author(now, |author| {
            self.watched(author, "lines-kept", &LINES, &[&settlement, &source, &piece], |c| {
                c.prepare_cached(
                    "INSERT INTO settlement_lines (settlement, source, piece, count, lines, lines_sha256, kept_at) \
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                )?
                .execute(params![settlement, source, piece, count, lines, hash, at])
            })
        })?;
        Ok(())
    }

    /// Keeps a page of a settlement until all of its pages are there.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn keep_page(
        &self,
        settlement: i64,
        page: i64,
        count: i64,
        bytes: &[u8],
        now: DateTime<Utc>,
    ) -> Result<()> {
        self.keep_lines(settlement, PAGES, page, count, bytes, now)
    }

    /// A page that is kept; `None` beyond the last one, or when it was pruned.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn kept_page(&self, settlement: i64, page: i64) -> Result<Option<Vec<u8>>> {
        let kept = self.sql(|c| {
            c.prepare_cached(
                "SELECT lines FROM settlement_lines WHERE settlement = ?1 AND source = ?2 AND piece = ?3",
            )?
            .query_row(params![settlement, PAGES, page], |row| row.get(0))
            .optional()
        })?;
        Ok(kept.flatten())
    }

    /// Walks the pieces of a settlement; `false` ends the walk.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn each_piece(&self, settlement: &str, mut visit: impl FnMut(LinePiece) -> bool) -> Result<()> {
        self.sql(|c| {
            let mut statement = c.prepare_cached(
                "SELECT l.source, l.count, l.lines, l.shares FROM settlement_lines l \
                 JOIN record s ON s.id = l.settlement WHERE s.kind = ?1 AND s.key = ?2 AND l.source <> ?3 \
                 ORDER BY l.source, l.piece",
            )?;
            let mut rows = statement.query(params![Kind::Settlement.word(), settlement, PAGES])?;
            while let Some(row) = rows.next()? {
                let piece = LinePiece {
                    source: row.get(0)?,
                    count: row.get(1)?,
                    lines: row.get(2)?,
                    shares: row.get(3)?,
                };
                if !visit(piece) {
                    break;
                }
            }
            Ok(())
        })
    }
}

impl Change<'_> {
    /// Keeps where the lines of a piece went.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn keep_shares(&mut self, settlement: i64, source: &str, piece: i64, shares: &[u8]) -> Result<()> {
        let hash = hash_of(shares);
        self.watched("shares-kept", &LINES, &[&settlement, &source, &piece], |c| {
            c.prepare_cached(
                "UPDATE settlement_lines SET shares = ?4, shares_sha256 = ?5 \
                 WHERE settlement = ?1 AND source = ?2 AND piece = ?3",
            )?
            .execute(params![settlement, source, piece, shares, hash])
        })?;
        Ok(())
    }
}
