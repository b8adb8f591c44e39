//! Questions to the audit log: filtered listings, newest first, and the rows of one record or document.

use chrono::{DateTime, Utc};
use memchr::memmem::Finder;
use rusqlite::types::Value;
use rusqlite::{params, params_from_iter};

use super::audit::{AuditRow, COLUMNS};
use super::audit_conditions::Conditions;
use super::{Record, Result, Run, Store, record, run};
use crate::books::record::{Kind, State};

/// Which rows are asked for; what is `None` does not matter.
#[derive(Debug, Clone, Default)]
pub struct AuditFilter {
    /// At this time or later.
    pub since: Option<DateTime<Utc>>,
    /// Before this time.
    pub until: Option<DateTime<Utc>>,
    /// Of records of this kind.
    pub kind: Option<Kind>,
    /// Of records that stand in this state now.
    pub state: Option<State>,
    /// With this reason, or the beginning of it.
    pub reason: Option<String>,
    /// Of this run.
    pub run: Option<i64>,
    /// With this text in key, Sage document, event or reason, whatever the case.
    pub text: Option<String>,
    /// Before this row.
    pub before: Option<i64>,
}

/// The code before the colon of a reason; the index of migration 5 is made of this very expression.
const REASON_CODE: &str = "substr(a.reason, 1, instr(a.reason || ':', ':') - 1)";

/// The second of a row's time; the index of migration 9 is made of this very expression, for every 64th row.
const SECOND: &str = "CASE typeof(at) WHEN 'integer' THEN at / 1000000 ELSE unixepoch(at) END";

/// Up to so many records, their rows are looked up one by one.
const FEW: i64 = 2_000;

/// How far back words are searched before an answer is given: some 10 ms of reading.
const SEARCHED_AT_ONCE: i64 = 20_000;

/// A page of the log.
#[derive(Debug, Default)]
pub struct AuditPage {
    /// The rows, newest first.
    pub rows: Vec<AuditRow>,
    /// Words were searched back to this row and not further; keys and Sage's numbers were searched whole.
    pub searched_to: Option<i64>,
}

