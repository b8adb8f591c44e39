//! Whose the collected tax is: the marketplace's as far as it was withheld, the seller's for the rest.
//!
//! Per order, part and direction (sale or refund), since both are posted together. The split only adds and
//! subtracts, so over all parts and settlements it comes to the order's own figures.

use std::collections::{BTreeMap, HashMap};

use super::hold::Hold;
use super::keys::is_order_id;
use super::parts::Parts;
use super::settings::JournalSettings;
use crate::books::classification::{Category, Group, UnknownName};
use crate::books::settlement::{Name, SettlementLines};
use crate::money::{Amount, UnalignedAmount};
use crate::sage300::ledger::unformatted;

/// Tax of one order in one part, sales and refunds apart.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct TaxGroup {
    /// What is the marketplace's and not yet given to a line.
    marketplaces: UnalignedAmount,
    /// Lines of collected tax still to come.
    pub(super) lines: u32,
    order: Name,
    part: u16,
    refund: bool,
}

pub(super) type TaxKey = (Name, u16, bool);

impl TaxGroup {
    fn of_a_line((order, part, refund): TaxKey) -> Self {
        Self {
            marketplaces: Amount::ZERO.into(),
            lines: 1,
            order,
            part,
            refund,
        }
    }

    fn key(&self) -> TaxKey {
        (self.order, self.part, self.refund)
    }

    pub(super) fn marketplaces(&self) -> Amount {
        self.marketplaces.into()
    }

    pub(super) fn take(&mut self, amount: Amount) {
        self.marketplaces = (self.marketplaces() - amount).into();
    }
}

/// All groups that have collected tax, sorted by their keys.
#[derive(Debug, Default)]
pub(super) struct TaxGroups {
    groups: Vec<TaxGroup>,
    /// The place that was found last: the lines of an order mostly follow each other.
    last: usize,
}

impl TaxGroups {
    /// What the marketplace withheld, and how many lines of collected tax there are, per order, part and direction.
    pub(super) fn of(lines: &SettlementLines, categories: &[Category], parts: &Parts) -> Self {
        let of_group = |wanted: Group| {
            let all = lines.lines.iter().zip(categories).enumerate();
            all.filter(move |(_, (_, category))| category.group() == wanted)
                .map(move |(at, (line, category))| {
                    let key = (line.order, parts.of(at), category.is_refund());
                    (key, line.amount)
                })
        };
        // There may be one for every order, so those of lines that follow each other are one from the beginning.
        let mut groups: Vec<TaxGroup> = Vec::new();
        for (key, _) in of_group(Group::Tax) {
            match groups.last_mut() {
                Some(last) if last.key() == key => last.lines += 1,
                _ => groups.push(TaxGroup::of_a_line(key)),
            }
        }
        groups.sort_unstable_by_key(TaxGroup::key);
        groups.dedup_by(|next, kept| {
            let same = next.key() == kept.key();
            if same {
                kept.lines += next.lines;
            }
            same
        });
        let mut groups = Self { groups, last: 0 };
        for (key, amount) in of_group(Group::Withheld) {
            if let Some(group) = groups.get_mut(&key) {
                group.take(amount);
            }
        }
        groups
    }

    /// The group of a key; `None` where no tax was collected for it.
    pub(super) fn get_mut(&mut self, key: &TaxKey) -> Option<&mut TaxGroup> {
        let last = self.groups.get(self.last).map(TaxGroup::key);
        if last.as_ref() != Some(key) {
            self.last = self.groups.binary_search_by_key(key, TaxGroup::key).ok()?;
        }
        self.groups.get_mut(self.last)
    }
}

/// As much of `whole` as a line of the same sign can take.
pub(super) fn toward(whole: Amount, line: Amount) -> Amount {
    if whole.is_negative() != line.is_negative() {
        Amount::ZERO
    } else if whole.abs() < line.abs() {
        whole
    } else {
        line
    }
}

/// Withheld tax without an order must have its collected twin in the settlement: where it has none, or more is
/// withheld than was collected, nobody can say whose it is and no invoice will ever clear it.
pub(super) fn withheld_has_its_twin(lines: &SettlementLines, categories: &[Category]) -> Result<(), Hold> {
    let mut sums: HashMap<(Name, bool), [Amount; 2]> = HashMap::new();
    let of_tax = lines.lines.iter().zip(categories).filter_map(|(line, category)| {
        let side = match category.group() {
            Group::Tax => 0,
            Group::Withheld => 1,
            _ => return None,
        };
        Some((line, (line.order, category.is_refund()), side))
    });
    let mut last = (Name::BLANK, true);
    let orderless = of_tax.filter(|(line, _, _)| {
        if last.0 != line.order || line.order.is_blank() {
            last = (line.order, !is_order_id(lines.text(line.order)));
        }
        last.1
    });
    let orderless: Vec<_> = orderless.collect();
    for (line, key, side) in &orderless {
        sums.entry(*key).or_default()[*side] += line.amount;
    }
    let has_twin = |[collected, withheld]: &[Amount; 2]| {
        let rest = *collected + *withheld;
        withheld.is_zero()
            || rest.is_zero()
            || (rest.is_negative() == collected.is_negative() && rest.abs() < collected.abs())
    };
    let mut alone: BTreeMap<(&str, &str), UnknownName> = BTreeMap::new();
    for (line, key, side) in &orderless {
        if *side == 1 && !sums.get(key).is_some_and(has_twin) {
            let (kind, path) = (lines.text(line.kind), lines.text(line.path));
            alone
                .entry((kind, path))
                .or_insert_with(|| UnknownName::new(kind, path, lines.currency))
                .take(line.amount, lines.text(line.order));
        }
    }
    if alone.is_empty() {
        return Ok(());
    }
    Err(Hold::WithheldAlone(alone.into_values().collect()))
}

/// Marketplace tax collected and withheld must meet in one account, or neither nets to zero.
pub(super) fn accounts_meet(settings: &JournalSettings) -> Result<(), Hold> {
    let of = |category| settings.accounts.of_category(category);
    let collected = of(Category::MarketplaceTaxCollected);
    for withheld in [
        Category::MarketplaceTaxWithheld,
        Category::RefundedMarketplaceTaxWithheld,
    ] {
        if let (Some(collected), Some(withheld)) = (collected, of(withheld))
            && unformatted(collected) != unformatted(withheld)
        {
            let (collected, withheld) = (collected.to_owned(), withheld.to_owned());
            return Err(Hold::TaxAccountsDiffer { collected, withheld });
        }
    }
    Ok(())
}
