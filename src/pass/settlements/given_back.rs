//! What settlements in Sage gave back of sales on the accounts of refunds, beside the receivables.

use anyhow::Result;
use chrono::{DateTime, Utc};

use super::stored::Frozen;
use crate::books::classification::Category;
use crate::books::journal::OrderRefunded;
use crate::books::record::{Kind, State};
use crate::money::{Amount, Currency};
use crate::store::Store;

/// What one settlement gave back of one order, and no credit note meets.
#[derive(Debug, Clone)]
pub struct RefundInJournal {
    /// The key of the settlement's record.
    pub settlement: String,
    /// The Amazon order id.
    pub order: String,
    /// The settlement's currency.
    pub currency: Option<Currency>,
    /// What stands on the accounts of refunds and of the seller's tax, from the seller's side: below zero.
    pub amount: Amount,
    /// When the settlement was last changed here.
    pub at: DateTime<Utc>,
}

/// The refunds of orders that are wanted, in the order of the settlements.
///
/// # Errors
/// When the database cannot be read.
pub fn refunds_in_journals(store: &Store, is_wanted: impl Fn(&str) -> bool) -> Result<Vec<RefundInJournal>> {
    let mut found = Vec::new();
    for record in store.records_in(Kind::Settlement, &[State::Posted], 0, usize::MAX)? {
        let refunded = Frozen::of(&record)?
            .into_iter()
            .flat_map(|frozen| frozen.refunded);
        // What went to `clearing` meets a note there.
        for refund in refunded.filter(|one| one.met_note.is_zero() && is_wanted(&one.order)) {
            let amount = booked(&refund);
            if !amount.is_zero() {
                found.push(RefundInJournal {
                    settlement: record.key.clone(),
                    order: refund.order,
                    currency: record.currency,
                    amount,
                    at: record.updated_at,
                });
            }
        }
    }
    Ok(found)
}

/// The settlement of which a refund of an order went beyond what its credit notes met, to the accounts of refunds.
///
/// # Errors
/// When the database cannot be read.
pub fn refunded_beyond_notes(store: &Store, order: &str) -> Result<Option<String>> {
    for record in store.records_in(Kind::Settlement, &[State::Posted], 0, usize::MAX)? {
        let refunded = Frozen::of(&record)?
            .into_iter()
            .flat_map(|frozen| frozen.refunded);
        if refunded
            .filter(|one| one.order == order)
            .any(|one| one.met_note != booked(&one))
        {
            return Ok(Some(record.key));
        }
    }
    Ok(None)
}

/// What is said of refunds that go beyond the credit notes of their orders, a sentence each.
pub(super) fn beyond_notes(refunded: &[OrderRefunded], currency: Currency) -> impl Iterator<Item = String> {
    let beyond = refunded
        .iter()
        .filter(|refund| !refund.met_note.is_zero() && refund.met_note != booked(refund));
    beyond.map(move |refund| {
        let shown = |amount: Amount| (-amount).display(currency).to_string();
        let all = booked(refund);
        format!(
            "order {}: of the {} given back its credit note meets {} on `clearing`; {} goes on to the accounts of refunds",
            refund.order,
            shown(all),
            shown(refund.met_note),
            shown(all - refund.met_note)
        )
    })
}

/// What gives the sale back, without the marketplace's tax, which meets itself on its own account.
fn booked(refund: &OrderRefunded) -> Amount {
    let is_marketplaces = |one: Category| {
        matches!(
            one,
            Category::RefundedTax | Category::RefundedMarketplaceTaxWithheld
        )
    };
    let own = refund.amounts.iter().filter(|(name, _)| {
        let known = name.parse::<Category>();
        known.is_ok_and(|one| one.gives_sale_back() && !is_marketplaces(one))
    });
    own.map(|(_, amount)| *amount).sum()
}
