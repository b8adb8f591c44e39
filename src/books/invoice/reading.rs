//! How Amazon counts: whether discounts are taken off its total, and whether its total holds the tax.
//!
//! Amazon documents neither. Each plausible reading is held against Amazon's own totals, the order's and those of
//! its lines; where two fit and give other invoices, what Amazon has shown elsewhere decides, and else a person.

use super::Hold;
use super::line_money::LineMoney;
use super::tax_rule::TaxRule;
use crate::books::reason;
use crate::money::Amount;

/// One way to count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reading {
    /// The total is after discounts.
    pub less_discounts: bool,
    /// The total holds the tax that the marketplace keeps. The seller's tax it always holds: the buyer pays it.
    pub with_tax: bool,
}

impl Reading {
    /// The word under which it is kept.
    pub fn word(self) -> &'static str {
        match (self.less_discounts, self.with_tax) {
            (true, true) => "less-discounts-with-tax",
            (true, false) => "less-discounts",
            (false, true) => "with-tax",
            (false, false) => "gross",
        }
    }

    /// The reading of a word.
    pub fn of_word(word: &str) -> Option<Self> {
        ALL.into_iter().find(|one| one.word() == word)
    }
}

const ALL: [Reading; 4] = [
    Reading {
        less_discounts: true,
        with_tax: true,
    },
    Reading {
        less_discounts: true,
        with_tax: false,
    },
    Reading {
        less_discounts: false,
        with_tax: true,
    },
    Reading {
        less_discounts: false,
        with_tax: false,
    },
];

/// The sums of an order, or of a line, that a total may be made of.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Sums {
    /// Everything that is charged, before discounts and without tax on top.
    pub gross: Amount,
    /// Discounts, as a positive sum.
    pub discounts: Amount,
    /// The seller's tax on top of the prices.
    pub sellers_tax: Amount,
    /// Tax that the marketplace keeps, on top of the prices.
    pub marketplace_tax: Amount,
}

impl Sums {
    /// What a line brings, under the rule of its marketplace.
    fn of(line: &LineMoney, rule: TaxRule) -> Self {
        let (marketplace_tax, sellers_tax) = match line.tax_is_marketplaces {
            true => (line.tax, Amount::ZERO),
            false if rule.prices_hold_tax() => (Amount::ZERO, Amount::ZERO),
            false => (Amount::ZERO, line.tax),
        };
        Self {
            gross: line.gross(),
            discounts: line.discounts(),
            sellers_tax,
            marketplace_tax,
        }
    }

    /// What all lines and a tip bring.
    pub(super) fn of_all(lines: &[LineMoney], tip: Amount, rule: TaxRule) -> Self {
        let mut all = Self {
            gross: tip,
            ..Self::default()
        };
        for one in lines.iter().map(|line| Self::of(line, rule)) {
            all.gross += one.gross;
            all.discounts += one.discounts;
            all.sellers_tax += one.sellers_tax;
            all.marketplace_tax += one.marketplace_tax;
        }
        all
    }

    fn total(self, reading: Reading) -> Amount {
        let off = if reading.less_discounts {
            self.discounts
        } else {
            Amount::ZERO
        };
        let kept = if reading.with_tax {
            self.marketplace_tax
        } else {
            Amount::ZERO
        };
        self.gross - off + self.sellers_tax + kept
    }
}

/// What the readings came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Settled {
    /// Whether discounts are to be taken off.
    pub less_discounts: bool,
    /// The one reading that fits, where the sums could tell all of them apart: it holds for the marketplace.
    pub proven: Option<Reading>,
}

/// Finds how an order is to be read; `shown` is what Amazon has shown for the marketplace.
///
/// # Errors
/// A hold with both figures when no reading fits, or when two fit and nothing decides between them; of its own where
/// Amazon's total has no room for the seller's tax beside the prices.
pub(super) fn settle(
    whole: Sums,
    stated: Amount,
    lines: &[LineMoney],
    rule: TaxRule,
    shown: Option<Reading>,
) -> Result<Settled, Hold> {
    let fitting: Vec<Reading> = ALL
        .into_iter()
        .filter(|one| whole.total(*one) == stated)
        .collect();
    let Some(first) = fitting.first().copied() else {
        return Err(no_reading(whole, stated));
    };
    let tells = !whole.discounts.is_zero() && !whole.marketplace_tax.is_zero();
    let agreed = |readings: &[Reading]| {
        let same = |one: &Reading| one.less_discounts == readings[0].less_discounts;
        (!readings.is_empty() && readings.iter().all(same)).then(|| readings[0].less_discounts)
    };
    if whole.discounts.is_zero() {
        return Ok(Settled {
            less_discounts: first.less_discounts,
            proven: None,
        });
    }
    if let Some(less_discounts) = agreed(&fitting) {
        let proven = (tells && fitting.len() == 1).then_some(first);
        return Ok(Settled {
            less_discounts,
            proven,
        });
    }
    let by_line: Vec<Reading> = fitting
        .iter()
        .copied()
        .filter(|one| fits_lines(lines, rule, *one))
        .collect();
    let by_shown: Vec<Reading> = fitting
        .iter()
        .copied()
        .filter(|one| Some(*one) == shown)
        .collect();
    match agreed(&by_line).or_else(|| agreed(&by_shown)) {
        Some(less_discounts) => Ok(Settled {
            less_discounts,
            proven: None,
        }),
        None => Err(Hold::new(
            reason::TWO_READINGS,
            format!(
                "Amazon's total {stated} fits both before discounts of {} and after them with tax of {}",
                whole.discounts, whole.marketplace_tax
            ),
        )),
    }
}

/// Whether every line whose own total is told fits a reading.
fn fits_lines(lines: &[LineMoney], rule: TaxRule, reading: Reading) -> bool {
    let fits = |line: &LineMoney| {
        let told = Sums::of(line, rule).total(reading);
        line.stated.is_none_or(|stated| told == stated)
    };
    lines.iter().all(fits)
}

fn no_reading(whole: Sums, stated: Amount) -> Hold {
    let inside = Sums {
        sellers_tax: Amount::ZERO,
        ..whole
    };
    if ALL.into_iter().any(|one| inside.total(one) == stated) {
        return Hold::new(
            reason::TAX_UNKNOWN,
            format!(
                "Amazon's total {stated} has no room for {} of the seller's tax beside the prices; where this \
                 marketplace's prices hold it, its rule is `prices-include-tax`",
                whole.sellers_tax
            ),
        );
    }
    let expected = whole.total(ALL[0]);
    let (gross, discounts) = (whole.gross, whole.discounts);
    let tax = whole.sellers_tax + whole.marketplace_tax;
    Hold::new(
        reason::TOTAL_MISMATCH,
        format!(
            "the parts add up to {expected} ({gross} less discounts {discounts}, tax {tax}), but Amazon's total is \
             {stated}: a difference of {}",
            stated - expected
        ),
    )
}
