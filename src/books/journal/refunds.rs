//! What a settlement gave back, order by order: the figures beside which goods that came back are booked by hand.
//!
//! Refunds are money; whether the goods came back stands in no transaction. A fee that Amazon takes for a
//! customer's return says that they did; without one nobody knows here.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::settings::{Place, Role};
use super::shares::{Allocations, Bucket};
use crate::books::classification::Category;
use crate::books::settlement::{Name, SettlementLines};
use crate::money::Amount;

/// What one settlement gave back for one order; without amounts when it only took the fee for a return.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct OrderRefunded {
    /// The Amazon order id; blank for refunds without one.
    pub order: String,
    /// The sums by category, from the seller's side: given back is negative.
    pub amounts: BTreeMap<String, Amount>,
    /// Units given back by SKU, where the source counts them; zero where it does not.
    pub skus: BTreeMap<String, i32>,
    /// Whether Amazon took a fee for goods that came back.
    pub goods_back: bool,
    /// As much of the amounts as went to `clearing`, to meet the order's credit note.
    #[serde(skip_serializing_if = "is_nothing")]
    pub met_note: Amount,
}

fn is_nothing(amount: &Amount) -> bool {
    amount.is_zero()
}

impl OrderRefunded {
    /// What of it gives a sale back, by a refund or a claim: what a credit note would give back too.
    pub fn sales_given_back(&self) -> impl Iterator<Item = Amount> {
        let refunds = self.amounts.iter();
        refunds
            .filter(|(category, _)| {
                let known = category.parse::<Category>();
                known.is_ok_and(Category::gives_sale_back)
            })
            .map(|(_, amount)| *amount)
    }
}

/// Whether a category belongs among the refunds of an order.
fn is_given_back(category: Category) -> bool {
    // Withheld tax and the marketplace's collected tax cancel each other: neither is the seller's.
    (category.gives_sale_back() && category != Category::RefundedMarketplaceTaxWithheld)
        || matches!(category, Category::Goodwill | Category::RestockingFees)
}

/// Adds up, per order, what was given back.
pub(super) fn by_order(lines: &SettlementLines, shares: &Allocations) -> Vec<OrderRefunded> {
    let mut refunded: BTreeMap<Name, OrderRefunded> = BTreeMap::new();
    // Most settlements of many lines have few kinds of them: where none of these gives back, no line is looked at.
    let gives_back: Vec<bool> = shares
        .buckets
        .iter()
        .map(|bucket| is_given_back(bucket.category))
        .collect();
    let all = gives_back.contains(&true).then(|| shares.shares(lines));
    let given_back = all.into_iter().flatten();
    for share in given_back.filter(|share| gives_back[share.bucket as usize]) {
        let Some(line) = share.line.and_then(|line| lines.lines.get(line as usize)) else {
            continue;
        };
        let Bucket { category, place, .. } = shares.buckets[share.bucket as usize];
        let one = refunded.entry(line.order).or_default();
        if place == Place::Role(Role::Clearing) {
            one.met_note += share.amount;
        }
        *one.amounts.entry(category.name().to_owned()).or_default() += share.amount;
        if category == Category::RefundedSales && !line.sku.is_blank() {
            *one.skus.entry(lines.text(line.sku).to_owned()).or_default() += line.quantity.abs();
        }
    }
    // The fee often stands in another settlement than the refund: it is kept for itself too.
    let types = lines.lines.types();
    let is_fee: Vec<bool> = types.map(|(_, path)| is_return_fee(lines.text(path))).collect();
    if is_fee.contains(&true) {
        for (line, number) in lines.lines.iter().zip(lines.lines.type_numbers()) {
            if is_fee[number] && !line.order.is_blank() {
                refunded.entry(line.order).or_default().goods_back = true;
            }
        }
    }
    let mut named: Vec<OrderRefunded> = refunded
        .into_iter()
        .map(|(order, one)| OrderRefunded {
            order: lines.text(order).to_owned(),
            ..one
        })
        .collect();
    named.sort_by(|a, b| a.order.cmp(&b.order));
    named
}

/// Amazon writes `FBACustomerReturnPerUnitFee`, `CustomerReturnHRRUnitFee`, and reports the same with blanks.
fn is_return_fee(path: &str) -> bool {
    let letters: String = path
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|letter| letter.to_ascii_lowercase())
        .collect();
    letters.contains("customerreturn")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fee_for_a_return_says_that_the_goods_are_back() {
        for path in [
            "AmazonFees/FBACustomerReturnPerUnitFee/Base",
            "FBA Customer Return Fee",
        ] {
            assert!(is_return_fee(path), "{path}");
        }
        for path in ["ReturnShipping", "AmazonFees/RefundCommission", ""] {
            assert!(!is_return_fee(path), "{path}");
        }
    }

    #[test]
    fn tax_that_cancels_is_no_refund_of_the_seller() {
        assert!(is_given_back(Category::RefundedSellerTax) && is_given_back(Category::Chargebacks));
        assert!(!is_given_back(Category::RefundedMarketplaceTaxWithheld));
        assert!(!is_given_back(Category::RefundAdministrationFees));
    }
}