impl Store {
    /// One page of the log, newest first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn audit_page(&self, filter: &AuditFilter, most: usize) -> Result<AuditPage> {
        let Some(text) = filter.text.as_deref() else {
            let rows = self.audit_rows(self.found_by_places(filter)?, most)?;
            return Ok(AuditPage {
                rows,
                searched_to: None,
            });
        };
        let mut rows = self.audit_rows_named(filter, text, most)?;
        let newest = self.audit_head()?.seq;
        let from = filter.before.unwrap_or(newest + 1).min(newest + 1);
        let to = (from - SEARCHED_AT_ONCE).max(1);
        rows.extend(self.audit_rows_with(filter, text, Some(to), most)?);
        newest_first(&mut rows, most);
        // A full page of names may reach further back than words were searched, and the next page begins behind it.
        let last = rows.last().map(|row| row.seq).filter(|_| rows.len() == most);
        if let Some(last) = last.filter(|seq| *seq < to) {
            rows.extend(self.audit_rows_with(filter, text, Some(last), most)?);
            newest_first(&mut rows, most);
        }
        let mut searched_to = Some(to).filter(|to| *to > 1 && rows.len() < most);
        if rows.is_empty() && searched_to.is_some() {
            rows = self.audit_rows_with(filter, text, None, most)?;
            searched_to = None;
        }
        Ok(AuditPage { rows, searched_to })
    }

    /// Rows with a text in key, Sage document, event or reason, not older than a row.
    fn audit_rows_with(
        &self,
        filter: &AuditFilter,
        text: &str,
        from: Option<i64>,
        most: usize,
    ) -> Result<Vec<AuditRow>> {
        let mut conditions = self.found_by_places(filter)?;
        if let Some(from) = from {
            conditions.also_from(from);
        }
        let found = self.rows_with(&conditions, text, most)?;
        self.sql(|c| {
            let mut one = c.prepare(&format!("SELECT {COLUMNS} FROM audit_log a WHERE a.seq = ?1"))?;
            found
                .into_iter()
                .map(|seq| one.query_row([seq], AuditRow::from_row))
                .collect()
        })
    }

    /// The numbers of such rows, newest first: read as they lie there, since most of them are none.
    fn rows_with(&self, conditions: &Conditions, text: &str, most: usize) -> Result<Vec<i64>> {
        let text = text.to_ascii_lowercase();
        let (finder, mut hay) = (Finder::new(&text), Vec::new());
        let sql = conditions.select("a.seq, a.key, a.sage, a.event, a.reason");
        self.sql(|c| {
            let mut statement = c.prepare(&sql)?;
            let mut rows = statement.query(params_from_iter(&conditions.values))?;
            let mut found = Vec::new();
            while found.len() < most
                && let Some(row) = rows.next()?
            {
                hay.clear();
                for column in 1..5 {
                    hay.extend_from_slice(row.get_ref(column)?.as_bytes()?);
                    hay.push(b' ');
                }
                hay.make_ascii_lowercase();
                // Not in the blank behind the last one.
                if finder.find(&hay[..hay.len() - 1]).is_some() {
                    found.push(row.get(0)?);
                }
            }
            Ok(found)
        })
    }

    /// Rows of the records whose key begins with a text, or whose number in Sage it is: from the indexes.
    fn audit_rows_named(&self, filter: &AuditFilter, text: &str, most: usize) -> Result<Vec<AuditRow>> {
        let mut by_key = self.conditions(filter, Conditions::default())?;
        by_key.also("a.key >= @", text.to_owned());
        by_key.also("a.key < @", format!("{text}\u{10ffff}"));
        let mut rows = self.audit_rows(by_key, most)?;
        for record in self.records_in_sage(text, most)? {
            let mut of_record = self.conditions(filter, Conditions::default())?;
            of_record.also("a.key = @", record.key);
            let named = "instr(lower(a.key || ' ' || a.sage), lower(@)) > 0";
            of_record.also(named, text.to_owned());
            rows.extend(self.audit_rows(of_record, most)?);
        }
        Ok(rows)
    }

    fn audit_rows(&self, conditions: Conditions, most: usize) -> Result<Vec<AuditRow>> {
        let sql = conditions.select(COLUMNS);
        let mut values = conditions.values;
        values.push(Value::Integer(i64::try_from(most).unwrap_or(i64::MAX)));
        let sql = format!("{sql} LIMIT ?{}", values.len());
        self.sql(|c| {
            c.prepare(&sql)?
                .query_map(params_from_iter(values), AuditRow::from_row)?
                .collect()
        })
    }

    /// Everything that a filter sets but its text; rows of its run and its kind are found by their places, unless a reason or
    /// a state leads to fewer.
    fn found_by_places(&self, filter: &AuditFilter) -> Result<Conditions> {
        let mut all = Conditions::default();
        let few_stand_so = match filter.state {
            Some(state) => self.few_stand_in(state)?,
            None => false,
        };
        if filter.reason.is_none() && !few_stand_so {
            if let Some(run) = filter.run {
                all.also_in_places_of(run);
            }
            if let Some(kind) = filter.kind {
                all.also_in_places_of(kind.word().to_owned());
            }
        } else if let Some(run) = filter.run {
            all.also_between_places_of(run);
        }
        self.conditions(filter, all)
    }

    /// Everything that a filter sets but its text, beside what is set.
    fn conditions(&self, filter: &AuditFilter, mut all: Conditions) -> Result<Conditions> {
        if let Some(before) = filter.before {
            all.also_to(before.saturating_sub(1));
        }
        if let Some(since) = filter.since {
            all.also_at(">=", since);
            all.also_from(self.first_row_since(since)?);
        }
        if let Some(until) = filter.until {
            all.also_at("<", until);
            all.also_to(self.last_row_before(until)?);
        }
        if let Some(kind) = filter.kind {
            all.also("a.kind = @", kind.word().to_owned());
        }
        if let Some(run) = filter.run {
            all.also("a.run = @", run);
        }
        if let Some(reason) = &filter.reason {
            let code = reason.split(':').next().unwrap_or_default();
            all.also(&format!("{REASON_CODE} = @ AND a.reason <> ''"), code.to_owned());
            all.also(
                "(a.reason = @ OR substr(a.reason, 1, length(@) + 1) = @ || ':')",
                reason.clone(),
            );
        }
        if let Some(state) = filter.state {
            all.also(self.stands_in(state)?, state.word().to_owned());
        }
        Ok(all)
    }

    /// The condition that a row's record stands in a state: from the records where they are few, else row by row,
    /// since a page is then soon full.
    fn stands_in(&self, state: State) -> Result<&'static str> {
        Ok(if self.few_stand_in(state)? {
            "a.seq IN (SELECT b.seq FROM record r CROSS JOIN audit_log b ON b.key = r.key AND b.kind = r.kind \
             WHERE r.kind IN (SELECT DISTINCT kind FROM tally) AND r.state = @)"
        } else {
            "EXISTS (SELECT 1 FROM record r WHERE r.kind = a.kind AND r.key = a.key AND r.state = @)"
        })
    }

    fn few_stand_in(&self, state: State) -> Result<bool> {
        let count: i64 = self.sql(|c| {
            c.prepare_cached("SELECT coalesce(sum(count), 0) FROM tally WHERE state = ?1")?
                .query_row(params![state.word()], |row| row.get(0))
        })?;
        Ok(count <= FEW)
    }

    /// No row of a time or later stands before this one: a clock that went back by less than a day hides none.
    ///
    /// The first such row stands at most 63 before a 64th row that is no earlier than a day before that time, and no later
    /// than a day behind the earliest 64th row from that time on.
    fn first_row_since(&self, since: DateTime<Utc>) -> Result<i64> {
        self.bound(
            "SELECT coalesce((SELECT min(seq) FROM audit_log WHERE seq % 64 = 0 AND @ BETWEEN ?1 - 86400 AND 86400 + \
             coalesce((SELECT @ FROM audit_log WHERE seq % 64 = 0 AND @ >= ?1 ORDER BY @ LIMIT 1), ?1)), \
             (SELECT max(seq) + 1 FROM audit_log), 1) - 63",
            since,
        )
    }

    /// No row from before a time stands behind this one, by the same reasoning.
    fn last_row_before(&self, until: DateTime<Utc>) -> Result<i64> {
        self.bound(
            "SELECT coalesce((SELECT max(seq) FROM audit_log WHERE seq % 64 = 0 AND @ BETWEEN -86400 + coalesce((SELECT @ \
             FROM audit_log WHERE seq % 64 = 0 AND @ <= ?1 ORDER BY @ DESC LIMIT 1), ?1) AND ?1 + 86400), 0) + 63",
            until,
        )
    }

    fn bound(&self, sql: &str, time: DateTime<Utc>) -> Result<i64> {
        let sql = sql.replace('@', SECOND);
        self.sql(|c| {
            c.prepare(&sql)?
                .query_row(params![time.timestamp()], |row| row.get(0))
        })
    }

    /// Every row of a record, in order.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn audit_of(&self, kind: &str, key: &str) -> Result<Vec<AuditRow>> {
        self.sql(|c| {
            c.prepare_cached(&format!(
                "SELECT {COLUMNS} FROM audit_log a INDEXED BY audit_key WHERE a.key = ?2 AND a.kind = ?1 ORDER BY a.seq"
            ))?
            .query_map(params![kind, key], AuditRow::from_row)?
            .collect()
        })
    }

    /// Records of a kind after a row, in order, whatever their state: to walk all of them.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn each_record(&self, kind: Kind, mut visit: impl FnMut(Record) -> bool) -> Result<()> {
        self.each_of_kind(kind, &mut visit)
    }

    /// The same, made once for all that visit.
    fn each_of_kind(&self, kind: Kind, visit: &mut dyn FnMut(Record) -> bool) -> Result<()> {
        self.sql(|c| {
            let mut statement = c.prepare(&format!(
                "SELECT {} FROM record WHERE kind = ?1 ORDER BY id",
                record::COLUMNS
            ))?;
            let mut rows = statement.query(params![kind.word()])?;
            while let Some(row) = rows.next()? {
                if !visit(Record::from_row(row)?) {
                    break;
                }
            }
            Ok(())
        })
    }

    /// A run by its number.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn run(&self, id: i64) -> Result<Option<Run>> {
        let runs: Vec<Run> = self.sql(|c| {
            c.prepare(&format!("SELECT {} FROM run WHERE id = ?1", run::COLUMNS))?
                .query_map(params![id], run::run_of)?
                .collect()
        })?;
        Ok(runs.into_iter().next())
    }
}

