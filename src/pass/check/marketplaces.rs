//! Marketplaces that settle but are not configured: their settlements are held, so a person is told before.

use std::collections::BTreeSet;

use chrono::TimeDelta;

use super::Findings;
use crate::amazon::finances::FinancialEventGroup;
use crate::amazon::marketplaces::Marketplace;
use crate::books::journal::GroupFacts;
use crate::books::reason;
use crate::books::record::{Kind, State};
use crate::client::amazon::{AmazonClient, AmazonError, Participation};
use crate::money::Currency;
use crate::pass::session::Session;

/// Settlements of two months: accounts without sales are settled more seldom than the others.
const LOOKED_BACK: TimeDelta = TimeDelta::days(60);

/// Each one by what shows it: a settlement that is held for it, a group in its currency, or only that the seller
/// takes part.
pub(super) fn not_configured(
    session: &Session<'_>,
    client: &AmazonClient,
    participations: &[Participation],
    findings: &mut Findings,
) {
    held(session, findings);
    let configured = &session.config.amazon.marketplaces;
    let others = participations.iter().filter(|one| {
        one.is_participating && !configured.iter().any(|market| market.id == one.marketplace_id)
    });
    // Marketplaces outside Amazon, of multi-channel fulfilment, settle nothing of their own.
    let others: Vec<_> = others
        .filter_map(|one| Some((Marketplace::find(&one.marketplace_id)?, one.currency)))
        .collect();
    if others.is_empty() {
        return;
    }
    let own: BTreeSet<Currency> = configured.iter().map(|market| market.currency()).collect();
    // What may not be read here is a finding of its own.
    let settled = currencies(session, client).unwrap_or_default();
    for (market, currency) in others {
        let what = format!("marketplace {}", market.name);
        let currency = currency.unwrap_or_else(|| market.currency());
        if settled.contains(&currency) && !own.contains(&currency) {
            findings.warning(
                what,
                format!(
                    "it settles (there are settlements in {currency}), but [amazon] marketplaces does not name it: its \
                     settlements are held as marketplace-not-configured; add it, with its customer in [[orders.customers]]"
                ),
            );
        } else {
            findings.ok(
                what,
                "the seller takes part in it, but [amazon] marketplaces does not name it: settlements with sales of it \
                 are held as marketplace-not-configured",
            );
        }
    }
}

/// The currencies of the settlements of late.
fn currencies(session: &Session<'_>, client: &AmazonClient) -> Result<BTreeSet<Currency>, AmazonError> {
    let mut found = BTreeSet::new();
    let since = session.clock.now() - LOOKED_BACK;
    client.financial_event_groups(since, None, |groups: Vec<FinancialEventGroup>| {
        found.extend(groups.iter().filter_map(|group| GroupFacts::from(group).currency));
        Ok::<(), AmazonError>(())
    })?;
    Ok(found)
}

/// What is held for it already.
fn held(session: &Session<'_>, findings: &mut Findings) {
    let held = match session
        .store
        .records_in(Kind::Settlement, &[State::Held], 0, usize::MAX)
    {
        Ok(held) => held,
        Err(error) => return findings.error("settlements that are held", error),
    };
    let code = Some(reason::MARKETPLACE_MISSING.code);
    for record in held.iter().filter(|record| record.reason.as_deref() == code) {
        let detail = record.detail.as_deref().unwrap_or_default();
        let sentence = detail.lines().next().unwrap_or_default();
        findings.warning(format!("settlement {}", record.key), sentence);
    }
}
