//! Clearing: whether this company can be cleared as `[receivables]` says.

use super::Findings;
use crate::books::receivables::Way;
use crate::config::{ClearBy, SettlementMode};
use crate::pass::receivables::{Ways, ways};
use crate::pass::session::Session;

const WHAT: &str = "clearing of receivables";

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
    match ways(session) {
        Err(error) => findings.error(WHAT, error),
        Ok(Ways::Unproven(why)) => {
            let other = match receivables.clear_by {
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
