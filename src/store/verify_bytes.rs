//! What is kept beside the rows, held against the hashes that the log proves: content, lines, reports, counts.

use std::collections::BTreeSet;
use std::io::{self, BufRead, BufReader};

use flate2::bufread::MultiGzDecoder;
use rusqlite::params_from_iter;
use rusqlite::types::ValueRef;

use super::audit::{Hash, hash_of};
use super::digest::Digest;
use super::packed::{forgotten, unpack};
use super::proof::RECORD;
use super::prune::{PRUNED_ORDERS, PRUNED_REPORTS};
use super::verify::Reach;
use super::verify_records::Which;
use super::verify_rows::Disagreement;
use super::{Result, Store};

/// A pruning takes the content of posted orders only; one that earlier versions pruned may have been held since.
const CONTENT: &str = "SELECT CAST(id AS TEXT), kind, key, CASE WHEN kind = 'order' AND (state = 'posted' OR \
    ({content}) IS NULL) THEN updated_at ELSE '9999' END, content_sha256, {content} FROM record WHERE content_sha256 IS NOT NULL \
    AND {which} ORDER BY id";

const PIECES: &str = "SELECT t.settlement || ' ' || t.source || ' ' || t.piece, '', s.key, t.kept_at, t.lines_sha256, \
    t.lines, t.shares_sha256, t.shares FROM settlement_lines t JOIN record s ON s.id = t.settlement \
    ORDER BY t.settlement, t.source, t.piece";

impl Store {
    /// Content of records that does not have its hash, or is gone without a pruning. Of one that is `borne_out` the log
    /// itself says that it was forgotten.
    pub(super) fn each_wrong_content(
        &self,
        which: &Which,
        borne_out: &BTreeSet<String>,
        reach: &Reach,
        visit: &mut impl FnMut(Disagreement),
    ) -> Result<()> {
        let pruned = reach.pruned.get(PRUNED_ORDERS).map_or("", String::as_str);
        let sql = self.as_it_is_kept(&CONTENT.replace("{which}", &which.condition("id")))?;
        let rules = Forgetting { pruned, borne_out };
        self.each_hashed(&sql, which, &["content"], "record", &rules, visit)
    }

    /// Whether this file keeps texts packed; an older copy that is only looked at does not.
    pub(super) fn packs(&self) -> Result<bool> {
        self.sql(|c| {
            c.prepare_cached(
                "SELECT EXISTS (SELECT 1 FROM pragma_table_info('record') WHERE name = 'content_packed')",
            )?
            .query_row([], |row| row.get(0))
        })
    }

    /// A statement with `{content}` or `{document}` in it, for this file: earlier versions kept texts unpacked only.
    ///
    /// A text that stands both ways is none: a number takes its place, of which no hash was kept.
    pub(super) fn as_it_is_kept(&self, sql: &str) -> Result<String> {
        let packs = self.packs()?;
        let column = |name: &str| match packs {
            true => format!(
                "CASE WHEN {name} IS NULL THEN {name}_packed WHEN {name}_packed IS NULL THEN {name} ELSE 0 END"
            ),
            false => name.to_owned(),
        };
        Ok(sql
            .replace("{content}", &column("content"))
            .replace("{document}", &column("document")))
    }

    /// Kept lines, and the shares beside them.
    pub(super) fn each_wrong_piece(&self, reach: &Reach, visit: &mut impl FnMut(Disagreement)) -> Result<()> {
        let pruned = reach.pruned.get(PRUNED_REPORTS).map_or("", String::as_str);
        let (every, names) = (Which::every("1"), ["lines", "shares"]);
        let rules = Forgetting {
            pruned,
            borne_out: &BTreeSet::new(),
        };
        self.each_hashed(PIECES, &every, &names, "settlement_lines", &rules, visit)
    }

