//! The orders that a settlement names, by the hundred thousand: what planning needs of each, and whether its sale lines
//! meet its invoice. Each question is prepared once, and what is read stands still meanwhile.

use std::collections::HashMap;

use rusqlite::{OptionalExtension, Row, params};

use super::record::{some_word, word};
use super::settled::{counts, meets_invoice};
use super::{Result, Store, StoreError};
use crate::books::journal::Role;
use crate::books::record::State;
use crate::money::Amount;

/// What is known of an order that a settlement names.
#[derive(Debug, Clone, Copy)]
pub struct NamedOrder<'a> {
    /// Where it stands.
    pub state: State,
    /// The reason code.
    pub reason: Option<&'a str>,
    /// What its document adds up to.
    pub amount: Option<Amount>,
    /// Amazon's marketplace id.
    pub marketplace: Option<&'a str>,
    /// Where its credit note stands; `None` where there is none.
    pub note: Option<State>,
    /// What settlements other than this one put against its invoice, in the books or frozen on the way there.
    pub settled: Amount,
    /// Whether any of them has lines of it, wherever those went.
    pub is_elsewhere: bool,
}

/// What one settlement put against the invoice of an order that is posted.
#[derive(Debug, Clone)]
pub struct OrderSum {
    /// The Amazon order id.
    pub order: String,
    /// What was invoiced.
    pub invoiced: Amount,
    /// The sum of the sale lines.
    pub settled: Amount,
    /// As much of it as stands on `clearing`.
    pub cleared: Amount,
    /// Whether other settlements have lines of the order too.
    pub is_elsewhere: bool,
}

impl Store {
    /// Shows what is known of these orders besides a settlement; those that were never read are passed over.
    ///
    /// # Errors
    /// When the database cannot be read, or what `visit` says. Nothing may be changed inside.
    pub fn each_named<'i, E: From<StoreError>>(
        &self,
        ids: &[&'i str],
        settlement: i64,
        mut visit: impl FnMut(&'i str, NamedOrder<'_>) -> std::result::Result<(), E>,
    ) -> std::result::Result<(), E> {
        let fault = |error| StoreError::from_sqlite(error, &self.path);
        self.reading(|| {
            // Sought by their keys in the order of the index; read in the order of the rows, which lie by their time.
            let mut found = self.rows_of(ids, settlement)?;
            found.rows.sort_unstable();
            let mut brief = self
                .connection
                .prepare_cached("SELECT state, reason, amount, marketplace FROM record WHERE id = ?1")
                .map_err(fault)?;
            for (row, at) in found.rows {
                let mut rows = brief.query(params![row]).map_err(fault)?;
                let Some(row) = rows.next().map_err(fault)? else {
                    continue;
                };
                let (note, settled, is_elsewhere) = found.more.get(&at).copied().unwrap_or_default();
                let named = NamedOrder {
                    note,
                    settled,
                    is_elsewhere,
                    ..of_row(row).map_err(fault)?
                };
                visit(ids[at], named)?;
            }
            Ok(())
        })
    }

    fn rows_of(&self, ids: &[&str], settlement: i64) -> Result<Found> {
        self.sql(|c| {
            let mut row_of = c.prepare_cached("SELECT id FROM record WHERE kind = 'order' AND key = ?1")?;
            let mut note_of =
                c.prepare_cached("SELECT state FROM record WHERE kind = 'credit-note' AND key = ?1")?;
            let mut others = c.prepare_cached(
                "SELECT t.role, t.amount, s.state FROM settled t JOIN record s ON s.id = t.settlement \
                 WHERE t.amazon_order = ?1 AND t.settlement <> ?2",
            )?;
            let mut found = Found::default();
            for (at, id) in ids.iter().enumerate() {
                let row = row_of.query_row(params![id], |row| row.get(0)).optional()?;
                let Some(row) = row else { continue };
                found.rows.push((row, at));
                let note = note_of.query_row(params![id], |row| told(row, 0, State::from_word));
                let (note, mut settled, mut is_elsewhere) = (note.optional()?, Amount::ZERO, false);
                let mut rows = others.query(params![id, settlement])?;
                while let Some(row) = rows.next()? {
                    settled += against_invoice(row)?;
                    is_elsewhere = true;
                }
                if note.is_some() || is_elsewhere {
                    found.more.insert(at, (note, settled, is_elsewhere));
                }
            }
            Ok(found)
        })
    }

