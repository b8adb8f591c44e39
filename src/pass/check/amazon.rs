//! Amazon: sign-in, marketplaces, and a cheap read of each API that the configured passes need.

use std::collections::BTreeMap;

use chrono::TimeDelta;

use super::{Findings, items, marketplaces};
use crate::client::amazon::{AmazonClient, AmazonError};
use crate::pass::session::Session;

pub(super) fn check(session: &Session<'_>, findings: &mut Findings) {
    let client = match session.amazon() {
        Ok(client) => client,
        Err(error) => return findings.error("Amazon sign-in", error),
    };
    let (participations, time) = match client.participations_and_time() {
        Ok(answer) => answer,
        Err(error) => return findings.error("Amazon sign-in", error),
    };
    findings.ok("Amazon sign-in", "the seller's marketplaces can be read");
    findings.clock("Amazon", time, session.clock.now());
    let by_id: BTreeMap<_, _> = participations
        .iter()
        .map(|one| (one.marketplace_id.as_str(), one))
        .collect();
    for market in &session.config.amazon.marketplaces {
        let what = format!("marketplace {}", market.name);
        match by_id.get(market.id) {
            None => findings.failure(
                what,
                "the seller account does not know it: correct [amazon] marketplaces",
            ),
            Some(one) if !one.is_participating => {
                findings.warning(what, "the seller does not take part in it: see Seller Central")
            }
            Some(one) if one.has_suspended_listings => {
                findings.warning(what, "Amazon has suspended listings there: see Seller Central")
            }
            Some(one) => findings.ok(what, one.store_name.clone().unwrap_or_default()),
        }
    }
    if session.config.settlements.is_some() {
        marketplaces::not_configured(session, client, &participations, findings);
    }
    roles(session, client, findings);
}

/// One small read of each API; what is refused names the role that is missing.
fn roles(session: &Session<'_>, client: &AmazonClient, findings: &mut Findings) {
    let mut role = |what: &str, role: &str, needed: bool, read: Result<(), AmazonError>| match read {
        Ok(()) => {
            findings.ok(what, "allowed");
            true
        }
        Err(error) if error.is_denied() && !needed => {
            let words = format!("refused: give the app the role {role} in Seller Central to use it");
            findings.warning(what, words);
            false
        }
        Err(error) => {
            findings.error(what, error);
            false
        }
    };
    // An id that no order has: an answer of "not found" is all that is asked for.
    let nobody = "000-0000000-0000000";
    let orders = client.get_order(nobody, false).map(drop);
    role("Amazon orders", ORDERS, true, orders);
    let tax = client.get_order(nobody, true).map(drop);
    role("Amazon tax data", "Tax Invoicing or Tax Remittance", false, tax);
    let pushes = session.config.inventory.is_some();
    let mut lists = false;
    if let Some(market) = session.config.amazon.marketplaces.first() {
        let barcodes = client.barcodes(market.id, &["B000000000".to_owned()]).map(drop);
        role("Amazon catalogue", LISTING, false, barcodes);
        let listings = client.listed_items(market.id, &["ml-connector-check"]).map(drop);
        lists = role("Amazon listings", LISTING, pushes, listings);
        if pushes {
            let since = session.clock.now() - TimeDelta::days(1);
            let feeds = client.feeds_since(since).map(drop);
            role("Amazon feeds", LISTING, true, feeds);
            let stock = client
                .inventory_summaries(market.id, &["ml-connector-check".to_owned()])
                .map(drop);
            let fba = "Amazon Fulfillment or Inventory and Order Tracking";
            role("Amazon warehouse stock", fba, false, stock);
        }
    }
    if session.config.settlements.is_some() {
        let since = session.clock.now() - TimeDelta::days(15);
        let groups = client.financial_event_groups::<AmazonError>(since, None, |_| Ok(()));
        role("Amazon settlement groups", FINANCE, true, groups);
        let nothing = client.transactions_of_group::<AmazonError>("ml-connector-check", |_| Ok(()));
        role("Amazon transactions", FINANCE, true, not_found_is_fine(nothing));
        let reports = client.settlement_reports().map(drop);
        role("Amazon settlement reports", FINANCE, true, reports);
    }
    if lists {
        items::at_amazon(session, client, findings);
    }
}

const ORDERS: &str = "Inventory and Order Tracking";
const LISTING: &str = "Product Listing";
const FINANCE: &str = "Finance and Accounting";

/// That a made-up id is not known is an answer, not a refusal.
fn not_found_is_fine(read: Result<(), AmazonError>) -> Result<(), AmazonError> {
    match read {
        Err(AmazonError::Refused {
            status: 400 | 404, ..
        }) => Ok(()),
        read => read,
    }
}
