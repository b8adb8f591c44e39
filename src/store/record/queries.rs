//! The questions the passes ask of the records.

use chrono::{DateTime, Utc};
use rusqlite::{OptionalExtension, ToSql, params};

use super::{COLUMNS, Record, some_word, word};
use crate::books::reason::Reason;
use crate::books::record::{Kind, State};
use crate::money::Amount;
use crate::store::{Result, Store, settlement_link, some_time, time_text};

/// How many records stand in a state for a reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Count {
    /// The kind.
    pub kind: Kind,
    /// The state.
    pub state: State,
    /// The reason code, or an empty text.
    pub reason: String,
    /// How many.
    pub count: i64,
    /// Since when the oldest has stood there.
    pub oldest: Option<DateTime<Utc>>,
}

/// What other passes need of an order, without its content.
#[derive(Debug, Clone)]
pub struct OrderBrief {
    /// Where it stands.
    pub state: State,
    /// The reason code.
    pub reason: Option<String>,
    /// What its document adds up to.
    pub amount: Option<Amount>,
    /// Amazon's marketplace id.
    pub marketplace: Option<String>,
}

/// What stands with Sage's numbers and names no document to a person: numbers that Sage's screens do not show, an entry's
/// place in its batch, a day and figures.
const NO_NAME: &str =
    "'orderUniquifier', 'creditNoteUniquifier', 'entryNumber', 'invoiceDate', 'tax', 'applied', 'onClearing'";

