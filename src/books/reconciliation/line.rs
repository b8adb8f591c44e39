//! Lines with their figures, and the items that add up to them.

use super::items::{Column, Items};
use super::movement::{Movements, Origin};
use super::posting::{Place, Posting};
use crate::money::{Amount, Currency};

/// Items that are being added up.
#[derive(Debug, Clone, Default)]
pub struct Sheet {
    items: Items,
    movements: Movements,
    functional_difference: Amount,
    notes: Vec<String>,
}

impl Sheet {
    /// Adds an amount to a figure of an item; `words` may be empty.
    pub fn add(&mut self, key: &str, column: Column, amount: Amount, words: &str) {
        self.items.add(key, column, amount, words);
    }

    /// Each item that differs: what Sage has of it, posted or not, and by how much that is more than is explained.
    pub fn differing(&self) -> impl Iterator<Item = (&str, Amount, Amount)> {
        self.items.differing()
    }

    /// Takes a line into the account's movement; only what is posted has moved it.
    pub(super) fn moved(&mut self, posting: &Posting, origin: Origin) {
        let amounts = (posting.amount, posting.functional);
        self.moved_by(posting.place, posting.before, amounts, origin);
    }

    /// The same of a line that is not kept.
    pub(super) fn moved_by(&mut self, place: Place, before: bool, amounts: (Amount, Amount), origin: Origin) {
        if place == Place::Posted {
            self.movements.add(origin, before, amounts);
        }
    }

    /// Adds a difference that shows in the company's currency alone.
    pub(super) fn differs_in_functional(&mut self, by: Amount, words: String) {
        self.functional_difference += by.abs();
        self.note(words);
    }

    /// Adds what is named and is no difference.
    pub(super) fn note(&mut self, words: String) {
        self.notes.push(words);
    }

    /// The items that are not nothing: the largest difference first, then the largest sum.
    pub fn into_items(self) -> Items {
        self.items.ordered()
    }

    /// The line of a place that Sage and our records know.
    pub fn into_line(mut self, name: &str, place: &str, currency: Currency) -> Line {
        let (movements, functional_difference) = (self.movements, self.functional_difference);
        let notes = std::mem::take(&mut self.notes);
        let items = self.into_items();
        let [sage, open, records, _, others] = items.sums();
        Line {
            sage: Some(sage),
            open: Some(open),
            records: Some(records),
            others,
            movement: Some(movements),
            functional_difference,
            notes,
            items,
            ..Line::of(name, place, currency)
        }
    }
}

/// What came of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// Every figure that was asked for is the same.
    Proves,
    /// Something differs.
    Differs,
    /// A figure could not be asked for, with the reason.
    NotAsked(String),
    /// The seller has no access to Amazon's figure.
    NoAccess,
}

impl Standing {
    /// The word in tables, JSON and CSV.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Proves => "proves",
            Self::Differs => "differs",
            Self::NotAsked(_) => "not-asked",
            Self::NoAccess => "no-access",
        }
    }
}

/// One account, or one balance, in one currency.
#[derive(Debug, Clone)]
pub struct Line {
    /// `receivables`, `clearing`, `reserve`, `amazon_balance`, `carried_forward` or `balances`.
    pub name: String,
    /// The account, or the customers.
    pub place: String,
    /// The currency of all its figures.
    pub currency: Currency,
    /// Posted in Sage.
    pub sage: Option<Amount>,
    /// In Sage, not posted yet.
    pub open: Option<Amount>,
    /// By our records.
    pub records: Option<Amount>,
    /// At Amazon.
    pub amazon: Option<Amount>,
    /// In Sage, by people or other modules that may use the account.
    pub others: Amount,
    /// How the account moved in the fiscal period, up to the day.
    pub movement: Option<Movements>,
    /// What differs in the company's currency alone; nothing when both agree.
    pub functional_difference: Amount,
    /// What it is made of.
    pub items: Items,
    /// What else a person should know.
    pub notes: Vec<String>,
    /// Why a figure is missing.
    pub missing: Option<Standing>,
}

impl Line {
    /// A line without figures.
    pub fn of(name: &str, place: &str, currency: Currency) -> Self {
        Self {
            name: name.to_owned(),
            place: place.to_owned(),
            currency,
            sage: None,
            open: None,
            records: None,
            amazon: None,
            others: Amount::ZERO,
            movement: None,
            functional_difference: Amount::ZERO,
            items: Items::default(),
            notes: Vec::new(),
            missing: None,
        }
    }

    /// What Sage holds more than our records, posted or not; `None` when one of them is not known.
    pub fn difference(&self) -> Option<Amount> {
        Some(self.sage? + self.open.unwrap_or_default() - self.others - self.records?)
    }

    /// What our records, and what people took up by hand, say more than Amazon; `None` when one of them is not known.
    pub fn amazon_difference(&self) -> Option<Amount> {
        Some(self.records? + self.others - self.amazon?)
    }

    /// Whether it proves; a difference weighs more than a figure that is missing.
    pub fn standing(&self) -> Standing {
        let differs = |difference: Option<Amount>| difference.is_some_and(|by| !by.is_zero());
        let within = self.sage.is_some() && self.items.differ();
        if !self.functional_difference.is_zero()
            || differs(self.difference())
            || differs(self.amazon_difference())
            || within
        {
            return Standing::Differs;
        }
        self.missing.clone().unwrap_or(Standing::Proves)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn usd() -> Currency {
        Currency::parse("USD").unwrap()
    }

    #[test]
    fn two_faults_that_cancel_do_not_prove() {
        let cents = |units| Amount::from_minor(units, usd());
        let mut sheet = Sheet::default();
        sheet.add("A", Column::Sage, cents(500), "too much");
        sheet.add("B", Column::Records, cents(500), "missing");
        let line = sheet.into_line("clearing", "1180", usd());
        assert_eq!(line.difference(), Some(Amount::ZERO));
        assert_eq!(line.standing(), Standing::Differs);
    }

    #[test]
    fn a_missing_figure_is_said_and_a_difference_weighs_more() {
        let mut line = Line::of("balances", "", usd());
        line.missing = Some(Standing::NoAccess);
        assert_eq!(line.standing(), Standing::NoAccess);
        line.records = Some(Amount::from_minor(1, usd()));
        line.amazon = Some(Amount::ZERO);
        assert_eq!(line.standing(), Standing::Differs);
    }

    proptest! {
        #[test]
        fn a_line_is_the_sum_of_its_items(rows in proptest::collection::vec((0_usize..4, 0_usize..6, -9_999_i64..9_999), 0..60)) {
            let columns = [Column::Sage, Column::Open, Column::Records, Column::Amazon];
            let mut sheet = Sheet::default();
            let mut expected = Amount::ZERO;
            for (column, key, units) in rows {
                let amount = Amount::from_minor(units, usd());
                sheet.add(&format!("K{key}"), columns[column], amount, "");
                match columns[column] {
                    Column::Sage | Column::Open => expected += amount,
                    Column::Records => expected -= amount,
                    Column::Amazon | Column::Others => {}
                }
            }
            let line = sheet.into_line("clearing", "1180", usd());
            prop_assert_eq!(line.difference(), Some(expected));
            prop_assert_eq!(line.items.iter().map(|item| item.difference()).sum::<Amount>(), expected);
        }
    }
}
