//! What settlements put on the accounts of sale lines, order by order: the basis of receipts and comparisons.

use chrono::{DateTime, Utc};
use rusqlite::{Row, params};

use super::proof::SETTLED;
use super::record::{some_word, word};
use super::{Change, Result, Store, time_text};
use crate::books::journal::Role;
use crate::books::record::{Kind, State};
use crate::money::{Amount, Currency};

/// The sum of one order's sale lines in one part of a settlement, on one account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settled {
    /// The key of the settlement's record.
    pub settlement: String,
    /// Where the settlement stands.
    pub settlement_state: State,
    /// The settlement's currency.
    pub currency: Option<Currency>,
    /// The key of the part; `None` where everything in it cancelled and no batch was written.
    pub journal: Option<String>,
    /// Where the part stands.
    pub journal_state: Option<State>,
    /// The Amazon order id; blank for sale lines without one.
    pub order: String,
    /// The account's role: `clearing`, `pre_cutover`, `unmatched` or `order_variance`.
    pub role: Role,
    /// The sum, from the seller's side.
    pub amount: Amount,
}

/// A row to keep.
#[derive(Debug, Clone, Copy)]
pub struct NewSettled<'a> {
    /// The Amazon order id, or blank.
    pub order: &'a str,
    /// The row of the part's record; zero where no batch was written.
    pub journal: i64,
    /// The account's role.
    pub role: Role,
    /// The sum.
    pub amount: Amount,
}

const SELECT: &str = "SELECT s.key, s.state, s.currency, j.key, j.state, t.amazon_order, t.role, t.amount \
    FROM settled t JOIN record s ON s.id = t.settlement LEFT JOIN record j ON j.id = t.journal";

impl Settled {
    fn from_row(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            settlement: row.get(0)?,
            settlement_state: word(&row.get::<_, String>(1)?, 1, State::from_word)?,
            currency: some_word(row.get(2)?, 2, |text| Currency::parse(text).ok())?,
            journal: row.get(3)?,
            journal_state: some_word(row.get(4)?, 4, State::from_word)?,
            order: row.get(5)?,
            role: word(&row.get::<_, String>(6)?, 6, Role::from_key)?,
            amount: word(&row.get::<_, String>(7)?, 7, |text| Amount::parse(text).ok())?,
        })
    }

    /// Whether the lines are in the books, or frozen on their way there.
    pub fn counts(&self) -> bool {
        counts(self.settlement_state)
    }

    /// Whether the part stands in Sage.
    pub fn is_posted(&self) -> bool {
        self.journal_state.unwrap_or(self.settlement_state) == State::Posted
    }

    /// Whether it belongs to what is compared with the order's invoice.
    pub fn meets_invoice(&self) -> bool {
        meets_invoice(self.role)
    }
}

/// Whether the lines of a settlement that stands there are in the books, or frozen on their way there.
pub(super) fn counts(settlement: State) -> bool {
    matches!(settlement, State::Posted | State::Ready | State::Failed)
}

/// Whether what stands on an account is compared with the order's invoice.
pub(super) fn meets_invoice(role: Role) -> bool {
    matches!(role, Role::Clearing | Role::OrderVariance)
}

