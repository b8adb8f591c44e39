//! The leaves of a transaction's trees of amounts.
//!
//! A transaction has a tree of its own and one per item, and they tell the same money twice. The tree is taken
//! whose leaves add up to the transaction's total: the items' first, then the transaction's own, then each again
//! with a node counted whole where its parts do not add up to it. Nothing is added to make them fit; a
//! transaction that fits none keeps its items' leaves and the settlement will not prove.

use std::ops::Range;

use crate::amazon::finances::{Breakdown, Money, Transaction};
use crate::money::Amount;

/// A leaf: the item it belongs to, its way down the tree, and its amount.
#[derive(Debug, Clone)]
pub(super) struct Leaf {
    /// The place among the transaction's items.
    pub(super) item: Option<usize>,
    pub(super) money: Money,
    path: Range<usize>,
}

/// The leaves of one transaction; the same room serves one transaction after another.
#[derive(Debug, Default)]
pub(super) struct Leaves {
    /// What counts.
    pub(super) chosen: Vec<Leaf>,
    /// The tree that is being tried.
    tried: Vec<Leaf>,
    /// The ways down of all leaves, one after another.
    paths: String,
    /// The way down to where the walk is.
    here: String,
}

/// Deeper than any tree seen; a hostile answer must not exhaust the stack.
const DEEPEST: u32 = 32;

impl Leaves {
    /// The way down the tree, `ProductCharges/OurPricePrincipal`.
    pub(super) fn path(&self, leaf: &Leaf) -> &str {
        &self.paths[leaf.path.clone()]
    }

    /// Chooses the leaves that count; `false` when none add up to the transaction's total.
    pub(super) fn choose(&mut self, transaction: &Transaction<'_>) -> bool {
        let mut is_readable = true;
        self.chosen.clear();
        self.paths.clear();
        for whole_nodes in [false, true] {
            for of_items in [true, false] {
                self.tried.clear();
                if of_items {
                    self.of_items(transaction, whole_nodes);
                } else {
                    is_readable &= self.own(transaction, whole_nodes);
                }
                if self.tried.is_empty() {
                    continue;
                }
                let sum = sum(&self.tried);
                if transaction
                    .total_amount
                    .is_none_or(|total| sum == total.currency_amount)
                {
                    std::mem::swap(&mut self.chosen, &mut self.tried);
                    return true;
                }
                if self.chosen.is_empty() {
                    std::mem::swap(&mut self.chosen, &mut self.tried);
                }
            }
        }
        if !self.chosen.is_empty() {
            return false;
        }
        // No tree at all: the total is its only leaf, named by the description.
        if let Some(total) = transaction.total_amount {
            self.here.clear();
            self.here
                .push_str(transaction.description.as_deref().unwrap_or_default());
            self.tried.clear();
            self.push(None, total);
            std::mem::swap(&mut self.chosen, &mut self.tried);
        }
        // What stands there and does not read may divide the total: then no name says what all of it is.
        is_readable
    }

    fn of_items(&mut self, transaction: &Transaction<'_>, whole_nodes: bool) {
        for (at, item) in transaction.items.iter().enumerate() {
            self.of_nodes(&item.breakdowns, Some(at), whole_nodes);
        }
    }

    /// The transaction's own tree; where it has a single item, that item's SKU is its SKU. `false` when it does not read.
    fn own(&mut self, transaction: &Transaction<'_>, whole_nodes: bool) -> bool {
        let item = (transaction.items.len() == 1).then_some(0);
        let Some(nodes) = transaction.breakdowns.nodes() else {
            return false;
        };
        self.of_nodes(&nodes, item, whole_nodes);
        true
    }

    fn of_nodes(&mut self, nodes: &[Breakdown<'_>], item: Option<usize>, whole_nodes: bool) {
        for node in nodes {
            self.here.clear();
            self.descend(node, item, whole_nodes, 0);
        }
    }

    fn descend(&mut self, node: &Breakdown<'_>, item: Option<usize>, whole_nodes: bool, depth: u32) {
        let above = self.here.len();
        if above > 0 {
            self.here.push('/');
        }
        self.here
            .push_str(node.breakdown_type.as_deref().unwrap_or_default().trim());
        let start = self.tried.len();
        if depth < DEEPEST {
            for part in &node.breakdowns {
                self.descend(part, item, whole_nodes, depth + 1);
            }
        }
        if let Some(own) = node.breakdown_amount {
            let parts = &self.tried[start..];
            if parts.is_empty() || whole_nodes && sum(parts) != own.currency_amount {
                self.tried.truncate(start);
                self.push(item, own);
            }
        }
        self.here.truncate(above);
    }

    fn push(&mut self, item: Option<usize>, money: Money) {
        let start = self.paths.len();
        self.paths.push_str(&self.here);
        let path = start..self.paths.len();
        self.tried.push(Leaf { item, money, path });
    }
}

fn sum(leaves: &[Leaf]) -> Amount {
    leaves.iter().map(|leaf| leaf.money.currency_amount).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn choose(breakdowns: &str) -> (bool, Vec<String>) {
        let text = format!(
            r#"{{ "transactionId": "1", "transactionType": "ServiceFee", "description": "FBAStorageFee",
                 "totalAmount": {{ "currencyCode": "USD", "currencyAmount": -36 }}, "breakdowns": {breakdowns} }}"#
        );
        let transaction: Transaction<'_> = serde_json::from_str(&text).unwrap();
        let mut leaves = Leaves::default();
        let fits = leaves.choose(&transaction);
        let told = leaves.chosen.iter();
        let told = told.map(|leaf| format!("{} {}", leaves.path(leaf), leaf.money.currency_amount));
        (fits, told.collect())
    }

    #[test]
    fn a_tree_that_does_not_read_is_not_one_that_is_not_there() {
        let node = |kind: &str, amount: &str| {
            format!(
                r#"{{ "breakdownType": "{kind}", "breakdownAmount": {{ "currencyCode": "USD", "currencyAmount": {amount} }} }}"#
            )
        };
        let (base, tax) = (node("Base", "-30"), node("Tax", "-6"));
        let (fits, told) = choose(&format!("[{base},{tax}]"));
        assert!(fits);
        assert_eq!(told, ["Base -30.00", "Tax -6.00"]);
        for none in ["null", "[]"] {
            let (fits, told) = choose(none);
            assert!(fits, "{none}");
            assert_eq!(told, ["FBAStorageFee -36.00"], "{none}");
        }
        let nameless = r#"{ "breakdownType": "Tax", "breakdownAmount": { "currencyAmount": -6 } }"#;
        for odd in [&node("Tax", "-6.000000000000001"), nameless, "7"] {
            let (fits, _) = choose(&format!("[{base},{odd}]"));
            assert!(!fits, "{odd}");
        }
    }
}
