//! The ledger's side of Sage 300: today's fiscal period, the accounts of `[settlements]`, the source code.

use std::collections::BTreeSet;

use super::{Findings, Level, rates};
use crate::books::fiscal_calendar::Standing;
use crate::client::sage300::SageClient;
use crate::config::Settlements;
use crate::pass::session::Session;

pub(super) fn calendar(session: &Session<'_>, findings: &mut Findings) {
    let what = "fiscal period of today";
    let today = session
        .clock
        .now()
        .with_timezone(&session.config.sage300.time_zone)
        .date_naive();
    match session.fiscal_calendar() {
        Err(error) => findings.error(what, error),
        Ok(None) => findings.unverified(
            what,
            "the calendar cannot be read: Sage itself refuses what is closed",
        ),
        Ok(Some(calendar)) => match calendar.standing(today) {
            Standing::Open => findings.ok(what, "open"),
            Standing::Closed { .. } => {
                findings.warning(what, "closed: open it in Sage, or documents of today are held")
            }
            Standing::Unknown => {
                findings.warning(what, "not in the calendar: create the fiscal year in Sage")
            }
        },
    }
}

const CONSOLIDATED: &str = "is posted to in consolidation, which drops the reference of each line: a journal that is \
                            posted and cleared from the list cannot be found there; set it to Detail in Sage";

/// Every account of `[settlements]`, and the source code of its entries.
pub(super) fn accounts(session: &Session<'_>, client: &SageClient, findings: &mut Findings) {
    let Some(settlements) = &session.config.settlements else {
        return;
    };
    let named = [
        Some(&settlements.carried_forward),
        Some(&settlements.reserve),
        Some(&settlements.amazon_balance),
        settlements.clearing.as_ref(),
        settlements.unmatched.as_ref(),
        settlements.pre_cutover.as_ref(),
        settlements.order_variance.as_ref(),
        settlements.rounding.as_ref(),
    ];
    let mut wanted: BTreeSet<&str> = named.into_iter().flatten().map(String::as_str).collect();
    wanted.extend(settlements.bank_account.all());
    wanted.extend(settlements.accounts.values().map(String::as_str));
    let wanted: Vec<_> = wanted.into_iter().collect();
    let foreign = !rates::foreign(session, client).is_empty();
    match client.accounts(&wanted) {
        Err(error) => findings.error("G/L accounts", error),
        Ok(found) => {
            for number in wanted {
                let is = |account: &&crate::sage300::ledger::GlAccount| {
                    account.unformatted_account == number || account.account_number.as_deref() == Some(number)
                };
                let what = format!("account {number}");
                match found.iter().find(is) {
                    None => findings.failure(what, "Sage does not have it: correct [settlements]"),
                    Some(account) => match account.refusal(foreign) {
                        Some(why) => findings.failure(what, why),
                        None if account.is_consolidated() => findings.warning(what, CONSOLIDATED),
                        None => findings.ok(what, account.description.clone().unwrap_or_default()),
                    },
                }
            }
        }
    }
    banks(settlements, findings);
    payouts(session, settlements, findings);
    let (ledger, kind) = (&settlements.source_ledger, &settlements.source_type);
    let (level, words) = match client.has_source_code(ledger, kind) {
        Ok(Some(true)) => (Level::Ok, ""),
        Ok(Some(false)) => (
            Level::Failure(crate::exit::Exit::Usage),
            "Sage does not have it: correct [settlements]",
        ),
        Ok(None) => (
            Level::Unverified,
            "this Sage does not show its source codes: not checked",
        ),
        Err(error) => return findings.error(format!("source code {ledger}-{kind}"), error),
    };
    findings.add(format!("source code {ledger}-{kind}"), level, words);
}

/// What was paid out and what is still to be paid cannot be told apart on one account.
fn banks(settlements: &Settlements, findings: &mut Findings) {
    let others = [
        ("clearing", settlements.clearing.as_ref()),
        ("unmatched", settlements.unmatched.as_ref()),
        ("reserve", Some(&settlements.reserve)),
        ("carried_forward", Some(&settlements.carried_forward)),
        ("amazon_balance", Some(&settlements.amazon_balance)),
    ];
    for (name, account) in others {
        if let Some(account) =
            account.filter(|account| settlements.bank_account.all().contains(&account.as_str()))
        {
            findings.failure(
                format!("`bank_account` and `{name}`"),
                format!(
                    "are the same account {account}: what Amazon paid out and what it still owes cannot be told apart on it; \
                     give each an account of its own in [settlements]"
                ),
            );
        }
    }
}

/// Whether the payouts of each marketplace have an account: where accounts are given by currency, one may be missing.
fn payouts(session: &Session<'_>, settlements: &Settlements, findings: &mut Findings) {
    let mut said = BTreeSet::new();
    for marketplace in &session.config.amazon.marketplaces {
        let currency = marketplace.currency();
        if settlements.bank_account.of(currency).is_none() && said.insert(currency) {
            findings.warning(
                format!("payouts in {currency}"),
                format!(
                    "`bank_account` names no account for {currency}, the currency of {}: settlements in it are held; add \
                     {currency} to it",
                    marketplace.name
                ),
            );
        }
    }
}
