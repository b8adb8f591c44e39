//! Amazon: sign-in, marketplaces, and a cheap read of each API that the configured passes need.

use std::collections::BTreeMap;

use chrono::TimeDelta;

use super::Findings;
use crate::client::amazon::{AmazonClient, AmazonError};
use crate::pass::session::Session;

pub(super) fn check(session: &Session<'_>, findings: &mut Findings) {
    let client = match session.amazon() {
        Ok(client) => client,
        Err(error) => return findings.error("Amazon sign-in", error),
    };
    let participations = match client.marketplace_participations() {
        Ok(participations) => participations,
        Err(error) => return findings.error("Amazon sign-in", error),
    };
    findings.ok("Amazon sign-in", "the seller's marketplaces can be read");
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
    roles(session, client, findings);
}

/// One small read of each API; what is refused names the role that is missing.
fn roles(session: &Session<'_>, client: &AmazonClient, findings: &mut Findings) {
    let mut role = |what: &str, role: &str, needed: bool, read: Result<(), AmazonError>| match read {
        Ok(()) => findings.ok(what, "allowed"),
        Err(error) if error.is_denied() && !needed => findings.warning(
            what,
            format!("refused: give the app the role {role} in Seller Central to use it"),
        ),
        Err(error) => findings.error(what, error),
    };
    // An id that no order has: an answer of "not found" is all that is asked for.
    let nobody = "000-0000000-0000000";
    let orders = client.get_order(nobody, false).map(drop);
    role("Amazon orders", "Inventory and Order Tracking", true, orders);
    let tax = client.get_order(nobody, true).map(drop);
    role("Amazon tax data", "Tax Invoicing or Tax Remittance", false, tax);
    if let Some(market) = session.config.amazon.marketplaces.first() {
        let barcodes = client.barcodes(market.id, &["B000000000".to_owned()]).map(drop);
        let needed = session.config.inventory.is_some();
        role(
            "Amazon catalogue and listings",
            "Product Listing",
            needed,
            barcodes,
        );
    }
    if session.config.settlements.is_some() {
        let since = session.clock.now() - TimeDelta::days(15);
        let groups = client.financial_event_groups::<AmazonError>(since, None, |_| Ok(()));
        role("Amazon finances", "Finance and Accounting", true, groups);
        let reports = client.settlement_reports().map(drop);
        role(
            "Amazon settlement reports",
            "Finance and Accounting",
            true,
            reports,
        );
    }
}
