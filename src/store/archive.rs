//! The archive of raw report bytes, by SHA-256: what was parsed can always be read again.
//!
//! Bytes go in and come out piece by piece, since SQLite copies what it is given more than once.

use std::io::{self, BufRead, Read};

use chrono::{DateTime, Utc};
use rusqlite::{OptionalExtension, params};

use super::proof::ARCHIVE;
use super::{Result, Store, StoreError, time_text};

/// Bytes of one piece.
const PIECE: u64 = 1 << 20;

impl Store {
    /// Keeps compressed bytes under the hash of the raw ones; keeping the same bytes twice is one report.
    ///
    /// They are read from what this machine has already: the database is held meanwhile.
    ///
    /// # Errors
    /// When they cannot be read, or the database cannot be written.
    pub fn keep_bytes(
        &self,
        sha256: &str,
        name: &str,
        length: i64,
        packed: &mut dyn Read,
        now: DateTime<Utc>,
    ) -> Result<()> {
        if self.piece(sha256, 0)?.is_some() {
            return Ok(());
        }
        self.in_one(|| {
            self.as_author(now, |author| {
                self.watched(author, "archived", &ARCHIVE, &[&sha256], |c| {
                    // A report that was pruned and is read again is kept from now on.
                    c.execute(
                        "INSERT INTO archive (sha256, name, length, kept_at) VALUES (?1, ?2, ?3, ?4) \
                         ON CONFLICT (sha256) DO UPDATE SET kept_at = excluded.kept_at",
                        params![sha256, name, length, time_text(now)],
                    )
                })
            })?;
            let mut piece = Vec::new();
            for number in 0_i64.. {
                piece.clear();
                let read = packed.take(PIECE).read_to_end(&mut piece);
                if read.map_err(|error| StoreError::of_disk(&self.path, &error))? == 0 {
                    break;
                }
                self.sql(|c| {
                    c.prepare_cached("INSERT INTO archive_piece (sha256, piece, bytes) VALUES (?1, ?2, ?3)")?
                        .execute(params![sha256, number, piece])
                })?;
            }
            Ok(())
        })
    }

    /// The compressed bytes of a hash; `None` when there are none, or they were pruned.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn kept_bytes(&self, sha256: &str) -> Result<Option<KeptBytes<'_>>> {
        let first = self.piece(sha256, 0)?;
        Ok(first.map(|first| KeptBytes {
            store: self,
            sha256: sha256.to_owned(),
            next: 1,
            piece: first,
            at: 0,
        }))
    }

    /// The name of the file that these bytes came as; none where they were never kept.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn kept_name(&self, sha256: &str) -> Result<Option<String>> {
        self.sql(|c| {
            c.prepare_cached("SELECT name FROM archive WHERE sha256 = ?1")?
                .query_row(params![sha256], |row| row.get(0))
                .optional()
        })
    }

    /// How many bytes a report has unpacked; `None` when there is none of this hash.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn archived_length(&self, sha256: &str) -> Result<Option<i64>> {
        self.sql(|c| {
            c.prepare_cached("SELECT length FROM archive WHERE sha256 = ?1")?
                .query_row(params![sha256], |row| row.get(0))
                .optional()
        })
    }

    fn piece(&self, sha256: &str, number: i64) -> Result<Option<Vec<u8>>> {
        self.sql(|c| {
            c.prepare_cached("SELECT bytes FROM archive_piece WHERE sha256 = ?1 AND piece = ?2")?
                .query_row(params![sha256, number], |row| row.get(0))
                .optional()
        })
    }
}

/// Archived bytes, read piece by piece.
pub struct KeptBytes<'a> {
    store: &'a Store,
    sha256: String,
    next: i64,
    piece: Vec<u8>,
    at: usize,
}

impl BufRead for KeptBytes<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.at == self.piece.len() {
            let next = self
                .store
                .piece(&self.sha256, self.next)
                .map_err(io::Error::other)?;
            self.piece = next.unwrap_or_default();
            self.next += 1;
            self.at = 0;
        }
        Ok(&self.piece[self.at..])
    }

    fn consume(&mut self, read: usize) {
        self.at = self.piece.len().min(self.at + read);
    }
}

impl Read for KeptBytes<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let mut here = self.fill_buf()?;
        let read = here.read(into)?;
        self.consume(read);
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_come_back_whatever_their_length() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("db.sqlite")).unwrap();
        let now = DateTime::from_timestamp(1_790_000_000, 0).unwrap();
        for length in [1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE] {
            let bytes: Vec<u8> = (0..length).map(|at| u8::try_from(at % 251).unwrap()).collect();
            let name = length.to_string();
            for _ in 0..2 {
                store
                    .keep_bytes(&name, "r.txt", 9, &mut bytes.as_slice(), now)
                    .unwrap();
            }
            let mut back = Vec::new();
            let mut kept = store.kept_bytes(&name).unwrap().unwrap();
            kept.read_to_end(&mut back).unwrap();
            assert!(back == bytes, "{length}");
        }
        assert!(store.kept_bytes("another").unwrap().is_none());
    }
}
