//! Clearing: whether this company can be cleared as `[receivables]` says.

use std::collections::BTreeSet;

use anyhow::Result;

use super::Findings;
use crate::amazon::marketplaces::Marketplace;
use crate::books::receivables::Way;
use crate::config::{ClearBy, CustomerRow, SettlementMode};
use crate::money::Currency;
use crate::pass::receivables::{Ways, ways};
use crate::pass::session::Session;

const WHAT: &str = "clearing of receivables";

/// What a company that books sales from settlements alone has configured in vain.
pub(super) fn quantities(session: &Session<'_>, findings: &mut Findings) {
    if session.config.inventory.is_some() && !session.config.reads_orders() {
        findings.warning(
            "quantities",
            "[inventory] does nothing with mode = \"settlement-only\": orders are not read, so what was sold would be offered again",
        );
    }
}

pub(super) fn clearing(session: &Session<'_>, findings: &mut Findings) {
    let Some(settlements) = &session.config.settlements else {
        return;
    };
    let Some(receivables) = &session.config.receivables else {
        if settlements.mode == SettlementMode::Invoices {
            findings.ok(
                WHAT,
                "not configured: A/R stays open, and `clearing` holds the opposite",
            );
        }
        return;
    };
    if settlements.mode == SettlementMode::SettlementOnly {
        findings.warning(
            WHAT,
            "[receivables] does nothing with mode = \"settlement-only\": no invoices are made",
        );
        return;
    }
    let functional = match session.sage().and_then(|sage| Ok(sage.functional_currency()?)) {
        Ok(functional) => functional,
        Err(error) => return findings.error(WHAT, error),
    };
    let mut said = BTreeSet::new();
    for currency in currencies(session, functional) {
        let found = ways(session, currency);
        // What is the same for every currency is said once.
        if said.insert(format!("{found:?}")) {
            way(receivables.clear_by, found, findings);
        }
    }
    if receivables.clear_by == ClearBy::Adjustment {
        prefer_receipts(session, functional, findings);
    }
}

/// The currencies of the marketplaces whose orders are invoiced; the company's own where none is known.
fn currencies(session: &Session<'_>, functional: Currency) -> BTreeSet<Currency> {
    let rows = session.config.orders.customers.iter();
    let of = |row: &CustomerRow| row.marketplace.map(Marketplace::currency);
    rows.map(|row| of(row).unwrap_or(functional)).collect()
}

fn way(clear_by: ClearBy, found: Result<Ways>, findings: &mut Findings) {
    match found {
        Err(error) => findings.error(WHAT, error),
        Ok(Ways::Unproven(why)) => {
            let other = match clear_by {
                ClearBy::Receipt => "adjustment",
                ClearBy::Adjustment => "receipt",
            };
            findings.failure(
                WHAT,
                format!("{why}; nothing is cleared. Try clear_by = \"{other}\""),
            );
        }
        Ok(Ways::Proven(Way::Adjustments { account })) => {
            findings.ok(WHAT, format!("by adjustments distributed to {account}"));
        }
        Ok(Ways::Proven(Way::Receipts {
            bank,
            word,
            adjustments,
        })) => {
            let back = if adjustments.is_some() {
                "what is put back goes by adjustments"
            } else {
                "what is put back is held: adjustments are not proven"
            };
            findings.ok(WHAT, format!("by receipts of type {word} on bank {bank}; {back}"));
        }
    }
}

/// Whether an adjustment at another rate than its invoice's realises the difference is unproven; a receipt does.
fn prefer_receipts(session: &Session<'_>, functional: Currency, findings: &mut Findings) {
    let orders = &session.config.orders;
    let foreign: Vec<&str> = orders
        .customers
        .iter()
        .filter(|row| {
            row.marketplace
                .is_some_and(|market| market.currency() != functional)
        })
        .map(|row| row.customer.as_str())
        .collect();
    if !foreign.is_empty() {
        findings.warning(
            "clearing in a foreign currency",
            format!(
                "{}: clear_by = \"receipt\" is better. Invoice and settlement have different rates of exchange: a receipt \
                 realises the difference in Sage, an adjustment may leave it on A/R for ever, with nothing left to pay \
                 (`reconcile` lists such rests as exchange_rests)",
                foreign.join(", ")
            ),
        );
    }
}