    /// Rows with pairs of a hash and the bytes it is of; bytes may be gone by the rules.
    fn each_hashed(
        &self,
        sql: &str,
        which: &Which,
        names: &[&str],
        table: &'static str,
        rules: &Forgetting<'_>,
        visit: &mut impl FnMut(Disagreement),
    ) -> Result<()> {
        self.sql(|c| {
            let mut statement = c.prepare(sql)?;
            let mut rows = statement.query(params_from_iter(which.values()))?;
            while let Some(row) = rows.next()? {
                let (name, since): (String, String) = (row.get(0)?, row.get(3)?);
                let may_be_forgotten = since.as_str() < rules.pruned || rules.borne_out.contains(&name);
                for (text, column) in names.iter().zip((4..).step_by(2)) {
                    let Some(Digest(hash)) = row.get::<_, Option<Digest<String>>>(column)? else {
                        continue;
                    };
                    let what = match row.get_ref(column + 1)? {
                        ValueRef::Null if may_be_forgotten => continue,
                        ValueRef::Blob(bytes) if forgotten(bytes).is_some() && may_be_forgotten => continue,
                        ValueRef::Null => format!("its {text} is gone, and no pruning took it"),
                        ValueRef::Blob(bytes) if table == RECORD.name => match unpack(bytes) {
                            Ok(read) if hash_of(read.as_bytes()) == hash => continue,
                            Ok(_) => format!("its {text} does not have the hash that was kept of it"),
                            Err(damaged) => format!("its {text}: {damaged}"),
                        },
                        ValueRef::Text(bytes) | ValueRef::Blob(bytes) if hash_of(bytes) == hash => continue,
                        _ => format!("its {text} does not have the hash that was kept of it"),
                    };
                    visit(Disagreement {
                        table,
                        row: name.clone(),
                        kind: row.get(1)?,
                        key: row.get(2)?,
                        what,
                    });
                }
            }
            Ok(())
        })
    }

    /// Archived reports that do not unpack to the bytes they are named by.
    pub(super) fn each_wrong_archive(
        &self,
        reach: &Reach,
        visit: &mut impl FnMut(Disagreement),
    ) -> Result<()> {
        let pruned = reach.pruned.get(PRUNED_REPORTS).map_or("", String::as_str);
        let reports: Vec<(String, i64, String)> = self.sql(|c| {
            c.prepare("SELECT sha256, length, kept_at FROM archive ORDER BY sha256")?
                .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
                .collect()
        })?;
        for (sha256, length, kept_at) in reports {
            let what = match self.kept_bytes(&sha256)? {
                None if kept_at.as_str() < pruned => continue,
                None => "its bytes are gone, and no pruning took them".to_owned(),
                Some(kept) => match unpacked(kept) {
                    Ok((hash, found)) if hash == sha256 && found == length => continue,
                    Ok((hash, _)) if hash == sha256 => "its length is not that of its bytes".to_owned(),
                    Ok(_) => "its bytes are not those it is named by".to_owned(),
                    Err(error) => format!("its bytes cannot be unpacked: {error}"),
                },
            };
            visit(Disagreement {
                table: "archive_piece",
                row: sha256.clone(),
                kind: String::new(),
                key: sha256,
                what,
            });
        }
        self.each_orphan(visit)
    }

    /// Pieces of a report that is not there.
    fn each_orphan(&self, visit: &mut impl FnMut(Disagreement)) -> Result<()> {
        let orphans: Vec<String> = self.sql(|c| {
            c.prepare(
                "SELECT DISTINCT sha256 FROM archive_piece p \
                 WHERE NOT EXISTS (SELECT 1 FROM archive a WHERE a.sha256 = p.sha256)",
            )?
            .query_map([], |row| row.get(0))?
            .collect()
        })?;
        for sha256 in orphans {
            visit(Disagreement {
                table: "archive_piece",
                row: sha256.clone(),
                kind: String::new(),
                key: sha256,
                what: "there is no report that these bytes are of".to_owned(),
            });
        }
        Ok(())
    }

