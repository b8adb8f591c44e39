//! What a line of an invoice or a credit note counts as in the receivables: which account, with its tax and without.

use serde_json::{Value, json};

use super::company::number_of;
use super::receivables;
use crate::money::Amount;

/// A line with what it credits (debits, on a credit note): where tax lies in its price, 19 of 119 parts are not revenue.
pub(super) fn of_line(line: &Value) -> Value {
    let with = &line["ExtendedShippedPriceMiscellaneousCha"];
    let whole = Amount::parse(&with.to_string()).unwrap_or_default();
    let tax = if line["TaxIncluded1"] == true {
        included_tax(whole)
    } else {
        Amount::ZERO
    };
    json!({ "RevenueAccount": receivables::revenue_account(line), "ExtendedAmountWithTIP": with,
            "ExtendedAmountWithoutTIP": number_of(&(whole - tax).to_string()) })
}

fn included_tax(whole: Amount) -> Amount {
    let hundredths: i64 = whole
        .times(100)
        .map(|scaled| scaled.to_string())
        .and_then(|text| text.split('.').next()?.parse().ok())
        .unwrap_or_default();
    let tax = hundredths * 19 / 119;
    let sign = if tax < 0 { "-" } else { "" };
    Amount::parse(&format!("{sign}{}.{:02}", tax.abs() / 100, tax.abs() % 100)).unwrap_or_default()
}
