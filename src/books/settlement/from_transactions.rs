//! Lines from transactions: released ones only, transfers left out, the leaves of one tree of amounts.
//!
//! A transaction has a tree of its own and one per item, and they tell the same money twice. The tree is taken
//! whose leaves add up to the transaction's total: the items' first, then the transaction's own, then each again
//! with a node counted whole where its parts do not add up to it. Nothing is added to make them fit; a
//! transaction that fits none keeps its items' leaves and the settlement will not prove.

use std::collections::HashSet;

use ring::digest::{SHA256, digest};

use super::{Name, SettlementLine, SettlementLines, Source};
use crate::amazon::finances::{Breakdown, Context, Transaction};
use crate::money::{Amount, Currency};

/// Why transactions do not make a settlement.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unsettled {
    /// A line is in another currency than the settlement.
    #[error(
        "transaction `{transaction}` is in {found}, its settlement in {expected}; read the settlement report \
         instead (`source = \"report\"`)"
    )]
    OtherCurrency {
        /// The transaction's id.
        transaction: String,
        /// Its currency.
        found: Currency,
        /// The settlement's.
        expected: Currency,
    },
}

/// Collects the lines of one group, page by page.
#[derive(Debug)]
pub struct Collector {
    lines: SettlementLines,
    /// Half a SHA-256 of each transaction id: a page served twice must not count twice (docs#2090).
    seen: HashSet<[u8; 16]>,
    /// Transactions whose trees do not add up to their totals.
    unexplained: Vec<String>,
    /// Whether its transactions name several settlement ids.
    disagrees: bool,
}

/// A leaf: its way down the tree and its amount.
type Leaf = (String, Amount, Currency);

/// Leaves, and the item they belong to.
type LeafSet = (Option<usize>, Vec<Leaf>);

impl Collector {
    /// An empty collection for a group in a currency.
    pub fn new(group_id: &str, currency: Currency) -> Self {
        let lines = SettlementLines {
            group_id: Some(group_id.to_owned()),
            ..SettlementLines::new(Source::Finances, currency)
        };
        Self {
            lines,
            seen: HashSet::new(),
            unexplained: Vec::new(),
            disagrees: false,
        }
    }

    /// Takes a transaction in, if it counts.
    pub fn add(&mut self, transaction: &Transaction) -> Result<(), Unsettled> {
        if !counts(transaction) || self.is_repeated(transaction) {
            return Ok(());
        }
        self.learn_id(transaction);
        let (sets, explained) = chosen_leaves(transaction);
        if !explained {
            self.unexplained.push(shown_id(transaction));
        }
        for (item, leaves) in sets {
            let contexts = item
                .map(|at| transaction.items[at].contexts.as_slice())
                .unwrap_or_default();
            for leaf in leaves {
                self.push(transaction, contexts, leaf)?;
            }
        }
        Ok(())
    }

    /// The lines collected so far.
    pub fn so_far(&self) -> &SettlementLines {
        &self.lines
    }

    /// Whether the group's own transactions name several settlement ids: then none of them is believed.
    pub fn disagrees(&self) -> bool {
        self.disagrees
    }

    /// Learns the settlement's other id from the transactions of this group that count, as long as they agree.
    fn learn_id(&mut self, transaction: &Transaction) {
        let group = transaction.identifier("FINANCIAL_EVENT_GROUP_ID");
        let is_own = group.is_none() || group == self.lines.group_id.as_deref();
        if let Some(id) = transaction.identifier("SETTLEMENT_ID").filter(|_| is_own) {
            let known = self.lines.settlement_id.get_or_insert_with(|| id.to_owned());
            self.disagrees |= known != id;
        }
    }

    /// The lines collected, and the ids of transactions whose parts do not add up to their totals.
    pub fn finish(mut self) -> (SettlementLines, Vec<String>) {
        self.lines.lines.shrink_to_fit();
        self.lines.settlement_id.take_if(|_| self.disagrees);
        (self.lines, self.unexplained)
    }

    fn is_repeated(&mut self, transaction: &Transaction) -> bool {
        let Some(id) = transaction.transaction_id.as_deref().filter(|id| !id.is_empty()) else {
            return false;
        };
        let mut half = [0; 16];
        half.copy_from_slice(&digest(&SHA256, id.as_bytes()).as_ref()[..16]);
        !self.seen.insert(half)
    }