    /// Counts that are not what the records add up to.
    pub(super) fn each_wrong_count(&self, visit: &mut impl FnMut(Disagreement)) -> Result<()> {
        self.sql(|c| {
            let kept: bool = c.query_row(
                "SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE name = 'tally')",
                [],
                |row| row.get(0),
            )?;
            if !kept {
                return Ok(());
            }
            let mut statement = c.prepare(
                "SELECT kind, state, reason, coalesce(a.count, 0), coalesce(b.count, 0) FROM \
                 (SELECT kind, state, coalesce(reason, '') AS reason, count(*) AS count FROM record GROUP BY 1, 2, 3) a \
                 FULL JOIN (SELECT * FROM tally WHERE count <> 0) b USING (kind, state, reason) \
                 WHERE a.count IS NOT b.count ORDER BY 1, 2, 3",
            )?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                let (kind, state, reason): (String, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
                let (there, counted): (i64, i64) = (row.get(3)?, row.get(4)?);
                visit(Disagreement {
                    table: "tally",
                    row: format!("{kind} {state} {reason}").trim_end().to_owned(),
                    kind,
                    key: String::new(),
                    what: format!("it counts {counted}, and there are {there}"),
                });
            }
            Ok(())
        })
    }
}

impl Store {
    /// Numbers of Sage's that stand in a record and would not lead to it.
    pub(super) fn each_lost_number(&self, which: &Which, visit: &mut impl FnMut(Disagreement)) -> Result<()> {
        self.sql(|c| {
            let mut statement = c.prepare(&format!(
                "SELECT CAST(r.id AS TEXT), r.kind, r.key, CAST(found.atom AS TEXT) FROM record r, json_tree(r.sage) found \
                 WHERE r.sage IS NOT NULL AND json_valid(r.sage) AND found.atom IS NOT NULL AND found.key IS NOT 'foundIn' \
                 AND CAST(found.atom AS TEXT) <> r.key AND NOT EXISTS (SELECT 1 FROM sage_number n WHERE n.number = CAST(found.atom AS TEXT) AND n.record = r.id) AND {}",
                which.condition("r.id")
            ))?;
            let mut rows = statement.query(params_from_iter(which.values()))?;
            while let Some(row) = rows.next()? {
                let number: String = row.get(3)?;
                visit(Disagreement {
                    table: "sage_number",
                    row: row.get(0)?,
                    kind: row.get(1)?,
                    key: row.get(2)?,
                    what: format!("Sage's number {number} no longer leads to it"),
                });
            }
            Ok(())
        })
    }

    /// Numbers of Sage's that lead to a record that is not there.
    pub(super) fn each_number_astray(&self, visit: &mut impl FnMut(Disagreement)) -> Result<()> {
        self.sql(|c| {
            let mut statement = c.prepare(
                "SELECT n.number, n.record FROM sage_number n \
                 WHERE NOT EXISTS (SELECT 1 FROM record r WHERE r.id = n.record)",
            )?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                visit(Disagreement {
                    table: "sage_number",
                    row: row.get(0)?,
                    kind: String::new(),
                    key: String::new(),
                    what: format!("it leads to record {}, which is not there", row.get::<_, i64>(1)?),
                });
            }
            Ok(())
        })
    }
}

/// Which bytes may be gone.
struct Forgetting<'r> {
    /// Those from before the last pruning.
    pruned: &'r str,
    /// Those of rows that the log proves as they stand.
    borne_out: &'r BTreeSet<String>,
}

/// The hash and the length of what packed bytes unpack to.
fn unpacked(packed: impl BufRead) -> io::Result<(String, i64)> {
    let mut bytes = BufReader::with_capacity(1 << 16, MultiGzDecoder::new(packed));
    let (mut hash, mut length) = (Hash::new(), 0_i64);
    loop {
        let piece = bytes.fill_buf()?;
        if piece.is_empty() {
            return Ok((hash.finish(), length));
        }
        hash.update(piece);
        let read = piece.len();
        length = length.saturating_add(i64::try_from(read).unwrap_or(i64::MAX));
        bytes.consume(read);
    }
}
