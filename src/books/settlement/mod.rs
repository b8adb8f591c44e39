//! A settlement as lines: the one shape that both of Amazon's sources become.
//!
//! A settlement may have 250,000 lines, so texts that repeat (types, order ids, SKUs) are kept once and a line
//! holds only their numbers. Identical lines are legitimate and all kept.

mod from_report;
mod from_transactions;
pub mod kept;
mod leaves;
mod names;
mod packed;
pub mod proof;
mod proof_words;

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Utc};
use foldhash::fast::RandomState;
use serde::{Deserialize, Serialize};

pub use from_report::{Opens, from_report, opened};
pub use from_transactions::{Collector, Unsettled};
pub use names::{Name, Names};
pub use packed::Lines;
pub use proof_words::{in_words, verdict};

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

/// One amount of a settlement, from the seller's side: what raises the balance is positive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SettlementLine {
    /// The transaction's type.
    pub kind: Name,
    /// The way down the tree of amounts, `ProductCharges/OurPricePrincipal`, or amount type and description.
    pub path: Name,
    /// The amount, in the settlement's currency.
    pub amount: Amount,
    /// When it was posted, in seconds of UTC; `None` where the source does not say.
    pub posted: Option<i64>,
    /// The order id, or another id that the report puts there; blank when there is none.
    pub order: Name,
    /// The seller's SKU; blank when there is none.
    pub sku: Name,
    /// The marketplace's name, else its id; blank on many report rows.
    pub marketplace: Name,
    /// Units, where the source counts them; zero otherwise.
    pub quantity: i32,
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
    sums: HashMap<(Name, Name), Amount, RandomState>,
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
        names.sort_unstable();
        names.dedup();
        let mut ids: Vec<&str> = names
            .into_iter()
            .map(|name| self.text(name))
            .filter(|id| !id.is_empty())
            .collect();
        ids.sort_unstable();
        ids
    }
}
