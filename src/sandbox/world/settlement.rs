//! Settlements: what Amazon owed the seller over a period, entry by entry, and what it paid.

use chrono::{DateTime, Utc};

use super::entries;
use super::entry::Entry;
use super::marketplaces::Marketplace;
use super::orders::Orders;
use crate::money::Amount;

/// A settlement, which the Finances API calls a financial event group.
#[derive(Debug, Clone)]
pub struct Settlement {
    /// Why it is in the world, in a few words.
    pub scenario: &'static str,
    /// The group's id.
    pub group_id: String,
    /// The settlement's id in the report, digits.
    pub settlement_id: String,
    /// The marketplace, which gives the currency and the report's local format.
    pub marketplace: &'static Marketplace,
    /// When it began.
    pub start: DateTime<Utc>,
    /// When it closes; open before that.
    pub end: DateTime<Utc>,
    /// What it began with.
    pub beginning: Amount,
    /// The entries that are kept as they are.
    pub entries: Vec<Entry>,
    /// So many sales more, the first of the world's orders: made when asked for.
    pub sales: u64,
    /// Whether the group shows its total.
    pub total_shown: bool,
    /// Whether a report of it exists.
    pub report: bool,
    /// The group's total as Amazon shows it; the true one unless a test changes it.
    pub total: Amount,
    /// Hundredths by which the report's first row is wrong: for reports that do not add up.
    pub report_off_by: i64,
}

impl Settlement {
    /// A settlement without entries.
    pub(super) fn new(
        scenario: &'static str,
        number: u64,
        marketplace: &'static Marketplace,
        start: DateTime<Utc>,
        end: DateTime<Utc>,
    ) -> Self {
        Self {
            scenario,
            group_id: format!(
                "{}{:04}Gsim{}",
                marketplace.currency,
                number,
                start.format("%Y%m%d")
            ),
            settlement_id: format!("{}", 18_000_000_000_u64 + number * 7_919),
            marketplace,
            start,
            end,
            beginning: Amount::ZERO,
            entries: Vec::new(),
            sales: 0,
            total_shown: true,
            report: true,
            total: Amount::ZERO,
            report_off_by: 0,
        }
    }

    /// How many entries there are.
    pub fn len(&self) -> usize {
        self.entries.len() + usize::try_from(self.sales).unwrap_or(0)
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The entry at a place, made when it is one of the many sales.
    pub fn entry(&self, index: usize, orders: &Orders) -> Option<Entry> {
        if let Some(entry) = self.entries.get(index) {
            return Some(entry.clone());
        }
        let place = u64::try_from(index - self.entries.len())
            .ok()
            .filter(|place| *place < self.sales)?;
        let order = orders.bulk(place)?;
        Some(entries::sale(&order, self.sale_posted(index)))
    }

    /// When the entry at a place was posted, without making it when it is one of the many sales.
    pub fn posted(&self, index: usize) -> DateTime<Utc> {
        self.entries
            .get(index)
            .map_or_else(|| self.sale_posted(index), |entry| entry.posted)
    }

    fn sale_posted(&self, index: usize) -> DateTime<Utc> {
        let place = i64::try_from(index.saturating_sub(self.entries.len())).unwrap_or(0);
        let count = i64::try_from(self.sales).unwrap_or(1).max(1);
        let span = (self.end - self.start).num_milliseconds() - 2_000;
        self.start + chrono::TimeDelta::milliseconds(span / count * place + 1_000)
    }

    /// The payout, which the Finances API lists with the entries although it is the deposit and not income.
    pub fn payout(&self) -> Option<Entry> {
        self.deposit()
            .map(|at| entries::payout(&self.group_id, at, self.total))
    }

    /// Every entry, one after another.
    pub fn iter<'a>(&'a self, orders: &'a Orders) -> impl Iterator<Item = Entry> + 'a {
        (0..self.len()).filter_map(|index| self.entry(index, orders))
    }

    /// What was posted by a time, with what it began with: the balance.
    pub fn balance(&self, orders: &Orders, at: DateTime<Utc>) -> Amount {
        let posted = |entry: &Entry| entry.posted <= at;
        self.beginning
            + self
                .iter(orders)
                .filter(posted)
                .map(|entry| entry.amount())
                .sum::<Amount>()
    }

    /// Whether it is closed at a time.
    pub fn closed(&self, at: DateTime<Utc>) -> bool {
        self.end <= at
    }

    /// When the money went to the bank: only when there was some.
    pub fn deposit(&self) -> Option<DateTime<Utc>> {
        (self.total > Amount::ZERO).then(|| self.end + chrono::TimeDelta::hours(26))
    }
}
