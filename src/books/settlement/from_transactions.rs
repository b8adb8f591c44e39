//! Lines from transactions: released ones only, transfers left out, the leaves of one tree of amounts.
//!
//! Which tree that is, is said in `leaves`.

use std::collections::HashSet;
use std::hash::BuildHasher;

use super::leaves::Leaves;
use super::{Name, SettlementLine, SettlementLines, Source};
use crate::amazon::finances::Transaction;
use crate::money::Currency;
use foldhash::fast::RandomState;

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
    /// A hash of each transaction id: a page served twice must not count twice (docs#2090). Two ids that share a hash
    /// of 64 bits would be found by the proof.
    seen: HashSet<u64, RandomState>,
    /// Transactions whose trees do not add up to their totals.
    unexplained: Vec<String>,
    /// Whether its transactions name several settlement ids.
    disagrees: bool,
    /// Room for the trees of one transaction, used again for the next.
    leaves: Leaves,
}

impl Collector {
    /// An empty collection for a group in a currency.
    pub fn new(group_id: &str, currency: Currency) -> Self {
        let lines = SettlementLines {
            group_id: Some(group_id.to_owned()),
            ..SettlementLines::new(Source::Finances, currency)
        };
        Self {
            lines,
            seen: HashSet::default(),
            unexplained: Vec::new(),
            disagrees: false,
            leaves: Leaves::default(),
        }
    }