    /// Walks the posted orders that a settlement has sale lines of, order by order.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn each_order_sum(&self, settlement: i64, mut visit: impl FnMut(OrderSum)) -> Result<()> {
        self.sql(|c| {
            let mut shares = c.prepare_cached(
                "SELECT amazon_order, role, amount FROM settled WHERE settlement = ?1 AND amazon_order <> '' \
                 AND role IN ('clearing', 'order_variance') ORDER BY amazon_order",
            )?;
            let mut invoiced = c.prepare_cached(
                "SELECT amount FROM record WHERE kind = 'order' AND key = ?1 AND +state = 'posted'",
            )?;
            let mut elsewhere = c.prepare_cached(
                "SELECT EXISTS (SELECT 1 FROM settled WHERE amazon_order = ?1 AND settlement <> ?2)",
            )?;
            let mut finish = |mut sum: OrderSum| {
                let amount = |row: &Row<'_>| some_word(row.get(0)?, 0, |text| Amount::parse(text).ok());
                let found = invoiced.query_row(params![sum.order], amount).optional()?;
                if let Some(invoiced) = found.flatten() {
                    sum.invoiced = invoiced;
                    let there = elsewhere.query_row(params![sum.order, settlement], |row| row.get(0));
                    sum.is_elsewhere = there?;
                    visit(sum);
                }
                Ok::<_, rusqlite::Error>(())
            };
            let mut rows = shares.query(params![settlement])?;
            let mut last: Option<OrderSum> = None;
            while let Some(row) = rows.next()? {
                let order = row.get_ref(0)?.as_str()?;
                if last.as_ref().is_none_or(|sum| sum.order != order) {
                    last.replace(OrderSum::nothing(order))
                        .map_or(Ok(()), &mut finish)?;
                }
                let (role, amount) = (told(row, 1, Role::from_key)?, told(row, 2, amount_of)?);
                if let Some(sum) = &mut last {
                    sum.settled += amount;
                    if role == Role::Clearing {
                        sum.cleared += amount;
                    }
                }
            }
            last.map_or(Ok(()), &mut finish)
        })
    }
}

impl OrderSum {
    fn nothing(order: &str) -> Self {
        Self {
            order: order.to_owned(),
            invoiced: Amount::ZERO,
            settled: Amount::ZERO,
            cleared: Amount::ZERO,
            is_elsewhere: false,
        }
    }
}

/// Where orders were found: their rows, each with its place among the ids.
#[derive(Default)]
struct Found {
    rows: Vec<(i64, usize)>,
    /// Credit note, sum, and whether other settlements have lines: of the few that have either.
    more: HashMap<usize, (Option<State>, Amount, bool)>,
}

fn of_row<'a>(row: &'a Row<'_>) -> rusqlite::Result<NamedOrder<'a>> {
    let text = |column: usize| Ok::<_, rusqlite::Error>(row.get_ref(column)?.as_str_or_null()?);
    Ok(NamedOrder {
        state: told(row, 0, State::from_word)?,
        reason: text(1)?,
        amount: text(2)?.map(|text| word(text, 2, amount_of)).transpose()?,
        marketplace: text(3)?,
        note: None,
        settled: Amount::ZERO,
        is_elsewhere: false,
    })
}

/// What a row of another settlement counts for.
fn against_invoice(row: &Row<'_>) -> rusqlite::Result<Amount> {
    let is_counted = counts(told(row, 2, State::from_word)?) && meets_invoice(told(row, 0, Role::from_key)?);
    Ok(if is_counted {
        told(row, 1, amount_of)?
    } else {
        Amount::ZERO
    })
}

fn told<T>(row: &Row<'_>, column: usize, read: impl Fn(&str) -> Option<T>) -> rusqlite::Result<T> {
    word(row.get_ref(column)?.as_str()?, column, read)
}

fn amount_of(text: &str) -> Option<Amount> {
    Amount::parse(text).ok()
}
