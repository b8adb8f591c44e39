//! The end of the log, and where in it rows of a run and of a kind stand: by blocks of 64 rows.
//!
//! An index that has every row would take a hundred bytes an order. A block is noted with its first row of a run or a kind, by
//! a trigger, so that it is noted whoever writes the row; a listing goes from block to block.

use rusqlite::OptionalExtension;
use rusqlite::types::ValueRef;

use super::digest::{Digest, bytes_of};
use super::{Result, Store};

/// Rows of one block.
pub(super) const BLOCK: i64 = 64;

/// The rows `a` of places `p`.
pub(super) const ROWS_OF_PLACES: &str =
    "audit_place p CROSS JOIN audit_log a ON a.seq BETWEEN p.block * 64 AND p.block * 64 + 63";

/// What the next row has to know of the last one.
#[derive(Debug)]
pub(super) struct LastRow {
    /// Its number; 0 when there is none.
    pub(super) seq: i64,
    /// Its hash.
    pub(super) hash: Vec<u8>,
}

impl LastRow {
    /// Before the first row.
    fn none() -> Self {
        Self {
            seq: 0,
            hash: vec![0; 32],
        }
    }
}

impl Store {
    /// The row that the next one follows.
    pub(super) fn last_row(&self) -> Result<LastRow> {
        let last = self.sql(|c| {
            c.prepare_cached("SELECT seq, hash FROM audit_log ORDER BY seq DESC LIMIT 1")?
                .query_row([], |row| {
                    let hash = match row.get_ref(1)? {
                        ValueRef::Blob(bytes) => bytes.to_vec(),
                        _ => {
                            let Digest(text) = row.get(1)?;
                            bytes_of(&text).unwrap_or_else(|| text.into_bytes())
                        }
                    };
                    Ok(LastRow {
                        seq: row.get(0)?,
                        hash,
                    })
                })
                .optional()
        })?;
        Ok(last.unwrap_or_else(LastRow::none))
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, TimeDelta, Utc};

    use super::super::audit_conditions::Conditions;
    use super::super::{AuditFilter, Entry};
    use super::*;
    use crate::books::record::Kind;

    const KINDS: [Kind; 3] = [Kind::Order, Kind::Journal, Kind::Settlement];

    /// A log in which runs and kinds take turns, some for long, and one comes back after a gap.
    fn log(folder: &std::path::Path) -> Store {
        let store = Store::open(&folder.join("db.sqlite")).unwrap();
        for number in 0..1_000 {
            let run = match number {
                0..300 => 1,
                300..700 => 2 + number % 3,
                700 => 9,
                _ => 1 + number / 800,
            };
            let kind = match number % 97 {
                0 => Kind::Journal,
                1..5 if number > 500 => Kind::Settlement,
                _ => Kind::Order,
            };
            // What is not kept is noted nowhere.
            written(&store, 77, Kind::Quantity, number, false);
            written(&store, run, kind, number, true);
        }
        store
    }

    fn written(store: &Store, run: i64, kind: Kind, number: i64, kept: bool) {
        let mut change = store.begin(run, "S", "somebody", at(number)).unwrap();
        let seen = Entry {
            event: "seen",
            kind: kind.word(),
            reason: if number % 5 == 0 { "odd: one" } else { "" },
            ..Entry::default()
        };
        change.audit(&seen).unwrap();
        if kept {
            change.commit().unwrap();
        }
    }

