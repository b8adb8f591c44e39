//! Settlements in another currency than the company's: the rate type, and a rate of each currency that is configured.

use std::collections::BTreeSet;

use super::Findings;
use crate::client::sage300::SageClient;
use crate::money::Currency;
use crate::pass::session::Session;

/// The currencies of the configured marketplaces and bank accounts that are not the company's own; none when the company
/// does not tell its own.
pub(super) fn foreign(session: &Session<'_>, client: &SageClient) -> BTreeSet<Currency> {
    let Ok(functional) = client.functional_currency() else {
        return BTreeSet::new();
    };
    let markets = session.config.amazon.marketplaces.iter();
    let mut currencies: BTreeSet<Currency> = markets.map(|market| market.currency()).collect();
    currencies.remove(&functional);
    currencies
}

pub(super) fn check(session: &Session<'_>, client: &SageClient, findings: &mut Findings) {
    let Some(settlements) = &session.config.settlements else {
        return;
    };
    let functional = match client.functional_currency() {
        Ok(functional) => functional,
        Err(error) => return findings.error("company's currency", error),
    };
    let foreign = foreign(session, client);
    for currency in &foreign {
        if settlements.bank_account.of(*currency).is_none() {
            let words = "[settlements] bank_account names no account for it: its settlements are held";
            findings.warning(format!("bank account of {currency}"), words);
        }
    }
    if foreign.is_empty() {
        return;
    }
    let Some(rate_type) = settlements.rate_type.as_deref() else {
        let words = format!(
            "not set: settlements in {} are held; add it to [settlements]",
            list(&foreign)
        );
        return findings.warning("rate_type", words);
    };
    let what = format!("rate type {rate_type}");
    let tables = match client.rate_tables(functional) {
        Ok(tables) => tables,
        Err(error) => return findings.error(what, error),
    };
    let is = |name: &str| name.trim().eq_ignore_ascii_case(rate_type);
    let Some(table) = tables.iter().find(|table| is(&table.rate_type)) else {
        let words = format!("Sage has no rates into {functional} of it: correct [settlements] rate_type");
        return findings.failure(what, words);
    };
    let today = session
        .clock
        .now()
        .with_timezone(&session.config.sage300.time_zone)
        .date_naive();
    let lacking: BTreeSet<Currency> = foreign
        .iter()
        .copied()
        .filter(|currency| {
            let newest = table.on(*currency, today);
            newest.is_none_or(|(dated, _)| (today - dated).num_days() > days(settlements.rate_max_age))
        })
        .collect();
    if lacking.is_empty() {
        findings.ok(
            what,
            format!("has a rate of {} into {functional}", list(&foreign)),
        );
    } else {
        let words = format!(
            "no rate of {} that is young enough for today: enter one in Sage, or raise rate_max_age",
            list(&lacking)
        );
        findings.warning(what, words);
    }
}

fn days(length: std::time::Duration) -> i64 {
    i64::try_from(length.as_secs() / 86_400).unwrap_or(i64::MAX)
}

fn list(currencies: &BTreeSet<Currency>) -> String {
    let words: Vec<String> = currencies.iter().map(ToString::to_string).collect();
    words.join(", ")
}