    /// Takes a transaction in, if it counts.
    pub fn add(&mut self, transaction: &Transaction<'_>) -> Result<(), Unsettled> {
        if !counts(transaction) || self.is_repeated(transaction) {
            return Ok(());
        }
        self.learn_id(transaction);
        let mut leaves = std::mem::take(&mut self.leaves);
        if !leaves.choose(transaction) {
            self.unexplained.push(shown_id(transaction));
        }
        let taken = self.take(transaction, &leaves);
        self.leaves = leaves;
        taken
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
    fn learn_id(&mut self, transaction: &Transaction<'_>) {
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

    fn is_repeated(&mut self, transaction: &Transaction<'_>) -> bool {
        let Some(id) = transaction.transaction_id.as_deref().filter(|id| !id.is_empty()) else {
            return false;
        };
        let hash = self.seen.hasher().hash_one(id);
        !self.seen.insert(hash)
    }

    /// A line for each leaf that is not zero.
    fn take(&mut self, transaction: &Transaction<'_>, leaves: &Leaves) -> Result<(), Unsettled> {
        let names = &mut self.lines.names;
        let mut name = |text: Option<&str>| text.map_or(Name::BLANK, |text| names.name(text.trim()));
        let marketplace = transaction.marketplace_details.as_ref();
        let marketplace =
            marketplace.and_then(|m| m.marketplace_name.as_deref().or(m.marketplace_id.as_deref()));
        let (kind, order, marketplace) = (
            name(transaction.transaction_type.as_deref()),
            name(transaction.identifier("ORDER_ID")),
            name(marketplace),
        );
        let posted = transaction.posted_date.map(|time| time.timestamp());
        let of_liquidation = is_liquidation_adjusted(transaction, leaves);
        for leaf in leaves
            .chosen
            .iter()
            .filter(|leaf| !leaf.money.currency_amount.is_zero())
        {
            if leaf.money.currency_code != self.lines.currency {
                return Err(Unsettled::OtherCurrency {
                    transaction: shown_id(transaction),
                    found: leaf.money.currency_code,
                    expected: self.lines.currency,
                });
            }
            let item = leaf.item.and_then(|at| transaction.items.get(at));
            let contexts = item.map_or(&[][..], |item| &item.contexts);
            let sku = contexts
                .iter()
                .chain(&transaction.contexts)
                .find_map(|context| context.sku.as_deref());
            let quantity = contexts.iter().find_map(|context| context.quantity_shipped);
            let names = &mut self.lines.names;
            let path = leaves.path(leaf).trim();
            let path = match through_liquidation(path).filter(|_| of_liquidation) {
                Some(path) => names.name(&path),
                None => names.name(path),
            };
            let line = SettlementLine {
                kind,
                path,
                amount: leaf.money.currency_amount,
                posted,
                order,
                sku: sku.map_or(Name::BLANK, |sku| names.name(sku.trim())),
                marketplace,
                quantity: quantity.unwrap_or(0),
            };
            self.lines.add(line);
        }
        Ok(())
    }
}

/// The proceeds of a liquidation, and Amazon's fees where no name below says which.
const LIQUIDATION: &str = "RecommerceLiquidation";
const BARE_FEES: [&str; 2] = ["AmazonFees", "AmazonFees/Base"];

/// The way of fees without a name written through a liquidation, within the container that they stand in; `None` where
/// it is the way of something else.
fn through_liquidation(path: &str) -> Option<String> {
    let fees = BARE_FEES.into_iter().find(|fees| path.ends_with(fees))?;
    let container = path.strip_suffix(fees)?;
    ["", "Sales/", "Expenses/"]
        .contains(&container)
        .then(|| format!("{container}{LIQUIDATION}/{fees}"))
}

/// Whether a transaction corrects a liquidation: fees without a name beside it are then the liquidation's, which
/// they would not be alone, so their way is written through it.
fn is_liquidation_adjusted(transaction: &Transaction<'_>, leaves: &Leaves) -> bool {
    let kind = transaction.transaction_type.as_deref().unwrap_or_default();
    kind.eq_ignore_ascii_case("Adjustment")
        && leaves.chosen.iter().any(|leaf| {
            leaves
                .path(leaf)
                .rsplit('/')
                .next()
                .is_some_and(|last| last.trim() == LIQUIDATION)
        })
}

/// Only released money counts, and a transfer is the deposit itself, positive although it leaves.
fn counts(transaction: &Transaction<'_>) -> bool {
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

fn shown_id(transaction: &Transaction<'_>) -> String {
    let id = transaction.transaction_id.as_deref();
    id.unwrap_or("without an id").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::amazon::finances::TransactionsAnswer;

    fn collect(json: &str) -> (SettlementLines, Vec<String>) {
        let answer: TransactionsAnswer<'_> = serde_json::from_str(json).unwrap();
        let mut collector = Collector::new("g", Currency::USD);
        for transaction in answer.into_page().unwrap().transactions {
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
    fn fees_without_a_name_beside_a_liquidation_are_the_liquidations_in_either_container() {
        for (fees, expect) in [
            (
                node("AmazonFees", "1.1", ""),
                "Sales/RecommerceLiquidation/AmazonFees 1.10",
            ),
            (
                node("AmazonFees", "1.1", &node("Base", "1.1", "")),
                "Sales/RecommerceLiquidation/AmazonFees/Base 1.10",
            ),
            (
                node("AmazonFees", "1.1", &node("Commission", "1.1", "")),
                "Sales/AmazonFees/Commission 1.10",
            ),
        ] {
            let proceeds = node("RecommerceLiquidation", "-0.5", "");
            let own = [node("Sales", "1.1", &fees), node("Expenses", "-0.5", &proceeds)].join(",");
            let told = transaction("t1", "RELEASED", "Adjustment", "0.6", "[]", &own);
            let (lines, unexplained) = collect(&page(&[told]));
            assert_eq!(shown(&lines), [expect, "Expenses/RecommerceLiquidation -0.50"]);
            assert!(unexplained.is_empty());
        }
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
        let own = node("Other", "1", "");
        let json = page(&[transaction("t1", "RELEASED", "Shipment", "1", "[]", &own)]);
        let answer: TransactionsAnswer<'_> = serde_json::from_str(&json).unwrap();
        let mut collector = Collector::new("g", Currency::parse("EUR").unwrap());
        assert!(
            collector
                .add(&answer.into_page().unwrap().transactions[0])
                .is_err()
        );
    }
}