    fn push(&mut self, transaction: &Transaction, contexts: &[Context], leaf: Leaf) -> Result<(), Unsettled> {
        let (path, amount, currency) = leaf;
        if amount.is_zero() {
            return Ok(());
        }
        if currency != self.lines.currency {
            let transaction = shown_id(transaction);
            return Err(Unsettled::OtherCurrency {
                transaction,
                found: currency,
                expected: self.lines.currency,
            });
        }
        let sku = contexts
            .iter()
            .chain(&transaction.contexts)
            .find_map(|context| context.sku.as_deref());
        let quantity = contexts.iter().find_map(|context| context.quantity_shipped);
        let marketplace = transaction.marketplace_details.as_ref();
        let marketplace =
            marketplace.and_then(|m| m.marketplace_name.as_deref().or(m.marketplace_id.as_deref()));
        let names = &mut self.lines.names;
        let mut name = |text: Option<&str>| text.map_or(Name::BLANK, |text| names.name(text.trim()));
        let line = SettlementLine {
            kind: name(transaction.transaction_type.as_deref()),
            path: name(Some(&path)),
            amount,
            posted: transaction.posted_date.map(|time| time.timestamp()),
            order: name(transaction.identifier("ORDER_ID")),
            sku: name(sku),
            marketplace: name(marketplace),
            quantity: quantity.unwrap_or(0),
        };
        self.lines.add(line);
        Ok(())
    }
}

/// Only released money counts, and a transfer is the deposit itself, positive although it leaves.
fn counts(transaction: &Transaction) -> bool {
    let released = transaction
        .transaction_status
        .as_deref()
        .is_none_or(|status| status.eq_ignore_ascii_case("RELEASED"));
    let transfer = transaction
        .transaction_type
        .as_deref()
        .is_some_and(|kind| kind.eq_ignore_ascii_case("Transfer"));
    released && !transfer
}

fn shown_id(transaction: &Transaction) -> String {
    transaction
        .transaction_id
        .clone()
        .unwrap_or_else(|| "without an id".to_owned())
}

/// The leaves to count, each set with the item it belongs to, and whether they add up to the total.
fn chosen_leaves(transaction: &Transaction) -> (Vec<LeafSet>, bool) {
    let total = transaction.total_amount.map(|money| money.currency_amount);
    let mut first: Option<Vec<LeafSet>> = None;
    for whole_nodes in [false, true] {
        for candidate in [
            item_leaves(transaction, whole_nodes),
            own_leaves(transaction, whole_nodes),
        ] {
            let sum: Amount = candidate
                .iter()
                .flat_map(|(_, leaves)| leaves)
                .map(|(_, amount, _)| *amount)
                .sum();
            if candidate.iter().all(|(_, leaves)| leaves.is_empty()) {
                continue;
            }
            if total.is_none_or(|total| sum == total) {
                return (candidate, true);
            }
            first = first.or(Some(candidate));
        }
    }
    match (first, transaction.total_amount) {
        (Some(candidate), _) => (candidate, false),
        // No tree at all: the total is its only leaf, named by the description.
        (None, Some(total)) => {
            let path = transaction.description.clone().unwrap_or_default();
            (
                vec![(None, vec![(path, total.currency_amount, total.currency_code)])],
                true,
            )
        }
        (None, None) => (Vec::new(), true),
    }
}

fn item_leaves(transaction: &Transaction, whole_nodes: bool) -> Vec<LeafSet> {
    let items = transaction.items.iter().enumerate();
    items
        .map(|(at, item)| (Some(at), leaves_of(&item.breakdowns, whole_nodes)))
        .collect()
}

/// The transaction's own tree; where it has a single item, that item's SKU is its SKU.
fn own_leaves(transaction: &Transaction, whole_nodes: bool) -> Vec<LeafSet> {
    let item = (transaction.items.len() == 1).then_some(0);
    vec![(item, leaves_of(&transaction.breakdowns, whole_nodes))]
}

fn leaves_of(nodes: &[Breakdown], whole_nodes: bool) -> Vec<Leaf> {
    let mut leaves = Vec::new();
    for node in nodes {
        descend(node, "", whole_nodes, 0, &mut leaves);
    }
    leaves
}

/// Deeper than any tree seen; a hostile answer must not exhaust the stack.
const DEEPEST: u32 = 32;