/// So many of the newest, each once.
fn newest_first(rows: &mut Vec<AuditRow>, most: usize) {
    rows.sort_by_key(|row| std::cmp::Reverse(row.seq));
    rows.dedup_by_key(|row| row.seq);
    rows.truncate(most);
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::super::Entry;
    use super::*;

    #[test]
    fn all_rows_of_a_time_are_found_though_the_clock_went_back() {
        // Seven minutes apart, and now and then half an hour back, or four hours.
        clock_goes_back(|number| (number * 7) - if number % 50 > 40 { 30 } else { 0 });
        clock_goes_back(|number| (number * 7) - if number % 50 > 40 { 240 } else { 0 });
        // Once, in the last rows; and behind a gap of days.
        clock_goes_back(|number| (number * 7) - if number > 390 { 240 } else { 0 });
        clock_goes_back(|number| {
            number + if number > 199 { 1_700 } else { 0 } - if number > 299 { 1_300 } else { 0 }
        });
    }

    /// Rows of a log that were written at these minutes, sought by the first and by the last.
    fn clock_goes_back(minute: impl Fn(i64) -> i64) {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("db.sqlite")).unwrap();
        let begun = DateTime::from_timestamp(1_790_000_000, 0).unwrap();
        let mut times = Vec::new();
        for number in 0..400 {
            let at = begun + TimeDelta::minutes(minute(number));
            let mut change = store.begin(1, "S", "somebody", at).unwrap();
            let seen = Entry {
                event: "seen",
                ..Entry::default()
            };
            change.audit(&seen).unwrap();
            change.commit().unwrap();
            times.push(at);
        }
        for minutes in (-100..3_000).step_by(19) {
            let at = begun + TimeDelta::minutes(minutes);
            let found = |filter| store.audit_page(&filter, 1_000).unwrap().rows.len();
            let since = AuditFilter {
                since: Some(at),
                ..AuditFilter::default()
            };
            let later = times.iter().filter(|time| **time >= at).count();
            assert_eq!(found(since), later, "since {minutes} minutes");
            let until = AuditFilter {
                until: Some(at),
                ..AuditFilter::default()
            };
            assert_eq!(found(until), times.len() - later, "until {minutes} minutes");
        }
    }
}
