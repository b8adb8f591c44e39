//! How this company can be cleared: the configured way, held against its `$metadata`, its bank and its accounts.

use anyhow::Result;

use crate::books::receivables::Way;
use crate::client::sage300::SageError;
use crate::config::ClearBy;
use crate::money::Currency;
use crate::pass::session::Session;
use crate::sage300::ledger::unformatted;
use crate::sage300::metadata::Names;
use crate::sage300::receivables::{adjustments, deposit_accounts, receipts};

/// The way, or why nothing is cleared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ways {
    /// Proven.
    Proven(Way),
    /// Not proven; the words say what is missing.
    Unproven(String),
}

/// Finds out how the company is cleared of settlements in a currency.
///
/// # Errors
/// When Sage cannot be asked.
pub fn ways(session: &Session<'_>, currency: Currency) -> Result<Ways> {
    let Some(config) = &session.config.receivables else {
        return Ok(Ways::Unproven("[receivables] is not configured".to_owned()));
    };
    let Some(clearing) = session.config.settlements()?.clearing.clone() else {
        return Ok(Ways::Unproven(
            "[settlements] clearing is not configured".to_owned(),
        ));
    };
    let names = match session.sage()?.metadata("AR") {
        Ok(text) => Names::read(&text),
        Err(error @ (SageError::NotFound { .. } | SageError::Refused { .. })) => {
            return Ok(Ways::Unproven(format!(
                "$metadata of A/R cannot be read: {error}"
            )));
        }
        Err(error) => return Err(error.into()),
    };
    let names = match names {
        Ok(names) => names,
        Err(error) => return Ok(Ways::Unproven(error.to_string())),
    };
    let by_adjustment = adjustments(&names);
    match (config.clear_by, by_adjustment) {
        (ClearBy::Adjustment, Ok(())) => Ok(Ways::Proven(Way::Adjustments { account: clearing })),
        (ClearBy::Adjustment, Err(why)) => Ok(Ways::Unproven(why.to_string())),
        (ClearBy::Receipt, by_adjustment) => {
            let word = match receipts(&names) {
                Ok(word) => word,
                Err(why) => return Ok(Ways::Unproven(why.to_string())),
            };
            let Some(bank) = config.bank_code.as_ref().and_then(|banks| banks.of(currency)) else {
                return Ok(Ways::Unproven(format!(
                    "[receivables] bank_code names no bank for {currency}: name one for each currency"
                )));
            };
            let bank = bank.to_owned();
            if let Some(why) = bank_fault(session, &bank, &clearing)? {
                return Ok(Ways::Unproven(why));
            }
            Ok(Ways::Proven(Way::Receipts {
                bank,
                word,
                adjustments: by_adjustment.is_ok().then_some(clearing),
            }))
        }
    }
}

/// Why a bank cannot be used: it is not there, or it deposits to another account.
///
/// A company that does not show its banks is left to Sage's own refusal.
fn bank_fault(session: &Session<'_>, code: &str, clearing: &str) -> Result<Option<String>> {
    let bank = match session.sage()?.bank(code) {
        Ok(Some(bank)) => bank,
        Ok(None) => return Ok(Some(format!("bank code {code} does not exist in Sage"))),
        Err(error) if error.is_not_shown() => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    let accounts = deposit_accounts(&bank);
    let fits = |account: &String| unformatted(account) == unformatted(clearing);
    if accounts.is_empty() || accounts.iter().any(fits) {
        return Ok(None);
    }
    Ok(Some(format!(
        "bank {code} deposits to {}, not to the clearing account {clearing}",
        accounts.join(" and ")
    )))
}