fn descend(node: &Breakdown, above: &str, whole_nodes: bool, depth: u32, leaves: &mut Vec<Leaf>) {
    let kind = node.breakdown_type.as_deref().unwrap_or_default().trim();
    let path = if above.is_empty() {
        kind.to_owned()
    } else {
        format!("{above}/{kind}")
    };
    let start = leaves.len();
    if depth < DEEPEST {
        for part in &node.breakdowns {
            descend(part, &path, whole_nodes, depth + 1, leaves);
        }
    }
    let Some(own) = node.breakdown_amount else { return };
    let parts: Amount = leaves[start..].iter().map(|(_, amount, _)| *amount).sum();
    if leaves.len() == start || whole_nodes && parts != own.currency_amount {
        leaves.truncate(start);
        leaves.push((path, own.currency_amount, own.currency_code));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::amazon::finances::TransactionsAnswer;

    fn collect(json: &str) -> (SettlementLines, Vec<String>) {
        let answer: TransactionsAnswer = serde_json::from_str(json).unwrap();
        let mut collector = Collector::new("g", Currency::USD);
        for transaction in answer.into_page().transactions {
            collector.add(&transaction).unwrap();
        }
        collector.finish()
    }

    fn node(kind: &str, amount: &str, parts: &str) -> String {
        format!(
            r#"{{"breakdownType":"{kind}","breakdownAmount":{{"currencyCode":"USD","currencyAmount":{amount}}},"breakdowns":[{parts}]}}"#
        )
    }

    fn transaction(id: &str, status: &str, kind: &str, total: &str, items: &str, own: &str) -> String {
        format!(
            r#"{{"transactionId":"{id}","transactionStatus":"{status}","transactionType":"{kind}","postedDate":"2026-11-03T00:00:00Z",
            "relatedIdentifiers":[{{"relatedIdentifierName":"ORDER_ID","relatedIdentifierValue":"o1"}}],
            "totalAmount":{{"currencyCode":"USD","currencyAmount":{total}}},"items":{items},"breakdowns":[{own}]}}"#
        )
    }

    fn page(transactions: &[String]) -> String {
        format!(r#"{{"transactions":[{}]}}"#, transactions.join(","))
    }

    fn shown(lines: &SettlementLines) -> Vec<String> {
        let show = |line: SettlementLine| format!("{} {}", lines.text(line.path), line.amount);
        lines.lines.iter().map(show).collect()
    }

    fn shipment_tree() -> String {
        let fee = node(
            "Commission",
            "-1.6",
            &[node("Base", "-1.5", ""), node("Tax", "-0.1", "")].join(","),
        );
        [
            node("ProductCharges", "10", &node("OurPricePrincipal", "10", "")),
            node("AmazonFees", "-1.6", &fee),
        ]
        .join(",")
    }

    #[test]
    fn the_items_tree_counts_once() {
        let items = format!(
            r#"[{{"breakdowns":[{}],"contexts":[{{"sku":"S","quantityShipped":2}}]}}]"#,
            shipment_tree()
        );
        let own = [node("Sales", "10", ""), node("Expenses", "-1.6", "")].join(",");
        let (lines, unexplained) = collect(&page(&[transaction(
            "t1", "RELEASED", "Shipment", "8.4", &items, &own,
        )]));
        let expect = [
            "ProductCharges/OurPricePrincipal 10.00",
            "AmazonFees/Commission/Base -1.50",
            "AmazonFees/Commission/Tax -0.10",
        ];
        assert_eq!(shown(&lines), expect);
        assert_eq!(
            (
                lines.text(lines.lines.get(0).unwrap().sku),
                lines.lines.get(0).unwrap().quantity
            ),
            ("S", 2)
        );
        assert!(unexplained.is_empty());
    }

    #[test]
    fn null_item_trees_fall_back_to_the_transactions() {
        let own = node("Sales", "5", &node("FBAInventoryReimbursement", "5", ""));
        let with_items = transaction(
            "t1",
            "RELEASED",
            "Adjustment",
            "5",
            r#"[{"breakdowns":null}]"#,
            &own,
        );
        let (lines, _) = collect(&page(&[with_items]));
        assert_eq!(shown(&lines), ["Sales/FBAInventoryReimbursement 5.00"]);
        let bare = transaction("t2", "RELEASED", "DebtRecovery", "-5", "null", "");
        assert_eq!(shown(&collect(&page(&[bare])).0), [" -5.00"]);
    }

    #[test]
    fn parts_that_do_not_add_up_count_as_their_node() {
        let own = node("AmazonFees", "-2", &node("Commission", "-1.5", ""));
        let (lines, _) = collect(&page(&[transaction(
            "t1", "RELEASED", "Shipment", "-2", "[]", &own,
        )]));
        assert_eq!(shown(&lines), ["AmazonFees -2.00"]);
        let (lines, unexplained) = collect(&page(&[transaction(
            "t1", "RELEASED", "Shipment", "-9", "[]", &own,
        )]));
        assert_eq!((shown(&lines).len(), unexplained), (1, vec!["t1".to_owned()]));
    }

    #[test]
    fn deferrals_transfers_and_repeated_pages_do_not_count() {
        let own = node("Other", "1", "");
        let of = |id: &str, status: &str, kind: &str| transaction(id, status, kind, "1", "[]", &own);
        let (lines, _) = collect(&page(&[
            of("t1", "RELEASED", "Shipment"),
            of("t1", "RELEASED", "Shipment"),
            of("t2", "DEFERRED", "Shipment"),
            of("t3", "DEFERRED_RELEASED", "Shipment"),
            of("t4", "RELEASED", "Transfer"),
        ]));
        assert_eq!(lines.lines.len(), 1);
    }

    #[test]
    fn another_currency_is_refused() {
        let answer: TransactionsAnswer = serde_json::from_str(&page(&[transaction(
            "t1",
            "RELEASED",
            "Shipment",
            "1",
            "[]",
            &node("Other", "1", ""),
        )]))
        .unwrap();
        let mut collector = Collector::new("g", Currency::parse("EUR").unwrap());
        assert!(collector.add(&answer.into_page().transactions[0]).is_err());
    }
}
