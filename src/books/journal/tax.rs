//! Whose the collected tax is: the marketplace's as far as it was withheld, the seller's for the rest.
//!
//! Per order, part and direction (sale or refund), since both are posted together. The split only adds and
//! subtracts, so over all parts and settlements it comes to the order's own figures.

use super::hold::Hold;
use super::parts::Parts;
use super::settings::JournalSettings;
use crate::books::classification::{Category, Group};
use crate::books::settlement::{Name, SettlementLines};
use crate::money::Amount;
use crate::sage300::ledger::unformatted;

/// Tax of one order in one part, sales and refunds apart.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct TaxGroup {
    /// What is the marketplace's and not yet given to a line.
    pub(super) marketplaces: Amount,
    /// Lines of collected tax still to come.
    pub(super) lines: u32,
}

pub(super) type TaxKey = (Name, u16, bool);

/// All groups that have collected tax, sorted by their keys.
#[derive(Debug, Default)]
pub(super) struct TaxGroups(Vec<(TaxKey, TaxGroup)>);

impl TaxGroups {
    /// What the marketplace withheld, and how many lines of collected tax there are, per order, part and direction.
    pub(super) fn of(lines: &SettlementLines, categories: &[Category], parts: &Parts) -> Self {
        let of_group = |wanted: Group| {
            let all = lines.lines.iter().zip(categories).zip(&parts.of_line);
            all.filter(move |((_, category), _)| category.group() == wanted)
                .map(|((line, category), part)| ((line.order, *part, category.is_refund()), line.amount))
        };
        let mut keys: Vec<TaxKey> = Vec::new();
        keys.extend(of_group(Group::Tax).map(|(key, _)| key));
        keys.sort_unstable();
        let mut groups: Vec<(TaxKey, TaxGroup)> = Vec::new();
        for key in keys {
            match groups.last_mut() {
                Some((known, group)) if *known == key => group.lines += 1,
                _ => groups.push((
                    key,
                    TaxGroup {
                        lines: 1,
                        ..TaxGroup::default()
                    },
                )),
            }
        }
        let mut groups = Self(groups);
        for (key, amount) in of_group(Group::Withheld) {
            if let Some(group) = groups.get_mut(&key) {
                group.marketplaces -= amount;
            }
        }
        groups
    }

    /// The group of a key; `None` where no tax was collected for it.
    pub(super) fn get_mut(&mut self, key: &TaxKey) -> Option<&mut TaxGroup> {
        let at = self.0.binary_search_by_key(key, |(key, _)| *key).ok()?;
        self.0.get_mut(at).map(|(_, group)| group)
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