impl Store {
    /// What all settlements put on which account for an order, the earliest settlement first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn settled_of_order(&self, order: &str) -> Result<Vec<Settled>> {
        self.sql(|c| {
            c.prepare_cached(&format!(
                "{SELECT} WHERE t.amazon_order = ?1 ORDER BY t.settlement, t.journal, t.role"
            ))?
            .query_map(params![order], Settled::from_row)?
            .collect()
        })
    }

    /// Orders that were posted, or last changed, since a moment, and that a settlement names besides these.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn settled_orders_posted_since(&self, since: DateTime<Utc>, besides: &[i64]) -> Result<Vec<String>> {
        let besides: Vec<String> = besides.iter().map(i64::to_string).collect();
        self.sql(|c| {
            c.prepare(&format!(
                "SELECT key FROM record r WHERE kind = 'order' AND state = 'posted' AND updated_at >= ?1 \
                 AND EXISTS (SELECT 1 FROM settled t WHERE t.amazon_order = r.key AND t.settlement NOT IN ({})) \
                 ORDER BY key",
                besides.join(", ")
            ))?
            .query_map(params![time_text(since)], |row| row.get(0))?
            .collect()
        })
    }

    /// Orders that wait, or were cancelled, though a settlement put sale lines of theirs against an invoice.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn paid_without_invoice(&self) -> Result<Vec<String>> {
        self.sql(|c| {
            c.prepare_cached(
                "SELECT key FROM record r WHERE kind = 'order' \
                 AND state IN ('staged', 'skipped') AND (state = 'staged' OR reason = 'cancelled') AND EXISTS \
                 (SELECT 1 FROM settled t WHERE t.amazon_order = r.key AND t.role = 'clearing') ORDER BY +key",
            )?
            .query_map([], |row| row.get(0))?
            .collect()
        })
    }

    /// Posted orders last changed within a time that no settlement names.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn posted_unsettled(&self, after: DateTime<Utc>, until: DateTime<Utc>) -> Result<Vec<String>> {
        self.sql(|c| {
            c.prepare_cached(
                "SELECT key FROM record r WHERE kind = 'order' AND state = 'posted' AND updated_at > ?1 \
                 AND updated_at <= ?2 AND NOT EXISTS (SELECT 1 FROM settled t WHERE t.amazon_order = r.key) \
                 ORDER BY key",
            )?
            .query_map(params![time_text(after), time_text(until)], |row| row.get(0))?
            .collect()
        })
    }

    /// Walks what one settlement put on which account, by order; `false` ends the walk.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn each_settled_by(&self, settlement: &str, visit: impl FnMut(Settled) -> bool) -> Result<()> {
        let sql = format!(
            "{SELECT} WHERE t.settlement IN (SELECT id FROM record WHERE kind = ?1 AND key = ?2) \
             ORDER BY t.settlement, t.amazon_order, t.journal, t.role"
        );
        self.walk(&sql, params![Kind::Settlement.word(), settlement], visit)
    }

    /// Walks what all settlements put on which account, order by order; `false` ends the walk.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn each_settled(&self, visit: impl FnMut(Settled) -> bool) -> Result<()> {
        let sql = format!("{SELECT} ORDER BY t.amazon_order, t.settlement, t.journal, t.role");
        self.walk(&sql, [], visit)
    }

    /// Walks what the parts of all settlements put on which account: the key of the part, the account's role, the Amazon
    /// order id, and the sum from the seller's side.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn each_share(&self, mut visit: impl FnMut(&str, Role, &str, Amount)) -> Result<()> {
        self.sql(|c| {
            let mut statement = c.prepare_cached(
                "SELECT j.key, t.role, t.amazon_order, t.amount FROM settled t CROSS JOIN record j ON j.id = t.journal",
            )?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                let text = |at: usize| Ok::<_, rusqlite::Error>(row.get_ref(at)?.as_str()?);
                let role = word(text(1)?, 1, Role::from_key)?;
                let amount = word(text(3)?, 3, |text| Amount::parse(text).ok())?;
                visit(text(0)?, role, text(2)?, amount);
            }
            Ok(())
        })
    }

    fn walk(
        &self,
        sql: &str,
        values: impl rusqlite::Params,
        mut visit: impl FnMut(Settled) -> bool,
    ) -> Result<()> {
        self.sql(|c| {
            let mut statement = c.prepare(sql)?;
            let mut rows = statement.query(values)?;
            while let Some(row) = rows.next()? {
                if !visit(Settled::from_row(row)?) {
                    break;
                }
            }
            Ok(())
        })
    }
}

impl Change<'_> {
    /// Keeps what a settlement puts on which account, in the place of what an earlier plan of it did.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn keep_settled<'a>(
        &mut self,
        settlement: i64,
        rows: impl IntoIterator<Item = NewSettled<'a>>,
    ) -> Result<()> {
        self.watched("shared", &SETTLED, &[&settlement], |c| {
            c.execute("DELETE FROM settled WHERE settlement = ?1", params![settlement])?;
            let mut insert = c.prepare_cached(
                "INSERT INTO settled (settlement, amazon_order, journal, role, amount) VALUES (?1, ?2, ?3, ?4, ?5)",
            )?;
            for row in rows {
                let amount = row.amount.to_string();
                insert.execute(params![
                    settlement,
                    row.order,
                    row.journal,
                    row.role.key(),
                    amount
                ])?;
            }
            Ok(())
        })
    }
}