    fn at(number: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_790_000_000, 0).unwrap() + TimeDelta::minutes(number)
    }

    /// The numbers of all rows that meet a filter, page by page.
    fn paged(store: &Store, filter: &AuditFilter, most: usize) -> Vec<i64> {
        let (mut filter, mut all) = (filter.clone(), Vec::new());
        loop {
            let rows = store.audit_page(&filter, most).unwrap().rows;
            all.extend(rows.iter().map(|row| row.seq));
            match rows.last().filter(|_| rows.len() == most) {
                Some(last) => filter.before = Some(last.seq),
                None => return all,
            }
        }
    }

    #[test]
    fn rows_of_a_run_and_of_a_kind_are_found_wherever_they_stand() {
        let folder = tempfile::tempdir().unwrap();
        let store = log(folder.path());
        let all = store.audit_page(&AuditFilter::default(), 2_000).unwrap().rows;
        assert_eq!(all.len(), 1_000);
        let mut found = 0;
        for run in [
            None,
            Some(0),
            Some(1),
            Some(2),
            Some(3),
            Some(4),
            Some(9),
            Some(77),
        ] {
            for kind in [
                None,
                Some(KINDS[0]),
                Some(KINDS[1]),
                Some(KINDS[2]),
                Some(Kind::Quantity),
            ] {
                for reason in [None, Some("odd")] {
                    for (since, until) in [(None, None), (Some(130), Some(720))] {
                        let filter = AuditFilter {
                            run,
                            kind,
                            reason: reason.map(str::to_owned),
                            since: since.map(at),
                            until: until.map(at),
                            ..AuditFilter::default()
                        };
                        let meets = all.iter().filter(|row| {
                            let number = row.seq - 1;
                            run.is_none_or(|run| row.run == run)
                                && kind.is_none_or(|kind| row.kind == kind.word())
                                && reason.is_none_or(|reason| row.reason.starts_with(reason))
                                && since.is_none_or(|since| number >= since)
                                && until.is_none_or(|until| number < until)
                        });
                        let meets: Vec<i64> = meets.map(|row| row.seq).collect();
                        found += meets.len();
                        for most in [7, 64, 2_000] {
                            assert_eq!(paged(&store, &filter, most), meets, "{most}: {filter:?}");
                        }
                    }
                }
            }
        }
        assert!(found > 5_000, "{found}");
    }

    #[test]
    fn a_block_is_noted_once_for_each_run_and_kind() {
        let folder = tempfile::tempdir().unwrap();
        let store = log(folder.path());
        let count = |sql: &str| -> i64 { store.sql(|c| c.query_row(sql, [], |row| row.get(0))).unwrap() };
        let noted = count("SELECT count(*) FROM audit_place");
        assert_eq!(
            noted,
            count(
                "SELECT (SELECT count(*) FROM (SELECT DISTINCT run, seq / 64 FROM audit_log)) + \
                 (SELECT count(*) FROM (SELECT DISTINCT kind, seq / 64 FROM audit_log))"
            )
        );
        let wrong = "SELECT count(*) FROM audit_place p WHERE NOT EXISTS (SELECT 1 FROM audit_log a \
                     WHERE a.seq / 64 = p.block AND p.what IN (a.run, a.kind))";
        assert_eq!(count(wrong), 0);
    }

    #[test]
    fn a_page_is_read_without_sorting_all_that_a_run_wrote() {
        let folder = tempfile::tempdir().unwrap();
        let store = log(folder.path());
        let mut conditions = Conditions::default();
        conditions.also_in_places_of(1);
        conditions.also_in_places_of("order".to_owned());
        conditions.also_to(900);
        let sql = format!("EXPLAIN QUERY PLAN {}", conditions.select("a.seq, a.key"));
        let steps: Vec<String> = store
            .sql(|c| {
                let mut plan = c.prepare(&sql)?;
                let mut rows = plan.raw_query();
                let mut steps = Vec::new();
                while let Some(row) = rows.next()? {
                    steps.push(row.get(3)?);
                }
                Ok(steps)
            })
            .unwrap();
        assert!(steps.iter().any(|step| step.starts_with("SEARCH p")), "{steps:?}");
        let bad = |step: &String| step.contains("SCAN") || step == "USE TEMP B-TREE FOR ORDER BY";
        assert!(!steps.iter().any(bad), "{steps:?}");
    }
}
