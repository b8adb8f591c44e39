//! The lines of one settlement.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Utc};
use foldhash::fast::RandomState;
use serde::{Deserialize, Serialize};

use super::line::SettlementLine;
use super::names::{Name, Names};
use super::packed::Lines;
use crate::money::{Amount, Currency};

/// Where a settlement's lines were read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Source {
    /// `listTransactions`; the beginning balance is not among its lines.
    Finances,
    /// The settlement report V2; reserves and earlier balances are rows in it.
    Report,
}

/// The lines of one settlement, from one source.
#[derive(Debug, Clone)]
pub struct SettlementLines {
    /// Where they were read.
    pub source: Source,
    /// The settlement's currency; every line is in it.
    pub currency: Currency,
    /// The id in the settlement report, where known.
    pub settlement_id: Option<String>,
    /// The id of the financial event group, where known.
    pub group_id: Option<String>,
    /// The total that the report states.
    pub stated_total: Option<Amount>,
    /// When the period began, where the source says so.
    pub start: Option<DateTime<Utc>>,
    /// When the period ended, where the source says so.
    pub end: Option<DateTime<Utc>>,
    /// The texts that lines refer to.
    pub names: Names,
    /// The lines, in the order in which they were read; none where only their sums were wanted.
    pub lines: Lines,
    /// The sums by type and path.
    pub(super) sums: HashMap<(Name, Name), Amount, RandomState>,
    /// How much of the source was read.
    pub extent: Extent,
}

/// How much of a source was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// Every line.
    Lines,
    /// Every line, of which only the sums were kept: enough to prove by, not to post from.
    Sums,
    /// Only what a report says once about the whole: enough to hold its total against another source's lines.
    Head,
}

impl SettlementLines {
    /// No lines yet.
    pub fn new(source: Source, currency: Currency) -> Self {
        Self {
            source,
            currency,
            settlement_id: None,
            group_id: None,
            stated_total: None,
            start: None,
            end: None,
            names: Names::default(),
            lines: Lines::default(),
            sums: HashMap::default(),
            extent: Extent::Lines,
        }
    }

    /// Adds a line.
    pub fn add(&mut self, line: SettlementLine) {
        self.add_up(line.kind, line.path, line.amount);
        self.lines.push(line);
    }

    /// Adds only an amount, where sums are all that is wanted.
    pub fn add_up(&mut self, kind: Name, path: Name, amount: Amount) {
        *self.sums.entry((kind, path)).or_default() += amount;
    }

    /// The sum of all lines.
    pub fn sum(&self) -> Amount {
        self.sums.values().sum()
    }

    /// The sums by type and path, which are few however many lines there are.
    pub fn sums_by_name(&self) -> BTreeMap<(Name, Name), Amount> {
        self.sums.iter().map(|(names, sum)| (*names, *sum)).collect()
    }

    /// The text behind a name.
    pub fn text(&self, name: Name) -> &str {
        self.names.text(name)
    }

    /// The ids in the order column of all lines, each once, sorted; not all of them are order ids.
    pub fn order_ids(&self) -> Vec<&str> {
        let mut names: Vec<Name> = Vec::new();
        for line in self.lines.iter() {
            if names.last() != Some(&line.order) {
                names.push(line.order);
            }
        }
        let alphabet = self.names.alphabet();
        names.sort_unstable_by(|one, other| alphabet.compare(*one, *other));
        names.dedup();
        names.shrink_to_fit();
        let named = names.into_iter().filter(|name| !name.is_blank());
        named.map(|name| self.text(name)).collect()
    }
}