impl Store {
    /// Where an order stands; `None` when it was never read.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn order_brief(&self, id: &str) -> Result<Option<OrderBrief>> {
        self.sql(|c| {
            c.prepare_cached(
                "SELECT state, reason, amount, marketplace FROM record WHERE kind = 'order' AND key = ?1",
            )?
            .query_row(params![id], |row| {
                Ok(OrderBrief {
                    state: word(&row.get::<_, String>(0)?, 0, State::from_word)?,
                    reason: row.get(1)?,
                    amount: some_word(row.get(2)?, 2, |text| Amount::parse(text).ok())?,
                    marketplace: row.get(3)?,
                })
            })
            .optional()
        })
    }

    /// What a posted document adds up to; `None` when it is not posted, or not there.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn posted_amount(&self, kind: Kind, key: &str) -> Result<Option<Amount>> {
        self.sql(|c| {
            c.prepare_cached("SELECT amount FROM record WHERE kind = ?1 AND key = ?2 AND +state = 'posted'")?
                .query_row(params![kind.word(), key], |row| {
                    some_word(row.get(0)?, 0, |text| Amount::parse(text).ok())
                })
                .optional()
                .map(Option::flatten)
        })
    }

    /// The record of a key.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn record(&self, kind: Kind, key: &str) -> Result<Option<Record>> {
        self.sql(|c| {
            c.prepare_cached(&format!(
                "SELECT {COLUMNS} FROM record WHERE kind = ?1 AND key = ?2"
            ))?
            .query_row(params![kind.word(), key], Record::from_row)
            .optional()
        })
    }

    /// The record of a row.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn record_by_id(&self, id: i64) -> Result<Option<Record>> {
        self.sql(|c| {
            c.prepare_cached(&format!("SELECT {COLUMNS} FROM record WHERE id = ?1"))?
                .query_row(params![id], Record::from_row)
                .optional()
        })
    }

    /// Records of a kind in one of the states, by row, after a given row: to walk many without holding them.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn records_in(&self, kind: Kind, states: &[State], after: i64, most: usize) -> Result<Vec<Record>> {
        // A state at a time, each straight from its index; what is beyond `most` is read by the next call.
        let sql = format!(
            "SELECT {COLUMNS} FROM record WHERE kind = ?1 AND state = ?2 AND id > ?3 ORDER BY id LIMIT ?4"
        );
        let limit = i64::try_from(most).unwrap_or(i64::MAX);
        let mut records = Vec::new();
        for state in states {
            let found: Vec<Record> = self.sql(|c| {
                let values = params![kind.word(), state.word(), after, limit];
                c.prepare_cached(&sql)?
                    .query_map(values, Record::from_row)?
                    .collect()
            })?;
            records.extend(found);
        }
        records.sort_by_key(|record| record.id);
        records.truncate(most);
        Ok(records)
    }

    /// Records of a kind whose key is a stem, a slash and more, such as what settlements paid of an order.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn records_under(&self, kind: Kind, stem: &str) -> Result<Vec<Record>> {
        // A slash is followed by a zero in the order of characters: a range of the index, not a search.
        self.sql(|c| {
            c.prepare_cached(&format!(
                "SELECT {COLUMNS} FROM record WHERE kind = ?1 AND key > ?2 AND key < ?3 ORDER BY id"
            ))?
            .query_map(
                params![kind.word(), format!("{stem}/"), format!("{stem}0")],
                Record::from_row,
            )?
            .collect()
        })
    }

    /// The parts of a record.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn parts(&self, kind: Kind, parent: &str) -> Result<Vec<Record>> {
        self.sql(|c| {
            c.prepare_cached(&format!(
                "SELECT {COLUMNS} FROM record WHERE kind = ?1 AND parent = ?2 ORDER BY id"
            ))?
            .query_map(params![kind.word(), parent], Record::from_row)?
            .collect()
        })
    }

    /// Every record that a person may mean by a key, whatever its kind.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn records_named(&self, key: &str) -> Result<Vec<Record>> {
        let kinds: Vec<_> = Kind::ALL
            .into_iter()
            .map(|kind| self.record(kind, key))
            .collect::<Result<_>>()?;
        let mut found: Vec<Record> = kinds.into_iter().flatten().collect();
        // A settlement has two ids; the one that is not its key leads to it by a fact.
        if let Some((linked, _)) = self.fact(&settlement_link(key))?
            && !found.iter().any(|record| record.kind == Kind::Settlement)
        {
            found.extend(self.record(Kind::Settlement, &linked)?);
        }
        Ok(found)
    }

    /// Records whose numbers in Sage hold a document number as a whole; what Sage uses inside, and figures that stand beside the
    /// numbers, lead nowhere.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn records_in_sage(&self, number: &str, most: usize) -> Result<Vec<Record>> {
        let limit = i64::try_from(most).unwrap_or(i64::MAX);
        self.sql(|c| {
            c.prepare(&format!(
                "SELECT {COLUMNS} FROM record WHERE id IN (SELECT record FROM sage_number WHERE number = ?1) \
                 AND EXISTS (SELECT 1 FROM json_tree(record.sage) AS found WHERE CAST(found.atom AS TEXT) = ?1 \
                 AND coalesce(found.key, '') NOT IN ({NO_NAME})) ORDER BY id LIMIT ?2"
            ))?
            .query_map(params![number, limit], Record::from_row)?
            .collect()
        })
    }

    /// Open records counted by kind, state and reason: everything but posted and skipped.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn open_counts(&self) -> Result<Vec<Count>> {
        // The tally counts as records step; the oldest of each is the first of its place in the index.
        self.sql(|c| {
            c.prepare_cached(
                "SELECT kind, state, reason, count, (SELECT min(waiting_since) FROM record r \
                 WHERE r.state = t.state AND r.kind = t.kind AND r.reason IS nullif(t.reason, '') \
                 AND r.state NOT IN ('posted', 'skipped')) \
                 FROM tally t WHERE count > 0 AND state NOT IN ('posted', 'skipped') ORDER BY 1, 2, 3",
            )?
            .query_map([], |row| {
                Ok(Count {
                    kind: word(&row.get::<_, String>(0)?, 0, Kind::from_word)?,
                    state: word(&row.get::<_, String>(1)?, 1, State::from_word)?,
                    reason: row.get(2)?,
                    count: row.get(3)?,
                    oldest: some_time(row.get(4)?)?,
                })
            })?
            .collect()
        })
    }

    /// The row of the newest record, whatever it is; zero where there is none.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn newest_record(&self) -> Result<i64> {
        self.sql(|c| c.query_row("SELECT coalesce(max(id), 0) FROM record", [], |row| row.get(0)))
    }

    /// Whether any record of a kind was ever posted from this database.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn has_posted(&self, kind: Kind) -> Result<bool> {
        self.sql(|c| {
            c.query_row(
                "SELECT EXISTS (SELECT 1 FROM record WHERE kind = ?1 AND state = 'posted')",
                params![kind.word()],
                |row| row.get(0),
            )
        })
    }

    /// The records of a kind that were posted last, the newest first; only those after a moment, where one is given.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn posted_last(&self, kind: Kind, after: Option<DateTime<Utc>>, most: usize) -> Result<Vec<Record>> {
        let limit = i64::try_from(most).unwrap_or(i64::MAX);
        let after = after.map(time_text).unwrap_or_default();
        self.sql(|c| {
            c.prepare_cached(&format!(
                "SELECT {COLUMNS} FROM record WHERE kind = ?1 AND state = 'posted' AND updated_at > ?2 \
                 ORDER BY updated_at DESC LIMIT ?3"
            ))?
            .query_map(params![kind.word(), after, limit], Record::from_row)?
            .collect()
        })
    }

    /// The record of a kind that was posted last, an invoiced one before others.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn newest_posted(&self, kind: Kind) -> Result<Option<Record>> {
        let newest = self.posted_last(kind, None, 5)?;
        let invoiced = |record: &Record| {
            let sage = record.sage.as_deref().unwrap_or_default();
            !sage.contains("\"invoiceNumber\":null")
        };
        let at = newest.iter().position(invoiced).unwrap_or(0);
        Ok(newest.into_iter().nth(at))
    }

    /// Posted orders that Sage's stock may not show yet: posted since a moment, or (when asked) without an invoice.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn posted_orders(
        &self,
        since: Option<DateTime<Utc>>,
        uninvoiced: bool,
        after: i64,
        most: usize,
    ) -> Result<Vec<Record>> {
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        // Each half from its own index: neither walks the orders that were posted long ago.
        let mut found = Vec::new();
        if let Some(since) = since {
            found.extend(self.posted_where(
                "updated_at >= ?2 AND coalesce(waiting_since, updated_at) >= ?2",
                params![after, time_text(since), most],
            )?);
        }
        if uninvoiced {
            found.extend(self.posted_where(
                "?2 AND instr(sage, '\"invoiceNumber\":null') > 0",
                params![after, true, most],
            )?);
        }
        found.sort_by_key(|record| record.id);
        found.dedup_by_key(|record| record.id);
        found.truncate(usize::try_from(most).unwrap_or(usize::MAX));
        Ok(found)
    }

    fn posted_where(&self, condition: &str, values: &[&dyn ToSql]) -> Result<Vec<Record>> {
        self.sql(|c| {
            c.prepare_cached(&format!(
                "SELECT {COLUMNS} FROM record WHERE kind = 'order' AND state = 'posted' AND id > ?1 \
                 AND {condition} ORDER BY id LIMIT ?3"
            ))?
            .query_map(values, Record::from_row)?
            .collect()
        })
    }

    /// Keys of orders that have waited for Amazon since before `waiting`, not read again since `read`.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn waiting_orders(
        &self,
        waiting: DateTime<Utc>,
        read: DateTime<Utc>,
        most: usize,
    ) -> Result<Vec<String>> {
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        self.sql(|c| {
            c.prepare_cached(
                "SELECT key FROM record WHERE kind = 'order' AND state = 'staged' AND first_seen < ?1 \
                 AND coalesce(read_at, first_seen) < ?2 ORDER BY coalesce(read_at, first_seen) LIMIT ?3",
            )?
            .query_map(params![time_text(waiting), time_text(read), most], |row| {
                row.get(0)
            })?
            .collect()
        })
    }

    /// Keys of orders that are held for one of some reasons, not read since `read`, but those that begin with `but`; what was
    /// read longest ago first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn held_orders(
        &self,
        reasons: &[Reason],
        read: DateTime<Utc>,
        but: &str,
        most: usize,
    ) -> Result<Vec<String>> {
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let codes: Vec<_> = reasons
            .iter()
            .map(|reason| format!("'{}'", reason.code))
            .collect();
        self.sql(|c| {
            c.prepare_cached(&format!(
                "SELECT key FROM record WHERE kind = 'order' AND state = 'held' AND reason IN ({}) \
                 AND coalesce(read_at, first_seen) < ?1 AND substr(key, 1, length(?3)) <> ?3 \
                 ORDER BY coalesce(read_at, first_seen) LIMIT ?2",
                codes.join(", ")
            ))?
            .query_map(params![time_text(read), most, but], |row| row.get(0))?
            .collect()
        })
    }
}
